"""A shelter that is asked to open on an extra-cold night answers; or its answer by phone is noted."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from samverka.actors.http import Request
from samverka.core.access import Refused, why_not
from samverka.core.alphabet import Alphabetic
from samverka.core.http import form_on
from samverka.shelters import actions, rules
from samverka.shelters.forms.cold import ExtraBeds, NoteAnswer
from samverka.shelters.models import ColdNightEvent, ColdSite, Night
from samverka.shelters.models.sites import keeping
from samverka.shelters.views.cold import night_page


@require_http_methods(["GET", "POST"])
def answer_cold_site(request: Request, pk: UUID) -> HttpResponse:
    """Yes, with so many more beds in each group; or no."""
    site = _own_site(request, pk)
    forms, error = _groups(request, site), ""
    valid = [form.is_valid() for form in forms]  # all of them: each shows its own errors
    if request.method == "POST" and all(valid):
        opens = request.POST.get("opens") == "yes"
        extra = {form.group.pk: form.cleaned_data["extra"] for form in forms}
        try:
            actions.answer_cold_site(site=site, opens=opens, extra=extra, by=request.user, at=now())
        except Refused as refusal:
            error = str(refusal)
        else:
            messages.success(request, _("Thank you. The coordinator sees your answer."))
            return redirect("shelters:tonight")
    blocked = why_not(rules.answer_cold_site, request.user, site.shelter)
    context = {"site": site, "forms": forms, "error": error, "blocked": blocked}
    wrong = request.method == "POST"
    return render(request, "shelters/cold_site.html", context, status=409 if error else 422 if wrong else 200)


def _groups(request: Request, site: ColdSite) -> list[ExtraBeds]:
    """One form per group, with the beds it has put up already."""
    night = Night.objects.filter(county=site.county, shelter=site.shelter_id, date=site.event.date).first()
    rows = night.capacities.filter(county=site.county) if night else []
    capacities = {one.group_id: one for one in rows}
    groups = site.shelter.groups.filter(is_active=True).order_by(Alphabetic("name"))
    typed = request.POST if request.method == "POST" else None
    return [ExtraBeds(typed, group=group, capacity=capacities.get(group.pk)) for group in groups]


def _own_site(request: Request, pk: UUID) -> ColdSite:
    own = ColdSite.objects.filter(shelter__organisation__in=keeping(request.user))
    return get_object_or_404(own.select_related("shelter__organisation", "event__territory"), pk=pk)


def _seen_site(request: Request, pk: UUID) -> ColdSite:
    seen = ColdSite.objects.filter(event__in=ColdNightEvent.objects.seen_by(request.user))
    return get_object_or_404(seen.select_related("shelter__organisation", "event__territory"), pk=pk)


@form_on("shelters:cold_night", _seen_site, of="event_id")
def note_cold_answer(request: Request, pk: UUID) -> HttpResponse:
    """The coordinator has rung."""
    site, form = _seen_site(request, pk), NoteAnswer(request.POST)
    if not form.is_valid():
        return night_page(request, site.event, answer=form)
    said = {"opens": form.cleaned_data["opens"], "beds": form.cleaned_data["beds"] or 0}
    try:
        actions.note_cold_answer(site=site, **said, by=request.user, at=now())
    except Refused as refusal:
        return night_page(request, site.event, error=str(refusal))
    return redirect("shelters:cold_night", pk=site.event_id)
