"""Good practices for those who work with it: found, told, approved, confirmed; and how it went elsewhere."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from samverka.actors.http import Request
from samverka.core.access import require, why_not
from samverka.core.fields import explaining
from samverka.core.http import form_on
from samverka.core.versions import version, version_now
from samverka.directory.models import Language
from samverka.exchange import actions, queries, rules
from samverka.exchange.actions import Telling
from samverka.exchange.forms import practices as writing
from samverka.exchange.models import Adoption, Practice
from samverka.exchange.models.words import Topic
from samverka.exchange.queries import Asked
from samverka.exchange.views.adoption_map import adopted


A_PAGE = 30
LATELY = 50


@require_GET
def practices(request: Request) -> HttpResponse:
    """What others have done; first what waits for oneself."""
    viewer, today = request.user, localdate(now())
    turns = {
        "to_approve": queries.practices_to_approve(viewer)[:LATELY],
        "to_edit": queries.practices_to_edit(viewer)[:LATELY],
        "to_publish": queries.practices_to_publish(viewer)[:LATELY],
    }
    shown = {one.pk for rows in turns.values() for one in rows}
    context = turns | {
        "to_confirm": queries.to_confirm(viewer, on=today)[:LATELY],
        "waiting": [one for one in queries.waiting_practices(viewer)[:LATELY] if one.pk not in shown],
        "archived": queries.archived_practices(viewer)[:LATELY],
        "suggests": queries.suggests(viewer),
    }
    return render(request, "exchange/practices.html", context | chosen(request))


def chosen(request: HttpRequest) -> dict[str, Any]:
    """The practices that are asked for, a page at a time, and by what they can be chosen."""
    typed = {name: request.GET.get(name, "")[:40] for name in Asked._fields}
    counties = queries.counties()
    known = {
        "topic": set(Topic.values), "evidence": set(Practice.Evidence.values), "county": {one.code for one in counties}
    }  # fmt: skip
    asked = Asked(**{name: text if text in known.get(name, {text}) else "" for name, text in typed.items()})
    today = localdate(now())
    page = Paginator(queries.published_practices(asked), A_PAGE).get_page(request.GET.get("page"))
    return {
        "page": page,
        "rows": [(one, one.is_past(today)) for one in page],
        "asked": asked,
        "is_searched": any(asked),
        "topics": Topic.choices,
        "kinds": Practice.Evidence.choices,
        "tags": queries.tags(),
        "counties": counties,
    }


@require_http_methods(["GET", "POST"])
def suggest_practice(request: Request) -> HttpResponse:
    homes = queries.owners(request.user)
    require(homes, _("A practice is suggested by those who did it, or by the advice desk of their county."))
    form = writing.SuggestPractice(
        request.POST or None, organisations=homes, laws=queries.laws(),
        initial={"organisation": homes[0].pk, "evidence": Practice.Evidence.DESCRIPTION},
    )  # fmt: skip
    if form.is_valid():
        with explaining(form):
            said = {name: form.cleaned_data[name] for name in ("id", "organisation", "laws")}
            made = actions.suggest_practice(telling=form.telling, by=request.user, at=now(), **said)
            messages.success(request, _("Thank you. The advice desk reads it and may write it better; you approve it."))
            return redirect("exchange:practice", pk=made.pk)
    return _edit(request, form, title=_("Tell of a good practice"))


def find_practice(request: Request, pk: UUID) -> Practice:
    return get_object_or_404(queries.practices(request.user), pk=pk)


@require_GET
def practice(request: Request, pk: UUID) -> HttpResponse:
    """One practice with its steps, and where it was tried since."""
    return _page(request, find_practice(request, pk))


@require_http_methods(["GET", "POST"])
def write_practice(request: Request, pk: UUID) -> HttpResponse:
    found = find_practice(request, pk)
    rules.write_practice(request.user, found)
    start = {name: getattr(found, name) for name in Telling._fields if name != "tags"}
    start |= {"tags": ", ".join(one.word for one in found.tags.all()), "laws": queries.practice_laws(found)}
    form = writing.WritePractice(request.POST or None, laws=queries.laws(), initial={**start, "seen": version(found)})
    if form.is_valid():
        with explaining(form, seen=lambda: version_now(found)):
            said = {name: form.cleaned_data[name] for name in ("laws", "seen")}
            actions.write_practice(practice=found, telling=form.telling, by=request.user, at=now(), **said)
            return redirect("exchange:practice", pk=pk)
    return _edit(request, form, title=_("Change the practice"), of=found)


@form_on("exchange:practice", find_practice)
def approve_practice(request: Request, pk: UUID) -> HttpResponse:
    return _take(request, pk, forms.Form(request.POST), actions.approve_practice, seen=request.POST.get("seen", ""))


@form_on("exchange:practice", find_practice)
def return_practice(request: Request, pk: UUID) -> HttpResponse:
    return _take(request, pk, writing.ReturnPractice(request.POST), actions.return_practice)


@form_on("exchange:practice", find_practice)
def publish_practice(request: Request, pk: UUID) -> HttpResponse:
    return _take(request, pk, forms.Form(request.POST), actions.publish_practice)


@form_on("exchange:practice", find_practice)
def confirm_practice(request: Request, pk: UUID) -> HttpResponse:
    return _take(request, pk, forms.Form(request.POST), actions.confirm_practice, seen=request.POST.get("seen", ""))


@form_on("exchange:practice", find_practice)
def archive_practice(request: Request, pk: UUID) -> HttpResponse:
    return _take(request, pk, forms.Form(request.POST), actions.archive_practice)


@form_on("exchange:practice", find_practice)
def tell_adoption(request: Request, pk: UUID) -> HttpResponse:
    homes = queries.may_tell(request.user, find_practice(request, pk))
    form = writing.TellAdoption(request.POST, organisations=homes)
    return _take(request, pk, form, actions.tell_adoption)


def find_adoption(request: Request, pk: UUID) -> Adoption:
    """What one of the user's own organisations has told."""
    rows = Adoption.objects.filter(organisation__in=request.user.organisations())
    return get_object_or_404(rows.select_related("organisation", "territory"), pk=pk)


@form_on("exchange:practice", find_adoption, of="practice_id")
def take_back_adoption(request: Request, pk: UUID) -> HttpResponse:
    told = find_adoption(request, pk)
    actions.take_back_adoption(adoption=told, by=request.user, at=now())
    return redirect("exchange:practice", pk=told.practice_id)


def _take(request: Request, pk: UUID, form: forms.Form, action: Callable[..., Any], **more: Any) -> HttpResponse:
    """One step, and the page again."""
    found = find_practice(request, pk)
    if form.is_valid():
        with explaining(form):
            action(practice=found, by=request.user, at=now(), **form.cleaned_data, **more)
            return redirect("exchange:practice", pk=pk)
    return _page(request, find_practice(request, pk), form)


def _page(request: Request, found: Practice, wrong: forms.Form | None = None) -> HttpResponse:
    viewer, homes = request.user, queries.may_tell(request.user, found)
    context = told(found, request.GET.get("county", "")) | {
        "seen": version(queries.stood_by(found)),
        "works": Practice.objects.worked_with_by(viewer).filter(pk=found.pk).exists(),
        "writes": not why_not(rules.write_practice, viewer, found),
        "runs": not why_not(rules.run_practice, viewer, found),
        "owns": not why_not(rules.own_practice, viewer, found),
        "archives": not why_not(rules.archive_practice, viewer, found),
        "homes": {one.pk for one in homes},
        "returning": wrong if isinstance(wrong, writing.ReturnPractice) else writing.ReturnPractice(),
        "wrong": wrong,
    }
    if found.is_told and homes:
        context["telling"] = (
            wrong
            if isinstance(wrong, writing.TellAdoption)
            else writing.TellAdoption(organisations=homes, initial={"organisation": homes[0].pk})
        )
    return render(request, "exchange/practice.html", context, status=422 if wrong else 200)


def told(found: Practice, county: str) -> dict[str, Any]:
    """What a page tells of a practice to anybody."""
    named = dict(Language.objects.values_list("code", "name"))
    return {
        "practice": found,
        "is_past": found.is_past(localdate(now())),
        "cited": queries.practice_laws(found),
        "words": [one.word for one in found.tags.all()],
        "spoken": [named.get(code, code) for code in found.languages],
    } | adopted(found, county)


def _edit(request: Request, form: Any, *, title: str, of: Practice | None = None) -> HttpResponse:
    status = form.status if of else 422 if form.errors else 200
    context = {"form": form, "title": title, "of": of, "back": "exchange:practice" if of else "exchange:practices"}
    return render(request, "ui/edit.html", context, status=status)
