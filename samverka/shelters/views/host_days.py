"""A host's day and calendar by link, without a log-in: numbers, hours and functions, and nobody's name."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event, vText

from samverka.core.policy import Policies, effective
from samverka.shelters import clock, queries
from samverka.shelters.models import HostLink, HostSlot


State = HostSlot.State
SURE = (State.CONFIRMED, State.STAFFED, State.OPENED, State.REPORTED)
NOTHING = (State.WITHDRAWN, State.CANCELLED)
ONCE_AN_HOUR = timedelta(hours=1)


def _by_link(view: Callable[[HttpRequest, HostLink, str], HttpResponse]) -> Callable[..., HttpResponse]:
    """Finds the link that a key opens; one that is not, or no longer, good is not there."""

    @wraps(view)
    def answer(request: HttpRequest, key: str) -> HttpResponse:
        link = queries.host_link(key, at=now())
        if link is None:
            raise Http404
        response = view(request, link, key)
        response.headers["Referrer-Policy"] = "same-origin"  # no other site learns the address
        response.headers["X-Robots-Tag"] = "noindex"
        response.headers["Cache-Control"] = "private, no-store"
        return response

    return login_not_required(require_safe(answer))


@_by_link
def host_day(request: HttpRequest, link: HostLink, key: str) -> HttpResponse:
    """Tonight's sentence, and the turns to come."""
    day = queries.host_day(season=link.season, host=link.host, at=now())
    coming = queries.calendar_turns(link).filter(date__gt=day.date, withdrawn_at=None)
    way = request.build_absolute_uri(f"{request.path}calendar.ics")
    context = {"day": day, "key": key, "coming": coming[:5], "link": link, "read_at": now(), "way": way}
    return render(request, "shelters/host_day.html", context)


@_by_link
def host_calendar(request: HttpRequest, link: HostLink, key: str) -> HttpResponse:
    """The host's turns as a calendar that any program subscribes to (RFC 5545)."""
    told = Calendar()
    told.add("prodid", "-//Samverka//Host calendar//SV")
    told.add("version", "2.0")
    told.add("method", "PUBLISH")
    told.add("x-wr-calname", f"{link.host.told_outside}, {link.season.name}")
    told.add("refresh-interval", ONCE_AN_HOUR, parameters={"value": "DURATION"})
    policies = effective(link.host.scopes, on=localdate(now()))
    for slot in queries.calendar_turns(link):
        told.add_component(_event(slot, policies, number=link.season.revision))
    told.add_missing_timezones(first_date=link.season.first, last_date=link.season.last + timedelta(days=1))
    response = HttpResponse(told.to_ical(), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'inline; filename="calendar.ics"'
    return response


def _event(slot: HostSlot, policies: Policies, *, number: int) -> Event:
    """One night, from doors to morning. The season's number grows with each change, so that programs take it in."""
    state = slot.state
    event = Event()
    event.add("uid", f"{slot.pk}@samverka")
    event.add("dtstamp", now())
    event.add("sequence", number)
    event.add("dtstart", clock.by_night(slot.date, policies.time("doors_open")))
    event.add("dtend", clock.by_night(slot.date, policies.time("close_at")))
    event.add("summary", _("Night shelter: %(places)s places, %(state)s") % {"places": slot.beds, "state": state.label})
    event.add("description", _("Volunteers missing: %(missing)s") % {"missing": slot.missing})
    event.add("status", vText("CANCELLED" if state in NOTHING else "CONFIRMED" if state in SURE else "TENTATIVE"))
    event.add("transp", "TRANSPARENT" if state in NOTHING else "OPAQUE")
    return event
