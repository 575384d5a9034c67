"""Calendars of seasons are told when something that they show has changed.

They are held before the audit trail is, so that nobody waits in a circle: hosts, then nights, then seasons.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from samverka.core.models import Entry
from samverka.shelters.models import HostSlot, Night, Season, Shelter


def hold_calendars(*nights: Night) -> list[UUID]:
    """The seasons whose calendar shows these nights, held."""
    return _hold(HostSlot.objects.filter(night__in=[night.pk for night in nights]).values("season"))


def hold_calendars_of(shelter: Shelter) -> list[UUID]:
    """The seasons in which the shelter takes turns, held."""
    return _hold(HostSlot.objects.filter(host=shelter).values("season"))


def hold_calendar(season: Season) -> list[UUID]:
    """The season itself, held."""
    return _hold([season.pk])


def tell_calendars(seasons: Iterable[UUID], entry: Entry) -> None:
    """They have a new last change."""
    Season.objects.filter(pk__in=seasons).update(revision=entry.number)


def _hold(some: Any) -> list[UUID]:
    held = Season.objects.select_for_update(no_key=True).filter(pk__in=some)
    return [season.pk for season in held.order_by("pk")]
