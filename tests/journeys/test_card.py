"""A municipal officer's question becomes a reviewed card, which a neighbour finds without anybody's name."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.urls import reverse
from playwright.sync_api import expect

from samverka.actors.models import Organisation, Role
from samverka.actors.tests.factories import make_organisation, make_territory, make_user
from samverka.directory.tests.factories import fill_reference
from samverka.exchange.models import Card, LawReference
from samverka.exchange.tests.factories import make_board, make_editor, make_law, make_lawyer


pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
DESK = 1280
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DP"  # noqa: S105 (of a second factor in a test)
TEXT = "Får vi betala en hemresa som akut nödbistånd?"
LINE = "Kan en hemresa vara akut nödbistånd?"


@pytest.fixture
def officer(person):
    fill_reference()
    city = make_organisation(name="Exempelstaden", kind=Organisation.Kind.MUNICIPALITY)
    user = make_user(Role.MUNICIPALITY_COORDINATOR, at=city)
    TOTP.activate(user, SECRET)
    return person(user)


@pytest.fixture
def board():
    make_territory("01")
    return make_board()


def test_a_question_becomes_a_card_that_a_neighbour_finds(officer, board, person, as_it_should_be):
    told = {"name": "Socialtjänstlagen", "number": "2025:400", "section": ""}
    law = LawReference.objects.filter(**told).first() or make_law(**told)
    desk, lawyer = person(make_editor(board), width=DESK), person(make_lawyer(board), width=DESK)

    ask(officer, as_it_should_be)
    write(desk, as_it_should_be)
    send_back(lawyer, as_it_should_be)
    write_better(desk, as_it_should_be)
    approve(lawyer)
    send(desk, as_it_should_be)
    read(officer, as_it_should_be)
    publish(desk, as_it_should_be)
    find(person(None), as_it_should_be)
    change_the_law(lawyer, law, as_it_should_be)
    wait_for_the_lawyer(desk, as_it_should_be)
    look_again(lawyer, as_it_should_be)


def ask(page, as_it_should_be):
    page.goto(reverse("exchange:advice"))
    as_it_should_be(page)
    page.get_by_role("link", name="Ställ en fråga").click()
    as_it_should_be(page)
    page.get_by_label("Ämne").select_option(label="bistånd och nödhjälp")
    page.get_by_label("Din fråga").fill(f"{TEXT} Det gäller 19811218-9876.")
    page.get_by_role("button", name="Skicka frågan").click()
    expect(page.get_by_text("Här står ett personnummer").or_(page.get_by_text("personnummer").first)).to_be_visible()
    as_it_should_be(page)
    page.get_by_label("Din fråga").fill(TEXT)
    page.get_by_role("button", name="Skicka frågan").click()
    expect(page.get_by_text("Frågan är hos rådgivningen.")).to_be_visible()
    as_it_should_be(page)


def write(page, as_it_should_be):
    page.goto(reverse("exchange:advice"))
    as_it_should_be(page)
    page.get_by_role("link", name=TEXT).click()
    page.get_by_role("button", name="Jag tar hand om den").click()
    as_it_should_be(page)
    page.get_by_role("link", name="Skriv svaret").click()
    page.get_by_label("Frågan på en rad").fill(LINE)
    page.get_by_label("Vad säger lagen?").fill("Akut nöd ska avhjälpas.")
    page.get_by_label("Socialtjänstlagen").check()
    as_it_should_be(page)
    page.get_by_role("button", name="Spara utkastet").click()
    expect(page.get_by_text("Härnäst läser en juridisk granskare")).to_be_visible()


def send_back(page, as_it_should_be):
    page.goto(reverse("exchange:advice"))
    page.get_by_role("link", name=TEXT).click()
    page.get_by_text("Skicka tillbaka med en kommentar").click()
    page.get_by_label("Vad som måste ändras först").fill("Nämn att personen själv ska vilja resa.")
    as_it_should_be(page)
    page.get_by_role("button", name="Skicka tillbaka").click()
    expect(page.get_by_text("Nämn att personen själv ska vilja resa.")).to_be_visible()


def write_better(page, as_it_should_be):
    page.reload()
    page.get_by_role("link", name="Ändra utkastet").click()
    expect(page.get_by_text("Nämn att personen själv ska vilja resa.")).to_be_visible()
    page.get_by_label("Hur tillämpas den?").fill("Resan betalas när personen själv vill resa.")
    page.get_by_label("Länkar").fill("Lagen https://example.org/lag")
    page.get_by_role("button", name="Spara utkastet").click()
    as_it_should_be(page)


def approve(page):
    page.reload()
    page.get_by_role("button", name="Jag har läst och det stämmer").click()
    expect(page.get_by_text("svar granskat av jurist")).to_be_visible()


def send(page, as_it_should_be):
    page.reload()
    page.get_by_role("button", name="Skicka svaret").click()
    expect(page.get_by_role("heading", name=f"Svar: {LINE}")).to_be_visible()
    as_it_should_be(page)


def read(page, as_it_should_be):
    page.reload()
    expect(page.get_by_text("Resan betalas när personen själv vill resa.")).to_be_visible()
    as_it_should_be(page)


def publish(page, as_it_should_be):
    page.get_by_role("button", name="Publicera som kort").click()
    expect(page.get_by_text("besvarad och publicerad som kort")).to_be_visible()
    as_it_should_be(page)


def find(page, as_it_should_be):
    """Somebody in the next town, who is not logged in."""
    page.goto(reverse("exchange:knowledge"))
    as_it_should_be(page)
    page.get_by_role("link", name=LINE).click()
    expect(page.get_by_text("Resan betalas när personen själv vill resa.")).to_be_visible()
    expect(page.get_by_role("link", name="Socialtjänstlagen")).to_have_count(0)  # it has no address of its own
    assert "Exempelstaden" not in page.content()
    as_it_should_be(page)


def change_the_law(page, law, as_it_should_be):
    page.goto(reverse("exchange:laws"))
    as_it_should_be(page)
    page.get_by_role("link", name=str(law)).click()
    page.get_by_label("Vad den säger, i en mening").fill("Nu gäller något annat.")
    as_it_should_be(page)
    page.get_by_role("button", name="Spara").click()
    assert Card.objects.get().state == "due"


def wait_for_the_lawyer(page, as_it_should_be):
    page.goto(reverse("exchange:cards"))
    page.get_by_role("link", name=LINE).click()
    expect(page.get_by_text("Socialtjänstlagen (2025:400) ändrades")).to_be_visible()
    expect(page.get_by_text("En jurist som inte har skrivit kortet säger om det fortfarande gäller")).to_be_visible()
    expect(page.get_by_role("button", name="Jag har sett över kortet")).to_have_count(0)
    as_it_should_be(page)


def look_again(page, as_it_should_be):
    page.goto(reverse("exchange:cards"))
    expect(page.get_by_role("heading", name="Att se över")).to_be_visible()
    as_it_should_be(page)
    page.get_by_role("link", name=LINE).click()
    as_it_should_be(page)
    page.get_by_role("button", name="Jag har sett över kortet").click()
    expect(page.get_by_text("publicerat").first).to_be_visible()
    assert Card.objects.get().state == "published"
