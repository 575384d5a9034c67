"""Days that differ, and notices: told, changed, and taken away, with a way back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from samverka.actors.http import Request
from samverka.core.fields import Versioned, explaining
from samverka.core.http import form_on
from samverka.core.versions import version, version_now
from samverka.directory import actions
from samverka.directory.actions.hours import owner_of, provider_of
from samverka.directory.forms.hours import Differ, Tell
from samverka.directory.models import DateException, Notice, Provider
from samverka.directory.views.finding import find


DAYS = ("first_day", "last_day", "kind", "opens", "closes", "message")
TOLD = ("text", "first_day", "last_day")


@require_http_methods(["GET", "POST"])
def add_exception(request: Request, noun: str, pk: UUID) -> HttpResponse:
    owner = find(request.user, noun, pk, "place", "service")
    form = Differ(request.POST or None, initial={"first_day": localdate(now())})

    def save(said: dict[str, Any]) -> None:
        said.pop("seen")
        actions.add_exception(owner=owner, by=request.user, at=now(), **said)

    return _edit(request, form, owner, save, title=_("Days that differ"))


@require_http_methods(["GET", "POST"])
def change_exception(request: Request, pk: UUID) -> HttpResponse:
    found = _find(request, DateException, pk)
    start = {name: getattr(found, name) for name in ("id", *DAYS)} | {"seen": version(found)}
    form = Differ(request.POST or None, initial=start)

    def save(said: dict[str, Any]) -> None:
        said.pop("id")
        actions.change_exception(exception=found, by=request.user, at=now(), **said)

    return _edit(request, form, owner_of(found), save, title=_("Days that differ"), found=found)


def _find(request: Request, model: type[Any], pk: UUID) -> Any:
    """One that is about something that the user keeps, or 404."""
    found = get_object_or_404(model, pk=pk)
    kept = Provider.objects.kept_by(request.user)
    get_object_or_404(kept, pk=provider_of(owner_of(found)).pk)
    return found


def _find_exception(request: Request, pk: UUID) -> DateException:
    return _find(request, DateException, pk)  # type: ignore[no-any-return]


def _find_notice(request: Request, pk: UUID) -> Notice:
    return _find(request, Notice, pk)  # type: ignore[no-any-return]


@form_on("directory:change_exception", _find_exception)
def remove_exception(request: Request, pk: UUID) -> HttpResponse:
    found = _find_exception(request, pk)
    owner, again = owner_of(found), {name: getattr(found, name) for name in ("id", *DAYS)}
    actions.remove_exception(exception=found, by=request.user, at=now())
    return _removed(request, owner, Differ(initial=again), way="directory:add_exception")


@require_http_methods(["GET", "POST"])
def add_notice(request: Request, noun: str, pk: UUID) -> HttpResponse:
    owner = find(request.user, noun, pk, "provider", "place", "service")
    form = Tell(request.POST or None, initial={"first_day": localdate(now())})

    def save(said: dict[str, Any]) -> None:
        said.pop("seen")
        actions.add_notice(owner=owner, by=request.user, at=now(), **said)

    return _edit(request, form, owner, save, title=_("Notice"))


@require_http_methods(["GET", "POST"])
def change_notice(request: Request, pk: UUID) -> HttpResponse:
    found = _find(request, Notice, pk)
    start = {name: getattr(found, name) for name in ("id", *TOLD)} | {"seen": version(found)}
    form = Tell(request.POST or None, initial=start)

    def save(said: dict[str, Any]) -> None:
        said.pop("id")
        actions.change_notice(notice=found, by=request.user, at=now(), **said)

    return _edit(request, form, owner_of(found), save, title=_("Notice"), found=found)


@form_on("directory:change_notice", _find_notice)
def remove_notice(request: Request, pk: UUID) -> HttpResponse:
    found = _find_notice(request, pk)
    owner, again = owner_of(found), {name: getattr(found, name) for name in ("id", *TOLD)}
    actions.remove_notice(notice=found, by=request.user, at=now())
    return _removed(request, owner, Tell(initial=again), way="directory:add_notice")


def _removed(request: Request, owner: Any, form: Versioned, *, way: str) -> HttpResponse:
    """Say that it is gone, with one button that brings it back as it was."""
    context = {"form": form, "owner": owner, "noun": owner._meta.model_name, "way": way}
    return render(request, "directory/removed.html", context)


def _edit(request: Request, form: Versioned, owner: Any, save: Any, *, title: str, found: Any = None) -> HttpResponse:
    if form.is_valid():
        with explaining(form, seen=lambda: version_now(found)):
            save({**form.cleaned_data})
            messages.success(request, _("Saved."))
            return redirect(f"directory:{owner._meta.model_name}", pk=owner.pk)
    context = {"form": form, "title": title, "back": owner, "noun": owner._meta.model_name, "found": found}
    return render(request, "directory/dated.html", context, status=form.status)
