"""The tables of a report, told once for the page, the spreadsheet and the paper."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from samverka.shelters.clock import HERE
from samverka.shelters.queries.night_report import NightReport
from samverka.shelters.queries.reports import Report, Totals
from samverka.shelters.sheets import Cell, Column, Sheet


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet with its sums, as the page and the paper show it."""

    id: str
    sheet: Sheet
    sums: Sequence[Cell] = ()
    note: str = ""
    if_told: Collection[str] = ()  # titles of columns that are left out where they say nothing
    untold: Collection[str] = ()  # titles of columns that say what the page says already

    @property
    def shown(self) -> list[int]:
        """The columns that say anything: on a page and on paper there is no room for others."""
        rows = list(self.sheet.rows)
        return [
            place
            for place, column in enumerate(self.sheet.columns)
            if column.title not in self.untold and (column.title not in self.if_told or any(row[place] for row in rows))
        ]

    @property
    def columns(self) -> list[Column]:
        return [self.sheet.columns[place] for place in self.shown]

    @property
    def rows(self) -> list[list[tuple[str, bool]]]:
        shown = self.shown
        return [self._said(row, shown) for row in self.sheet.rows]

    @property
    def summed(self) -> list[tuple[str, bool]]:
        return self._said(self.sums, self.shown) if self.sums else []

    def _said(self, row: Sequence[Cell], shown: list[int]) -> list[tuple[str, bool]]:
        columns = self.sheet.columns
        return [(said(row[place], columns[place]), columns[place].is_number) for place in shown]

    def told(self) -> dict[str, Any]:
        """For the paper."""
        columns = [{"title": column.title, "number": column.is_number} for column in self.columns]
        rows = [[text for text, _number in row] for row in self.rows]
        sums = [text for text, _number in self.summed]
        return {"title": self.sheet.name, "note": self.note, "columns": columns, "rows": rows, "sums": sums}


def said(cell: Cell, column: Column) -> str:
    """A cell in the reader's language."""
    if cell is None:
        return "–" if column.is_number else ""  # noqa: RUF001 (a dash stands where there is no number)
    if isinstance(cell, float) and column.kind == "share":
        return f"{number_format(cell * 100, 1)} %"
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def nights(report: Report) -> Table:
    """A line for each night and group."""
    columns = (
        Column(_("Night"), "date"),
        Column(_("Shelter")),
        Column(_("Group")),
        Column(_("State")),
        Column(_("Beds"), "number"),
        Column(_("Blocked"), "number"),
        Column(_("Why blocked")),
        Column(_("Extra"), "number"),
        Column(_("Could be given out"), "number"),
        Column(_("Bed nights"), "number"),
        Column(_("Private rooms used"), "number"),
        Column(_("Not claimed"), "number"),
        Column(_("Used"), "share"),
    )
    rows = [
        (
            *(line.date, line.shelter, line.group, line.says, line.nominal, line.blocked, line.because, line.overflow),
            *(line.allocable, line.bed_nights, line.rooms, line.released, line.utilisation),
        )
        for line in report.lines
    ]
    total = report.totals
    sums = (
        *(_("All frozen nights"), None, None, None, total.nominal, total.blocked, None, total.overflow),
        *(total.allocable, total.bed_nights, total.rooms, total.released, total.utilisation),
    )
    note = _("Nights that are not frozen yet have no figures of who came, and are not in the sums.")
    spare = {_("Group"), _("Why blocked"), _("Private rooms used")}
    alone = {_("Shelter")} if len({line.shelter for line in report.lines}) < 2 else set()
    sheet = Sheet(_("Nights"), columns, rows)
    return Table("nights", sheet, sums if rows else (), note, spare, alone)


def sites(report: Report) -> Table:
    """A line for each shelter."""
    columns = (
        Column(_("Shelter")),
        Column(_("Nights opened"), "number"),
        Column(_("Could be given out"), "number"),
        Column(_("Bed nights"), "number"),
        Column(_("Private rooms used"), "number"),
        Column(_("Not claimed"), "number"),
        Column(_("Used"), "share"),
    )
    rows = [(name, *_summed(total)) for name, total in report.sites]
    sums = (_("All shelters"), *_summed(report.totals)) if len(rows) > 1 else ()
    return Table("sites", Sheet(_("Shelters"), columns, rows), sums, if_told={_("Private rooms used")})


def reasons(report: Report) -> Table:
    columns = (
        Column(_("Reason")),
        Column(_("Parties"), "number"),
        Column(_("People"), "number"),
        Column(_("of these at the door, may overlap"), "number"),
    )
    return Table("reasons", Sheet(_("Turned away by reason"), columns, report.reasons))


def turned_away(report: Report | NightReport) -> Table:
    """A line for each night, place, reason and outcome."""
    columns = (
        Column(_("Night"), "date"),
        Column(_("Where")),
        Column(_("Reason")),
        Column(_("How it ended")),
        Column(_("Counted")),
        Column(_("Parties"), "number"),
        Column(_("People"), "number"),
    )
    door, once = _("at the door, may overlap"), _("once a slip")
    rows = [
        (one.date, one.where, one.says, one.ended, door if one.at_door else once, one.parties, one.people)
        for one in report.turned_away
    ]
    note = _(
        "Of several draws for a night only the last one's lost slips are counted, since whoever lost before may have "
        "taken a new slip."
    )
    return Table("turned-away", Sheet(_("Turned away"), columns, rows), note=note)


def figures(report: NightReport) -> Table:
    """The frozen figures of one night, as corrected."""
    columns = (
        Column(_("Group")),
        Column(_("Beds"), "number"),
        Column(_("Blocked"), "number"),
        Column(_("Why blocked")),
        Column(_("Extra"), "number"),
        Column(_("Could be given out"), "number"),
        Column(_("Bed nights"), "number"),
        Column(_("Private rooms used"), "number"),
        Column(_("Not claimed"), "number"),
        Column(_("Left early"), "number"),
        Column(_("Away with notice"), "number"),
        Column(_("Used"), "share"),
    )
    rows: list[tuple[Cell, ...]] = []
    for one in report.groups:
        came, could, figure = one.now("bed_nights"), one.allocable, one.figure
        beds = (figure.nominal, one.now("blocked"), one.because, one.now("overflow"), could)
        ended = (one.now("released"), figure.left_early, figure.absent)
        rows.append((one.group, *beds, came, figure.rooms, *ended, came / could if could else None))
    sums: list[Cell] = [_("The whole night")]
    for place, column in enumerate(columns[1:-1], start=1):
        sums.append(sum(int(row[place] or 0) for row in rows) if column.is_number else None)  # type: ignore[arg-type,misc]
    sums.append(report.bed_nights / report.allocable if report.allocable else None)
    sheet = Sheet(_("Figures"), columns, rows)
    spare = {_("Why blocked"), _("Private rooms used")}
    return Table("figures", sheet, sums if len(rows) > 1 else (), if_told=spare)


def corrections(report: NightReport) -> Table:
    """What was changed after the freeze, by whom and why; the frozen figure stays."""
    columns = (
        Column(_("Corrected at")),
        Column(_("By")),
        Column(_("Group")),
        Column(_("Figure")),
        Column(_("Frozen as"), "number"),
        Column(pgettext("of a figure", "Change"), "number"),
        Column(_("Reason")),
    )
    rows = [
        (
            one.at.astimezone(HERE).strftime("%Y-%m-%d %H:%M"),
            str(one.by or ""),
            one.figure.group.name,
            str(one.get_field_display()),
            int(getattr(one.figure, one.field)),
            f"{one.change:+}",
            one.reason,
        )
        for one in report.corrections
    ]
    return Table("corrections", Sheet(_("Corrections"), columns, rows))


def turn_away_corrections(report: NightReport) -> Table:
    """What was changed of who was turned away, by whom and why."""
    columns = (
        Column(_("Corrected at")),
        Column(_("By")),
        Column(_("Turned away because")),
        Column(_("How it ended")),
        Column(_("Counted")),
        Column(_("Change in parties"), "number"),
        Column(_("Change in people"), "number"),
        Column(_("Reason")),
    )
    rows = [
        (
            one.at.astimezone(HERE).strftime("%Y-%m-%d %H:%M"),
            str(one.by or ""),
            str(one.get_reason_display()),
            str(one.get_outcome_display()),
            _("at the door, may overlap") if one.at_door else _("once a slip"),
            f"{one.parties:+}",
            f"{one.people:+}",
            one.because,
        )
        for one in report.turn_away_corrections
    ]
    return Table("turn-away-corrections", Sheet(_("Corrections of who was turned away"), columns, rows))


def _summed(total: Totals) -> tuple[Cell, ...]:
    return (total.nights, total.allocable, total.bed_nights, total.rooms, total.released, total.utilisation)
