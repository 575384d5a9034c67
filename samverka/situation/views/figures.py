"""A territory's indicators over time: on a page, and as files to work with."""

from typing import Any, cast

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from samverka.actors.http import Request
from samverka.actors.models import Territory
from samverka.core.access import why_not
from samverka.core.http import read_day
from samverka.core.sheets import Cell, Column, Sheet, csv, xlsx
from samverka.situation import queries, rules
from samverka.situation.indicators import SOURCES
from samverka.situation.queries import By, Line, Period
from samverka.situation.views import pictures


TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


@require_GET
def situation(request: Request) -> HttpResponse:
    """The picture of what one coordinates oneself."""
    own = queries.own_territories(request.user)
    if not own:
        raise Http404
    return redirect("situation:figures", own[0].code)


@require_GET
def figures(request: Request, code: str) -> HttpResponse:
    here, over = find_territory(request, code), asked_periods(request)
    lines = queries.figures(request.user, here, over)
    told = pictures.words(over)
    context = {
        "territory": here,
        "by": over[0].by,
        "ways": ways(),
        "lines": [(one, pictures.picture(one, told), pictures.rows(one, told)) for one in lines if one.is_told],
        "untold": [one.indicator.name for one in lines if not one.is_told],
        "sources": SOURCES,
        "before": over[0].first,
        "until": over[-1].months[-1],
        "is_past": over[-1].months[-1] < localdate(now()).replace(day=1),
        "publishes": not why_not(rules.publish_table, request.user, here),
        "own": queries.own_territories(request.user),
        "inside": queries.territories_in(here),
    }
    return render(request, "situation/figures.html", context)


@require_GET
def figures_file(request: Request, code: str, kind: str) -> HttpResponse:
    """The same figures with their parts, and what each indicator means."""
    if kind not in TYPES:
        raise Http404
    here, over = find_territory(request, code), asked_periods(request)
    lines = queries.figures(request.user, here, over, with_parts=True)
    found = [figures_sheet(lines), definitions_sheet(lines)]
    title = _("Situation picture, %(territory)s") % {"territory": here}
    name = f"situation-{here.code}-{over[0].code}-{over[-1].code}"
    return sent_file(found, kind, title=title, name=name)


def sent_file(found: list[Sheet], kind: str, *, title: str, name: str) -> HttpResponse:
    """Sheets as a file to save; the first alone as CSV."""
    file = csv(found[0]) if kind == "csv" else xlsx(found, title=title)
    named = f'attachment; filename="{name}.{kind}"'
    return HttpResponse(file, content_type=TYPES[kind], headers={"Content-Disposition": named})


def find_territory(request: Request, code: str) -> Territory:
    """A territory that the user coordinates, or that lies in it. Others are not there."""
    here = get_object_or_404(Territory, pk=code)
    if why_not(rules.see_figures, request.user, here):
        raise Http404
    return here


def ways() -> list[tuple[By, str]]:
    """In which periods figures are told."""
    return [("month", _("Months")), ("quarter", _("Quarters")), ("year", _("Years"))]


def asked_periods(request: Request) -> list[Period]:
    asked, today = request.GET.get("by", "month"), localdate(now())
    by = cast(By, asked if asked in queries.TOLD else "month")
    return queries.periods(by, until=read_day(request.GET.get("to", "")) or today)


def figures_sheet(lines: list[Line]) -> Sheet:
    columns = (
        Column(_("Indicator")),
        Column(_("Part")),
        Column(_("Territory")),
        Column(_("Period")),
        Column(_("Value"), "number"),
        Column(_("Numerator"), "number"),
        Column(_("Denominator"), "number"),
        Column(_("Months known"), "number"),
        Column(_("Status")),
    )
    rows: list[tuple[Cell, ...]] = [
        (
            *(str(line.indicator.name), one.part, one.territory, one.period.code, one.value),
            *(one.numerator, one.denominator, one.months, one.status),
        )
        for line in lines
        for one in line.figures
    ]
    return Sheet(_("Figures"), columns, rows)


def definitions_sheet(lines: list[Line]) -> Sheet:
    titles = (_("Indicator"), _("Code"), _("Unit"), _("Numerator"), _("Denominator"), _("Source"), _("To mind"))
    rows: list[Any] = [
        tuple(
            str(cell)
            for cell in (
                one.name, one.key, one.unit, one.numerator, one.denominator, SOURCES[one.source], one.caveats
            )
        )
        for one in (line.indicator for line in lines if not line.part)
    ]  # fmt: skip
    return Sheet(_("What they mean"), [Column(title) for title in titles], rows)
