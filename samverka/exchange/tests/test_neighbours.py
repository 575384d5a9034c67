"""What do our neighbours do? The comparison is led to from where one answers, and tells its own reader apart."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_organisation, make_territory, make_user
from samverka.actors.tests.visits import log_in
from samverka.core import finding
from samverka.exchange import actions
from samverka.exchange.tests.factories import AT, make_card, make_editor


pytestmark = pytest.mark.django_db
POLICY = {"kind": "local_policy", "topic": "aid", "asked": "home_travel"}


def make_town(code="0184"):
    town = make_user(Role.MUNICIPALITY_COORDINATOR, at=make_organisation(kind="municipality", territory=code))
    TOTP.activate(town, "JBSWY3DPEHPK3PXPJBSWY3DP")
    return town


def tell(code):
    town = make_town(code)
    card = make_card(town, territory=make_territory(code), organisation=town.standing[0].organisation, **POLICY)
    return actions.publish_card(card=card, by=town, at=AT)


@pytest.mark.parametrize("address", ["/cards/", "/cards/own/0184/"])
def test_a_coordinator_is_led_to_what_the_neighbours_do(address):
    make_territory("01")
    told = log_in(make_town()).get(address).content.decode()

    assert 'href="/kunskap/kommuner/01/?own=0184"' in told
    assert 'href="/support/01/"' in told


def test_the_desk_of_a_county_is_led_to_what_regions_and_its_municipalities_do():
    desk = log_in(make_editor())

    assert 'href="/kunskap/vard/?own=01"' in desk.get("/cards/own/01/").content.decode()
    told = desk.get("/cards/").content.decode()
    assert 'href="/kunskap/kommuner/01/?own=01"' in told
    assert "/support/" not in told


def test_ones_own_municipality_is_told_apart_by_the_address_alone():
    tell("0180")
    tell("0184")
    page = Client().get("/kunskap/kommuner/01/?own=0184")
    told = page.content.decode()
    assert not page.cookies
    assert told.count("er egen") == 1 + 5  # one answer, and five questions without one
    assert told.index("Solna") < told.index("Stockholm\n")
    assert "er egen" not in Client().get("/kunskap/kommuner/01/").content.decode()


@pytest.mark.parametrize("typed", ["grannar", "neighbours"])
def test_what_the_municipalities_do_is_found_as_what_the_neighbours_do(typed):
    card = tell("0180")

    found = finding.search(typed, marks=[finding.EVERYBODY], at=AT)
    assert [one.text.address for one in found.results] == [f"/kunskap/kommuner/01/#{card.pk}"]
