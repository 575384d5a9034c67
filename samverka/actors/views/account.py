"""My own account: the terms I signed, my name, my roles, and the machines that work for me."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django.views.i18n import set_language

from samverka.actors import actions, forms, queries
from samverka.actors.http import Request
from samverka.actors.models import Token
from samverka.core.http import form_on


@require_http_methods(["GET", "POST"])
def sign_terms(request: Request) -> HttpResponse:
    terms = queries.unsigned_terms(request.user)
    if terms is None:
        return redirect(settings.LOGIN_REDIRECT_URL)
    form = forms.SignTerms(request.POST if request.method == "POST" else None)
    if form.is_valid():
        actions.sign_terms(terms=terms, by=request.user, at=now())
        return redirect(settings.LOGIN_REDIRECT_URL)
    text = terms.english if request.LANGUAGE_CODE == "en" else terms.swedish
    context = {"form": form, "terms": terms, "text": text}
    return render(request, "actors/terms.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def account(request: Request) -> HttpResponse:
    form = forms.MakeToken(request.POST if "label" in request.POST else None)
    naming = forms.EditAccount(request.POST if "name" in request.POST else None, initial={"name": request.user.name})
    text = ""
    if naming.is_valid():
        actions.edit_account(name=naming.cleaned_data["name"], by=request.user, at=now())
        messages.success(request, _("Your name is saved."))
        return redirect("actors:account")
    if form.is_valid():
        _token, text = actions.make_token(label=form.cleaned_data["label"], by=request.user, at=now())
        form = forms.MakeToken()
    context = {
        "form": form,
        "naming": naming,
        "mails": forms.ChooseDigest(initial={"digest": queries.digest_of(request.user)}),
        "text": text,
        "tokens": request.user.tokens.filter(ended_at=None, expires_at__gt=now()).order_by("-made_at"),
    }
    return render(request, "actors/account.html", context, status=422 if form.errors or naming.errors else 200)


@login_not_required
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """From now on pages speak this language here; mails and reports to somebody who is logged in do, too."""
    language = request.POST.get("language", "")
    if request.COOKIES and request.user.is_authenticated and language in dict(settings.LANGUAGES):
        actions.edit_account(language=language, by=request.user, at=now())
    return set_language(request)


def _find_token(request: Request, pk: UUID) -> Token:
    return get_object_or_404(request.user.tokens, pk=pk)


@form_on("actors:account", _find_token, of="")
def end_token(request: Request, pk: UUID) -> HttpResponse:
    actions.end_token(token=_find_token(request, pk), by=request.user, at=now())
    return redirect("actors:account")
