"""Questions about draws and slips."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

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
    """Those that lost and have no place yet, in the order drawn."""
    return slips_of_tonight(night).filter(was_placed=False).order_by("draw__round", "position", "number")


def nights_of_draw(draw: Draw) -> QuerySet[Night]:
    """The pool's nights whose places the draw gives out: confirmed or open, not frozen."""
    running = (Night.State.CONFIRMED, Night.State.OPEN)
    return Night.objects.filter(
        county=draw.county, shelter__pool=draw.pool_id, date=draw.date, state__in=running, frozen_at=None
    )


def list_of_draw(draw: Draw, nights: Iterable[Night]) -> dict[str, Any]:
    """Slips, free beds and rules as the open record tells them: shelters by letter, so that none is pointed out."""
    priorities = draw.policy.get("priority_order", [])
    slips = Slip.objects.filter(county=draw.county, draw=draw, withdrawn_at=None).order_by("number")
    parties = []
    for slip in slips:
        party = as_party(slip.party, number=slip.number, weight=slip.weight)
        parties.append(replace(party, tier=tier(party, priorities)))
    bins = [bin for bin, _, _ in beds_of_draw(nights)]
    head = {"pool": draw.pool.name, "date": draw.date.isoformat(), "round": draw.round, "nights": draw.nights}
    policy = {"policy": draw.policy, "policy_version": draw.policy_version}
    return record.locked_list(head={**head, **policy}, parties=parties, bins=bins)


def beds_of_draw(nights: Iterable[Night]) -> list[tuple[Bin, Capacity, int | None]]:
    """The beds that the draw gives out: each as the arithmetic knows it, its capacity, and the private room."""
    rows = Capacity.objects.filter(county__in={night.county for night in nights}, night__in=[one.pk for one in nights])
    beds: list[tuple[Bin, Capacity, int | None]] = []
    letters: dict[UUID, str] = {}
    for capacity in rows.select_related("group__shelter").order_by("group__shelter__name", "group__name", "pk"):
        letter = letters.setdefault(
            capacity.group.shelter_id, f"{chr(65 + len(letters) % 26)}{len(letters) // 26 or ''}"
        )
        label = (
            f"{letter}{len({one.pk for _, one, _ in beds if one.group.shelter_id == capacity.group.shelter_id}) + 1}"
        )
        if not capacity.group.rooms:
            beds.append((as_bin(capacity, id=label, site=letter, beds=capacity.drawable), capacity, None))
            continue
        kept = capacity.kept
        for number, room in sorted(free_rooms(capacity), key=lambda pair: (pair[1], pair[0])):
            if kept > 0:
                kept -= room
            else:
                bin = as_bin(capacity, id=f"{label}.{number}", site=letter, beds=room, exclusive=True)
                beds.append((bin, capacity, number))
    return beds


def wishes(draw: Draw, beds: Iterable[tuple[Bin, Capacity, int | None]]) -> dict[int, str]:
    """The shelter that each slip wishes, by its letter."""
    letters = {capacity.group.shelter_id: bin.site for bin, capacity, _ in beds}
    wished = Slip.objects.filter(county=draw.county, draw=draw, withdrawn_at=None, wish__isnull=False)
    return {number: letters[wish] for number, wish in wished.values_list("number", "wish") if wish in letters}
