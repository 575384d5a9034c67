"""What is read of a night, and the rule that it is held against."""

from datetime import date, timedelta

import pytest

from samverka.actors.tests.factories import make_territory
from samverka.core.access import Refused, Unfit
from samverka.core.ids import new_id
from samverka.core.models import Entry
from samverka.shelters import actions, queries, tasks
from samverka.shelters.cold_rule import Alert, Verdict
from samverka.shelters.models import ColdNightEvent, ColdReading
from samverka.shelters.tests.cold import (
    DAWN,
    NEXT,
    NOON,
    RULE,
    make_decider,
    make_rule,
    make_texts,
    note,
)
from samverka.shelters.tests.factories import TONIGHT


State = ColdNightEvent.State
NEW_YEAR = date(2026, 12, 31)


@pytest.fixture
def by():
    make_rule()
    return make_decider()


def again(event):
    return ColdNightEvent.objects.get(pk=event.pk)


def take(value, *, at=DAWN, date=TONIGHT, is_met=None, warnings=(), issued_at=DAWN):
    met = value <= RULE.threshold if is_met is None else is_met
    verdict = Verdict(met, value, None, ("colder" if met else "warmer",), warnings)
    said = {"territory": make_territory("0180"), "date": date, "verdict": verdict, "rule": RULE}
    return actions.take_forecast(**said, issued_at=issued_at, at=at)


def test_a_value_read_by_hand_raises_the_alert(by):
    reading = note(by, -7.5, issued_at=DAWN - timedelta(hours=1))

    event = reading.event
    assert (reading.is_met, reading.reasons, reading.where, reading.by) == (True, ["colder"], "site", by)
    assert (again(event).state, again(event).pre_alert_at) == (State.PRE_ALERT, DAWN)


def test_a_mild_value_is_watched_and_no_more(by):
    assert again(note(by, -3.0).event).state == State.WATCH


def test_a_cold_value_far_ahead_raises_no_alert_yet(by):
    early = DAWN - timedelta(days=3)

    event = note(by, at=early).event

    assert again(event).state == State.WATCH
    note(by, at=DAWN - timedelta(days=1))
    assert again(event).state == State.PRE_ALERT


def test_the_alert_goes_up_by_the_clock_when_a_cold_night_comes_near(by):
    event = note(by, at=DAWN - timedelta(days=3)).event
    take(-9.0, at=DAWN - timedelta(days=3), date=TONIGHT + timedelta(days=1))
    note(by, 2.0, at=DAWN - timedelta(days=3), date=TONIGHT - timedelta(days=1))

    for at in (DAWN - timedelta(days=2), DAWN - timedelta(days=1), NOON - timedelta(days=1)):
        tasks.keep_cold_nights(at=at)

    [raised] = ColdNightEvent.objects.exclude(pre_alert_at=None)
    assert (raised, raised.pre_alert_at) == (event, DAWN - timedelta(days=1))
    assert Entry.objects.filter(verb="shelters.cold_alert_raised").count() == 1


def test_a_night_that_has_become_milder_on_its_way_raises_no_alert(by):
    note(by, at=DAWN - timedelta(days=3))
    note(by, 2.0, at=DAWN - timedelta(days=2))

    tasks.keep_cold_nights(at=DAWN - timedelta(days=1))

    assert ColdNightEvent.objects.get().pre_alert_at is None


def test_a_value_sent_again_is_one_reading(by):
    id = new_id()

    first, second = note(by, id=id), note(by, id=id)

    assert first == second
    assert ColdReading.objects.count() == 1
    with pytest.raises(Refused):
        note(by, -10, id=id)
    with pytest.raises(Refused):
        note(by, id=id, date=TONIGHT + timedelta(days=1))


def test_a_warning_read_by_hand_counts_as_the_rule_says():
    make_rule(rule=RULE.__class__(threshold=-7.0, warning_level="orange"))

    reading = note(make_decider(), 1.0, level="orange", kind="WIND")

    assert (reading.is_met, reading.reasons, reading.alerts[0]["level"]) == (True, ["warned"], "orange")


def test_without_a_rule_nothing_is_noted():
    with pytest.raises(Refused, match="Say first"):
        note(make_decider())


def test_nothing_is_noted_of_a_night_that_is_over(by):
    with pytest.raises(Refused, match="over"):
        note(by, at=DAWN + timedelta(days=2))


def test_the_feed_is_noted_when_the_night_is_worth_it_and_when_it_says_something_new():
    assert take(3.0) is None
    assert ColdNightEvent.objects.count() == 0

    first = take(-6.0)
    same = take(-6.0, at=NOON)
    colder = take(-8.0, at=NOON)

    assert (first, ColdReading.objects.count()) == (same, 2)
    assert (again(colder.event).state, again(colder.event).pre_alert_at) == (State.PRE_ALERT, NOON)


def test_what_the_feed_says_stays_noted_also_when_it_becomes_milder():
    event = take(-8.0).event

    take(4.0, at=NOON)

    assert again(event).state == State.PRE_ALERT
    assert [reading.value for reading in event.readings.order_by("at")] == [-8.0, 4.0]


def test_a_warning_of_the_feed_is_kept_with_its_reading():
    alert = Alert("orange", "WIND", DAWN, NEXT)

    reading = take(-8.0, warnings=(alert,))

    assert reading.alerts == [alert.as_record()]


def test_a_rule_is_dated_and_says_who_decided(by):
    said = {"territory": make_territory("0180"), "value": RULE.as_record() | {"threshold": -5}, "source": "nämnden"}

    written = actions.set_cold_trigger(**said, valid_from=TONIGHT, by=by, at=DAWN)
    same = actions.set_cold_trigger(**said, valid_from=TONIGHT, by=by, at=DAWN)

    assert written == same
    told, source = queries.cold_trigger("0180", on=TONIGHT)
    assert (told.threshold, source) == (-5, "nämnden")
    assert queries.cold_trigger("0180", on=TONIGHT - timedelta(days=1))[0].threshold == -7
    assert list(queries.followed(on=TONIGHT)) == [make_territory("0180")]


@pytest.mark.parametrize(
    "wrong",
    [{"threshold": -60}, {"threshold": "cold"}, {"metric": "wind"}, {"warning_level": "class_2"}, {"begins": "02:30"},
     {"ends": "12:00"}, {"season_first": "11-31"}, {"latitude": 0}, {"lead_hours": 1}, {"warning_types": ["w"]},
     {"unknown": 1}],
)  # fmt: skip
def test_a_rule_that_cannot_be_is_refused(by, wrong):
    said = {"territory": make_territory("0180"), "value": RULE.as_record() | wrong, "source": "nämnden"}

    with pytest.raises(Unfit):
        actions.set_cold_trigger(**said, valid_from=TONIGHT, by=by, at=DAWN)


def test_texts_are_prepared_before_the_season(by):
    make_texts(by)

    assert sorted(queries.cold_texts("0180")) == ["bg", "en", "ro", "sv"]
