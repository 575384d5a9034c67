"""When a night is extra cold, by a rule of the place: pure arithmetic."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samverka.shelters.cold_rule import LEVELS, Alert, Hour, Trigger, by_hand, felt, judge, trigger


pytestmark = pytest.mark.on_sqlite


NIGHT = date(2027, 1, 15)
MORNING = datetime(2027, 1, 15, 7, tzinfo=UTC)
RULE = Trigger(threshold=-7.0, latitude=59.33, longitude=18.07)
AUTUMN, SPRING = date(2026, 10, 24), date(2027, 3, 27)  # the nights in which clocks change


def hourly(*, coldest=-3.0, night=NIGHT, wind=None, hours=48):
    """A forecast from noon on: `coldest` at five in the morning, one degree above it at every other hour."""
    noon = datetime(night.year, night.month, night.day, 11, tzinfo=UTC)
    times = [noon + timedelta(hours=number) for number in range(hours)]
    return [Hour(at, coldest if number == 17 else coldest + 1, wind) for number, at in enumerate(times)]


def judged(rule=RULE, hours=None, warnings=(), *, night=NIGHT, issued_at=MORNING, at=MORNING):
    return judge(rule, night, hourly() if hours is None else hours, warnings, issued_at=issued_at, at=at)


def warning(level="orange", kind="WIND", *, begins=MORNING, ends=None):
    return Alert(level, kind, begins, ends)


@pytest.mark.parametrize(
    ("coldest", "is_met", "reasons"),
    [(-7.0, True, ("colder",)), (-12.4, True, ("colder",)), (-6.9, False, ("warmer",)), (3.0, False, ("warmer",))],
)
def test_a_night_is_cold_at_the_threshold_and_below(coldest, is_met, reasons):
    verdict = judged(hours=hourly(coldest=coldest))

    assert (verdict.is_met, verdict.value, verdict.reasons) == (is_met, coldest, reasons)
    assert verdict.value_at == datetime(2027, 1, 16, 4, tzinfo=UTC)


def test_only_the_hours_of_the_window_count():
    before, after = Hour(MORNING + timedelta(hours=9), -20.0), Hour(MORNING + timedelta(hours=26), -20.0)

    assert judged(hours=[*hourly(), before, after]).is_met is False
    assert judged(hours=[*hourly(), Hour(MORNING + timedelta(hours=10), -20.0)]).value == -20.0


@pytest.mark.parametrize(("night", "length"), [(NIGHT, 14), (AUTUMN, 15), (SPRING, 13)])
def test_the_window_is_as_long_as_the_night_is(night, length):
    begins, ends = RULE.window(night)

    assert ends.astimezone(UTC) - begins.astimezone(UTC) == timedelta(hours=length)


@pytest.mark.parametrize("night", [AUTUMN, SPRING])
def test_a_night_of_a_changed_clock_is_judged_to_its_last_hour(night):
    all_year = replace(RULE, season_first="01-01", season_last="12-31")
    _begins, ends = RULE.window(night)
    issued = ends - timedelta(hours=22)
    hours = [Hour(ends - timedelta(hours=number), -8.0 if number == 0 else 0.0) for number in range(20)]

    assert judged(all_year, hours, night=night, issued_at=issued, at=issued).value == -8.0


@pytest.mark.parametrize(
    ("day", "is_inside"),
    [((2026, 10, 31), False), ((2026, 11, 1), True), ((2026, 12, 31), True), ((2027, 1, 1), True),
     ((2027, 3, 31), True), ((2027, 4, 1), False), ((2027, 7, 1), False), ((2028, 2, 29), True)],
)  # fmt: skip
def test_a_season_lies_over_new_year(day, is_inside):
    assert RULE.is_in_season(date(*day)) == is_inside


def test_a_season_within_a_year_is_one_too():
    spring = replace(RULE, season_first="01-15", season_last="04-01")

    assert [spring.is_in_season(date(2027, *day)) for day in ((1, 14), (1, 15), (4, 1), (4, 2))] == [
        False, True, True, False,
    ]  # fmt: skip


def test_out_of_season_nothing_is_proposed():
    july = date(2027, 7, 1)
    at = datetime(2027, 7, 1, 7, tzinfo=UTC)

    verdict = judged(hours=hourly(coldest=-20, night=july), night=july, issued_at=at, at=at)

    assert (verdict.is_met, verdict.reasons) == (False, ("season",))


def test_what_is_felt_is_reckoned_with_the_wind_as_smhi_does():
    assert [round(felt(*one)) for one in ((0, 2), (-5, 6), (-10, 10), (-20, 20))] == [-2, -12, -20, -38]
    assert [felt(-10, 1), felt(15, 10)] == [-10, 15]


def test_a_rule_on_what_is_felt_needs_the_wind():
    oslo = replace(RULE, metric="felt", threshold=-10.0)

    assert judged(oslo, hourly(coldest=-5, wind=6.0)).is_met is True
    assert judged(oslo, hourly(coldest=-5, wind=0.5)).is_met is False
    assert judged(oslo, hourly(coldest=-25)).reasons == ("no_forecast",)


@pytest.mark.parametrize(
    ("level", "counts"), [("message", False), ("yellow", False), ("orange", True), ("red", True), ("class 2", False)]
)
def test_a_warning_counts_from_the_level_that_the_rule_names(level, counts):
    verdict = judged(replace(RULE, warning_level="orange"), warnings=[warning(level)])

    assert (verdict.is_met, verdict.reasons) == (counts, ("warned",) if counts else ("warmer",))


def test_a_rule_that_speaks_of_a_class_counts_no_warning_and_says_so():
    verdict = judged(replace(RULE, warning_level="unstated"), warnings=[warning("red")])

    assert (verdict.is_met, verdict.reasons, len(verdict.warnings)) == (False, ("unstated",), 1)


def test_a_rule_may_name_the_types_that_count():
    windy = replace(RULE, warning_level="yellow", warning_types=("WIND", "SNOW"))

    assert judged(windy, warnings=[warning(kind="WIND")]).is_met is True
    assert judged(windy, warnings=[warning(kind="FIRE")]).is_met is False


def test_a_warning_must_fall_in_the_night():
    rule = replace(RULE, warning_level="yellow")
    over = warning(ends=MORNING + timedelta(hours=3))
    tomorrow = warning(begins=MORNING + timedelta(hours=30))

    assert [judged(rule, warnings=[one]).is_met for one in (over, tomorrow, warning())] == [False, False, True]


def test_where_hours_are_missing_nobody_knows_unless_what_is_told_is_cold():
    short = [one for one in hourly() if one.at < MORNING + timedelta(hours=15)]

    verdict = judged(hours=short)

    assert (verdict.is_met, verdict.reasons) == (None, ("incomplete",))
    assert judged(hours=[*short, Hour(MORNING + timedelta(hours=14), -9.0)]).is_met is True
    assert judged(hours=[]).reasons == ("no_forecast",)


def test_a_late_forecast_says_nothing_of_a_mild_night():
    late = MORNING + timedelta(hours=13)

    assert (judged(at=late).is_met, judged(at=late).reasons) == (None, ("old",))
    assert judged(at=late, hours=hourly(coldest=-9)).is_met is True


def test_where_nobody_knows_of_warnings_that_count_nobody_says_that_there_are_none():
    rule = replace(RULE, warning_level="orange")

    assert judged(rule, warnings=None).reasons == ("no_warnings",)
    assert judged(rule, warnings=None).is_met is None
    assert judged(rule, hourly(coldest=-9), warnings=None).is_met is True
    assert judged(warnings=None).is_met is False


def test_in_the_evening_the_hours_that_are_over_are_not_missed():
    nine = MORNING + timedelta(hours=13)
    rest = [one for one in hourly() if one.at > nine]

    assert judged(hours=rest, issued_at=nine, at=nine).reasons == ("warmer",)


def test_what_somebody_has_read_is_held_against_the_same_rule():
    rule = replace(RULE, warning_level="orange")

    assert by_hand(rule, NIGHT, -7.0).reasons == ("colder",)
    assert by_hand(rule, NIGHT, -2.0, level="red", kind="WIND").reasons == ("warned",)
    assert by_hand(rule, NIGHT, -2.0).is_met is False
    assert by_hand(rule, date(2027, 6, 1), -7.0).reasons == ("season",)
    assert by_hand(replace(rule, warning_level="unstated"), NIGHT, 0, level="red").reasons == ("unstated",)


def test_a_warning_that_somebody_has_read_counts_though_its_type_was_not_told():
    windy = replace(RULE, warning_level="orange", warning_types=("WIND", "SNOW"))

    assert by_hand(windy, NIGHT, 1.0, level="orange").reasons == ("warned",)
    assert by_hand(windy, NIGHT, 1.0, level="orange", kind="FIRE").is_met is False


def test_a_night_is_watched_before_it_is_cold():
    assert [judged(hours=hourly(coldest=value)).is_near(RULE) for value in (-7.0, -4.0, -3.9)] == [True, True, False]


def test_a_rule_is_read_as_it_was_kept():
    rule = replace(RULE, warning_level="red", warning_types=("WIND",))

    assert trigger(rule.as_record()) == rule


@given(values=st.lists(st.floats(-30, 10), min_size=15, max_size=15), level=st.sampled_from(LEVELS))
def test_a_colder_forecast_never_unmakes_a_proposal(values, level):
    begins, _ends = RULE.window(NIGHT)
    rule = replace(RULE, warning_level=level)
    hours = [Hour(begins + timedelta(hours=number), value) for number, value in enumerate(values)]
    colder = [replace(one, temperature=one.temperature - 5) for one in hours]

    before, after = judged(rule, hours), judged(rule, colder)

    assert (before.is_met, after.is_met) != (True, False)
    assert before.is_met == (min(values) <= -7)
