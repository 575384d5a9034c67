"""The end of an import: what was previewed is written, all of it or nothing.

Each night leaves the entry in the audit trail that it would have left on its own page, so that its history is found
in one place and boards see that it changed; the import leaves one entry more, with its counts.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import NoReturn, TypeAlias
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samverka.actors.models import User
from samverka.core import audit, bulk
from samverka.core.access import Refused
from samverka.shelters import rules
from samverka.shelters.actions.calendars import hold_calendars, tell_calendars
from samverka.shelters.actions.import_lines import OVER, beds_of, new_night
from samverka.shelters.actions.nights import set_beds
from samverka.shelters.models import Capacity, Group, Import, Night, Shelter
from samverka.shelters.queries.imports import (
    AT_ONCE,
    CHANGED,
    NEW,
    Fate,
    Key,
    capacities_of,
    draws_under_way,
    fates,
    most_places,
    values,
)


Groups: TypeAlias = dict[UUID, dict[str, Group]]


@transaction.atomic
def write(one: Import, *, by: User, at: datetime) -> Import:
    """Write the lines of an approved import. Done already, it changes nothing.

    Refused when a night is no longer as the preview said. The approval holds the import's row meanwhile.
    """
    one = Import.objects.defer("file").select_for_update(no_key=True).get(pk=one.pk)
    if one.written_at:
        return one
    rules.import_capacity(by)
    named: dict[tuple[str, str], list[Fate]] = defaultdict(list)
    for fate in fates(one, NEW, CHANGED):
        named[fate.day, fate.shelter].append(fate)
    told = {(UUID(key), date.fromisoformat(day)): named[day, key] for day, key in sorted(named)}
    shelters = {key for key, _day in told}
    found = Shelter.objects.filter(pk__in=shelters, is_active=True).select_related("organisation").in_bulk()
    if len(found) < len(shelters):
        _stale()
    for shelter in found.values():
        rules.plan_nights(by, shelter)
    planned, changed = _write_nights(told, found, by=by)
    _leave_entries(one, planned, changed, by=by, at=at)
    one.written_at, one.file = at, None
    one.save(update_fields=["written_at", "file"])
    return one


def _write_nights(told: dict[Key, list[Fate]], shelters: dict[UUID, Shelter], *, by: User) -> tuple[list[Night], ...]:
    """Plan the nights that are not there, change those that are; they are given back."""
    groups: Groups = defaultdict(dict)
    for group in Group.objects.filter(shelter__in=list(shelters), is_active=True):
        groups[group.shelter_id][str(group.pk)] = group
    days = [day for _shelter, day in told]
    drawing = draws_under_way(min(days), max(days))
    if any((shelters[key].pool_id, day) in drawing for key, day in told):
        _stale()
    nights = _hold(told, min(days), max(days))
    there, most = capacities_of(nights.values()), most_places(shelters.values())
    planned: list[Night] = []
    made: list[Capacity] = []
    mended: list[Capacity] = []
    for key, lines in told.items():
        shelter, night = shelters[key[0]], nights.get(key)
        if night is None:
            night = new_night(shelter, key[1])
            planned.append(night)
            holds = _plan(night, groups[shelter.pk], lines)
            made += holds
        else:
            night.shelter = shelter
            rules.change_capacity(by, night)
            for capacity, is_new in _change(night, groups[shelter.pk], there[night.pk], lines):
                (made if is_new else mended).append(capacity)
            holds = list(there[night.pk].values())
        limit = most(shelter, night.date)
        if limit and sum(one.allocable for one in holds) > limit:
            _stale()
    bulk.insert(planned)
    bulk.insert(made)
    bulk.update(mended, "nominal", "blocked", "blocked_because", "blocked_rooms", "overflow", "reserved")
    return planned, list(nights.values())


def _hold(told: dict[Key, list[Fate]], first: date, last: date) -> dict[Key, Night]:
    """The nights that are there already, held until the transaction ends, in the order of their ids."""
    wanted = {key for key, _day in told}
    rows = Night.objects.filter(shelter__in=wanted, date__range=(first, last))
    ids: dict[str, list[UUID]] = defaultdict(list)
    for pk, county, shelter, day in rows.order_by("pk").values_list("pk", "county", "shelter_id", "date"):
        if (shelter, day) in told:
            ids[county].append(pk)
    held: dict[Key, Night] = {}
    for county in sorted(ids):
        for start in range(0, len(ids[county]), AT_ONCE):
            some = ids[county][start : start + AT_ONCE]
            for night in Night.objects.select_for_update(no_key=True).filter(county=county, pk__in=some).order_by("pk"):
                held[night.shelter_id, night.date] = night
    return held


def _plan(night: Night, groups: dict[str, Group], lines: list[Fate]) -> list[Capacity]:
    """What a new night holds: what the lines say, and of other groups what they usually have."""
    said = {line.group: line.now or [] for line in lines}
    if said.keys() - groups.keys() or any(line.state for line in lines):
        _stale()
    capacities = []
    for pk, group in groups.items():
        capacity = Capacity(county=night.county, night=night, group=group, nominal=group.beds)
        if pk in said:
            set_beds(capacity, beds_of(said[pk]))
        capacities.append(capacity)
    return capacities


def _change(
    night: Night, groups: dict[str, Group], there: dict[UUID, Capacity], lines: list[Fate]
) -> Iterable[tuple[Capacity, bool]]:
    """What the lines make of a night that is there, and whether the capacity is new to it."""
    if night.frozen_at or night.state in OVER:
        _stale()
    for line in lines:
        group = groups.get(line.group)
        if group is None or line.state != night.state:
            _stale()
        capacity = there.get(group.pk)
        if (values(capacity) if capacity else None) != line.was:
            _stale()
        is_new = capacity is None
        capacity = capacity or Capacity(county=night.county, night=night, nominal=group.beds)
        there[group.pk] = capacity
        capacity.group = group
        set_beds(capacity, beds_of(line.now or []))
        yield capacity, is_new


def _leave_entries(one: Import, planned: list[Night], changed: list[Night], *, by: User, at: datetime) -> None:
    """One entry for the import, one for each night; each night knows the number of its own."""
    lines = {kind: one.counts.get(kind, 0) for kind in (NEW, CHANGED)}
    seasons = hold_calendars(*changed)
    audit.record(by=by, verb="shelters.capacity_imported", subject=one, at=at, nights=len(planned + changed), **lines)
    for county in sorted({night.county for night in planned + changed}):
        for verb, nights in (("night_planned", planned), ("capacity_changed", changed)):
            here = [night for night in nights if night.county == county]
            entries = audit.record_all(
                by=by, verb=f"shelters.{verb}", subjects=here, county=county, at=at, imported=str(one.pk)
            )
            for night, entry in zip(here, entries, strict=True):
                night.revision, night.changed_at = entry.number, at
            if entries:
                tell_calendars(seasons, entries[-1])
    bulk.update(planned + changed, "revision", "changed_at")


def _stale() -> NoReturn:
    raise Refused(_("Nights have changed since they were compared."))
