"""What whoever holds a mailed link does without a login. The link opens one provider's entries, and no more."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from samverka.core.access import Refused, Unfit
from samverka.core.alphabet import Alphabetic
from samverka.directory import actions, queries
from samverka.directory.forms.hours import Tell
from samverka.directory.forms.upkeep import Phone
from samverka.directory.models import CampaignLink, Place, Service, ServicePlace
from samverka.directory.queries.hours import Weekly
from samverka.directory.views.hours import hours_page


View = Callable[..., HttpResponse]


def _by_link(view: View) -> View:
    """Finds the link that a token opens; one that is not, or no longer, good says so as what never was."""

    @wraps(view)
    def answer(request: HttpRequest, token: str, **more: Any) -> HttpResponse:
        link = queries.open_link(token, at=now())
        try:
            response = view(request, token, link, **more) if link else _over(request)
        except (Http404, Refused):
            response = _over(request)
        response.headers["Referrer-Policy"] = "same-origin"  # no other site learns the address
        response.headers["X-Robots-Tag"] = "noindex"
        response.headers["Cache-Control"] = "no-store"
        return response

    return login_not_required(require_http_methods(["GET", "POST"])(answer))


@_by_link
def answer(request: HttpRequest, token: str, link: CampaignLink) -> HttpResponse:
    """The provider's services, each with what is told of it and a tick: still right."""
    services = _services(link)
    if request.method == "POST":
        right = {*request.POST.getlist("right")}
        actions.confirm_by_link(link=link, services=[one for one in services if str(one.pk) in right], at=now())
        return redirect("directory:answer", token=token)
    today = localdate(now())
    context = {
        "link": link,
        "token": token,
        "provider": link.provider,
        "services": [(one, *_hours(one, today)) for one in services],
        "is_done": bool(services) and all(one.verified_on == today for one in services),
        "today": today,
    }
    return render(request, "directory/answer.html", context)


@_by_link
def answer_hours(request: HttpRequest, token: str, link: CampaignLink, pk: UUID) -> HttpResponse:
    """The hours of a stop, or of a service: its own, or else those of the place from which it has them."""
    stop = ServicePlace.objects.filter(pk=pk, service__in=_services(link)).select_related("service__provider").first()
    owner = stop or _stating(_find(link, pk), link)

    def save(weekly: list[Weekly], said: dict[str, str]) -> None:
        actions.change_hours_by_link(link=link, owner=owner, weekly=weekly, at=now(), **said)

    return hours_page(request, owner, save, back=("directory:answer", token))  # type: ignore[arg-type]


@_by_link
def answer_phone(request: HttpRequest, token: str, link: CampaignLink, pk: UUID) -> HttpResponse:
    service = _find(link, pk)
    form = Phone(request.POST or None, initial={"phone": service.phone})
    if form.is_valid():
        actions.change_phone_by_link(link=link, entry=service, phone=form.cleaned_data["phone"], at=now())
        return redirect("directory:answer", token=token)
    return _form(request, token, form, service, title=_("Phone"))


@_by_link
def answer_notice(request: HttpRequest, token: str, link: CampaignLink, pk: UUID) -> HttpResponse:
    service = _find(link, pk)
    form = Tell(request.POST or None, initial={"first_day": localdate(now())})
    if form.is_valid():
        said = {name: value for name, value in form.cleaned_data.items() if name != "seen"}
        try:
            actions.add_notice_by_link(link=link, owner=service, at=now(), **said)
        except Unfit as unfit:
            form.add_error(unfit.field, str(unfit))
        else:
            return redirect("directory:answer", token=token)
    return _form(request, token, form, service, title=_("Notice"))


def _hours(service: Service, today: date) -> tuple[Any, Any]:
    """The week of a service; of one that comes to different stops, its stops with what each states."""
    if service.is_mobile:
        return None, [(stop, queries.weekly(stop)) for stop in service.at_places.select_related("place")]
    return queries.week(queries.hours_of(service), on=today), ()


def _stating(service: Service, link: CampaignLink) -> Service | Place:
    """The service, or else the one place of the same provider whose hours it has."""
    at = service.places.all()
    leans = not service.is_mobile and not service.rules.exists() and len(at) == 1
    return at[0] if leans and at[0].rules.exists() and at[0].provider_id == link.provider_id else service


def _services(link: CampaignLink) -> list[Service]:
    running = Service.objects.running().filter(provider=link.provider_id)
    return list(running.select_related("category").prefetch_related("places").order_by(Alphabetic("name"), "pk"))


def _find(link: CampaignLink, pk: UUID) -> Service:
    for one in _services(link):
        if one.pk == pk:
            return one
    raise Http404


def _form(request: HttpRequest, token: str, form: Any, service: Service, *, title: str) -> HttpResponse:
    context = {"form": form, "token": token, "title": title, "service": service}
    return render(request, "directory/answer_form.html", context, status=422 if form.errors else 200)


def _over(request: HttpRequest) -> HttpResponse:
    return render(request, "directory/answer_over.html", status=404)
