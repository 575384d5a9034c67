"""Without a network: what is written stays on the phone, sealed, over reloads and kills, and arrives exactly once."""

import os
import signal
import time
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils.timezone import now
from playwright.sync_api import expect

from samverka.actors.models import Delivery
from samverka.shelters import clock
from samverka.shelters.models import NightPlace, PlaceEvent
from samverka.shelters.policy import MORNING_CLOSE
from samverka.shelters.tests.factories import give, make_keeper, make_night
from tests.journeys.conftest import CHROMIUM, open_again


pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
PHONE = {"viewport": {"width": 390, "height": 844}, "locale": "sv-SE"}
ARRIVED = PlaceEvent.Kind.ARRIVED


@pytest.fixture
def night():
    night = make_night(beds=4, date=clock.tonight(now(), closes=MORNING_CLOSE))
    give(night)
    give(night)
    return night


@pytest.fixture
def cookie(client, night, live_server):
    client.force_login(make_keeper(night))
    return {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}


@pytest.fixture
def phone(browser, live_server, cookie):
    context = browser.new_context(base_url=live_server.url, **PHONE)
    context.add_cookies([cookie])
    yield context.new_page()
    context.close()


def open_twice(page, path):
    """The second time the page stands on the phone."""
    page.goto(path)
    open_again(page)
    page.wait_for_function("navigator.serviceWorker.controller")
    page.wait_for_function("caches.keys().then((names) => names.some((name) => name.startsWith('field-')))")


def said(page):
    return page.locator("[data-outbox]")


def check_in(page, place):
    page.locator(f"#place-{place.pk}").get_by_role("button", name="Checka in").click()


def eventually(page, holds):
    """Wait until the server has what was sent."""
    until = time.monotonic() + 40
    while not holds() and time.monotonic() < until:
        page.wait_for_timeout(100)
    assert holds()


def states():
    return sorted(NightPlace.objects.values_list("state", flat=True))


def test_an_arrival_waits_for_the_network_and_comes_once(phone, night):
    page, [first, second] = phone, NightPlace.objects.order_by("pk")
    open_twice(page, reverse("shelters:night", args=[night.pk]))
    page.context.set_offline(True)

    check_in(page, first)
    expect(said(page)).to_contain_text("Väntar på nätet: 1")
    check_in(page, second)
    expect(said(page)).to_contain_text("Väntar på nätet: 2")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_contain_text(night.shelter.name)
    expect(said(page)).to_contain_text("Väntar på nätet: 2")
    assert states() == ["allocated", "allocated"]

    page.context.set_offline(False)
    eventually(page, lambda: states() == ["arrived", "arrived"])
    page.reload()
    expect(page.get_by_text("2 anlända").or_(page.locator("#register li.is-arrived").nth(1))).to_be_visible()
    assert (states(), PlaceEvent.objects.filter(kind=ARRIVED).count()) == (["arrived", "arrived"], 2)


def test_what_could_not_be_taken_in_is_shown_to_its_author(phone, night, obstacles_on):
    page, [first, _second] = phone, NightPlace.objects.order_by("pk")
    open_twice(page, reverse("shelters:night", args=[night.pk]))
    page.context.set_offline(True)
    check_in(page, first)
    expect(said(page)).to_contain_text("Väntar på nätet: 1")
    first.refresh_from_db()
    first.state = NightPlace.State.CANCELLED
    first.save()

    page.context.set_offline(False)
    said(page).get_by_role("link", name="Något kunde inte tas emot").click(timeout=40_000)

    expect(page.get_by_role("heading", level=1)).to_have_text("Kunde inte tas emot")
    assert obstacles_on(page) == []
    page.get_by_role("button", name="Kasta").click()
    expect(page.get_by_text("Det är kastat.")).to_be_visible()
    assert Delivery.objects.get().state == "dropped"


def test_a_lost_phone_reveals_nothing_and_a_killed_one_loses_nothing(browser, live_server, cookie, night, tmp_path):
    """P8, P3: the profile holds no readable byte of what waits; after a kill two windows deliver it once."""
    [first, _second] = NightPlace.objects.order_by("pk")
    playwright = browser.browser_type
    told = {"executable_path": "/usr/bin/chromium", "args": CHROMIUM, "base_url": live_server.url, **PHONE}
    path = reverse("shelters:night", args=[night.pk])
    context = playwright.launch_persistent_context(tmp_path, **told)
    context.add_cookies([cookie])
    page = context.pages[0]
    open_twice(page, path)
    secret = page.locator(f"#place-{first.pk} button").first.get_attribute("value")
    key = said(page).get_attribute("data-kid")
    context.set_offline(True)
    check_in(page, first)
    expect(said(page)).to_contain_text("Väntar på nätet: 1")

    kill(tmp_path)

    assert secret
    assert [one for one in files_with(tmp_path, key) if "IndexedDB" in one.parts]  # what is there is found
    assert not [one for one in files_with(tmp_path, secret) if "IndexedDB" in one.parts]
    assert not [one for one in files_with(tmp_path, "/check-in/") if "IndexedDB" in one.parts]
    context = playwright.launch_persistent_context(tmp_path, **told)
    context.add_cookies([cookie])
    for page in (context.pages[0], context.new_page()):
        page.goto(reverse("web:today"))
    eventually(page, lambda: states() != ["allocated", "allocated"])
    expect(said(page)).to_be_hidden()
    context.close()
    assert (states(), PlaceEvent.objects.filter(kind=ARRIVED).count()) == (["allocated", "arrived"], 1)


def kill(profile):
    """Take the browser away in the middle of whatever it does."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if f"user-data-dir={profile}".encode() in (process / "cmdline").read_bytes():
                os.kill(int(process.name), signal.SIGKILL)
        except (FileNotFoundError, ProcessLookupError):
            continue  # it ended by itself
    time.sleep(0.5)


def files_with(folder: Path, text: str):
    wide, narrow = text.encode("utf-16-le"), text.encode()
    found = []
    for file in folder.rglob("*"):
        if file.is_file() and not file.is_symlink():
            raw = file.read_bytes()
            if narrow in raw or wide in raw:
                found.append(file)
    return found
