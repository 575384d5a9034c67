"""Whom to call now, here: by weekday, hour and holiday."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as some

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_territory, make_user
from samverka.core.access import Denied, Refused, Stale, Unfit
from samverka.core.ids import new_id
from samverka.core.models import Entry
from samverka.core.versions import version
from samverka.directory.queries import Weekly, hours_version
from samverka.safeguarding import actions, queries
from samverka.safeguarding.models import ChannelException, ReportingChannel
from samverka.safeguarding.tests.factories import MORNING, make_channel, make_coordinator, make_town


pytestmark = pytest.mark.django_db


def wall(day, hour, minute=0):
    """A moment by the clock of Stockholm in January 2027, when it is an hour before UTC's."""
    return datetime(2027, 1, day, hour, minute, tzinfo=UTC) - timedelta(hours=1)


def kind(stretch):
    return stretch.channel.kind if stretch.channel else "112"


def asked(at, code="0180"):
    found = queries.answer(code, at=at)
    return kind(found.now), found.now.ends, kind(found.after)


@pytest.mark.parametrize(
    ("at", "now", "ends", "after"),
    [
        (wall(15, 10), "office", wall(15, 16, 30), "duty"),  # a Friday morning
        (wall(15, 16, 29), "office", wall(15, 16, 30), "duty"),
        (wall(15, 16, 30), "duty", wall(16, 2), "112"),
        (wall(15, 23), "duty", wall(16, 2), "112"),
        (wall(16, 1, 59), "duty", wall(16, 2), "112"),
        (wall(16, 2), "112", wall(16, 10), "duty"),  # a Saturday
        (wall(17, 12), "duty", wall(18, 2), "112"),
        (wall(18, 7, 59), "112", wall(18, 8), "office"),
        (wall(6, 12), "duty", wall(7, 2), "112"),  # Epiphany, a Wednesday: as on a Sunday
        (wall(5, 17), "duty", wall(6, 2), "112"),
    ],
)
def test_the_hour_the_weekday_and_the_holiday_say_whom_to_call(at, now, ends, after):
    make_town()

    assert asked(at) == (now, ends, after)


def test_where_nobody_is_noted_it_is_112_at_every_hour():
    found = queries.answer("0180", at=wall(15, 12))

    assert (found.now.channel, found.after, found.channels) == (None, None, [])


def test_a_holiday_of_which_nobody_knows_is_told_as_not_sure():
    make_channel(holidays="unknown")

    found = queries.answer("0180", at=wall(6, 12))

    assert (kind(found.now), found.now.is_sure) == ("office", False)


def test_a_number_that_answers_is_called_before_one_that_may():
    make_channel(holidays="unknown")
    make_channel("duty", hours=[Weekly("1234567", time(0), time(0))], holidays="open", eves="open")

    assert kind(queries.answer("0180", at=wall(6, 12)).now) == "duty"


def test_an_e_service_is_never_the_number_to_call():
    make_channel("e_service", hours=[Weekly("1234567", time(0), time(0))])

    assert queries.answer("0180", at=wall(15, 12)).now.channel is None


def test_days_that_differ_go_before_the_week():
    office, _duty = make_town()
    actions.add_channel_days(
        id=new_id(), channel=office, first_day=date(2027, 1, 15), by=make_coordinator(), at=MORNING
    )  # fmt: skip

    assert asked(wall(15, 10)) == ("112", wall(15, 16, 30), "duty")


def test_another_municipality_has_its_own():
    make_town()

    assert queries.answer("0184", at=wall(15, 10)).now.channel is None


@pytest.mark.slow
@given(at=some.datetimes(datetime(2026, 3, 1), datetime(2026, 11, 30), timezones=some.just(UTC)))  # noqa: DTZ001
@settings(max_examples=40, deadline=None)
def test_the_table_is_right_at_every_hour_of_it(at):
    """A copy kept offline says at each hour what the page would say then; clock changes lie within."""
    with transaction.atomic():
        make_town()
        kept = queries.answer("0180", at=at)
        parts = [part for day in kept.days for part in day.parts]

        assert [one.closes for one, _next in pairwise(parts)] == [one.opens for _one, one in pairwise(parts)]
        assert parts[0].opens <= at < parts[-1].closes
        later = at + (parts[-1].closes - at) / 3
        [then] = [part for part in parts if part.opens <= later < part.closes]
        assert then.stretch.channel == queries.answer("0180", at=later).now.channel
        transaction.set_rollback(True)


def test_one_and_three_channels_cost_the_same(django_assert_num_queries):
    make_channel()
    queries.answer("0180", at=MORNING)  # the calendar is remembered
    with django_assert_num_queries(3):
        queries.answer("0180", at=MORNING)
    make_channel("duty")
    make_channel("e_service")
    with django_assert_num_queries(3):
        queries.answer("0180", at=MORNING)


def test_a_change_of_hours_days_or_numbers_makes_the_page_anew():
    channel, by = make_channel(), make_coordinator()
    stamps = [queries.channel_stamp("0180", on=date(2027, 1, 15))]
    steps = (
        lambda at: actions.set_channel_hours(channel=channel, weekly=[], holidays="open", eves="open", by=by, at=at),
        lambda at: actions.add_channel_days(
            id=new_id(), channel=channel, first_day=date(2027, 2, 1), by=by, at=at
        ),
        lambda at: actions.remove_channel_days(days=ChannelException.objects.get(), by=by, at=at),
        lambda at: actions.change_channel(channel=channel, phone="08-000 00 99", by=by, at=at),
        lambda at: actions.remove_channel(channel=channel, by=by, at=at),
    )  # fmt: skip
    for number, step in enumerate(steps, 1):
        step(MORNING + timedelta(minutes=number))
        stamps.append(queries.channel_stamp("0180", on=date(2027, 1, 15)))

    assert len(set(stamps)) == len(steps) + 1


def test_only_a_coordinator_of_the_municipality_keeps_its_channels():
    channel = make_channel()

    for by in (make_user(Role.OUTREACH_WORKER), make_coordinator("0380")):
        with pytest.raises(Denied):
            actions.verify_channel(channel=channel, by=by, at=MORNING)
        with pytest.raises(Denied):
            actions.add_channel(
                id=new_id(), municipality=make_territory("0180"), kind="duty", phone="1", by=by, at=MORNING
            )  # fmt: skip


def test_the_same_id_again_changes_nothing():
    by, id = make_coordinator(), new_id()
    told = {"id": id, "municipality": make_territory("0180"), "by": by, "at": MORNING}

    made = actions.add_channel(kind="office", phone="08-000 00 20", **told)

    assert actions.add_channel(kind="office", phone="08-000 00 20", **told) == made
    with pytest.raises(Refused):
        actions.add_channel(kind="duty", phone="08-000 00 20", **told)
    assert ReportingChannel.objects.count() == 1


def test_a_number_is_called_and_an_e_service_has_an_address():
    by, here = make_coordinator(), make_territory("0180")

    for kind, told, field in (("office", {"address": "https://x.example/"}, "phone"), ("e_service", {}, "address")):
        with pytest.raises(Unfit) as unfit:
            actions.add_channel(id=new_id(), municipality=here, kind=kind, by=by, at=MORNING, **told)
        assert unfit.value.field == field


def test_nobody_can_let_112_be_kept():
    with pytest.raises(IntegrityError):
        actions.add_channel(
            id=new_id(), municipality=make_territory("0180"), kind="emergency", phone="112", by=make_coordinator(),
            at=MORNING,
        )  # fmt: skip


def test_nobody_overwrites_a_colleagues_hours_unseen():
    channel, by = make_channel(), make_coordinator()
    seen, seen_hours = version(ReportingChannel.objects.get()), hours_version(channel)
    actions.set_channel_hours(channel=channel, weekly=[], holidays="open", eves="open", by=by, at=MORNING)

    with pytest.raises(Stale):
        actions.set_channel_hours(
            channel=channel, weekly=[], holidays="closed", eves="open", by=by, at=MORNING, seen=seen_hours
        )  # fmt: skip
    with pytest.raises(Stale):
        actions.change_channel(channel=channel, phone="1", by=by, at=MORNING, seen=seen)


def test_too_many_lines_are_refused():
    channel = make_channel()
    many = [Weekly("1", time(number // 60, number % 60), time(23)) for number in range(61)]

    with pytest.raises(Unfit, match="too many"):
        actions.set_channel_hours(
            channel=channel, weekly=many, holidays="open", eves="open", by=make_coordinator(), at=MORNING
        )  # fmt: skip


def test_what_is_done_with_a_channel_is_written_down_in_its_county():
    channel, by = make_channel(), make_coordinator()
    actions.verify_channel(channel=channel, by=by, at=MORNING)
    actions.remove_channel(channel=channel, by=by, at=MORNING)

    verbs = Entry.objects.filter(county="01", subject__startswith="safeguarding.").values_list("verb", flat=True)
    assert list(verbs.order_by("number")) == [
        f"safeguarding.{verb}" for verb in ("channel_added", "channel_hours_set", "channel_verified", "channel_removed")
    ]
