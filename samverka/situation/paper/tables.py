"""All tables of a report as a workbook: every figure with its range, method, day, confidence and coverage."""

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from samverka.core.markdown import plain
from samverka.core.sheets import Cell, Column, Sheet, csv, xlsx
from samverka.situation.paper.printed import addresses, lines_of
from samverka.situation.queries.basis import Told
from samverka.situation.queries.report_words import (
    Shown,
    Source,
    day_of,
    methods_of,
    outdated_of,
    shown,
    sources_of,
    value_of,
)


def tables(content: Told, number: int) -> bytes:
    """One sheet with all figures, one with the names behind them, one with the sources, and the authors' text."""
    with override(content["language"]):
        sections, found = shown(content), sources_of(content)
        sheets = [_figures(sections, found), _names(sections), _sources(found), _texts(sections, content)]
        return xlsx(sheets, title=content["title"])


def lines(content: Told, number: int) -> bytes:
    """All figures as one text file."""
    with override(content["language"]):
        return csv(_figures(shown(content), sources_of(content)))


def _figures(sections: list[Shown], found: list[Source]) -> Sheet:
    texts = (pgettext("report", "Section"), _("What"), _("Figure"))
    numbers = (_("At least"), _("At most"), _("Known from"), _("Of so many"))
    more = (
        _("Missing"), _("Status"), pgettext("figures", "Confidence"), _("How the figures are known"),
        _("Oldest figure"), _("Old, per cent"), _("Source"),
    )  # fmt: skip
    columns = [*map(Column, texts), *(Column(title, "number") for title in numbers), *map(Column, more)]
    rows = [_row(one.heading, line.told, found) for one in sections for line in one.lines]
    return Sheet(_("Figures"), columns, rows)


def _row(heading: str, told: Told, found: list[Source]) -> list[Cell]:
    old = f"{outdated_of(told)} %" if told["outdated"] is not None and told["known"] else ""
    return [
        heading, told["label"], value_of(told), told["low"], told["high"], told["known"], told["areas"],
        ", ".join(told["missing"]), told["status"], told["confidence"], methods_of(told),
        day_of(told["as_of"]) if told["as_of"] else "", old,
        "" if told["source"] is None else found[told["source"]].title,
    ]  # fmt: skip


def _names(sections: list[Shown]) -> Sheet:
    rows = [(one.heading, group.label, name) for one in sections for group in one.groups for name in group.names]
    return Sheet(
        pgettext("report", "Names"), [Column(pgettext("report", "Section")), Column(_("What")), Column(_("Name"))], rows
    )


def _sources(found: list[Source]) -> Sheet:
    rows = [(one.number, one.title, " ".join(one.facts), " ".join(addresses(one))) for one in found]
    columns = [Column(_("Number"), "number"), Column(_("Source")), Column(_("What to know")), Column(_("Address"))]
    return Sheet(pgettext("report", "Sources"), columns, rows)


def _texts(sections: list[Shown], content: Told) -> Sheet:
    rows = [(one.heading, line) for one in sections for line in plain(one.text).splitlines()]
    for one in sections:
        for group in one.groups:
            if group.is_prose:
                rows += [(one.heading, f"{group.label}: {line}") for line in lines_of(group, content)]
    return Sheet(pgettext("report", "Texts"), [Column(pgettext("report", "Section")), Column(_("Text"))], rows)
