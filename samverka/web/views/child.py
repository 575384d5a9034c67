"""A worry about a child: whom to call now, here. For everybody, and right at every hour also as a copy kept offline."""

from datetime import datetime
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.timezone import localdate, now
from django.utils.translation import gettext_lazy as _

from samverka.directory import queries
from samverka.directory.hours import HERE
from samverka.directory.models import Language
from samverka.directory.queries import TownName, words
from samverka.safeguarding.models import Kind, ReportingChannel
from samverka.safeguarding.queries import Answer, Stretch, answer, channel_stamp
from samverka.web.http import Edition, keep, public_page, show
from samverka.web.views import lists
from samverka.web.views.town import find_town


KINDS = {
    Kind.OFFICE: _("Social services, office hours"),
    Kind.DUTY: _("Social emergency service"),
    Kind.EMERGENCY: _("112: ask for the social emergency service"),
    Kind.E_SERVICE: _("In writing, when it can wait"),
}


class Call(NamedTuple):
    """Whom to call during a stretch, in words."""

    name: object
    phone: str
    until: str
    is_sure: bool


class Row(NamedTuple):
    """Some hours of a day, and what a script needs to find the hour that it is."""

    call: Call
    told: str
    begins: int  # seconds since 1970
    ends: int
    after: "Call | None"


class Channel(NamedTuple):
    """One channel with all that is told of it."""

    name: object
    channel: ReportingChannel
    languages: str


@public_page
def child(request: HttpRequest, edition: Edition, town: str) -> HttpResponse:
    """Unchanged: one query."""
    here, at = find_town(town), now()
    stamp = channel_stamp(here.code, on=localdate(at))
    return keep(request, stamp=stamp, at=at, make=lambda: _child(edition, here, at))


@public_page
def where(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The same for whoever has to choose a municipality first."""
    typed = request.GET.get("q", "").strip()[:100]
    found = queries.towns_named(typed) if typed else list(queries.towns().values())
    if len(found) == 1:
        return redirect("web:child", edition.slug, found[0].slug)
    return HttpResponse(show("web/where.html", edition, rest="child/", towns=found, typed=typed))


def _child(edition: Edition, here: TownName, at: datetime) -> tuple[str, datetime]:
    found = answer(here.code, at=at)
    names = dict(Language.objects.values_list("code", "name"))
    channels = [
        Channel(KINDS[Kind(one.kind)], one, ", ".join(names.get(code, code) for code in one.languages))
        for one in found.channels
    ]
    page = show(
        "web/child.html", edition, rest=f"{here.slug}/child/", town=here, now=call(found.now), today=localdate(at),
        after=call(found.after), days=_days(found), channels=channels,
    )  # fmt: skip
    return page, min(found.now.ends, lists.day(at).closes)


def _days(found: Answer) -> list[tuple[object, str, list[Row]]]:
    """Each day with its holiday and its hours."""
    stretches = [part.stretch for day in found.days for part in day.parts]
    after = dict(zip(dict.fromkeys(stretches), [*list(dict.fromkeys(stretches))[1:], None], strict=True))
    return [
        (
            day.on,
            str(words.HOLIDAYS.get(day.holiday, "")),
            [
                Row(
                    _told(part.stretch), part.told, int(part.opens.timestamp()), int(part.closes.timestamp()),
                    call(after[part.stretch]),
                )
                for part in day.parts
            ],
        )
        for day in found.days
    ]  # fmt: skip


def call(stretch: Stretch | None) -> Call | None:
    """Whom to call during a stretch, in words."""
    return _told(stretch) if stretch else None


def _told(stretch: Stretch) -> Call:
    kind = Kind(stretch.channel.kind) if stretch.channel else Kind.EMERGENCY
    phone = stretch.channel.phone if stretch.channel else "112"
    ends = stretch.ends.astimezone(HERE)
    return Call(
        KINDS[kind], phone, f"{words.weekday(ends.date())} {date_format(ends, 'j/n')} {ends:%H.%M}", stretch.is_sure
    )
