"""Joining and leaving a pool by API."""

import pytest

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_user
from samverka.actors.tests.machines import Machine
from samverka.core.ids import new_id
from samverka.shelters.models import PoolRequest, Shelter
from samverka.shelters.tests.factories import make_pool, make_request, make_shelter


ABSENT = (404, {"detail": "This page is not there", "fields": {}})


def machine_of(thing, role=Role.SHELTER_LEAD):
    return Machine(make_user(role, at=thing.organisation))


def test_a_shelter_asks_and_the_pools_lead_lets_it_in():
    shelter, pool = make_shelter(), make_pool()
    asker, answerer = machine_of(shelter), machine_of(pool)
    said = {"id": str(new_id()), "pool_id": str(pool.pk)}
    path = f"/shelters/{shelter.pk}/pool-requests"

    first, again = asker.post(path, **said), asker.post(path, **said)
    other = asker.post(path, id=str(new_id()), pool_id=str(pool.pk))

    told = {
        "id": said["id"],
        "shelter_id": str(shelter.pk),
        "shelter": shelter.name,
        "organisation": shelter.organisation.name,
        "pool_id": str(pool.pk),
        "pool": pool.name,
        "state": "asked",
        "asked_at": first[1]["asked_at"],
        "answered_at": None,
        "reason": "",
    }
    assert (first, again) == ((201, told), (200, told))
    assert other[0] == 409
    assert answerer.get("/pool-requests")[1]["items"] == asker.get("/pool-requests")[1]["items"] == [told]
    assert answerer.get(f"/pool-requests/{said['id']}") == (200, told)

    admitted = answerer.post(f"/pool-requests/{said['id']}/admit")
    late = answerer.post(f"/pool-requests/{said['id']}/decline", reason="Nej")

    assert admitted == (200, {**told, "state": "admitted", "answered_at": admitted[1]["answered_at"]})
    assert late[0] == 409
    assert asker.get(f"/shelters/{shelter.pk}")[1]["pool_id"] == str(pool.pk)


def test_pools_are_told_by_name_and_nothing_of_their_shelters():
    shelter, pool = make_shelter(), make_pool()
    make_shelter(pool=pool)
    make_pool(territory="0380")

    status, told = machine_of(shelter).get(f"/shelters/{shelter.pk}/pools")

    assert (status, told["items"]) == (
        200,
        [
            {
                "id": str(pool.pk),
                "name": pool.name,
                "organisation": pool.organisation.name,
                "territory_id": "0180",
            }
        ],
    )


def test_it_is_declined_and_withdrawn():
    shelter, pool = make_shelter(), make_pool()
    asker, answerer = machine_of(shelter), machine_of(pool)
    first = make_request(pool, shelter)

    assert answerer.post(f"/pool-requests/{first.pk}/decline", reason="")[0] == 422
    assert answerer.post(f"/pool-requests/{first.pk}/decline", reason="Fullt")[1]["reason"] == "Fullt"

    second = make_request(pool, shelter)
    assert asker.post(f"/pool-requests/{second.pk}/withdraw")[1]["state"] == "withdrawn"


def test_a_shelter_leaves_and_stays():
    shelter = make_shelter(pool=make_pool())
    machine = machine_of(shelter)

    left = machine.post(f"/shelters/{shelter.pk}/leave-pool")
    stays = machine.post(f"/shelters/{shelter.pk}/undo-move")

    assert (left[0], left[1]["pool_id"], left[1]["moves_to_id"]) == (200, str(shelter.pool_id), None)
    assert left[1]["moves_on"] > "2026"
    assert (stays[0], stays[1]["moves_on"]) == (200, None)


def test_of_a_protected_shelter_only_its_area_is_told():
    shelter, pool = make_shelter(name="Skyddet"), make_pool()
    Shelter.objects.update(visibility="area_only")
    request = make_request(pool, shelter)

    assert machine_of(pool).get(f"/pool-requests/{request.pk}")[1]["shelter"] == "a protected shelter"


@pytest.mark.parametrize("role", [Role.SHELTER_STAFF, Role.READER, Role.MUNICIPALITY_COORDINATOR])
def test_a_request_is_for_those_who_look_after_one_of_the_sides(role):
    request = make_request(make_pool())
    for machine in (machine_of(request.pool, role), machine_of(request.shelter, role), machine_of(make_pool())):
        assert machine.get("/pool-requests")[1]["items"] == []
        assert machine.get(f"/pool-requests/{request.pk}") == machine.get(f"/pool-requests/{new_id()}") == ABSENT
        assert machine.post(f"/pool-requests/{request.pk}/admit") == ABSENT
    assert PoolRequest.objects.get().state == "asked"


def test_nobody_answers_for_the_other_side_and_nobody_asks_for_others():
    request = make_request(make_pool())
    asker, answerer = machine_of(request.shelter), machine_of(request.pool)
    said = {"id": str(new_id()), "pool_id": str(request.pool_id)}

    assert asker.post(f"/pool-requests/{request.pk}/admit")[0] == 403
    assert answerer.post(f"/pool-requests/{request.pk}/withdraw")[0] == 403
    assert answerer.post(f"/shelters/{request.shelter_id}/pool-requests", **said) == ABSENT
    assert asker.post(f"/shelters/{request.shelter_id}/pool-requests", id=said["id"], pool_id=str(new_id())) == ABSENT
