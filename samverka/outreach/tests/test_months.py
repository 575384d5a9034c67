"""A municipality's areas over a year."""

from datetime import date, timedelta

from samverka.actors.tests.factories import make_territory
from samverka.core.ids import new_id
from samverka.outreach import actions, queries
from samverka.outreach.tests.factories import EVENING, make_area, make_team, make_worker, note


def test_a_year_of_areas_is_told_by_month_before_and_after_a_purge():
    team, north = make_team(), make_area(name="Norr")
    worker = make_worker(team)
    make_area(name="Söder")
    note(team, north, by=worker, counts={"men": (2, 3)})
    wrong = note(team, north, by=worker, counts={"women": (4, 4), "children": (2, 2)}, children="yes")
    changes = {"women": -1, "children": -1}
    actions.correct_tally(id=new_id(), tally=wrong, reason="miscounted", changes=changes, by=worker, at=EVENING)
    actions.undo_tally(tally=note(team, north, by=worker), by=worker, at=EVENING)
    note(team, north, by=worker, at=EVENING - timedelta(days=31))
    months = queries.year_until(date(2027, 1, 1))

    def told():
        years = queries.area_years(worker, make_territory("0180"), months=months)
        return [(one.area.name, [(m.visits, str(m.adults), str(m.children)) for m in one.months[-3:]]) for one in years]

    before = told()
    actions.purge.purge_tallies(county="01", before=EVENING, at=EVENING, limit=2)
    partly = told()
    actions.purge.purge_tallies(county="01", before=EVENING, at=EVENING, limit=99)

    assert (months[0], months[-1], len(months)) == (date(2026, 1, 1), date(2027, 1, 1), 13)
    none = (0, "0", "0")
    assert before == [("Norr", [none, (1, "1", "0"), (2, "5–6", "1")]), ("Söder", [none] * 3)]  # noqa: RUF001
    assert before == partly == told()


def test_a_year_of_areas_asks_the_same_for_one_and_for_many(django_assert_num_queries):
    team = make_team()
    worker = make_worker(team)
    months = queries.year_until(date(2027, 1, 1))
    municipality = make_territory("0180")
    for number in range(3):
        note(team, make_area(), by=worker, at=EVENING - timedelta(days=number))
        viewer = type(worker).objects.get(pk=worker.pk)
        assert viewer.standing
        with django_assert_num_queries(4):
            found = queries.area_years(viewer, municipality, months=months)
        assert sum(one.visits for one in found) == number + 1
    stranger = make_worker(make_team())
    assert sum(one.visits for one in queries.area_years(stranger, municipality, months=months)) == 0
