"""In extreme cold restrictions rest, where the rules of the place say so."""

from datetime import timedelta

import pytest

from samverka.core.access import Refused
from samverka.core.ids import new_id
from samverka.shelters import actions, queries
from samverka.shelters.models import Night, NightPlace, PlaceTicket
from samverka.shelters.tests.cold import NOON, decide, make_alert, make_decider
from samverka.shelters.tests.factories import (
    EVENING,
    FOUR,
    TONIGHT,
    give,
    make_group,
    make_keeper,
    make_night,
    make_shelter,
    running_ticket,
    set_rule,
)


@pytest.fixture
def cold():
    return decide(make_alert())


def let_rest(shelter, says):
    set_rule(f"site:{shelter.pk}", "suspend_restrictions_in_cold", says)


def used_up(shelter):
    """A guest who slept here last night, on the last night of the ticket."""
    ticket = running_ticket(shelter, nights=1)
    NightPlace.objects.filter(ticket=ticket).update(state="stayed")
    return ticket


def confirm(shelter):
    night = make_night(shelter=shelter, state="planned")
    actions.confirm_night(night=night, beds={}, policy_version="v", by=make_keeper(night), at=EVENING)
    return night


def make_one(**more):
    shelter = make_shelter(**more)
    make_group(shelter, beds=9)
    return shelter


@pytest.mark.parametrize("says", [True, False])
def test_restrictions_rest_when_the_rules_say_so(cold, says):
    shelter = make_one()
    let_rest(shelter, says)

    assert queries.restrictions_rest(shelter, on=TONIGHT) is says


def test_restrictions_rest_on_that_night_and_in_that_municipality(cold):
    here, there = make_one(), make_one(territory="0380")

    assert queries.restrictions_rest(here, on=TONIGHT)
    assert not queries.restrictions_rest(here, on=TONIGHT + timedelta(days=1))
    assert not queries.restrictions_rest(there, on=TONIGHT)


def test_restrictions_hold_again_when_the_night_is_called_off(cold):
    actions.call_off_cold_night(event=cold, because="warmer", by=make_decider(), at=NOON)

    assert not queries.restrictions_rest(make_one(), on=TONIGHT)


def test_a_night_that_does_not_open_lets_nothing_rest():
    decide(make_alert(), opens=False, reason="Platserna räcker.")

    assert not queries.restrictions_rest(make_one(), on=TONIGHT)


def test_a_ticket_that_is_used_up_goes_on(cold):
    shelter = make_one()
    ticket = used_up(shelter)

    confirm(shelter)

    ticket.refresh_from_db()
    assert (ticket.nights, ticket.last_night) == (2, TONIGHT)
    assert NightPlace.objects.get(ticket=ticket, date=TONIGHT).state == "allocated"


def test_a_ticket_that_is_used_up_ends_on_any_other_night():
    shelter = make_one()
    ticket = used_up(shelter)

    confirm(shelter)

    ticket.refresh_from_db()
    assert (ticket.nights, ticket.last_night) == (1, TONIGHT - timedelta(days=1))
    assert not NightPlace.objects.filter(date=TONIGHT).exists()


def test_where_rules_do_not_rest_a_ticket_ends(cold):
    shelter = make_one()
    let_rest(shelter, False)
    used_up(shelter)

    confirm(shelter)

    assert not NightPlace.objects.filter(date=TONIGHT).exists()


def test_a_ticket_goes_on_only_for_who_slept_here_and_while_there_is_a_bed(cold):
    shelter = make_one()
    tickets = [used_up(shelter), used_up(shelter)]
    away = running_ticket(shelter, nights=1)
    NightPlace.objects.filter(ticket=away).update(state="released")
    shelter.groups.update(beds=1)

    confirm(shelter)

    assert NightPlace.objects.get(date=TONIGHT).ticket == tickets[0]
    assert {ticket.last_night for ticket in PlaceTicket.objects.exclude(pk=tickets[0].pk)} == {
        TONIGHT - timedelta(days=1)
    }


@pytest.mark.parametrize(("is_cold", "ended"), [(True, ""), (False, "no_show")])
def test_who_does_not_come_loses_tonight_alone(is_cold, ended):
    if is_cold:
        decide(make_alert())
    night = make_night()
    ticket = PlaceTicket.objects.get(pk=give(night).ticket_id)

    actions.release_unclaimed(night=night, no_show_effect="lose_remaining", by=make_keeper(night), at=EVENING)

    ticket.refresh_from_db()
    assert ticket.ended_because == ended
    assert NightPlace.objects.get().state == "released"


def test_who_never_came_loses_nothing_when_the_night_is_frozen(cold):
    night = make_night()
    set_rule(f"site:{night.shelter_id}", "no_show_effect", "lose_remaining")
    give(night)

    actions.freeze_night(night=Night.objects.get(pk=night.pk), by=None, at=FOUR)

    assert PlaceTicket.objects.get().ended_because == ""


def test_no_house_rule_ends_a_ticket_in_the_cold_and_danger_does(cold):
    night = make_night()
    ticket = PlaceTicket.objects.get(pk=give(night).ticket_id)
    said = {"ticket": ticket, "by": make_keeper(night), "at": EVENING}

    with pytest.raises(Refused, match="House rules rest"):
        actions.end_ticket(id=new_id(), because="house_rule", **said)

    assert actions.end_ticket(id=new_id(), because="danger", **said).ended_because == "danger"


def test_a_house_rule_ends_a_ticket_on_any_other_night():
    night = make_night()
    ticket = PlaceTicket.objects.get(pk=give(night).ticket_id)

    actions.end_ticket(id=new_id(), ticket=ticket, because="house_rule", by=make_keeper(night), at=EVENING)

    assert PlaceTicket.objects.get().ended_because == "house_rule"
