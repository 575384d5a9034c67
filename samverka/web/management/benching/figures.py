"""A country's five years: 290 municipalities, every indicator; what counting it all takes, one night, and its page."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from random import Random
from statistics import median
from time import perf_counter

from django.db import transaction

from samverka.actors.models import Organisation, Role, Territory
from samverka.core import bulk
from samverka.outreach.models import Area, EmergencyAidTally, TallySum, Team
from samverka.safeguarding.models import Sighting
from samverka.shelters.actions import freeze_night
from samverka.shelters.models import Capacity, Group, Night, NightFigure, Shelter, TurnAwayFigure
from samverka.situation import actions, queries
from samverka.situation.queries.periods import month_of
from samverka.web.management.benching.county import Person
from samverka.web.management.benching.measures import Figure, cost
from samverka.web.management.benching.pages import Often
from samverka.web.management.benching.server import Request, Server, spent
from samverka.web.management.seeding.people import account, organisation


@dataclass(frozen=True, slots=True)
class Span:
    """How much there is."""

    towns: int = 290
    shelters: int = 2  # in each
    years: int = 5


SHORT = Span(towns=4, years=1)
SLEPT = (0, 5)  # in a shelter's night: three million bed nights in five years, about


def build(span: Span, *, at: datetime) -> Person:
    """Frozen nights with those turned away, months of visits and aid, and children seen, everywhere.

    Only what is counted: of the places that nights would hold there is nothing.
    """
    chance, today = Random(5), at.date()  # noqa: S311 (invented numbers)
    towns = list(Territory.objects.filter(code__regex="^[0-9]{4}$").order_by("code")[: span.towns])
    for town in towns:
        with transaction.atomic():
            _build_town(town, span, today, at, chance)
    home = organisation("Mätlandets samordning", Organisation.Kind.STATE, "00")
    user, told = account("nation@bench.example", Role.NATIONAL_COORDINATOR, home, seed=1, token=True)
    return Person(user, told.passphrase, told.token, told.totp_secret)


def _build_town(town: Territory, span: Span, today: date, at: datetime, chance: Random) -> None:
    home = Organisation.objects.create(name=f"Mätföreningen {town.code}", kind="ngo", territory=town)
    city = Organisation.objects.create(name=f"Mätkommunen {town.code}", kind="municipality", territory=town)
    shelters = [
        Shelter(
            organisation=(home, city)[number % 2], territory=town, county=town.county, visibility="partners",
            name=f"Mäthärbärget {town.code} {number}",
        )
        for number in range(span.shelters)
    ]  # fmt: skip
    groups = [Group(shelter=one, kind="mixed", name="Alla", beds=6) for one in shelters]
    for rows in (shelters, groups):
        bulk.insert(rows)
    days = [today - timedelta(days=ago) for ago in range(1, span.years * 365 + 1)]
    for group in groups:
        _build_nights(group, days, at, chance)
    number = today.year * 12 + today.month - 1
    _build_months(town, city, [month_of(one) for one in range(number - span.years * 12, number)], at, chance)


def _build_nights(group: Group, days: list[date], at: datetime, chance: Random) -> None:
    county, frozen = group.shelter.county, {"frozen_at": at}
    nights = [
        Night(county=county, shelter=group.shelter, date=day, state="closed", closed_at=at, **frozen) for day in days
    ]
    bulk.insert(nights)
    bulk.insert([Capacity(county=county, night=one, group=group, nominal=6) for one in nights])
    counts = {"nominal": 6, "blocked": 0, "overflow": 0, "allocable": 6, "allocated": 0}
    counts |= {"released": 0, "left_early": 0, "absent": 0}
    bulk.insert([
        NightFigure(
            county=county, night=one, group=group, date=one.date, bed_nights=chance.randint(*SLEPT), **counts, **frozen
        )
        for one in nights
    ])  # fmt: skip
    bulk.insert([
        TurnAwayFigure(
            county=county, night=one, date=one.date, reason="full", at_door=True, outcome="unknown", parties=1,
            people=2, **frozen,
        )
        for one in nights[::3]
    ])  # fmt: skip


def _build_months(town: Territory, city: Organisation, months: list[date], at: datetime, chance: Random) -> None:
    here = {"county": town.county, "municipality": town}
    team, area = Team(organisation=city, name="EU-teamet"), Area(municipality=town, name="Centrum")
    for one in (team, area):
        bulk.insert([one])
    bulk.insert([
        TallySum(**here, team=team, area=area, month=month, visits=chance.randint(4, 60)) for month in months
    ])  # fmt: skip
    bulk.insert([
        EmergencyAidTally(
            **here, month=month, kind=kind, applied=9, granted=7, refused=2, kronor=4200, adults=9, stated_at=at
        )
        for month in months
        for kind in ("food", "lodging", "ticket_home")
    ])  # fmt: skip
    bulk.insert([
        Sighting(**here, organisation=city, night=month, seen_at=at, setting="street", least=1, most=2)
        for month in months
    ])  # fmt: skip


def count(*, at: datetime) -> Iterator[tuple[str, Figure]]:
    """Everything counted from its rows, in seconds; and in milliseconds what one more frozen night takes then."""
    yield "figures_all", _middle([_took(partial(_count_all, at))])
    took = []
    for shelter in Shelter.objects.filter(name__startswith="Mäthärbärget").order_by("-name")[:5]:
        night = Night.objects.create(county=shelter.county, shelter=shelter, date=at.date(), state="confirmed")
        Capacity.objects.create(county=shelter.county, night=night, group=shelter.groups.get(), nominal=6)
        actions.follow_trail(county=night.county, at=at)
        freeze_night(night=night, by=None, at=at)
        took.append(_took(partial(actions.follow_trail, county=night.county, at=at)))
    yield "figures_night", _middle(took, unit=1000)


def _count_all(at: datetime) -> None:
    for county in queries.counties():
        actions.count_everything(county=county, at=at)
    actions.sum_up_country(at=at)


def _middle(took: list[tuple[float, float]], *, unit: int = 1) -> Figure:
    """The median, in so many to the second."""
    cpu, wall = (round(unit * median(column), 1) for column in zip(*took, strict=True))
    return Figure(cpu, wall)


def _took(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds of processor time and of waiting."""
    cpu, wall = spent(os.getpid()), perf_counter()
    work()
    return spent(os.getpid()) - cpu, perf_counter() - wall


def pages(server: Server, viewer: Person, often: Often) -> Iterator[tuple[str, Figure]]:
    """The country's picture, and a municipality's."""
    for name, code in (("figures_country", "00"), ("figures_town", "0180")):
        yield name, cost(server, Request(f"/situation/{code}/", viewer), runs=often.runs, times=often.times)
