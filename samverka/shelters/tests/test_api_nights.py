"""A night by API: planned, confirmed, changed, frozen, closed; and the board."""

from datetime import timedelta

import pytest

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_user
from samverka.actors.tests.machines import Machine
from samverka.core.ids import new_id
from samverka.shelters import actions
from samverka.shelters.models import Capacity, Night
from samverka.shelters.tests.factories import (
    EVENING,
    TONIGHT,
    make_group,
    make_keeper,
    make_night,
    make_pool,
    make_shelter,
    party,
)


ABSENT = {"detail": "This page is not there", "fields": {}}
ELSE = {"detail": "This id already names something else.", "fields": {}}
LATER = TONIGHT + timedelta(days=1)


def kept(**more):
    """A night, and a machine of its shelter's staff."""
    night = make_night(**more)
    return night, Machine(make_keeper(night))


def line(night, **more):
    """A night as lists tell it."""
    moments = ("confirmed_at", "opened_at", "released_at", "frozen_at", "closed_at", "changed_at")
    told = {"id": str(night.pk), "shelter_id": str(night.shelter_id), "date": night.date.isoformat()}
    told |= {"state": night.state, "cancelled_because": "", "policy_version": ""}
    return told | dict.fromkeys(moments) | more


def test_a_night_is_planned_once():
    shelter = make_shelter()
    make_group(shelter, beds=4)
    machine = Machine(make_user(Role.SHELTER_STAFF, at=shelter.organisation))
    path, said = f"/shelters/{shelter.pk}/nights", {"id": str(new_id()), "date": "2027-01-15"}

    first = machine.post(path, **said)
    again = machine.post(path, **said)
    same_date = machine.post(path, id=str(new_id()), date="2027-01-15")
    other_date = machine.post(path, id=said["id"], date="2027-01-16")

    night = Night.objects.get()
    assert first == (201, line(night, changed_at=first[1]["changed_at"]))
    assert again == same_date == (200, first[1])
    assert other_date == (409, ELSE)
    assert Capacity.objects.get().nominal == 4


def test_a_volunteer_plans_no_night():
    shelter = make_shelter()
    machine = Machine(make_user(Role.VOLUNTEER, at=shelter.organisation))

    assert machine.post(f"/shelters/{shelter.pk}/nights", id=str(new_id()), date="2027-01-15") == (
        403,
        {"detail": "Only the shelter's own staff plan its nights.", "fields": {}},
    )


@pytest.mark.parametrize("date", ["yesterday", "1999-12-31", "2027-02-30", "2100-01-01", 20270115, None, "2027-1-5"])
def test_a_day_is_written_as_a_day(date):
    shelter = make_shelter()
    machine = Machine(make_user(Role.SHELTER_STAFF, at=shelter.organisation))

    status, told = machine.post(f"/shelters/{shelter.pk}/nights", id=str(new_id()), date=date)

    assert (status, told["fields"]) == (422, {"date": "Write a day like 2027-01-15."})


def test_nights_come_in_pages_the_latest_first():
    shelter = make_shelter()
    nights = [make_night(shelter=shelter, date=TONIGHT + timedelta(days=ahead)) for ahead in range(3)]
    make_night()
    machine = Machine(make_keeper(nights[0]))

    assert machine.get("/nights", page=2, limit=2) == (
        200,
        {"items": [line(nights[0])], "count": 3, "page": 2, "limit": 2},
    )
    asked = {"shelter_id": str(shelter.pk), "first": "2027-01-16", "last": "2027-01-16"}
    assert machine.get("/nights", **asked)[1]["items"] == [line(nights[1])]
    assert machine.get("/nights", page=9)[1] == {"items": [], "count": 3, "page": 9, "limit": 50}


def test_a_page_is_a_number_within_bounds():
    _, machine = kept()

    status, told = machine.get("/nights", page=0, limit=201, first="soon")

    assert status == 422
    assert told["fields"] == {
        "page": "Write at least 1.",
        "limit": "Write at most 200.",
        "first": "Write a day like 2027-01-15.",
    }


def test_a_night_is_told_with_what_its_groups_hold():
    night, machine = kept(beds=5, reserved=1)
    [capacity] = night.capacities.all()

    status, told = machine.get(f"/nights/{night.pk}")

    assert status == 200
    assert told == line(night) | {
        "seen": told["seen"],
        "capacities": [
            {
                "id": str(capacity.pk),
                "group_id": str(capacity.group_id),
                "group": capacity.group.name,
                "kind": "mixed",
                "nominal": 5,
                "blocked": 0,
                "blocked_because": "",
                "blocked_rooms": [],
                "overflow": 0,
                "reserved": 1,
                "taken": 0,
                "free": 5,
                "kept": 1,
            }
        ],
    }


def beds(night, **said):
    return [{"group_id": str(night.capacities.get().group_id), **said}]


def test_the_morning_confirms_what_there_is():
    night, machine = kept(beds=5, state="planned")
    _, before = machine.get(f"/nights/{night.pk}")
    said = {"seen": before["seen"], "groups": beds(night, blocked=2, blocked_because="a burst pipe", reserved=1)}

    status, told = machine.post(f"/nights/{night.pk}/confirm", **said)

    assert (status, told["state"]) == (200, "confirmed")
    assert [(one["blocked"], one["blocked_because"], one["free"], one["kept"]) for one in told["capacities"]] == [
        (2, "a burst pipe", 3, 1)
    ]


def test_who_saw_the_beds_before_a_colleague_changed_them_gets_the_own_words_back():
    night, machine = kept(beds=5)
    _, before = machine.get(f"/nights/{night.pk}")
    mine = {"seen": before["seen"], "groups": beds(night, blocked=1, blocked_because="too cold")}
    _, theirs = machine.post(f"/nights/{night.pk}/capacity", seen=before["seen"], groups=beds(night, overflow=2))

    status, told = machine.post(f"/nights/{night.pk}/capacity", **mine)

    assert status == 409
    assert told["detail"].startswith("A colleague has changed the beds")
    assert told["yours"]["groups"][0]["blocked_because"] == "too cold"
    assert told["current"] == theirs
    assert night.capacities.get().overflow == 2


def test_a_change_whose_answer_was_lost_is_no_change_by_a_colleague():
    night, machine = kept(beds=5)
    _, before = machine.get(f"/nights/{night.pk}")
    said = {"seen": before["seen"], "groups": beds(night, blocked=1, blocked_because="too cold")}

    first = machine.post(f"/nights/{night.pk}/capacity", **said)
    again = machine.post(f"/nights/{night.pk}/capacity", **said)

    assert (first[0], again[0]) == (200, 200)
    assert first[1]["capacities"] == again[1]["capacities"]


@pytest.mark.parametrize(
    ("said", "field", "reason"),
    [
        ({"blocked": 40_000}, "groups.0.blocked", "Write at most 999."),
        ({"blocked": 1.5}, "groups.0.blocked", "Write a whole number."),
        ({"blocked_rooms": [0]}, "groups.0.blocked_rooms.0", "Write at least 1."),
        ({"blocked_because": "\0"}, "groups.0.blocked_because", "Write this with ordinary signs, and not only spaces."),
        ({"blocked_because": "x" * 101}, "groups.0.blocked_because", "Write at most 100 characters."),
    ],
)
def test_what_beds_cannot_be_is_told_at_its_field(said, field, reason):
    night, machine = kept()
    _, before = machine.get(f"/nights/{night.pk}")

    status, told = machine.post(f"/nights/{night.pk}/capacity", seen=before["seen"], groups=beds(night, **said))

    assert (status, told["fields"]) == (422, {field: reason})


def test_a_reason_that_points_somebody_out_is_told_at_its_field():
    night, machine = kept(beds=5)
    _, before = machine.get(f"/nights/{night.pk}")
    said = beds(night, blocked=1, blocked_because="ring 070-123 45 67")

    status, told = machine.post(f"/nights/{night.pk}/capacity", seen=before["seen"], groups=said)
    stood_by = machine.post(
        f"/nights/{night.pk}/capacity", seen=before["seen"], groups=[said[0] | {"read_through": True}]
    )

    assert (status, list(told["fields"])) == (422, ["blocked_because"])
    assert stood_by[0] == 200


def test_more_cannot_be_blocked_than_is_free():
    night, machine = kept(beds=1)
    actions.give_place(id=new_id(), night=night, party=party(), by=make_keeper(night), at=EVENING)
    _, before = machine.get(f"/nights/{night.pk}")
    said = beds(night, blocked=1, blocked_because="a burst pipe")

    status, told = machine.post(f"/nights/{night.pk}/capacity", seen=before["seen"], groups=said)

    assert (status, told["detail"].endswith("1 beds are already given out.")) == (409, True)


def test_a_night_takes_its_course():
    night, machine = kept(beds=2)
    place = actions.give_place(id=new_id(), night=night, party=party(), by=make_keeper(night), at=EVENING)
    give = actions.give_place(id=new_id(), night=night, party=party(), by=make_keeper(night), at=EVENING)
    machine.post(f"/places/{place.pk}/check-in", id=str(new_id()))

    too_early = machine.post(f"/nights/{night.pk}/close")
    opened = [machine.post(f"/nights/{night.pk}/open") for _ in range(2)]
    released = machine.post(f"/nights/{night.pk}/release")
    frozen = [machine.post(f"/nights/{night.pk}/freeze") for _ in range(2)]
    closed = [machine.post(f"/nights/{night.pk}/close") for _ in range(2)]

    assert too_early == (409, {"detail": "Freeze the night before you close it.", "fields": {}})
    assert [(status, told["state"]) for status, told in opened] == [(200, "open")] * 2
    assert released == (200, {"people": give.people})
    assert [(status, told["state"]) for status, told in frozen] == [(200, "open")] * 2
    assert frozen[0] == frozen[1]
    assert frozen[0][1]["frozen_at"] is not None
    assert [(status, told["state"]) for status, told in closed] == [(200, "closed")] * 2


def test_a_shelter_that_drops_out_tells_where_everybody_sleeps():
    pool = make_pool()
    nights = [make_night(beds=2, shelter=make_shelter(pool=pool, organisation=pool.organisation)) for _ in range(2)]
    machine = Machine(make_keeper(nights[0]))
    place = actions.give_place(id=new_id(), night=nights[0], party=party(), by=make_keeper(nights[0]), at=EVENING)

    first = machine.post(f"/nights/{nights[0].pk}/cancel", because="damage")
    again = machine.post(f"/nights/{nights[0].pk}/cancel", because="damage")

    assert first == (
        200,
        {
            "parties": [
                {
                    "code": place.ticket.code,
                    "party": "1 woman",
                    "people": 1,
                    "shelter": nights[1].shelter.name,
                    "way": "",
                    "phone": "",
                    "waits": False,
                }
            ]
        },
    )
    assert again == first
    assert machine.get(f"/nights/{nights[0].pk}/displaced") == first
    assert machine.post(f"/nights/{nights[0].pk}/cancel", because="")[0] == 422


@pytest.mark.parametrize("step", ["confirm", "capacity", "close", "cancel", "freeze"])
def test_a_volunteer_leaves_the_course_to_the_staff(step):
    night = make_night()
    machine = Machine(make_keeper(night, Role.VOLUNTEER))
    said = {"cancel": {"because": "staff"}, "confirm": {"seen": "0" * 12, "groups": []}}
    said["capacity"] = said["confirm"]

    status, told = machine.post(f"/nights/{night.pk}/{step}", **said.get(step, {}))

    assert (status, told["detail"].startswith("Only the shelter's own staff")) == (403, True)


def test_the_board_tells_what_is_free():
    night, machine = kept(beds=5, reserved=1)
    place = actions.give_place(id=new_id(), night=night, party=party(), by=make_keeper(night), at=EVENING)
    night.refresh_from_db()

    status, told = machine.get("/board", date="2027-01-15")

    assert place.people == 1
    assert status == 200
    assert told == {
        "date": "2027-01-15",
        "shelters": [
            {
                "night_id": str(night.pk),
                "shelter_id": str(night.shelter_id),
                "name": night.shelter.name,
                "area": "",
                "light": "left",
                "free": 4,
                "kept": 1,
                "held": 0,
                "groups": [{"name": night.capacities.get().group.name, "kind": "mixed", "free": 3, "kept": 1}],
                "doors": "19:00\u201323:00",
                "how": "hold a place, by referral; at the door from 19:00",
                "phone": "",
                "phones": [],
                "changed_at": "2027-01-15T19:30:00Z",
                "is_old": False,
            }
        ],
    }


def test_a_board_that_has_not_changed_is_not_told_again():
    night, machine = kept()
    path = "/api/v1/board?date=2027-01-15"
    seen = machine.client.get(path).headers["ETag"]

    unchanged = machine.client.get(path, headers={"If-None-Match": seen})
    actions.give_place(id=new_id(), night=night, party=party(), by=make_keeper(night), at=EVENING)
    changed = machine.client.get(path, headers={"If-None-Match": seen})

    assert (unchanged.status_code, unchanged.content, unchanged.headers["ETag"]) == (304, b"", seen)
    assert changed.status_code == 200
    assert changed.headers["ETag"] != seen


def test_the_board_shows_only_what_suits_a_party():
    _, machine = kept(kind="women")

    assert machine.get("/board", date="2027-01-15", wanted="man")[1]["shelters"][0]["groups"] == []
    assert machine.get("/board", wanted="everybody")[0] == 422


@pytest.mark.parametrize("rows", [1, 3])
def test_the_board_costs_five_questions(rows, django_assert_num_queries):
    for _ in range(rows):
        make_night()
    machine = Machine(make_user(Role.OUTREACH_WORKER))
    machine.get("/me")  # from now on its terms are known to be signed

    with django_assert_num_queries(5):
        assert len(machine.get("/board", date="2027-01-15")[1]["shelters"]) == rows


def test_nobody_is_told_of_the_nights_of_others():
    night = make_night()
    stranger = Machine(make_user(Role.SHELTER_LEAD))

    assert stranger.get(f"/nights/{night.pk}") == stranger.get(f"/nights/{new_id()}") == (404, ABSENT)
    assert stranger.get("/nights")[1]["items"] == []
