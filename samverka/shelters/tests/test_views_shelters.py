"""The pages of shelters, their groups and their pools."""

from datetime import timedelta

import pytest
from django.urls import reverse

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_user
from samverka.core.ids import new_id
from samverka.shelters.models import Shelter
from samverka.shelters.tests.factories import make_group, make_shelter
from samverka.shelters.tests.pages import make_night, said, tonight, url


pytestmark = pytest.mark.usefixtures("in_english")


def test_a_shelter_is_added_with_its_group_and_nights(client):
    lead = make_user(Role.SHELTER_LEAD)
    client.force_login(lead)
    home = lead.standing[0].organisation
    common = {"name": "Ankaret", "territory": "0180", "kind": "seasonal", "visibility": "partners", "is_active": "on"}

    added = client.post(url("new_shelter", home), {"id": new_id(), **common})
    [shelter] = home.shelters.all()
    again = client.post(url("new_shelter", home), {"id": new_id(), **common})
    group = client.post(url("new_group", shelter), {"id": new_id(), "name": "Salen", "kind": "mixed", "beds": 9})
    taken = client.post(url("new_group", shelter), {"id": new_id(), "name": "Salen", "kind": "mixed", "beds": 9})
    rooms = client.post(
        url("new_group", shelter), {"id": new_id(), "name": "Rum", "kind": "family", "beds": 0, "rooms": "4, x"}
    )
    last = tonight() + timedelta(days=6)
    planned = client.post(url("plan_nights", shelter), {"first": tonight(), "last": last, "weekdays": list("0123456")})
    wrong = client.post(url("plan_nights", shelter), {"first": last, "last": tonight(), "weekdays": ["0"]})

    assert (added["Location"], group["Location"]) == (url("shelter", shelter),) * 2
    assert (planned.status_code, shelter.nights.count()) == (302, 7)
    assert [one.status_code for one in (again, taken, rooms, wrong)] == [422] * 4
    assert "Ankaret" in said(again)
    assert "Salen" in said(client.get(url("shelter", shelter)))
    assert "Ankaret" in said(client.get(url("shelters")))


def test_a_pool_is_formed_and_its_rules_are_set(client):
    lead = make_user(Role.SHELTER_LEAD)
    client.force_login(lead)
    home = lead.standing[0].organisation
    named = {"name": "Vinternatt", "territory": "0180", "intake_place": "Salen"}

    formed = client.post(url("new_pool", home), {"id": new_id(), **named})
    [pool] = home.pools.all()
    twice = client.post(url("new_pool", home), {"id": new_id(), **named})
    rule = {"valid_from": tonight() + timedelta(days=1), "source": "avtal"}
    wrong = client.post(reverse("shelters:set_policy", args=[pool.pk, "release_at"]), rule | {"value": "02:30"})
    right = client.post(reverse("shelters:set_policy", args=[pool.pk, "release_at"]), rule | {"value": "22:00"})

    assert (formed.status_code, twice.status_code) == (302, 422)
    assert (wrong.status_code, "02:30" in said(wrong), "does not exist, or comes twice" in said(wrong)) == (
        422, True, True,
    )  # fmt: skip
    assert right["Location"] == url("pool_rules", pool)


def edit(client, shelter, **told):
    said = {"name": shelter.name, "territory": "0180", "kind": "permanent", "visibility": "partners"}
    page = url("edit_shelter", shelter.organisation, shelter)
    return client.post(page, said | {"seen": client.get(page).context["form"].initial["seen"], "id": new_id()} | told)


def test_a_shelter_says_what_is_spoken_there(client):
    shelter = make_shelter()
    client.force_login(make_user(Role.SHELTER_LEAD, at=shelter.organisation))

    answer = edit(client, shelter, languages=["ro", "sv"], is_active="on")

    shelter.refresh_from_db()
    assert (answer.status_code, shelter.languages, shelter.is_active) == (302, ["ro", "sv"], True)
    assert "Romanian, Swedish" in said(client.get(url("shelter", shelter)))


def test_a_shelter_goes_out_of_use_when_no_night_is_under_way_there(client):
    night = make_night()
    client.force_login(make_user(Role.SHELTER_LEAD, at=night.shelter.organisation))

    refused = edit(client, night.shelter)
    night.shelter.nights.update(state="closed")
    done = edit(client, night.shelter)

    assert (refused.status_code, "A night is under way here" in said(refused)) == (422, True)
    assert (done.status_code, Shelter.objects.get().is_active) == (302, False)
    assert "This shelter is not in use." in said(client.get(url("shelter", night.shelter)))
    assert "not in use" in said(client.get(url("shelters")))


def test_a_group_of_another_shelter_is_not_there(client):
    lead = make_user(Role.SHELTER_LEAD)
    client.force_login(lead)
    home = lead.standing[0].organisation
    here, there = make_shelter(organisation=home), make_shelter()
    group = make_group(there)

    assert client.get(url("edit_group", here, group)).status_code == 404
    assert client.get(url("edit_shelter", there.organisation, there)).status_code == 404
    assert client.get(url("edit_shelter", home, there)).status_code == 404
