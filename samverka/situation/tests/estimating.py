"""Invented estimates and tables of overlaps, made through the product's own actions."""

from datetime import UTC, date, datetime
from typing import Any

from django.utils.timezone import now

from samverka.actors.models import User
from samverka.actors.tests.factories import make_territory
from samverka.core.ids import new_id
from samverka.situation import actions
from samverka.situation.actions import Overlaps, Statement
from samverka.situation.models import Estimate, OverlapTable
from samverka.situation.tests.factories import home, make_town_coordinator


AT = datetime(2027, 3, 1, 9, tzinfo=UTC)
DAY = date(2027, 3, 1)
STEADY = ((1, 0, 0, 96), (0, 1, 0, 54), (0, 0, 1, 71), (1, 1, 0, 31), (1, 0, 1, 40), (0, 1, 1, 22), (1, 1, 1, 14))
TAIWAN = ((1, 0, 0, 69), (0, 1, 0, 55), (0, 0, 1, 63), (1, 1, 0, 21), (1, 0, 1, 17), (0, 1, 1, 18), (1, 1, 1, 28))


def statement(low: int | None = 60, high: int | None = 80, **told: Any) -> Statement:
    facts = {"as_of": DAY, "method": "expert_judgement", "confidence": "low"} | told
    return Statement(low=low, high=high, **facts)


def state(
    low: int | None = 60, high: int | None = 80, *, code: str = "0180", by: User | None = None, at: datetime = AT,
    definition: str = "everybody", **told: Any,
) -> Estimate:  # fmt: skip
    """An estimate, by the municipality's own coordinator unless told otherwise."""
    by = by or make_town_coordinator(territory=code)
    return actions.state_estimate(
        id=new_id(), organisation=home(by), territory=make_territory(code), definition=definition,
        statement=statement(low, high, **told), by=by, at=at,
    )  # fmt: skip


def overlaps(rows: Any = STEADY, lists: Any = ("Fältare", "Härbärge", "Dagcentral"), **told: Any) -> Overlaps:
    facts = {
        "name": "Vintern", "made_by": "Stadsmissionen", "definition": "over_time", "first_day": date(2026, 11, 1),
        "last_day": date(2027, 2, 28),
    }  # fmt: skip
    return Overlaps(**(facts | told), lists=lists, rows=rows)


def bring(
    by: User | None = None, *, code: str = "0180", at: datetime = AT, work: bool = True,
    follows: OverlapTable | None = None, **told: Any,
) -> OverlapTable:  # fmt: skip
    by = by or make_town_coordinator(territory=code)
    made = actions.bring_overlaps(
        id=new_id(), organisation=home(by), territory=make_territory(code), overlaps=overlaps(**told), by=by, at=at,
        follows=follows,
    )  # fmt: skip
    if work:
        actions.work_out_overlaps(id=made.pk, clock=now)
        made.refresh_from_db()
    return made
