"""A season of two hundred parishes, each open two nights a week, and what its calendar costs."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import cycle
from typing import Any

from django.db import transaction
from django.utils.timezone import now

from samverka.actors.models import Organisation, Role, Territory
from samverka.core import audit, bulk
from samverka.shelters import actions, clock, queries
from samverka.shelters.models import Capacity, Group, HostSlot, Night, Pool, Season, Shelter
from samverka.shelters.policy import MORNING_CLOSE
from samverka.web.management.benching.county import Person
from samverka.web.management.benching.measures import Figure, cost
from samverka.web.management.benching.pages import Often
from samverka.web.management.benching.server import Request, Server
from samverka.web.management.seeding.people import account, organisation


TOWN, COUNTY = "1280", "12"  # away from the county whose board is measured
DAYS, BEDS = 151, 12
SLOWLY = 8  # how much seldomer it is asked than a page of the night


@dataclass(frozen=True, slots=True)
class Rota:
    """What was built, as far as measuring needs to know it."""

    season: Season
    lead: Person


def build(hosts: int, *, at: datetime) -> Rota:
    """A third of the season is over, a third is scheduled, and a third is offered."""
    tonight = clock.tonight(at, closes=MORNING_CLOSE)
    town = Territory.objects.get(code=TOWN)
    owner = organisation("Stiftet", Organisation.Kind.NGO, TOWN)
    first = tonight - timedelta(days=DAYS // 3)
    with transaction.atomic():
        pool = Pool.objects.create(organisation=owner, territory=town, county=COUNTY, name="Kyrkorna")
        season = Season.objects.create(
            pool=pool, county=COUNTY, name="bench", first=first, last=first + timedelta(days=DAYS - 1), wanted=500
        )
        parishes = [
            organisation(f"Församling {number:03}", Organisation.Kind.CONGREGATION, TOWN) for number in range(hosts)
        ]
        shelters = [
            Shelter(
                organisation=one, pool=pool, territory=town, county=COUNTY, name=one.name, visibility="partners",
                kind=Shelter.Kind.ROTATING_HOST,
            )
            for one in parishes
        ]  # fmt: skip
        bulk.insert(shelters)
        groups = [Group(shelter=shelter, kind="mixed", name="Församlingssalen", beds=BEDS) for shelter in shelters]
        bulk.insert(groups)
        turns = [turn for number, group in enumerate(groups) for turn in _turns(season, group, number, tonight, at=at)]
        nights = [turn.night for turn in turns if turn.night]
        entries = audit.record_all(by=None, verb="shelters.night_planned", subjects=nights, county=COUNTY, at=at)
        for night, entry in zip(nights, entries, strict=True):
            night.revision, night.changed_at = entry.number, at
        beds = {group.shelter_id: group for group in groups}
        capacities = [
            Capacity(county=COUNTY, night=night, group=beds[night.shelter_id], nominal=BEDS) for night in nights
        ]
        for rows in (nights, capacities, turns):
            bulk.insert(rows)
        over = [night for night in nights if night.frozen_at]
        bulk.insert([figure for night in over for figure in queries.figures(night, at=at)])
    user, told = account("stiftet@bench.example", Role.SHELTER_LEAD, owner, seed=1, code="", token=True)
    return Rota(season, Person(user, told.passphrase, told.token))


def pages(server: Server, rota: Rota, often: Often) -> Iterator[tuple[str, Figure]]:
    """The whole season when something has changed in it, and again unchanged."""
    way, times = f"/seasons/{rota.season.pk}/?month=all", max(1, often.times // SLOWLY)
    first = Request(way, rota.lead, headers={"If-None-Match": '"another"'})
    yield "season", cost(server, first, runs=often.runs, times=times, before=_change(rota))
    yield "season_unchanged", cost(server, Request(way, rota.lead, status=304), runs=often.runs, times=often.times)


def _turns(season: Season, group: Group, number: int, tonight: date, *, at: datetime) -> Iterator[HostSlot]:
    for day in range(DAYS):
        on = season.first + timedelta(days=day)
        if on.weekday() not in (number % 7, (number + 3) % 7):
            continue
        turn = HostSlot(
            county=COUNTY, season=season, host=group.shelter, date=on, places={str(group.pk): BEDS}, beds=BEDS,
            volunteers_needed=4, volunteers_found=number % 5, offered_at=at,
        )  # fmt: skip
        if day < 2 * DAYS // 3:
            over = {"state": Night.State.CLOSED, "closed_at": at, "frozen_at": at} if on < tonight else {}
            turn.night, turn.scheduled_at = Night(county=COUNTY, shelter=group.shelter, date=on, **over), at
        yield turn


def _change(rota: Rota) -> Callable[[], None]:
    """Somewhere one volunteer more is found, or one less."""
    turns = list(HostSlot.objects.filter(season=rota.season).order_by("-date", "pk").values_list("pk", flat=True)[:50])
    turn = cycle(turns)

    def change() -> None:
        slot = HostSlot.objects.select_related("host__organisation", "season__pool").get(pk=next(turn))
        told: dict[str, Any] = {"volunteers_needed": 4, "volunteers_found": (slot.volunteers_found + 1) % 5, "kit": []}
        actions.prepare_slot(slot=slot, line=None, by=rota.lead.user, at=now(), **told)

    return change
