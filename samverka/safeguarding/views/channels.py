"""The municipality's channels: what the coordinator keeps right."""

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from samverka.actors.http import Request
from samverka.core.access import Denied
from samverka.core.alphabet import Alphabetic
from samverka.core.fields import explaining
from samverka.core.http import form_on
from samverka.core.versions import version, version_now
from samverka.directory import queries as directory
from samverka.directory.queries import Weekly
from samverka.directory.views.hours import hours_page
from samverka.safeguarding import actions, queries
from samverka.safeguarding.forms.channels import AddChannel, Differ, EditChannel
from samverka.safeguarding.models import ChannelException, ReportingChannel


@require_GET
def channels(request: Request) -> HttpResponse:
    """All that one keeps, municipality by municipality."""
    found = (
        queries.kept_by(request.user).prefetch_related("rules").order_by(Alphabetic("municipality__name"), "kind", "pk")
    )
    context = {"channels": found, "may": queries.within(request.user).exists()}
    return render(request, "safeguarding/channels.html", context)


@require_http_methods(["GET", "POST"])
def add_channel(request: Request) -> HttpResponse:
    territories = queries.within(request.user)
    if not territories.exists():
        raise Denied(_("Only the municipality's coordinator keeps its channels."))
    form = AddChannel(request.POST or None, territories=territories)

    def save(said: dict[str, Any]) -> ReportingChannel:
        return actions.add_channel(by=request.user, at=now(), **said)

    return _edit(request, form, save, title=_("A new channel"))


@require_GET
def channel(request: Request, pk: UUID) -> HttpResponse:
    found = _find(request, pk)
    context = {
        "channel": found,
        "weekly": directory.weekly(cast(Any, found)),
        "days": found.exceptions.filter(last_day__gte=localdate(now())).order_by("first_day", "pk"),
        "town": directory.town_of(found.municipality_id),
    }
    return render(request, "safeguarding/channel.html", context)


@require_http_methods(["GET", "POST"])
def change_channel(request: Request, pk: UUID) -> HttpResponse:
    found = _find(request, pk)
    start = {name: getattr(found, name) for name in ("phone", "address", "languages")} | {"seen": version(found)}

    def save(said: dict[str, Any]) -> ReportingChannel:
        return actions.change_channel(channel=found, by=request.user, at=now(), **said)

    return _edit(request, EditChannel(request.POST or None, initial=start), save, title=str(found), found=found)


@require_http_methods(["GET", "POST"])
def set_channel_hours(request: Request, pk: UUID) -> HttpResponse:
    found = _find(request, pk)

    def save(weekly: list[Weekly], said: dict[str, str]) -> None:
        actions.set_channel_hours(channel=found, weekly=weekly, by=request.user, at=now(), **said)

    return hours_page(request, cast(Any, found), save, back=("safeguarding:channel", pk))


@require_http_methods(["GET", "POST"])
def add_channel_days(request: Request, pk: UUID) -> HttpResponse:
    found = _find(request, pk)
    form = Differ(request.POST or None, initial={"first_day": localdate(now())})

    def save(said: dict[str, Any]) -> ReportingChannel:
        actions.add_channel_days(channel=found, by=request.user, at=now(), **said)
        return found

    return _edit(request, form, save, title=_("Days that differ"), found=found)


def _find(request: Request, pk: UUID) -> ReportingChannel:
    return get_object_or_404(queries.kept_by(request.user), pk=pk)


def _find_days(request: Request, pk: UUID) -> ChannelException:
    kept = queries.kept_by(request.user).values("pk")
    return get_object_or_404(ChannelException.objects.select_related("channel__municipality"), pk=pk, channel__in=kept)


@form_on("safeguarding:channel", _find_days, of="channel_id")
def remove_channel_days(request: Request, pk: UUID) -> HttpResponse:
    found = _find_days(request, pk)
    actions.remove_channel_days(days=found, by=request.user, at=now())
    return redirect("safeguarding:channel", pk=found.channel_id)


@form_on("safeguarding:channel", _find)
def verify_channel(request: Request, pk: UUID) -> HttpResponse:
    actions.verify_channel(channel=_find(request, pk), by=request.user, at=now())
    messages.success(request, _("Found right today."))
    return redirect("safeguarding:channel", pk=pk)


@form_on("safeguarding:channel", _find)
def remove_channel(request: Request, pk: UUID) -> HttpResponse:
    actions.remove_channel(channel=_find(request, pk), by=request.user, at=now())
    messages.success(request, _("The channel is gone."))
    return redirect("safeguarding:channels")


def _edit(request: Request, form: Any, save: Any, *, title: str, found: ReportingChannel | None = None) -> HttpResponse:
    if form.is_valid():
        with explaining(form, seen=lambda: version_now(found)):
            kept = save({**form.cleaned_data})
            messages.success(request, _("Saved."))
            return redirect("safeguarding:channel", pk=kept.pk)
    status = getattr(form, "status", 422 if form.errors else 200)
    context = {"form": form, "title": title, "found": found}
    return render(request, "safeguarding/edit.html", context, status=status)
