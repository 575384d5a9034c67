"""A draft goes round: those who are asked read it and comment, and those who write it answer each comment."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from samverka.actors.http import Request
from samverka.core.fields import explaining
from samverka.core.http import form_on
from samverka.situation import actions, queries
from samverka.situation.forms import circulation as forms
from samverka.situation.models import Report, ReportComment, ReportReader
from samverka.situation.queries.blocks import shown_today
from samverka.situation.queries.report_words import sources_of
from samverka.situation.views.reports import _edit, _find, _try, content_of


@form_on("situation:report", _find)
def ask_reader(request: Request, pk: UUID) -> HttpResponse:
    found = _find(request, pk)
    form = forms.AskReader(request.POST, organisations=queries.may_read(found))
    if form.is_valid():
        with explaining(form):
            actions.ask_reader(report=found, by=request.user, at=now(), **form.cleaned_data)
            return redirect(f"{reverse('situation:report', args=[pk])}#readers")
    return _edit(request, form, title=_("Who reads it before it is adopted"))


def _asked(request: Request, pk: UUID) -> ReportReader:
    rows = ReportReader.objects.filter(report__in=queries.reports(request.user).order_by().values("pk"))
    return get_object_or_404(rows.select_related("report__organisation", "report__territory"), pk=pk)


@form_on("situation:report", _asked, of="report_id")
def drop_reader(request: Request, pk: UUID) -> HttpResponse:
    found = _asked(request, pk)
    _try(request, actions.drop_reader, reader=found)
    return redirect(f"{reverse('situation:report', args=[found.report_id])}#readers")


@require_http_methods(["GET", "POST"])
def answer_comment(request: Request, pk: UUID) -> HttpResponse:
    """What became of a comment: taken up or not, and why."""
    theirs = queries.reports(request.user).order_by().values("pk")
    rows = ReportComment.objects.select_related("reader__report__territory", "reader__report__organisation", "section")
    found = get_object_or_404(rows.select_related("reader__organisation").filter(reader__report__in=theirs), pk=pk)
    start = {"outcome": found.outcome, "answer": found.answer}
    form = forms.AnswerComment(request.POST or None, initial=start)
    if form.is_valid():
        with explaining(form):
            actions.answer_comment(comment=found, by=request.user, at=now(), **form.cleaned_data)
            return redirect(f"{reverse('situation:report', args=[found.report_id])}#comment-{found.pk}")
    context = {"comment": found, "report": found.reader.report, "form": form}
    return render(request, "situation/answer_comment.html", context, status=422 if form.errors else 200)


@require_GET
def circulated_reports(request: Request) -> HttpResponse:
    """Drafts that one is asked to read."""
    return render(request, "situation/circulated_reports.html", {"found": queries.circulated_to(request.user)[:100]})


def _reader(request: Request, pk: UUID) -> ReportReader:
    return get_object_or_404(queries.circulated_to(request.user), pk=pk)


@require_http_methods(["GET", "POST"])
def read_report(request: Request, pk: UUID) -> HttpResponse:
    """The draft as it is now, and what one's organisation says of it."""
    found = _reader(request, pk)
    sections, start = queries.sections_of(found.report), {"section": request.GET.get("about", "")}
    form = forms.CommentOnReport(request.POST or None, sections=sections, initial=start)
    if form.is_valid():
        with explaining(form):
            actions.comment_on_report(reader=found, by=request.user, at=now(), **form.cleaned_data)
            messages.success(request, _("Thank you. Those who write the report answer here."))
            return redirect("situation:read_report", pk=pk)
    content = content_of(found.report)
    context: dict[str, Any] = {
        "reader": found, "report": found.report, "content": content, "sections": shown_today(content),
        "sources": sources_of(content), "comments": found.comments.select_related("section").order_by("said_at", "pk"),
        "form": form if found.report.state == Report.State.CIRCULATED else None,
    }  # fmt: skip
    return render(request, "situation/read_report.html", context, status=422 if form.errors else 200)


@form_on("situation:read_report", _reader)
def note_report_read(request: Request, pk: UUID) -> HttpResponse:
    if _try(request, actions.note_report_read, reader=_reader(request, pk)):
        messages.success(request, _("It is noted that you have read it."))
    return redirect("situation:circulated_reports")


def _comment(request: Request, pk: UUID) -> ReportComment:
    rows = ReportComment.objects.select_related("reader__report", "reader__organisation")
    theirs = queries.circulated_to(request.user).order_by().values("pk")
    return get_object_or_404(rows.filter(reader__in=theirs), pk=pk)


@form_on("situation:read_report", _comment, of="reader_id")
def take_back_comment(request: Request, pk: UUID) -> HttpResponse:
    found = _comment(request, pk)
    _try(request, actions.take_back_comment, comment=found)
    return redirect("situation:read_report", pk=found.reader_id)
