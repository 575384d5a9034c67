"""Removals: after the law's clock, with the child first, and closed in numbers that tell nobody apart."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from samverka.core.access import Denied, Refused, Stale, Unfit
from samverka.core.actions import write_policy
from samverka.core.ids import new_id
from samverka.core.models import Entry
from samverka.core.versions import version
from samverka.outreach import actions, queries
from samverka.outreach.models import PlanTick, RemovalCase
from samverka.outreach.policy import OBJECTION_DAYS, scopes
from samverka.outreach.tests.factories import (
    CLOSING,
    EVENING,
    carry,
    make_coordinator,
    make_field_worker,
    make_liaison,
    make_settlement,
    open_removal,
    see_children,
)
from samverka.safeguarding import actions as safeguarding
from samverka.safeguarding.models import Sighting


pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)


def step(removal, state, *, by=None, at=EVENING, **told):
    facts = {"on": at.date()} | told
    return actions.carry_on(removal=removal, state=state, by=by or make_coordinator(), at=at, **facts)


def case(removal, *, on):
    return queries.case_of(queries.removals(make_coordinator()).get(pk=removal.pk), on=on)


def test_a_removal_begins_when_the_landowner_is_known():
    here, by, id = make_settlement(), make_coordinator(), new_id()

    first = open_removal(here, by=by, id=id)
    again = open_removal(here, by=by, id=id)

    here.refresh_from_db()
    assert first == again
    assert (first.state, here.owner) == ("owner_known", "municipal")
    assert [one.state for one in first.steps.all()] == ["owner_known"]
    with pytest.raises(Refused, match="already"):
        open_removal(here, by=by)
    with pytest.raises(Unfit, match="whose land"):
        open_removal(make_settlement(), owner="unknown")


def test_ten_days_to_object_come_before_the_decision():
    removal = carry(open_removal(make_settlement()), "served")
    late = EVENING + 10 * A_DAY

    assert case(removal, on=EVENING.date()).state == "served"
    assert case(removal, on=(EVENING + A_DAY).date()).state == "objection_period"
    with pytest.raises(Refused, match="time to object"):
        step(removal, "decided", at=late)
    assert step(removal, "decided", at=late + A_DAY).state == "decided"
    assert case(removal, on=(EVENING + A_DAY).date()).state == "decided"


def test_the_days_to_object_are_dated_policy():
    by = make_coordinator()
    write_policy(
        scopes=scopes("0180")[:1], key=OBJECTION_DAYS, value=20, valid_from=EVENING.date(), source="Prop.",
        decided_by="Riksdagen", by=by, at=EVENING,
    )  # fmt: skip
    removal = carry(open_removal(make_settlement(), by=by), "served", by=by)

    assert case(removal, on=EVENING.date()).objections_until == (EVENING + 20 * A_DAY).date()


def test_while_children_were_seen_and_the_channel_is_not_used_nothing_goes_on():
    here, worker = make_settlement(), make_field_worker()
    removal = step(open_removal(here), "outreach_visited")
    see_children(here, by=worker)

    with pytest.raises(Refused, match="whom do I call now"):
        step(removal, "applied")
    assert not queries.child_channel(here).is_done

    safeguarding.use_channel(sighting=Sighting.objects.get(), channel="duty", by=worker, at=EVENING)
    assert queries.child_channel(here) == (True, 0, EVENING)
    assert step(removal, "applied").state == "applied"


def test_a_liaison_is_told_nothing_of_children():
    here, liaison = make_settlement(), make_liaison()
    removal = carry(open_removal(here, liaison=liaison.standing[0].organisation), "decided")
    see_children(here)
    at = EVENING + 12 * A_DAY

    with pytest.raises(Refused) as refusal:
        actions.set_window(removal=removal, window_from=at.date(), window_to=at.date(), by=liaison, at=at)

    assert "child" not in str(refusal.value).lower()
    assert "ask its coordinator" in str(refusal.value)


def test_people_may_leave_whatever_is_still_open():
    here = make_settlement()
    removal = open_removal(here)
    see_children(here)

    assert step(removal, "left_voluntarily").state == "left_voluntarily"


def test_a_step_said_again_changes_nothing_and_one_out_of_turn_is_refused():
    removal, by = open_removal(make_settlement()), make_coordinator()

    step(removal, "outreach_visited", by=by)
    step(removal, "outreach_visited", by=by)

    assert removal.steps.count() == 2
    for state in ("scheduled", "closed", "objection_period", "nowhere"):
        with pytest.raises(Refused, match="does not go there"):
            step(removal, state, by=by)


def test_a_step_is_of_a_day_that_was_and_not_before_the_last():
    removal = open_removal(make_settlement())

    with pytest.raises(Unfit, match="still to come"):
        step(removal, "outreach_visited", on=(EVENING + A_DAY).date())
    with pytest.raises(Unfit, match="before the step"):
        step(removal, "outreach_visited", on=(EVENING - A_DAY).date())


def test_the_liaison_sets_the_window_and_sees_nothing_else():
    liaison, here = make_liaison(), make_settlement()
    removal = carry(open_removal(here, liaison=liaison.standing[0].organisation), "decided")
    at = EVENING + 12 * A_DAY
    days = {"window_from": (at + 7 * A_DAY).date(), "window_to": (at + 9 * A_DAY).date()}

    actions.set_window(removal=removal, **days, by=liaison, at=at)
    actions.set_window(removal=removal, **days, by=liaison, at=at)
    later = actions.set_window(removal=removal, **days | {"window_to": (at + 8 * A_DAY).date()}, by=liaison, at=at)

    assert (later.state, later.window_from) == ("scheduled", days["window_from"])
    assert Entry.objects.filter(verb="outreach.window_set").count() == 1
    assert list(RemovalCase.objects.told_to(liaison)) == [removal]
    assert not RemovalCase.objects.visible_to(liaison).exists()
    assert not RemovalCase.objects.told_to(make_liaison()).exists()
    with pytest.raises(Denied):
        actions.set_window(removal=removal, **days, by=make_liaison(), at=at)
    with pytest.raises(Unfit, match="over"):
        actions.set_window(removal=removal, **days, by=liaison, at=at + 30 * A_DAY)
    with pytest.raises(Unfit, match="earliest"):
        actions.set_window(removal=removal, **days | {"window_to": at.date()}, by=liaison, at=at)


def test_a_window_before_the_decision_says_what_it_waits_for():
    removal = carry(open_removal(make_settlement()), "served")
    days = {"window_from": (EVENING + 9 * A_DAY).date(), "window_to": (EVENING + 9 * A_DAY).date()}

    with pytest.raises(Refused, match="not decided yet"):
        actions.set_window(removal=removal, **days, by=make_coordinator(), at=EVENING)


def test_the_plan_is_generated_ticked_and_told_when_it_is_overdue():
    worker = make_field_worker()
    removal = carry(open_removal(make_settlement()), "served")
    tomorrow = EVENING + A_DAY

    [line] = case(removal, on=tomorrow.date()).plan
    assert (line.step.code, line.state) == ("information", "overdue")
    assert [one.removal for one in queries.due(worker, on=tomorrow.date())] == [removal]
    assert queries.due(make_field_worker(territory="0380"), on=tomorrow.date()) == []

    tick = actions.tick_plan(removal=removal, code="information", by=worker, at=tomorrow)
    assert actions.tick_plan(removal=removal, code="information", by=worker, at=tomorrow) == tick
    assert (tick.done_as, PlanTick.objects.count()) == ("outreach_worker", 1)
    assert queries.due(worker, on=tomorrow.date()) == []
    with pytest.raises(Refused, match="not a step"):
        actions.tick_plan(removal=removal, code="on_site", by=worker, at=tomorrow)


def test_a_public_place_is_cleared_within_a_day_of_the_order():
    removal = step(open_removal(make_settlement()), "police_order")

    plan = {line.step.code: line.step.due for line in case(removal, on=EVENING.date()).plan}

    assert plan["on_site"] == (EVENING + A_DAY).date()
    assert plan["information"] == EVENING.date()
    assert step(removal, "enforced").state == "enforced"


def test_needs_make_steps_and_a_colleague_is_not_overwritten():
    removal, by = carry(open_removal(make_settlement()), "scheduled"), make_coordinator()
    at, seen = EVENING + 12 * A_DAY, version(RemovalCase.objects.get(pk=removal.pk))
    said = {"places": {"places_women": 3, "places_family": 5}, "needs": {"needs_storage": True}, "by": by, "at": at}

    kept = actions.set_needs(removal=removal, seen=seen, **said)

    assert kept.places == 8
    assert {"places", "storage", "interpreter"} <= {line.step.code for line in case(kept, on=at.date()).plan}
    with pytest.raises(Stale):
        actions.set_needs(removal=removal, seen=seen, **said)
    with pytest.raises(Unfit):
        actions.set_needs(removal=removal, **said | {"needs": {"needs_name": True}})
    with pytest.raises(Unfit):
        actions.set_needs(removal=removal, **said | {"places": {"places_men": 1000}})


def test_a_postponed_removal_has_no_day_until_it_gets_one_anew():
    removal = carry(open_removal(make_settlement()), "scheduled")
    at = EVENING + 11 * A_DAY

    removal = step(removal, "postponed", at=at)

    assert {line.step.code for line in case(removal, on=at.date()).plan} == {"information"}
    window = ((at + 20 * A_DAY).date(), (at + 21 * A_DAY).date())
    assert step(removal, "scheduled", at=at, window=window).window_from == window[0]


@pytest.mark.parametrize("postponed", [True, False])
def test_what_was_made_ready_for_a_day_that_is_off_is_done_anew(postponed):
    removal, by = carry(open_removal(make_settlement()), "scheduled"), make_coordinator()
    at = EVENING + 11 * A_DAY
    later = {"window_from": (at + 20 * A_DAY).date(), "window_to": (at + 21 * A_DAY).date()}
    for code in ("information", "on_site"):
        actions.tick_plan(removal=removal, code=code, by=by, at=at)

    if postponed:
        step(removal, "postponed", at=at)
    actions.set_window(removal=removal, **later, by=by, at=at)

    assert list(removal.ticks.values_list("code", flat=True)) == ["information"]


def test_a_step_with_other_days_sets_them_and_no_day_lies_beyond_a_year():
    removal, at = carry(open_removal(make_settlement()), "scheduled"), EVENING + 11 * A_DAY
    window = ((at + 20 * A_DAY).date(), (at + 21 * A_DAY).date())

    assert step(removal, "scheduled", at=at, window=window).window_to == window[1]
    with pytest.raises(Unfit, match="within a year"):
        step(removal, "scheduled", at=at, window=(window[0], (at + 366 * A_DAY).date()))


def test_closing_tells_numbers_but_never_so_few_that_somebody_is_told_apart():
    removal, by = carry(open_removal(make_settlement()), "cleaned"), make_coordinator()
    at = EVENING + 30 * A_DAY

    closed = actions.close_removal(removal=removal, told=CLOSING, by=by, at=at)
    again = actions.close_removal(removal=removal, told=CLOSING, by=by, at=at + A_DAY)

    assert (closed.state, again.closed_at) == ("closed", at)
    assert (closed.offered, closed.taken, closed.went_emergency) == (12, 8, 8)
    assert (closed.went_home, closed.went_not_known) == (0, 0)
    with pytest.raises(Refused, match="other numbers"):
        actions.close_removal(removal=removal, told=CLOSING | {"offered": 13, "taken": 9}, by=by, at=at)


def test_few_and_unknown_together_may_be_told():
    removal = step(open_removal(make_settlement()), "left_voluntarily")
    told = CLOSING | {"went_home": 3, "went_elsewhere": 2, "went_not_known": 1}

    closed = actions.close_removal(removal=removal, told=told, by=make_coordinator(), at=EVENING)

    assert (closed.went_home, closed.went_elsewhere, closed.went_not_known) == (0, 0, 6)


def test_numbers_add_up_and_the_end_comes_first():
    removal, by = open_removal(make_settlement()), make_coordinator()

    with pytest.raises(Refused, match="how it ended"):
        actions.close_removal(removal=removal, told=CLOSING, by=by, at=EVENING)
    ended = step(removal, "left_voluntarily", by=by)
    with pytest.raises(Unfit, match="come to all"):
        actions.close_removal(removal=ended, told=CLOSING | {"offered": 13}, by=by, at=EVENING)
    with pytest.raises(Unfit, match="0 to 999"):
        actions.close_removal(removal=ended, told=CLOSING | {"went_home": -1}, by=by, at=EVENING)


def test_a_case_is_not_closed_while_a_child_waits():
    here = make_settlement()
    see_children(here)
    removal = step(open_removal(here), "left_voluntarily")

    with pytest.raises(Refused, match="Children were seen"):
        actions.close_removal(removal=removal, told=CLOSING, by=make_coordinator(), at=EVENING)


def test_nobody_changes_what_is_closed():
    removal, by = step(open_removal(make_settlement()), "left_voluntarily"), make_coordinator()
    actions.close_removal(removal=removal, told={}, by=by, at=EVENING)

    with pytest.raises(Refused, match="closed"):
        actions.set_needs(removal=removal, places={}, needs={}, by=by, at=EVENING)


def test_the_database_has_the_last_word():
    removal = open_removal(make_settlement())
    wrongs = (
        {"state": "objection_period"}, {"state": "scheduled"}, {"state": "closed"}, {"window_from": EVENING.date()},
        {"offered": 3}, {"closed_at": EVENING},
    )  # fmt: skip
    for wrong in wrongs:
        with pytest.raises(IntegrityError, match=r"constraint"), transaction.atomic():
            RemovalCase.objects.filter(pk=removal.pk).update(**wrong)
