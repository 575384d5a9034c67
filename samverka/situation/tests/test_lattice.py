"""Only declared tables are published."""

import pytest

from samverka.situation.disclosure.attack import narrow, rounded
from samverka.situation.disclosure.lattice import (
    PEOPLE,
    SUPPLY,
    VISITS,
    Undeclared,
    cube,
    is_declared,
    refuse_undeclared,
)
from samverka.situation.disclosure.rounding import round_small


pytestmark = pytest.mark.on_sqlite


def key(**codes):
    return (("measure", "visits"), *sorted(codes.items()))


@pytest.mark.parametrize(
    ("cell", "about", "declared"),
    [
        (key(period="2026-01", category="women"), PEOPLE, True),
        (key(period="2026-01"), PEOPLE, True),
        (key(area="00", period="2026-01", category="women"), PEOPLE, True),
        (key(area="01", period="2026-Q1", category="women"), PEOPLE, True),
        (key(area="01", period="2026-01"), PEOPLE, True),
        (key(area="01", period="2026-01", category="women"), PEOPLE, False),
        (key(area="0180", period="2026-01"), PEOPLE, False),
        (key(area="0180", period="2026-01"), SUPPLY, True),
        (key(area="0180", period="2026-01"), VISITS, True),
        (key(area="0180", period="2026-01", category="women"), VISITS, False),
        (key(area="0180", period="2026-Q1"), VISITS, False),
        (key(area="01", period="2026"), PEOPLE, False),
        (key(area="01"), PEOPLE, False),
        (key(area="01", period="2026-13"), PEOPLE, False),
        (key(area="01", period="2026-01", site="7"), SUPPLY, False),
    ],
)
def test_what_is_declared(cell, about, declared):
    assert is_declared(cell, about=about) is declared


def test_what_is_not_declared_is_refused():
    refuse_undeclared([key(area="01", period="2026-01")], about=PEOPLE)

    with pytest.raises(Undeclared, match="area: 0180"):
        refuse_undeclared([key(area="01", period="2026-01"), key(area="0180", period="2026-01")], about=PEOPLE)


@pytest.mark.parametrize("codes", [("1", "2026-01", "w"), ("00", "2026-01", "w"), ("01", "2026", "w")])
def test_a_cube_is_of_counties_or_municipalities_and_months(codes):
    with pytest.raises(Undeclared):
        cube("visits", {codes: 1}, about=VISITS)


def test_a_cube_shows_the_lattice_and_hides_what_is_finer():
    counts = {
        (area, month, category): (len(area) * int(month[-1]) + len(category)) % 7
        for area in ("0180", "0181", "1280")
        for month in ("2026-01", "2026-02", "2026-03")
        for category in ("women", "men")
    }

    about_people, about_visits = cube("visits", counts, about=PEOPLE), cube("visits", counts, about=VISITS)

    assert about_visits.key("0180", "2026-01", "*") in about_visits.shown - about_people.shown
    assert about_people.key("01", "2026-01", "women") not in about_people.shown
    assert about_people.key("01", "2026-Q1", "women") in about_people.shown
    for table in (about_people, about_visits):
        assert [cell for cell in table.shown if not is_declared(cell, about=VISITS)] == []
        assert narrow([rounded(table, round_small(table).values, base=5)]) == {}
