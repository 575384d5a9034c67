"""The intake by API, from the commitment to the open record."""

from datetime import timedelta

import pytest

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_user
from samverka.actors.tests.machines import Machine
from samverka.core.ids import new_id
from samverka.shelters import record
from samverka.shelters.models import Draw, Slip
from samverka.shelters.tests.factories import TONIGHT, make_draw, make_intake, make_night, make_pool, make_shelter


ABSENT = {"detail": "This page is not there", "fields": {}}
ELSE = {"detail": "This id already names something else.", "fields": {}}


def intake(beds=1):
    """A pool with a night of `beds` beds, and a machine at its intake."""
    pool = make_pool()
    make_night(beds=beds, shelter=make_shelter(pool=pool, organisation=pool.organisation))
    return pool, Machine(make_intake(pool))


def test_a_draw_is_announced_once():
    pool, machine = intake()
    said = {"id": str(new_id()), "date": "2027-01-15"}

    first = machine.post(f"/pools/{pool.pk}/draws", **said)
    again = machine.post(f"/pools/{pool.pk}/draws", **said)
    another_id = machine.post(f"/pools/{pool.pk}/draws", id=str(new_id()), date="2027-01-15")
    another_date = machine.post(f"/pools/{pool.pk}/draws", id=said["id"], date="2027-01-16")

    draw = Draw.objects.get()
    assert first == (
        201,
        {
            "id": said["id"],
            "pool_id": str(pool.pk),
            "date": "2027-01-15",
            "round": 1,
            "nights": 5,
            "state": "announced",
            "commitment": draw.commitment,
            "policy_version": draw.policy_version,
            "list_hash": "",
            "announced_at": first[1]["announced_at"],
            "opened_at": None,
            "locked_at": None,
            "published_at": None,
        },
    )
    assert again == another_id == (200, first[1])
    assert another_date == (409, ELSE)
    assert draw.secret not in str(first)


def test_a_slip_is_handed_out_once():
    pool, machine = intake()
    draw = make_draw(pool)
    said = {"id": str(new_id()), "men": 2, "together": "prefer"}

    first = machine.post(f"/draws/{draw.pk}/slips", **said)
    again = machine.post(f"/draws/{draw.pk}/slips", **said)
    other = machine.post(f"/draws/{draw.pk}/slips", **{**said, "men": 1})

    slip = Slip.objects.get()
    assert first == (
        201,
        {
            "id": said["id"],
            "draw_id": str(draw.pk),
            "number": 1,
            "code": slip.code,
            "pictures": list(slip.pictures),
            "people": 2,
            "weight": 0,
            "handed_at": first[1]["handed_at"],
        },
    )
    assert again == (200, first[1])
    assert other == (409, ELSE)
    assert machine.get(f"/slips/{slip.pk}") == (200, first[1])


def test_a_wish_is_one_of_the_pools_shelters():
    pool, machine = intake()
    draw, elsewhere = make_draw(pool), make_shelter()
    said = {"id": str(new_id()), "men": 1}

    assert machine.post(f"/draws/{draw.pk}/slips", **said, wish=str(elsewhere.pk)) == (404, ABSENT)
    assert machine.post(f"/draws/{draw.pk}/slips", **said, wish=str(pool.shelters.get().pk))[0] == 201
    assert machine.post(f"/draws/{draw.pk}/slips", **said) == (409, ELSE)


def test_a_slip_that_was_withdrawn_by_mistake_takes_part_again():
    pool, machine = intake()
    draw = make_draw(pool)
    _, slip = machine.post(f"/draws/{draw.pk}/slips", id=str(new_id()), men=1)

    def withdrawn():
        return machine.get(f"/draws/{draw.pk}/slips")[1]["items"][0]["is_withdrawn"]

    machine.post(f"/slips/{slip['id']}/withdraw")
    assert withdrawn()
    assert [machine.post(f"/slips/{slip['id']}/undo") for _ in range(2)] == [(200, slip)] * 2
    assert not withdrawn()
    machine.post(f"/draws/{draw.pk}/lock")
    assert machine.post(f"/slips/{slip['id']}/undo")[0] == 409


def test_a_lost_slip_that_gives_no_lot_is_refused():
    pool, machine = intake()

    status, told = machine.post(f"/draws/{make_draw(pool).pk}/slips", id=str(new_id()), men=1, lost_slip="ABC")

    assert (status, told["detail"].startswith("This slip gives no extra lot")) == (409, True)


def test_a_draw_is_drawn_and_published():
    pool, machine = intake(beds=1)
    draw = make_draw(pool)
    for men in (1, 1, 1):
        machine.post(f"/draws/{draw.pk}/slips", id=str(new_id()), men=men)
    given_back = draw.slips.get(number=3)

    withdrawn = [machine.post(f"/slips/{given_back.pk}/withdraw")[0] for _ in range(2)]
    too_early = machine.post(f"/draws/{draw.pk}/lots", witness="snow")
    unpublished = machine.get(f"/draws/{draw.pk}/record")
    locked = [machine.post(f"/draws/{draw.pk}/lock") for _ in range(2)]
    too_late = machine.post(f"/draws/{draw.pk}/slips", id=str(new_id()), men=1)
    drawn = [machine.post(f"/draws/{draw.pk}/lots", witness="snow") for _ in range(2)]

    assert withdrawn == [200, 200]
    assert too_early == (409, {"detail": "Lock the list before you draw.", "fields": {}})
    assert unpublished == (404, ABSENT)
    assert (locked[0][0], locked[0][1]["state"], len(locked[0][1]["list_hash"])) == (200, "locked", 64)
    assert locked[0] == locked[1]
    assert too_late == (409, {"detail": "The list is locked. No more slips can be handed out.", "fields": {}})
    assert (drawn[0][0], drawn[0][1]["state"]) == (200, "published")
    assert drawn[0] == drawn[1]

    _, told = machine.get(f"/draws/{draw.pk}/record")
    assert record.problems(told) == []
    _, wall = machine.get(f"/draws/{draw.pk}/results")
    assert sorted(line["is_placed"] for line in wall["items"]) == [False, True]
    assert set(wall["items"][0]) == {"number", "is_placed", "sentence"}
    _, slips = machine.get(f"/draws/{draw.pk}/slips", limit=2)
    assert (slips["count"], len(slips["items"])) == (3, 2)
    assert slips["items"][0]["sentence"].startswith("Drawn as number")
    assert machine.post(f"/draws/{draw.pk}/unlock")[0] == 409


def test_a_list_is_opened_again():
    pool, machine = intake()
    draw = make_draw(pool)
    machine.post(f"/draws/{draw.pk}/lock")

    status, told = machine.post(f"/draws/{draw.pk}/unlock")

    assert (status, told["state"], told["list_hash"]) == (200, "announced", "")


def test_the_witness_says_something():
    pool, machine = intake()
    draw = make_draw(pool)
    machine.post(f"/draws/{draw.pk}/lock")

    assert machine.post(f"/draws/{draw.pk}/lots", witness=" ")[1]["fields"] == {
        "witness": "Write this with ordinary signs, and not only spaces."
    }


def test_draws_are_listed_by_pool_and_date():
    pool, machine = intake()
    for ahead in (0, 1):
        make_draw(pool, date=TONIGHT + timedelta(days=ahead))

    assert [one["date"] for one in machine.get(f"/pools/{pool.pk}/draws")[1]["items"]] == ["2027-01-16", "2027-01-15"]
    assert machine.get(f"/pools/{pool.pk}/draws", date="2027-01-15")[1]["count"] == 1
    assert machine.get(f"/draws/{make_draw(pool).pk}")[1]["state"] == "announced"


@pytest.mark.parametrize("path", ["/draws/{draw}", "/draws/{draw}/slips", "/draws/{draw}/record", "/slips/{slip}"])
def test_only_the_intake_sees_its_draws_and_slips(path):
    pool, machine = intake()
    draw = make_draw(pool)
    machine.post(f"/draws/{draw.pk}/slips", id=str(new_id()), men=1)
    reader = Machine(make_user(Role.READER, at=pool.organisation))
    address = path.format(draw=draw.pk, slip=Slip.objects.get().pk)

    assert reader.get(address) == (404, ABSENT)
