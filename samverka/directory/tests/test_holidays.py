from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis.strategies import integers

from samverka.directory.holidays import easter_sunday, holidays


pytestmark = pytest.mark.on_sqlite


def test_a_year_has_thirteen_holidays_and_three_eves():
    days = {on.isoformat(): (holiday.name, holiday.is_eve) for on, holiday in holidays(2026).items()}

    assert days == {
        "2026-01-01": ("nyårsdagen", False),
        "2026-01-06": ("trettondedag jul", False),
        "2026-04-03": ("långfredagen", False),
        "2026-04-05": ("påskdagen", False),
        "2026-04-06": ("annandag påsk", False),
        "2026-05-01": ("första maj", False),
        "2026-05-14": ("Kristi himmelsfärdsdag", False),
        "2026-05-24": ("pingstdagen", False),
        "2026-06-06": ("nationaldagen", False),
        "2026-06-19": ("midsommarafton", True),
        "2026-06-20": ("midsommardagen", False),
        "2026-10-31": ("alla helgons dag", False),
        "2026-12-24": ("julafton", True),
        "2026-12-25": ("juldagen", False),
        "2026-12-26": ("annandag jul", False),
        "2026-12-31": ("nyårsafton", True),
    }


def test_several_years_follow_each_other():
    assert list(holidays(2026, 2027)) == sorted([*holidays(2026), *holidays(2027)])


@given(integers(1900, 2199))
def test_easter_is_a_sunday_in_spring(year):
    assert easter_sunday(year).weekday() == 6
    assert date(year, 3, 22) <= easter_sunday(year) <= date(year, 4, 25)


@given(integers(2005, 2199))
def test_an_eve_comes_before_its_day(year):
    days = holidays(year)
    following = {days[on].code: days.get(on + timedelta(days=1)) for on in days if days[on].is_eve and on.month < 12}

    assert {eve: day.code for eve, day in following.items()} == {"midsummer_eve": "midsummer_day"}
