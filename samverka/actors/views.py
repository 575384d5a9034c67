from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.core.mail import send_mail
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from samverka.actors import actions, forms, queries
from samverka.actors.http import Request
from samverka.actors.models import Invitation
from samverka.core.access import Refused


SALT = "invitation"


@require_http_methods(["GET", "POST"])
def sign_terms(request: Request) -> HttpResponse:
    terms = queries.unsigned_terms(request.user)
    if terms is None:
        return redirect("/")
    form = forms.SignTerms(request.POST or None)
    if form.is_valid():
        actions.sign_terms(terms=terms, by=request.user, at=now())
        return redirect("/")
    text = terms.english if request.LANGUAGE_CODE == "en" else terms.swedish
    return render(request, "actors/terms.html", {"form": form, "terms": terms, "text": text}, status=_status(form))


@require_http_methods(["GET", "POST"])
def account(request: Request) -> HttpResponse:
    form = forms.MakeToken(request.POST or None)
    text = ""
    if form.is_valid():
        _token, text = actions.make_token(label=form.cleaned_data["label"], by=request.user, at=now())
        form = forms.MakeToken()
    context = {
        "form": form,
        "text": text,
        "tokens": request.user.tokens.filter(ended_at=None).order_by("-made_at"),
        "memberships": request.user.standing,
    }
    return render(request, "actors/account.html", context, status=_status(form))


@require_POST
def end_token(request: Request, pk: UUID) -> HttpResponse:
    token = request.user.tokens.filter(pk=pk).first()
    if token is None:
        raise Http404
    actions.end_token(token=token, by=request.user, at=now())
    return redirect("actors:account")


@require_GET
def access(request: Request) -> HttpResponse:
    return render(request, "actors/access.html", {"rows": queries.access(), "roles": queries.SECOND_FACTOR})


@require_http_methods(["GET", "POST"])
def organisation(request: Request, pk: UUID) -> HttpResponse:
    organisation = queries.administered(request.user).filter(pk=pk).first()
    if organisation is None:
        raise Http404
    form = forms.Invite(request.POST or None, initial={"territory": organisation.territory_id})
    if form.is_valid():
        try:
            invitation = actions.invite(**form.cleaned_data, organisation=organisation, by=request.user, at=now())
        except Refused as refusal:
            form.add_error("role", str(refusal))
        else:
            _send(request, invitation)
            messages.success(request, _("The invitation is sent."))
            return redirect("actors:organisation", pk=pk)
    context = {
        "organisation": organisation,
        "form": form,
        "members": queries.members(organisation),
        "invitations": organisation.invitations.filter(accepted_at=None, withdrawn_at=None).order_by("-invited_at"),
    }
    return render(request, "actors/organisation.html", context, status=_status(form))


@require_POST
def end_membership(request: Request, pk: UUID) -> HttpResponse:
    membership = queries.membership(request.user, pk)
    if membership is None:
        raise Http404
    actions.end_membership(membership=membership, by=request.user, at=now())
    messages.success(request, _("The membership has ended."))
    return redirect("actors:organisation", pk=membership.organisation_id)


@require_POST
def withdraw_invitation(request: Request, pk: UUID) -> HttpResponse:
    invitation = queries.invitation(request.user, pk)
    if invitation is None:
        raise Http404
    try:
        actions.withdraw_invitation(invitation=invitation, by=request.user, at=now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("actors:organisation", pk=invitation.organisation_id)


@require_http_methods(["GET", "POST"])
def accept_invitation(request: Request, signed: str) -> HttpResponse:
    try:
        pk = signing.loads(signed, salt=SALT)
    except signing.BadSignature:
        raise Http404 from None
    invitation = queries.open_invitation(pk)
    if invitation is None:
        return render(request, "actors/invitation_over.html", status=410)
    form = forms.AcceptInvitation(request.POST or None, user=queries.invited_user(invitation))
    if form.is_valid():
        try:
            actions.accept_invitation(
                invitation=invitation,
                name=form.cleaned_data["name"],
                passphrase=form.cleaned_data["passphrase"],
                at=now(),
            )
        except Refused:
            return render(request, "actors/invitation_over.html", status=410)
        messages.success(request, _("Welcome. Log in with your e-mail and your passphrase."))
        return redirect("account_login")
    return render(request, "actors/accept.html", {"form": form, "invitation": invitation}, status=_status(form))


def _send(request: Request, invitation: Invitation) -> None:
    path = reverse("actors:accept_invitation", args=[signing.dumps(str(invitation.pk), salt=SALT)])
    text = _(
        "You are invited to work in Samverka for %(organisation)s as %(role)s.\n\n"
        "Open this link within 14 days:\n%(link)s\n"
    )
    filled = {
        "organisation": invitation.organisation,
        "role": invitation.get_role_display(),
        "link": request.build_absolute_uri(path),
    }
    send_mail(_("Invitation to Samverka"), text % filled, None, [invitation.email])


def _status(form: object) -> int:
    return 422 if getattr(form, "errors", None) else 200
