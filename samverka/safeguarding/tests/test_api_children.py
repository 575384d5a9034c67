"""The same for machines: the same rules, the same ids, and each look written down."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_user
from samverka.actors.tests.machines import Machine
from samverka.core.ids import new_id
from samverka.core.models import Entry
from samverka.safeguarding import actions
from samverka.safeguarding.models import ConcernNote, ReportingChannel, Sighting
from samverka.safeguarding.tests.factories import make_channel, make_coordinator, make_lead, make_note, make_sighting


pytestmark = pytest.mark.django_db
EVERY_HOUR = [{"weekdays": "1234567", "opens": "00:00", "closes": "00:00"}]


@pytest.fixture
def worker():
    return make_user(Role.OUTREACH_WORKER)


def seen(worker, **told):
    home = worker.standing[0].organisation
    common = {"id": str(new_id()), "organisation_id": str(home.pk), "municipality": "0180", "setting": "street"}
    return common | {"least": 1, "most": 2} | told


def test_a_coordinator_keeps_channels():
    machine, id = Machine(make_coordinator()), str(new_id())
    sent = {"id": id, "municipality": "0180", "kind": "duty", "phone": "08-000 00 31", "languages": ["sv"]}

    made = machine.post("/channels", **sent)
    again = machine.post("/channels", **sent)
    _status, told = machine.put(
        f"/channels/{id}/hours", seen=made[1]["seen_hours"], weekly=EVERY_HOUR, holidays="open", eves="open"
    )  # fmt: skip
    stale = machine.put(f"/channels/{id}", seen=made[1]["seen"], phone="08-000 00 32")
    changed = machine.put(f"/channels/{id}", seen=told["seen"], phone="08-000 00 32")
    days = machine.post(f"/channels/{id}/days", id=str(new_id()), first_day="2030-01-02")

    assert [made[0], again[0], stale[0], changed[0], days[0]] == [201, 200, 409, 200, 201]
    assert stale[1]["yours"]["phone"] == "08-000 00 32"
    assert stale[1]["current"]["phone"] == "08-000 00 31"
    assert told == {
        "id": id, "municipality": "0180", "kind": "duty", "phone": "08-000 00 31", "address": "", "languages": ["sv"],
        "weekly": [EVERY_HOUR[0] | {"kind": "open", "nth": None, "valid_from": None, "valid_to": None}],
        "holidays": "open", "eves": "open", "days": [], "verified_on": told["verified_on"], "seen": told["seen"],
        "seen_hours": told["seen_hours"],
    }  # fmt: skip
    assert machine.get("/channels")[1]["items"][0]["days"][0]["first_day"] == "2030-01-02"
    assert machine.post(f"/channel-days/{days[1]['id']}/remove")[0] == 200
    assert machine.post(f"/channels/{id}/verify")[0] == 200
    assert machine.get(f"/channels/{id}")[1]["days"] == []
    assert machine.post(f"/channels/{id}/remove")[0] == 200
    assert ReportingChannel.objects.count() == 0


def test_a_channel_without_a_number_is_not_acceptable_and_no_kind_is_112():
    machine = Machine(make_coordinator())
    sent = {"id": str(new_id()), "municipality": "0180"}

    answers = [machine.post("/channels", kind=kind, **sent) for kind in ("duty", "emergency")]

    assert [status for status, _body in answers] == [422, 422]
    assert answers[0][1]["fields"] == {"phone": "Write the number to call."}
    assert machine.post("/channels", kind="duty", phone="08-1", **(sent | {"municipality": "9999"}))[0] == 404


def test_whom_to_call_now_is_told_for_a_fortnight(worker):
    make_channel("duty", hours=[], phone="08-000 00 33")
    machine = Machine(worker)

    status, own = machine.get("/call-now")
    other = machine.get("/call-now", municipality="0184")[1]

    assert (status, own["municipality"], own["now"]["phone"], own["now"]["is_sure"]) == (
        200, "0180", "08-000 00 33", False,
    )  # fmt: skip
    assert (other["now"]["kind"], other["now"]["phone"], len(other["calls"])) == ("emergency", "112", 1)


def test_children_seen_are_noted_once_and_the_loop_is_told(worker):
    machine, sent = Machine(worker), seen(worker)

    answers = [machine.post("/sightings", **sent) for _ in range(2)]
    other = machine.post("/sightings", **(sent | {"most": 5}))
    pk = answers[0][1]["id"]

    assert [status for status, _body in answers] == [201, 200]
    assert answers[0][1] == answers[1][1]
    assert other[0] == 409
    assert [one["id"] for one in machine.get("/sightings")[1]["items"]] == [pk]
    assert machine.get("/children-tonight")[1]["open"] == 1
    assert machine.post(f"/sightings/{pk}/use-channel", channel="duty")[1]["outcome"] == "channel_used"
    assert machine.post(f"/sightings/{pk}/none-needed", because="safe")[0] == 409
    assert (
        machine.get("/children-tonight")[1] | {"used": 1, "open": 0, "oldest": None}
        == (machine.get("/children-tonight")[1])
    )


def test_a_sighting_can_have_none_needed(worker):
    sighting = make_sighting(at=worker.standing[0].organisation)

    status, told = Machine(worker).post(f"/sightings/{sighting.pk}/none-needed", because="mistake")

    assert (status, told["because"]) == (200, "mistake")


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.READER])
def test_volunteers_store_nothing_by_machine_either(role):
    volunteer = make_user(role)
    machine = Machine(volunteer)

    answers = [
        machine.post("/sightings", **seen(volunteer)),
        machine.post("/concern-notes", **seen(volunteer, noticed_at="2026-01-15T19:30:00Z")),
    ]

    assert [status for status, _body in answers] == [403, 403]
    assert "shift lead" in answers[0][1]["detail"]
    assert (Sighting.objects.count(), ConcernNote.objects.count()) == (0, 0)


def test_what_somebody_does_for_another_organisation_is_not_there(worker):
    sent = seen(worker) | {"organisation_id": str(new_id())}

    assert Machine(worker).post("/sightings", **sent)[0] == 404


def test_a_note_is_carried_on_and_each_look_is_written_down(worker):
    machine = Machine(worker)
    sent = seen(worker, noticed_at=f"{now() - timedelta(hours=2):%Y-%m-%dT%H:%M:%SZ}")

    made = machine.post("/concern-notes", **sent)
    assert (made[0], machine.post("/concern-notes", **sent)[0]) == (201, 200)
    way = f"/concern-notes/{made[1]['id']}"
    states = [
        machine.post(f"{way}/{step}", **told)[1]["state"]
        for step, told in (
            ("advice", {}),
            ("report", {"channel": "office"}),
            ("acknowledge", {"reference": "A 17"}),
            ("feedback", {}),
            ("close", {}),
        )
    ]
    told = machine.get(way)[1]
    machine.get("/concern-notes")

    assert states == ["advice_taken", "reported", "acknowledged", "feedback_received", "closed"]
    assert (told["reference"], told["is_overdue"]) == ("A 17", False)
    # asked for again it is a look, as are the five steps, the note itself and the list
    looks = Entry.objects.filter(verb__in=["safeguarding.note_read", "safeguarding.note_listed"])
    assert looks.count() == 1 + 5 + 1 + 1


def test_the_second_look_is_anothers(worker):
    note = make_note(by=worker, at=now() - timedelta(hours=1))
    lead = Machine(make_lead(note))
    machine, way = Machine(worker), f"/concern-notes/{note.pk}"

    assert machine.post(f"{way}/not-report", because="advised")[1]["state"] == "not_reported"
    assert machine.post(f"{way}/look", agrees=True)[0] == 403
    assert lead.post(f"{way}/look", agrees=False)[1]["state"] == "noticed"
    actions.not_report(note=note, because="known", by=worker, at=now())
    assert lead.post(f"{way}/look", agrees=True)[1]["state"] == "closed"
