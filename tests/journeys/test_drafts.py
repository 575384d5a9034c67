"""What is typed in a long form is not lost: while one types on, with the last key, and when it is loaded anew."""

from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.urls import reverse
from django.utils.timezone import now
from playwright.sync_api import expect

from samverka.actors.models import User
from samverka.core.models import Draft
from samverka.exchange.tests.factories import make_asker, make_network
from samverka.programmes.tests.proposing import make_coordinator, make_handed_over


pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(browser, live_server):
    """Its requests can be counted: no worker of ours stands between."""
    page = browser.new_page(base_url=live_server.url, locale="sv-SE", service_workers="block")
    page.clock.install()
    yield page
    page.close()


@pytest.fixture
def sent(page):
    sent = []
    page.on("request", lambda request: sent.append(request) if "drafts/keep" in request.url else None)
    return sent


@pytest.fixture
def text(page, log_in):
    log_in(make_asker())
    page.goto(reverse("exchange:begin_discussion"))
    page.clock.pause_at(now() + timedelta(hours=1))  # from now on, time passes when we say so
    return page.locator("textarea[name=text]")


def test_what_is_typed_is_kept_while_one_types_on_and_once(page, text, sent):
    for _key in range(12):
        text.press_sequentially("a")
        page.clock.run_for(900)
    expect(page.get_by_text("Utkastet sparades")).to_be_visible()
    assert len(sent) == 1

    text.press_sequentially("b")
    with page.expect_response("**/drafts/keep/**"):
        page.clock.run_for(1100)
    text.press_sequentially("c")
    text.press("Backspace")
    page.clock.run_for(1100)

    page.wait_for_timeout(200)
    assert len(sent) == 2
    [kept] = Draft.objects.all()
    assert kept.typed["text"] == ["a" * 12 + "b"]


def test_the_last_words_are_kept_when_the_page_is_hidden(page, text, sent):
    text.fill("Det sista ordet")
    with page.expect_response("**/drafts/keep/**"):
        page.evaluate("Object.defineProperty(document, 'visibilityState', { value: 'hidden' })")
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.evaluate("dispatchEvent(new Event('pagehide'))")

    page.wait_for_timeout(200)
    assert len(sent) == 1
    assert Draft.objects.get().typed["text"] == ["Det sista ordet"]


def test_a_form_loaded_anew_before_its_draft_has_come_offers_it(page, text, sent):
    """The draft is held until the blank form is there."""
    held = []
    page.context.route("**/drafts/keep/**", lambda route: held.append(route))
    text.fill("Det sista ordet")
    page.evaluate("dispatchEvent(new Event('pagehide'))")
    page.reload()
    expect(page.get_by_text("som inte är sparat")).to_have_count(0)
    late = held[0].request

    page.context.unroute("**/drafts/keep/**")
    page.request.post(late.url, data=late.post_data, headers={"content-type": late.headers["content-type"]})
    page.clock.run_for(1100)

    expect(page.get_by_text("som inte är sparat")).to_be_visible()
    first = page.evaluate("document.querySelector('main form button').hidden")  # what Enter presses in a line
    page.get_by_role("link", name="Fortsätt").click()
    expect(page.locator("textarea[name=text]")).to_have_value("Det sista ordet")
    assert first


def test_what_the_server_would_not_keep_is_sent_anew(page, text, sent):
    page.context.route("**/drafts/keep/**", lambda route: route.fulfill(status=503))
    text.fill("Det sista ordet")
    with page.expect_response("**/drafts/keep/**"):
        page.evaluate("dispatchEvent(new Event('pagehide'))")
    page.context.unroute("**/drafts/keep/**")

    with page.expect_response("**/drafts/keep/**"):
        page.wait_for_timeout(200)
        page.evaluate("dispatchEvent(new Event('pagehide'))")

    page.wait_for_timeout(200)
    assert Draft.objects.get().typed["text"] == ["Det sista ordet"]


def test_a_meeting_that_is_planned_is_kept_as_it_is_typed_and_given_back(page, log_in):
    """Its form has no toolbar: what keeps drafts is the same for all."""
    network = make_network()
    TOTP.activate(User.objects.get(pk=network.acting[0]), "JBSWY3DPEHPK3PXPJBSWY3DP")
    log_in(User.objects.get(pk=network.acting[0]))
    way = reverse("exchange:plan_meeting", args=[network.pk])
    page.goto(way)
    page.locator("textarea[name=agenda]").fill("Vinterns platser\nVem ringer vem?")
    with page.expect_response("**/drafts/keep/**"):
        page.clock.run_for(1100)
    expect(page.get_by_text("Utkastet sparades")).to_be_visible()

    page.goto(way)
    page.get_by_role("link", name="Fortsätt").click()

    expect(page.locator("textarea[name=agenda]")).to_have_value("Vinterns platser\nVem ringer vem?")


def test_a_form_that_is_folded_away_is_unfolded_for_its_draft(page, log_in):
    by = make_coordinator()
    found = make_handed_over(by)
    TOTP.activate(by, "JBSWY3DPEHPK3PXPJBSWY3DP")
    log_in(by)
    way = reverse("programmes:proposal", args=[found.pk])
    page.goto(way)
    page.get_by_text("Det tas inte vidare").click()
    page.locator("#leaving_note").fill("Frågan utreds på nytt.")
    with page.expect_response("**/drafts/keep/**"):
        page.clock.run_for(1100)

    page.goto(way)
    expect(page.get_by_text("som inte är sparat")).to_be_visible()
    expect(page.locator("#leaving_note")).to_have_value("")
    page.get_by_role("link", name="Fortsätt").click()

    expect(page.locator("#leaving_note")).to_have_value("Frågan utreds på nytt.")
    expect(page.locator("#leaving_note")).to_be_visible()
    expect(page.locator("#deciding_note")).to_be_hidden()
