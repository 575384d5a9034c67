"""Work in the field by API: made once, answered again, and nothing for strangers."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate, now

from samverka.actors.models import ContactLine, Role
from samverka.actors.tests.factories import make_territory, make_user
from samverka.actors.tests.machines import Machine
from samverka.core.ids import new_id
from samverka.directory.tests.factories import make_service
from samverka.outreach import actions
from samverka.outreach.models import Referral, Tally
from samverka.outreach.models.tallies import half_hour
from samverka.outreach.tests.factories import make_area, make_shelter_keeper, make_team, make_worker, note, send_to_bed


@pytest.fixture
def team():
    return make_team(name="EU-teamet")


@pytest.fixture
def area():
    return make_area(name="Norr")


@pytest.fixture
def worker(team):
    return make_worker(team)


@pytest.fixture
def machine(worker):
    return Machine(worker)


def told(team, area, **more):
    return {"id": str(new_id()), "team_id": str(team.pk), "area_id": str(area.pk), "place_type": "street"} | more


def test_a_tally_is_noted_once_and_told_whole(machine, team, area):
    said = told(team, area, men={"least": 2, "most": 4}, children="no", needs=["SHOWER"], follow_up=True)

    first, again = machine.post("/tallies", **said), machine.post("/tallies", **said)

    assert (first[0], again[0]) == (201, 200)
    nobody = {"least": 0, "most": 0}
    assert first[1] == again[1] == {
        "id": said["id"], "team_id": str(team.pk), "municipality_id": "0180", "area_id": str(area.pk),
        "place_type": "street", "seen_at": half_hour(now()).strftime("%Y-%m-%dT%H:%M:%SZ"), "women": nobody,
        "men": {"least": 2, "most": 4}, "other": nobody, "children": "no", "children_seen": nobody, "ages": [],
        "needs": ["SHOWER"], "helped_with": [], "follow_up": True, "is_unchanged": False, "undone_at": None,
    }  # fmt: skip
    assert machine.post("/tallies", **(said | {"place_type": "station"}))[0] == 409
    assert [one["id"] for one in machine.get("/tallies")[1]["items"]] == [said["id"]]


def test_what_cannot_be_is_told_beside_its_field(machine, team, area):
    status, body = machine.post("/tallies", **told(team, area, children="yes"))
    assert (status, body["fields"]) == (422, {"children": "Say how many children, when children were seen."})

    for wrong in ({"children": "maybe"}, {"children": "no", "men": {"least": 1}}, {"children": "no", "name": "x"}):
        assert machine.post("/tallies", **told(team, area, **wrong))[0] == 422
    assert machine.post("/tallies", **told(team, area, children="no", men={"least": 3, "most": 2}))[1]["fields"] == {
        "men": "Write a number from 0 to 99, the larger one last."
    }


def test_unchanged_undone_and_corrected(machine, team, area):
    said = told(team, area)
    assert machine.post("/tallies/unchanged", **said)[0] == 409

    _, tally = machine.post("/tallies", **told(team, area, children="no", women={"least": 1, "most": 1}))
    status, unchanged = machine.post("/tallies/unchanged", **said)
    assert (status, unchanged["is_unchanged"], unchanged["women"]["most"]) == (201, True, 1)
    assert machine.post("/tallies/unchanged", **said)[0] == 200

    change = {"id": str(new_id()), "reason": "miscounted", "women": 2}
    status, made = machine.post(f"/tallies/{tally['id']}/corrections", **change)
    assert (status, made["women"], made["men"], made["tally_id"]) == (201, 2, 0, tally["id"])
    assert machine.post(f"/tallies/{tally['id']}/corrections", **change)[0] == 200
    assert machine.post(f"/tallies/{tally['id']}/undo")[0] == 409
    assert machine.post(f"/tallies/{unchanged['id']}/undo")[1]["undone_at"] is not None


def test_a_referral_is_sent_and_received(machine, team):
    keeper = make_shelter_keeper()
    home = keeper.standing[0].organisation
    said = {"id": str(new_id()), "team_id": str(team.pk), "municipality": "0180", "organisation_id": str(home.pk)}

    first, again = machine.post("/referrals", **said, people=2), machine.post("/referrals", **said, people=2)

    assert (first[0], again[0], first[1]) == (201, 200, again[1])
    assert (first[1]["kind"], first[1]["receiver_id"], first[1]["is_open"]) == ("night", str(home.pk), True)
    shelter = Machine(keeper)
    assert [one["id"] for one in shelter.get("/referrals")[1]["items"]] == [said["id"]]
    status, received = shelter.post(f"/referrals/{said['id']}/receive")
    assert (status, received["received_as"], received["is_open"]) == (200, "shelter_staff", False)
    assert shelter.post(f"/referrals/{said['id']}/withdraw")[0] == 403
    assert machine.post(f"/referrals/{said['id']}/withdraw")[0] == 409


def test_a_tally_may_send_to_a_service(machine, team, area):
    service = make_service()

    _, tally = machine.post("/tallies", **told(team, area, children="no", refer_to={"service_id": str(service.pk)}))

    assert Referral.objects.get(pk=tally["id"]).service == service
    away = told(team, area, children="no", refer_to={"service_id": str(new_id())})
    assert machine.post("/tallies", **away)[0] == 404
    nowhere = {"id": str(new_id()), "team_id": str(team.pk), "municipality": "0180"}
    assert machine.post("/referrals", **nowhere)[1]["fields"] == {"service_id": "Say to which service."}


def test_languages_and_statements_of_a_month(machine, team):
    month = str(localdate(now()).replace(day=1))
    said = {"month": month, "language": "ro", "count": 1, "seen": 0}
    counted = {"team_id": str(team.pk), "month": month, "language": "ro", "count": 1}

    assert machine.post(f"/teams/{team.pk}/languages", **said) == (200, counted)
    assert machine.post(f"/teams/{team.pk}/languages", **said) == (200, counted)
    assert machine.post(f"/teams/{team.pk}/languages", **(said | {"count": 5, "seen": 4}))[0] == 409
    assert machine.post(f"/teams/{team.pk}/languages", **(said | {"language": "so", "count": 0}))[1]["count"] == 0

    stated = {"id": str(new_id()), "month": month, "least": 5, "most": 9, "method": "judgement"}
    told = stated | {"team_id": str(team.pk)}
    assert machine.post(f"/teams/{team.pk}/unique", **stated) == (201, told)
    assert machine.post(f"/teams/{team.pk}/unique", **stated) == (200, told)


def test_lists_of_teams_areas_weeks_and_those_on_duty(machine, team, area, worker):
    note(team, area, by=worker, at=now(), counts={"men": (1, 2)}, needs=["SHOWER"])
    line = ContactLine.objects.create(organisation=team.organisation, function="duty", phone="08-000 00 00")
    actions.state_languages(languages=["ro"], by=worker, at=now())
    actions.go_on_duty(
        id=new_id(), municipality=make_territory("0180"), line=line, kind="staff",
        ends_at=now() + timedelta(hours=1), by=worker, at=now(),
    )  # fmt: skip

    assert machine.get("/teams")[1]["items"] == [
        {"id": str(team.pk), "organisation_id": str(team.organisation_id), "name": "EU-teamet",
         "municipalities": ["0180"]}
    ]  # fmt: skip
    assert machine.get("/areas")[1]["items"] == [{"id": str(area.pk), "municipality_id": "0180", "name": "Norr"}]
    [week] = machine.get("/weeks")[1]["items"]
    sums = {"visits": 1, "unchanged": 0, "adults": {"least": 1, "most": 2}, "children": {"least": 0, "most": 0}}
    assert (week["areas"], week["needs"]) == ([{"area": "Norr"} | sums], {"SHOWER": 1})
    assert machine.get("/weeks", day="2026-01-14")[1]["items"][0]["monday"] == "2026-01-12"
    [one] = machine.get("/on-duty")[1]["items"]
    assert (one["language"], one["phone"], sorted(one)) == (
        "Romanian", "08-000 00 00", ["kind", "language", "municipality_id", "organisation", "phone", "until"],
    )  # fmt: skip


def test_strangers_find_nothing(team, area):
    tally, sent = note(team, area, at=now()), send_to_bed(team, make_shelter_keeper(), at=now())
    for stranger in (make_worker(make_team()), make_user(Role.LIAISON, at=team.organisation)):
        machine = Machine(stranger)

        assert machine.get("/tallies")[1]["count"] == machine.get("/referrals")[1]["count"] == 0
        for path in (f"/tallies/{tally.pk}/undo", f"/referrals/{sent.pk}/receive"):
            assert machine.post(path) == machine.post(path.replace(path.split("/")[2], str(new_id())))
        assert machine.post("/tallies", **told(team, area, children="no"))[0] == 404
    assert Tally.objects.count() == 1
