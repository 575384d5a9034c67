"""Who was sent where, and who says that they came."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from samverka.actors.http import Request
from samverka.core.access import Refused
from samverka.core.http import form_on
from samverka.outreach import actions, queries
from samverka.outreach.forms.tallies import Refer
from samverka.outreach.models import Referral


LATELY = timedelta(days=14)


@require_GET
def referrals(request: Request) -> HttpResponse:
    received, sent = queries.recent_referrals(request.user, since=now() - LATELY)
    context = {"received": received, "sent": sent, "teams": queries.teams_of(request.user)}
    return render(request, "outreach/referrals.html", context)


@require_http_methods(["GET", "POST"])
def refer(request: Request) -> HttpResponse:
    teams = queries.teams_of(request.user)
    if not teams:
        return redirect("outreach:referrals")
    codes = sorted({one.pk for team in teams for one in team.municipalities.all()})
    services, givers = list(queries.services_near(codes, on=localdate(now()))), list(queries.bed_givers(codes))
    typed = request.POST if request.method == "POST" else None
    form = Refer(typed, teams=teams, services=services, givers=givers)
    if form.is_valid():
        try:
            actions.refer(**form.told, by=request.user, at=now())
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return redirect("outreach:referrals")
    return render(request, "outreach/refer.html", {"form": form}, status=422 if form.errors else 200)


def _find_referral(request: Request, pk: UUID) -> Referral:
    rows = Referral.objects.visible_to(request.user).select_related("team__organisation", "receiver")
    return get_object_or_404(rows, pk=pk)


@form_on("outreach:referrals", _find_referral, of="")
def receive_referral(request: Request, pk: UUID) -> HttpResponse:
    found = _find_referral(request, pk)
    try:
        actions.receive_referral(referral=found, by=request.user, at=now())
        messages.success(request, _("Noted: they have come."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("outreach:referrals")


@form_on("outreach:referrals", _find_referral, of="")
def withdraw_referral(request: Request, pk: UUID) -> HttpResponse:
    found = _find_referral(request, pk)
    try:
        actions.withdraw_referral(referral=found, by=request.user, at=now())
        messages.success(request, _("Taken back: nobody waits for them."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("outreach:referrals")
