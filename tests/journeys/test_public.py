"""Somebody in the street, with a phone and without a name: in their language, without scripts, without a network."""

from datetime import time

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils.timezone import now
from playwright.sync_api import expect

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_user
from samverka.directory import actions
from samverka.directory.models import Language, Service
from samverka.directory.tests.factories import add_hours, fill_reference, make_place, make_provider, make_service
from samverka.shelters import clock
from samverka.shelters.tests.factories import make_draw, make_night, make_pool, make_shelter
from samverka.web.views.lists import MORNING
from tests.journeys.conftest import open_again


pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
EVERY_DAY, MIDNIGHT = "1234567", time(0)

KEPT = """async (path) => {
  for (let turn = 0; turn < 150 && !(await caches.match(path)); turn++) await new Promise((go) => setTimeout(go, 100))
  return Boolean(await caches.match(path))
}"""


@pytest.fixture
def stockholm():
    """A shower that is open, one far away, a night shelter, and a draw for tonight with places left."""
    fill_reference()
    provider = make_provider(phone="08-123 45 67")
    near = make_place(provider, name="Exempelhuset", latitude="59.31", longitude="18.07", area="Söder")
    far = make_place(provider, name="Bortre huset", latitude="59.39", longitude="17.95")
    shower = make_service(provider, name="Duschen vid torget", places=(near,), cost=0, description="Kom in.")
    away = make_service(provider, name="Bortre duschen", places=(far,))
    shelter = make_service(provider, category="SHELTER-NIGHT", name="Nattens hus", places=(near,))
    for service in (shower, away, shelter):
        add_hours(service, EVERY_DAY, MIDNIGHT, MIDNIGHT)
    Service.objects.update(holidays="open", eves="open")
    actions.translate(
        subject=shower.pk, field="name", language=Language.objects.get(pk="ro"), text="Dușul din piață", of_version=1,
        by=make_user(Role.TRANSLATOR), at=now(),
    )  # fmt: skip
    _draw(clock.tonight(now(), closes=MORNING))
    return shower


def _draw(tonight):
    pool = make_pool()
    pool.intake_place = "Exempelkyrkans sal, Provgatan 1"
    pool.save()
    make_night(shelter=make_shelter(pool=pool, organisation=pool.organisation), beds=9, date=tonight)
    make_draw(pool, date=tonight)


def test_what_is_not_there_is_no_dead_end(browser, live_server, stockholm):
    page = browser.new_page(base_url=live_server.url)
    page.goto("/ro/stockholm/nothing/")

    assert Axe().run(page).response["violations"] == []
    page.get_by_role("link", name="Ajutor aproape de tine").click()
    expect(page.get_by_role("link", name="Stockholm")).to_be_visible()
    page.close()


def test_the_nearest_comes_first_and_where_one_stands_is_told_to_nobody(browser, live_server, stockholm):
    here = {"geolocation": {"latitude": 59.39, "longitude": 17.95}, "permissions": ["geolocation"]}
    context = browser.new_context(base_url=live_server.url, locale="sv-SE", **here)
    page, asked = context.new_page(), []
    page.goto("/sv/stockholm/shower/")
    page.wait_for_load_state("networkidle")
    page.on("request", lambda request: asked.append(request.url))

    page.get_by_role("button", name="Närmast först").click()

    expect(page.get_by_text("Var du är stannar i din telefon.")).to_be_visible()
    expect(page.locator(".lines h3").first).to_contain_text("Bortre duschen")
    expect(page.locator("[data-distance]").nth(1)).to_contain_text("11")
    assert asked == []
    context.close()


def test_the_last_town_is_there_without_a_network(browser, live_server, stockholm):
    context = browser.new_context(base_url=live_server.url, locale="sv-SE")
    page = context.new_page()
    page.goto("/ro/stockholm/")
    open_again(page)
    assert page.evaluate(KEPT, "/ro/stockholm/all/")

    context.set_offline(True)
    page.goto("/ro/stockholm/")
    expect(page.get_by_role("link", name="Deschis acum")).to_be_visible()
    page.get_by_role("link", name="Deschis acum").click()
    expect(page.get_by_role("link", name="Dușul din piață")).to_be_visible()
    page.goto("/ro/goteborg/")
    expect(page.get_by_role("heading", name="Fără rețea")).to_be_visible()

    context.set_offline(False)
    page.goto("/ro/goteborg/")
    assert page.evaluate(KEPT, "/ro/goteborg/all/")
    assert not page.evaluate("caches.match('/ro/stockholm/').then(Boolean)")
    context.close()


def test_the_way_out_leaves_no_step_back(page, stockholm):
    page.route("https://www.smhi.se/**", lambda route: route.fulfill(body="<h1>Väder</h1>", content_type="text/html"))
    page.goto("/sv/")
    page.goto("/sv/stockholm/")

    page.get_by_role("link", name="Lämna sidan").click()
    expect(page.get_by_role("heading", name="V")).to_be_visible()
    page.go_back()

    expect(page.get_by_role("heading", name="Hjälp nära dig")).to_be_visible()


def test_somebody_says_that_an_entry_is_wrong(page, stockholm):
    page.goto(f"/bg/service/{stockholm.pk}/")

    page.get_by_role("link", name="Нещо тук не е вярно").click()  # noqa: RUF001
    page.get_by_label("Часовете не са верни").check()  # noqa: RUF001
    page.get_by_role("button", name="Изпрати").click()

    expect(page.get_by_role("heading", name="Благодарим")).to_be_visible()
    assert [report.kind for report in stockholm.error_reports.all()] == ["hours"]
