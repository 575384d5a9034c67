"""My day: what waits for me, the way to my daily tools, and what has changed since I was last here."""

from datetime import datetime
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from samverka.actors import actions, queries
from samverka.actors.http import Request
from samverka.actors.models import KEEPERS, Role, User
from samverka.core import waiting
from samverka.core.fields import MomentField
from samverka.core.http import works_offline
from samverka.shelters import queries as shelters


MOST_WAITING, MOST_NEWS = 6, 6  # lines; the rest is folded
BOARD = "shelters:board"


class Door(NamedTuple):
    """A big button to a tool: its title, and what can be told beside it."""

    address: str
    title: str
    more: str = ""
    works_offline: bool = False


@works_offline
@require_GET
def today(request: Request) -> HttpResponse:
    """Where those who work begin. To read it changes nothing."""
    at, user = now(), request.user
    roles, since = {one.role for one in user.standing}, queries.news_since(user, at=at)
    waits = waiting.waiting(user, roles=roles, footing=queries.footing(user), at=at)
    news = waiting.news(user, roles=roles, since=since, at=at)
    context = {
        "at": at,
        "today": localdate(at),
        "doors": _doors(user, at=at),
        "waits": waits[:MOST_WAITING],
        "more_waits": waits[MOST_WAITING:],
        "news": news[:MOST_NEWS],
        "more_news": news[MOST_NEWS:],
        "since": since,
    }
    return render(request, "web/today.html", context)


@require_POST
def see_news(request: Request) -> HttpResponse:
    """From the page that was shown on, what is new begins anew."""
    at = now()
    try:
        until = MomentField(required=False).clean(request.POST.get("until", "")) or at
    except ValidationError:
        until = at
    actions.see_news(until=min(until, at), by=request.user)
    return redirect("web:today")


def _doors(user: User, *, at: datetime) -> list[Door]:
    """The page on which the field writes, also without a network; and the first two tools of the menu."""
    roles, found = {one.role for one in user.standing}, []
    if Role.OUTREACH_WORKER in roles:
        found.append(Door(reverse("outreach:record_tally"), _("Note whom we met"), works_offline=True))
    if roles.intersection(KEEPERS):
        nights = shelters.running_nights(viewer=user, at=at)[:1]
        found += [Door(reverse("shelters:night", args=[pk]), name, works_offline=True) for pk, name in nights]
    tools = [(page, title) for page, title in user.menu if page != "web:today"][:2]
    return found + [
        Door(reverse(page), title, _free_beds(user, at=at) if page == BOARD else "") for page, title in tools
    ]


def _free_beds(user: User, *, at: datetime) -> str:
    beds = shelters.free_beds(viewer=user, at=at)
    if beds is None:
        return ""
    return ngettext("%(count)s free bed tonight", "%(count)s free beds tonight", beds) % {"count": beds}
