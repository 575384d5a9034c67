"""What becomes of the lines of a file, and how the nights stand that they name."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from samverka.core.models import Policy
from samverka.core.policy import KEYS
from samverka.shelters import sheets
from samverka.shelters.models import Capacity, Draw, Import, Night, Shelter


COLUMNS = {  # as our own sheets call them
    "date": _("Night"),
    "site": _("Shelter"),
    "group": _("Group"),
    "beds": _("Beds"),
    "blocked": _("Blocked"),
    "because": _("Why blocked"),
    "rooms": _("Blocked rooms"),
    "overflow": _("Extra"),
    "reserved": _("Kept for referral"),
}
NEW, CHANGED, UNCHANGED, REFUSED, LEFT_OUT = "new", "changed", "unchanged", "refused", "left_out"
KINDS = (REFUSED, NEW, CHANGED, UNCHANGED, LEFT_OUT)
Values = list[int | str | list[int]]
"""Beds, blocked, because, blocked rooms, extra, kept for referral: what a line can change."""
Key = tuple[UUID, date]
AT_ONCE = 500  # ids in one question


class Fate(NamedTuple):
    """What becomes of one line. Kept as a list; ids and days as text."""

    line: int
    kind: str
    why: str = ""
    day: str = ""
    shelter: str = ""  # its id; without a `now` what the file says
    group: str = ""
    state: str = ""  # of the night when it was compared; empty when there is none yet
    was: Values | None = None
    now: Values | None = None


def own_headings() -> dict[str, str]:
    """What our own sheets call their columns in each language, folded."""
    found: dict[str, str] = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            found |= {sheets.fold(str(text)): name for name, text in COLUMNS.items()}
    return found


def values(capacity: Capacity) -> Values:
    """What a line can change, as a capacity holds it."""
    return [
        capacity.nominal,
        capacity.blocked,
        capacity.blocked_because,
        capacity.blocked_rooms,
        capacity.overflow,
        capacity.reserved,
    ]


def fates(one: Import, *kinds: str) -> Iterator[Fate]:
    """The lines of an import in order, or those of some kinds only."""
    for rows in one.parts.order_by("number").values_list("fates", flat=True).iterator():
        for row in rows:
            if not kinds or row[1] in kinds:
                yield Fate(*row)


def unread_columns(one: Import) -> list[str]:
    """The headings of the columns that mean nothing to us."""
    heading = one.top[one.heading][1] if 0 <= one.heading < len(one.top) else []
    return [str(text) for place, text in enumerate(heading) if text and place not in one.columns.values()]


def most_places(shelters: Iterable[Shelter]) -> Callable[[Shelter, date], int]:
    """How many places each of these shelters may give out at most on a day; 0: no limit. One query."""
    scopes = {shelter.pk: shelter.scopes[::-1] for shelter in shelters}
    rows = Policy.objects.filter(key="capacity_max", scope__in={scope for some in scopes.values() for scope in some})
    decided: dict[str, list[Policy]] = defaultdict(list)
    for row in rows:
        decided[row.scope].append(row)

    def most(shelter: Shelter, day: date) -> int:
        told = (row for scope in scopes[shelter.pk] for row in decided.get(scope, ()))
        holds = (row.value for row in told if row.valid_from <= day and (row.valid_to is None or day <= row.valid_to))
        return int(next(holds, KEYS["capacity_max"].default))

    return most


def nights_between(shelters: Collection[UUID], first: date, last: date) -> dict[Key, Night]:
    """The nights of these shelters from one day to another."""
    rows = Night.objects.filter(shelter__in=list(shelters), date__range=(first, last))
    return {(night.shelter_id, night.date): night for night in rows.iterator()}


def capacities_of(nights: Iterable[Night]) -> dict[UUID, dict[UUID, Capacity]]:
    """What these nights hold: by night and group."""
    by_county: dict[str, list[UUID]] = defaultdict(list)
    for night in nights:
        by_county[night.county].append(night.pk)
    found: dict[UUID, dict[UUID, Capacity]] = defaultdict(dict)
    for county, ids in by_county.items():
        for start in range(0, len(ids), AT_ONCE):
            for one in Capacity.objects.filter(county=county, night__in=ids[start : start + AT_ONCE]):
                found[one.night_id][one.group_id] = one
    return found


def draws_under_way(first: date, last: date) -> set[tuple[UUID, date]]:
    """Pools and nights whose list is locked and not yet drawn: nothing else may change their places."""
    draws = Draw.objects.filter(date__range=(first, last), published_at=None).exclude(locked_at=None)
    return set(draws.values_list("pool_id", "date"))
