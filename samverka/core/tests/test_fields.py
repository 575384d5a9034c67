"""Fields that every app may use: days and moments that a database keeps, and yes or no as people say it."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from samverka.core.fields import DayField, MomentField
from samverka.core.http import read_day
from samverka.core.policy import yes_no


@pytest.mark.parametrize("typed", ["0001-01-01", "9999-12-31", "1999-12-31", "2100-01-01"])
def test_a_day_is_of_our_century(typed):
    with pytest.raises(ValidationError, match="our century"):
        DayField().clean(typed)
    with pytest.raises(ValidationError, match="our century"):
        MomentField().clean(f"{typed}T12:00")
    assert read_day(typed) is None


def test_a_day_is_read_as_it_is_typed():
    assert DayField().clean("2027-02-28") == date(2027, 2, 28)
    assert DayField(required=False).clean("") is None
    assert [read_day(typed) for typed in ("2027-02-28", "2027-02-30", "soon", "")] == [
        date(2027, 2, 28),
        None,
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2027-01-15T20:40", datetime(2027, 1, 15, 19, 40, tzinfo=UTC)),
        ("2026-10-25T02:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # comes twice: the first
        ("2027-03-28T02:30", datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),  # is left out
        ("2027-01-15T20:40:00Z", datetime(2027, 1, 15, 20, 40, tzinfo=UTC)),
        ("2027-01-15T20:40:00+01:00", datetime(2027, 1, 15, 19, 40, tzinfo=UTC)),
    ],
)
def test_a_moment_is_told_by_the_clock_on_the_wall(typed, meant):
    assert MomentField().clean(typed).astimezone(UTC) == meant


def test_yes_is_said_in_the_language_of_the_page():
    with override("sv"):
        assert (yes_no("Ja"), yes_no("nej "), yes_no("true")) == (True, False, True)
    with override("en"), pytest.raises(ValueError, match="Choose yes or no"):
        yes_no("ja")
