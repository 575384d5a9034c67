"""A provider, a place and a service as those see them who keep them, and how they change them."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from samverka.actors.http import Request
from samverka.actors.models import COORDINATORS, KEEP_DIRECTORY, Organisation, Territory
from samverka.core.access import why_not
from samverka.core.alphabet import Alphabetic, alphabetic
from samverka.core.fields import explaining
from samverka.core.http import form_on
from samverka.core.versions import version, version_now
from samverka.directory import actions, queries, rules
from samverka.directory.actions.entries import WHERE
from samverka.directory.actions.hours import provider_of
from samverka.directory.forms.entries import EditPlace, EditProvider, EditService, Entry
from samverka.directory.models import Place, Provider, Service, ServicePlace
from samverka.directory.views.finding import find


PROVIDER = ("name", "description", "website", "email", "phone", "language")
PLACE = ("name", "territory", "address_class", "area", "city", "phone", "step_free", "dogs", "language", *WHERE)
SERVICE = (
    *("category", "name", "description", "easy", "state", "access", "cost", "cost_note", "audience", "no_id_needed"),
    *("bring", "spoken", "phone", "email", "website", "step_free", "dogs", "fullness", "is_mobile", "language"),
    *("exempt_number", "exempt_on", "exempt_body"),
)


@require_GET
def provider(request: Request, pk: UUID) -> HttpResponse:
    found = find(request.user, "provider", pk)
    services = found.services.filter(is_removed=False).select_related("category").order_by(Alphabetic("name"), "pk")
    context = {
        "provider": found,
        "services": services,
        "places": found.places.filter(is_removed=False).select_related("territory").order_by(Alphabetic("name"), "pk"),
        "notices": found.notices.order_by("first_day", "pk"),
        "mailbox": queries.mailbox(found),
        "today": localdate(now()),
    }
    return render(request, "directory/provider.html", context)


@require_GET
def place(request: Request, pk: UUID) -> HttpResponse:
    found = find(request.user, "place", pk)
    context = {"place": found, "services": found.services.filter(is_removed=False).order_by(Alphabetic("name"), "pk")}
    return render(request, "directory/place.html", context | _told(found))


@require_GET
def service(request: Request, pk: UUID) -> HttpResponse:
    found = find(request.user, "service", pk)
    context = {
        "service": found,
        "stops": [(stop, queries.weekly(stop)) for stop in found.at_places.select_related("place")],
        "reports": found.error_reports.filter(state="open").order_by("at", "pk"),
        "missing": queries.missing_translations([found])[found.pk],
        "is_hidden": not Service.objects.shown(localdate(now())).filter(pk=found.pk).exists(),
        "can_translate": not why_not(rules.translate, request.user),
    }
    return render(request, "directory/service.html", context | _told(found))


@require_http_methods(["GET", "POST"])
def edit_provider(request: Request, pk: UUID | None = None) -> HttpResponse:
    found = find(request.user, "provider", pk) if pk else None
    homes = [one.organisation_id for one in request.user.standing if one.role in (*KEEP_DIRECTORY, *COORDINATORS)]
    first = next(iter(request.user.standing), None)
    start = {"organisation": homes[0] if homes else None, "territory": first.territory if first else None}
    form = EditProvider(
        request.POST if request.method == "POST" else None,
        homes=Organisation.objects.filter(pk__in=homes).order_by(Alphabetic("name")),
        **_shown(found, PROVIDER, start),
    )

    def save(said: dict[str, Any]) -> Provider:
        by, at = request.user, now()
        if found:
            return actions.change_provider(provider=found, by=by, at=at, **said)
        return actions.add_provider(by=by, at=at, **said)

    return _edit(request, form, found, save, title=_("Who offers it"), back=found)


@require_http_methods(["GET", "POST"])
def edit_place(request: Request, pk: UUID | None = None, provider: UUID | None = None) -> HttpResponse:
    found: Place | None = find(request.user, "place", pk) if pk else None
    home: Provider = provider_of(found) if found else find(request.user, "provider", provider or UUID(int=0))
    start = {"territory": home.territory if len(home.territory_id) == 4 else None}
    shown = _shown(found, PLACE, start)
    if found and (secret := actions.see_address(place=found, by=request.user, at=now())):
        shown["initial"] |= {name: getattr(secret, name) for name in WHERE}
    form = EditPlace(request.POST if request.method == "POST" else None, **shown)

    def save(said: dict[str, Any]) -> Place:
        by, at = request.user, now()
        if found:
            return actions.change_place(place=found, by=by, at=at, **said)
        return actions.add_place(provider=home, by=by, at=at, **said)

    return _edit(request, form, found, save, title=_("Place"), back=found or home)


@require_http_methods(["GET", "POST"])
def edit_service(request: Request, pk: UUID | None = None, provider: UUID | None = None) -> HttpResponse:
    found: Service | None = find(request.user, "service", pk) if pk else None
    home = found.provider if found else find(request.user, "provider", provider or UUID(int=0))
    shown = _shown(found, SERVICE, {})
    if found:
        at = [one.place_id for one in found.at_places.all()]
        shown["initial"] |= {"places": at, "areas": list(found.areas.values_list("pk", flat=True))}
    form = _service_form(request, home, shown)

    def save(said: dict[str, Any]) -> Service:
        said |= {"places": _in_order(found, said["places"]), "areas": tuple(said["areas"])}
        by, at = request.user, now()
        if found:
            return actions.change_service(service=found, by=by, at=at, **said)
        return actions.add_service(provider=home, by=by, at=at, **said)

    return _edit(request, form, found, save, title=_("Service"), back=found or home)


def _find_stop(request: Request, pk: UUID) -> ServicePlace:
    return find(request.user, "stop", pk)  # type: ignore[no-any-return]


def _find_entry(request: Request, noun: str, pk: UUID) -> Any:
    return find(request.user, noun, pk, "provider", "place", "service")


@form_on("directory:service", _find_stop, of="service_id")
def move_stop(request: Request, pk: UUID) -> HttpResponse:
    """Let a stop of a mobile service come earlier."""
    stop = _find_stop(request, pk)
    order = [one.place for one in stop.service.at_places.select_related("place")]
    at = [one.pk for one in order].index(stop.place_id)
    if at:
        order[at - 1], order[at] = order[at], order[at - 1]
    actions.change_service(service=stop.service, places=tuple(order), by=request.user, at=now())
    return redirect("directory:service", pk=stop.service_id)


@form_on("directory:{noun}", _find_entry)
def remove_entry(request: Request, noun: str, pk: UUID) -> HttpResponse:
    actions.remove_entry(entry=_find_entry(request, noun, pk), by=request.user, at=now())
    return redirect(f"directory:{noun}", pk=pk)


@form_on("directory:{noun}", _find_entry)
def restore_entry(request: Request, noun: str, pk: UUID) -> HttpResponse:
    actions.restore_entry(entry=_find_entry(request, noun, pk), by=request.user, at=now())
    messages.success(request, _("It is back."))
    return redirect(f"directory:{noun}", pk=pk)


def _service_form(request: Request, home: Provider, shown: dict[str, Any]) -> EditService:
    """The form of a service: its places are the provider's, its areas those of the county."""
    county = Q(code__startswith=home.territory.county) | Q(code="00")
    return EditService(
        request.POST if request.method == "POST" else None,
        places=home.places.filter(is_removed=False).order_by(Alphabetic("name")),
        areas=Territory.objects.filter(county).order_by("code"),
        **shown,
    )


def _told(found: Place | Service) -> dict[str, Any]:
    """What the pages of places and services have in common: the hours, and what differs."""
    today = localdate(now())
    return {
        "weekly": queries.weekly(found),
        "week": queries.week(queries.hours_of(found), on=today),
        "exceptions": found.exceptions.filter(last_day__gte=today).order_by("first_day", "pk"),
        "notices": found.notices.order_by("first_day", "pk"),
        "today": today,
    }


def _shown(found: Any, names: tuple[str, ...], start: dict[str, Any]) -> dict[str, Any]:
    """How a form begins."""
    told = {name: getattr(found, name) for name in ("id", *names)} if found else start
    return {"is_new": found is None, "initial": {**told, "seen": version(found)}}


def _in_order(found: Service | None, places: Any) -> tuple[Place, ...]:
    """The places that were chosen: those that it has already keep their order, new ones come last."""
    known = [one.place_id for one in found.at_places.all()] if found else []
    return tuple(
        sorted(places, key=lambda one: (known.index(one.pk) if one.pk in known else len(known), alphabetic(one.name)))
    )


def _edit(
    request: Request, form: Entry, found: Any, save: Callable[[dict[str, Any]], Any], *, title: str, back: Any
) -> HttpResponse:
    """Show the form, or keep what it says; what a colleague has changed meanwhile is handed back."""
    if request.method == "POST" and form.is_valid():
        said = {name: value for name, value in form.cleaned_data.items() if not (found and name == "id")}
        with explaining(form, seen=lambda: version_now(found)):
            saved = save(said if found else {name: value for name, value in said.items() if name != "seen"})
            messages.success(request, _("Saved."))
            return redirect(f"directory:{saved._meta.model_name}", pk=saved.pk)
    context = {"form": form, "entry": found, "title": title, "back": back, "noun": back and back._meta.model_name}
    return render(request, "directory/edit.html", context, status=form.status)
