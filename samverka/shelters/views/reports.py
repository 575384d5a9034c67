"""What nights have been: on the page, as a spreadsheet, on paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.timezone import now
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from samverka.actors.http import Request
from samverka.core.alphabet import Alphabetic
from samverka.shelters import clock, sheets
from samverka.shelters.forms.periods import Period, beside, month, week
from samverka.shelters.models import Night, Shelter
from samverka.shelters.policy import MORNING_CLOSE
from samverka.shelters.queries import night_report as nights
from samverka.shelters.queries import reports
from samverka.shelters.views import tables


PAPER = Path(__file__).parents[1] / "reports" / "report.typ"
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "pdf": "application/pdf",
}


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose nights are told: a shelter's, or an organisation's."""

    route: str
    pk: UUID
    name: str
    shelters: Sequence[Shelter]
    is_own: bool


@require_GET
def shelter_report(request: Request, pk: UUID) -> HttpResponse:
    return _page(request, _shelter(request, pk))


@require_GET
def shelter_report_file(request: Request, pk: UUID, kind: str) -> HttpResponse:
    return _file(request, _shelter(request, pk), kind)


@require_GET
def organisation_report(request: Request, pk: UUID) -> HttpResponse:
    return _page(request, _organisation(request, pk))


@require_GET
def organisation_report_file(request: Request, pk: UUID, kind: str) -> HttpResponse:
    return _file(request, _organisation(request, pk), kind)


@require_GET
def night_report(request: Request, pk: UUID) -> HttpResponse:
    night = _night(request, pk)
    told = nights.night_report(night, at=now())
    context = {"night": night, "facts": _facts(night), "tables": _night_tables(told), "report": told}
    return render(request, "shelters/sheets_night.html", context)


@require_GET
def night_report_file(request: Request, pk: UUID, kind: str) -> HttpResponse:
    night = _night(request, pk)
    found = _night_tables(nights.night_report(night, at=now()))
    title = _("The night's report: %(shelter)s, %(day)s") % {"shelter": night.shelter, "day": night.date}
    if kind == "pdf":
        notice = "" if night.frozen_at else _("Not frozen yet: this is how the night stands, not how it ended.")
        day = date_format(night.date, "l j F Y")
        return _paper(title, day, found, facts=_facts(night), notice=notice, name=f"{night.shelter}-{night.date}")
    return _sheet(request, kind, found, title=title, name=f"{night.shelter}-{night.date}")


def _page(request: Request, subject: Subject) -> HttpResponse:
    tonight = clock.tonight(now(), closes=MORNING_CLOSE)
    form = Period(request.GET, tonight=tonight)
    first, last = form.days
    before, after = beside(first, last)
    context = {
        "subject": subject,
        "form": form,
        "first": first,
        "last": last,
        "steps": [
            (_("Earlier"), before),
            (_("This week"), week(tonight)),
            (_("This month"), month(tonight)),
            (_("Later"), after),
        ],
        "tables": _tables(request, subject, first, last),
        "files": f"{subject.route}_file",
        "query": f"?from={first}&to={last}",
    }
    return render(request, "shelters/sheets_report.html", context, status=422 if form.errors else 200)


def _file(request: Request, subject: Subject, kind: str) -> HttpResponse:
    form = Period(request.GET, tonight=clock.tonight(now(), closes=MORNING_CLOSE))
    if not form.is_valid():
        return _page(request, subject)
    first, last = form.days
    found = _tables(request, subject, first, last)
    title = _("Nights at %(name)s, %(first)s to %(last)s") % {"name": subject.name, "first": first, "last": last}
    name = f"{subject.name}-{first}-{last}"
    return _paper(title, "", found, name=name) if kind == "pdf" else _sheet(request, kind, found, title, name)


def _tables(request: Request, subject: Subject, first: date, last: date) -> list[tables.Table]:
    several = len(subject.shelters) > 1
    told = reports.report(subject.shelters, first, last, viewer=request.user, with_intake=several)
    overview = [tables.sites(told)] if several else []
    return [*overview, tables.nights(told), tables.reasons(told), tables.turned_away(told)]


def _night_tables(told: nights.NightReport) -> list[tables.Table]:
    away = [tables.turn_away_corrections(told)] if told.turn_away_corrections else []
    return [tables.figures(told), tables.turned_away(told), tables.corrections(told), *away]


def _sheet(request: Request, kind: str, found: Sequence[tables.Table], title: str, name: str) -> HttpResponse:
    """A workbook with every table, or the one table that is asked for as text."""
    if kind == "xlsx":
        return answer(sheets.xlsx([one.sheet for one in found], title=title), kind, name)
    if kind != "csv":
        raise Http404
    default = "nights" if any(one.id == "nights" for one in found) else found[0].id
    asked = request.GET.get("table", default)
    chosen = next((one for one in found if one.id == asked), None)
    if chosen is None:
        raise Http404
    separator = "," if request.GET.get("separator") == "comma" else ";"
    return answer(sheets.csv(chosen.sheet, separator=separator), kind, f"{name}-{chosen.id}")


def _paper(
    title: str,
    subtitle: str,
    found: Sequence[tables.Table],
    *,
    name: str,
    facts: Sequence[tuple[str, str]] = (),
    notice: str = "",
) -> HttpResponse:
    made = date_format(now().astimezone(clock.HERE), "Y-m-d H:i")
    told: dict[str, Any] = {
        "title": title,
        "subtitle": subtitle,
        "author": "Samverka",
        "lang": (get_language() or "sv")[:2],
        "wide": True,
        "notice": notice,
        "facts": list(facts),
        "tables": [one.told() for one in found],
        "nothing": _("Nothing to tell."),
        "footer": _("Made %(made)s with Samverka. Counts of beds and parties; nobody can be named.") % {"made": made},
        "page": _("Page"),
        "of": _("of"),
    }
    return answer(sheets.pdf(PAPER, told), "pdf", name)


def answer(file: bytes, kind: str, name: str) -> HttpResponse:
    """A file to keep; paper is shown."""
    way = "inline" if kind == "pdf" else "attachment"
    named = f'{way}; filename="{slugify(name) or "samverka"}.{kind}"'
    return HttpResponse(file, content_type=TYPES[kind], headers={"Content-Disposition": named})


def _facts(night: Night) -> list[tuple[str, str]]:
    """When what happened, and by which rules."""

    def at(moment: Any) -> str:
        return date_format(moment.astimezone(clock.HERE), "Y-m-d H:i") if moment else "–"  # noqa: RUF001 (a dash)

    return [
        (_("State"), _("Frozen") if night.frozen_at and night.is_running else str(night.get_state_display())),
        (_("Confirmed"), at(night.confirmed_at)),
        (_("Doors opened"), at(night.opened_at)),
        (_("Frozen"), at(night.frozen_at)),
        (_("Closed"), at(night.closed_at)),
        (_("Version of the rules"), night.policy_version or "–"),  # noqa: RUF001
    ]


def _shelter(request: Request, pk: UUID) -> Subject:
    shelter = reports.reported_shelter(request.user, pk)
    if shelter is None:
        raise Http404
    own = reports.owns(request.user, shelter.organisation_id)
    return Subject("shelters:shelter_report", pk, shelter.name, [shelter], own)


def _organisation(request: Request, pk: UUID) -> Subject:
    organisation = reports.reported_organisation(request.user, pk)
    if organisation is None:
        raise Http404
    shelters = list(organisation.shelters.select_related("organisation").order_by(Alphabetic("name")))
    return Subject("shelters:organisation_report", pk, organisation.name, shelters, True)


def _night(request: Request, pk: UUID) -> Night:
    night = reports.reported_night(request.user, pk)
    if night is None:
        raise Http404
    return night
