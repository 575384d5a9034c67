"""Five hundred settlements of a county, each seen many times, and their pages."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from samverka.actors.models import Organisation, Role, Territory
from samverka.core import bulk
from samverka.outreach.conditions import CODES
from samverka.outreach.models import Area, RemovalCase, RemovalStep, Settlement, SettlementTally
from samverka.outreach.models.tallies import half_hour
from samverka.web.management.benching.county import COUNTY, Person
from samverka.web.management.benching.measures import Figure, cost
from samverka.web.management.benching.pages import Often
from samverka.web.management.benching.server import Request, Server
from samverka.web.management.seeding.people import account, organisation


@dataclass(frozen=True, slots=True)
class Many:
    """How much there is."""

    settlements: int = 500
    looks: int = 20  # at each


FEW = Many(settlements=12, looks=2)


@dataclass(frozen=True, slots=True)
class Settled:
    """What was built, as far as measuring needs to know it."""

    worker: Person
    one: Settlement  # with its history and a removal


def build(many: Many, *, at: datetime) -> Settled:
    """All in one municipality, the newest first looked at lately."""
    here = Territory.objects.get(code=f"{COUNTY}80")
    home = organisation("Mätstadens socialtjänst", Organisation.Kind.MUNICIPALITY, here.code)
    user, told = account("falt@bench.example", Role.OUTREACH_WORKER, home, seed=1, token=True)
    areas = [Area(municipality=here, name=f"Område {number}") for number in range(10)]
    settlements = [
        Settlement(
            county=COUNTY, municipality=here, area=areas[number % 10], kind="tents", owner="municipal", state="seen",
            reported_at=at - timedelta(days=number),
        )
        for number in range(many.settlements)
    ]  # fmt: skip
    looks = [_look(one, turn, at=at) for one in settlements for turn in range(many.looks)]
    removals = [
        RemovalCase(county=COUNTY, settlement=one, municipality=here, opened_at=at) for one in settlements[::10]
    ]
    steps = [
        RemovalStep(county=COUNTY, removal=one, state="owner_known", on=at.date(), noted_at=at) for one in removals
    ]
    with transaction.atomic():
        for rows in (areas, settlements, looks, removals, steps):
            bulk.insert(rows)
    return Settled(Person(user, told.passphrase, told.token), settlements[0])


def _look(settlement: Settlement, turn: int, *, at: datetime) -> SettlementTally:
    seen = sorted(CODES)[turn % 5 :: 3]
    return SettlementTally(
        county=COUNTY, settlement=settlement, seen_at=half_hour(at - timedelta(days=7 * turn)), adults_least=turn,
        adults_most=turn + 3, children="no", seen=seen, noted_at=at,
    )  # fmt: skip


def pages(server: Server, built: Settled, often: Often) -> Iterator[tuple[str, Figure]]:
    """The list, and one with all that was ever seen of it."""
    ways = {"settlements": "/outreach/settlements/", "settlement": f"/outreach/settlements/{built.one.pk}/"}
    for name, way in ways.items():
        yield name, cost(server, Request(way, built.worker), runs=often.runs, times=often.times)
