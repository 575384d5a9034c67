"""Those who write a report: begin it, write between the figures, have it reviewed, publish it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from samverka.actors.http import Request
from samverka.actors.models import COORDINATORS, Organisation, Territory
from samverka.core.access import Refused, require
from samverka.core.fields import explaining
from samverka.core.http import form_on
from samverka.core.versions import version, version_now
from samverka.situation import actions, queries
from samverka.situation.forms import reports as forms
from samverka.situation.forms.circulation import AskReader
from samverka.situation.models import Report, ReportSection
from samverka.situation.queries.basis import Told
from samverka.situation.queries.blocks import MORE, shown_today
from samverka.situation.queries.report_words import adopted, sources_of
from samverka.situation.views.report_files import FILES, file_of


MOST = 100  # of each kind on the page


@require_GET
def reports(request: Request) -> HttpResponse:
    """Those that one writes, and the surveys that wait for one."""
    writes = _territories(request).exists()
    require(writes, _("Only the territory's own coordinator writes its report."))
    user = request.user
    context = {
        "to_answer": queries.comments_to_answer(user)[:MOST], "to_review": queries.to_review(user)[:MOST],
        "to_publish": queries.to_publish(user)[:MOST], "waiting": queries.surveys_to_report(user)[:10],
        "reports": queries.reports(user)[:MOST],
    }  # fmt: skip
    return render(request, "situation/reports.html", context)


@require_http_methods(["GET", "POST"])
def begin_report(request: Request) -> HttpResponse:
    territories = _territories(request)
    require(territories.exists(), _("Only the territory's own coordinator writes its report."))
    today = localdate(now())
    start = {"first_day": today - timedelta(days=364), "last_day": today, "survey": request.GET.get("survey", "")}
    form = forms.BeginReport(
        request.POST or None, territories=territories, surveys=queries.surveys_to_report(request.user), initial=start
    )
    if form.is_valid():
        with explaining(form):
            home = _home(request, form.cleaned_data["territory"])
            made = actions.begin_report(organisation=home, by=request.user, at=now(), **form.cleaned_data)
            return redirect("situation:report", pk=made.pk)
    return _edit(request, form, title=_("Begin a report"))


@require_http_methods(["GET", "POST"])
def report(request: Request, pk: UUID) -> HttpResponse:
    """What it says today, or said when it was published; and the steps that are left."""
    found = _find(request, pk)
    form = forms.NameReport(request.POST or None, initial={"title": found.title, "seen": version(found)})
    if form.is_valid():
        with explaining(form, seen=lambda: version_now(found)):
            actions.name_report(report=found, by=request.user, at=now(), **form.cleaned_data)
            return redirect("situation:report", pk=pk)
    content = content_of(found)
    context = {
        "report": found, "form": form, "content": content,
        "sections": shown_today(content), "sources": sources_of(content),
        "add": forms.AddSection(**_showing(found)) if found.is_open else None,
        "alone": not queries.has_colleague(found, request.user),
        "following": Report.objects.filter(supersedes=found).first(),
        "seen": "" if found.is_out else queries.report_digest(content), "adopted": adopted(content),
        **_circulation(found),
    }  # fmt: skip
    return render(request, "situation/report.html", context, status=form.status)


@require_GET
def report_draft(request: Request, pk: UUID, kind: str) -> HttpResponse:
    """The same as a file, also before it is out."""
    if kind not in FILES:
        raise Http404
    found = _find(request, pk)
    number = found.version.number if found.is_written_down else 0
    own = queries.template_of(found.organisation) if kind == "docx" else None
    template = bytes(own.file) if own else b""
    return file_of(content_of(found), kind, name=f"report-{found.territory_id}", number=number, template=template)


def _circulation(found: Report) -> Told:
    """Who reads a final report before it is adopted, and what they say."""
    if not found.is_final:
        return {}
    asks = found.state in (Report.State.COMPILING, Report.State.CIRCULATED)
    return {
        "readers": queries.readers_of(found), "comments": list(queries.comments_on(found)),
        "asking": AskReader(organisations=queries.may_read(found)) if asks else None,
    }  # fmt: skip


def content_of(found: Report) -> Told:
    """As it was written down, or as it would be today."""
    if found.is_written_down:
        told: Told = found.version.content
        return told
    return queries.report_content(found, on=localdate(now()))


def _find(request: Request, pk: UUID) -> Report:
    return get_object_or_404(queries.reports(request.user), pk=pk)


@form_on("situation:report", _find)
def add_section(request: Request, pk: UUID) -> HttpResponse:
    found = _find(request, pk)
    form = forms.AddSection(request.POST, **_showing(found))
    if form.is_valid():
        with explaining(form):
            made = actions.add_section(report=found, by=request.user, at=now(), **form.cleaned_data)
            return redirect("situation:write_section", pk=made.pk)
    return _edit(request, form, title=_("A new section"))


@form_on("situation:report", _find)
def review_report(request: Request, pk: UUID) -> HttpResponse:
    told = _("It is reviewed, and can be published.")
    return _do(request, actions.review_report, _find(request, pk), told, seen=request.POST.get("seen", ""))


@form_on("situation:report", _find)
def circulate_report(request: Request, pk: UUID) -> HttpResponse:
    told = _("Nobody can write in it now. Those who are asked read it here; adopt it when all have.")
    return _do(request, actions.circulate_report, _find(request, pk), told, seen=request.POST.get("seen", ""))


@form_on("situation:report", _find)
def hand_over_report(request: Request, pk: UUID) -> HttpResponse:
    told = _("It is handed over, and can be published.")
    return _do(request, actions.hand_over_report, _find(request, pk), told, seen=request.POST.get("seen", ""))


@form_on("situation:report", _find)
def take_up_report(request: Request, pk: UUID) -> HttpResponse:
    return _do(request, actions.take_up_report, _find(request, pk), _("You can write in it again."))


@form_on("situation:report", _find)
def publish_report(request: Request, pk: UUID) -> HttpResponse:
    told = _("It is published, and stays as it is.")
    return _do(request, actions.publish_report, _find(request, pk), told, seen=request.POST.get("seen", ""))


@form_on("situation:reports", _find, of="")
def drop_report(request: Request, pk: UUID) -> HttpResponse:
    found = _find(request, pk)
    try:
        actions.drop_report(report=found, by=request.user, at=now())
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("situation:report", pk=pk)
    return redirect("situation:reports")


@require_http_methods(["GET", "POST"])
def begin_next_report(request: Request, pk: UUID) -> HttpResponse:
    """The next version of what is published."""
    found = _find(request, pk)
    form = forms.NextReport(request.POST or None)
    if form.is_valid():
        with explaining(form):
            made = actions.begin_next_report(report=found, by=request.user, at=now(), **form.cleaned_data)
            return redirect("situation:report", pk=made.pk)
    return _edit(request, form, title=_("Make the next version"))


def _section(request: Request, pk: UUID) -> ReportSection:
    found = ReportSection.objects.select_related("report__territory", "report__organisation")
    return get_object_or_404(found.filter(report__in=queries.reports(request.user)), pk=pk)


@require_http_methods(["GET", "POST"])
def write_section(request: Request, pk: UUID) -> HttpResponse:
    """Its heading and its text."""
    found = _section(request, pk)
    start = {"heading": found.heading, "text": found.text, "seen": version(found)}
    form = forms.WriteSection(request.POST or None, initial=start)
    if form.is_valid():
        with explaining(form, seen=lambda: version_now(found)):
            actions.write_section(section=found, by=request.user, at=now(), **form.cleaned_data)
            return redirect(f"{_page(found)}#section-{found.pk}")
    return render(request, "situation/write_section.html", {"section": found, "form": form}, status=form.status)


@form_on("situation:report", _section, of="report_id")
def move_section(request: Request, pk: UUID) -> HttpResponse:
    found = _section(request, pk)
    _try(request, actions.move_section, section=found, up=request.POST.get("up") == "yes")
    return redirect(f"{_page(found)}#section-{found.pk}")


@form_on("situation:report", _section, of="report_id")
def remove_section(request: Request, pk: UUID) -> HttpResponse:
    found = _section(request, pk)
    _try(request, actions.remove_section, section=found)
    return redirect(_page(found))


def _showing(found: Report) -> Told:
    """What its sections may show."""
    return {"codes": queries.telling_codes(found), "more": MORE.items() if found.is_final else ()}


def _page(found: ReportSection) -> str:
    return reverse("situation:report", args=[found.report_id])


def _do(request: Request, act: Any, found: Report, told: str, **more: str) -> HttpResponse:
    if _try(request, act, report=found, **more):
        messages.success(request, told)
    return redirect("situation:report", pk=found.pk)


def _try(request: Request, act: Any, **said: Any) -> bool:
    try:
        act(**said, by=request.user, at=now())
    except Refused as refused:
        messages.error(request, str(refused))
        return False
    return True


def _edit(request: Request, form: Any, *, title: str) -> HttpResponse:
    told = {"form": form, "title": title, "back": "situation:reports"}
    return render(request, "situation/edit.html", told, status=422 if form.errors else 200)


def _territories(request: Request) -> QuerySet[Territory]:
    """The territories of which the user is the own coordinator."""
    codes = [one.territory_id for one in request.user.standing if one.role in COORDINATORS]
    return Territory.objects.filter(code__in=codes).order_by("code")


def _home(request: Request, territory: Territory) -> Organisation:
    """For which of the user's organisations it is written."""
    return next(
        one.organisation
        for one in request.user.standing
        if one.role in COORDINATORS and one.territory_id == territory.pk
    )
