"""A dozen parishes' season: what each offers, what is taken up, and how far the next turns are prepared."""

from datetime import date, datetime, time, timedelta
from itertools import islice
from random import Random
from typing import Any

from samverka.actors.models import User
from samverka.core.ids import new_id
from samverka.shelters import actions, clock
from samverka.shelters.models import HostSlot, Pool, Season
from samverka.web.management.seeding.nights import Host


WANTED = 30  # places each night
NEEDED = 4  # volunteers
TAKEN_UP, PREPARED = timedelta(days=21), timedelta(days=7)


def build(pool: Pool, intake: User, hosts: list[Host], *, first: date, tonight: date, chance: Random) -> Season:
    """From the season's first night to its last; `first` is when the exercise begins."""
    at = datetime.combine(first, time(8), tzinfo=clock.HERE)
    year = first.year if first.month >= 7 else first.year - 1
    season = actions.plan_season(
        id=new_id(), pool=pool, name=f"{year}/{(year + 1) % 100:02}", wanted=WANTED, by=intake, at=at,
        first=min(date(year, 11, 1), first), last=max(date(year + 1, 3, 31), tonight + TAKEN_UP + PREPARED),
    )  # fmt: skip
    for host in hosts:
        _offer(season, host, first, at=at)
    turns = HostSlot.objects.filter(season=season, date__lte=tonight + TAKEN_UP)
    actions.schedule_slots(season=season, slots=list(turns), by=intake, at=at)
    coming = turns.filter(date__gte=tonight).select_related("host__organisation").order_by("date", "pk")
    keepers = {host.shelter.pk: host.keeper for host in hosts}
    now = clock.by_day(tonight, time(8))
    for slot in coming.filter(date__lte=tonight + PREPARED):
        found = min(NEEDED, chance.randint(1, NEEDED + 2))
        told: dict[str, Any] = {"volunteers_needed": NEEDED, "kit": slot.kit, "line": None}
        actions.prepare_slot(slot=slot, volunteers_found=found, by=keepers[slot.host_id], at=now, **told)
    for slot in islice(coming.filter(date__gt=tonight + PREPARED), 1):
        actions.withdraw_slot(slot=slot, because="staff", by=keepers[slot.host_id], at=now)
    return season


def _offer(season: Season, host: Host, first: date, *, at: datetime) -> None:
    days = (season.last - first).days
    dates = [first + timedelta(days=number) for number in range(days + 1)]
    places = {group.pk: group.beds for group in host.shelter.groups.all()}
    kit = [HostSlot.Kit.MATTRESSES] if host.shelter.name.startswith("P") else []
    said: dict[str, Any] = {"places": places, "volunteers_needed": NEEDED, "kit": kit, "by": host.keeper, "at": at}
    actions.offer_nights(season=season, host=host.shelter, dates=filter(host.opens, dates), **said)
    if not host.shelter.name.startswith("U"):
        actions.note_fire_notice(season=season, host=host.shelter, sent_on=first, by=host.keeper, at=at)
