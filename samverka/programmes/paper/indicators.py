"""A period's indicators as they were submitted, made from that alone."""

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.utils.formats import number_format
from django.utils.timezone import localdate
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from samverka.core.sheets import Column, Sheet, xlsx
from samverka.programmes.models import IndicatorReport, IndicatorValue


TEMPLATE = Path(__file__).parent / "indicators.typ"
Told = dict[str, Any]


def words_of(content: Told) -> list[Told]:
    """Each indicator in words: what it came to, so far, and against its target."""
    labels = {one.value: str(one.label) for one in IndicatorValue.Source}
    return [
        {
            **line, "value": span(line["low"], line["high"]), "sum": span(*line["so_far"]) if line["so_far"] else "",
            "source_told": labels.get(line["source"], ""),
        }
        for line in content["lines"]
    ]  # fmt: skip


def span(low: int, high: int) -> str:
    return number(low) if low == high else f"{number(low)}\u2013{number(high)}"


def number(value: int | None, nothing: str = "") -> str:
    """With a space between thousands."""
    return nothing if value is None else number_format(value, force_grouping=True)


def tables(report: IndicatorReport) -> bytes:
    """One sheet with the indicators, one with the money, one with what the report says of itself."""
    lines = words_of(report.content)
    titles = [Column(_("Indicator")), Column(_("Unit"))]
    numbers = [
        Column(title, "number")
        for title in (_("At least"), _("At most"), _("So far, at least"), _("So far, at most"), _("Expected by now"),
                      _("Target"))
    ]  # fmt: skip
    more = [Column(title) for title in (_("Differs"), _("How it is known"), _("Method"), _("Defined in"))]
    differs = _("differs")
    rows = [
        [
            one["name"], one["unit"], one["low"], one["high"], *(one["so_far"] or (None, None)), one["expected"],
            one["target"], differs if one["differs"] else "", one["source_told"], one["method"], _defined(one),
        ]
        for one in lines
    ]  # fmt: skip
    sheets = [Sheet(_("Indicators"), [*titles, *numbers, *more], rows), _money(report), _facts(report)]
    return xlsx(sheets, title=report.content["title"])


def _defined(line: Told) -> str:
    source = str(line["defined"])
    return source if line["verified_on"] else _("%(source)s (to be verified)") % {"source": source}


def _money(report: IndicatorReport) -> Sheet:
    columns = [Column(title, "number") for title in (_("Year"), _("Planned, kronor"), _("Spent, kronor"))]
    return Sheet(_("Money"), columns, [[one["year"], one["planned"], one["spent"]] for one in report.content["money"]])


def _facts(report: IndicatorReport) -> Sheet:
    return Sheet(pgettext("report", "About"), [Column(_("What")), Column(_("Text"))], facts_of(report))


def facts_of(report: IndicatorReport) -> list[tuple[str, str]]:
    told = report.content
    rows = [
        (_("Project"), told["title"]), (_("Owner"), told["organisation"]),
        (_("Together with"), ", ".join(told["partners"])), (pgettext("money", "Fund"), told["fund"]),
        (_("Operation number"), told["operation_number"]), (_("Period"), f"{told['from']}\u2013{told['to']}"),
        (_("Counted at"), ", ".join(told["services"])),
        (_("Submitted on"), localdate(report.submitted_at).isoformat()), (_("Version"), str(report.number)),
        (_("What has changed"), report.change), (_("Comment"), report.comment),
    ]  # fmt: skip
    return [row for row in rows if row[1]]


def printed(report: IndicatorReport) -> bytes:
    """Tagged for those who listen."""
    facts = facts_of(report)
    lines = [
        {
            "name": one["name"], "value": f"{one['value']} {one['unit']}", "sum": one["sum"],
            "expected": number(one["expected"]), "target": number(one["target"]),
            "facts": _told_under(one), "differs": _("differs") if one["differs"] else "",
        }
        for one in words_of(report.content)
    ]  # fmt: skip
    return _pages({
        "lang": (get_language() or "sv").split("-")[0], "title": report.content["title"],
        "author": report.content["organisation"],
        "notice": _("Exercise data: everything here is invented") if settings.EXERCISE else "",
        "facts": [[name, text] for name, text in facts[1:]], "lines": lines, "few": few(),
        "said": {
            "indicator": _("Indicator"), "value": _("In the period"), "sum": _("So far"), "page": _("Page"),
            "of": _("of"), "expected": _("Expected by now"), "target": _("Target"), "heading": _("Indicators"),
            "money": _("Money"), "year": _("Year"), "planned": _("Planned, kronor"), "spent": _("Spent, kronor"),
        },
        "money": [
            [str(one["year"]), number(one["planned"]), number(one["spent"], "\u2013")]
            for one in report.content["money"]
        ],
    })  # fmt: skip


def _told_under(line: Told) -> str:
    return ". ".join(part for part in (line["source_told"].capitalize(), line["method"].rstrip(".")) if part) + "."


def few() -> str:
    return _(
        "Counts at front desks are visits and attendances: the same person counts each time. "
        "From 1 to 4 it is only told that there were few."
    )


def _pages(told: Told) -> bytes:
    """What is told stays text, whatever it says. The letters are our own, so that it looks the same everywhere."""
    said: dict[str, Any] = {
        "root": str(TEMPLATE.parent), "font_paths": [str(files("font_source_sans_pro") / "files")],
        "ignore_system_fonts": True, "sys_inputs": {"told": json.dumps(told)},
    }  # fmt: skip
    try:
        made: bytes = typst.compile(str(TEMPLATE), **said, pdf_standards=["ua-1"])
    except typst.TypstError:  # a sign that no letter of ours can show: a box stands for it, and the standard is not met
        made = typst.compile(str(TEMPLATE), **said)
    return made
