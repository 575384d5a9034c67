"""Pools, shelters and groups: added, changed, and only by their own."""

import pytest

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_organisation, make_territory, make_user
from samverka.core.access import Denied, Refused
from samverka.core.ids import new_id
from samverka.core.models import Entry
from samverka.shelters import actions
from samverka.shelters.models import Group, Pool, Shelter
from samverka.shelters.tests.factories import MORNING, make_group, make_pool, make_shelter


@pytest.fixture
def lead():
    return make_user(Role.SHELTER_LEAD)


def edit_pool(lead, **more):
    said = {"id": new_id(), "name": "Vinternatt", "territory": make_territory("0180"), "intake_place": "Salen"}
    home = lead.standing[0].organisation
    return actions.edit_pool(**{"organisation": home, "by": lead, "at": MORNING} | said | more)


def edit_shelter(lead, **more):
    said = {"id": new_id(), "name": "Ankaret", "territory": make_territory("0180"), "visibility": "partners"}
    home = lead.standing[0].organisation
    return actions.edit_shelter(**{"organisation": home, "by": lead, "at": MORNING} | said | more)


def edit_group(lead, shelter, **more):
    return actions.edit_group(
        **{"id": new_id(), "shelter": shelter, "name": "Salen", "beds": 4, "by": lead, "at": MORNING} | more
    )


def test_a_pool_is_formed_and_renamed(lead):
    pool = edit_pool(lead)

    again = edit_pool(lead, id=pool.pk, name="Vinternatt 1", intake_place="Köket")

    assert again == Pool.objects.get()
    assert (again.name, again.intake_place, again.county) == ("Vinternatt 1", "Köket", "01")
    assert list(Entry.objects.values_list("verb", flat=True)) == ["shelters.pool_edited"] * 2


def test_names_are_told_apart_within_the_county(lead):
    edit_pool(lead)
    edit_shelter(lead)
    shelter = Shelter.objects.get()
    edit_group(lead, shelter)

    with pytest.raises(Refused, match="Another pool in the county"):
        edit_pool(lead)
    with pytest.raises(Refused, match="Another shelter in the county"):
        edit_shelter(lead)
    with pytest.raises(Refused, match="Another group of the shelter"):
        edit_group(lead, shelter)
    assert edit_shelter(lead, territory=make_territory("0380")).county == "03"


def test_a_shelter_is_added_and_changed(lead):
    pool = edit_pool(lead)
    shelter = edit_shelter(lead, pool=pool, phone="08-000 00 00")

    again = edit_shelter(lead, id=shelter.pk, name="Fyren", kind="surge_only")

    assert again == Shelter.objects.get()
    assert (again.name, again.kind, again.pool, again.phone) == ("Fyren", "surge_only", pool, "08-000 00 00")


def test_the_beds_of_a_group_with_rooms_are_those_of_its_rooms(lead):
    shelter = edit_shelter(lead)

    group = edit_group(lead, shelter, rooms=[4, 2], beds=0)

    assert group.beds == 6
    edit_group(lead, shelter, id=group.pk, name="Familjer", rooms=[], beds=5)
    group.refresh_from_db()
    assert (group.beds, group.rooms, group.name) == (5, [], "Familjer")


def test_a_group_is_not_taken_to_another_shelter(lead):
    here, there = edit_shelter(lead), edit_shelter(lead, name="Fyren")
    group = edit_group(lead, here)

    with pytest.raises(Refused, match="already names something else"):
        edit_group(lead, there, id=group.pk)


def test_strangers_change_nothing(lead):
    pool, shelter = make_pool(), make_shelter()
    group, home = make_group(shelter), make_organisation()

    for ask in (
        lambda: edit_pool(lead, id=pool.pk),
        lambda: edit_pool(lead, organisation=home),
        lambda: edit_shelter(lead, id=shelter.pk),
        lambda: edit_shelter(lead, organisation=home),
        lambda: edit_group(lead, shelter, id=group.pk),
    ):
        with pytest.raises(Denied):
            ask()

    group.refresh_from_db()
    assert (Pool.objects.count(), Shelter.objects.count(), Group.objects.count()) == (1, 1, 1)
    assert group.beds == 2


@pytest.mark.parametrize("first", ["9999-12-01", "0001-01-01"])
def test_nights_are_planned_on_days_that_come(client, first):
    shelter = make_shelter()
    client.force_login(make_user(Role.SHELTER_LEAD, at=shelter.organisation))

    answer = client.post(f"/shelters/{shelter.pk}/plan/", {"first": first, "last": "9999-12-31", "weekdays": ["0"]})

    assert answer.status_code == 422
