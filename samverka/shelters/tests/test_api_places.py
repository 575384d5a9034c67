"""Places by API: given, held, arrived, left; each thing once."""

import pytest
from django.utils.timezone import localtime, now

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_organisation, make_user
from samverka.actors.tests.machines import Machine
from samverka.core.ids import new_id
from samverka.shelters import actions, clock
from samverka.shelters.models import NightPlace, PlaceEvent, PlaceTicket
from samverka.shelters.policy import MORNING_CLOSE
from samverka.shelters.tests.factories import (
    EVENING,
    leave_open,
    make_draw,
    make_keeper,
    make_night,
    make_pool,
    make_shelter,
    party,
)


ABSENT = {"detail": "This page is not there", "fields": {}}
ELSE = {"detail": "This id already names something else.", "fields": {}}


def at_the_door(beds=2, **more):
    """A night, and a machine at its door."""
    night = make_night(beds=beds, **more)
    return night, Machine(make_keeper(night))


def tonight():
    return clock.tonight(now(), closes=MORNING_CLOSE)


def give(night, asked=None):
    return actions.give_place(id=new_id(), night=night, party=asked or party(), by=make_keeper(night), at=EVENING)


def test_a_party_at_the_door_gets_its_places_once():
    night, machine = at_the_door()
    said = {"id": str(new_id()), "women": 1, "men": 1}

    first = machine.post(f"/nights/{night.pk}/places", **said)
    again = machine.post(f"/nights/{night.pk}/places", **said)

    place = NightPlace.objects.get()
    assert first == (
        201,
        {
            "id": said["id"],
            "night_id": str(night.pk),
            "capacity_id": str(night.capacities.get().pk),
            "ticket_id": str(place.ticket_id),
            "origin": "door",
            "people": 2,
            "beds": 2,
            "room": None,
            "given_at": first[1]["given_at"],
            "held_until": None,
        },
    )
    assert again == (200, first[1])


@pytest.mark.parametrize("other", [{"men": 1}, {"women": 1, "dog": True}, {"women": 2}])
def test_an_id_that_names_another_party_is_refused(other):
    night, machine = at_the_door(beds=4)
    id = str(new_id())
    machine.post(f"/nights/{night.pk}/places", id=id, women=1)

    assert machine.post(f"/nights/{night.pk}/places", id=id, **other) == (409, ELSE)
    assert NightPlace.objects.count() == 1


def test_an_id_that_names_a_hold_is_no_place_at_the_door():
    night, machine = at_the_door(beds=4, reserved=2, date=tonight())
    leave_open(night)
    id = str(new_id())
    machine.post(f"/nights/{night.pk}/holds", id=id, women=1)

    assert machine.post(f"/nights/{night.pk}/places", id=id, women=1) == (409, ELSE)


def test_an_id_of_another_county_says_nothing_of_it():
    there = make_night(shelter=make_shelter(territory="0380"))
    theirs = give(there)
    night, machine = at_the_door()

    assert machine.post(f"/nights/{night.pk}/places", id=str(theirs.pk), women=1) == (409, ELSE)


def test_a_full_night_says_so():
    night, machine = at_the_door(beds=1)
    give(night)

    assert machine.post(f"/nights/{night.pk}/places", id=str(new_id()), women=1) == (
        409,
        {"detail": "There are not enough places left tonight.", "fields": {}},
    )


def test_what_cannot_be_a_party_is_told_field_by_field():
    night, machine = at_the_door()

    status, told = machine.post(
        f"/nights/{night.pk}/places", id="1", women=-1, men="2", children=21, dog="yes", together="no", name="Kim"
    )

    assert status == 422
    assert told == {
        "detail": "Something here cannot be accepted.",
        "fields": {
            "id": "This is no id.",
            "women": "Write at least 0.",
            "men": "Write a whole number.",
            "children": "Write at most 20.",
            "dog": "Say true or false.",
            "together": "Choose one of: 'must' or 'prefer'.",
            "name": "There is no such field.",
        },
    }


def test_nobody_is_no_party():
    night, machine = at_the_door()

    status, told = machine.post(f"/nights/{night.pk}/places", id=str(new_id()))

    assert (status, told["fields"]) == (422, {"body": "Say how many they are."})


def test_the_reasons_are_in_the_language_of_whoever_asks():
    night, machine = at_the_door(beds=1)
    path = f"/api/v1/nights/{night.pk}/places"

    answer = machine.client.post(path, {}, content_type="application/json", headers={"Accept-Language": "sv"})

    assert answer.json()["fields"] == {"id": "Detta saknas."}


def test_who_only_reads_may_give_no_place():
    night = make_night()
    reader = Machine(make_user(Role.READER, at=night.shelter.organisation))

    assert reader.post(f"/nights/{night.pk}/places", id=str(new_id()), women=1) == (404, ABSENT)


def test_an_arrival_is_noted_once():
    night, machine = at_the_door()
    place, id = give(night), str(new_id())

    first = machine.post(f"/places/{place.pk}/check-in", id=id)
    again = machine.post(f"/places/{place.pk}/check-in", id=id)
    other = machine.post(f"/places/{place.pk}/check-in", id=str(new_id()))

    told = {"id": id, "place_id": str(place.pk), "kind": "arrived", "at": first[1]["at"]}
    assert first == (201, told)
    assert again == (200, told)
    came = f"{localtime(NightPlace.objects.get().arrived_at):%H:%M}"
    assert other == (409, {"detail": f"Already checked in, at {came}.", "fields": {}})
    assert PlaceEvent.objects.filter(kind="arrived").count() == 1


def test_an_arrival_is_answered_again_when_the_night_is_over():
    night, machine = at_the_door()
    place, id = give(night), str(new_id())
    _, first = machine.post(f"/places/{place.pk}/check-in", id=id)
    actions.freeze_night(night=night, by=None, at=EVENING)

    assert machine.post(f"/places/{place.pk}/check-in", id=id) == (200, first)


def test_an_id_that_names_another_arrival_is_refused():
    night, machine = at_the_door()
    one, two, id = give(night), give(night), str(new_id())
    machine.post(f"/places/{one.pk}/check-in", id=id)

    assert machine.post(f"/places/{two.pk}/check-in", id=id) == (409, ELSE)
    assert machine.post(f"/places/{one.pk}/undo", id=id) == (409, ELSE)


@pytest.mark.parametrize(
    ("steps", "state"),
    [
        (["check-in"], "arrived"),
        (["check-in", "undo"], "allocated"),
        (["check-in", "leave"], "left_early"),
        (["notice"], "absent"),
        (["cancel"], "cancelled"),
    ],
)
def test_a_place_takes_its_steps(steps, state):
    night, machine = at_the_door()
    place = give(night)

    answers = [machine.post(f"/places/{place.pk}/{step}", id=str(new_id()))[0] for step in steps]

    assert answers == [201] * len(steps)
    assert machine.get(f"/places/{place.pk}")[1]["state"] == state


def test_a_check_in_costs_few_questions(django_assert_max_num_queries):
    night, machine = at_the_door()
    place = give(night)

    machine.get("/me")  # from now on its terms are known to be signed

    with django_assert_max_num_queries(13):  # ten, a savepoint, and its turn in the audit trail
        assert machine.post(f"/places/{place.pk}/check-in", id=str(new_id()))[0] == 201


def test_the_register_tells_codes_to_those_who_keep_the_shelter():
    night, machine = at_the_door(beds=3)
    places = sorted((give(night) for _ in range(3)), key=lambda place: place.ticket.code)

    status, told = machine.get(f"/nights/{night.pk}/places", limit=1, page=2)

    second = places[1]
    assert status == 200
    assert told == {
        "items": [
            {
                "id": str(second.pk),
                "ticket": str(second.ticket_id),
                "state": "allocated",
                "code": second.ticket.code,
                "pictures": list(second.ticket.pictures),
                "party": "1 woman",
                "people": 1,
                "group": night.capacities.get().group.name,
                "room": None,
                "held_until": None,
                "arrived_at": None,
            }
        ],
        "count": 3,
        "page": 2,
        "limit": 1,
    }


@pytest.mark.parametrize("rows", [1, 3])
def test_the_register_costs_the_same_for_one_and_for_many(rows, django_assert_num_queries):
    night, machine = at_the_door(beds=3)
    for _ in range(rows):
        give(night)

    machine.get("/me")

    with django_assert_num_queries(3):
        machine.get(f"/nights/{night.pk}/places")


def test_an_outreach_worker_holds_a_place_and_gives_it_back():
    night = make_night(beds=2, reserved=1, date=tonight())
    leave_open(night)
    city = make_organisation()
    machine, id = Machine(make_user(Role.OUTREACH_WORKER, at=city)), str(new_id())

    status, held = machine.post(f"/nights/{night.pk}/holds", id=id, men=1)
    again = machine.post(f"/nights/{night.pk}/holds", id=id, men=1)
    _, mine = machine.get("/holds")
    gone = machine.post(f"/places/{id}/withdraw", id=str(new_id()))

    assert (status, held["origin"], held["people"]) == (201, "referral", 1)
    assert again == (200, held)
    assert mine["items"] == [
        {
            "id": id,
            "night_id": str(night.pk),
            "shelter": night.shelter.name,
            "ticket_id": held["ticket_id"],
            "code": PlaceTicket.objects.get().code,
            "people": 1,
            "held_until": held["held_until"],
        }
    ]
    assert (gone[0], gone[1]["kind"]) == (201, "cancelled")
    assert machine.get("/holds")[1]["items"] == []


def test_who_sees_the_board_may_not_always_hold():
    night = make_night(beds=2, reserved=1)
    volunteer = Machine(make_user(Role.VOLUNTEER))

    assert volunteer.post(f"/nights/{night.pk}/holds", id=str(new_id()), men=1) == (
        403,
        {
            "detail": "Only outreach workers, advisers and the shelter's own staff hold a place.",
            "fields": {},
        },
    )


def test_a_hold_of_others_cannot_be_seen():
    night = make_night(beds=2, reserved=1)
    outreach = Machine(make_user(Role.OUTREACH_WORKER))
    _, held = outreach.post(f"/nights/{night.pk}/holds", id=str(new_id()), men=1)
    other = Machine(make_user(Role.OUTREACH_WORKER))

    assert other.get(f"/places/{held['id']}") == (404, ABSENT)
    assert other.get("/holds")[1]["count"] == 0


def drawn(pool, parties):
    """A draw that is published, on a night with one bed."""
    night = make_night(beds=1, shelter=make_shelter(pool=pool, organisation=pool.organisation))
    lead = make_keeper(night)
    draw = make_draw(pool)
    for _ in range(parties):
        actions.hand_out_slip(id=new_id(), draw=draw, party=party(), by=lead, at=EVENING)
    actions.lock_draw(draw=draw, by=lead, at=EVENING)
    actions.draw_lots(draw=draw, witness="snow", by=lead, at=EVENING)
    return night, draw


def test_a_slip_that_lost_gets_a_place_that_was_released():
    night, draw = drawn(make_pool(), 2)
    machine, lost = Machine(make_keeper(night)), draw.slips.get(was_placed=False)
    won = night.places.get()
    id, path = str(new_id()), f"/nights/{night.pk}/slips/{lost.pk}/place"

    full = machine.post(path, id=id)
    machine.post(f"/places/{won.pk}/cancel", id=str(new_id()))
    first = machine.post(path, id=id)
    again = machine.post(path, id=id)
    other = machine.post(path, id=str(new_id()))

    assert full[0] == 409
    assert (first[0], first[1]["origin"]) == (201, "draw")
    assert again == (200, first[1])
    assert other == (409, {"detail": "This slip is not waiting for a place tonight.", "fields": {}})


def test_a_slip_that_is_not_drawn_yet_gets_no_place():
    pool = make_pool()
    night = make_night(shelter=make_shelter(pool=pool, organisation=pool.organisation))
    draw = make_draw(pool)
    slip = actions.hand_out_slip(id=new_id(), draw=draw, party=party(), by=make_keeper(night), at=EVENING)

    status, told = Machine(make_keeper(night)).post(f"/nights/{night.pk}/slips/{slip.pk}/place", id=str(new_id()))

    assert (status, told["detail"]) == (409, "This slip is not waiting for a place tonight.")
