"""Days of what is not signed or granted yet move away from nothing that stands beside it."""

from datetime import date

import pytest

from samverka.core.access import Unfit
from samverka.programmes import actions
from samverka.programmes.tests.factories import AT, make_agreement, make_payer, make_provider, make_signed
from samverka.programmes.tests.grants import make_meeting, make_payment
from samverka.programmes.tests.projects import PROJECT_AT, make_leader, make_project


pytestmark = pytest.mark.django_db
LATER = {"first_day": date(2028, 3, 1), "last_day": date(2029, 2, 28), "may_extend_until": None}


def move(agreement, payer, **days):
    return actions.write_agreement(agreement=agreement, by=payer, at=AT, **days)


def test_money_stays_within_the_years_and_the_extension():
    payer = make_payer()
    made = make_agreement(payer)
    for year in (2026, 2027):
        actions.set_money(agreement=made, year=year, source="state", planned=1000, by=payer, at=AT)

    with pytest.raises(Unfit, match="money for 2026") as early:
        move(made, payer, **LATER)
    with pytest.raises(Unfit, match="money for 2027") as late:
        move(made, payer, may_extend_until=None)
    assert [one.value.field for one in (early, late)] == ["first_day", "last_day"]
    actions.set_money(agreement=made, year=2027, source="state", planned=0, by=payer, at=AT)
    assert move(made, payer, may_extend_until=None).may_extend_until is None


def test_what_was_paid_and_talked_over_stays_beside_it():
    payer = make_payer()
    made = make_agreement(payer)
    meeting = make_meeting(made, payer, planned_on=date(2026, 6, 1))
    with pytest.raises(Unfit, match="meet on 2026-06-01"):
        move(made, payer, **LATER)
    actions.drop_agreement_meeting(meeting=meeting, party=made.parties.get(part="payer"), by=payer, at=AT)
    actions.set_money(agreement=made, year=2027, source="state", planned=200_000, by=payer, at=AT)
    make_payment(made, payer, due_on=date(2026, 6, 2))
    with pytest.raises(Unfit, match="due on 2026-06-02"):
        move(made, payer, first_day=date(2027, 7, 1), last_day=date(2027, 12, 31))
    assert move(made, payer, first_day=date(2027, 1, 1), last_day=date(2027, 12, 31)).first_day.year == 2027


def test_a_payment_is_planned_near_the_agreement():
    payer = make_payer()
    made = make_agreement(payer)
    actions.set_money(agreement=made, year=2026, source="state", planned=200_000, by=payer, at=AT)
    with pytest.raises(Unfit, match="within a year"):
        make_payment(made, payer, due_on=date(2029, 1, 1))
    assert make_payment(made, payer, due_on=date(2027, 12, 31)).pk


def test_what_follows_an_agreement_ends_after_it():
    payer = make_payer()
    first = make_signed(payer, make_provider())
    actions.move_agreements(at=AT)
    following = make_agreement(payer, first_day=date(2026, 7, 1), last_day=date(2027, 12, 31))
    actions.name_successor(agreement=first, successor=following, by=payer, at=AT)

    with pytest.raises(Unfit, match="ends on 2026-12-31"):
        move(following, payer, last_day=date(2026, 12, 31))


def test_a_planned_projects_money_stays_within_its_years_and_its_periods_follow():
    leader = make_leader()
    made = make_project(leader)
    said = {"project": made, "by": leader, "at": PROJECT_AT}
    actions.plan_periods(months=6, days=45, **said)
    for planned in (0, 1000):  # nought is no budget
        actions.set_project_money(year=2026, planned=planned, **said)
        assert made.money.count() == bool(planned)
    with pytest.raises(Unfit, match="money for 2026"):
        actions.write_project(first_day=date(2027, 1, 1), last_day=date(2027, 12, 31), **said)

    actions.set_project_money(year=2026, planned=0, **said)
    actions.write_project(first_day=date(2027, 1, 1), last_day=date(2027, 9, 30), **said)
    assert list(made.periods.order_by("first_day").values_list("first_day", "last_day", "due_on")) == [
        (date(2027, 1, 1), date(2027, 6, 30), date(2027, 8, 14)),
        (date(2027, 7, 1), date(2027, 9, 30), date(2027, 11, 14)),
    ]
    kept = list(made.periods.values_list("pk", flat=True))
    actions.write_project(title="Hälsa för kvinnor", **said)
    assert list(made.periods.values_list("pk", flat=True)) == kept


def test_a_planned_project_that_is_reported_as_a_whole_stays_so():
    made = make_project(leader := make_leader(), first_day=date(2026, 1, 1), last_day=date(2026, 3, 31))
    said = {"project": made, "by": leader, "at": PROJECT_AT}
    actions.plan_periods(months=6, days=45, **said)

    actions.write_project(last_day=date(2026, 12, 31), **said)

    told = made.periods.values_list("first_day", "last_day", "due_on")
    assert list(told) == [(date(2026, 1, 1), date(2026, 12, 31), date(2027, 2, 14))]
