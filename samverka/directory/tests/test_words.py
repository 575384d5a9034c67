from datetime import UTC, date, datetime, time

import pytest
from django.utils.translation import override

from samverka.directory import queries
from samverka.directory.models import DateException, Service
from samverka.directory.queries import words
from samverka.directory.tests.factories import add_hours, make_place, make_provider, make_service


WEDNESDAY = date(2026, 11, 25)


def at(hour, minute=0, day=WEDNESDAY):
    return datetime(day.year, day.month, day.day, hour - 1, minute, tzinfo=UTC)  # winter time


def said(service, moment, language="en"):
    [told] = queries.told(Service.objects.filter(pk=service.pk), on=moment.date())
    now = told.now(moment, town="0180")
    with override(language):
        return words.open_or_not(now.here, now.status, moment)


@pytest.fixture
def shower():
    service = make_service()
    add_hours(service, "1234", time(9), time(16))
    return service


@pytest.mark.parametrize(
    ("moment", "english", "swedish"),
    [
        (at(12), "Open, closes 16:00", "Öppet, stänger 16:00"),
        (at(8), "Closed, opens 09:00", "Stängt, öppnar 09:00"),
        (at(17), "Closed, opens tomorrow 09:00", "Stängt, öppnar i morgon 09:00"),
        (at(17, day=date(2026, 11, 26)), "Closed, opens Monday 09:00", "Stängt, öppnar måndag 09:00"),
    ],
)
def test_whether_it_is_open_is_one_sentence(shower, moment, english, swedish):
    assert said(shower, moment) == english
    assert said(shower, moment, "sv") == swedish


def test_hours_over_midnight_close_the_morning_after_without_a_word_of_tomorrow():
    service = make_service(category="SHELTER-NIGHT")
    add_hours(service, "1234567", time(20, 30), time(7, 30))

    assert said(service, at(22)) == "Open, closes 07:30"
    assert said(service, at(6)) == "Open, closes 07:30"


def test_round_the_clock_needs_no_hour():
    service = make_service(holidays="open", eves="open")
    add_hours(service, "1234567", time(0), time(0))

    assert said(service, at(12)) == "Open day and night"


def test_of_whose_hours_nobody_told_one_must_call():
    assert said(make_service(), at(12)) == "Not known: call first"


def test_a_holiday_is_named_as_the_reason():
    service = make_service(holidays="closed", eves="closed")
    add_hours(service, "1234567", time(9), time(16))

    assert said(service, at(12, day=date(2026, 12, 24))).endswith(". Christmas Eve")
    assert said(service, at(12, day=date(2026, 12, 24)), "ro").endswith(". Ajunul Crăciunului")


def test_who_has_closed_for_a_while_opens_at_no_hour(shower):
    shower.state = "temporarily_closed"
    shower.save()

    assert said(shower, at(12)) == "Closed for a while"


def test_hours_by_phone_say_so():
    service = make_service(category="ADVICE-LEGAL")
    add_hours(service, "3", time(9), time(16), kind="phone")

    assert said(service, at(12)) == "Open, closes 16:00. By phone"


def test_an_exception_of_the_place_closes_the_service_and_its_message_can_be_translated():
    provider = make_provider()
    place = make_place(provider)
    service = make_service(provider, places=(place,))
    add_hours(place, "1234567", time(9), time(16))
    away = DateException.objects.create(place=place, first_day=WEDNESDAY, last_day=WEDNESDAY, message="Städdag")

    [told] = queries.told(Service.objects.filter(pk=service.pk), on=WEDNESDAY)
    day = told.spots[0].times.main[1].day(WEDNESDAY)

    assert day.spans == ()
    assert told.spots[0].times.messages[day.message].text == "Städdag"
    assert day.message == str(away.pk)


@pytest.mark.parametrize("language", ["sv", "ro", "bg"])
def test_every_choice_has_its_sentence_in_every_language(language):
    choices = (words.ACCESS, words.AUDIENCE, words.FULLNESS, words.HOLIDAYS, words.WRONG, words.GROUPS)
    english = [str(text) for some in choices for text in some.values()]
    with override(language):
        there = [str(text) for some in choices for text in some.values()]

    assert [one for one, other in zip(english, there, strict=True) if one == other] == []
