"""At a front desk: taps that wait for the network, outlive a reload and a kill, and are each counted once."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from samverka.actors.models import Delivery
from samverka.directory.tests.factories import fill_reference
from samverka.outreach.models import VisitTally, VisitTap
from samverka.outreach.tests.desks import make_adviser, make_desk
from samverka.outreach.tests.desks import tap as tap_elsewhere
from tests.journeys.test_offline import eventually, open_twice, said


pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
PHONE = {"viewport": {"width": 360, "height": 740}, "locale": "sv-SE"}


@pytest.fixture
def desk(transactional_db):
    fill_reference()
    return make_desk()


@pytest.fixture
def phone(browser, live_server, client, desk):
    client.force_login(make_adviser(desk))
    context = browser.new_context(base_url=live_server.url, **PHONE)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    context.add_cookies([cookie])
    yield context.new_page()
    context.close()


def tap(page, name, times=1):
    for _time in range(times):
        page.get_by_role("button", name=name).click()


def counted(page):
    """What stands on the buttons."""
    shown = {one.get_attribute("data-count"): int(one.text_content()) for one in page.locator("[data-count]").all()}
    return {kind: count for kind, count in shown.items() if count}


def kept():
    day = VisitTally.objects.first()
    return {kind: count for kind, count in day.counts.items() if count} if day else {}


def test_taps_without_a_network_outlive_a_reload_and_come_once(phone, desk, obstacles_on):
    page, path = phone, reverse("outreach:counter", args=[desk.pk])
    open_twice(page, path)
    tap(page, "Kvinnor")
    eventually(page, lambda: kept() == {"women": 1})
    page.context.set_offline(True)

    tap(page, "Kvinnor", 3)
    tap(page, "Män", 2)
    tap(page, "Dusch")
    tap(page, "Ångra senaste")
    assert counted(page) == {"women": 4, "men": 2}
    expect(said(page)).to_contain_text("Väntar på nätet: 7")
    page.reload()
    expect(page.locator("[data-total]")).to_have_text("6")
    assert counted(page) == {"women": 4, "men": 2}
    tap(page, "Män")
    assert counted(page) == {"women": 4, "men": 3}
    assert obstacles_on(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert kept() == {"women": 1}

    tap_elsewhere(desk, "children", at=VisitTap.objects.get().noted_at)  # by a colleague meanwhile
    page.context.set_offline(False)
    eventually(page, lambda: kept() == {"women": 4, "men": 3, "children": 1})
    eventually(page, lambda: counted(page) == {"women": 4, "men": 3, "children": 1})
    page.reload()
    assert counted(page) == {"women": 4, "men": 3, "children": 1}
    assert Delivery.objects.filter(state="taken").count() == 9
    assert not Delivery.objects.filter(state="kept").exists()


def test_without_scripts_each_button_counts_one(browser, live_server, client, desk):
    client.force_login(make_adviser(desk))
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False, **PHONE)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    context.add_cookies([cookie])
    page = context.new_page()
    page.goto(reverse("outreach:counter", args=[desk.pk]))

    tap(page, "Kvinnor", 2)
    page.get_by_role("button", name="Dusch").press("Enter")
    assert counted(page) == {"women": 2, "SHOWER": 1}
    tap(page, "Ångra senaste")
    assert counted(page) == {"women": 2}
    context.close()
