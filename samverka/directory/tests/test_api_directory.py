"""The directory by API: what is made, changed, and told."""

import pytest

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_organisation, make_user
from samverka.actors.tests.machines import Machine
from samverka.core.ids import new_id
from samverka.core.models import Entry
from samverka.directory.models import PartnerAddress, Place, Service
from samverka.directory.tests.factories import make_editor, make_place, make_provider, make_service
from samverka.directory.tests.test_upkeep import say_wrong


pytestmark = pytest.mark.django_db
ABSENT = (404, {"detail": "This page is not there", "fields": {}})
NINE_TO_FIVE = {"weekdays": "12345", "opens": "09:00", "closes": "17:00"}
DAY = "2027-01-11"


def machine_of(provider):
    return Machine(make_editor(provider))


def test_a_provider_is_added_once_and_then_changed():
    home = make_organisation()
    machine = Machine(make_user(Role.ADVISER, at=home))
    said = {"id": str(new_id()), "territory": "0180", "organisation_id": str(home.pk), "name": "Exempelhjälpen"}

    first = machine.post("/directory/providers", **said)
    again = machine.post("/directory/providers", **said)
    other = machine.post("/directory/providers", **said | {"name": "Annan"})

    assert (first[0], again) == (201, (200, first[1]))
    assert other[0] == 409
    assert first[1] == {
        "id": said["id"], "organisation_id": str(home.pk), "territory_id": "0180", "name": "Exempelhjälpen",
        "description": "", "website": "", "email": "", "phone": "", "language": "sv",
        "verified_on": first[1]["verified_on"], "is_removed": False, "changed_at": first[1]["changed_at"],
        "seen": first[1]["seen"],
    }  # fmt: skip

    change = {"name": "Exempelhjälpen", "phone": "08-1", "seen": first[1]["seen"]}
    path = f"/directory/providers/{said['id']}"
    assert machine.put(path, **change)[1]["phone"] == "08-1"
    stale = machine.put(path, **change | {"phone": "08-2"})
    assert (stale[0], stale[1]["yours"]["phone"], stale[1]["current"]["phone"]) == (409, "08-2", "08-1")
    assert machine.get("/directory/providers")[1]["count"] == 1
    assert machine.post(f"{path}/remove")[1]["is_removed"] is True
    assert machine.post(f"{path}/restore")[1]["is_removed"] is False


def test_nobody_adds_for_an_organisation_of_others_or_where_nothing_is():
    machine = Machine(make_user(Role.ADVISER))
    said = {"id": str(new_id()), "territory": "0180", "name": "X"}

    assert machine.post("/directory/providers", **said, organisation_id=str(make_organisation().pk)) == ABSENT
    assert machine.post("/directory/providers", **said | {"territory": "9999"}) == ABSENT


def test_a_place_keeps_what_only_partners_may_know_apart():
    provider = make_provider()
    machine = machine_of(provider)
    said = {
        "id": str(new_id()),
        "territory": "0180",
        "name": "Huset",
        "address_class": "partners",
        "street": "Hemliga 1",
    }

    made = machine.post(f"/directory/providers/{provider.pk}/places", **said)
    path = f"/directory/places/{said['id']}"

    assert (made[0], made[1]["street"], made[1]["latitude"]) == (201, "", None)
    assert machine.get(path) == (200, made[1])
    assert machine.get(f"{path}/address")[1]["street"] == "Hemliga 1"
    assert Entry.objects.filter(verb="directory.address_seen").count() == 1
    change = {"territory": "0180", "name": "Huset", "street": "Gatan 2", "latitude": 59.3, "longitude": 18.1}
    changed = machine.put(path, **change, seen=made[1]["seen"])
    assert (changed[0], changed[1]["street"], changed[1]["latitude"]) == (200, "Gatan 2", 59.3)
    assert machine.get(f"{path}/address") == ABSENT
    refused = machine.put(path, **change, address_class="area_only", seen=changed[1]["seen"])
    assert (refused[0], list(refused[1]["fields"])) == (422, ["street"])
    assert machine.get(f"/directory/providers/{provider.pk}/places")[1]["count"] == 1
    assert machine.post(f"{path}/remove")[1]["is_removed"]
    assert not machine.post(f"{path}/restore")[1]["is_removed"]
    assert Place.objects.get().street == "Gatan 2"


def test_the_address_of_a_partner_place_is_not_there_for_others():
    place = make_place(address_class="partners", street="Hemliga 1")
    path = f"/directory/places/{place.pk}/address"

    near = Machine(make_user(Role.OUTREACH_WORKER))
    far = Machine(make_user(Role.OUTREACH_WORKER, at=make_organisation(territory="0380")))
    police = Machine(make_user(Role.LIAISON, at=make_organisation(kind="enforcement")))

    assert near.get(path)[1]["street"] == "Hemliga 1"
    assert far.get(path) == police.get(path) == ABSENT
    assert PartnerAddress.objects.count() == 1


def test_a_service_is_added_at_places_of_its_provider():
    provider = make_provider()
    place, machine = make_place(provider), machine_of(provider)
    said = {"id": str(new_id()), "category": "SHOWER", "name": "Dusch", "place_ids": [str(place.pk)], "cost": 0}
    path = f"/directory/providers/{provider.pk}/services"

    made = machine.post(path, **said)

    assert (made[0], made[1]["category"], made[1]["cost"]) == (201, "SHOWER", 0.0)
    assert machine.post(path, **said) == (200, made[1])
    assert [one["place_id"] for one in made[1]["stops"]] == [str(place.pk)]
    assert machine.post(path, **said | {"id": str(new_id()), "place_ids": [str(make_place().pk)]}) == ABSENT
    change = {"category": "SHOWER", "name": "Varm dusch", "place_ids": [str(place.pk)], "is_right": True}
    one = f"/directory/services/{said['id']}"
    changed = machine.put(one, **change, seen=made[1]["seen"])
    assert (changed[0], changed[1]["name"]) == (200, "Varm dusch")
    assert machine.put(one, **change | {"name": "Bad"}, seen=made[1]["seen"])[0] == 409
    assert machine.get("/directory/services")[1]["items"] == [machine.get(one)[1]]
    assert machine.post(f"{one}/remove")[1]["is_removed"]
    assert not machine.post(f"{one}/restore")[1]["is_removed"]


def test_hours_are_set_whole():
    service = make_service()
    machine = machine_of(service.provider)
    owners = (f"services/{service.pk}", f"places/{service.places.get().pk}", f"stops/{service.at_places.get().pk}")

    for owner in owners:
        path = f"/directory/{owner}/hours"
        before = machine.get(path)[1]
        said = {"weekly": [NINE_TO_FIVE], "seen": before["seen"], "holidays": "closed"}
        told = machine.put(path, **said)
        stale = machine.put(path, **said | {"weekly": []})

        assert (told[0], told[1]["weekly"][0]["closes"]) == (200, "17:00"), owner
        assert (stale[0], stale[1]["current"]["seen"]) == (409, told[1]["seen"])
        assert machine.get(path) == told


def test_days_that_differ_are_told_changed_and_taken_away():
    service = make_service()
    machine = machine_of(service.provider)

    for owner in (f"services/{service.pk}", f"places/{service.places.get().pk}"):
        said = {"id": str(new_id()), "first_day": DAY}
        made = machine.post(f"/directory/{owner}/days", **said)
        assert (made[0], made[1]["kind"]) == (201, "closed")
        assert machine.post(f"/directory/{owner}/days", **said) == (200, made[1])
        one = f"/directory/days/{said['id']}"
        change = {"first_day": DAY, "kind": "other", "opens": "12:00", "closes": "15:00"}
        changed = machine.put(one, **change, seen=made[1]["seen"])
        assert (changed[0], changed[1]["opens"]) == (200, "12:00")
        assert machine.put(one, **change | {"opens": "13:00"}, seen=made[1]["seen"])[0] == 409
        wrong = machine.put(one, first_day=DAY, kind="other", seen=changed[1]["seen"])
        assert (wrong[0], list(wrong[1]["fields"])) == (422, ["opens"])
        assert machine.get(f"/directory/{owner}/days")[1]["count"] == 1
        assert machine.post(f"{one}/remove")[0] == 200
        assert machine.post(f"{one}/remove") == ABSENT


@pytest.mark.parametrize("written", [0, 930, "9:30", "24:00", "09:30:00", "", True])
def test_a_time_is_written_as_a_clock_shows_it(written):
    service = make_service()

    said = {"id": str(new_id()), "first_day": DAY, "kind": "other", "opens": "08:00", "closes": written}
    told = machine_of(service.provider).post(f"/directory/services/{service.pk}/days", **said)

    assert (told[0], told[1].get("fields")) == (422, {"closes": "Write a time as 20:30."})


def test_notices_are_told_changed_and_taken_away():
    service = make_service()
    machine = machine_of(service.provider)
    owners = (f"services/{service.pk}", f"places/{service.places.get().pk}", f"providers/{service.provider_id}")

    for owner in owners:
        said = {"id": str(new_id()), "text": "Trappan lagas.", "first_day": DAY}
        made = machine.post(f"/directory/{owner}/notices", **said)
        assert made[0] == 201
        assert machine.post(f"/directory/{owner}/notices", **said) == (200, made[1])
        one = f"/directory/notices/{said['id']}"
        changed = machine.put(one, text="Trappan är lagad.", first_day=DAY, seen=made[1]["seen"])
        assert (changed[0], changed[1]["text"]) == (200, "Trappan är lagad.")
        refused = machine.post(f"/directory/{owner}/notices", **said | {"id": str(new_id()), "text": "19811218-9876"})
        assert (refused[0], list(refused[1]["fields"])) == (422, ["text"])
        assert machine.post(f"{one}/remove")[1]["text"] == "Trappan är lagad."
    assert machine.get(f"/directory/{owners[0]}/notices")[1]["count"] == 0
    assert machine.get(f"/directory/{owners[1]}/notices")[1]["count"] == 0


def test_entries_are_found_right():
    service = make_service()
    Service.objects.update(verified_on=None)
    machine = machine_of(service.provider)

    told = machine.post(f"/directory/providers/{service.provider_id}/verifications")

    assert told == (200, {"services": [str(service.pk)]})
    assert machine.post(f"/directory/services/{service.pk}/verifications") == (200, {"services": []})


def test_reports_are_told_to_those_who_keep_the_entry():
    report = say_wrong(make_service(), text="Stängt klockan tre.")
    machine = machine_of(report.service.provider)

    [told] = machine.get("/directory/error-reports")[1]["items"]
    path = f"/directory/error-reports/{report.pk}/answer"

    assert (told["kind"], told["text"], told["state"]) == ("hours", "Stängt klockan tre.", "open")
    assert machine.post(path, state="mended")[1]["state"] == "mended"
    assert machine.post(path, state="right")[0] == 409
    stranger = Machine(make_user(Role.ADVISER))
    assert stranger.post(path, state="right") == ABSENT
    assert stranger.get("/directory/error-reports")[1]["count"] == 0


def test_lists_cost_the_same_for_one_and_for_three(django_assert_max_num_queries):
    service = make_service()
    machine = machine_of(service.provider)
    make_service(service.provider), make_service(service.provider)

    with django_assert_max_num_queries(9):
        assert machine.get("/directory/services")[1]["count"] == 3
