"""Mails about what is new are ended by one click, without a log-in."""

from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from samverka.actors import actions
from samverka.actors.http import DIGEST
from samverka.actors.models import User


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
