"""What is known in the field goes when its time is over; sums stay."""

from datetime import date, timedelta

from samverka.core import actions as core
from samverka.core.ids import new_id
from samverka.core.keeping import RULES
from samverka.core.models import Purge
from samverka.outreach import actions, queries
from samverka.outreach.models import (
    Handover,
    PlannedRound,
    Position,
    PositionGrant,
    Referral,
    RemovalCase,
    RemovalStep,
    RemovalSum,
    Settlement,
    SettlementTally,
    Speaker,
    Tally,
    TallySum,
)
from samverka.outreach.tests.factories import (
    CLOSING,
    EVENING,
    carry,
    look,
    make_area,
    make_coordinator,
    make_field_worker,
    make_settlement,
    make_shelter_keeper,
    make_team,
    make_worker,
    note,
    open_removal,
)


def purge(days, *kinds):
    for kind, rule in RULES.items():
        if kind.startswith("outreach.") and (not kinds or kind in kinds):
            core.purge(rule=rule, at=EVENING + timedelta(days=days))


def test_a_tally_goes_and_its_months_sum_stays():
    team, area = make_team(), make_area()
    worker = make_worker(team)
    note(team, area, by=worker, counts={"men": (2, 4)}, at=EVENING - timedelta(minutes=5))
    wrong = note(team, area, by=worker, counts={"women": (3, 3), "children": (1, 1)}, children="yes")
    actions.correct_tally(id=new_id(), tally=wrong, reason="miscounted", changes={"women": -1}, by=worker, at=EVENING)
    actions.undo_tally(tally=note(team, area, by=worker), by=worker, at=EVENING)
    actions.note_unchanged(id=new_id(), team=team, area=area, place_type="street", by=worker, at=EVENING)

    purge(399)
    assert Tally.objects.count() == 4
    purge(402)
    purge(402)

    kept = TallySum.objects.get()
    assert not Tally.objects.exists()
    assert (kept.month, kept.visits, kept.unchanged) == (date(2027, 1, 1), 3, 1)
    assert (kept.adults_least, kept.adults_most, kept.children_least, kept.children_most) == (6, 8, 2, 2)
    assert Purge.objects.get(kind="outreach.tally").count == 4


def test_where_a_worker_went_is_forgotten_after_a_day():
    team = make_team()
    tally = note(team, make_area())

    purge(0.9)
    assert Tally.objects.get().by is not None
    purge(1.1)

    assert Tally.objects.get().by is None
    assert queries.corrected(tally)["men"].least == 1


def test_a_referral_a_handover_a_plan_and_a_duty_go():
    team, area = make_team(), make_area()
    worker, keeper = make_worker(team), make_shelter_keeper()
    to = actions.Destination("night", organisation=keeper.standing[0].organisation)
    note(team, area, by=worker, refer_to=to)
    actions.write_handover(id=new_id(), team=team, text="Bron är stängd.", by=worker, at=EVENING)
    actions.plan_round(team=team, date=EVENING.date(), areas=[area], by=worker, at=EVENING)
    actions.state_languages(languages=["ro"], by=worker, at=EVENING)

    left = []
    for days in (13, 15, 62, 367, 402):
        purge(days)
        left.append([model.objects.count() for model in (Handover, PlannedRound, Speaker, Referral)])

    assert left == [[1, 1, 1, 1], [0, 1, 1, 1], [0, 0, 1, 1], [0, 0, 0, 1], [0, 0, 0, 0]]


def test_a_removal_goes_with_its_days_and_its_plan_and_a_years_counts_stay():
    here = make_settlement()
    removal = carry(open_removal(here), "cleaned")
    at = EVENING + timedelta(days=11)
    actions.tick_plan(removal=removal, code="information", by=make_coordinator(), at=at)
    look(here, adults=(0, 0), at=at)
    actions.close_removal(removal=removal, told=CLOSING, by=make_coordinator(), at=at)
    actions.close_settlement(settlement=here, by=make_coordinator(), at=at)

    purge(11 + 89, "outreach.removalcase", "outreach.settlement")
    assert RemovalCase.objects.count() == Settlement.objects.count() == 1
    purge(11 + 91, "outreach.removalcase", "outreach.settlement")

    assert not RemovalCase.objects.exists()
    assert not Settlement.objects.exists()
    assert not RemovalStep.objects.exists()
    kept = RemovalSum.objects.get()
    assert (kept.year, kept.cases, kept.enforced, kept.offered, kept.taken) == (2027, 1, 1, 12, 8)


def test_where_a_settlement_is_goes_on_the_day_after_its_last():
    here = make_settlement()
    ends_on = EVENING.date() + timedelta(days=5)
    actions.note_position(
        settlement=here, latitude=60, longitude=15, ends_on=ends_on, by=make_field_worker(), at=EVENING
    )

    purge(5)
    assert Position.objects.exists()
    purge(6)

    assert not Position.objects.exists()


def test_what_was_seen_of_a_settlement_and_who_was_named_go_in_their_time():
    here = make_settlement()
    look(here)
    actions.grant_position(
        id=new_id(), settlement=here, user=make_field_worker(), need="visit", ends_at=EVENING + timedelta(days=10),
        by=make_coordinator(), at=EVENING,
    )  # fmt: skip

    purge(101, "outreach.positiongrant")
    assert not PositionGrant.objects.exists()
    purge(399, "outreach.settlementtally")
    assert SettlementTally.objects.exists()
    purge(401, "outreach.settlementtally")

    assert not SettlementTally.objects.exists()
