"""Tickets: ended before their time, found again when the paper is lost."""

from datetime import timedelta

import pytest

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_user
from samverka.core.access import Denied, Refused
from samverka.core.ids import new_id
from samverka.core.models import Entry
from samverka.shelters import actions, queries
from samverka.shelters.models import PlaceEvent
from samverka.shelters.tests.factories import (
    EVENING,
    FOUR,
    TONIGHT,
    give,
    make_group,
    make_keeper,
    make_night,
    make_shelter,
)


def test_a_ticket_that_is_given_back_frees_its_beds():
    night = make_night()
    place, keeper, id = give(night), make_keeper(night), new_id()

    ticket = actions.end_ticket(id=id, ticket=place.ticket, because="returned", by=keeper, at=EVENING)

    place.refresh_from_db()
    night.refresh_from_db()
    assert (place.state, ticket.state(TONIGHT), night.capacities.get().taken) == ("cancelled", "returned", 0)
    last = Entry.objects.order_by("number").last()
    assert (last.verb, last.detail, night.revision) == ("shelters.ticket_ended", {"because": "returned"}, last.number)
    again = actions.end_ticket(id=id, ticket=place.ticket, because="returned", by=keeper, at=FOUR)
    assert (again.ended_at, Entry.objects.count()) == (EVENING, 2)
    with pytest.raises(Refused, match="has ended already"):
        actions.end_ticket(id=new_id(), ticket=place.ticket, because="mistake", by=keeper, at=FOUR)


def test_who_sleeps_there_already_stays_for_the_night():
    night = make_night()
    place, keeper = give(night), make_keeper(night)
    actions.check_in(id=new_id(), place=place, by=keeper, at=EVENING)

    actions.end_ticket(id=new_id(), ticket=place.ticket, because="house_rule", by=keeper, at=EVENING)

    place.refresh_from_db()
    assert (place.state, place.ticket.state(TONIGHT)) == ("arrived", "revoked")


def test_a_night_that_is_frozen_stays_as_it_was_when_the_ticket_ends_later():
    tonight = make_night(beds=1)
    tomorrow = make_night(shelter=tonight.shelter, date=TONIGHT + timedelta(days=1))
    later = make_night(shelter=tonight.shelter, date=TONIGHT + timedelta(days=2))
    place, keeper = give(tonight), make_keeper(tonight)
    place.ticket.last_night = TONIGHT + timedelta(days=2)
    place.ticket.save()
    for night in (tomorrow, later):
        actions.confirm_night(night=night, beds={}, policy_version="v", by=keeper, at=EVENING)
    actions.freeze_night(night=tonight, by=None, at=FOUR)

    actions.end_ticket(id=(id := new_id()), ticket=place.ticket, because="returned", by=keeper, at=FOUR)

    assert [one.capacities.get().taken for one in (tonight, tomorrow, later)] == [1, 0, 0]
    place.refresh_from_db()
    assert place.state == "allocated"
    assert PlaceEvent.objects.get(pk=id).place.night == tomorrow


def test_strangers_end_no_ticket():
    place = give(make_night())

    with pytest.raises(Denied):
        actions.end_ticket(
            id=new_id(), ticket=place.ticket, because="returned", by=make_user(Role.SHELTER_LEAD), at=EVENING
        )


def test_a_lost_ticket_is_found_by_group_and_first_night():
    shelter = make_shelter()
    group = make_group(shelter, beds=9)
    before = make_night(shelter=shelter, date=TONIGHT - timedelta(days=1))
    tonight = make_night(shelter=shelter)
    old, new, over, ended = give(before).ticket, give(tonight).ticket, give(before).ticket, give(tonight).ticket
    type(old).objects.filter(pk=old.pk).update(last_night=TONIGHT)
    actions.end_ticket(id=new_id(), ticket=ended, because="mistake", by=make_keeper(tonight), at=EVENING)
    give(make_night())

    found = list(queries.tickets_of(shelter, on=TONIGHT))

    assert found == [old, new]
    assert {one.group for one in found} == {group}
    assert over not in found
