"""An extra-cold night, from the first forecast to the report."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from samverka.actors.tests.factories import make_user
from samverka.core.access import Denied, Refused, Unfit
from samverka.core.models import Entry, Policy
from samverka.shelters import actions, queries
from samverka.shelters.models import ColdNightEvent, Night, NightFigure
from samverka.shelters.tests.cold import (
    DAWN,
    DOORS,
    NEXT,
    NOON,
    RULE,
    announce,
    decide,
    make_alert,
    make_announced,
    make_closed,
    make_confirmed,
    make_decider,
    make_rule,
    note,
)
from samverka.shelters.tests.factories import TONIGHT, make_keeper, make_night


State = ColdNightEvent.State
NEW_YEAR = date(2026, 12, 31)


@pytest.fixture
def by():
    make_rule()
    return make_decider()


def again(event):
    return ColdNightEvent.objects.get(pk=event.pk)


def test_a_person_decides_and_what_it_rests_on_is_kept(by):
    event = note(by, -9.0, issued_at=DAWN - timedelta(hours=1)).event

    event = decide(event, by)

    assert (event.state, event.opens, event.decided_by) == (State.DECIDED_OPEN, True, by)
    kept = event.grounds
    assert (kept["value"], kept["issued_at"], kept["source"]) == (-9.0, "2027-01-15T06:00:00+00:00", "beslut")
    assert (kept["rule"]["threshold"], kept["reasons"]) == (-7.0, ["colder"])
    entry = Entry.objects.get(verb="shelters.cold_night_decided")
    assert (entry.by, entry.detail["value"], entry.detail["opens"]) == (str(by.pk), "-9.0", 1)
    assert entry.detail["issued"] == "2027-01-15T06:00:00+00:00"


def test_the_rule_may_change_later_and_the_decision_keeps_its_own(by):
    event = decide(make_alert(by), by)

    Policy.objects.update(value=RULE.__class__(threshold=-15.0).as_record())

    assert again(event).grounds["rule"]["threshold"] == -7.0


def test_a_decision_against_the_rule_says_why(by):
    cold, mild = note(by).event, note(by, 0.0, date=TONIGHT + timedelta(days=1)).event

    with pytest.raises(Unfit, match="Say why"):
        decide(cold, by, opens=False)
    with pytest.raises(Unfit):
        decide(mild, by, opens=True)

    assert decide(cold, by, opens=False, reason="Alla platser räcker.").state == State.DECIDED_NOT
    assert decide(mild, by, reason="Snöstorm.").state == State.DECIDED_OPEN


def test_who_decided_not_to_open_may_still_open_but_not_the_other_way(by):
    event = decide(note(by).event, by, opens=False, reason="Platserna räcker.")

    event = decide(event, by, at=NOON)

    assert (event.state, event.decided_at) == (State.DECIDED_OPEN, NOON)
    with pytest.raises(Refused, match="Call it off"):
        decide(event, by, opens=False)


def test_the_same_decision_again_changes_nothing(by):
    event = decide(note(by).event, by)

    same = decide(event, by, at=NOON)

    assert same.decided_at == event.decided_at
    assert Entry.objects.filter(verb="shelters.cold_night_decided").count() == 1


def test_nobody_decides_on_a_night_that_is_over(by):
    event = note(by).event

    with pytest.raises(Refused, match="over"):
        decide(event, by, at=NEXT)


def test_only_the_coordinators_of_the_place_decide(by):
    event = note(by).event

    for other in (make_decider("0380"), make_user("shelter_lead"), make_user("national_coordinator", territory="00")):
        with pytest.raises(Denied):
            decide(event, other)
    assert decide(event, make_user("county_coordinator", territory="01")).opens


def test_the_whole_course_of_a_night_with_its_lead_times(by):
    event = make_closed(by)
    night = Night.objects.get()
    actions.freeze_night(night=night, by=None, at=NEXT)

    event = actions.report_cold_night(event=event, by=by, at=NEXT)

    assert event.state == State.REPORTED
    assert event.report["lead_times"] == {
        "alert_to_decision": 40,
        "decision_to_sites": 80,
        "decision_to_announcement": 200,
        "announcement_to_opening": 420,
    }
    assert event.report["figures"] == {
        "sites": 1, "frozen": 1, "allocable": 15, "bed_nights": 0, "extra": 5, "turned_away": 0,
    }  # fmt: skip
    assert [text for text, _at in event.steps] == [
        str(one.label)
        for one in (State.WATCH, State.PRE_ALERT, State.DECIDED_OPEN, State.SITES_CONFIRMED, State.ANNOUNCED,
                    State.OPEN, State.CLOSED, State.REPORTED)
    ]  # fmt: skip


def test_a_report_waits_until_the_nights_are_frozen(by):
    event = make_closed(by)

    with pytest.raises(Refused, match="frozen"):
        actions.report_cold_night(event=event, by=by, at=NEXT)
    assert not NightFigure.objects.exists()


def test_steps_taken_again_change_nothing(by):
    event = make_closed(by)
    before = {name: getattr(again(event), name) for _state, name in ColdNightEvent.STEPS}

    actions.confirm_cold_sites(event=event, by=by, at=NEXT)
    actions.open_cold_night(event=event, by=None, at=NEXT)
    actions.close_cold_night(event=event, by=None, at=NEXT)

    assert {name: getattr(again(event), name) for _state, name in ColdNightEvent.STEPS} == before


def test_steps_come_in_their_order(by):
    event = decide(note(by).event, by)

    for step in (actions.open_cold_night, actions.close_cold_night, actions.report_cold_night):
        with pytest.raises(Refused):
            step(event=event, by=by, at=NOON)
    with pytest.raises(Refused, match="Confirm first"):
        announce(event, by)


def test_a_night_is_called_off_with_a_reason_and_stays_so(by):
    event = make_announced(by)

    event = actions.call_off_cold_night(event=event, because="warmer", by=by, at=NOON)

    assert (event.state, event.is_on) == (State.CALLED_OFF, False)
    assert actions.call_off_cold_night(event=event, because="other", by=by, at=NEXT).called_off_because == "warmer"
    with pytest.raises(Refused):
        actions.open_cold_night(event=event, by=by, at=DOORS)


def test_only_a_night_that_is_to_open_is_called_off(by):
    for event in (make_closed(by), note(by, date=TONIGHT + timedelta(days=1)).event):
        with pytest.raises(Refused, match="Only a night"):
            actions.call_off_cold_night(event=event, because="warmer", by=by, at=NEXT)


def test_the_clock_opens_what_is_announced_and_closes_what_is_open(by):
    event = make_announced(by)
    four = datetime(2027, 1, 16, 3, tzinfo=UTC)

    assert queries.to_open(at=DOORS) == [event]
    actions.open_cold_night(event=event, by=None, at=DOORS)
    assert (queries.to_open(at=DOORS), queries.to_close(at=four), queries.to_close(at=NEXT)) == ([], [], [event])


def test_a_night_belongs_to_its_evening_over_new_year(by):
    eve = datetime(2026, 12, 31, 18, tzinfo=UTC)
    event = note(by, date=NEW_YEAR, at=eve - timedelta(hours=10)).event

    event = decide(event, by, at=datetime(2027, 1, 1, 2, tzinfo=UTC))

    assert (event.date, event.state) == (NEW_YEAR, State.DECIDED_OPEN)


@pytest.mark.parametrize(
    "wrong",
    [
        {"decided_at": NOON},
        {"opens": True},
        {"pre_alert_at": DAWN - timedelta(days=9)},
        {"sites_confirmed_at": NOON},
        {"announced_at": NOON},
        {"opened_at": NOON},
        {"closed_at": NOON},
        {"reported_at": NOON},
        {"called_off_at": NOON, "called_off_because": "warmer"},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_the_database_lets_no_step_come_before_its_time(by, wrong):
    event = note(by, -3.0).event

    with pytest.raises(IntegrityError), transaction.atomic():
        ColdNightEvent.objects.filter(pk=event.pk).update(**wrong)


@pytest.mark.parametrize(
    "wrong",
    [{"called_off_at": NEXT}, {"called_off_because": "warmer"}, {"opens": False}, {"announced_at": DAWN},
     {"called_off_at": NEXT, "called_off_because": "warmer", "closed_at": NEXT, "opened_at": DOORS}],
)  # fmt: skip
def test_the_database_lets_an_announced_night_not_become_something_else(by, wrong):
    event = make_announced(by)

    with pytest.raises(IntegrityError), transaction.atomic():
        ColdNightEvent.objects.filter(pk=event.pk).update(**wrong)


def test_there_is_one_event_a_night_and_municipality(by):
    event = note(by).event

    with pytest.raises(IntegrityError), transaction.atomic():
        ColdNightEvent.objects.create(county="01", territory=event.territory, date=TONIGHT, watched_at=DAWN)


def test_boards_are_told(by):
    night = make_night()
    event = note(by, -3.0).event
    before = Night.objects.get(pk=night.pk).revision

    decide(event, by, reason="Snöstorm.")

    assert Night.objects.get(pk=night.pk).revision > before


def test_everything_that_was_done_is_in_the_trail(by):
    event = make_announced(by)
    actions.call_off_cold_night(event=event, because="warmer", by=by, at=NOON)

    verbs = set(Entry.objects.values_list("verb", flat=True))
    assert verbs >= {
        *("shelters.cold_night_watched", "shelters.forecast_noted", "shelters.cold_alert_raised"),
        *("shelters.cold_night_decided", "shelters.cold_site_asked", "shelters.cold_site_answered"),
        *("shelters.cold_sites_confirmed", "shelters.cold_text_written", "shelters.cold_night_announced"),
        "shelters.cold_night_called_off",
    }


def test_who_sees_an_extra_cold_night(by):
    event = make_confirmed(by)
    seen = ColdNightEvent.objects.seen_by

    near = [make_user("outreach_worker", territory="0180"), make_user("county_coordinator", territory="01"),
            make_user("national_coordinator", territory="00")]  # fmt: skip
    far = [
        make_decider("0380"),
        make_user("liaison", territory="0180"),
        make_user("county_coordinator", territory="12"),
    ]

    assert [list(seen(user)) for user in near] == [[event]] * 3
    assert [list(seen(user)) for user in far] == [[]] * 3


def test_what_waits_is_shown_to_those_who_work_there(by):
    event = note(by).event
    keeper = make_keeper(make_night())

    assert queries.cold_tonight(viewer=keeper, date=TONIGHT) == [event]
    decide(event, by, opens=False, reason="Platserna räcker.")
    assert queries.cold_tonight(viewer=keeper, date=TONIGHT) == []


def test_a_night_is_decided_on_until_people_no_longer_call_it_tonight():
    """Its hours end at eight; whoever opens the page at half past sees it still as tonight's."""
    event = make_alert()

    with pytest.raises(Refused, match="night is over"):
        decide(event, at=NEXT)
    assert decide(event, at=NEXT - timedelta(minutes=30)).opens
