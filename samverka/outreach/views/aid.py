"""A municipality's month of emergency aid, and the log of care that was refused."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from samverka.actors.http import Request
from samverka.actors.models import Territory
from samverka.core.access import Refused, why_not
from samverka.core.fields import explaining
from samverka.core.http import form_on, read_day
from samverka.outreach import actions, queries, rules
from samverka.outreach.forms.aid import WORDS, LogRefusal, StateAid, TellOutcome, months
from samverka.outreach.models import CareRefusal


Event = CareRefusal.Event


@require_http_methods(["GET", "POST"])
def aid(request: Request, code: str) -> HttpResponse:
    """A month of emergency aid: the municipality's own coordinator states it, those above read it."""
    here, today = _find_town(request, code), localdate(now())
    asked = request.POST if request.method == "POST" else request.GET
    month = (read_day(asked.get("month", "")) or today).replace(day=1)
    rows = list(queries.aid_of(here, month))
    seen = queries.aid_version(rows)
    form = StateAid(
        request.POST if request.method == "POST" else None, rows=rows, initial={"month": month, "seen": seen}
    )
    if form.is_valid():
        said = {"month": form.cleaned_data["month"], "seen": form.cleaned_data["seen"], "aid": form.aid}
        with explaining(form, seen=lambda: queries.aid_version(queries.aid_of(here, month))):
            actions.state_aid(municipality=here, **said, by=request.user, at=now())
            messages.success(request, _("Saved."))
            return redirect(f"{request.path}?month={month}")
    context = {"municipality": here, "month": month, "rows": rows, "form": form, "words": WORDS.values()}
    context |= {"months": months(today), "blocked": why_not(rules.state_aid, request.user, here)}
    return render(request, "outreach/aid.html", context, status=form.status)


@require_http_methods(["GET", "POST"])
def refusals(request: Request) -> HttpResponse:
    """What one's own organisations have logged, the year's totals of the region, and the form."""
    user, today = request.user, localdate(now())
    homes = queries.logging_for(user)
    form = LogRefusal(request.POST if request.method == "POST" else None, homes=homes, today=today)
    if form.is_valid():
        with explaining(form):
            actions.log_refusal(**form.cleaned_data, by=user, at=now())
            messages.success(request, _("Logged."))
            return redirect("outreach:refusals")
    totals = queries.refusal_totals(user, year=today.year)
    context = {
        "form": form,
        "homes": homes,
        "logged": queries.refusals(user)[:100],
        "year": today.year,
        "events": Event.labels,
        "totals": [(region, [counts[event] for event in Event.values]) for region, counts in totals],
        "outcomes": CareRefusal.Outcome.choices,
    }
    return render(request, "outreach/refusals.html", context, status=422 if form.errors else 200)


def _find_refusal(request: Request, pk: UUID) -> CareRefusal:
    rows = CareRefusal.objects.visible_to(request.user).select_related("organisation")
    return get_object_or_404(rows, pk=pk)


@form_on("outreach:refusals", _find_refusal, of="")
def tell_outcome(request: Request, pk: UUID) -> HttpResponse:
    refusal, form = _find_refusal(request, pk), TellOutcome(request.POST)
    try:
        if form.is_valid():
            actions.tell_outcome(refusal=refusal, **form.cleaned_data, by=request.user, at=now())
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("outreach:refusals")


@form_on("outreach:refusals", _find_refusal, of="")
def remove_refusal(request: Request, pk: UUID) -> HttpResponse:
    actions.remove_refusal(refusal=_find_refusal(request, pk), by=request.user, at=now())
    return redirect("outreach:refusals")


def _find_town(request: Request, code: str) -> Territory:
    return get_object_or_404(queries.aid_towns(request.user), pk=code)
