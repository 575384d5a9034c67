"""Is there room for those of a removal? Arithmetic, and a shelter that is opened with staff."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_organisation, make_user
from samverka.core import actions as core
from samverka.core.access import Denied, Refused, Unfit
from samverka.core.ids import new_id
from samverka.core.keeping import RULES
from samverka.shelters import actions, queries
from samverka.shelters.draw import Bin
from samverka.shelters.models import Group, NightPlace, Opening, Shelter
from samverka.shelters.room import Beds, parties_of, room
from samverka.shelters.tests.factories import (
    EVENING,
    TONIGHT,
    make_group,
    make_keeper,
    make_night,
    make_shelter,
    party,
)


MIXED, ROOM = Bin("a", "", "mixed", 4), Bin("b", "", "family", 4, exclusive=True)


def test_parties_are_placed_in_beds_that_suit_them():
    parties = parties_of(women=1, men=1, couples=1, families=1)

    [night] = room(parties, {TONIGHT: Beds(sure=(MIXED,), hoped=(ROOM,), hosts=2)})

    assert (night.people, night.placed, night.short) == (8, 4, 4)
    assert (night.placed_if, night.short_still, night.state) == (8, 0, "few")
    assert (night.beds.free, night.beds.more) == (4, 4)


def test_a_family_is_not_placed_among_strangers_and_too_small_a_room_is_none():
    [night] = room(parties_of(families=1, family_size=5), {TONIGHT: Beds(sure=(MIXED, ROOM))})

    assert (night.placed, night.state) == (0, "full")


@settings(deadline=None, max_examples=30)
@given(some.integers(0, 6), some.integers(0, 6), some.integers(0, 3), some.integers(0, 3), some.integers(0, 9))
def test_nobody_sleeps_in_a_bed_that_is_not_there(women, men, couples, families, beds):
    parties = parties_of(women=women, men=men, couples=couples, families=families)
    days = {
        TONIGHT + timedelta(days=number): Beds(sure=(Bin("a", "", "mixed", beds),), hoped=(ROOM,)) for number in (1, 0)
    }

    turned_out = room(parties, days)

    assert [night.day for night in turned_out] == sorted(days)
    for night in turned_out:
        assert 0 <= night.placed <= min(beds, night.people)
        assert night.placed <= night.placed_if <= night.people
        assert night.people == women + men + 2 * couples + 4 * families


@pytest.mark.django_db
def test_beds_ahead_are_those_on_the_viewers_board_night_by_night(django_assert_num_queries):
    night = make_night(beds=6, reserved=2)
    shelter = night.shelter
    rooms = make_shelter(organisation=shelter.organisation)
    make_group(rooms, kind=Group.Kind.FAMILY, rooms=[4, 3])
    make_night(shelter=rooms, kind=Group.Kind.FAMILY, state="planned", date=TONIGHT + timedelta(days=1))
    actions.give_place(id=new_id(), night=night, party=party(men=1), by=make_keeper(night), at=EVENING)
    make_night(shelter=make_shelter(territory="0380"))
    viewer = make_user(Role.MUNICIPALITY_COORDINATOR, at=make_organisation())
    assert viewer.standing

    with django_assert_num_queries(3):
        ahead = queries.beds_ahead(viewer, county="01", first=TONIGHT, nights=3)

    assert [(one.free, one.more, one.hosts) for one in ahead.values()] == [(5, 0, 1), (0, 7, 1), (0, 0, 0)]
    assert [bin.exclusive for bin in ahead[TONIGHT + timedelta(days=1)].hoped] == [True, True]


@pytest.mark.django_db
def test_a_private_room_that_somebody_has_is_not_free():
    shelter = make_shelter()
    make_group(shelter, kind=Group.Kind.FAMILY, rooms=[4, 3])
    night = make_night(shelter=shelter, kind=Group.Kind.FAMILY)
    family = party(women=1, children=2)
    actions.give_place(id=new_id(), night=night, party=family, by=make_keeper(night), at=EVENING)
    viewer = make_user(Role.MUNICIPALITY_COORDINATOR, at=make_organisation())

    ahead = queries.beds_ahead(viewer, county="01", first=TONIGHT, nights=1)

    assert NightPlace.objects.get().room == 2
    assert [bin.beds for bin in ahead[TONIGHT].sure] == [4]


def open_it(shelter, by, **told):
    facts = {"id": new_id(), "removal": new_id(), "first_night": TONIGHT, "last_night": TONIGHT, "staff": 3} | told
    return actions.open_for_removal(shelter=shelter, by=by, at=EVENING, **facts)


@pytest.mark.django_db
def test_a_shelter_is_opened_for_a_removal_with_its_staff_once():
    night, id, removal = make_night(), new_id(), new_id()
    keeper = make_keeper(night)
    keeper = make_user(Role.SHELTER_LEAD, at=night.shelter.organisation)

    first, again = (open_it(night.shelter, keeper, id=id, removal=removal) for _ in range(2))

    assert first == again
    assert list(queries.openings_for(removal)) == [first]
    assert list(queries.openings_of(night.shelter, since=TONIGHT)) == [first]
    with pytest.raises(Refused, match="already"):
        open_it(night.shelter, keeper, removal=removal)
    make_night(shelter=night.shelter, date=TONIGHT + timedelta(days=1))
    tomorrow = dict.fromkeys(("first_night", "last_night"), TONIGHT + timedelta(days=1))
    assert open_it(night.shelter, keeper, removal=removal, **tomorrow).pk != first.pk


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"last_night": TONIGHT - timedelta(days=1)}, "from tonight"),
        ({"first_night": TONIGHT - timedelta(days=3)}, "from tonight"),
        ({"last_night": TONIGHT + timedelta(days=40)}, "from tonight"),
        ({"staff": 0}, "how many work"),
        ({"last_night": TONIGHT + timedelta(days=1)}, "Plan these nights"),
    ],
)
def test_an_opening_is_of_planned_nights_with_staff(told, why):
    night = make_night()
    lead = make_user(Role.SHELTER_LEAD, at=night.shelter.organisation)

    with pytest.raises((Unfit, Refused), match=why):
        open_it(night.shelter, lead, **told)
    assert not Opening.objects.exists()


@pytest.mark.django_db
def test_only_its_own_open_it():
    night = make_night()
    own = make_user(Role.MUNICIPALITY_COORDINATOR, at=night.shelter.organisation)

    with pytest.raises(Denied):
        open_it(night.shelter, make_user(Role.MUNICIPALITY_COORDINATOR, at=make_organisation()))
    assert open_it(night.shelter, own).staff == 3
    assert list(queries.openable(own)) == [Shelter.objects.get(pk=night.shelter_id)]


@pytest.mark.django_db
def test_an_opening_is_forgotten():
    night = make_night()
    open_it(night.shelter, make_user(Role.SHELTER_LEAD, at=night.shelter.organisation))

    core.purge(rule=RULES["shelters.opening"], at=EVENING + timedelta(days=80))
    assert Opening.objects.count() == 1
    core.purge(rule=RULES["shelters.opening"], at=EVENING + timedelta(days=95))

    assert not Opening.objects.exists()
