"""Mails about what is new: how often, and how they end by one click, without a log-in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from samverka.actors import actions, forms
from samverka.actors.http import DIGEST, Request
from samverka.actors.models import User


@require_POST
def choose_digest(request: Request) -> HttpResponse:
    form = forms.ChooseDigest(request.POST)
    if form.is_valid():
        actions.choose_digest(digest=form.cleaned_data["digest"], by=request.user, at=now())
        messages.success(request, _("Saved."))
    return redirect("actors:account")


@csrf_exempt  # the mailbox's own program asks, without a cookie (RFC 8058)
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def stop_digest(request: HttpRequest, signed: str) -> HttpResponse:
    """A page with one button; the mailbox's program sends the same without opening it."""
    try:
        user = User.objects.filter(pk=signing.loads(signed, salt=DIGEST), is_active=True).first()
    except signing.BadSignature:
        user = None
    if user is None:
        raise Http404
    if request.method == "POST":
        actions.choose_digest(digest=User.Digest.NONE, by=user, at=now())
    return render(request, "actors/stop_digest.html", {"is_stopped": user.digest == User.Digest.NONE})
