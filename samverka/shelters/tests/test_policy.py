"""The rules of a night: which one holds where and when, and what can never be decided."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_user
from samverka.core import policy
from samverka.core.access import Denied, Refused, Unfit
from samverka.core.actions import write_policies, write_policy
from samverka.core.deciding import WriteRule
from samverka.core.models import Entry, Policy
from samverka.core.policy import KEYS, Policies, effective
from samverka.shelters import clock
from samverka.shelters.actions.policies import apply_preset
from samverka.shelters.presets import PRESETS
from samverka.shelters.tests.factories import MORNING, make_pool, make_shelter


TODAY = MORNING.date()


def decide(value, *, key="doors_open", scopes=("nation:00",), since=TODAY, at=MORNING, by=None):
    return write_policy(
        scopes=list(scopes), key=key, value=value, valid_from=since, source="beslut", decided_by="nämnden",
        by=by or make_user(), at=at,
    )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("since", [date.min, date.max])
def test_a_rule_holds_from_a_day_in_our_century(since):
    with pytest.raises(Unfit, match="century"):
        decide("19:00", since=since)
    assert not WriteRule({"value": "19:00", "valid_from": since, "source": "x"}, key=KEYS["doors_open"]).is_valid()


def make_lead(pool):
    return make_user(Role.SHELTER_LEAD, at=pool.organisation)


# Which rule holds


def test_without_a_decision_the_default_holds():
    assert effective(["nation:00"], on=TODAY).value("draw_time") == "10:00"
    assert effective(["nation:00"], on=TODAY).source("draw_time") == ""


def test_the_nearest_scope_goes_first():
    shelter = make_shelter(pool=make_pool())
    scopes = shelter.scopes
    for number, _scope in enumerate(scopes):
        decide(30 + number, key="hold_minutes", scopes=scopes[: number + 1])

        assert effective(scopes, on=TODAY).value("hold_minutes") == 30 + number

    assert [scope.split(":")[0] for scope in scopes] == ["nation", "county", "municipality", "pool", "site"]


def test_a_wider_rule_written_later_does_not_go_before_a_nearer_one():
    scopes = make_pool().scopes
    decide(30, key="hold_minutes", scopes=scopes)
    decide(60, key="hold_minutes", scopes=scopes[:1])

    assert effective(scopes, on=TODAY).value("hold_minutes") == 30
    assert effective(scopes, on=TODAY).scope("hold_minutes") == scopes[-1]


def test_another_pools_rule_is_not_ours():
    here, there = make_pool(), make_pool()
    decide(30, key="hold_minutes", scopes=there.scopes)

    assert effective(here.scopes, on=TODAY).value("hold_minutes") == 90


def test_a_rule_holds_from_its_first_day():
    decide("18:00", since=TODAY + timedelta(days=3))

    found = [effective(["nation:00"], on=TODAY + timedelta(days=day)).value("doors_open") for day in (0, 2, 3, 400)]
    assert found == ["19:00", "19:00", "18:00", "18:00"]


def test_a_rule_holds_to_its_last_day():
    decide("18:00", since=TODAY)
    decide("20:00", since=TODAY + timedelta(days=2))

    found = [effective(["nation:00"], on=TODAY + timedelta(days=day)).value("doors_open") for day in (0, 1, 2)]
    assert found == ["18:00", "18:00", "20:00"]


def test_last_winter_recomputes_as_it_was():
    decide(5, key="nights_per_ticket", since=date(2025, 11, 1), at=MORNING - timedelta(days=500))
    last_winter = effective(["nation:00"], on=date(2026, 1, 15))

    decide(3, key="nights_per_ticket")

    again = effective(["nation:00"], on=date(2026, 1, 15))
    assert (again.as_record(), again.version) == (last_winter.as_record(), last_winter.version)
    assert effective(["nation:00"], on=TODAY).version != again.version


def test_the_same_rules_have_the_same_version_wherever_they_come_from():
    decide("18:00", scopes=["nation:00"])
    decide("18:00", scopes=["county:03"])

    assert effective(["nation:00"], on=TODAY).version == effective(["county:03"], on=TODAY).version
    assert effective([], on=TODAY).version == Policies().version


# What cannot be decided


def test_days_that_are_over_keep_their_rules():
    decide("18:00", since=TODAY - timedelta(days=30), at=MORNING - timedelta(days=30))

    with pytest.raises(Refused, match="Days that are over"):
        decide("20:00", since=TODAY - timedelta(days=1))

    assert effective(["nation:00"], on=TODAY - timedelta(days=1)).value("doors_open") == "18:00"


def test_nobody_decides_behind_a_decision_to_come():
    decide("18:00", since=TODAY + timedelta(days=10))

    with pytest.raises(Refused, match="already decided from"):
        decide("20:00", since=TODAY)
    with pytest.raises(Refused, match="already decided from this day"):
        decide("20:00", since=TODAY + timedelta(days=10))


@pytest.mark.parametrize("value", ["02:00", "02:30", "02:59"])
@pytest.mark.parametrize("key", ["confirm_by", "draw_time", "doors_open", "release_at", "doors_close", "close_at"])
def test_an_hour_that_the_clock_change_skips_or_repeats_is_refused(key, value):
    with pytest.raises(Refused, match="when clocks change"):
        decide(value, key=key)

    assert not Policy.objects.exists()


@pytest.mark.parametrize("value", ["01:59", "03:00"])
def test_the_hours_beside_it_are_not(value):
    assert policy.read("doors_close", value) == value


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("doors_open", "kl åtta", "Write a time as 20:30."),
        ("nights_per_ticket", 0, "from 1 to 14"),
        ("nights_per_ticket", "fem", "from 1 to 14"),
        ("no_show_effect", "punish", "Choose one of"),
        ("priority_order", ["women", "women"], "each once"),
        ("priority_order", "tall", "Choose any of these"),
        ("suspend_restrictions_in_cold", "perhaps", "yes or no"),
        ("intake_place", "x" * 301, "at most 300"),
        ("cruelty", 1, "no rule called"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(key, value, told):
    with pytest.raises(Refused, match=told):
        decide(value, key=key)

    assert not Policy.objects.exists()


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("doors_open", "22:00", "released before the doors open"),
        ("release_at", "23:30", "released after the doors have closed"),
        ("close_at", "13:00", "must be before noon"),
        ("confirm_by", "10:30", "confirmed after the draw"),
    ],
)
def test_rules_that_contradict_each_other_are_refused_and_nothing_is_written(key, value, told):
    with pytest.raises(Refused, match=told):
        decide(value, key=key)

    assert not Policy.objects.exists()
    assert not Entry.objects.exists()


def test_a_contradiction_with_a_wider_rule_is_refused():
    scopes = make_pool().scopes
    decide("20:00", key="release_at", scopes=scopes[:1])

    with pytest.raises(Refused, match="released before the doors open"):
        decide("20:30", scopes=scopes)


def test_a_contradiction_on_a_later_day_is_refused():
    decide("19:30", key="release_at", since=TODAY + timedelta(days=7))

    with pytest.raises(Refused, match="released before the doors open"):
        decide("20:00", key="doors_open", since=TODAY)


def test_rules_that_fit_only_together_are_written_together():
    write_policies(
        scopes=["nation:00"], values={"doors_open": "22:00", "release_at": "22:30", "doors_close": "01:00"},
        valid_from=TODAY, source="beslut", decided_by="nämnden", by=make_user(), at=MORNING,
    )  # fmt: skip

    assert effective(["nation:00"], on=TODAY).value("doors_close") == "01:00"
    assert Entry.objects.filter(verb="core.policy_written").count() == 3


# Known rule sets


@pytest.mark.parametrize("name", PRESETS)
def test_every_known_rule_set_can_be_read_and_holds_together(name):
    preset = PRESETS[name]
    values = {key: policy.read(key, value) for key, value in preset.rules.items()}

    assert values == dict(preset.rules)
    assert policy.contradictions(Policies({key: {"value": value} for key, value in values.items()})) == []
    assert preset.source
    assert len(preset.source) <= 300
    assert name == preset.name


def test_all_rule_sets_of_the_handbook_are_known():
    assert len(PRESETS) == 10
    assert [name for name, preset in PRESETS.items() if preset.only_compared] == ["oslo"]


@pytest.mark.parametrize("name", [name for name, preset in PRESETS.items() if not preset.only_compared])
def test_a_known_rule_set_is_applied_whole_with_its_source(name):
    pool = make_pool()

    apply_preset(name=name, pool=pool, valid_from=TODAY, by=make_lead(pool), at=MORNING)

    held = effective(pool.scopes, on=TODAY)
    assert {key: held.value(key) for key in PRESETS[name].rules} == dict(PRESETS[name].rules)
    assert {held.source(key) for key in PRESETS[name].rules} == {PRESETS[name].source}
    assert Policy.objects.get(key=next(iter(PRESETS[name].rules))).decided_by == pool.organisation.name


def test_applied_twice_is_applied_once():
    pool = make_pool()
    apply_preset(name="vinternatt_1", pool=pool, valid_from=TODAY, by=make_lead(pool), at=MORNING)
    count = Policy.objects.count()

    again = apply_preset(
        name="vinternatt_1", pool=pool, valid_from=TODAY + timedelta(days=1), by=make_lead(pool), at=MORNING
    )

    assert (again, Policy.objects.count()) == ([], count)


def test_another_rule_set_follows_from_its_day():
    pool = make_pool()
    apply_preset(name="vinternatt_1", pool=pool, valid_from=TODAY, by=make_lead(pool), at=MORNING)
    apply_preset(name="vinternatt_2", pool=pool, valid_from=TODAY + timedelta(days=30), by=make_lead(pool), at=MORNING)

    nights = [effective(pool.scopes, on=TODAY + timedelta(days=day)).value("nights_per_ticket") for day in (29, 30)]
    assert nights == [5, 1]


def test_a_rule_set_that_does_not_fit_leaves_nothing_behind():
    pool = make_pool()
    decide("19:30", key="release_at", scopes=pool.scopes)

    with pytest.raises(Refused, match="released before the doors open"):
        apply_preset(name="station_nord", pool=pool, valid_from=TODAY, by=make_lead(pool), at=MORNING)

    assert Policy.objects.count() == 1


@pytest.mark.parametrize(("name", "told"), [("oslo", "for comparison"), ("paris", "no rule set")])
def test_what_is_only_compared_or_unknown_is_not_applied(name, told):
    pool = make_pool()

    with pytest.raises(Refused, match=told):
        apply_preset(name=name, pool=pool, valid_from=TODAY, by=make_lead(pool), at=MORNING)


def test_a_stranger_applies_nothing():
    with pytest.raises(Denied):
        apply_preset(name="vinternatt_1", pool=make_pool(), valid_from=TODAY, by=make_user(), at=MORNING)


# The nights on which the clock changes (P11)

CLOSES = time(7, 30)
AUTUMN, SPRING, PLAIN = date(2026, 10, 24), date(2026, 3, 28), date(2026, 11, 24)  # named by their evenings


@pytest.mark.parametrize(("night", "hours"), [(AUTUMN, 12), (SPRING, 10), (PLAIN, 11)])
def test_a_night_is_as_long_as_it_is(night, hours):
    opens, closes = clock.by_night(night, time(20, 30)), clock.by_night(night, CLOSES)

    assert closes.astimezone(UTC) - opens.astimezone(UTC) == timedelta(hours=hours)


@pytest.mark.parametrize("night", [AUTUMN, SPRING, PLAIN])
def test_every_moment_between_doors_and_morning_belongs_to_the_same_night(night):
    moment = clock.by_night(night, time(20, 30)).astimezone(UTC)
    closes = clock.by_night(night, CLOSES).astimezone(UTC)
    seen = set()
    while moment < closes:
        seen.add(clock.tonight(moment, closes=CLOSES))
        moment += timedelta(minutes=5)

    assert seen == {night}
    assert clock.tonight(closes, closes=CLOSES) == night + timedelta(days=1)


@pytest.mark.parametrize(
    ("night", "utc"),
    [
        (AUTUMN, datetime(2026, 10, 25, 3, tzinfo=UTC)),
        (SPRING, datetime(2026, 3, 29, 2, tzinfo=UTC)),
        (PLAIN, datetime(2026, 11, 25, 3, tzinfo=UTC)),
    ],
)
def test_four_o_clock_comes_once_every_night(night, utc):
    assert clock.freezes(night).astimezone(UTC) == utc
    quarters = [clock.by_night(night, time(20, 30)).astimezone(UTC) + timedelta(minutes=15 * n) for n in range(60)]
    assert [moment for moment in quarters if moment.astimezone(clock.HERE).time() == clock.FREEZE] == [utc]


@pytest.mark.parametrize(
    ("night", "wall", "utc"),
    [
        (date(2026, 10, 25), time(10), datetime(2026, 10, 25, 9, tzinfo=UTC)),
        (date(2026, 3, 29), time(10), datetime(2026, 3, 29, 8, tzinfo=UTC)),
        (date(2026, 10, 24), time(10), datetime(2026, 10, 24, 8, tzinfo=UTC)),
    ],
)
def test_the_draw_is_at_ten_by_the_clock_on_the_wall(night, wall, utc):
    assert clock.by_day(night, wall).astimezone(UTC) == utc


def test_both_times_that_the_clock_shows_half_past_two_are_one_night():
    first, second = (datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1))

    assert first.astimezone(clock.HERE).time() == second.astimezone(clock.HERE).time() == time(2, 30)
    assert clock.tonight(first, closes=CLOSES) == clock.tonight(second, closes=CLOSES) == AUTUMN


@given(
    night=st.dates(date(2020, 1, 1), date(2040, 1, 1)),
    wall=st.times().filter(lambda wall: wall.hour != 2).map(lambda wall: wall.replace(second=0, microsecond=0)),
)
def test_an_hour_that_may_be_decided_exists_exactly_once_every_night(night, wall):
    moment = clock.by_night(night, wall)

    assert moment.astimezone(UTC).astimezone(clock.HERE).time() == wall
    assert moment.replace(fold=1).utcoffset() == moment.utcoffset()
