"""Extra-cold nights by API."""

import pytest

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_user
from samverka.actors.tests.machines import Machine
from samverka.core.ids import new_id
from samverka.core.models import Policy
from samverka.shelters.models import ColdNightEvent, Night
from samverka.shelters.tests.cold import make_site_to_ask
from samverka.shelters.tests.test_views_cold import RULE, prepare, tonight


@pytest.fixture
def by():
    Policy.objects.create(
        scope="municipality:0180", key="cold_trigger", value=RULE.as_record(), valid_from="2026-01-01",
        source="nämnden", decided_by="staden",
    )  # fmt: skip
    return make_user(Role.MUNICIPALITY_COORDINATOR)


@pytest.fixture
def machine(by):
    return Machine(by)


def said(**more):
    return {"id": str(new_id()), "territory_id": "0180", "date": f"{tonight()}", "value": -9, "where": "app"} | more


def test_a_night_from_reading_to_calling_off(machine, by):
    reading = said()
    first, again = machine.post("/cold-nights/readings", **reading), machine.post("/cold-nights/readings", **reading)
    assert (first[0], again[0], first[1]["state"]) == (201, 200, "pre_alert")
    way, shelter = f"/cold-nights/{first[1]['id']}", make_site_to_ask()

    decided = machine.post(f"{way}/decide", opens=True)
    asked = machine.post(f"{way}/ask", shelters=[str(shelter.pk)])
    keeper = Machine(make_user(Role.SHELTER_STAFF, at=shelter.organisation))
    extra = [{"group_id": str(shelter.groups.get().pk), "beds": 4}]
    answer = keeper.post(f"/cold-sites/{asked[1]['sites'][0]['id']}/answer", opens=True, extra=extra)
    confirmed = machine.post(f"{way}/confirm")
    prepare(by)
    told = {"id": str(new_id()), "places": "Ankaret", "doors": "19:00"}
    announced, once_more = machine.post(f"{way}/announce", **told), machine.post(f"{way}/announce", **told)
    off = machine.post(f"{way}/call-off", because="warmer")

    assert [one[0] for one in (decided, asked, answer, confirmed, announced, once_more, off)] == [
        200, 200, 200, 200, 201, 200, 200,
    ]  # fmt: skip
    assert (answer[1]["opens"], answer[1]["beds"], Night.objects.get().capacities.get().overflow) == (True, 4, 4)
    assert (announced[1]["state"], sorted(announced[1]["texts"])) == ("announced", ["bg", "en", "ro", "sv"])
    assert machine.get(way)[1] == machine.get("/cold-nights")[1]["items"][0] == off[1]
    assert (off[1]["state"], off[1]["called_off_because"]) == ("called_off", "warmer")


def test_what_cannot_be_is_told(machine):
    way = f"/cold-nights/{machine.post('/cold-nights/readings', **said())[1]['id']}"

    assert machine.post(f"{way}/decide", opens=False)[0] == 422
    assert machine.post(f"{way}/confirm")[0] == 409
    assert machine.post(f"{way}/report")[0] == 409
    assert machine.post(f"{way}/ask", shelters=[str(new_id())])[0] == 404


@pytest.mark.parametrize(
    "wrong", [{"value": "cold"}, {"value": -99}, {"value": True}, {"where": "feed"}, {"date": "soon"}, {"level": "2"}]
)
def test_a_reading_that_cannot_be_is_refused(machine, wrong):
    assert machine.post("/cold-nights/readings", **said(**wrong))[0] == 422
    assert not ColdNightEvent.objects.exists()


def test_who_does_not_decide_there_notes_nothing(machine):
    way = f"/cold-nights/{machine.post('/cold-nights/readings', **said())[1]['id']}"
    outreach = Machine(make_user(Role.OUTREACH_WORKER))

    assert outreach.post("/cold-nights/readings", **said())[0] == 404
    assert outreach.get(way)[0] == 200
    assert outreach.post(f"{way}/decide", opens=True)[0] == 403
