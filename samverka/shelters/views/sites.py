"""A shelter through the year: its groups, and the nights it plans."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from samverka.actors.http import Request
from samverka.actors.models import Organisation
from samverka.core.access import why_not
from samverka.core.alphabet import Alphabetic
from samverka.core.fields import explaining
from samverka.core.http import form_on
from samverka.core.versions import version, version_now
from samverka.shelters import actions, clock, queries, rules
from samverka.shelters.forms.sites import EditGroup, EditPool, EditShelter, PlanNights
from samverka.shelters.models import Group, Pool, Shelter
from samverka.shelters.models.sites import NIGHT_ROLES
from samverka.shelters.policy import MORNING_CLOSE


FACTS = ("kind", "visibility", "area", "address", "way", "phone", "languages", "house_rules", "is_active")


@require_GET
def shelters(request: Request) -> HttpResponse:
    """The shelters and pools that the user's organisations run."""
    mine = request.user.organisations()
    context = {
        "shelters": Shelter.objects.filter(organisation__in=mine)
        .select_related("pool", "organisation")
        .order_by(Alphabetic("name")),
        "pools": Pool.objects.filter(organisation__in=mine).order_by(Alphabetic("name")),
        "organisations": [one for one in _organisations(request) if not why_not(rules.edit_shelter, request.user, one)],
    }
    return render(request, "shelters/shelters.html", context)


@require_GET
def shelter(request: Request, pk: UUID) -> HttpResponse:
    return show_shelter(request, find_shelter(request, pk))


def find_shelter(request: Request, pk: UUID) -> Shelter:
    own = Shelter.objects.filter(organisation__in=request.user.organisations())
    return get_object_or_404(own.select_related("organisation", "pool", "territory", "moves_to"), pk=pk)


@form_on("shelters:shelter", find_shelter)
def plan_nights(request: Request, pk: UUID) -> HttpResponse:
    shelter, form = find_shelter(request, pk), PlanNights(request.POST)
    if form.is_valid():
        planned = actions.plan_nights(shelter=shelter, dates=form.days(), by=request.user, at=now())
        messages.success(request, _("%(nights)s nights planned.") % {"nights": len(planned)})
        return redirect("shelters:shelter", pk=pk)
    return show_shelter(request, shelter, plan=form)


@require_http_methods(["GET", "POST"])
def edit_shelter(request: Request, organisation: UUID, pk: UUID | None = None) -> HttpResponse:
    home = _organisation(request, organisation)
    found = get_object_or_404(Shelter, pk=pk, organisation=home) if pk else None
    told = {name: getattr(found, name) for name in ("id", "name", "territory", *FACTS)} if found else {}
    form = EditShelter(
        request.POST if request.method == "POST" else None,
        pools=None if found else _pools(request),
        initial={"territory": home.territory, **told, "seen": version(found)},
    )
    if request.method == "POST" and form.is_valid():
        said: dict[str, Any] = {**form.cleaned_data, "id": found.pk if found else form.cleaned_data["id"]}
        with explaining(form, seen=lambda: version_now(found), beside="name"):
            saved = actions.edit_shelter(organisation=home, by=request.user, at=now(), **said)
            return redirect("shelters:shelter", pk=saved.pk)
    context = {"form": form, "shelter": found, "blocked": why_not(rules.edit_shelter, request.user, home)}
    return render(request, "shelters/edit.html", context | {"title": _("Shelter")}, status=form.status)


@require_http_methods(["GET", "POST"])
def edit_group(request: Request, shelter: UUID, pk: UUID | None = None) -> HttpResponse:
    site = find_shelter(request, shelter)
    found = get_object_or_404(Group, pk=pk, shelter=site) if pk else None
    names = ("id", "name", "kind", "beds", "step_free", "pets", "luggage", "couples", "quiet", "is_active")
    told = {name: getattr(found, name) for name in names} if found else {}
    told |= {"rooms": ", ".join(map(str, found.rooms))} if found else {}
    form = EditGroup(request.POST if request.method == "POST" else None, initial={**told, "seen": version(found)})
    if request.method == "POST" and form.is_valid():
        said = {**form.cleaned_data, "id": found.pk if found else form.cleaned_data["id"]}
        with explaining(form, seen=lambda: version_now(found), beside="name"):
            actions.edit_group(shelter=site, by=request.user, at=now(), **said)
            return redirect("shelters:shelter", pk=site.pk)
    context = {"form": form, "shelter": site, "blocked": why_not(rules.edit_shelter, request.user, site.organisation)}
    return render(request, "shelters/edit.html", context | {"title": _("Group")}, status=form.status)


@require_http_methods(["GET", "POST"])
def edit_pool(request: Request, organisation: UUID, pk: UUID | None = None) -> HttpResponse:
    home = _organisation(request, organisation)
    found = get_object_or_404(Pool, pk=pk, organisation=home) if pk else None
    told = {name: getattr(found, name) for name in ("id", "name", "territory", "intake_place")} if found else {}
    told = {"territory": home.territory, **told, "seen": version(found)}
    form = EditPool(request.POST if request.method == "POST" else None, initial=told)
    if request.method == "POST" and form.is_valid():
        said = {**form.cleaned_data, "id": found.pk if found else form.cleaned_data["id"]}
        with explaining(form, seen=lambda: version_now(found), beside="name"):
            actions.edit_pool(organisation=home, by=request.user, at=now(), **said)
            return redirect("shelters:shelters")
    context = {"form": form, "shelter": None, "blocked": why_not(rules.edit_pool, request.user, home)}
    return render(request, "shelters/edit.html", context | {"title": _("Pool")}, status=form.status)


def _pools(request: Request) -> QuerySet[Pool]:
    """The pools that the user may let a new shelter into."""
    leads = [one.pk for one in _organisations(request) if not why_not(rules.edit_pool, request.user, one)]
    return Pool.objects.filter(organisation__in=leads, is_active=True).order_by(Alphabetic("name"))


def _organisations(request: Request) -> list[Organisation]:
    return list({one.organisation_id: one.organisation for one in request.user.standing}.values())


def _organisation(request: Request, pk: UUID) -> Organisation:
    for one in _organisations(request):
        if one.pk == pk:
            return one
    raise Http404


def show_shelter(
    request: Request, shelter: Shelter, *, plan: PlanNights | None = None, error: str = ""
) -> HttpResponse:
    tonight = clock.tonight(now(), closes=MORNING_CLOSE)
    nights = shelter.nights.filter(county=shelter.county)
    context = {
        "shelter": shelter,
        "groups": shelter.groups.order_by("-is_active", Alphabetic("name")),
        "coming": nights.filter(date__gte=tonight).order_by("date")[:21],
        "lived": queries.lived_nights(shelter, before=tonight),
        "openings": queries.openings_of(shelter, since=tonight),
        "plan": plan or PlanNights(initial={"first": tonight}),
        "keeps": request.user.works_as(*NIGHT_ROLES, at=shelter.organisation),
        "plan_blocked": why_not(rules.plan_nights, request.user, shelter),
        "edit_blocked": why_not(rules.edit_shelter, request.user, shelter.organisation),
        "asked": shelter.pool_requests.select_related("pool__organisation").order_by("asked_at", "pk").last(),
        "join_blocked": why_not(rules.ask_to_join, request.user, shelter),
        "error": error,
    }
    status = 409 if error else 422 if plan and plan.errors else 200
    return render(request, "shelters/shelter.html", context, status=status)
