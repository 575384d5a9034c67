"""What operations have counted of a municipality's period, with what was put right since."""

from datetime import UTC, date, datetime

import pytest

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_organisation, make_territory, make_user
from samverka.core.ids import new_id
from samverka.outreach import actions as outreach
from samverka.outreach.models import EmergencyAidTally, RemovalStep
from samverka.outreach.tests.desks import make_desk, tap
from samverka.outreach.tests.factories import (
    make_area,
    make_settlement,
    make_team,
    make_worker,
    note,
    open_removal,
)
from samverka.shelters import actions as shelters
from samverka.shelters.tests.factories import EVENING, TONIGHT, give, make_night, make_shelter, party
from samverka.situation.queries.prefill import BANDS, SOURCES, counted


pytestmark = pytest.mark.django_db
WINTER = {"first": date(2026, 10, 1), "last": date(2027, 3, 31)}
FROZEN = datetime(2027, 1, 16, 3, tzinfo=UTC)


def found(code="0180", **days):
    return {name: one.value for name, one in counted(code, **WINTER | days).items()}


def freeze(shelter, date=TONIGHT):
    """A night with two guests and one turned away."""
    night, keeper = (
        make_night(shelter=shelter, beds=3, date=date),
        make_user(Role.SHELTER_STAFF, at=shelter.organisation),
    )
    said = {"by": keeper, "at": EVENING}
    shelters.check_in(id=new_id(), place=give(night, men=2), **said)
    shelters.turn_away(id=new_id(), night=night, party=party(men=1), reason="full", **said)
    shelters.freeze_night(night=night, by=None, at=FROZEN)
    return night


def test_what_nobody_has_counted_is_left_out():
    assert found() == {}


def test_bed_nights_and_turn_aways_as_frozen_and_corrected():
    here = make_shelter()
    night = freeze(here)
    freeze(make_shelter(territory="0184"))
    lead = make_user(Role.SHELTER_LEAD, at=here.organisation)
    figure = night.figures.get()
    shelters.correct_figure(
        id=new_id(), figure=figure, field="bed_nights", change=1, reason="Räknat fel", by=lead, at=FROZEN
    )

    assert found() == {"bed_nights": 3, "turned_away": 1, "services": ["shelter"]}
    assert found(last=date(2026, 12, 31)) == {}
    assert date(2027, 1, 15) == TONIGHT


def test_adults_as_teams_state_them_and_children_on_the_day_of_most():
    team, area = make_team(), make_area()
    worker = make_worker(team)
    for month, ends in ((date(2026, 12, 1), (40, 55)), (date(2027, 1, 1), (50, 75))):
        outreach.state_unique(
            id=new_id(), team=team, month=month, least=ends[0], most=ends[1], method="judgement", by=worker, at=EVENING
        )
    wide = make_team()
    wide.municipalities.add(make_territory("0184"))
    outreach.state_unique(
        id=new_id(), team=wide, month=date(2027, 1, 1), least=500, most=600, method="judgement", at=EVENING,
        by=make_worker(wide),
    )  # fmt: skip
    for _number in range(2):
        seen = note(team, area, by=worker, children="yes", counts={"children": (1, 2)})
    outreach.correct_tally(id=new_id(), tally=seen, reason="miscounted", changes={"children": -1}, by=worker, at=FROZEN)

    assert found() == {"adults": [40, 75], "children": [1, 3], "outreach": "own"}


def test_outreach_by_others_is_bought():
    team = make_team(organisation=make_organisation())
    note(team, make_area())

    assert found() == {"outreach": "bought"}


def test_settlements_and_removals_of_the_period():
    settlement = make_settlement()
    make_settlement()
    removal = open_removal(settlement)
    RemovalStep.objects.create(county="01", removal=removal, state="enforced", on=date(2027, 2, 1), noted_at=EVENING)

    assert found() == {"settlements": "1_2", "removals_started": 1, "removals_enforced": 1}
    assert found(first=date(2027, 2, 1)) == {"settlements": "1_2", "removals_started": 0, "removals_enforced": 1}


def test_aid_by_month_and_a_day_centre():
    for month, kind, granted in (
        ("2026-12-01", "food", 4),
        ("2027-01-01", "ticket_home", 2),
        ("2026-06-01", "food", 9),
    ):
        EmergencyAidTally.objects.create(
            county="01", municipality=make_territory("0180"), month=month, kind=kind, applied=granted,
            granted=granted, stated_at=EVENING,
        )  # fmt: skip
    tap(make_desk())

    assert found() == {"aid": 6, "tickets_home": 2, "services": ["day"]}


def test_another_municipality_has_nothing_of_it():
    freeze(make_shelter())
    make_settlement()
    note(make_team(), make_area())

    assert found("0184") == {}


@pytest.mark.parametrize(("count", "band"), [(0, "0"), (1, "1_2"), (3, "3_5"), (10, "6_10")])
def test_counts_fall_into_bands(count, band):
    assert next(code for most, code in BANDS if count <= most) == band


def test_it_asks_the_same_number_of_questions_for_little_and_for_much(django_assert_num_queries):
    freeze(make_shelter())

    with django_assert_num_queries(17):
        found()
    for _number in range(3):
        freeze(make_shelter())
    with django_assert_num_queries(17):
        found()
    assert len(SOURCES) == 11
