"""The thirteen public holidays of Sweden, and the three eves that most people take for such.

The days are those of the law on public holidays (1989:253). The law also names every Sunday; those are weekdays of
the weekly rules here. Eves are no holidays in that law, so what they mean is each organisation's own policy.
"""

from datetime import date, timedelta

from samverka.directory.hours import Holiday


SATURDAY = 5
FRIDAY = 4


def holidays(*years: int) -> dict[date, Holiday]:
    """Holidays and eves of some years, by date."""
    return {on: holiday for year in years for on, holiday in sorted({**_fixed(year), **_movable(year)}.items())}


def _fixed(year: int) -> dict[date, Holiday]:
    return {
        date(year, 1, 1): Holiday("new_years_day", "nyårsdagen"),
        date(year, 1, 6): Holiday("epiphany", "trettondedag jul"),
        date(year, 5, 1): Holiday("may_day", "första maj"),
        date(year, 6, 6): Holiday("national_day", "nationaldagen"),
        date(year, 12, 24): Holiday("christmas_eve", "julafton", is_eve=True),
        date(year, 12, 25): Holiday("christmas_day", "juldagen"),
        date(year, 12, 26): Holiday("boxing_day", "annandag jul"),
        date(year, 12, 31): Holiday("new_years_eve", "nyårsafton", is_eve=True),
    }


def _movable(year: int) -> dict[date, Holiday]:
    easter = easter_sunday(year)
    return {
        easter - timedelta(days=2): Holiday("good_friday", "långfredagen"),
        easter: Holiday("easter_sunday", "påskdagen"),
        easter + timedelta(days=1): Holiday("easter_monday", "annandag påsk"),
        easter + timedelta(days=39): Holiday("ascension_day", "Kristi himmelsfärdsdag"),
        easter + timedelta(days=49): Holiday("whit_sunday", "pingstdagen"),
        _from(date(year, 6, 19), FRIDAY): Holiday("midsummer_eve", "midsommarafton", is_eve=True),
        _from(date(year, 6, 20), SATURDAY): Holiday("midsummer_day", "midsommardagen"),
        _from(date(year, 10, 31), SATURDAY): Holiday("all_saints_day", "alla helgons dag"),
    }


def _from(first: date, weekday: int) -> date:
    """The first such weekday from a date on."""
    return first + timedelta(days=(weekday - first.weekday()) % 7)


def easter_sunday(year: int) -> date:
    """Gregorian Easter, as J. Meeus gives it in Astronomical Algorithms (1991), chapter 8."""
    golden, (century, rest) = year % 19, divmod(year, 100)
    leaps, left = divmod(century, 4)
    moon = (19 * golden + century - leaps - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    sunday = (32 + 2 * left + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * sunday) // 451
    month, day = divmod(moon + sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)
