"""Organisations: who works there, how they are reached, whether they take part."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from samverka.actors import actions, forms, queries, rules
from samverka.actors.http import Request, send_invitation
from samverka.actors.models import Organisation
from samverka.core.access import Refused, why_not
from samverka.core.fields import explaining
from samverka.core.http import form_on
from samverka.core.versions import version, version_now


@require_GET
def organisations(request: Request) -> HttpResponse:
    context = {"organisations": queries.administered(request.user), "may_add": queries.reach(request.user).exists()}
    return render(request, "actors/organisations.html", context)


@require_http_methods(["GET", "POST"])
def add_organisation(request: Request) -> HttpResponse:
    form = forms.AddOrganisation(
        request.POST if request.method == "POST" else None, territories=queries.reach(request.user)
    )
    if form.is_valid():
        with explaining(form):
            organisation = actions.add_organisation(**form.cleaned_data, by=request.user, at=now())
            messages.success(request, _("The organisation is added. Invite its administrator next."))
            return redirect("actors:organisation", pk=organisation.pk)
    return _edit_page(request, form, title=_("Add an organisation"))


@require_http_methods(["GET", "POST"])
def edit_organisation(request: Request, pk: UUID) -> HttpResponse:
    organisation = _find(request, pk)
    told = {"name": organisation.name, "number": organisation.number or "", "seen": version(organisation)}
    form = forms.EditOrganisation(request.POST if request.method == "POST" else None, initial=told)
    if form.is_valid():
        with explaining(form, seen=lambda: version_now(organisation)):
            actions.edit_organisation(organisation=organisation, **form.cleaned_data, by=request.user, at=now())
            return redirect("actors:organisation", pk=pk)
    return _edit_page(request, form, title=_("Name and number"), organisation=organisation)


@require_http_methods(["GET", "POST"])
def edit_contact_line(request: Request, pk: UUID) -> HttpResponse:
    organisation, function = _find(request, pk), request.GET.get("function", "")
    line = organisation.contact_lines.filter(function=function).first()
    facts = ("phone", "email", "hours")
    told = {name: getattr(line, name) for name in facts} if line else {}
    initial = {"function": function, **told, "seen": version(line)}
    form = forms.EditContactLine(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        lines = organisation.contact_lines.filter(function=form.cleaned_data["function"])
        with explaining(form, seen=lambda: version(lines.first())):
            actions.edit_contact_line(organisation=organisation, **form.cleaned_data, by=request.user, at=now())
            messages.success(request, _("The contact line is saved."))
            return redirect("actors:organisation", pk=pk)
    return _edit_page(request, form, title=_("Contact line"), organisation=organisation)


@require_http_methods(["GET", "POST"])
def organisation(request: Request, pk: UUID) -> HttpResponse:
    """The organisation's page; what is posted to it is an invitation."""
    organisation = _find(request, pk)
    territories = queries.within(organisation.territory_id) | queries.reach(request.user)
    form = forms.Invite(
        request.POST if request.method == "POST" else None,
        territories=territories,
        initial={"territory": organisation.territory_id},
    )
    if form.is_valid():
        with explaining(form):
            invitation = actions.invite(**form.cleaned_data, organisation=organisation, by=request.user, at=now())
            send_invitation(request, invitation)
            messages.success(request, _("The invitation is sent."))
            return redirect("actors:organisation", pk=pk)
    return render(request, "actors/organisation.html", _facts(request, organisation, form), status=_status(form))


def _find(request: Request, pk: UUID) -> Organisation:
    return get_object_or_404(queries.administered(request.user), pk=pk)


@form_on("actors:organisation", _find)
def pause_organisation(request: Request, pk: UUID) -> HttpResponse:
    return _do(request, pk, actions.pause_organisation)


@form_on("actors:organisation", _find)
def resume_organisation(request: Request, pk: UUID) -> HttpResponse:
    return _do(request, pk, actions.resume_organisation)


@require_http_methods(["GET", "POST"])
def part_with_organisation(request: Request, pk: UUID) -> HttpResponse:
    """Asked once more before it is done: there is no way back."""
    if request.method == "POST":
        organisation = _find(request, pk)
        actions.part_with_organisation(organisation=organisation, by=request.user, at=now())
        messages.success(request, _("The organisation has left."))
        return redirect(settings.LOGIN_REDIRECT_URL)
    return render(request, "actors/part_with_organisation.html", {"organisation": _find(request, pk)})


def _do(request: Request, pk: UUID, action: Any) -> HttpResponse:
    try:
        action(organisation=_find(request, pk), by=request.user, at=now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("actors:organisation", pk=pk)


def _facts(request: Request, organisation: Organisation, form: Form) -> dict[str, Any]:
    """All that an organisation's page tells."""
    return {
        "organisation": organisation,
        "form": form,
        "members": queries.members(organisation),
        "invitations": queries.open_invitations(organisation),
        "lines": organisation.contact_lines.order_by("function"),
        "takes_part": organisation.state == Organisation.State.ACTIVE,
        "is_paused": organisation.state == Organisation.State.DORMANT,
        "has_left": organisation.state == Organisation.State.LEFT,
        "pause_blocked": why_not(rules.pause_organisation, request.user, organisation),
    }


def _edit_page(request: Request, form: Form, *, title: str, organisation: Organisation | None = None) -> HttpResponse:
    context = {"form": form, "title": title, "organisation": organisation}
    return render(request, "actors/edit.html", context, status=_status(form))


def _status(form: Form) -> int:
    return 409 if getattr(form, "is_stale", False) else 422 if form.errors else 200
