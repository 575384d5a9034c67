"""Pools, shelters and groups: where the places are."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samverka.actors.models import Organisation, Territory, User
from samverka.core import audit
from samverka.core.access import Refused
from samverka.shelters import rules
from samverka.shelters.models import Group, Pool, Shelter


@transaction.atomic
def edit_pool(
    *, id: UUID, organisation: Organisation, territory: Territory, name: str, intake_place: str, by: User, at: datetime
) -> Pool:
    """Form a pool of shelters that share intake and draw, or change its name and intake."""
    pool = Pool.objects.select_for_update().filter(pk=id).first()
    rules.edit_pool(by, pool.organisation if pool else organisation)
    if Pool.objects.filter(county=territory.county, name=name).exclude(pk=id).exists():
        raise Refused(_("Another pool in the county has this name."))
    pool = pool or Pool(id=id, organisation=organisation)
    pool.territory, pool.county, pool.name, pool.intake_place = territory, territory.county, name, intake_place
    pool.save()
    audit.record(by=by, verb="shelters.pool_edited", subject=pool, at=at)
    return pool


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
    **facts: Any,
) -> Shelter:
    """Add a shelter, or change what is told of it. Refused when another in the county has its name."""
    shelter = Shelter.objects.select_for_update().filter(pk=id).first()
    rules.edit_shelter(by, shelter.organisation if shelter else organisation)
    if Shelter.objects.filter(county=territory.county, name=name).exclude(pk=id).exists():
        raise Refused(_("Another shelter in the county has this name."))
    shelter = shelter or Shelter(id=id, organisation=organisation)
    shelter.territory, shelter.county, shelter.name, shelter.pool = territory, territory.county, name, pool
    for fact, value in facts.items():
        setattr(shelter, fact, value)
    shelter.save()
    audit.record(by=by, verb="shelters.shelter_edited", subject=shelter, at=at)
    return shelter


@transaction.atomic
def edit_group(*, id: UUID, shelter: Shelter, name: str, by: User, at: datetime, **facts: Any) -> Group:
    """Add a group of beds to a shelter, or change it. Nights that are planned already keep their beds."""
    rules.edit_shelter(by, shelter.organisation)
    group = Group.objects.select_for_update().filter(pk=id).first()
    if group and group.shelter_id != shelter.pk:
        raise Refused(_("This id already names something else."))
    if Group.objects.filter(shelter=shelter, name=name).exclude(pk=id).exists():
        raise Refused(_("Another group of the shelter has this name."))
    group = group or Group(id=id, shelter=shelter)
    group.name = name
    for fact, value in facts.items():
        setattr(group, fact, value)
    if group.rooms:
        group.beds = sum(group.rooms)
    group.save()
    audit.record(by=by, verb="shelters.group_edited", subject=group, at=at, beds=group.beds)
    return group
