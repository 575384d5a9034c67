"""Networks: which there are, one with its members and meetings, and handing it over."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from samverka.actors import actions, rules
from samverka.actors import queries as actors
from samverka.actors.http import Request
from samverka.actors.models import COORDINATORS, Network, NetworkMember, Organisation, Territory
from samverka.core.access import require, why_not
from samverka.core.alphabet import Alphabetic
from samverka.core.county import SWEDEN
from samverka.core.fields import explaining
from samverka.core.http import form_on
from samverka.core.versions import version, version_now
from samverka.exchange import queries
from samverka.exchange.forms import networks as writing


A_PAGE = 30  # meetings, or actions


@require_GET
def networks(request: Request) -> HttpResponse:
    """One's own with what is next, those that sleep, and the names of all others with who takes one in."""
    at = now()
    today = localdate(at)
    mine = list(actors.networks(request.user).prefetch_related("places"))
    known = {one.pk for one in mine}
    coming = queries.next_meetings(mine)
    context = {
        "mine": [(one, one.is_asleep(today), coming.get(one.pk)) for one in mine if one.wound_up_at is None],
        "over": [one for one in mine if one.wound_up_at],
        "others": [one for one in actors.all_networks()[:300] if one.pk not in known],
        "actions": [(one, one.is_late(today)) for one in queries.my_actions(request.user, on=today)[:A_PAGE]],
        "to_call": queries.to_call(request.user, at=at)[:A_PAGE],
        "to_minute": queries.to_minute(request.user, at=at)[:A_PAGE],
        "founds": bool(_homes(request)),
    }
    return render(request, "exchange/networks.html", context)


@require_http_methods(["GET", "POST"])
def found_network(request: Request) -> HttpResponse:
    homes = _homes(request)
    require(homes, _("Only coordinators found networks."))
    form = writing.FoundNetwork(request.POST or None, organisations=homes, places=_places(request))
    if form.is_valid():
        with explaining(form):
            made = actions.found_network(by=request.user, at=now(), **form.cleaned_data)
            return redirect("exchange:network", pk=made.pk)
    return edit_page(request, form, _("Found a network"), reverse("exchange:networks"))


def find_network(request: Request, pk: UUID) -> Network:
    return get_object_or_404(actors.networks(request.user), pk=pk)


def find_member(request: Request, pk: UUID) -> NetworkMember:
    rows = NetworkMember.objects.current().filter(network__in=actors.networks(request.user))
    return get_object_or_404(rows.select_related("network__convenor__territory", "organisation"), pk=pk)


def member_network(request: Request, pk: UUID) -> Network:
    """The network of a member, where a form about it leads back to."""
    return find_member(request, pk).network


@require_GET
def network(request: Request, pk: UUID) -> HttpResponse:
    return _page(request, find_network(request, pk))


@require_http_methods(["GET", "POST"])
def edit_network(request: Request, pk: UUID) -> HttpResponse:
    found = find_network(request, pk)
    rules.convene(request.user, found)
    told = {"name": found.name, "purpose": found.purpose, "weeks": found.weeks, "seen": version(found)}
    initial = told | {"places": found.places.all()}
    form = writing.EditNetwork(request.POST or None, places=_places(request, found), initial=initial)
    if form.is_valid():
        with explaining(form, seen=lambda: version_now(found)):
            actions.edit_network(network=found, by=request.user, at=now(), **form.cleaned_data)
            return redirect("exchange:network", pk=pk)
    return edit_page(request, form, _("Change the network"), reverse("exchange:network", args=[pk]))


@require_http_methods(["GET", "POST"])
def add_network_member(request: Request, pk: UUID) -> HttpResponse:
    found = find_network(request, pk)
    rules.convene(request.user, found)
    form = writing.AddMember(request.POST or None, organisations=_organisations(found))
    if form.is_valid():
        with explaining(form):
            actions.add_network_member(network=found, by=request.user, at=now(), **form.cleaned_data)
            return redirect("exchange:network", pk=pk)
    return edit_page(request, form, _("Take in a member"), reverse("exchange:network", args=[pk]))


@require_http_methods(["GET", "POST"])
def edit_network_member(request: Request, pk: UUID) -> HttpResponse:
    member = find_member(request, pk)
    rules.edit_network_member(request.user, member)
    initial = {"function": member.function, "mailbox": member.mailbox, "seen": version(member)}
    form = writing.EditMember(request.POST or None, initial=initial)
    if form.is_valid():
        with explaining(form, seen=lambda: version_now(member)):
            actions.edit_network_member(member=member, by=request.user, at=now(), **form.cleaned_data)
            return redirect("exchange:network", pk=member.network_id)
    title = _("%(organisation)s in the network") % {"organisation": member.organisation}
    return edit_page(request, form, title, reverse("exchange:network", args=[member.network_id]))


@require_http_methods(["GET", "POST"])
def name_acting(request: Request, pk: UUID) -> HttpResponse:
    found = find_network(request, pk)
    rules.convene(request.user, found)
    sent = request.POST if request.method == "POST" else None
    form = writing.NameActing(sent, users=actors.may_convene(found), initial={"users": found.acting})
    if form.is_valid():
        with explaining(form):
            actions.name_acting(network=found, by=request.user, at=now(), **form.cleaned_data)
            return redirect("exchange:network", pk=pk)
    return edit_page(request, form, _("Who convenes"), reverse("exchange:network", args=[pk]))


@form_on("exchange:network", member_network)
def leave_network(request: Request, pk: UUID) -> HttpResponse:
    return _take_member(request, pk, actions.leave_network)


@form_on("exchange:network", member_network)
def follow_network(request: Request, pk: UUID) -> HttpResponse:
    return _take_member(request, pk, actions.follow_network)


@form_on("exchange:network", find_network)
def hand_over_network(request: Request, pk: UUID) -> HttpResponse:
    found = find_network(request, pk)
    form = writing.HandOver(request.POST, network=found, members=actors.network_members(found))
    return _take(request, pk, form, actions.hand_over_network)


@form_on("exchange:network", find_network)
def wind_up_network(request: Request, pk: UUID) -> HttpResponse:
    return _take(request, pk, writing.Because(request.POST), actions.wind_up_network)


@form_on("exchange:network", find_network)
def take_up_network(request: Request, pk: UUID) -> HttpResponse:
    return _take(request, pk, forms.Form(request.POST), actions.take_up_network)


def _take(request: Request, pk: UUID, form: forms.Form, action: Callable[..., Any]) -> HttpResponse:
    """One step, and the page again."""
    found = find_network(request, pk)
    if form.is_valid():
        with explaining(form):
            action(network=found, by=request.user, at=now(), **form.cleaned_data)
            return redirect("exchange:network", pk=pk)
    return _page(request, find_network(request, pk), form)


def _take_member(request: Request, pk: UUID, action: Callable[..., Any]) -> HttpResponse:
    member, form = find_member(request, pk), forms.Form(request.POST)
    with explaining(form):
        form.full_clean()
        action(member=member, by=request.user, at=now())
        return redirect("exchange:network", pk=member.network_id)
    return _page(request, member.network, form)


def _page(request: Request, found: Network, wrong: forms.Form | None = None) -> HttpResponse:
    members = list(actors.network_members(found))
    convenes = not why_not(rules.convene, request.user, found)
    context = {
        "network": found,
        "places": found.places.order_by("code"),
        "members": [
            (one, convenes or not why_not(rules.edit_network_member, request.user, one), _calendar(request, one))
            for one in members
        ],
        "convenes": convenes,
        "acting": actors.may_convene(found).filter(pk__in=found.acting),
        "is_asleep": found.is_asleep(localdate(now())),
        "handing": wrong if isinstance(wrong, writing.HandOver) else writing.HandOver(network=found, members=members),
        "winding": wrong if isinstance(wrong, writing.Because) else writing.Because(),
        "wrong": wrong,
        "page": Paginator(queries.meetings_of(found), A_PAGE).get_page(request.GET.get("page")),
        "actions": queries.open_actions(found)[:100],
        "homes": request.user.organisations(),
        "today": localdate(now()),
    }
    return render(request, "exchange/network.html", context, status=422 if wrong else 200)


def _calendar(request: Request, member: NetworkMember) -> tuple[bool, str]:
    """May the user follow it as this member, and at which address?"""
    follows = not why_not(rules.follow_network, request.user, member)
    key = member.key if follows else ""
    address = reverse("exchange:network_calendar", args=[key]) if key else ""
    return follows, request.build_absolute_uri(address) if key else ""


def edit_page(request: Request, form: forms.Form, title: str, back: str) -> HttpResponse:
    """A form on a page of its own."""
    context = {"form": form, "title": title, "back": back}
    status = getattr(form, "status", 422 if form.errors else 200)
    return render(request, "exchange/network_form.html", context, status=status)


def _homes(request: Request) -> list[Organisation]:
    """The organisations for which the user may found a network."""
    return list(
        {one.organisation_id: one.organisation for one in request.user.standing if one.role in COORDINATORS}.values()
    )


def _places(request: Request, found: Network | None = None) -> Any:
    """Counties, and the municipalities of those where the user works or the network is."""
    counties = {one.territory.county for one in request.user.standing} | ({found.county} if found else set())
    near = Q(code__regex="^..$") if SWEDEN in counties else Q(code__in=[*counties, SWEDEN])
    for code in counties:
        near |= Q(code__startswith=code)
    if found:
        near |= Q(pk__in=found.places.values("pk"))  # those that stand there are not dropped unseen
    return Territory.objects.filter(near).order_by("code")


def _organisations(found: Network) -> Any:
    """Those of the counties where the network is, and national ones."""
    near = Q(territory__code=SWEDEN)
    for code in {place.county for place in found.places.all()} | {found.county}:
        near |= ~Q(pk=None) if code == SWEDEN else Q(territory__code__startswith=code)
    return Organisation.objects.filter(near, state=Organisation.State.ACTIVE).order_by(Alphabetic("name"))
