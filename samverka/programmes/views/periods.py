"""A project's period: filled in, submitted, and what was submitted as a page and as files."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from samverka.actors.http import Request
from samverka.core.access import why_not
from samverka.core.fields import explaining
from samverka.core.http import form_on
from samverka.core.versions import version
from samverka.programmes import actions, paper, queries, rules
from samverka.programmes.forms import projects as forms
from samverka.programmes.models import IndicatorReport, ProjectPeriod


FILES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def find_period(request: Request, pk: UUID) -> ProjectPeriod:
    """One of a project that one's organisation runs: what is not submitted is nobody else's."""
    rows = ProjectPeriod.objects.filter(project__in=queries.projects(request.user).order_by().values("pk"))
    rows = rows.select_related("project__organisation", "project__fund", "project__territory")
    found = get_object_or_404(rows, pk=pk)
    mine = request.user.organisations()
    if found.project.organisation_id not in mine and not found.project.partners.filter(pk__in=mine).exists():
        raise Http404
    return found


@require_http_methods(["GET", "POST"])
def period(request: Request, pk: UUID) -> HttpResponse:
    """What is known so far. Front desks' counts stand as they are now."""
    found = find_period(request, pk)
    form = forms.Values(
        request.POST or None, lines=queries.lines(found, on=localdate(now())), initial={"seen": _seen(found)}
    )
    if form.is_valid():
        with explaining(form, seen=lambda: _seen(found)):
            said = {"values": form.values, "seen": form.cleaned_data["seen"]}
            actions.note_values(period=found, by=request.user, at=now(), **said)
            messages.success(request, _("It is saved. Nobody outside sees it until you submit the report."))
            return redirect("programmes:period", pk=pk)
    return _page(request, found, form)


@require_GET
def period_counted(request: Request, pk: UUID) -> HttpResponse:
    """Which front desks counted, and in which months: what the figures of a period are made of."""
    found = find_period(request, pk)
    told = queries.tallied(request.user, found, on=localdate(now()))
    context = {"period": found, "project": found.project, "told": told}
    context["others"] = queries.others_count(request.user, found)
    context["leads"] = not why_not(rules.keep_project, request.user, found.project)
    return render(request, "programmes/period_counted.html", context)


@form_on("programmes:period", find_period)
def submit_report(request: Request, pk: UUID) -> HttpResponse:
    found = find_period(request, pk)
    form = forms.SubmitReport(request.POST, corrects=found.submitted_on is not None)
    if form.is_valid():
        with explaining(form):
            made = actions.submit_report(period=found, by=request.user, at=now(), **form.cleaned_data)
            return redirect("programmes:indicator_report", pk=made.pk)
    values = forms.Values(lines=queries.lines(found, on=localdate(now())), initial={"seen": _seen(found)})
    return _page(request, found, values, form)


def find_report(request: Request, pk: UUID) -> IndicatorReport:
    return get_object_or_404(queries.reports(request.user), pk=pk)


@require_GET
def indicator_report(request: Request, pk: UUID) -> HttpResponse:
    """A period as it was submitted."""
    found = find_report(request, pk)
    newest = queries.newest_report(found.period)
    later = newest if newest and newest.number > found.number else None
    context = {
        "report": found, "content": found.content, "lines": paper.words_of(found.content), "later": later,
        "corrects": not later and not why_not(rules.keep_project, request.user, found.period.project),
    }  # fmt: skip
    return render(request, "programmes/indicator_report.html", context)


@require_GET
def indicator_file(request: Request, pk: UUID, kind: str) -> HttpResponse:
    """The same to send to the fund."""
    found = find_report(request, pk)
    if kind not in FILES:
        raise Http404
    noun = pgettext("file", "indicators")
    way = "inline" if kind == "pdf" else "attachment"
    name = f'{way}; filename="{noun}-{found.content["from"]}-{found.number}.{kind}"'
    return HttpResponse(paper.MAKE[kind](found), content_type=FILES[kind], headers={"Content-Disposition": name})


def _page(request: Request, found: ProjectPeriod, form: forms.Values, wrong: Any = None) -> HttpResponse:
    keeps = not why_not(rules.keep_project, request.user, found.project)
    today, newest = localdate(now()), queries.newest_report(found)
    is_over = found.last_day < today
    submitting = wrong or forms.SubmitReport(
        corrects=newest is not None, initial={"comment": newest.comment if newest else ""}
    )
    context = {
        "period": found, "project": found.project, "form": form, "keeps": keeps and not found.project.is_closed,
        "newest": newest, "is_over": is_over, "is_late": found.is_late(today), "submitting": submitting,
        "differ": [line for line in form.lines if line.differs],
    }  # fmt: skip
    return render(request, "programmes/period.html", context, status=422 if wrong else form.status)


def _seen(found: ProjectPeriod) -> str:
    return version(queries.values_of(found))
