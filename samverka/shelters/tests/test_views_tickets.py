"""The pages of tickets: printed, ended, lost, and when others have the place by now."""

import pytest
from django.utils.timezone import now

from samverka.core.ids import new_id
from samverka.shelters import actions
from samverka.shelters.models import NightPlace
from samverka.shelters.tests.factories import leave_open, party, set_rule
from samverka.shelters.tests.pages import give, said, url


pytestmark = pytest.mark.usefixtures("in_english")


def test_a_ticket_is_printed_in_the_language_that_is_asked_for(client, night, keeper):
    set_rule(f"site:{night.shelter_id}", "fee", 20)
    ticket = give(night).ticket

    english, swedish = (client.get(url("ticket", ticket), {"language": one}) for one in ("en", "sv"))

    assert "20 SEK a night" in said(english)
    assert "Place for the night" in said(english)
    assert "Place for the night" not in said(swedish)


def test_a_ticket_is_ended_with_a_reason(client, night, keeper):
    ticket = give(night).ticket

    client.post(url("end_ticket", ticket), {"because": "nonsense"})
    assert "Say why the ticket ends" in said(client.get(url("ticket", ticket)))
    client.post(url("end_ticket", ticket), {"because": "returned"})

    ticket.refresh_from_db()
    assert ticket.ended_because == "returned"


def test_a_lost_ticket_is_found_and_printed_again(client, night, keeper):
    place = give(night, men=2)

    page = client.get(url("running_tickets", night.shelter_id))

    assert url("ticket", place.ticket_id) in said(page)
    assert "2 men" in said(page)
    assert place.ticket.code not in said(page)


def test_a_ticket_whose_place_was_released_is_called_real(client, night, keeper):
    ticket = give(night).ticket
    client.post(url("release_unclaimed", night))

    answer = client.post(url("find_ticket", night), {"code": ticket.code[:3]})

    assert (answer.status_code, "The ticket is real" in said(answer), "Give the bed back" in said(answer)) == (
        200, True, True,
    )  # fmt: skip
    client.post(url("check_in", NightPlace.objects.get()), {"id": new_id()})
    assert NightPlace.objects.get().state == "arrived"


def test_a_ticket_whose_place_others_have_by_now_is_told_so(client, night, keeper):
    late = give(night, men=2).ticket
    client.post(url("release_unclaimed", night))
    give(night)

    answer = client.post(url("find_ticket", night), {"code": late.code})

    assert (answer.status_code, "not enough places" in said(answer)) == (200, True)
    assert ("Give the bed back" in said(answer), url("door", night) in said(answer)) == (False, True)


def test_a_ticket_that_was_given_back_is_told_how_it_stands(client, night, keeper):
    place = give(night)
    actions.cancel_place(id=new_id(), place=place, by=keeper, at=now())

    answer = client.post(url("find_ticket", night), {"code": place.ticket.code})

    assert (answer.status_code, "This place is cancelled" in said(answer)) == (200, True)
    assert "Give the bed back" not in said(answer)


def test_a_hold_that_is_given_back_leaves_no_ticket_that_looks_good(client, night, keeper):
    leave_open(night)
    night.capacities.update(reserved=1)
    place = actions.hold_place(id=new_id(), night=night, party=party(), minutes=30, by=keeper, at=now())

    client.post(url("withdraw_hold", place), {"id": new_id()})

    assert "Not valid" in said(client.get(url("ticket", place.ticket)))
