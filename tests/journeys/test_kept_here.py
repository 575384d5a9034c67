"""Whoever writes without an account finds the text again on the same device, and nothing of it once it is sent."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate, now
from playwright.sync_api import expect

from samverka.directory.tests.factories import fill_reference
from samverka.exchange.models import Offer
from samverka.programmes import actions
from samverka.programmes.models import Backing, ConsultationAnswer
from samverka.programmes.tests.factories import AT, make_payer
from samverka.programmes.tests.proposing import ask, make_consultation, make_coordinator
from samverka.programmes.tests.strategies import STEP, make_drafted
from samverka.situation.actions import invite_by_link
from samverka.situation.models import AnswerValue
from samverka.situation.tests.factories import make_county_coordinator, make_survey


pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
TEXT = "Vi tror på förslaget.\n\n- Börja i städerna."
LIES_HERE = "ligger en text från"
KEPT = "Texten sparas på den här enheten"
PLACES = "Object.entries(localStorage).filter(([place]) => place.startsWith('kept-here '))"


@pytest.fixture
def writer(person):
    fill_reference()
    return person(None, width=320)


@pytest.fixture
def consultation():
    by = make_coordinator()
    made = make_consultation(by, due_on=localdate(now()) + timedelta(days=9), is_open_to_all=True, at=now())
    ask(made, by, at=now())
    return actions.send_consultation(consultation=made, by=by, at=now())


def offered(page):
    return page.get_by_text(LIES_HERE)


def test_an_opinion_is_there_after_the_phone_has_slept_and_gone_when_it_was_sent(writer, consultation, as_it_should_be):
    way = reverse("programmes:answer_openly", args=[consultation.proposal_id])
    writer.goto(way)
    expect(offered(writer)).to_be_hidden()
    writer.get_by_label("Vem ni svarar för").fill("Grannföreningen")
    writer.get_by_label("Kort varför").press_sequentially(TEXT[:5])
    writer.get_by_label("Kort varför").fill(TEXT)
    expect(writer.get_by_text(KEPT)).to_be_visible()
    as_it_should_be(writer)

    writer.goto(way)
    expect(offered(writer)).to_be_visible()
    expect(writer.get_by_label("Kort varför")).to_have_value("")  # nothing is shown to whoever comes next
    as_it_should_be(writer)
    writer.get_by_role("button", name="Lägg tillbaka texten").click()
    expect(writer.get_by_label("Kort varför")).to_have_value(TEXT)
    expect(writer.get_by_label("Kort varför")).to_be_focused()
    expect(writer.get_by_label("Vem ni svarar för")).to_have_value("")

    writer.get_by_label("Vem ni svarar för").fill("Ring 19811218-9876")
    writer.get_by_label("tillstyrker", exact=True).check()
    writer.get_by_role("button", name="Lämna ert yttrande").click()
    expect(writer.get_by_text("personnummer").first).to_be_visible()
    expect(offered(writer)).to_be_hidden()  # it stands in its field
    writer.goto(way)
    writer.get_by_role("button", name="Lägg tillbaka texten").click()
    writer.get_by_label("Vem ni svarar för").fill("Grannföreningen")
    writer.get_by_label("tillstyrker", exact=True).check()
    writer.get_by_role("button", name="Lämna ert yttrande").click()
    expect(writer.get_by_text("Yttrandet är sparat.")).to_be_visible()

    assert writer.evaluate(PLACES) == []
    writer.goto(way)
    expect(offered(writer)).to_be_hidden()
    expect(writer.get_by_label("Kort varför")).to_have_value("")
    assert ConsultationAnswer.objects.get(respondent="Grannföreningen").summary == TEXT.replace("\n", "\r\n")


def test_it_is_thrown_away_when_one_says_so_or_a_week_has_passed(writer, consultation, as_it_should_be):
    way = reverse("programmes:answer_openly", args=[consultation.proposal_id])
    writer.goto(way)
    writer.get_by_label("Kort varför").fill(TEXT)
    writer.get_by_role("button", name="Släng texten").click()
    expect(writer.get_by_text("Slängd: den")).to_be_focused()
    writer.get_by_label("Kort varför").fill("Mer.")  # it was said once, and holds for this page
    assert writer.evaluate(PLACES) == []
    as_it_should_be(writer)

    writer.goto(way)
    writer.get_by_label("Kort varför").fill(TEXT)
    writer.goto(way)
    writer.get_by_role("button", name="Släng texten").click()
    assert writer.evaluate(PLACES) == []

    writer.get_by_label("Kort varför").fill(TEXT)
    [(place, kept)] = writer.evaluate(PLACES)
    for days, left in ((6, 1), (8, 0)):
        old = re.sub(r'"at":\d+', f'"at":{(now() - timedelta(days=days)).timestamp() * 1000:.0f}', kept)
        writer.evaluate("([place, old]) => localStorage.setItem(place, old)", [place, old])
        writer.goto(reverse("programmes:public_proposals"))  # any page of ours
        assert len(writer.evaluate(PLACES)) == left


def test_those_who_back_a_strategy_and_who_offer_help_find_their_lines_too(writer, as_it_should_be):
    town = make_payer()
    strategy = make_drafted(town)
    actions.open_consultation(strategy=strategy, answers_due_on=AT.date(), by=town, **STEP)
    _backer, token = actions.mail_backer(backer=strategy.backers.get(), occasion="told_at", **STEP)
    back, offer = reverse("programmes:back_by_link", args=[token]), reverse("exchange:offer_help")
    writer.goto(offer)
    writer.get_by_label("Ditt namn").fill("Inga Exempel")
    writer.get_by_text("Berätta mer").click()
    writer.get_by_label("Mer om det").fill("Jag kan sy.")
    [(place_of_offer, told)] = writer.evaluate(PLACES)
    assert ("Jag kan sy." in told, "Inga" in told) == (True, False)

    writer.reload()
    writer.get_by_role("button", name="Lägg tillbaka texten").click()
    expect(writer.get_by_label("Mer om det")).to_be_visible()  # unfolded
    expect(writer.get_by_label("Mer om det")).to_have_value("Jag kan sy.")
    as_it_should_be(writer)
    assert (writer.context.cookies(), Offer.objects.count()) == ([], 0)

    writer.goto(back)
    writer.get_by_label("Varför, i en mening").fill("Den behövs.")
    assert [place for place, _kept in writer.evaluate(PLACES) if token in place or back in place] == []
    writer.goto(back)
    writer.get_by_role("button", name="Lägg tillbaka texten").click()
    writer.get_by_label("Vad tycker ni?").select_option("for")
    writer.get_by_role("button", name="Skicka svaren").click()
    expect(writer.get_by_text("Svaret kan ändras tills")).to_be_visible()
    as_it_should_be(writer)
    assert [place for place, _kept in writer.evaluate(PLACES)] == [place_of_offer]
    assert Backing.objects.get().sentence == "Den behövs."


def test_whoever_answers_a_survey_by_a_link_finds_the_text_again_until_it_is_saved(writer, as_it_should_be):
    today = localdate(now())
    said = {"first_day": today - timedelta(days=90), "last_day": today, "due_on": today + timedelta(days=9)}
    survey = make_survey(make_county_coordinator(), towns=("0180",), at=now(), **said)
    _link, token = invite_by_link(answer=survey.answers.get(), at=now())
    way, line = reverse("situation:by_link", args=[token]), writer.locator("textarea[name='difficulties.value']")
    writer.goto(way)
    line.fill("För få platser.")
    expect(writer.get_by_text(KEPT)).to_be_visible()

    writer.goto(way)
    expect(line).to_have_value("")
    writer.get_by_role("button", name="Lägg tillbaka texten").click()
    expect(line).to_have_value("För få platser.")
    as_it_should_be(writer)
    writer.get_by_role("button", name="Spara och fortsätt senare").click()
    writer.wait_for_url("**?saved")

    assert writer.evaluate(PLACES) == []
    expect(line).to_have_value("För få platser.")
    assert AnswerValue.objects.get(text="För få platser.")
