"""A winter's turns: offered, taken up, moved by hand and by keyboard, and read by link."""

import pytest
from django.urls import reverse
from django.utils.timezone import now
from playwright.sync_api import expect

from samverka.core.ids import new_id
from samverka.shelters import actions, clock
from samverka.shelters.models import HostSlot, Season
from samverka.shelters.policy import MORNING_CLOSE
from samverka.shelters.tests.factories import lead_of, make_host, make_pool


pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def season():
    """Wholly to come, in one month, so that all of it stands on one page."""
    pool = make_pool()
    return Season.objects.create(pool=pool, county="01", name="Mars", first="2090-03-01", last="2090-03-31", wanted=20)


def turn(page):
    return page.locator("#calendar td a")


def test_a_host_offers_and_the_coordinator_moves_its_turn(page, log_in, season, obstacles):
    host = make_host(season.pool, name="Ankarkyrkan", beds=12)
    log_in(lead_of(host.organisation))
    page.goto(reverse("shelters:host_season", args=[season.pk, host.pk]))
    page.get_by_label("Eller de här dagarna").fill("2090-03-08")
    page.get_by_role("button", name="Erbjud nätter").click()
    expect(page.get_by_text("1 natt är erbjuden.")).to_be_visible()
    assert obstacles() == []

    page.context.clear_cookies()
    log_in(lead_of(season.pool.organisation))
    page.goto(reverse("shelters:season", args=[season.pk]))
    page.get_by_role("button", name="Anta alla som erbjuds här").click()
    expect(turn(page)).to_have_attribute(
        "aria-label", "12 platser, Ankarkyrkan, 8 mars: inplanerad, 4 volontärer saknas"
    )
    assert obstacles() == []

    turn(page).drag_to(page.locator("#calendar tbody td").nth(9))
    expect(page.get_by_text("från onsdag 8 mars till fredag 10 mars")).to_be_visible()
    page.get_by_role("button", name="Flytta tillbaka").click()
    expect(page.get_by_text("från fredag 10 mars till onsdag 8 mars")).to_be_visible()

    turn(page).focus()
    for key in ("Space", "ArrowRight", "Escape", "Space", "ArrowLeft", "ArrowLeft", "Enter"):
        page.keyboard.press(key)
    expect(page.get_by_text("från onsdag 8 mars till måndag 6 mars")).to_be_visible()
    assert [(slot.date.day, slot.night.date.day) for slot in HostSlot.objects.all()] == [(6, 6)]


def test_the_day_is_read_on_a_phone_without_a_log_in(page, obstacles):
    pool, tonight = make_pool(), clock.tonight(now(), closes=MORNING_CLOSE)
    season = Season.objects.create(pool=pool, county="01", name="Nu", first=tonight, last=tonight)
    host = make_host(pool, beds=12)
    said = {"season": season, "host": host, "by": lead_of(host.organisation), "at": now()}
    places = {host.groups.get().pk: 12}
    slots = actions.offer_nights(**said, dates=[tonight], places=places, volunteers_needed=3, volunteers_found=1)
    actions.schedule_slots(season=season, slots=slots, by=lead_of(pool.organisation), at=now())
    link = actions.set_up_host_link(**said, id=new_id(), by_mail=False)
    night = HostSlot.objects.get().night
    actions.confirm_night(night=night, beds={}, policy_version="v", by=said["by"], at=now())

    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(reverse("shelters:host_day", args=[link.key]))

    expect(page.get_by_role("heading", level=1)).to_contain_text("Ni har öppet i kväll")
    expect(page.get_by_text("2 volontärer saknas.")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert page.context.cookies() == [] or {one["name"] for one in page.context.cookies()} == {"csrftoken"}
    assert obstacles() == []
