"""How a long text will read is shown as it is now, whatever was asked for before."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from samverka.exchange.tests.factories import make_asker


pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(browser, live_server):
    """Its requests can be held: no worker of ours stands between."""
    page = browser.new_page(base_url=live_server.url, locale="sv-SE", service_workers="block")
    yield page
    page.close()


def test_a_preview_that_takes_its_time_is_given_up_for_a_newer_one(page, log_in):
    log_in(make_asker())
    page.goto(reverse("exchange:begin_discussion"))
    held, given_up = [], []
    page.route("**/begin/", lambda route: route.continue_() if held else held.append(route))
    page.on("requestfailed", lambda request: given_up.append(request.failure))
    text, shown = page.locator("textarea[name=text]"), page.locator("section.preview strong")

    for words in ("Först **så**.", "Sedan **så här**."):
        text.fill(words)
        page.get_by_role("button", name="Förhandsgranska").click()

    expect(shown).to_have_text("så här")
    assert (len(held), given_up) == (1, ["net::ERR_ABORTED"])
