"""A consultation: who is asked, what they answer, and the table of it all."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from samverka.actors.http import Request
from samverka.core.access import Refused, why_not
from samverka.core.attached import files_beside
from samverka.core.fields import explaining
from samverka.core.http import form_on
from samverka.core.versions import version, version_now
from samverka.programmes import actions, queries, rules
from samverka.programmes.forms import proposals as forms
from samverka.programmes.models import Consultation, ConsultationAnswer
from samverka.programmes.models.consultations import SAID
from samverka.programmes.views.proposals import edit, find_proposal
from samverka.programmes.views.sheets import file_of


@require_http_methods(["GET", "POST"])
def plan_consultation(request: Request, pk: UUID) -> HttpResponse:
    found = find_proposal(request, pk)
    rules.keep_proposal(request.user, found)
    form = forms.PlanConsultation(request.POST or None)
    if form.is_valid():
        with explaining(form):
            said = {name: form.cleaned_data[name] for name in ("id", "due_on", "text", "is_open_to_all")}
            made = actions.plan_consultation(proposal=found, by=request.user, at=now(), **said)
            return redirect("programmes:consultation", pk=made.pk)
    return edit(request, form, title=_("Ask for opinions"), back="programmes:proposal", of=found)


def find_consultation(request: Request, pk: UUID) -> Consultation:
    """One that the viewer keeps, or that is closed: until then nobody else reads what others think."""
    rows = Consultation.objects.select_related("proposal__organisation__territory")
    found = get_object_or_404(rows.filter(proposal__in=queries.proposals(request.user).values("pk")), pk=pk)
    if not found.closed_at and why_not(rules.keep_proposal, request.user, found.proposal):
        raise Http404
    return found


@require_GET
def consultation(request: Request, pk: UUID) -> HttpResponse:
    """Who is asked, what has come, and the compiled table."""
    return _page(request, find_consultation(request, pk))


@require_GET
def consultation_file(request: Request, pk: UUID, kind: str) -> HttpResponse:
    """The compiled table as a sheet."""
    return file_of(find_consultation(request, pk), kind)


@require_http_methods(["GET", "POST"])
def edit_consultation(request: Request, pk: UUID) -> HttpResponse:
    found = find_consultation(request, pk)
    rules.keep_proposal(request.user, found.proposal)
    names = ("due_on", "text", "is_open_to_all")
    start = {name: getattr(found, name) for name in names} | {"seen": version(found)}
    form = forms.PlanConsultation(request.POST or None, initial=start)
    if form.is_valid():
        with explaining(form, seen=lambda: version_now(found)):
            said = {name: form.cleaned_data[name] for name in (*names, "seen")}
            actions.edit_consultation(consultation=found, by=request.user, at=now(), **said)
            return redirect("programmes:consultation", pk=pk)
    return edit(request, form, title=_("Change the consultation"), back="programmes:consultation", of=found)


@form_on("programmes:consultation", find_consultation)
def consult(request: Request, pk: UUID) -> HttpResponse:
    found = find_consultation(request, pk)
    form = forms.Consult(request.POST, organisations=queries.taking_part())
    if form.is_valid():
        with explaining(form):
            made = actions.consult(consultation=found, by=request.user, at=now(), **form.cleaned_data)
            messages.success(request, _("%(name)s is asked.") % {"name": made.respondent})
            return redirect("programmes:consultation", pk=pk)
    return _page(request, find_consultation(request, pk), wrong=form)


@form_on("programmes:consultation", find_consultation)
def consult_all(request: Request, pk: UUID) -> HttpResponse:
    """All of a kind in one go."""
    found = find_consultation(request, pk)
    form = forms.ConsultAll(request.POST, kinds=queries.asked_at_once(found.proposal))
    if form.is_valid():
        with explaining(form):
            whom = form.cleaned_data["whom"]
            said = {"kind": whom.kind, "territory": whom.territory, "by": request.user, "at": now()}
            count = actions.consult_all(consultation=found, **said)
            told = ngettext("%(count)s more is asked.", "%(count)s more are asked.", count) % {"count": count}
            messages.success(request, told if count else _("All of them were asked already."))
            return redirect("programmes:consultation", pk=pk)
    return _page(request, find_consultation(request, pk), wrong=form)


@form_on("programmes:consultation", find_consultation)
def send_consultation(request: Request, pk: UUID) -> HttpResponse:
    told = _("It is out. The mails go in office hours.")
    return _do(request, pk, actions.send_consultation, told, consultation=find_consultation(request, pk))


@form_on("programmes:consultation", find_consultation)
def remind_consulted(request: Request, pk: UUID) -> HttpResponse:
    try:
        count = actions.remind_consulted(consultation=find_consultation(request, pk), by=request.user, at=now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        told = ngettext("%(count)s is reminded by mail.", "%(count)s are reminded by mail.", count)
        messages.success(request, told % {"count": count})
    return redirect("programmes:consultation", pk=pk)


@form_on("programmes:consultation", find_consultation)
def close_consultation(request: Request, pk: UUID) -> HttpResponse:
    told = _("It is closed. The table stays as it is.")
    return _do(request, pk, actions.close_consultation, told, consultation=find_consultation(request, pk))


def find_answer(request: Request, pk: UUID) -> ConsultationAnswer:
    rows = ConsultationAnswer.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("consultation__proposal__organisation__territory"), pk=pk)


@form_on("programmes:consultation", find_answer, of="consultation_id")
def drop_recipient(request: Request, pk: UUID) -> HttpResponse:
    found = find_answer(request, pk)
    return _do(request, found.consultation_id, actions.drop_recipient, _("It is not asked."), answer=found)


@require_http_methods(["GET", "POST"])
def give_opinion(request: Request, pk: UUID) -> HttpResponse:
    """For one's own organisation; or, by those who ask, for somebody who wrote a letter."""
    found = find_answer(request, pk)
    is_mine = not why_not(rules.answer_consultation, request.user, found)
    start = {name: getattr(found, name) for name in SAID} | {"seen": version(found, *SAID)}
    start["came_on"] = found.answered_on or localdate(now())
    form = (forms.Answer if is_mine else forms.EnterOpinion)(request.POST or None, initial=start)
    if form.is_valid():
        with explaining(form, seen=lambda: version_now(found, *SAID)):
            act = actions.answer_consultation if is_mine else actions.enter_opinion
            act(answer=found, by=request.user, at=now(), **form.cleaned_data)
            return _thank(request, found) if is_mine else _go_on(request, found)
    context = {
        "answer": found, "form": form, "is_mine": is_mine,
        "consultation": found.consultation, "proposal": found.consultation.proposal,
        "works": ConsultationAnswer.objects.worked_with_by(request.user).filter(pk=found.pk).exists(),
        "attaches": not why_not(rules.attach_to_answer, request.user, found),
    }  # fmt: skip
    return render(request, "programmes/answer.html", context, status=form.status)


def _thank(request: Request, answer: ConsultationAnswer) -> HttpResponse:
    messages.success(request, _("Thank you. It can be changed until the consultation is closed."))
    return redirect("programmes:proposal", pk=answer.consultation.proposal_id)


def _go_on(request: Request, answer: ConsultationAnswer) -> HttpResponse:
    """To the next letter."""
    told = _("The letter from %(name)s is entered. It can be changed until the consultation is closed.")
    messages.success(request, told % {"name": answer.respondent})
    return redirect("programmes:consultation", pk=answer.consultation_id)


def _do(request: Request, pk: UUID, act: Any, told: str, **said: Any) -> HttpResponse:
    try:
        act(by=request.user, at=now(), **said)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, told)
    return redirect("programmes:consultation", pk=pk)


def _page(
    request: Request, found: Consultation, *, wrong: forms.Consult | forms.ConsultAll | None = None
) -> HttpResponse:
    keeps, today = not why_not(rules.keep_proposal, request.user, found.proposal), localdate(now())
    table = queries.table_of(found)
    context = _asking(found, wrong) if keeps and not found.closed_at else {}
    context |= {
        "consultation": found, "proposal": found.proposal, "table": table, "keeps": keeps,
        "files": files_beside(ConsultationAnswer, table.answers + table.missing) if keeps else {},
        "wrong": wrong, "is_overdue": queries.is_overdue(found, on=today),
        "reminds": queries.reminds_now(found, on=today),
    }  # fmt: skip
    return render(request, "programmes/consultation.html", context, status=422 if wrong else 200)


def _asking(found: Consultation, wrong: Any) -> dict[str, Any]:
    """Forms to ask one more, and all of a kind; the one that went wrong as it was sent."""
    made = [
        forms.Consult(organisations=queries.taking_part()),
        forms.ConsultAll(kinds=queries.asked_at_once(found.proposal)),
    ]
    one, several = (wrong if type(wrong) is type(form) else form for form in made)
    return {"asking": one, "asking_all": several}
