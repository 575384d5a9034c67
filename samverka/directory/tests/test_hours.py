from datetime import UTC, date, datetime, time, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis.strategies import integers

from samverka.directory.holidays import holidays
from samverka.directory.hours import (
    DAY,
    EVERY_DAY,
    HERE,
    Behaviour,
    DatedException,
    Effect,
    Hours,
    Kind,
    Reason,
    Rule,
    Season,
    State,
    Wall,
    timetable,
    window,
)
from samverka.directory.tests.weeks import CALENDAR, some_hours, some_instant


pytestmark = pytest.mark.on_sqlite


WORKDAYS = frozenset(range(5))
SUNDAYS = frozenset({6})
CHRISTMAS_EVE = date(2026, 12, 24)


def wall(hours):
    return Wall(*map(time.fromisoformat, hours.split("-")))


def rule(hours, weekdays=EVERY_DAY, **conditions):
    return Rule(weekdays, wall(hours), **conditions)


def week(*rules, kind=Kind.OPEN, **facts):
    facts = {"on_holiday": Behaviour.OPEN, "on_eve": Behaviour.OPEN} | facts
    return timetable(Hours(rules=rules, **facts), CALENDAR, kind)


def closed(on, until=None, **facts):
    return DatedException(on, until or on, Effect.CLOSED, **facts)


def other(on, *hours, **facts):
    return DatedException(on, on, Effect.OTHER_HOURS, tuple(map(wall, hours)), **facts)


def message(on, text):
    return DatedException(on, on, Effect.MESSAGE, message=text)


def at(text):
    """An instant by the clock on the wall in Stockholm."""
    return datetime.fromisoformat(text).replace(tzinfo=HERE)


def here(instant):
    return instant and f"{instant.astimezone(HERE):%Y-%m-%d %H:%M}"


def told(status):
    return status.state, here(status.closes_at or status.opens_at)


def spans(day):
    return [f"{span.opens.astimezone(HERE):%d %H:%M}-{span.closes.astimezone(HERE):%d %H:%M}" for span in day.spans]


@pytest.mark.parametrize(
    ("when", "state", "change"),
    [
        ("2026-11-25 08:59", State.CLOSED, "2026-11-25 09:00"),
        ("2026-11-25 09:00", State.OPEN, "2026-11-25 16:00"),
        ("2026-11-25 15:59", State.OPEN, "2026-11-25 16:00"),
        ("2026-11-25 16:00", State.CLOSED, "2026-11-26 09:00"),
        ("2026-11-27 16:00", State.CLOSED, "2026-11-30 09:00"),
    ],
)
def test_it_is_open_from_opening_until_closing(when, state, change):
    assert told(week(rule("09:00-16:00", WORKDAYS)).status(at(when))) == (state, change)


def test_a_night_belongs_to_its_evening():
    fridays = week(rule("20:30-07:30", frozenset({4})))

    assert told(fridays.status(at("2026-11-28 07:29"))) == (State.OPEN, "2026-11-28 07:30")
    assert told(fridays.status(at("2026-11-27 07:29"))) == (State.CLOSED, "2026-11-27 20:30")
    assert spans(fridays.day(date(2026, 11, 27))) == ["27 20:30-28 07:30"]
    assert spans(fridays.day(date(2026, 11, 28))) == []


@pytest.mark.parametrize(("evening", "hours"), [("2026-03-28", 10), ("2026-10-24", 12), ("2026-11-25", 11)])
def test_a_night_is_an_hour_shorter_or_longer_when_the_clock_changes(evening, hours):
    (span,) = week(rule("20:30-07:30")).day(date.fromisoformat(evening)).spans

    assert span.closes - span.opens == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("hours", "on", "opens", "closes"),
    [
        ("02:30-05:00", "2026-03-29", "01:00", "03:00"),  # 02:30 does not exist: at 03:00
        ("01:00-02:30", "2026-03-29", "00:00", "01:00"),
        ("02:30-05:00", "2026-10-25", "00:30", "04:00"),  # the first 02:30
        ("01:00-02:30", "2026-10-25", "23:00", "01:30"),  # the second
    ],
)
def test_a_clock_change_shuts_nobody_out(hours, on, opens, closes):
    (span,) = week(rule(hours)).day(date.fromisoformat(on)).spans

    assert (f"{span.opens:%H:%M}", f"{span.closes:%H:%M}") == (opens, closes)


def test_hours_that_the_clock_skips_do_not_happen():
    nightly = week(rule("02:15-02:45"))

    assert nightly.day(date(2026, 3, 29)).spans == ()
    assert told(nightly.status(at("2026-03-29 01:00"))) == (State.CLOSED, "2026-03-30 02:15")


def test_between_two_openings_in_the_doubled_hour_it_stays_open():
    nightly = week(rule("02:30-05:00"))
    first, second = datetime(2026, 10, 25, 0, 45, tzinfo=UTC), datetime(2026, 10, 25, 1, 15, tzinfo=UTC)

    assert [nightly.status(one).state for one in (first, second)] == [State.OPEN, State.OPEN]


def test_round_the_clock_has_no_closing():
    status = week(rule("00:00-00:00")).status(at("2026-11-25 12:00"))

    assert told(status) == (State.OPEN, None)
    assert here(status.valid_until) == "2026-11-26 00:00"


def test_a_whole_day_ends_at_midnight():
    assert told(week(rule("00:00-00:00", SUNDAYS)).status(at("2026-11-29 12:00"))) == (State.OPEN, "2026-11-30 00:00")


def test_hours_that_meet_are_one_stretch():
    together = week(rule("09:00-12:00"), rule("12:00-14:00"), rule("20:00-00:00"), rule("00:00-04:00"))

    assert told(together.status(at("2026-11-25 11:00"))) == (State.OPEN, "2026-11-25 14:00")
    assert told(together.status(at("2026-11-25 21:00"))) == (State.OPEN, "2026-11-26 04:00")


@pytest.mark.parametrize(
    ("nth", "days"), [(1, [7]), (4, [28]), (5, []), (-1, [28]), (-4, [7]), (None, [7, 14, 21, 28])]
)
def test_a_rule_may_hold_for_one_weekday_of_a_month(nth, days):
    wednesdays = week(rule("10:00-12:00", frozenset({2}), nth=nth))

    assert [day for day in range(1, 32) if wednesdays.day(date(2026, 10, day)).spans] == days


def test_what_comes_once_a_month_is_found():
    monthly = week(rule("10:00-12:00", frozenset({2}), nth=1))

    assert told(monthly.status(at("2026-11-04 13:00"))) == (State.CLOSED, "2026-12-02 10:00")


def test_a_rule_holds_from_its_first_day_to_its_last():
    winter = week(rule("10:00-12:00", valid_from=date(2026, 11, 2), valid_to=date(2026, 11, 4)))

    assert [day for day in range(1, 31) if winter.day(date(2026, 11, day)).spans] == [2, 3, 4]
    assert told(winter.status(at("2026-11-04 13:00"))) == (State.CLOSED, None)


@pytest.mark.parametrize(
    ("season", "inside", "outside"),
    [
        (Season((12, 1), (3, 31)), ["2026-12-01", "2027-01-15", "2027-03-31"], ["2026-11-30", "2027-04-01"]),
        (Season((6, 1), (8, 31)), ["2026-06-01", "2027-08-31"], ["2026-05-31", "2026-09-01"]),
    ],
)
def test_a_season_comes_every_year(season, inside, outside):
    seasonal = week(rule("10:00-12:00", season=season))

    assert [on for on in inside + outside if seasonal.day(date.fromisoformat(on)).spans] == inside


def test_nothing_stated_is_unknown():
    status = week().status(at("2026-11-25 12:00"))

    assert told(status) == (State.UNKNOWN, None)
    assert status.day.reason == Reason.NOT_STATED
    assert here(status.valid_until) == "2026-11-26 00:00"


def test_each_kind_has_hours_of_its_own():
    stated = [rule("09:00-16:00"), rule("08:00-09:00", kind=Kind.PHONE)]

    assert spans(week(*stated).day(CHRISTMAS_EVE)) == ["24 09:00-24 16:00"]
    assert spans(week(*stated, kind=Kind.PHONE).day(CHRISTMAS_EVE)) == ["24 08:00-24 09:00"]
    assert week(*stated, kind=Kind.INTAKE).day(CHRISTMAS_EVE).reason == Reason.NOT_STATED


def test_a_closed_day_says_why():
    status = week(rule("09:00-16:00"), exceptions=(closed(CHRISTMAS_EVE, message="Vi har julfest."),)).status(
        at("2026-12-24 12:00")
    )

    assert told(status) == (State.CLOSED, "2026-12-25 09:00")
    assert (status.day.reason, status.day.message) == (Reason.EXCEPTION, "Vi har julfest.")


def test_a_closed_night_leaves_the_one_before_alone():
    nights = week(rule("20:30-07:30"), exceptions=(closed(CHRISTMAS_EVE),))

    assert told(nights.status(at("2026-12-24 07:00"))) == (State.OPEN, "2026-12-24 07:30")
    assert told(nights.status(at("2026-12-24 21:00"))) == (State.CLOSED, "2026-12-25 20:30")
    assert told(nights.status(at("2026-12-25 07:00"))) == (State.CLOSED, "2026-12-25 20:30")


def test_other_hours_replace_the_usual_ones_of_their_kind():
    exceptions = (other(CHRISTMAS_EVE, "13:00-14:00", "10:00-11:00"),)
    stated = [rule("09:00-16:00"), rule("08:00-09:00", kind=Kind.PHONE)]

    assert spans(week(*stated, exceptions=exceptions).day(CHRISTMAS_EVE)) == ["24 10:00-24 11:00", "24 13:00-24 14:00"]
    assert spans(week(*stated, exceptions=exceptions, kind=Kind.PHONE).day(CHRISTMAS_EVE)) == ["24 08:00-24 09:00"]


def test_a_message_changes_no_hours():
    exceptions = (message(CHRISTMAS_EVE, "Ring på porten."),)
    day = week(rule("09:00-16:00"), exceptions=exceptions).day(CHRISTMAS_EVE)

    assert (spans(day), day.reason, day.message) == (["24 09:00-24 16:00"], Reason.WEEKLY, "Ring på porten.")


def test_a_message_stands_beside_what_decides():
    exceptions = (closed(CHRISTMAS_EVE, message="Stängt."), message(CHRISTMAS_EVE, "Gå till kyrkan."))
    day = week(rule("09:00-16:00"), exceptions=exceptions).day(CHRISTMAS_EVE)

    assert (spans(day), day.message) == ([], "Stängt.\nGå till kyrkan.")


def test_an_exception_may_last():
    summer = week(rule("09:00-16:00"), exceptions=(closed(date(2026, 7, 1), until=date(2026, 7, 31)),))

    assert told(summer.status(at("2026-07-01 12:00"))) == (State.CLOSED, "2026-08-01 09:00")


@pytest.mark.parametrize(
    ("behaviour", "state", "reason", "hours"),
    [
        (Behaviour.OPEN, State.OPEN, Reason.WEEKLY, ["24 09:00-24 16:00"]),
        (Behaviour.CLOSED, State.CLOSED, Reason.EVE, []),
        (Behaviour.AS_SUNDAY, State.CLOSED, Reason.EVE, ["24 17:00-24 19:00"]),
        (Behaviour.UNKNOWN, State.UNKNOWN, Reason.EVE, ["24 09:00-24 16:00"]),
        (None, State.UNKNOWN, Reason.EVE, ["24 09:00-24 16:00"]),
    ],
)
def test_an_eve_is_what_policy_says(behaviour, state, reason, hours):
    stated = week(rule("09:00-16:00", WORKDAYS), rule("17:00-19:00", SUNDAYS), on_eve=behaviour)
    status = stated.status(at("2026-12-24 12:00"))

    assert (status.state, status.day.reason, spans(status.day)) == (state, reason, hours)
    assert status.day.holiday.name == "julafton"


def test_a_holiday_is_not_an_eve():
    stated = week(rule("09:00-16:00"), on_holiday=Behaviour.CLOSED, on_eve=Behaviour.OPEN)

    assert stated.status(at("2026-12-24 12:00")).state == State.OPEN
    assert stated.status(at("2026-12-25 12:00")).day.reason == Reason.HOLIDAY


def test_a_holiday_takes_nothing_from_a_day_without_hours():
    tuesdays = week(rule("09:00-16:00", frozenset({1})), on_holiday=Behaviour.UNKNOWN)
    status = tuesdays.status(at("2026-12-25 12:00"))

    assert told(status) == (State.CLOSED, "2026-12-29 09:00")
    assert status.day.reason == Reason.WEEKLY


def test_the_last_sunday_of_a_month_is_no_model_for_holidays():
    stated = week(rule("09:00-16:00", SUNDAYS, nth=-1), on_holiday=Behaviour.AS_SUNDAY)

    assert stated.day(date(2026, 12, 25)).spans == ()


def test_a_doubtful_day_is_doubtful_from_midnight_until_its_night_ends():
    nights = week(rule("20:30-07:30"), on_holiday=Behaviour.UNKNOWN)  # Christmas Day and Boxing Day

    assert told(nights.status(at("2026-12-25 07:00"))) == (State.OPEN, "2026-12-25 07:30")
    assert told(nights.status(at("2026-12-25 09:00"))) == (State.UNKNOWN, "2026-12-27 20:30")
    assert told(nights.status(at("2026-12-27 07:29"))) == (State.UNKNOWN, "2026-12-27 20:30")
    assert told(nights.status(at("2026-12-27 07:30"))) == (State.CLOSED, "2026-12-27 20:30")
    assert here(nights.status(at("2026-12-27 07:00")).valid_until) == "2026-12-27 07:30"


def test_an_exception_beats_a_holiday():
    stated = week(rule("09:00-16:00"), on_eve=Behaviour.CLOSED, exceptions=(other(CHRISTMAS_EVE, "10:00-12:00"),))

    assert told(stated.status(at("2026-12-24 11:00"))) == (State.OPEN, "2026-12-24 12:00")


def test_a_service_comes_before_its_place():
    place = Hours((rule("09:00-16:00"),), (closed(CHRISTMAS_EVE),), Behaviour.CLOSED, Behaviour.OPEN)
    shower = Hours((rule("10:00-11:00"),), (other(CHRISTMAS_EVE, "12:00-13:00"),), on_eve=Behaviour.UNKNOWN)

    assert shower.over(place) == Hours(
        shower.rules, shower.exceptions + place.exceptions, Behaviour.CLOSED, Behaviour.UNKNOWN
    )
    assert Hours().over(place) == place
    assert spans(timetable(shower.over(place), CALENDAR).day(CHRISTMAS_EVE)) == ["24 12:00-24 13:00"]


@pytest.mark.parametrize(
    ("hours", "state"),
    [
        ("20:30-07:30", State.OPEN),
        ("05:00-06:30", State.OPEN),  # tomorrow morning's count too
        ("09:00-20:00", State.CLOSED),
        ("06:00-09:00", State.CLOSED),
    ],
)
def test_tonight_is_any_moment_of_the_night(hours, state):
    tonight = window(date(2026, 11, 25), wall("20:00-06:00"))

    assert week(rule(hours)).during(tonight) == state


def test_tonight_may_be_unknown():
    tonight = window(date(2026, 12, 25), wall("20:00-06:00"))

    assert week(rule("20:30-07:30"), on_holiday=Behaviour.UNKNOWN).during(tonight) == State.UNKNOWN
    assert week().during(tonight) == State.UNKNOWN


def test_an_answer_holds_until_something_changes_or_the_day_ends():
    stated = week(rule("09:00-16:00"))
    until = [here(stated.status(at(f"2026-11-25 {when}")).valid_until) for when in ("08:00", "12:00", "17:00")]

    assert until == ["2026-11-25 09:00", "2026-11-25 16:00", "2026-11-26 00:00"]


@pytest.mark.slow
@given(integers(0, 2**32))
def test_nothing_changes_before_an_answer_ends(seed):
    chance = Random(seed)  # noqa: S311 (hypothesis chooses it)
    hours = some_hours(chance)
    stated, begin = timetable(hours, CALENDAR), some_instant(chance, hours)
    status = stated.status(begin)
    later = begin + (status.valid_until - begin) * chance.random()

    assert status.valid_until > begin
    assert stated.status(later) == status


@pytest.mark.slow
@given(integers(0, 2**32))
def test_it_is_open_exactly_during_the_hours_of_its_days(seed):
    chance = Random(seed)  # noqa: S311 (hypothesis chooses it)
    hours = some_hours(chance)
    stated, moment = timetable(hours, CALENDAR), some_instant(chance, hours)
    today = moment.astimezone(HERE).date()
    days = [day for day in (stated.day(today - DAY), stated.day(today)) if day.is_known]

    assert (stated.status(moment).state == State.OPEN) == any(moment in span for day in days for span in day.spans)


def test_without_holidays_every_day_is_ordinary():
    stated = timetable(Hours((rule("09:00-16:00"),)), holidays())

    assert stated.status(at("2026-12-25 12:00")).state == State.OPEN
