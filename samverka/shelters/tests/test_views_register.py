"""The register: what its pages cost, and what its lines say."""

import pytest
from django.db import connection
from django.urls import reverse

from samverka.core.ids import new_id
from samverka.shelters import actions
from samverka.shelters.tests.factories import EVENING, make_keeper, make_night, party


PART = {"HX-Request": "true"}


@pytest.fixture
def night():
    return make_night(beds=9, reserved=3)


@pytest.fixture
def keeper(client, night):
    """Somebody who keeps the night, and has looked at a page before."""
    user = make_keeper(night)
    client.force_login(user)
    client.get(reverse("actors:account"))
    return user


def expect(night, keeper, **asked):
    return actions.give_place(id=new_id(), night=night, party=party(**asked), by=keeper, at=EVENING)


@pytest.mark.parametrize("guests", [1, 3])
def test_a_night_asks_six_times(client, night, keeper, django_assert_num_queries, guests):
    for _ in range(guests):
        expect(night, keeper)

    with django_assert_num_queries(6):  # session, user, night, guests, beds, rules
        client.get(f"/nights/{night.pk}/")


@pytest.mark.parametrize("guests", [1, 3])
@pytest.mark.parametrize(("headers", "asked"), [(PART, 16), ({}, 13)], ids=["part", "page"])
def test_an_arrival_asks_as_often_however_many_are_expected(
    client, night, keeper, django_assert_num_queries, guests, headers, asked
):
    places = [expect(night, keeper) for _ in range(guests)]
    turn = connection.vendor == "postgresql"  # the audit trail is told by one at a time

    with django_assert_num_queries(asked + turn):  # two of them for the transaction; a part brings the sums along
        client.post(f"/places/{places[0].pk}/check-in/", {"id": new_id()}, headers=headers)


def lines(client, night):
    return client.get(f"/nights/{night.pk}/").content.decode().partition('<ul class="arrivals"')[2]


def test_who_is_expected_can_arrive_or_stay_away(client, night, keeper):
    place = expect(night, keeper, women=1, men=1)

    told = lines(client, night)

    code = place.ticket.code
    assert f'href="/tickets/{place.ticket_id}/">{code[:4]} {code[4:]}</a>' in told
    assert "1 kvinna, 1 man" in told
    assert f'formaction="/places/{place.pk}/check-in/"' in told
    assert f'formaction="/places/{place.pk}/notice/"' in told


def test_who_has_come_can_leave_and_the_hour_stands_there(client, night, keeper):
    place = expect(night, keeper)
    actions.check_in(id=new_id(), place=place, by=keeper, at=EVENING)

    told = lines(client, night)

    assert "20:30" in told
    assert f'formaction="/places/{place.pk}/undo/"' in told
    assert f'formaction="/places/{place.pk}/leave/"' in told
    assert "check-in/" not in told


def test_who_stays_away_can_still_come(client, night, keeper):
    place = expect(night, keeper)
    actions.give_notice(id=new_id(), place=place, by=keeper, at=EVENING)

    told = lines(client, night)

    assert "borta i natt, har sagt till" in told
    assert f'formaction="/places/{place.pk}/check-in/"' in told
    assert "notice/" not in told


def test_a_held_place_says_until_when(client, night, keeper):
    actions.hold_place(id=new_id(), night=night, party=party(), minutes=30, by=keeper, at=EVENING)

    assert "data-countdown" in lines(client, night)


def test_on_a_frozen_night_nothing_can_be_done(client, night, keeper):
    here, gone = expect(night, keeper), expect(night, keeper)
    actions.check_in(id=new_id(), place=here, by=keeper, at=EVENING)
    actions.freeze_night(night=night, by=None, at=EVENING)

    told = lines(client, night)

    assert f'id="place-{gone.pk}"' in told
    assert "formaction" not in told


def test_what_others_write_is_text(client, night, keeper):
    night.shelter.groups.update(name="<i>Salen</i> & hallen")
    expect(night, keeper)

    assert "&lt;i&gt;Salen&lt;/i&gt; &amp; hallen" in lines(client, night)
