"""The pages of hours, days that differ, and notices."""

from datetime import date, time

import pytest
from django.utils.timezone import now

from samverka.core.models import Policy
from samverka.core.policy import forget
from samverka.directory import actions, policy, queries
from samverka.directory.models import DateException, Notice, Service
from samverka.directory.queries import Weekly
from samverka.directory.tests.factories import add_hours, make_editor, make_place
from samverka.directory.tests.pages import hidden, read, way


pytestmark = pytest.mark.django_db
NINE, FIVE = time(9), time(17)


def lines(*told, **more):
    sent = {"line-TOTAL_FORMS": len(told), "line-INITIAL_FORMS": 0, "seen": "", "holidays": "", "eves": ""}
    for number, (days, opens, closes) in enumerate(told):
        sent |= {f"line-{number}-days": list(days), f"line-{number}-opens": opens, f"line-{number}-closes": closes}
        sent[f"line-{number}-kind"] = "open"
    return sent | more


def test_hours_are_written_line_by_line(keeper, service):
    there = way("edit_hours", "service", service.pk)

    kept = keeper.post(there, lines(("12345", "09:00", "17:00"), ("67", "20:30", "07:30"), ("", "", "")))

    assert kept.status_code == 302
    assert queries.weekly(service) == [Weekly("12345", NINE, FIVE), Weekly("67", time(20, 30), time(7, 30))]
    told = read(keeper, way("service", service.pk))
    assert "20.30 till 07.30 the next day" in told
    assert "09.00–17.00" in read(keeper, there)  # noqa: RUF001


def test_a_line_is_taken_away_and_others_come(keeper, service):
    add_hours(service)
    there = way("edit_hours", "service", service.pk)

    more = keeper.post(there, lines(("1", "09:00", "17:00"), more="1"))
    assert (more.status_code, len(more.context["lines"].forms)) == (200, 4)
    assert queries.weekly(service) == [Weekly("12345", NINE, time(15))]

    sent = lines(("12345", "09:00", "15:00"), ("6", "10:00", "12:00")) | {"line-0-DELETE": "on"}
    assert keeper.post(there, sent).status_code == 302
    assert queries.weekly(service) == [Weekly("6", time(10), time(12))]


def test_the_week_is_shown_before_it_is_kept(keeper, service):
    there = way("edit_hours", "service", service.pk)
    sent = lines(("1234567", "08:00", "08:30"))

    page = keeper.post(there, sent | {"preview": "1"})
    part = keeper.post(there, sent, headers={"HX-Request": "true"})

    for answer in (page, part):
        assert (answer.status_code, answer.content.decode().count("08.00–08.30")) == (200, 7)  # noqa: RUF001
    assert "<html" not in part.content.decode()
    assert queries.weekly(service) == []


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (("", "09:00", "17:00"), "at least one day"),
        (("1", "", "17:00"), "Write a time"),
        (("1", "25:00", "17:00"), "Enter a valid time"),
    ],
)
def test_a_line_that_cannot_be_read_is_told(keeper, service, line, told):
    wrong = keeper.post(way("edit_hours", "service", service.pk), lines(line))

    assert (wrong.status_code, told in wrong.content.decode()) == (422, True)


def test_hours_that_end_before_they_begin_are_told(keeper, service):
    sent = lines(("1", "09:00", "17:00")) | {"line-0-valid_from": "2027-02-01", "line-0-valid_to": "2027-01-01"}

    assert keeper.post(way("edit_hours", "service", service.pk), sent).status_code == 422


def test_hours_that_a_colleague_has_changed_are_handed_back(keeper, service):
    there = way("edit_hours", "service", service.pk)
    seen = keeper.get(there).context["around"]["seen"].value()
    add_hours(service)

    stale = keeper.post(there, lines(("7", "10:00", "12:00"), seen=seen))
    again = keeper.post(there, lines(("7", "10:00", "12:00"), seen=stale.context["around"]["seen"].value()))

    assert (stale.status_code, again.status_code) == (409, 302)
    assert "10:00" in stale.content.decode()
    assert queries.weekly(service) == [Weekly("7", time(10), time(12))]


def test_broken_lines_are_answered(keeper, service):
    there = way("edit_hours", "service", service.pk)

    for count in ("", "x", "999999999", "-1"):
        assert keeper.post(there, {"line-TOTAL_FORMS": count, "more": "1"}).status_code in (200, 422), count
        assert keeper.post(there, {"line-TOTAL_FORMS": count}).status_code in (200, 302, 422), count


def test_a_stop_has_hours_and_an_order(keeper, service):
    second = make_place(service.provider, name="Torget")
    by = make_editor(service.provider)
    actions.change_service(service=service, places=(service.places.get(), second), is_mobile=True, by=by, at=now())
    stop = service.at_places.get(place=second)

    assert keeper.post(way("edit_hours", "stop", stop.pk), lines(("3", "18:00", "19:00"))).status_code == 302
    keeper.post(way("move_stop", stop.pk))
    keeper.post(way("move_stop", stop.pk))

    assert service.at_places.first() == stop
    assert queries.weekly(stop) == [Weekly("3", time(18), time(19))]
    assert "18.00" in read(keeper, way("service", service.pk))


def test_days_that_differ_are_told_and_taken_away_with_a_way_back(keeper, service):
    there = way("add_exception", "service", service.pk)
    said = hidden(keeper.get(there)) | {"first_day": "2030-01-11", "kind": "closed", "message": "Semester."}

    assert keeper.post(there, said | {"kind": "other"}).status_code == 422
    assert keeper.post(there, said).status_code == 302
    one = DateException.objects.get()
    assert "Semester." in read(keeper, way("service", service.pk))
    gone = keeper.post(way("remove_exception", one.pk))
    assert not DateException.objects.exists()
    back = {field.name: field.value() for field in gone.context["form"] if field.value() is not None}
    assert keeper.post(there, back).status_code == 302
    assert DateException.objects.get() == one


def test_notices_are_told_and_taken_away_with_a_way_back(keeper, service):
    for noun, pk in (("provider", service.provider_id), ("place", service.places.get().pk)):
        there = way("add_notice", noun, pk)
        said = hidden(keeper.get(there)) | {"text": "Trappan lagas.", "first_day": "2027-01-11"}
        assert keeper.post(there, said).status_code == 302
        assert "Trappan lagas." in read(keeper, way(noun, pk))
        one = Notice.objects.get()
        gone = keeper.post(way("remove_notice", one.pk))
        back = {field.name: field.value() for field in gone.context["form"] if field.value() is not None}
        assert keeper.post(there, back).status_code == 302
        Notice.objects.all().delete()


def test_what_an_eve_means_is_dated_policy():
    eve = date(2027, 12, 24)
    assert policy.calendar(eve)[eve].is_eve
    for key, value in {"directory_holidays": ["christmas_eve"], "directory_eves": []}.items():
        Policy.objects.create(
            scope="nation:00", key=key, value=value, valid_from=date(2027, 1, 1), source="Beslut", decided_by="X"
        )
    forget()  # as the action that writes a rule does

    assert not policy.calendar(eve)[eve].is_eve
    assert date(2027, 12, 25) not in policy.calendar(eve)
    assert date(2026, 12, 25) in policy.calendar(date(2026, 12, 25))


def test_the_week_tells_holidays_stops_and_round_the_clock(service):
    place = service.places.get()
    by = make_editor(service.provider)
    every = Weekly("1234567", time(0), time(0))
    actions.set_hours(owner=place, weekly=[every], by=by, at=now(), holidays="closed", eves="unknown")
    fresh = Service.objects.get(pk=service.pk)

    days = queries.week(queries.hours_of(fresh), on=date(2026, 12, 21))
    stop = queries.week(queries.hours_of(fresh.at_places.get()), on=date(2026, 12, 21))

    assert [(bool(day.kinds), day.is_known, day.holiday) for day in days[3:]] == [
        (True, False, "julafton"), (False, True, "juldagen"), (False, True, "annandag jul"), (True, True, ""),
    ]  # fmt: skip
    assert stop == days
    assert days[0].kinds == [("", [("00.00", "00.00", False)])]
