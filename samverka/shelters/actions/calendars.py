"""Calendars of seasons are told when something that they show has changed.

They are held before the audit trail is, so that nobody waits in a circle: hosts, then nights, then seasons.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from samverka.core.models import Entry
from samverka.shelters.models import HostSlot, Night, Season


def hold_calendars(*nights: Night) -> list[UUID]:
    """The seasons in which the shelters of these nights take turns, held."""
    return hold_calendars_of(*{night.shelter_id for night in nights})


def hold_calendars_of(*hosts: UUID) -> list[UUID]:
    """The seasons in which these shelters take turns, held."""
    return _hold(HostSlot.objects.filter(host__in=hosts).values("season"))


def hold_calendar(season: Season) -> list[UUID]:
    """The season itself, held."""
    return _hold([season.pk])


def tell_calendars(seasons: Iterable[UUID], entry: Entry) -> None:
    """They have a new last change."""
    Season.objects.filter(pk__in=seasons).update(revision=entry.number)


def _hold(some: Any) -> list[UUID]:
    held = Season.objects.select_for_update(no_key=True).filter(pk__in=some)
    return [season.pk for season in held.order_by("pk")]
