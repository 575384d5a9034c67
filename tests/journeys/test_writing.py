"""How long texts are written: marked by the toolbar, and shown as they will read, whatever was asked for before."""

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


def test_the_toolbar_marks_what_is_chosen_from_the_keyboard_and_takes_it_back(page, log_in):
    """Paragraphs are marked one by one, and become points of one list: no point is empty."""
    log_in(make_asker())
    page.goto(reverse("exchange:begin_discussion"))
    text, bar = page.locator("textarea[name=text]"), page.get_by_role("toolbar")
    seen = []

    text.fill("Sängar\n\nFrukost")
    for keys in (["ControlOrMeta+a", "ControlOrMeta+b"], ["ControlOrMeta+b"], ["ControlOrMeta+i", "ControlOrMeta+z"]):
        for key in keys:
            text.press(key)
        seen.append(text.input_value())
    for name in ("numbered", "numbered", "list"):
        text.press("ControlOrMeta+a")
        bar.get_by_role("button").first.focus()
        while page.evaluate("document.activeElement.dataset.mark") != name:
            page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
        seen.append(text.input_value())

    plain = "Sängar\n\nFrukost"
    numbered, listed = "1. Sängar\n\n2. Frukost", "- Sängar\n\n- Frukost"
    assert seen == ["**Sängar**\n\n**Frukost**", plain, plain, numbered, plain, listed]
