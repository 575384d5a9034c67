"""Figures, corrections, notes, reports and files by API."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_user
from samverka.actors.tests.machines import Machine
from samverka.core.ids import new_id
from samverka.shelters import actions
from samverka.shelters.models import HandoverNote, Import
from samverka.shelters.tests.factories import EVENING, make_keeper, make_night, make_shelter, party


ABSENT = {"detail": "This page is not there", "fields": {}}
ELSE = {"detail": "This id already names something else.", "fields": {}}


def frozen():
    """A frozen night with one arrival, and a machine of its lead."""
    night = make_night(beds=3)
    lead = make_keeper(night, Role.SHELTER_LEAD)
    place = actions.give_place(id=new_id(), night=night, party=party(), by=lead, at=EVENING)
    actions.check_in(id=new_id(), place=place, by=lead, at=EVENING)
    actions.turn_away(id=new_id(), night=night, party=party(men=2), reason="late", by=lead, at=EVENING)
    actions.freeze_night(night=night, by=None, at=EVENING)
    night.refresh_from_db()
    return night, Machine(lead)


def test_a_frozen_figure_is_corrected_by_an_addition():
    night, machine = frozen()
    figure = night.figures.get()
    said = {"id": str(new_id()), "field": "bed_nights", "change": 1, "reason": "one came late"}
    path = f"/figures/{figure.pk}/corrections"

    before = machine.get(f"/nights/{night.pk}/figures")
    first = machine.post(path, **said)
    again = machine.post(path, **said)
    others = [machine.post(path, **{**said, **other}) for other in ({"change": 2}, {"reason": "another"})]
    impossible = machine.post(path, **{**said, "id": str(new_id()), "change": 9})

    assert before[1]["items"] == [
        {
            "id": str(figure.pk),
            "group_id": str(figure.group_id),
            "nominal": 3,
            "blocked": 0,
            "overflow": 0,
            "allocable": 3,
            "allocated": 0,
            "bed_nights": 1,
            "rooms": 0,
            "released": 0,
            "left_early": 0,
            "absent": 0,
            "frozen_at": "2027-01-15T19:30:00Z",
        }
    ]
    assert first == (201, {**said, "figure_id": str(figure.pk), "at": first[1]["at"]})
    assert again == (200, first[1])
    assert others == [(409, ELSE)] * 2
    assert impossible[0] == 409
    assert machine.get(f"/nights/{night.pk}/figures") == before
    assert machine.get(f"/nights/{night.pk}/report")[1]["corrections"] == [first[1]]


def test_who_was_turned_away_is_corrected_by_an_addition():
    night, machine = frozen()
    path = f"/nights/{night.pk}/turn-away-corrections"
    said = {"id": str(new_id()), "reason": "late", "parties": 1, "people": 3, "because": "one was forgotten"}

    first = machine.post(path, **said)
    again = machine.post(path, **said)
    other = machine.post(path, **{**said, "people": 2})
    impossible = machine.post(path, **{**said, "id": str(new_id()), "parties": -9})

    kind = {"outcome": "unknown", "at_door": True}
    assert first == (201, {**said, **kind, "night_id": str(night.pk), "at": first[1]["at"]})
    assert (again, other, impossible[0]) == ((200, first[1]), (409, ELSE), 409)
    told = machine.get(f"/nights/{night.pk}/report")[1]
    assert told["turn_away_corrections"] == [first[1]]
    assert told["turned_away"] == [{**LATE, "where": night.shelter.name, "parties": 2, "people": 5}]


def test_staff_correct_no_figure():
    night, _ = frozen()
    staff = Machine(make_keeper(night))
    said = {"id": str(new_id()), "field": "bed_nights", "change": 1, "reason": "one came late"}

    status, told = staff.post(f"/figures/{night.figures.get().pk}/corrections", **said)

    assert (status, told["detail"]) == (403, "Only the shelter's lead corrects a frozen night.")


@pytest.mark.parametrize("change", [40_000, -1_000, 1.5, "1", True])
def test_a_change_is_a_whole_number_within_bounds(change):
    night, machine = frozen()
    said = {"id": str(new_id()), "field": "bed_nights", "change": change, "reason": "x"}

    status, told = machine.post(f"/figures/{night.figures.get().pk}/corrections", **said)

    assert (status, list(told["fields"])) == (422, ["change"])


def test_a_note_is_written_once():
    night = make_night()
    machine = Machine(make_keeper(night))
    said = {"id": str(new_id()), "text": "The key sticks.\nPull."}

    first = machine.post(f"/nights/{night.pk}/notes", **said)
    again = machine.post(f"/nights/{night.pk}/notes", **said)
    other = machine.post(f"/nights/{night.pk}/notes", **{**said, "text": "The key is mended."})

    assert first == (201, {**said, "date": "2027-01-15", "at": first[1]["at"]})
    assert again == (200, first[1])
    assert other == (409, ELSE)
    assert machine.get(f"/nights/{night.pk}/notes")[1]["items"] == [first[1]]


def test_a_note_about_a_guest_is_told_at_its_field():
    night = make_night()
    machine = Machine(make_keeper(night))
    said = {"id": str(new_id()), "text": "Ring 070-123 45 67 about her."}

    status, told = machine.post(f"/nights/{night.pk}/notes", **said)

    assert (status, list(told["fields"])) == (422, ["text"])
    assert machine.post(f"/nights/{night.pk}/notes", **said, read_through=True)[0] == 201
    assert HandoverNote.objects.count() == 1


@pytest.mark.parametrize("text", ["", "  \n ", "a\0b", "x" * 1001, 5])
def test_a_note_says_something(text):
    night = make_night()

    status, told = Machine(make_keeper(night)).post(f"/nights/{night.pk}/notes", id=str(new_id()), text=text)

    assert (status, list(told["fields"])) == (422, ["text"])


LATE = {"date": "2027-01-15", "reason": "late", "outcome": "unknown", "at_door": True, "parties": 1, "people": 2}


def test_a_night_is_reported_to_its_own():
    night, machine = frozen()
    group = night.capacities.get().group

    assert machine.get(f"/nights/{night.pk}/report") == (
        200,
        {
            "night_id": str(night.pk),
            "date": "2027-01-15",
            "state": "confirmed",
            "is_frozen": True,
            "policy_version": "",
            "groups": [
                {
                    "group": group.name,
                    "nominal": 3,
                    "blocked": 0,
                    "because": "",
                    "overflow": 0,
                    "allocable": 3,
                    "bed_nights": 1,
                    "rooms": 0,
                    "released": 0,
                    "left_early": 0,
                    "absent": 0,
                }
            ],
            "corrections": [],
            "turn_away_corrections": [],
            "turned_away": [{**LATE, "where": night.shelter.name}],
        },
    )
    assert Machine(make_user(Role.SHELTER_LEAD)).get(f"/nights/{night.pk}/report") == (404, ABSENT)


def test_a_period_is_reported():
    night, machine = frozen()
    shelter, group = night.shelter, night.capacities.get().group

    status, told = machine.get(f"/shelters/{shelter.pk}/report", first="2027-01-01", nights=31)

    line = {
        "night": str(night.pk),
        "date": "2027-01-15",
        "shelter": shelter.name,
        "group": group.name,
        "state": "confirmed",
        "nominal": 3,
        "blocked": 0,
        "because": "",
        "overflow": 0,
        "allocable": 3,
        "bed_nights": 1,
        "rooms": 0,
        "released": 0,
        "is_corrected": False,
    }
    sums = {name: line[name] for name in ("nominal", "blocked", "overflow", "allocable", "bed_nights", "rooms")}
    assert status == 200
    assert told == {
        "first": "2027-01-01",
        "last": "2027-01-31",
        "totals": sums | {"nights": 1, "released": 0, "utilisation": 1 / 3},
        "lines": [line],
        "turned_away": [{**LATE, "where": shelter.name}],
    }
    own = machine.get(f"/organisations/{shelter.organisation_id}/report", first="2027-01-01", nights=31)
    assert own == (200, told)
    assert machine.get(f"/shelters/{shelter.pk}/report")[1]["lines"] == []


def test_partners_see_sums():
    night, _ = frozen()
    partner = Machine(make_user(Role.OUTREACH_WORKER))

    _, told = partner.get(f"/shelters/{night.shelter_id}/report", first="2027-01-01", nights=31)

    assert [line["group"] for line in told["lines"]] == [""]
    assert [(one["reason"], one["people"]) for one in told["turned_away"]] == [("", 2)]
    assert partner.get(f"/organisations/{night.shelter.organisation_id}/report") == (404, ABSENT)


def sheet(shelter, night="2027-01-15", beds=4):
    group = shelter.groups.get()
    return f"Night;Shelter;Group;Beds\n{night};{shelter.name};{group.name};{beds}\n".encode()


def send(machine, content, id=None, name="places.csv"):
    said = {"id": str(id or new_id()), "file": SimpleUploadedFile(name, content)}
    return machine._read(machine.client.post("/api/v1/imports", said))


def test_a_file_is_sent_looked_through_and_written():
    night = make_night(beds=2, state="planned")
    staff = make_keeper(night)
    machine, id = Machine(staff), new_id()
    content = sheet(night.shelter)

    first = send(machine, content, id)
    again = send(machine, content, id)
    other = send(machine, content + b"\n", id)

    assert (first[0], first[1]["stage"], first[1]["counts"]) == (201, "preview", {"changed": 1})
    assert first[1]["columns"] == {"date": 0, "site": 1, "group": 2, "beds": 3}
    assert again == (200, first[1])
    assert other == (409, ELSE)
    group = str(night.capacities.get().group_id)
    assert machine.get(f"/imports/{id}/lines", kind="changed")[1]["items"] == [
        {
            "line": 2,
            "kind": "changed",
            "why": "",
            "day": "2027-01-15",
            "shelter": str(night.shelter_id),
            "group": group,
            "was": [2, 0, "", [], 0, 0],
            "now": [4, 0, "", [], 0, 0],
        }
    ]
    assert machine.get(f"/imports/{id}/lines", kind="refused")[1]["count"] == 0

    approved = [machine.post(f"/imports/{id}/approve") for _ in range(2)]

    assert [(status, told["stage"]) for status, told in approved] == [(200, "written")] * 2
    assert night.capacities.get().nominal == 4
    assert machine.post(f"/imports/{id}/discard")[0] == 409
    assert machine.get("/imports")[1]["count"] == 1


def test_columns_are_named_by_whoever_sent_them():
    night = make_night(beds=2, state="planned")
    machine, id = Machine(make_keeper(night)), new_id()
    group = night.shelter.groups.get()
    send(machine, f"A;B;C;D\n2027-01-15;{night.shelter.name};{group.name};5\n".encode(), id)
    columns = {"date": 0, "site": 1, "group": 2, "beds": 3}

    wrong = [
        machine.put(f"/imports/{id}/columns", sheet="", heading=0, **said)
        for said in (
            {"columns": {"beds": 3}},
            {"columns": {"date": 0}},
            {"columns": {"date": 0, "beds": 0}},
            {"columns": {"date": -1}},
            {"columns": {"nights": 0}},
        )
    ]
    too_low = machine.put(f"/imports/{id}/columns", sheet="", heading=9, columns=columns)
    no_sheet = machine.put(f"/imports/{id}/columns", sheet="Blad 2", heading=0, columns=columns)
    named = machine.put(f"/imports/{id}/columns", sheet="", heading=0, columns=columns)

    assert [next(iter(told["fields"])).partition(".")[0] for _, told in wrong] == ["columns"] * 5
    assert {status for status, _ in wrong} == {422}
    assert (too_low[0], list(too_low[1]["fields"])) == (422, ["heading"])
    assert (no_sheet[0], list(no_sheet[1]["fields"])) == (422, ["sheet"])
    assert (named[0], named[1]["stage"]) == (200, "preview")


def test_a_file_is_thrown_away():
    night = make_night(state="planned")
    machine, id = Machine(make_keeper(night)), new_id()
    send(machine, sheet(night.shelter), id)

    assert machine.post(f"/imports/{id}/discard") == (204, None)
    assert machine.get(f"/imports/{id}") == (404, ABSENT)
    assert Import.objects.count() == 0


def test_a_file_that_is_no_table_says_so():
    night = make_night(state="planned")

    status, told = send(Machine(make_keeper(night)), b"\x00\x01\x02" * 100)

    assert (status, told["stage"]) == (201, "unreadable")


def test_a_file_that_is_too_large_is_not_taken_in(settings):
    settings.IMPORT_MOST_BYTES = 10
    night = make_night(state="planned")

    status, told = send(Machine(make_keeper(night)), sheet(night.shelter))

    assert (status, list(told["fields"])) == (422, ["file"])


def test_nobody_else_sees_a_file():
    night = make_night(state="planned")
    machine, id = Machine(make_keeper(night)), new_id()
    send(machine, sheet(night.shelter), id)
    colleague = Machine(make_keeper(night))

    assert colleague.get(f"/imports/{id}") == (404, ABSENT)
    assert send(colleague, sheet(night.shelter), id) == (409, ELSE)


def test_an_outreach_worker_sends_no_file():
    shelter = make_shelter()
    machine = Machine(make_user(Role.OUTREACH_WORKER, at=shelter.organisation))

    assert send(machine, b"Night;Beds")[0] == 403
