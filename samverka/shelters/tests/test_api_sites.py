"""Pools, shelters, groups and their rules by API."""

import pytest

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_organisation, make_user
from samverka.actors.tests.machines import Machine
from samverka.core.ids import new_id
from samverka.shelters.models import Group, Pool, Shelter
from samverka.shelters.tests.factories import make_group, make_night, make_pool, make_shelter


ABSENT = {"detail": "This page is not there", "fields": {}}
ELSE = {"detail": "This id already names something else.", "fields": {}}
DENIED = "Only the organisation's leads and administrators edit its"


def lead(**more):
    """An organisation, and a machine of its lead."""
    home = make_organisation(**more)
    return home, Machine(make_user(Role.SHELTER_LEAD, at=home))


def test_a_pool_is_formed_once_and_then_changed():
    home, machine = lead()
    said = {"id": str(new_id()), "territory": "0180", "name": "Innerstaden", "intake_place": "Salen"}
    path = f"/organisations/{home.pk}/pools"

    first = machine.post(path, **said)
    again = machine.post(path, **said)
    other = machine.post(path, **{**said, "name": "Ytterstaden"})

    assert first == (
        201,
        {
            "id": said["id"],
            "organisation_id": str(home.pk),
            "territory_id": "0180",
            "name": "Innerstaden",
            "intake_place": "Salen",
            "is_active": True,
            "seen": first[1]["seen"],
        },
    )
    assert again == (200, first[1])
    assert other == (409, ELSE)

    change = {"territory": "0180", "name": "Innerstaden", "intake_place": "Kyrkan", "seen": first[1]["seen"]}
    changed = machine.put(f"/pools/{said['id']}", **change)
    repeated = machine.put(f"/pools/{said['id']}", **change)
    stale = machine.put(f"/pools/{said['id']}", **{**change, "name": "Staden"})

    assert (changed[0], changed[1]["intake_place"]) == (200, "Kyrkan")
    assert repeated == changed
    assert stale == (
        409,
        {
            "detail": "A colleague has changed this since you read it. Look at it again.",
            "fields": {},
            "yours": {**change, "name": "Staden"},
            "current": changed[1],
        },
    )
    assert machine.get("/pools")[1]["items"] == [changed[1]]
    assert machine.get(f"/pools/{said['id']}") == changed


def test_two_pools_of_a_county_have_different_names():
    home, machine = lead()
    there = make_pool()

    status, told = machine.post(f"/organisations/{home.pk}/pools", id=str(new_id()), territory="0180", name=there.name)

    assert (status, told["detail"]) == (409, "Another pool in the county has this name.")


SHELTER = {"territory": "0180", "name": "Norra härbärget", "kind": "seasonal", "visibility": "area_only"}


def test_a_shelter_is_added_once_and_then_changed():
    home, machine = lead()
    pool = make_pool(organisation=home)
    said = {"id": str(new_id()), **SHELTER, "pool_id": str(pool.pk), "way": "Bakom kyrkan", "house_rules": "Tyst\n22"}
    path = f"/organisations/{home.pk}/shelters"

    first = machine.post(path, **said)
    again = machine.post(path, **said)
    other = machine.post(path, **{**said, "way": "Vid bron"})

    assert first == (
        201,
        {
            "id": said["id"],
            "organisation_id": str(home.pk),
            "pool_id": str(pool.pk),
            "territory_id": "0180",
            "name": "Norra härbärget",
            "kind": "seasonal",
            "visibility": "area_only",
            "area": "",
            "address": "",
            "way": "Bakom kyrkan",
            "phone": "",
            "languages": [],
            "house_rules": "Tyst\n22",
            "is_active": True,
            "moves_on": None,
            "moves_to_id": None,
            "seen": first[1]["seen"],
        },
    )
    assert again == (200, first[1])
    assert other == (409, ELSE)
    change = {**SHELTER, "seen": first[1]["seen"], "phone": "08-123 456", "languages": ["ro"], "is_active": False}
    changed = machine.put(f"/shelters/{said['id']}", **change)
    assert (changed[0], changed[1]["phone"], changed[1]["pool_id"]) == (200, "08-123 456", said["pool_id"])
    assert (changed[1]["languages"], changed[1]["is_active"]) == (["ro"], False)
    assert machine.put(f"/shelters/{said['id']}", **{**change, "phone": ""})[0] == 409
    assert machine.get("/shelters")[1]["items"] == [changed[1]]
    assert machine.get(f"/shelters/{said['id']}") == changed


@pytest.mark.parametrize("wrong", [{"territory": "01"}, {"territory": "9999"}, {"pool_id": str(new_id())}])
def test_what_a_shelter_names_must_be_there(wrong):
    home, machine = lead()

    assert machine.post(f"/organisations/{home.pk}/shelters", id=str(new_id()), **{**SHELTER, **wrong}) == (404, ABSENT)
    assert Shelter.objects.count() == 0


def test_a_pool_of_another_county_is_not_there():
    home, machine = lead()
    pool = make_pool(territory="0380")

    asked = machine.post(f"/organisations/{home.pk}/shelters", id=str(new_id()), **SHELTER, pool_id=str(pool.pk))

    assert asked == (404, ABSENT)


def test_a_group_is_added_once_and_then_changed():
    home, machine = lead()
    site = make_shelter(organisation=home)
    said = {"id": str(new_id()), "name": "Familjerum", "kind": "family", "rooms": [4, 2], "step_free": True}

    first = machine.post(f"/shelters/{site.pk}/groups", **said)
    again = machine.post(f"/shelters/{site.pk}/groups", **said)
    other = machine.post(f"/shelters/{site.pk}/groups", **{**said, "rooms": [4]})

    assert first == (
        201,
        {
            "id": said["id"],
            "shelter_id": str(site.pk),
            "name": "Familjerum",
            "kind": "family",
            "beds": 6,
            "rooms": [4, 2],
            "step_free": True,
            "pets": False,
            "luggage": False,
            "couples": False,
            "quiet": False,
            "is_active": True,
            "seen": first[1]["seen"],
        },
    )
    assert again == (200, first[1])
    assert other == (409, ELSE)
    change = {"name": "Familjerum", "kind": "family", "rooms": [2], "seen": first[1]["seen"]}
    changed = machine.put(f"/groups/{said['id']}", **change)
    assert (changed[0], changed[1]["beds"], changed[1]["step_free"]) == (200, 2, False)
    assert machine.put(f"/groups/{said['id']}", **{**change, "quiet": True})[0] == 409
    assert machine.get(f"/shelters/{site.pk}/groups")[1]["items"] == [changed[1]]
    assert machine.get(f"/groups/{said['id']}") == changed


def test_staff_edit_nothing():
    home = make_organisation()
    site, pool = make_shelter(organisation=home), make_pool(organisation=home)
    group = make_group(site)
    machine, seen = Machine(make_user(Role.SHELTER_STAFF, at=home)), "0" * 12
    told = {"territory": "0180", "name": "X"}

    answers = [
        machine.post(f"/organisations/{home.pk}/pools", id=str(new_id()), **told),
        machine.put(f"/pools/{pool.pk}", seen=seen, **told),
        machine.post(f"/organisations/{home.pk}/shelters", id=str(new_id()), **told),
        machine.put(f"/shelters/{site.pk}", seen=seen, **told),
        machine.post(f"/shelters/{site.pk}/groups", id=str(new_id()), name="X"),
        machine.put(f"/groups/{group.pk}", seen=seen, name="X"),
    ]

    assert [(status, body["detail"].startswith(DENIED)) for status, body in answers] == [(403, True)] * 6


@pytest.mark.parametrize("make", [make_pool, make_shelter, lambda: make_group(make_shelter())])
def test_an_id_of_another_organisation_says_nothing_of_it(make):
    there = make()
    home, machine = lead()
    site = make_shelter(organisation=home)
    path, said = {
        Pool: (f"/organisations/{home.pk}/pools", {"territory": "0180", "name": "X"}),
        Shelter: (f"/organisations/{home.pk}/shelters", {"territory": "0180", "name": "X"}),
        Group: (f"/shelters/{site.pk}/groups", {"name": "X"}),
    }[type(there)]

    assert machine.post(path, id=str(there.pk), **said) == (409, ELSE)


def test_another_organisation_is_not_there():
    _, machine = lead()
    there = make_organisation()

    asked = [
        machine.post(f"/organisations/{pk}/pools", id=str(new_id()), territory="0180", name="X")
        for pk in (there.pk, new_id())
    ]

    assert asked == [(404, ABSENT)] * 2


def test_the_rules_of_a_pool_say_where_they_come_from():
    home, machine = lead()
    pool = make_pool(organisation=home)
    said = {"value": 7, "valid_from": "2027-01-15", "source": "the agreement of 2026"}

    first = machine.put(f"/pools/{pool.pk}/rules/nights_per_ticket", **said)
    again = machine.put(f"/pools/{pool.pk}/rules/nights_per_ticket", **said)
    other = machine.put(f"/pools/{pool.pk}/rules/nights_per_ticket", **{**said, "value": 6})

    decided = {"key": "nights_per_ticket", **said, "valid_to": None, "decided_by": home.name}
    assert first == again == (200, decided)
    assert other[0] == 409
    status, told = machine.get(f"/pools/{pool.pk}/rules", date="2027-01-15")
    assert (status, told["date"], len(told["version"])) == (200, "2027-01-15", 16)
    assert [rule for rule in told["rules"] if rule["source"]] == [
        {
            "key": "nights_per_ticket",
            "text": "Nights on a ticket",
            "value": 7,
            "source": "the agreement of 2026",
            "scope": f"pool:{pool.pk}",
        }
    ]
    shelter = make_shelter(pool=pool, organisation=home)
    assert machine.get(f"/shelters/{shelter.pk}/rules", date="2027-01-15")[1]["rules"] == told["rules"]


@pytest.mark.parametrize(
    ("key", "value", "status"),
    [
        ("nights_per_ticket", 15, 422),
        ("nights_per_ticket", "many", 422),
        ("draw_time", "02:30", 422),
        ("draw_time", False, 422),
        ("priority_order", ["women", "women"], 422),
        ("season", "x\0", 422),
        ("retention.slips", 1, 422),
        ("no_such_rule", 1, 404),
        ("draw_time", "08:00", 409),  # contradicts the time of confirmation
    ],
)
def test_a_rule_that_cannot_hold_is_refused(key, value, status):
    home, machine = lead()
    pool = make_pool(organisation=home)

    answer = machine.put(f"/pools/{pool.pk}/rules/{key}", value=value, valid_from="2027-01-15", source="x")

    assert answer[0] == status


def test_staff_set_no_rules():
    pool = make_pool()
    machine = Machine(make_user(Role.SHELTER_STAFF, at=pool.organisation))
    said = {"value": 7, "valid_from": "2027-01-15", "source": "x"}

    status, told = machine.put(f"/pools/{pool.pk}/rules/nights_per_ticket", **said)
    preset = machine.put(f"/pools/{pool.pk}/preset", name="vinternatt_1", valid_from="2027-01-15")

    denied = "Only the pool's lead and the coordinators of its territory set its rules."
    assert (status, told["detail"]) == (403, denied)
    assert preset == (403, {"detail": denied, "fields": {}})


def test_a_known_rule_set_is_applied_whole():
    home, machine = lead()
    pool = make_pool(organisation=home)
    said = {"name": "vinternatt_2", "valid_from": "2027-01-15", "decided_by": "the board"}

    first = machine.put(f"/pools/{pool.pk}/preset", **said)
    again = machine.put(f"/pools/{pool.pk}/preset", **said)

    values = {rule["key"]: rule["value"] for rule in first[1]["rules"]}
    assert (first[0], values["nights_per_ticket"], values["intake_place"]) == (200, 1, "Ny Gemenskap")
    assert again == first
    assert machine.put(f"/pools/{pool.pk}/preset", **{**said, "name": "no_such"})[0] == 409


def test_nobody_lets_a_shelter_into_a_pool_of_others():
    home, machine = lead()
    said = {"id": str(new_id()), **SHELTER, "pool_id": str(make_pool().pk)}

    status, told = machine.post(f"/organisations/{home.pk}/shelters", **said)

    assert (status, told["fields"]) == (403, {})
    assert not Shelter.objects.filter(pk=said["id"]).exists()


def test_a_shelter_stays_in_use_while_a_night_is_under_way():
    home, machine = lead()
    night = make_night(shelter=make_shelter(organisation=home))
    seen = machine.get(f"/shelters/{night.shelter.pk}")[1]["seen"]

    status, told = machine.put(f"/shelters/{night.shelter.pk}", **SHELTER, seen=seen, is_active=False)

    assert (status, told["detail"]) == (409, "A night is under way here. Close it, or cancel it, first.")
