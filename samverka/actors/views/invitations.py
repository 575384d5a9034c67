"""People are invited, reminded, welcomed, and let go."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from samverka.actors import actions, forms, queries
from samverka.actors.http import SALT, Request, log_in_new, send_invitation
from samverka.actors.models import Invitation, Membership, User
from samverka.core.access import Refused
from samverka.core.http import form_on


@require_http_methods(["GET", "POST"])
def accept_invitation(request: Request, signed: str) -> HttpResponse:
    invitation = queries.open_invitation(_pk(signed))
    if invitation is None:
        return render(request, "actors/invitation_over.html", status=410)
    invited = queries.invited_user(invitation)
    if invited.pk and invited.is_active and invited != request.user:
        return _log_in_first(request, invitation)
    form = forms.AcceptInvitation(request.POST if request.method == "POST" else None, user=invited)
    if form.is_valid():
        return _accept(request, invitation, form, invited)
    context = {"form": form, "invitation": invitation, "is_known": not form.fields}
    return render(request, "actors/accept.html", context, status=422 if form.errors else 200)


def _find_invitation(request: Request, pk: UUID) -> Invitation:
    invitation = queries.invitation(request.user, pk)
    if invitation is None:
        raise Http404
    return invitation


@form_on("actors:organisation", _find_invitation, of="organisation_id")
def remind(request: Request, pk: UUID) -> HttpResponse:
    invitation = _find_invitation(request, pk)
    try:
        send_invitation(request, actions.remind(invitation=invitation, by=request.user, at=now()))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The invitation is sent once more."))
    return redirect("actors:organisation", pk=invitation.organisation_id)


@form_on("actors:organisation", _find_invitation, of="organisation_id")
def withdraw_invitation(request: Request, pk: UUID) -> HttpResponse:
    invitation = _find_invitation(request, pk)
    try:
        actions.withdraw_invitation(invitation=invitation, by=request.user, at=now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("actors:organisation", pk=invitation.organisation_id)


def _find_membership(request: Request, pk: UUID) -> Membership:
    membership = queries.membership(request.user, pk)
    if membership is None:
        raise Http404
    return membership


@form_on("actors:organisation", _find_membership, of="organisation_id")
def end_membership(request: Request, pk: UUID) -> HttpResponse:
    membership = _find_membership(request, pk)
    actions.end_membership(membership=membership, by=request.user, at=now())
    messages.success(request, _("The membership has ended."))
    return redirect("actors:organisation", pk=membership.organisation_id)


def _log_in_first(request: Request, invitation: Invitation) -> HttpResponse:
    """Whoever holds the link of somebody with an account is not yet that somebody."""
    context = {"invitation": invitation, "log_in": reverse("account_login", query={"next": request.path})}
    return render(request, "actors/log_in_first.html", context, status=403 if request.method == "POST" else 200)


def _accept(request: Request, invitation: Invitation, form: forms.AcceptInvitation, invited: User) -> HttpResponse:
    told = {name: form.cleaned_data.get(name, "") for name in ("name", "passphrase")}
    logged_in = invited if invited == request.user else None
    try:
        user = actions.accept_invitation(invitation=invitation, **told, at=now(), logged_in=logged_in)
    except Refused:
        return render(request, "actors/invitation_over.html", status=410)
    if told["passphrase"]:
        return log_in_new(request, user)
    messages.success(request, _("Welcome. The role is yours."))
    return redirect(settings.LOGIN_REDIRECT_URL)


def _pk(signed: str) -> str:
    """What the link names. A link that somebody has changed names nothing."""
    try:
        return str(signing.loads(signed, salt=SALT))
    except signing.BadSignature:
        raise Http404 from None
