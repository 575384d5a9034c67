"""Settlements and removals by API: made once, answered again, and never where they are."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate, now

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_organisation, make_user
from samverka.actors.tests.machines import Machine
from samverka.core.ids import new_id
from samverka.outreach.models import RemovalCase
from samverka.outreach.tests.factories import carry, look, make_area, make_coordinator, make_settlement, open_removal


pytestmark = pytest.mark.django_db


@pytest.fixture
def machine():
    return Machine(make_coordinator())


def test_a_settlement_is_noted_counted_and_changed(machine):
    area = make_area(name="Norr")
    told = {"id": str(new_id()), "area_id": str(area.pk), "kind": "tents"}

    (made, first), (same, again) = (machine.post("/settlements", **told) for _ in range(2))

    assert (made, same) == (201, 200)
    assert first == again
    assert first | {"version": "", "reported_at": ""} == told | {
        "municipality_id": "0180", "owner": "unknown", "state": "reported", "comes_from_id": None, "closed_at": None,
        "latest": None, "version": "", "reported_at": "",
    }  # fmt: skip
    change = {"area_id": str(area.pk), "kind": "cars", "owner": "state", "seen": first["version"]}
    assert machine.put(f"/settlements/{told['id']}", **change)[1]["kind"] == "cars"
    status, stale = machine.put(f"/settlements/{told['id']}", **change | {"kind": "tents"})
    assert (status, stale["yours"]["kind"], stale["current"]["kind"]) == (409, "tents", "cars")


def test_what_was_seen_is_noted_once_and_told(machine):
    way = f"/settlements/{make_settlement().pk}/tallies"
    seen = {"id": str(new_id()), "adults_least": 2, "adults_most": 3, "children": "no", "seen": ["no_water"]}

    (made, first), (same, again) = (machine.post(way, **seen) for _ in range(2))

    assert (made, same) == (201, 200)
    assert first == again
    assert first["conditions"][0] == {"name": "water", "status": "poor", "reasons": ["no_water"]}
    assert machine.get(way)[1]["count"] == 1


def test_the_list_tells_the_latest_look(machine):
    here = make_settlement()
    look(here, adults=(7, 8))

    [one] = machine.get("/settlements")[1]["items"]

    assert (one["id"], one["latest"]["adults_most"]) == (str(here.pk), 8)
    assert machine.get("/settlements", state="closed")[1]["items"] == []
    assert machine.get("/settlements/counts")[1]["items"] == []


def test_a_removal_goes_its_way(machine):
    here, today = make_settlement(at=now() - timedelta(days=20)), str(localdate(now()))
    said = {"id": str(new_id()), "on": today, "owner": "private"}
    status, opened = machine.post(f"/settlements/{here.pk}/removals", **said)
    way = f"/removals/{opened['id']}"

    _, stepped = machine.post(f"{way}/steps", state="outreach_visited", on=today)

    assert status == 201
    assert [one["state"] for one in stepped["steps"]] == ["owner_known", "outreach_visited"]
    assert machine.post(f"{way}/steps", state="scheduled", on=today)[0] == 409
    assert machine.post(f"{way}/plan", step="on_site")[0] == 409
    _, left = machine.post(f"{way}/steps", state="left_voluntarily", on=today)
    assert [(one["code"], one["state"]) for one in left["plan"]] == [("close", "ahead")]
    _, closed = machine.post(f"{way}/close", offered=5, taken=5, declined=0, not_known=0, went_home=4)
    assert (closed["state"], closed["came_to"]["taken"], closed["came_to"]["went_home"]) == ("closed", 5, 0)
    assert machine.get("/removals")[1]["count"] == 1


def test_a_plan_is_ticked_and_an_empty_settlement_closed(machine):
    here = make_settlement(at=now() - timedelta(days=20))
    removal = carry(open_removal(here, at=now()), "served", at=now())

    _, ticked = machine.post(f"/removals/{removal.pk}/plan", step="information")

    assert [(one["state"], one["done_as"]) for one in ticked["plan"]] == [("done", "municipality_coordinator")]
    assert ticked["objections_until"] == str(localdate(now()) + timedelta(days=10))
    assert machine.get(f"/removals/{removal.pk}")[1] == ticked
    assert machine.post(f"/settlements/{here.pk}/close")[0] == 409
    RemovalCase.objects.all().delete()
    look(here, adults=(0, 0), at=now())
    assert machine.post(f"/settlements/{here.pk}/close")[1]["state"] == "closed"


def test_who_coordinates_a_county_is_told_counts_and_nothing_else():
    here = make_settlement()
    machine = Machine(make_user(Role.COUNTY_COORDINATOR, at=make_organisation(territory="01")))

    assert machine.get("/settlements")[1]["items"] == []
    assert machine.get(f"/settlements/{here.pk}")[0] == 404
    [one] = machine.get("/settlements/counts")[1]["items"]
    assert one == {"municipality": "Stockholm", "settlements": 1, "removals": 0}
