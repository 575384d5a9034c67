"""An evening's round without a network: noted on the phone, sent later, received at the shelter."""

import os
import random
from contextlib import suppress

import pytest
from django.urls import reverse
from playwright.sync_api import Error, expect

from samverka.directory.tests.factories import fill_reference
from samverka.outreach.models import Referral, Tally
from samverka.outreach.tests.factories import make_area, make_shelter_keeper, make_team, make_worker
from samverka.safeguarding.models import Sighting
from tests.journeys.conftest import CHROMIUM
from tests.journeys.test_offline import PHONE, eventually, files_with, kill, open_twice, said


pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
TALLY = "/outreach/tally/"
CUTS = int(os.environ.get("CUTS", "30"))  # of the network, the page or the whole browser; a soak takes a thousand


@pytest.fixture
def team():
    fill_reference()
    return make_team(name="EU-teamet i Exempelstad")


@pytest.fixture
def area(team):
    return make_area(name="Finkbacken")


@pytest.fixture
def worker(team):
    return make_worker(team)


@pytest.fixture
def cookie(client, worker, live_server):
    client.force_login(worker)
    return {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}


@pytest.fixture
def phone(browser, live_server, cookie, area):
    context = browser.new_context(base_url=live_server.url, color_scheme="dark", **PHONE)
    context.add_cookies([cookie])
    yield context.new_page()
    context.close()


def write(page, *, women=0, men=0, children="nej"):
    """A tally, by thumb."""
    page.get_by_label("Område").select_option(label="Finkbacken")
    page.get_by_role("radio", name="gata", exact=True).check()
    for label, number in (("Kvinnor", women), ("Män", men)):
        for _tap in range(number):
            page.get_by_role("button", name=f"{label} +1", exact=True).click()
    page.get_by_role("group", name="Sett barn?").get_by_label(children, exact=True).check()


def send(page):
    page.get_by_role("button", name="Notera", exact=True).click()


def test_an_evening_without_a_network_ends_in_a_referral_received(phone, client, live_server, obstacles_on):
    page, keeper = phone, make_shelter_keeper()
    home = keeper.standing[0].organisation
    open_twice(page, TALLY)
    assert obstacles_on(page) == []
    page.wait_for_function("caches.match('/call/')")
    page.context.set_offline(True)

    write(page, women=1, men=1)
    page.get_by_label("Hänvisade till").select_option(label=str(home))
    send(page)
    expect(said(page)).to_contain_text("Väntar på nätet: 1")
    write(page, women=2, children="ja")
    page.get_by_role("button", name="Barn +1", exact=True).click()
    send(page)
    expect(said(page)).to_contain_text("Väntar på nätet: 2")
    page.get_by_role("link", name="Du såg barn: vem du ringer nu").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("a[href='tel:112']").first).to_be_visible()
    assert not Tally.objects.exists()

    page.context.set_offline(False)
    page.goto(TALLY)
    eventually(page, lambda: Tally.objects.count() == 2)
    told = sorted(Tally.objects.values_list("women_most", "men_most", "children_most"))
    assert told == [(1, 1, 0), (2, 0, 1)]
    assert Sighting.objects.count() == 1
    sent = Referral.objects.get()
    assert (sent.receiver, sent.people) == (home, 2)

    client.force_login(keeper)
    page.context.clear_cookies()
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    page.goto(reverse("outreach:referrals"))
    assert obstacles_on(page) == []
    page.get_by_role("button", name="De har kommit").click()
    sent.refresh_from_db()
    assert sent.received_at is not None


def test_with_a_network_what_is_wrong_is_said_at_once_and_nothing_is_lost(phone, worker):
    page = phone
    open_twice(page, TALLY)
    page.get_by_label("Område").select_option(label="Finkbacken")
    page.get_by_role("radio", name="gata", exact=True).check()
    page.get_by_role("button", name="Kvinnor +1", exact=True).click()
    page.get_by_role("group", name="Sett barn?").get_by_label("ja", exact=True).check()
    send(page)

    expect(said(page)).to_contain_text("barn")
    expect(page.get_by_label("Kvinnor", exact=True)).to_have_value("1")
    page.get_by_role("group", name="Sett barn?").get_by_label("nej", exact=True).check()
    send(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Noterat")
    assert Tally.objects.get().women_most == 1


def test_what_comes_next_is_written_when_what_was_sent_is_cleaned_away(phone, worker):
    page, held = phone, []
    open_twice(page, TALLY)
    page.context.route(
        "**/outbox/", lambda route: route.continue_() if route.request.method == "GET" else held.append(route)
    )
    write(page, men=1)
    page.get_by_label("Män", exact=True).press("Enter")

    page.get_by_role("button", name="Kvinnor +1", exact=True).click()

    expect(said(page)).to_contain_text("Sparat")
    counts = [page.get_by_label(who, exact=True).input_value() for who in ("Kvinnor", "Män")]
    assert (counts, len(held)) == (["1", "0"], 1)
    held[0].continue_()
    eventually(page, Tally.objects.exists)
    assert Tally.objects.values_list("men_most", "is_unchanged").get() == (1, False)  # Enter is to note


def test_a_tally_is_saved_at_once(phone, worker):
    """Within 100 ms of the phone's own time, also while nothing can be sent."""
    page = phone
    open_twice(page, TALLY)
    page.context.set_offline(True)
    took = []
    for _time in range(5):
        write(page, men=1)
        took.append(page.evaluate(SAVED))

    assert sorted(took)[2] < 100


SAVED = """async () => {
  const done = (asked) => new Promise((resolve) => { asked.onsuccess = () => resolve(asked.result) })
  const notes = async () => (await done(indexedDB.open("samverka-outbox"))).transaction("notes").objectStore("notes")
  const count = async () => done((await notes()).count())
  const before = await count(), began = performance.now()
  document.querySelector("form.tally .foot button").click()
  const took = () => performance.now() - began
  while (await count() === before && took() < 10_000) await new Promise((resolve) => setTimeout(resolve, 1))
  return took()
}"""


def go(page):
    """To the tally; the page may just be on its way elsewhere."""
    for _try in range(5):
        with suppress(Error):
            page.goto(TALLY)
            return
        page.wait_for_timeout(200)


def swallow(route):
    """What was sent came; its receipt does not."""
    with suppress(Error):  # the browser is killed meanwhile
        route.fetch()
        route.abort()


@pytest.mark.slow
def test_whatever_is_cut_every_tally_comes_once(browser, live_server, cookie, worker, area, tmp_path):
    """P3, P8: kills, cuts, reloads and swallowed receipts, in any order."""
    chance, told = random.Random(2027), {"executable_path": "/usr/bin/chromium", "args": CHROMIUM, **PHONE}  # noqa: S311
    written, context, page = 0, None, None
    for _cut in range(CUTS):
        if context is None:
            context = browser.browser_type.launch_persistent_context(tmp_path, base_url=live_server.url, **told)
            context.add_cookies([cookie])
            page = context.pages[0]
            page.set_default_timeout(20_000)
            go(page) if written else open_twice(page, TALLY)
        context.set_offline(chance.random() < 0.6)
        if chance.random() < 0.3:
            context.route("**/outbox/", swallow)
        write(page, men=1)
        send(page)
        saved, noted = said(page).get_by_text("Sparat"), page.get_by_role("heading", name="Noterat", level=1)
        expect(saved.or_(noted).first).to_be_visible(timeout=20_000)
        written += 1
        if chance.random() < 0.4:
            kill(tmp_path)
            context = None
            continue
        if chance.random() < 0.5:
            context.unroute("**/outbox/")
        go(page)
    if context is None:
        context = browser.browser_type.launch_persistent_context(tmp_path, base_url=live_server.url, **told)
        context.add_cookies([cookie])
        page = context.pages[0]
    context.unroute("**/outbox/")
    context.set_offline(False)
    go(page)
    eventually(page, lambda: Tally.objects.count() == CUTS)
    page.wait_for_timeout(500)
    context.close()
    assert Tally.objects.count() == written == CUTS
    assert not [one for one in files_with(tmp_path, "men_count") if "IndexedDB" in one.parts]
