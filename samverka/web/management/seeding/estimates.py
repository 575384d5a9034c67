"""Estimates that have been made of the country (handbook 7), and an invented table of overlaps."""

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.utils.timezone import localdate, now

from samverka.actors.models import Organisation, User
from samverka.core.ids import new_id
from samverka.situation import actions
from samverka.situation.actions import Overlaps, Statement
from samverka.situation.models import Estimate, OverlapTable
from samverka.web.management.seeding.people import territory


class Told(NamedTuple):
    """What somebody said once. Of these only the year is known: the day is its last."""

    code: str
    definition: str
    low: int
    high: int
    year: int
    source: str
    note: str = ""


TOLD = (
    Told("00", "everybody", 2100, 2100, 2014, "SKL"),
    Told("00", "everybody", 4700, 5000, 2015, "SOU 2016:6"),
    Told("00", "everybody", 4840, 4840, 2018, "Lägesbild 2018, polisens uppgift", "Sammanställd, men delar saknas."),
    Told("00", "children", 70, 100, 2015, "SOU 2016:6"),
    Told("12", "everybody", 600, 800, 2018, "Lägesbild Skåne 2018", "Om en siffra måste nämnas."),
    Told("1281", "by_day", 50, 75, 2015, "Lunds handlingsplan"),
    Told("1281", "by_night", 50, 60, 2015, "Lunds handlingsplan"),
)
LISTS = ("Uppsökare", "Natthärbärge", "Dagcentral")
INVENTED = (  # on the first, the second, the third list; people
    (1, 0, 0, 96), (0, 1, 0, 54), (0, 0, 1, 71), (1, 1, 0, 31), (1, 0, 1, 40), (0, 1, 1, 22), (1, 1, 1, 14),
)  # fmt: skip


def build(*, at: datetime) -> None:
    """By the national coordinator what was said once; by the municipality's own what it judges, and its lists."""
    nation = User.objects.get(email="riket@ovning.example")
    for one in TOLD:
        said = Statement(
            as_of=date(one.year, 12, 31), method=Estimate.Method.EXTERNAL, low=one.low, high=one.high,
            confidence="low", source=one.source, note=one.note,
        )  # fmt: skip
        _state(one.code, one.definition, said, nation, at)
    town, today = User.objects.get(email="samordnare@ovning.example"), localdate(at)
    for back, low, high in ((540, 90, 140), (190, 110, 150), (5, 160, 210)):
        said = Statement(
            as_of=today - timedelta(days=back), method=Estimate.Method.OUTREACH_BASED, low=low, high=high,
            confidence="medium" if back < 92 else "low",
        )  # fmt: skip
        _state("0180", "everybody", said, town, at)
    plant(town.standing[0].organisation, town, at=at)


def plant(home: Organisation, by: User, *, at: datetime) -> OverlapTable:
    """Invented lists, worked out."""
    today = localdate(at)
    told = Overlaps(
        name="ÖVNING: uppdiktade listor", made_by="Övningens uppdiktade uppsökare", definition="over_time",
        first_day=today - timedelta(days=150), last_day=today, lists=LISTS, rows=INVENTED,
    )  # fmt: skip
    said: dict[str, Any] = {"organisation": home, "territory": home.territory, "by": by, "at": at}
    table = actions.bring_overlaps(id=new_id(), overlaps=told, **said)
    actions.work_out_overlaps(id=table.pk, clock=now)
    return table


def planted(home: Organisation) -> dict[str, Any]:
    """What stands in the database, by its ids."""
    return {
        "overlap_tables": list(OverlapTable.objects.filter(organisation=home).values_list("pk", flat=True)),
        "estimates": list(Estimate.objects.filter(organisation=home).values_list("pk", flat=True)),
    }


def plant_small(home: Organisation, by: User, *, at: datetime) -> None:
    """An estimate and a table, for checks from outside."""
    said = Statement(as_of=localdate(at), method=Estimate.Method.EXPERT_JUDGEMENT, low=50, high=75, confidence="low")
    _state(home.territory_id, "everybody", said, by, at, home)
    plant(home, by, at=at)


def _state(
    code: str, definition: str, said: Statement, by: User, at: datetime, home: Organisation | None = None
) -> Estimate:  # fmt: skip
    return actions.state_estimate(
        id=new_id(), organisation=home or by.standing[0].organisation, territory=territory(code),
        definition=definition, statement=said, by=by, at=at,
    )  # fmt: skip
