"""Pools, shelters and groups: where the places are."""

from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from samverka.actors.models import Organisation, Territory, User
from samverka.core import audit
from samverka.core.access import Refused
from samverka.core.county import ELSE, already, lock_all
from samverka.core.models import Entry
from samverka.core.versions import check_seen
from samverka.shelters import queries, rules
from samverka.shelters.actions.calendars import hold_calendars_of, tell_calendars
from samverka.shelters.models import Group, Night, Pool, Shelter


Site = TypeVar("Site", Pool, Shelter, Group)


@transaction.atomic
def add_pool(*, id: UUID, organisation: Organisation, by: User, at: datetime, **said: Any) -> Pool:
    """Form a pool of shelters that share intake and draw. Asked again with the same id, it changes nothing."""
    if there := already(Pool, id, organisation_id=organisation.pk, **said):
        return there
    return edit_pool(id=id, organisation=organisation, by=by, at=at, **said)


@transaction.atomic
def edit_pool(
    *,
    id: UUID,
    organisation: Organisation,
    territory: Territory,
    name: str,
    intake_place: str,
    by: User,
    at: datetime,
    seen: str = "",
) -> Pool:
    """Form a pool, or change its name and intake. `seen` is the version that the person saw."""
    pool = Pool.objects.select_for_update(no_key=True).filter(pk=id).first()
    rules.edit_pool(by, pool.organisation if pool else organisation)
    if Pool.objects.filter(county=territory.county, name=name).exclude(pk=id).exists():
        raise Refused(_("Another pool in the county has this name."))
    said = {"territory_id": territory.pk, "county": territory.county, "name": name, "intake_place": intake_place}
    pool = _say(pool or Pool(id=id, organisation=organisation), said, seen)
    nights = on_boards(Night.objects.filter(county=pool.county, shelter__pool=pool), at=at)
    tell_boards(nights, audit.record(by=by, verb="shelters.pool_edited", subject=pool, at=at))
    return pool


@transaction.atomic
def add_shelter(*, id: UUID, organisation: Organisation, by: User, at: datetime, **said: Any) -> Shelter:
    """Add a shelter. Asked again with the same id, it changes nothing."""
    if there := already(Shelter, id, organisation_id=organisation.pk, **said):
        return there
    return edit_shelter(id=id, organisation=organisation, by=by, at=at, **said)


@transaction.atomic
def edit_shelter(
    *,
    id: UUID,
    organisation: Organisation,
    territory: Territory,
    name: str,
    by: User,
    at: datetime,
    pool: Pool | None = None,
    seen: str = "",
    **facts: Any,
) -> Shelter:
    """Add a shelter, or change what is told of it. Refused when another in the county has its name.

    A new one may begin in a `pool` that the same person looks after; later it asks to join, and leaves, see `pools`.
    `seen` is the version that the person saw: Stale when somebody has changed it since.
    """
    shelter = Shelter.objects.select_for_update(no_key=True).filter(pk=id).first()
    rules.edit_shelter(by, shelter.organisation if shelter else organisation)
    if shelter is None and pool:
        rules.admit_shelter(by, pool)
    if Shelter.objects.filter(county=territory.county, name=name).exclude(pk=id).exists():
        raise Refused(_("Another shelter in the county has this name."))
    if shelter and not facts.get("is_active", True) and queries.nights_under_way(shelter).exists():
        raise Refused(_("A night is under way here. Close it, or cancel it, first."), field="is_active")
    said = {"name": name, "territory_id": territory.pk, "county": territory.county, **facts}
    shelter = _say(shelter or Shelter(id=id, organisation=organisation, pool=pool), said, seen)
    nights = on_boards(Night.objects.filter(county=shelter.county, shelter=shelter), at=at)
    seasons = hold_calendars_of(shelter.pk)
    entry = audit.record(by=by, verb="shelters.shelter_edited", subject=shelter, at=at)
    tell_boards(nights, entry)
    tell_calendars(seasons, entry)
    return shelter


@transaction.atomic
def add_group(*, id: UUID, shelter: Shelter, by: User, at: datetime, **said: Any) -> Group:
    """Add a group of beds to a shelter. Asked again with the same id, it changes nothing."""
    if there := already(Group, id, shelter_id=shelter.pk, **_with_rooms(said)):
        return there
    return edit_group(id=id, shelter=shelter, by=by, at=at, **said)


@transaction.atomic
def edit_group(*, id: UUID, shelter: Shelter, name: str, by: User, at: datetime, seen: str = "", **facts: Any) -> Group:
    """Add a group of beds to a shelter, or change it. Nights that are planned already keep their beds.

    `seen` is the version that the person saw: Stale when somebody has changed it since.
    """
    rules.edit_shelter(by, shelter.organisation)
    group = Group.objects.select_for_update(no_key=True).filter(pk=id).first()
    if group and group.shelter_id != shelter.pk:
        raise Refused(ELSE)
    if Group.objects.filter(shelter=shelter, name=name).exclude(pk=id).exists():
        raise Refused(_("Another group of the shelter has this name."))
    group = _say(group or Group(id=id, shelter=shelter), _with_rooms({"name": name, **facts}), seen)
    nights = on_boards(Night.objects.filter(county=shelter.county, shelter=shelter), at=at)
    entry = audit.record(
        by=by, verb="shelters.group_edited", subject=group, at=at, county=shelter.county, beds=group.beds
    )
    tell_boards(nights, entry)
    return group


def on_boards(nights: QuerySet[Night], *, at: datetime) -> list[Night]:
    """Those of the nights that boards show about now, held: they are told when the change is written down."""
    today, day = localdate(at), timedelta(days=1)
    return lock_all(nights.filter(date__range=(today - day, today + day)))


def tell_boards(nights: list[Night], entry: Entry) -> None:
    """What boards say of these nights is no longer so: they have a new last change, though their beds are as old."""
    Night.objects.filter(pk__in=[night.pk for night in nights]).update(revision=entry.number)


def _with_rooms(said: dict[str, Any]) -> dict[str, Any]:
    """Private rooms say how many beds there are."""
    return {**said, "beds": sum(said["rooms"])} if said.get("rooms") else said


def _say(record: Site, said: dict[str, Any], seen: str) -> Site:
    """Let a record say what was said, and keep it. What stands there already overwrites nobody."""
    changes = any(getattr(record, name) != value for name, value in said.items())
    if changes:
        check_seen(None if record._state.adding else record, seen)
    for name, value in said.items():
        setattr(record, name, value)
    record.save()
    return record
