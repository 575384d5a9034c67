"""A draw of lots at a pool of many shelters, from the list that is locked to the last ticket."""

import time
from datetime import datetime
from random import Random
from typing import Any

from samverka.core.ids import new_id
from samverka.core.policy import effective
from samverka.shelters import actions
from samverka.shelters.actions import Beds
from samverka.shelters.models import Group, Pool, Shelter
from samverka.web.management.benching.county import County
from samverka.web.management.benching.measures import Figure
from samverka.web.management.seeding import nights


KINDS = (Group.Kind.MIXED, Group.Kind.MIXED, Group.Kind.WOMEN, Group.Kind.MEN, Group.Kind.ACCESSIBLE)
AT_ONE = 20  # beds at a shelter, in two groups


def draw(county: County, *, slips: int, places: int, at: datetime) -> Figure:
    """Seconds that it takes, for invented parties as they come."""
    by, chance = county.keeper.user, Random(slips)  # noqa: S311 (the same every time)
    pool = _pool(county, f"Dragningen {slips}", places, at=at)
    one = nights.announce(pool, county.tonight, by, at=at)
    nights.hand_out(one, slips, by, chance, at=at)
    start = time.perf_counter()
    nights.draw_lots(one, by, chance, at=at)
    return Figure(round(time.perf_counter() - start, 2))


def _pool(county: County, name: str, places: int, *, at: datetime) -> Pool:
    """So many shelters that have the places together, all of them confirmed."""
    owner = county.night.shelter.organisation
    common: dict[str, Any] = {"organisation": owner, "territory": owner.territory, "by": county.keeper.user, "at": at}
    pool = actions.edit_pool(id=new_id(), name=name, intake_place="Salen", **common)
    for number, left in enumerate(range(places, 0, -AT_ONE)):
        shelter = actions.edit_shelter(
            id=new_id(), name=f"{name}:{number}", pool=pool, visibility=Shelter.Visibility.PARTNERS, **common
        )
        _open(shelter, min(left, AT_ONE), number, county, at=at)
    return pool


def _open(shelter: Shelter, beds: int, number: int, county: County, *, at: datetime) -> None:
    by = county.keeper.user
    for turn, share in enumerate((beds // 2, beds - beds // 2)):
        kind = KINDS[(2 * number + turn) % len(KINDS)]
        actions.edit_group(id=new_id(), shelter=shelter, name=f"Sal {turn}", kind=kind, beds=share, by=by, at=at)
    [night] = actions.plan_nights(shelter=shelter, dates=[county.tonight], by=by, at=at)
    said = {group.pk: Beds() for group in shelter.groups.all()}
    version = effective(shelter.scopes, on=county.tonight).version
    actions.confirm_night(night=night, beds=said, policy_version=version, by=by, at=at)
