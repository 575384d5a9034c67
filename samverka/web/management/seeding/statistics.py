"""What the exercise's national coordinator has published: emergency aid as towns have stated it, and invented nights.

The last quarter is left for whoever exercises.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from django.utils.timezone import localdate

from samverka.actors.models import Role, User
from samverka.core.access import why_not
from samverka.core.ids import new_id
from samverka.outreach import actions as outreach
from samverka.outreach import rules
from samverka.situation import actions, queries
from samverka.situation.disclosure.lattice import cube, months_of
from samverka.situation.disclosure.tables import Table
from samverka.situation.formats.cubes import Words
from samverka.situation.indicators import INDICATORS, Indicator
from samverka.web.management.seeding.people import territory


BEFORE = timedelta(days=92)  # the quarter before the last one that is settled
MARK = {"sv": "övning, påhittat", "en": "exercise, invented"}
MONTHS = 12
KINDS = {"food": 14, "lodging": 9, "ticket_home": 6}  # about so many applications a month
MANY = {"01": 2_100, "03": 340, "05": 260, "08": 120, "12": 880, "14": 1_150, "18": 210, "21": 90}  # nights a month
FEW = ("08", "21")  # counties with two organisations, whose numbers are hidden
MOST = 2  # quarters that are published


def state(*, at: datetime, seed: int) -> None:
    """A year of emergency aid in every town that has a coordinator."""
    chance, first = Random(seed), localdate(at).replace(day=1)
    people = User.objects.filter(memberships__role=Role.MUNICIPALITY_COORDINATOR).distinct().order_by("email")
    for by in people:
        here = by.standing[0].territory
        if why_not(rules.state_aid, by, here):
            continue
        for number in range(2, MONTHS + 2):  # what is nearer is stated already, or still to be
            month = (first - timedelta(days=30 * number)).replace(day=1)
            outreach.state_aid(municipality=here, month=month, aid=_aid(chance), by=by, at=at)


def publish(*, at: datetime, seed: int) -> None:
    by, here, when = User.objects.get(email="riket@ovning.example"), territory("00"), at - BEFORE
    aid = INDICATORS["aid_granted"]
    ready = next(one.quarters for one in queries.measures(here, on=localdate(when)) if one.indicator is aid)
    quarters = ready[-MOST:]
    if not quarters:
        return
    found = queries.publishable(aid, here, quarters)
    nights = cube("bed_nights", _nights(quarters, Random(seed)), about="people")
    for indicator, table, missing in (
        (aid, found.table, found.missing),
        (INDICATORS["bed_nights"], nights, frozenset()),
    ):  # fmt: skip
        actions.publish_table(
            id=new_id(), table=table, about=indicator.about, words=_words(indicator, table), territory=here, by=by,
            at=when, method=queries.method_for(indicator), missing=missing,
        )  # fmt: skip


def _aid(chance: Random) -> dict[str, dict[str, int]]:
    told = {}
    for kind, usual in KINDS.items():
        applied = chance.randint(usual // 2, usual * 2)
        granted = chance.randint(applied // 3, applied)
        told[kind] = {
            "applied": applied, "granted": granted, "refused": applied - granted, "kronor": 650 * granted,
            "adults": granted, "children": 0,
        }  # fmt: skip
    return told


def _nights(quarters: list[str], chance: Random) -> dict[tuple[str, str, str], dict[str, int]]:
    return {
        (county, month, ""): {
            f"organisation {number}": round(many * chance.uniform(0.15, 0.35))
            for number in range(2 if county in FEW else 4)
        }
        for county, many in MANY.items()
        for one in quarters
        for month in months_of(one)
    }


def _words(indicator: Indicator, table: Table) -> dict[str, Words]:
    kinds = {code for cell in table.shown for name, code in cell if name == "category"}
    told = queries.words_for(indicator, kinds)
    return {language: replace(one, title=f"{one.title} ({MARK[language]})") for language, one in told.items()}
