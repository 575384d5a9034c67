"""Mandates in their chain, their tasks, and the report that answers for them."""

from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from samverka.actors.http import Request
from samverka.actors.models import COORDINATORS, Organisation
from samverka.core.access import require, why_not
from samverka.core.fields import explaining
from samverka.core.http import form_on, same_for_all
from samverka.core.versions import version, version_now
from samverka.programmes import actions, queries, rules
from samverka.programmes.forms import mandates as forms
from samverka.programmes.models import Assignment, Deliverable, Mandate
from samverka.programmes.models.mandates import ASSIGNMENT_NEXT, NEXT
from samverka.programmes.views.proposals import edit


WORDS = (
    *("organisation", "title", "issuer", "form", "reference", "purpose", "target_group", "decided_on"),
    *("first_day", "last_day", "money", "predecessor"),
)


@require_GET
def mandates(request: Request) -> HttpResponse:
    """All of them, and what waits for one's organisations."""
    today = localdate(now())
    context = {
        "mandates": queries.mandates()[:200], "tasks": queries.my_assignments(request.user)[:20],
        "to_judge": queries.assignments_to_judge(request.user)[:20],
        "to_hand_in": queries.deliverables_due(request.user, on=today)[:20],
        "holds": queries.holds_mandates(request.user), "today": today,
    }  # fmt: skip
    return render(request, "programmes/mandates.html", context)


def find_mandate(request: HttpRequest, pk: UUID) -> Mandate:
    return get_object_or_404(queries.mandates(), pk=pk)


@require_http_methods(["GET", "POST"])
def begin_mandate(request: Request) -> HttpResponse:
    homes = _homes(request)
    require(homes, _("Only the coordinators of whoever holds a mandate note it."))
    return _write(request, {"organisation": homes[0].pk}, homes)


@require_http_methods(["GET", "POST"])
def write_mandate(request: Request, pk: UUID) -> HttpResponse:
    found = find_mandate(request, pk)
    rules.keep_mandate(request.user, found)
    start = {name: getattr(found, name) for name in WORDS}
    start |= {"organisation": found.organisation_id, "id": found.pk, "seen": version(found)}
    return _write(request, start, [found.organisation], of=found)


def _write(
    request: Request, start: dict[str, Any], homes: list[Organisation], of: Mandate | None = None
) -> HttpResponse:
    before = queries.mandates().exclude(pk=of.pk) if of else queries.mandates()
    form = forms.WriteMandate(request.POST or None, homes=homes, mandates=before, initial=start)
    if form.is_valid():
        with explaining(form, seen=lambda: version_now(of)):
            said = {name: form.cleaned_data[name] for name in ("id", "seen", *WORDS)}
            made = actions.write_mandate(by=request.user, at=now(), **said)
            return redirect("programmes:mandate", pk=made.pk)
    back = "programmes:mandate" if of else "programmes:mandates"
    return edit(request, form, title=_("Note a mandate"), back=back, of=of)


@require_GET
def mandate(request: Request, pk: UUID) -> HttpResponse:
    return _page(request, find_mandate(request, pk))


@form_on("programmes:mandate", find_mandate)
def move_mandate(request: Request, pk: UUID) -> HttpResponse:
    if "extension" in request.POST:
        form = forms.MendExtension(request.POST)
        return _take(request, find_mandate(request, pk), form, actions.mend_extension, "mandate")
    kind = forms.Extend if request.POST.get("state") == "extended" else forms.MoveMandate
    return _take(request, find_mandate(request, pk), kind(request.POST), actions.move_mandate, "mandate")


@form_on("programmes:mandate", find_mandate)
def withdraw_extension(request: Request, pk: UUID) -> HttpResponse:
    form = forms.WithdrawExtension(request.POST)
    return _take(request, find_mandate(request, pk), form, actions.withdraw_extension, "mandate")


@form_on("programmes:mandate", find_mandate)
def add_deliverable(request: Request, pk: UUID) -> HttpResponse:
    found = find_mandate(request, pk)
    return _take(request, found, forms.AddDeliverable(request.POST), actions.add_deliverable, "mandate")


@form_on("programmes:mandate", find_mandate)
def assign(request: Request, pk: UUID) -> HttpResponse:
    return _take(request, find_mandate(request, pk), forms.Assign(request.POST), actions.assign, "mandate")


def _deliverable(request: HttpRequest, pk: UUID) -> Deliverable:
    return get_object_or_404(Deliverable.objects.select_related("mandate__organisation__territory"), pk=pk)


@form_on("programmes:mandate", _deliverable, of="mandate_id")
def note_delivered(request: Request, pk: UUID) -> HttpResponse:
    found = _deliverable(request, pk)
    return _take(request, found, forms.Delivered(request.POST), actions.note_delivered, "deliverable")


def _assignment(request: Request, pk: UUID) -> Assignment:
    return get_object_or_404(queries.assignments(request.user), pk=pk)


@form_on("programmes:mandate", _assignment, of="mandate_id")
def move_assignment(request: Request, pk: UUID) -> HttpResponse:
    found = _assignment(request, pk)
    return _take(request, found, forms.MoveAssignment(request.POST), actions.move_assignment, "assignment")


@require_http_methods(["GET", "POST"])
def begin_final_report(request: Request, pk: UUID) -> HttpResponse:
    """The report that answers for it, which is written among the reports of the situation."""
    found = find_mandate(request, pk)
    rules.keep_mandate(request.user, found)
    last = min(found.ends_on, localdate(now()))
    form = forms.BeginFinalReport(request.POST or None, initial={"title": found.title[:100], "last_day": last})
    if form.is_valid():
        with explaining(form):
            here = next(
                one.territory for one in request.user.standing
                if one.role in COORDINATORS and one.organisation_id == found.organisation_id
            )  # fmt: skip
            said = {"mandate": found, "territory": here, **form.cleaned_data}
            made = actions.begin_final_report(by=request.user, at=now(), **said)
            return redirect("situation:report", pk=made.pk)
    return edit(request, form, title=_("Begin the final report"), back="programmes:mandate", of=found)


@same_for_all
def public_mandate(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A mandate in its chain, for everybody: a decision is public."""
    found = find_mandate(request, pk)
    context = {
        "mandate": found,
        "chain": queries.timeline(queries.chain(found)),
        "reports": queries.final_reports(found),
    }
    return render(request, "programmes/public_mandate.html", context)


def _take(request: Request, found: Any, form: django_forms.Form, action: Any, noun: str) -> HttpResponse:
    """One step, and the page of the mandate again; or the form alone, with what was typed and what is wrong."""
    mandate = found if isinstance(found, Mandate) else found.mandate
    if form.is_valid():
        with explaining(form):
            action(by=request.user, at=now(), **{noun: found}, **form.cleaned_data)
            return redirect("programmes:mandate", pk=mandate.pk)
    return edit(request, form, title=_("Something must be put right"), back="programmes:mandate", of=mandate)


def _page(request: Request, found: Mandate) -> HttpResponse:
    keeps, today = not why_not(rules.keep_mandate, request.user, found), localdate(now())
    tasks = queries.assignments(request.user).filter(mandate=found)
    context = {
        "mandate": found, "keeps": keeps, "today": today, "now": now(),
        "chain": (chain := queries.timeline(queries.chain(found))), "reports": queries.final_reports(found),
        "waiting": [part for one in chain if one.pk == found.pk for part in one.deliverables.all()
                    if part.delivered_on is None],
        "may": [(one.value, one.label) for one in NEXT[found.state] if one.value != "extended"] if keeps else [],
        "extending": forms.Extend(initial={"state": "extended"}, auto_id="extend_%s")
        if keeps and "extended" in NEXT[found.state] else None,
        "mending": _mending(found) if keeps else None,
        "withdrawing": _withdrawing(found) if keeps and found.state == "extended" else None,
        "tasks": [(one, one.is_overdue(today), _steps(request, one)) for one in tasks[:200]],
        "adding": forms.AddDeliverable(auto_id="add_%s") if keeps else None,
        "assigning": forms.Assign(auto_id="assign_%s") if keeps else None,
    }  # fmt: skip
    return render(request, "programmes/mandate.html", context)


def _mending(found: Mandate) -> forms.MendExtension | None:
    last = found.extensions.last()
    said = last and {
        "extension": last.pk, "decided_on": last.decided_on, "extended_until": last.until, "change": last.change
    }  # fmt: skip
    return forms.MendExtension(initial=said, auto_id="mend_%s") if said else None


def _withdrawing(found: Mandate) -> forms.WithdrawExtension | None:
    last = found.extensions.last()
    return forms.WithdrawExtension(initial={"extension": last.pk}, auto_id="withdraw_%s") if last else None


def _steps(request: Request, one: Assignment) -> list[tuple[str, Any, Any]]:
    """What the user may do next with a task, and the form where something is to be said."""
    told = []
    for state in ASSIGNMENT_NEXT[one.state]:
        judged = state.value in ("accepted_by_issuer", "returned")
        rule = rules.judge_assignment if judged else rules.do_assignment
        if not why_not(rule, request.user, one):
            asked = {"initial": {"state": state.value}, "auto_id": f"{one.pk}_{state.value}_%s"}
            says = state.value in ("reported", "returned")
            told.append((state.value, state.label, forms.MoveAssignment(**asked) if says else None))
    return told


def _homes(request: Request) -> list[Organisation]:
    rows = {one.organisation_id: one.organisation for one in request.user.standing if one.role in COORDINATORS}
    return list(rows.values())
