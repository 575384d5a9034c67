"""Estimates and hidden numbers by API: whole answers, and the same ids again."""

import pytest

from samverka.actors.tests.machines import Machine
from samverka.core.ids import new_id
from samverka.situation.models import Estimate
from samverka.situation.tests.estimating import bring, state
from samverka.situation.tests.factories import home, make_county_coordinator, make_town_coordinator


pytestmark = pytest.mark.django_db
WAY = "/situation/0180/estimates"


@pytest.fixture
def by():
    return make_town_coordinator()


def said(**told):
    return {
        "id": str(new_id()), "as_of": "2026-10-01", "method": "outreach_based", "low": 3, "high": 80,
        "confidence": "medium", **told,
    }  # fmt: skip


def test_an_estimate_is_stated_corrected_and_withdrawn(by):
    machine, facts = Machine(by), {"organisation_id": str(home(by).pk), "definition": "adults"}
    first = said(**facts)
    made, again = machine.post(WAY, **first), machine.post(WAY, **first)
    correction = said(low=50)
    new = machine.post(f"/estimates/{first['id']}/correct", **correction)
    listed = machine.get(WAY)
    gone = machine.post(f"/estimates/{correction['id']}/withdraw")

    assert (made[0], again[0], made[1]) == (201, 200, again[1])
    assert made[1] == {
        "id": first["id"], "territory": "0180", "definition": "adults", "low": 3, "high": 80, "has_no_basis": False,
        "is_widened": False, "as_of": "2026-10-01", "method": "outreach_based", "confidence": "medium",
        "source": home(by).name,
    }  # fmt: skip
    assert (new[0], new[1]["low"]) == (201, 50)
    assert listed[1]["items"] == [new[1]]
    assert gone[0] == 200
    assert machine.get(WAY)[1]["items"] == []


def test_a_county_is_told_no_small_ends(by):
    state(3, 80, by=by)

    [told] = Machine(make_county_coordinator()).get(WAY)[1]["items"]

    assert (told["low"], told["high"], told["is_widened"]) == (0, 80, True)


@pytest.mark.parametrize(
    ("told", "field"),
    [({"low": 90}, "high"), ({"confidence": "high"}, "confidence"), ({"method": "dowsing"}, "method"),
     ({"low": -1}, "low"), ({"as_of": "2026-13-01"}, "as_of"), ({"high": None}, "low")],
)  # fmt: skip
def test_what_cannot_be_is_told_by_field(by, told, field):
    facts = {"organisation_id": str(home(by).pk), "definition": "adults"}

    status, body = Machine(by).post(WAY, **said(**facts) | told)

    assert (status, set(body["fields"])) == (422, {field})
    assert not Estimate.objects.exists()


def test_nobody_states_in_anothers_name_or_territory(by):
    other = make_town_coordinator(territory="0184")
    machine, facts = Machine(by), {"definition": "adults"}

    assert machine.post(WAY, **said(organisation_id=str(home(other).pk), **facts))[0] == 404
    assert machine.post("/situation/0184/estimates", **said(organisation_id=str(home(by).pk), **facts))[0] == 404
    assert machine.post(f"/estimates/{state(by=other, code='0184').pk}/withdraw")[0] == 404


def test_a_table_is_brought_told_and_stated(by):
    machine, way = Machine(by), "/situation/0180/hidden-numbers"
    table = {
        "id": str(new_id()), "organisation_id": str(home(by).pk), "name": "Vintern", "made_by": "Stadsmissionen",
        "definition": "over_time", "first_day": "2026-01-01", "last_day": "2026-03-31", "lists": ["A", "B"],
        "rows": [[1, 0, 131], [0, 1, 80], [1, 1, 42]],
    }  # fmt: skip
    made, again = machine.post(way, **table), machine.post(way, **table)
    id = str(new_id())
    stated = machine.post(f"/hidden-numbers/{table['id']}/state", id=id)

    assert (made[0], again[0], made[1]) == (201, 200, again[1])
    told = made[1]
    assert {name: told[name] for name in ("version", "territory", "stage", "verdict", "seen")} == {
        "version": 1, "territory": "0180", "stage": "told", "verdict": "wavering", "seen": 253,
    }  # fmt: skip
    assert told["headline"].startswith(("Somewhere between", "Någonstans mellan"))
    assert machine.get(f"/hidden-numbers/{table['id']}")[1] == told
    assert machine.get(way)[1]["items"] == [told]
    assert (stated[0], stated[1]["id"], stated[1]["method"], stated[1]["source"]) == (
        201, id, "external", "Vintern, Stadsmissionen",
    )  # fmt: skip
    assert machine.post(f"/hidden-numbers/{table['id']}/state", id=id)[0] == 200


def test_a_bad_table_is_refused_with_the_row(by):
    table = {
        "id": str(new_id()), "organisation_id": str(home(by).pk), "name": "X", "made_by": "X",
        "definition": "over_time", "first_day": "2026-01-01", "last_day": "2026-03-31", "lists": ["A", "B"],
        "rows": [[1, 0, 131], [2, 1, 80]],
    }  # fmt: skip

    status, body = Machine(by).post("/situation/0180/hidden-numbers", **table)

    assert status == 422
    assert set(body["fields"]) == {"table"}
    assert "2" in body["fields"]["table"]


def test_others_tables_are_not_there(by):
    table, machine = bring(by, work=False), Machine(make_county_coordinator())

    assert machine.get(f"/hidden-numbers/{table.pk}")[0] == 404
    assert machine.get("/situation/0180/hidden-numbers")[1]["items"] == []
    assert machine.post(f"/hidden-numbers/{table.pk}/state", id=str(new_id()))[0] == 404
