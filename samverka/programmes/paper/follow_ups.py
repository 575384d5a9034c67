"""An agreement's year: a page for the file, tagged for those who listen (PDF/UA-1), and a workbook of the same."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.formats import number_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from samverka.core.markdown import blocks, plain
from samverka.core.sheets.writing import Column, Sheet, pdf, xlsx
from samverka.programmes.models import AgreementMeeting
from samverka.programmes.queries import Asked, FollowedUp, Held, Kronor


TEMPLATE = Path(__file__).parent / "follow_up.typ"


def printed(told: FollowedUp) -> bytes:
    of = told.agreement
    said: dict[str, Any] = {
        "lang": (get_language() or "sv").split("-")[0], "title": f"{of}, {told.year}",
        "purpose": blocks(of.purpose, top=1),
        "notice": _notice(told), "facts": [list(one) for one in _facts(told)],
        "tables": [one for one in (
            _table(_("Volumes"), VOLUME_HEADS(), [[str(cell) for cell in row] for row in _volumes(told)]),
            _table(_("Money"), MONEY_HEADS(), [[_whole(cell) for cell in row] for row in _money(told)]),
            _table(_("Payments"), PAYMENT_HEADS(), [[_whole(cell) for cell in row] for row in _payments(told)]),
            _table(_("Settled by"), [_party(), _("Settled on")], list(_settled(told))),
        ) if one["rows"]],
        "deviations": [_deviation(one) for one in told.asked],
        "meetings": [[_meeting(one), blocks(one.decisions, top=2)] for one in told.meetings],
        "said": {"deviations": _("Deviations"), "none": _none(told), "page": _("Page"),
                 "meetings": pgettext("agreement", "Meetings")},
    }  # fmt: skip
    return pdf(TEMPLATE, said)


def workbook(told: FollowedUp) -> bytes:
    of = told.agreement
    comments = [
        [one.deviation.period, _what(one), *_apart(one.held), str(party.organisation), comment.text if comment else ""]
        for one in told.asked
        for party, comment in one.said
    ]
    heads, kronor = VOLUME_HEADS(), MONEY_HEADS()
    held = [Column(heads[0]), *(Column(one, "decimal") for one in heads[1:3]), Column(heads[3], "share")]
    sheets = [
        _volume_sheet(told, held),
        Sheet(_("Money"), [Column(kronor[0]), *(Column(one, "number") for one in kronor[1:])], list(_money(told))),
        Sheet(
            _("Payments"),
            [Column(one, kind) for one, kind in zip(PAYMENT_HEADS(), ("text", "date", "number", "date"), strict=True)],
            [[one.condition, one.due_on, one.amount, one.paid_on] for one in told.payments],
        ),
        Sheet(_("Deviations"), [Column(_("Period")), *held, Column(_party()), Column(_("Comment"))], comments),
        Sheet(
            pgettext("agreement", "Meetings"),
            [Column(_("Held on"), "date"), Column(_("How")), Column(_("What was said and decided"))],
            [[one.held_on, one.get_form_display(), plain(one.decisions)] for one in told.meetings],
        ),
        _about(told),
    ]
    return xlsx(sheets, title=f"{of}, {told.year}")


def _volume_sheet(told: FollowedUp, held: list[Column]) -> Sheet:
    """What is agreed for all of the year stands beside what is agreed for the days that are gone."""
    what, so_far, *apart = held
    agreed = [Column(_("Agreed for the year"), so_far.kind), Column(_("Agreed so far"), so_far.kind)]
    rows = [[_what(one), _decimal(one.promised), *_apart(one), _state(one)] for one in told.volumes]
    return Sheet(_("Volumes"), [what, *agreed, *apart, Column(_("State"))], rows)


def _about(told: FollowedUp) -> Sheet:
    """What the figures are of, for whoever has the file alone."""
    settled = "\n".join(f"{party}: {day}" for party, day in _settled(told))
    rows = [
        (_("Agreement"), str(told.agreement)), (_("Year"), str(told.year)), *_facts(told),
        (_("Settled by"), settled), (_("State"), _notice(told)),
    ]  # fmt: skip
    return Sheet(
        pgettext("follow-up", "About"), [Column(_("What")), Column(_("Text"))], [row for row in rows if row[1]]
    )


def _facts(told: FollowedUp) -> list[tuple[str, str]]:
    of = told.agreement
    rows = [
        *((party.get_part_display().capitalize(), str(party.organisation)) for party in of.parties.all()),
        (_("Period"), f"{of.first_day:%Y-%m-%d} – {of.last_day:%Y-%m-%d}"),  # noqa: RUF001 (a dash between days)
        (_("Reference number"), of.reference),
    ]
    return [row for row in rows if row[1]]


def _apart(one: Held | None) -> list[float | None]:
    return [_decimal(one.agreed), _decimal(one.delivered), one.deviation] if one else [None] * 3


def _state(one: Held) -> str:
    """What stands on the page in the place of a figure."""
    words = [pgettext("period", "running")] if one.is_running else []
    return ", ".join([*words, delivered(one)] if one.delivered is None else words)


def _party() -> str:
    return pgettext("agreement", "Party")


def VOLUME_HEADS() -> list[str]:  # noqa: N802
    return [_("What"), _("Agreed"), _("Delivered"), _("Deviation")]


def MONEY_HEADS() -> list[str]:  # noqa: N802
    return [_("Source of money"), pgettext("money", "Planned"), pgettext("money", "Spent")]


def PAYMENT_HEADS() -> list[str]:  # noqa: N802
    return [_("Waits for"), _("To be paid on"), _("Kronor"), _("Paid on")]


def _none(told: FollowedUp) -> str:
    return _("No deviation was asked about.") if told.is_compared else _("Nothing has been asked about yet.")


def _notice(told: FollowedUp) -> str:
    said = [] if told.is_settled else [_("Not settled yet.")]
    if not told.is_over:
        said.insert(0, _("The year is running."))
    if told.is_rounded:
        said.append(_(
            "Visits and bed nights are of people: until those who run it have settled the year, others read them a "
            "little rounded, and few not at all."
        ))  # fmt: skip
    if settings.EXERCISE:
        said.append(_("Exercise data: everything here is invented"))
    return " ".join(said)


def _table(title: str, heads: list[str], rows: list[list[str]]) -> dict[str, Any]:
    return {"title": title, "heads": heads, "rows": rows}


def _volumes(told: FollowedUp) -> Iterator[list[str]]:
    for one in told.volumes:
        yield [
            _what(one),
            _agreed(one),
            delivered(one),
            pgettext("period", "running") if one.is_running else one.percent,
        ]


def _agreed(one: Held) -> str:
    """For the days that are gone, of all that is promised."""
    so_far, everything = _number(one.agreed), _number(one.promised)
    return so_far if one.promised == one.agreed else _("%(part)s of %(all)s") % {"part": so_far, "all": everything}


def _money(told: FollowedUp) -> Iterator[list[Any]]:
    for _year, sources, _sum in told.money:
        for one in sources:
            yield [one.source_told.capitalize(), one.planned, _spent(one)]


def _spent(one: Kronor) -> int | None:
    return one.spent if one.is_told else None


def _payments(told: FollowedUp) -> Iterator[list[Any]]:
    for one in told.payments:
        paid = one.paid_on.isoformat() if one.paid_on else _("not yet")
        yield [one.condition or _("nothing"), one.due_on.isoformat(), one.amount, paid]


def _meeting(one: AgreementMeeting) -> str:
    return f"{one.held_on}, {one.get_form_display()}"


def _settled(told: FollowedUp) -> Iterator[list[str]]:
    for party, day in told.settlings:
        yield [str(party.organisation), day.isoformat() if day else _("not yet")]


def _deviation(one: Asked) -> dict[str, Any]:
    figures = ""
    if one.held:
        said = {"agreed": _number(one.held.agreed), "delivered": delivered(one.held)}
        figures = _("agreed %(agreed)s, delivered %(delivered)s") % said
        figures += f" ({one.held.percent})" if one.held.percent else ""
    texts = [[str(party.organisation), comment.text if comment else _("nothing yet")] for party, comment in one.said]
    return {"title": f"{one.deviation.period}: {_what(one)}", "figures": figures, "said": texts}


def _what(one: Held | Asked) -> str:
    volume = one.volume if isinstance(one, Held) else one.deviation.volume
    return str(volume.get_kind_display()).capitalize()


def delivered(one: Held) -> str:
    """What was delivered, in words where there is no figure to tell."""
    if one.is_hidden:
        return _("hidden")
    return _("nothing counted") if one.delivered is None else _number(one.delivered)


def _number(value: float) -> str:
    return number_format(round(value, 1) if value % 1 else int(value), force_grouping=True)


def _decimal(value: float | None) -> float | None:
    """As it is written everywhere."""
    return None if value is None else round(value, 1)


def _whole(cell: Any) -> str:
    return (
        _("not known yet")
        if cell is None
        else number_format(cell, force_grouping=True)
        if cell.__class__ is int
        else str(cell)
    )
