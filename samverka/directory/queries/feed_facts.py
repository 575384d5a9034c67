"""What stands around entries - hours, days, notices, stops, areas - as the facts of a feed write it."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from samverka.directory.feeds.normal import LOCATION, ORGANIZATION, SERVICE
from samverka.directory.models import DateException, Notice, OpeningRule, Service, ServicePlace


Rows = dict[UUID, list[Any]]
MOST_NOTICES = 5  # of one entry


def owner_of(kind: str) -> str:
    """The field by which hours and notices belong to such an entry."""
    return "place" if kind == LOCATION else "service"


def notice_ids(entry: UUID) -> list[UUID]:
    """The ids of what a feed has to say of an entry; notices that were written here have others."""
    return [uuid5(entry, f"notice {number}") for number in range(MOST_NOTICES)]


def around(kind: str, entries: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    """What stands around each of these entries. A few questions for all of them."""
    if kind == ORGANIZATION or not entries:
        return {entry: {} for entry in entries}
    rules, days = _rules(owner_of(kind), entries), _days(owner_of(kind), entries)
    notices = _notices(entries)
    found = {
        entry: {"hours": tidy({"rules": rules[entry], "exceptions": days[entry]}), "notices": notices[entry]}
        for entry in entries
    }
    if kind == SERVICE:
        stops, areas = _stops(entries), _areas(entries)
        for entry, told in found.items():
            told |= {"places": stops[entry], "areas": areas[entry]}
    return found


def as_there(facts: dict[str, Any]) -> dict[str, Any]:
    """The same of what a feed says, fit to be compared."""
    told = {"hours": tidy(facts.get("hours", {})), "notices": [row[0] for row in facts.get("notices", ())]}
    if "places" in facts:
        told |= {"places": [[place, tidy(hours)["rules"]] for place, hours in facts["places"]], "areas": facts["areas"]}
    return told


def tidy(hours: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Always in the same order."""
    names = ("rules", "exceptions")
    return {name: sorted(hours.get(name, ()), key=lambda row: [str(cell) for cell in row]) for name in names}


def _rules(owner: str, entries: Collection[UUID]) -> Rows:
    found: Rows = defaultdict(list)
    for one in OpeningRule.objects.filter(**{f"{owner}__in": entries}):
        wall = (f"{one.opens:%H:%M}", f"{one.closes:%H:%M}")
        row = [one.kind, one.weekdays, *wall, one.nth, _iso(one.valid_from), _iso(one.valid_to)]
        found[getattr(one, f"{owner}_id")].append(row)
    return found


def _days(owner: str, entries: Collection[UUID]) -> Rows:
    found: Rows = defaultdict(list)
    for one in DateException.objects.filter(**{f"{owner}__in": entries}):
        wall = [f"{at:%H:%M}" if at else None for at in (one.opens, one.closes)]
        row = [one.kind, _iso(one.first_day), _iso(one.last_day), *wall, one.message]
        found[getattr(one, f"{owner}_id")].append(row)
    return found


def _notices(entries: Collection[UUID]) -> Rows:
    ids = {entry: notice_ids(entry) for entry in entries}
    wanted = [id for named in ids.values() for id in named]
    texts = dict(Notice.objects.filter(pk__in=wanted).values_list("pk", "text"))
    return {entry: [texts[id] for id in named if id in texts] for entry, named in ids.items()}


def _stops(entries: Collection[UUID]) -> Rows:
    stops = list(ServicePlace.objects.filter(service__in=entries).order_by("position", "pk"))
    rules = _rules("at_place", [stop.pk for stop in stops])
    found: Rows = defaultdict(list)
    for stop in stops:
        found[stop.service_id].append([str(stop.place_id), tidy({"rules": rules[stop.pk]})["rules"]])
    return found


def _areas(entries: Collection[UUID]) -> Rows:
    found: Rows = defaultdict(list)
    rows = Service.areas.through._default_manager.filter(service__in=entries).order_by("territory_id")
    for service, territory in rows.values_list("service_id", "territory_id"):
        found[service].append(territory)
    return found


def _iso(on: date | None) -> str | None:
    return on.isoformat() if on else None
