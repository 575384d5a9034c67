"""Children are seen at a settlement: somebody is rung at once, and until then no removal goes on there."""

from datetime import time

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.utils.timezone import localdate, localtime, now
from playwright.sync_api import expect

from samverka.actors.models import Organisation, Role
from samverka.actors.tests.factories import make_organisation, make_user
from samverka.directory.queries import Weekly
from samverka.directory.tests.factories import fill_reference
from samverka.outreach.models import RemovalCase
from samverka.outreach.tests.factories import make_area, make_settlement, open_removal
from samverka.safeguarding.models import Sighting
from samverka.safeguarding.tests.factories import make_channel
from samverka.web.http import KEPT


pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
DESK = 1280
DAY, NIGHT = "08-000 00 41", "08-000 00 42"


@pytest.fixture
def city():
    """A municipality where the social services answer by day, and the duty by night."""
    KEPT.clear()
    fill_reference()
    usual = {"holidays": "open", "eves": "open"}
    make_channel(phone=DAY, hours=[Weekly("1234567", time(8), time(20))], **usual)
    make_channel("duty", phone=NIGHT, hours=[Weekly("1234567", time(20), time(8))], **usual)
    return make_organisation(kind=Organisation.Kind.MUNICIPALITY)


@pytest.fixture
def coordinator(city):
    coordinator = make_user(Role.MUNICIPALITY_COORDINATOR, at=city)
    TOTP.activate(coordinator, "JBSWY3DPEHPK3PXPJBSWY3DP")
    return coordinator


@pytest.fixture
def settlement(coordinator):
    """Tents on the town's own land, from where people are to be made to leave."""
    settlement = make_settlement(area=make_area(name="Finkbacken"), by=coordinator, at=now())
    open_removal(settlement, by=coordinator, at=now(), on=localdate(now()))
    return settlement


def test_children_seen_at_a_settlement_are_told_of_before_anything_else_goes_on(
    person, as_it_should_be, city, coordinator, settlement
):
    out_there = person(make_user(Role.OUTREACH_WORKER, at=city))
    in_office = person(coordinator, width=DESK)

    see_children(out_there, as_it_should_be)
    hold_the_removal(in_office, as_it_should_be)
    ring(out_there, as_it_should_be)
    say_that_the_channel_was_used(out_there, as_it_should_be)
    go_on(in_office, as_it_should_be)

    assert Sighting.objects.get().outcome == "channel_used"
    assert RemovalCase.objects.get().state == "applied"


def see_children(page, as_it_should_be):
    """At the tents, by thumb: four adults, two children or three, no water."""
    page.goto("/today/")
    as_it_should_be(page)
    page.get_by_role("link", name="Boplatser").click()
    as_it_should_be(page)
    page.get_by_role("link", name="Finkbacken, tält").click()
    as_it_should_be(page)
    page.get_by_role("link", name="Anteckna vad ni såg").click()
    for _tap in range(4):
        page.get_by_role("button", name="Vuxna +1", exact=True).click()
    page.get_by_role("group", name="Sett barn?").get_by_label("ja", exact=True).check()
    page.get_by_label("Barn", exact=True).fill("2")
    page.get_by_label("Barn, upp till", exact=True).fill("3")
    page.get_by_label("inget vatten").check()
    as_it_should_be(page)
    page.get_by_role("button", name="Spara").click()

    expect(page.get_by_role("heading", name="Barn sedda: ring hit nu")).to_be_visible()
    as_it_should_be(page)


def hold_the_removal(page, as_it_should_be):
    """Who coordinates sees that something is open, and cannot let the removal go on."""
    page.goto("/children/")
    expect(page.locator(".loop .is-open")).to_contain_text("1")
    as_it_should_be(page)
    page.goto("/outreach/removals/")
    as_it_should_be(page)
    page.get_by_role("link", name="Finkbacken, tält").click()
    expect(page.get_by_text("Barn har setts här.")).to_be_visible()
    as_it_should_be(page)
    take_step(page, "besökt av uppsökare")
    take_step(page, "ansökt")
    expect(page.get_by_role("alert")).to_contain_text("Barn har setts här.")
    as_it_should_be(page)
    assert RemovalCase.objects.get().state == "outreach_visited"


def take_step(page, state):
    page.get_by_label(state).check()
    page.get_by_role("button", name="Anteckna steget").click()


def ring(page, as_it_should_be):
    """The number of this hour is one tap away, and those of all other hours are two."""
    number = "tel:0800000" + ("41" if 8 <= localtime(now()).hour < 20 else "42")
    expect(page.get_by_role("link", name="Ring 08")).to_have_attribute("href", number)
    page.get_by_role("link", name="Vem ringer jag nu, här?").click()
    expect(page.locator("#now a")).to_have_attribute("href", number)
    as_it_should_be(page)
    page.go_back()


def say_that_the_channel_was_used(page, as_it_should_be):
    page.get_by_role("link", name="Ange vad som hände sedan").click()
    as_it_should_be(page)
    page.get_by_label("Vilken anmälningsväg").select_option("office")
    page.get_by_role("button", name="Anmälningsvägen användes").click()
    expect(page.locator(".loop .is-none")).to_contain_text("inget")
    as_it_should_be(page)


def go_on(page, as_it_should_be):
    """The loop is closed, and the removal goes on."""
    page.goto("/children/")
    expect(page.locator(".loop .is-none")).to_contain_text("inget")
    page.goto("/outreach/removals/")
    page.get_by_role("link", name="Finkbacken, tält").click()
    take_step(page, "ansökt")
    as_it_should_be(page)
