"""Screens on a wall: who sets them up, and what they show. Nobody is logged in on one.

The code is typed into a form and the key lies in a cookie, so that neither stands in an address.
"""

from uuid import UUID

from allauth.core.ratelimit import consume
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.timezone import now
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRefresh

from samverka.actors.http import Request
from samverka.actors.models import Role, Territory
from samverka.core.alphabet import Alphabetic
from samverka.core.fields import explaining
from samverka.core.http import form_on, respond, wants_part
from samverka.shelters import actions, clock, queries
from samverka.shelters.forms.screens import PairScreen, SetUpScreen
from samverka.shelters.models import Screen
from samverka.shelters.policy import MORNING_CLOSE
from samverka.shelters.views.board import told_rows


COOKIE = "screen"


@require_http_methods(["GET", "POST"])
def screens(request: Request) -> HttpResponse:
    """The screens of the coordinator's municipalities; what is posted sets one up, and its code is shown once."""
    here = {one.territory_id for one in request.user.standing if one.role == Role.MUNICIPALITY_COORDINATOR}
    asked = {"territories": Territory.objects.filter(code__in=here).order_by(Alphabetic("name"))}
    form, code = SetUpScreen(request.POST if request.method == "POST" else None, **asked), ""
    if form.is_valid():
        with explaining(form):
            _screen, code = actions.set_up_screen(**form.cleaned_data, by=request.user, at=now())
            form = SetUpScreen(**asked)
    context = {
        "form": form,
        "code": f"{code[:3]} {code[3:6]} {code[6:]}".strip(),
        "address": request.build_absolute_uri(reverse("shelters:screen")),
        "screens": Screen.objects.of(request.user)
        .lasting(now())
        .select_related("territory")
        .order_by(Alphabetic("name")),
        "may": bool(here),
    }
    return render(request, "shelters/screens.html", context, status=422 if form.errors else 200)


def _find_screen(request: Request, pk: UUID) -> Screen:
    return get_object_or_404(Screen.objects.of(request.user).select_related("territory"), pk=pk)


@form_on("shelters:screens", _find_screen, of="")
def end_screen(request: Request, pk: UUID) -> HttpResponse:
    actions.end_screen(screen=_find_screen(request, pk), by=request.user, at=now())
    messages.success(request, _("The screen shows nothing any more."))
    return redirect("shelters:screens")


@login_not_required
@require_http_methods(["GET", "POST"])
def screen(request: HttpRequest) -> HttpResponse:
    """What hangs on the wall: the board, or the question for the code."""
    shown = queries.screen_of(request.COOKIES.get(COOKIE, ""), at=now())
    if request.method == "POST":
        response = _pair(request)
    elif shown:
        response = _board(request, shown)
    elif wants_part(request):
        response = HttpResponseClientRefresh()  # it was ended: ask for a code
    else:
        response = render(request, "shelters/screen_code.html", {"form": PairScreen()})
    response.headers.setdefault("Cache-Control", "private, no-store")
    return response


def _pair(request: HttpRequest) -> HttpResponse:
    form = PairScreen(request.POST)
    if not consume(request, action="screen"):
        form.add_error(None, _("Too many tries. Wait a minute."))
    if form.is_valid():
        with explaining(form, beside="code"):
            screen, key = actions.pair_screen(code=form.cleaned_data["code"], at=now())
            response = redirect("shelters:screen")
            response.set_cookie(
                COOKIE, key, expires=screen.expires_at, path=reverse("shelters:screen"), httponly=True,
                secure=settings.SESSION_COOKIE_SECURE, samesite="Strict",
            )  # fmt: skip
            return response
    return render(request, "shelters/screen_code.html", {"form": form}, status=422)


def _board(request: HttpRequest, screen: Screen) -> HttpResponse:
    """The board without holds; unchanged since the last look: 304."""
    at, language, part = now(), get_language() or "", wants_part(request)
    stand = queries.screen_stand(screen=screen, date=clock.tonight(at, closes=MORNING_CLOSE), at=at)
    etag = f'W/"{stand.mark}-{screen.pk}-{language}-{int(part)}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponseNotModified(headers={"ETag": etag, "Cache-Control": "private, no-cache"})
    context = {
        "screen": screen,
        "date": stand.date,
        "rows": mark_safe("".join(told_rows(stand, "", language, holds=False))),  # noqa: S308 (escaped when made)
        "count": len(stand.rows),
        "read_at": at,
    }
    response = respond(request, "shelters/screen.html", context, part="places")
    response.headers["ETag"] = etag
    if part:
        response.headers["Cache-Control"] = "private, no-cache"
    return response
