"""Tickets and turn-aways by API."""

import pytest

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_organisation, make_user
from samverka.actors.tests.machines import Machine
from samverka.core.ids import new_id
from samverka.shelters import actions
from samverka.shelters.models import PlaceEvent, TurnAway
from samverka.shelters.tests.factories import EVENING, make_keeper, make_night, make_pool, make_shelter, party
from samverka.shelters.tests.test_api_places import drawn


ABSENT = {"detail": "This page is not there", "fields": {}}
ELSE = {"detail": "This id already names something else.", "fields": {}}


def given(asked=None, **more):
    """A place that was given, and a machine of its shelter's staff."""
    night = make_night(beds=3, **more)
    staff = make_keeper(night)
    place = actions.give_place(id=new_id(), night=night, party=asked or party(), by=staff, at=EVENING)
    return place, Machine(staff)


def test_a_ticket_is_told_to_be_printed():
    place, machine = given(party(women=1, dog=True), pets=True)
    ticket, shelter = place.ticket, place.night.shelter

    assert machine.get(f"/tickets/{ticket.pk}") == (
        200,
        {
            "id": str(ticket.pk),
            "code": ticket.code,
            "pictures": list(ticket.pictures),
            "party": "1 woman, dog",
            "people": 1,
            "first_night": "2027-01-15",
            "last_night": "2027-01-15",
            "nights": 1,
            "group": ticket.group.name,
            "shelter_id": str(shelter.pk),
            "shelter": shelter.name,
            "area": "",
            "address": "",
            "way": "",
            "phone": "",
            "doors": "19:00\u201323:00, come before 21:00",
            "issued_at": "2027-01-15T19:30:00Z",
            "ended_at": None,
            "ended_because": "",
        },
    )


def test_those_who_issued_a_ticket_may_print_it_too():
    night = make_night(beds=2, reserved=1)
    city = make_organisation()
    outreach = Machine(make_user(Role.OUTREACH_WORKER, at=city))
    _, held = outreach.post(f"/nights/{night.pk}/holds", id=str(new_id()), men=1)

    assert outreach.get(f"/tickets/{held['ticket_id']}")[0] == 200
    assert Machine(make_keeper(night)).get(f"/tickets/{held['ticket_id']}")[0] == 200


def test_others_are_told_of_no_ticket():
    place, _ = given()
    others = [make_user(Role.SHELTER_LEAD), make_user(Role.READER, at=place.night.shelter.organisation)]

    assert [Machine(one).get(f"/tickets/{place.ticket_id}") for one in others] == [(404, ABSENT)] * 2
    assert Machine(others[0]).get(f"/tickets/{new_id()}") == (404, ABSENT)


def test_a_ticket_is_found_by_its_beginning_however_it_is_written():
    place, machine = given()
    code = place.ticket.code

    found = machine.post(f"/nights/{place.night_id}/find", code=f" {code[:2].lower()}-{code[2:4]}")

    assert found == (
        200,
        {
            "places": [
                {
                    "place_id": str(place.pk),
                    "ticket_id": str(place.ticket_id),
                    "code": code,
                    "state": "allocated",
                    "people": 1,
                    "room": None,
                }
            ]
        },
    )


@pytest.mark.parametrize("code", ["", "AB", "2", "abc!", "å" * 3, "2" * 11, 234, None])
def test_what_cannot_be_a_code_is_said(code):
    place, machine = given()

    status, told = machine.post(f"/nights/{place.night_id}/find", code=code)

    assert (status, told["fields"]) == (422, {"code": "Type at least the first three signs of the ticket."})


def test_a_ticket_ends_once():
    place, machine = given()
    said, path = {"id": str(new_id()), "because": "returned"}, f"/tickets/{place.ticket_id}/end"

    first = machine.post(path, **said)
    again = machine.post(path, **said)
    other = machine.post(path, **{**said, "because": "house_rule"})

    assert (first[0], first[1]["ended_because"]) == (201, "returned")
    assert again == (200, first[1])
    assert other == (409, {"detail": "This ticket has ended already.", "fields": {}})
    assert machine.get(f"/places/{place.pk}")[1]["state"] == "cancelled"


def test_a_ticket_does_not_end_under_the_id_of_another_event():
    place, machine = given()
    event = PlaceEvent.objects.get()

    assert machine.post(f"/tickets/{place.ticket_id}/end", id=str(event.pk), because="returned") == (409, ELSE)


def test_a_ticket_with_places_on_two_nights_ends_whole():
    place, machine = given()
    staff = make_keeper(place.night)
    later = make_night(shelter=place.night.shelter, date=place.date.replace(day=16), beds=3)
    type(place.ticket).objects.update(last_night=later.date, nights=2)
    group = later.capacities.get().group_id
    actions.confirm_night(night=later, beds={group: actions.Beds()}, policy_version="", by=staff, at=EVENING)

    assert machine.post(f"/tickets/{place.ticket_id}/end", id=str(new_id()), because="returned")[0] == 201
    assert PlaceEvent.objects.filter(kind="cancelled").count() == 2


def test_a_volunteer_ends_no_ticket():
    place, _ = given()
    volunteer = Machine(make_keeper(place.night, Role.VOLUNTEER))

    status, told = volunteer.post(f"/tickets/{place.ticket_id}/end", id=str(new_id()), because="returned")

    assert (status, told["detail"]) == (403, "Only the shelter's own staff end a ticket.")


def test_a_party_is_noted_as_turned_away_once():
    night = make_night()
    machine = Machine(make_keeper(night))
    said = {"id": str(new_id()), "women": 1, "children": 2, "reason": "full", "sent_to": "the night café"}
    path = f"/nights/{night.pk}/turn-aways"

    first = machine.post(path, **said)
    again = machine.post(path, **said)
    others = [machine.post(path, **{**said, **other}) for other in ({"women": 2}, {"reason": "late"}, {"sent_to": ""})]

    assert first == (
        201,
        {
            "id": said["id"],
            "night_id": str(night.pk),
            "date": "2027-01-15",
            "women": 1,
            "men": 0,
            "other": 0,
            "children": 2,
            "people": 3,
            "reason": "full",
            "sent_to": "the night café",
            "outcome": "unknown",
            "at_door": True,
            "at": first[1]["at"],
            "uncounted_at": None,
        },
    )
    assert again == (200, first[1])
    assert others == [(409, ELSE)] * 3
    assert machine.get(path)[1]["items"] == [first[1]]


def test_how_it_ended_is_said_later():
    night = make_night()
    machine = Machine(make_keeper(night))
    _, noted = machine.post(f"/nights/{night.pk}/turn-aways", id=str(new_id()), men=1, reason="late")

    status, told = machine.post(f"/turn-aways/{noted['id']}/settle", outcome="placed_elsewhere")

    assert (status, told) == (200, {**noted, "outcome": "placed_elsewhere"})
    actions.freeze_night(night=night, by=None, at=EVENING)
    assert machine.post(f"/turn-aways/{noted['id']}/settle", outcome="not_placed")[0] == 409


def test_what_was_noted_by_mistake_is_undone():
    night = make_night()
    machine = Machine(make_keeper(night))
    path, said = f"/nights/{night.pk}/turn-aways", {"id": str(new_id()), "men": 1, "reason": "late"}
    _, noted = machine.post(path, **said)

    first = machine.post(f"/turn-aways/{noted['id']}/undo")
    again = machine.post(f"/turn-aways/{noted['id']}/undo")

    assert first == again == (200, {**noted, "uncounted_at": first[1]["uncounted_at"]})
    assert (first[1]["uncounted_at"] is not None, machine.get(path)[1]["items"]) == (True, [])
    assert machine.post(path, **said) == (200, first[1])
    assert machine.post(f"/turn-aways/{noted['id']}/settle", outcome="not_placed")[0] == 409


def test_a_person_is_nowhere_to_be_sent():
    night = make_night()
    machine = Machine(make_keeper(night))
    said = {"id": str(new_id()), "men": 1, "reason": "late", "sent_to": "070-123 45 67"}

    status, told = machine.post(f"/nights/{night.pk}/turn-aways", **said)

    assert (status, list(told["fields"])) == (422, ["sent_to"])
    assert machine.post(f"/nights/{night.pk}/turn-aways", **said, read_through=True)[0] == 201


def test_a_slip_that_waits_is_counted_once_a_night():
    night, draw = drawn(make_pool(), 2)
    machine, lost = Machine(make_keeper(night)), draw.slips.get(was_placed=False)
    path, said = f"/nights/{night.pk}/turn-aways", {"men": 1, "reason": "full", "slip_id": str(lost.pk)}

    _, waiting = machine.get(f"/nights/{night.pk}/waiting")
    answers = [machine.post(path, id=str(new_id()), **said) for _ in range(2)]

    assert waiting["items"] == [
        {
            "id": str(lost.pk),
            "number": lost.number,
            "round": 1,
            "position": lost.position,
            "party": "1 woman",
            "people": 1,
        }
    ]
    assert [status for status, _ in answers] == [200, 200]  # the draw had counted it already
    assert TurnAway.objects.count() == 1


def test_a_slip_of_another_pool_is_not_there():
    _, draw = drawn(make_pool(), 2)
    lost, night = draw.slips.get(was_placed=False), make_night(shelter=make_shelter())
    machine, said = Machine(make_keeper(night)), {"id": str(new_id()), "men": 1, "reason": "full"}

    assert machine.post(f"/nights/{night.pk}/turn-aways", **said, slip_id=str(lost.pk)) == (404, ABSENT)
