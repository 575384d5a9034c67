"""A night's beds: confirmed in the morning, changed when a pipe bursts; and the notes to those who come next."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from samverka.actors.http import Request
from samverka.core.access import Refused, why_not
from samverka.core.alphabet import Alphabetic
from samverka.core.fields import explaining
from samverka.core.policy import Policies, effective
from samverka.shelters import actions, queries, rules
from samverka.shelters.actions import Beds
from samverka.shelters.forms.nights import GroupBeds, Seen, WriteNote
from samverka.shelters.models import Night
from samverka.shelters.views.nights import find_night, frame


PLANNED = Night.State.PLANNED


@require_http_methods(["GET", "POST"])
def beds(request: Request, pk: UUID) -> HttpResponse:
    """What each group holds tonight. Refused when a colleague changed the night since the page was made."""
    night = find_night(request, pk)
    policies = effective(night.shelter.scopes, on=night.date)
    seen = Seen(request.POST) if request.method == "POST" else Seen(initial={"seen": queries.beds_version(night)})
    forms = _groups(request, night, policies)
    error, valid = "", [form.is_valid() for form in forms]  # all of them: each shows its own errors
    if request.method == "POST" and all(valid) and seen.is_valid():
        said = {form.capacity.group_id: _beds(form) for form in forms}
        try:
            carried = _save(request, night, said, seen.cleaned_data["seen"], policies)
        except Refused as refusal:
            error, seen = str(refusal), Seen(initial={"seen": queries.beds_version(night)})
        else:
            messages.success(request, _("Saved. %(carried)s running tickets have their places.") % {"carried": carried})
            return redirect("shelters:tonight") if night.state == PLANNED else redirect("shelters:night", pk=pk)
    wrong = error or seen.errors or not all(valid)
    status = 409 if error else 422 if wrong and request.method == "POST" else 200
    return _beds_page(request, night, forms=forms, seen=seen, error=error, status=status)


def _beds_page(
    request: Request, night: Night, *, forms: list[GroupBeds], seen: Seen, error: str, status: int
) -> HttpResponse:
    rule = rules.confirm_night if night.state == PLANNED else rules.change_capacity
    context = frame(request, night, "shelters:beds") | {
        "forms": forms,
        "seen": seen,
        "error": error,
        "blocked": why_not(rule, request.user, night),
        "bedless": list(queries.running_tickets(night)) if night.is_running else [],
    }
    return render(request, "shelters/beds.html", context, status=status)


@require_http_methods(["GET", "POST"])
def notes(request: Request, pk: UUID) -> HttpResponse:
    night = find_night(request, pk)
    form = WriteNote(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with explaining(form, beside="text"):
            actions.write_note(**form.cleaned_data, shelter=night.shelter, date=night.date, by=request.user, at=now())
            return redirect("shelters:notes", pk=pk)
    context = frame(request, night, "shelters:notes") | {"form": form, "notes": queries.notes(night.shelter)}
    return render(request, "shelters/notes.html", context, status=422 if form.errors else 200)


def _groups(request: Request, night: Night, policies: Policies) -> list[GroupBeds]:
    """One form per group; the reserve of the policy is suggested for the largest group until somebody has spoken."""
    rows = list(
        night.capacities.filter(county=night.county).select_related("group").order_by(Alphabetic("group__name"))
    )
    largest = max(rows, key=lambda row: row.nominal, default=None)
    reserve = policies.value("reserved_for_referral") if night.state == PLANNED else 0
    typed = request.POST if request.method == "POST" else None
    return [GroupBeds(typed, capacity=row, suggested=reserve if row == largest else 0) for row in rows]


def _beds(form: GroupBeds) -> Beds:
    said = form.cleaned_data
    return Beds(
        blocked=said.get("blocked") or 0,
        blocked_because=said["because"],
        blocked_rooms=tuple(said.get("rooms") or ()),
        overflow=said["overflow"],
        reserved=said["reserved"],
    )


def _save(request: Request, night: Night, said: dict[UUID, Beds], seen: str, policies: Policies) -> int:
    """Confirm or change the night; the number of running tickets that got their places."""
    at = now()
    if night.state == PLANNED:
        return len(
            actions.confirm_night(
                night=night, beds=said, policy_version=policies.version, seen=seen, by=request.user, at=at
            )
        )
    return len(actions.change_capacity(night=night, beds=said, seen=seen, by=request.user, at=at))
