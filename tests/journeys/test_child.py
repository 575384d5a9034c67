"""A child is seen: whom to call is known at every hour, also when the network has long been gone."""

from datetime import time, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils.timezone import localtime, now
from playwright.sync_api import expect

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_user
from samverka.directory.queries import Weekly
from samverka.directory.tests.factories import fill_reference
from samverka.safeguarding.models import Sighting
from samverka.safeguarding.tests.factories import make_channel
from samverka.web.http import KEPT
from tests.journeys.conftest import open_again


pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
THERE = """async (path) => {
  for (let turn = 0; turn < 150 && !(await caches.match(path)); turn++) await new Promise((go) => setTimeout(go, 100))
  return Boolean(await caches.match(path))
}"""
DAY, NIGHT = "08-000 00 41", "08-000 00 42"


@pytest.fixture
def town():
    """By day the office answers and by night the duty, on every day of the year."""
    KEPT.clear()
    fill_reference()
    usual = {"holidays": "open", "eves": "open"}
    make_channel(phone=DAY, hours=[Weekly("1234567", time(8), time(20))], **usual)
    make_channel("duty", phone=NIGHT, hours=[Weekly("1234567", time(20), time(8))], **usual)


def at(hour, days=1):
    """A moment on a day to come, as a browser's clock takes it."""
    return localtime(now()).replace(hour=hour, minute=30) + timedelta(days=days)


def test_a_copy_kept_without_a_network_is_right_at_every_hour(browser, live_server, town):
    context = browser.new_context(base_url=live_server.url, locale="sv-SE", viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto("/sv/stockholm/child/")
    open_again(page)
    assert page.evaluate(THERE, "/sv/stockholm/child/")
    assert [one["id"] for one in Axe().run(page).response["violations"]] == []

    context.set_offline(True)
    told = []
    for hour, days in ((10, 1), (23, 2), (3, 5), (12, 9)):
        page.clock.set_fixed_time(at(hour, days))
        page.goto("/sv/stockholm/child/")
        told.append(page.locator("#now a").get_attribute("href"))
        expect(page.locator("[aria-current=time]")).to_have_count(1)
    page.clock.set_fixed_time(at(12, 30))
    page.goto("/sv/stockholm/child/")

    assert told == [f"tel:{number.replace(' ', '').replace('-', '')}" for number in (DAY, NIGHT, NIGHT, DAY)]
    expect(page.locator("#now")).to_be_hidden()
    expect(page.get_by_text("Sidan sparades för länge sedan.")).to_be_visible()
    context.close()


def test_a_child_is_seen_the_channel_is_used_and_nothing_is_open(page, log_in, obstacles, town):
    log_in(make_user(Role.OUTREACH_WORKER))
    page.goto(reverse("safeguarding:children"))
    page.get_by_label("på gatan").check()
    page.get_by_role("button", name="Notera").click()
    expect(page.get_by_text("Ring nu")).to_be_visible()
    assert obstacles() == []

    page.get_by_role("link", name="Vem ringer jag nu, här?").click()
    expect(page.locator("#now a")).to_have_attribute(
        "href", "tel:0800000" + ("41" if 8 <= localtime(now()).hour < 20 else "42")
    )
    page.go_back()
    page.get_by_label("Vilken anmälningsväg").select_option("office")
    page.get_by_role("button", name="Anmälningsvägen användes").click()

    expect(page.locator(".loop .is-none")).to_contain_text("inget")
    assert obstacles() == []
    assert Sighting.objects.get().outcome == "channel_used"
