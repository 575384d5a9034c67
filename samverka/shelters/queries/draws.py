"""Questions about draws and slips."""

from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256
from itertools import groupby
from typing import Any

from django.db.models import F, QuerySet

from samverka.shelters import record
from samverka.shelters.draw import Bin, tier
from samverka.shelters.models import Capacity, Draw, Night, Slip
from samverka.shelters.queries.beds import as_bin, as_party, free_rooms


def locked_draw(night: Night) -> bool:
    """Is the list of tonight's draw locked and not yet drawn? Then nothing else may give out its places."""
    pool = night.shelter.pool_id
    draws = Draw.objects.filter(county=night.county, pool=pool, date=night.date, published_at=None)
    return bool(pool) and draws.exclude(locked_at=None).exists()


def slips_of_tonight(night: Night) -> QuerySet[Slip]:
    """The slips of tonight's draws in the shelter's pool."""
    return Slip.objects.filter(county=night.county, draw__pool=night.shelter.pool_id, draw__date=night.date)


def waiting_slips(night: Night) -> QuerySet[Slip]:
    """Those that lost and have no place yet, in the order drawn. Every round of a night begins with number one."""
    lost = slips_of_tonight(night).filter(was_placed=False).annotate(round=F("draw__round"))
    return lost.order_by("round", "position", "number")


def is_of_last_round(slip: Slip) -> bool:
    """Was nothing drawn for the same night after the round of this slip?"""
    draw = slip.draw
    later = Draw.objects.filter(county=draw.county, pool=draw.pool_id, date=draw.date)
    return not later.filter(published_at__gt=draw.published_at).exists()


def nights_of_draw(draw: Draw) -> QuerySet[Night]:
    """The pool's nights whose places the draw gives out: confirmed or open, not frozen."""
    running = (Night.State.CONFIRMED, Night.State.OPEN)
    return Night.objects.filter(
        county=draw.county, shelter__pool=draw.pool_id, date=draw.date, state__in=running, frozen_at=None
    )


def list_of_draw(draw: Draw, nights: Iterable[Night]) -> dict[str, Any]:
    """Slips, free beds and rules as the open record tells them: shelters by letter, so that none is pointed out."""
    priorities = draw.policy.get("priority_order", [])
    handed = list(Slip.objects.filter(county=draw.county, draw=draw).order_by("number"))
    parties = []
    for slip in [one for one in handed if one.withdrawn_at is None]:
        party = as_party(slip.party, number=slip.number, weight=slip.weight)
        parties.append(replace(party, tier=tier(party, priorities)))
    bins = [bin for bin, _, _ in beds_of_draw(nights)]
    head = {"pool": draw.pool.name, "date": draw.date.isoformat(), "round": draw.round, "nights": draw.nights}
    policy = {"policy": draw.policy, "policy_version": draw.policy_version}
    withdrawn = [slip.number for slip in handed if slip.withdrawn_at]
    return record.locked_list(head={**head, **policy}, parties=parties, bins=bins, withdrawn=withdrawn)


def beds_of_draw(nights: Iterable[Night]) -> list[tuple[Bin, Capacity, int | None]]:
    """The beds that the draw gives out: each as the arithmetic knows it, its capacity, and the private room.

    Everybody reads the labels: which shelter is A comes of the night's random id, so it tells nothing of its name,
    and is another tomorrow.
    """
    rows = Capacity.objects.filter(county__in={night.county for night in nights}, night__in=[one.pk for one in nights])
    capacities = sorted(rows.select_related("group"), key=lambda one: (sha256(one.night_id.bytes).digest(), one.pk))
    beds: list[tuple[Bin, Capacity, int | None]] = []
    for place, (_, of_night) in enumerate(groupby(capacities, key=lambda one: one.night_id)):
        letter = f"{chr(65 + place % 26)}{place // 26 or ''}"
        for group, capacity in enumerate(of_night, start=1):
            beds += _beds(capacity, label=f"{letter}-{group}", site=letter)
    return beds


def _beds(capacity: Capacity, *, label: str, site: str) -> list[tuple[Bin, Capacity, int | None]]:
    """A dormitory, or each of its free rooms but those kept for referral."""
    if not capacity.group.rooms:
        return [(as_bin(capacity, id=label, site=site, beds=capacity.drawable), capacity, None)]
    beds: list[tuple[Bin, Capacity, int | None]] = []
    kept = capacity.kept
    for number, room in sorted(free_rooms(capacity), key=lambda pair: (pair[1], pair[0])):
        if kept > 0:
            kept -= room
        else:
            bin = as_bin(capacity, id=f"{label}.{number}", site=site, beds=room, exclusive=True)
            beds.append((bin, capacity, number))
    return beds


def wishes(draw: Draw, beds: Iterable[tuple[Bin, Capacity, int | None]]) -> dict[int, str]:
    """The shelter that each slip wishes, by its letter."""
    letters = {capacity.group.shelter_id: bin.site for bin, capacity, _ in beds}
    wished = Slip.objects.filter(county=draw.county, draw=draw, withdrawn_at=None, wish__isnull=False)
    return {number: letters[wish] for number, wish in wished.values_list("number", "wish") if wish in letters}
