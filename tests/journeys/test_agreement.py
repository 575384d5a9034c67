"""An agreement's year is followed up: promised, counted from nights, explained by both, and settled."""

from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.urls import reverse
from django.utils.timezone import localdate, now
from playwright.sync_api import expect

from samverka.directory.tests.factories import fill_reference
from samverka.programmes import tasks
from samverka.programmes.models import FollowUp
from samverka.programmes.tests.factories import make_payer, make_provider, open_doors


pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
DESK = 1280
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DP"  # noqa: S105 (of a second factor in a test)
TITLE = "Natthärbärge med 35 platser"


@pytest.fixture
def last_year():
    return localdate(now()).year - 1


def test_an_agreements_year_is_followed_up(person, last_year, as_it_should_be):
    fill_reference()
    payer, provider = make_payer(), make_provider()
    for who in (payer, provider):
        TOTP.activate(who, SECRET)
    city, runner = person(payer), person(provider, width=DESK)

    agree(city, provider, last_year, as_it_should_be)
    for month in range(1, 7):  # it was closed from July
        open_doors(provider, date(last_year, month, 1), 28 if month == 2 else 30, 35)
    tasks.tick(at=datetime(last_year + 1, 1, 20, 11, tzinfo=UTC))

    look(city, last_year, as_it_should_be)
    explain(runner, last_year, "Huset renoverades från juli.", as_it_should_be)
    settle(runner)
    as_it_should_be(runner)
    explain(city, last_year, "Vi sade upp lokalen i juni.", as_it_should_be)
    settle(city)
    expect(city.get_by_text("Huset renoverades från juli.")).to_be_visible()
    expect(city.get_by_text("Året är godkänt av alla som betalar och utför.")).to_be_visible()
    as_it_should_be(city)
    assert FollowUp.objects.get().delivered == {"nights": 178, "places": 35.0}
    take_home(runner)


def agree(page, provider, year, as_it_should_be):
    page.goto(reverse("programmes:programmes"))
    as_it_should_be(page)
    page.get_by_role("link", name="Överenskommelser", exact=True).click()
    as_it_should_be(page)
    page.get_by_role("link", name="Börja på en överenskommelse").click()
    page.get_by_label("Titel").fill(TITLE)
    page.get_by_label("Vad är syftet?").fill("Ingen ska behöva sova ute.")
    page.get_by_label("Första dagen").fill(f"{year}-01-01")
    page.get_by_label("Sista dagen").fill(f"{year + 1}-12-31")
    page.get_by_label("Volymerna följs upp").select_option(label="varje år")
    as_it_should_be(page)
    page.get_by_role("button", name="Spara").click()
    page.get_by_text("En part till").click()
    page.get_by_label("Organisation").select_option(label=str(provider.standing[0].organisation))
    page.get_by_role("button", name="Lägg till parten").click()
    for kind, amount in (("platser per natt", 35), ("öppna nätter", 365)):
        page.get_by_text("Avtala en volym").click()
        page.get_by_label("Vad", exact=True).select_option(label=kind)
        page.get_by_label("Hur många").fill(str(amount))
        page.get_by_role("button", name="Spara volymen").click()
    page.get_by_text("Pengar: planera").click()
    page.get_by_label("År").fill(str(year))
    page.get_by_label("Planerat, kronor").fill("6700000")
    as_it_should_be(page)
    page.get_by_role("button", name="Spara summan").click()
    page.get_by_role("button", name="Det finns ett utkast").click()
    page.get_by_text("Alla parter har undertecknat").click()
    page.get_by_role("button", name="Notera undertecknandet").click()
    expect(page.get_by_text("undertecknad", exact=False).first).to_be_visible()
    as_it_should_be(page)


def look(page, year, as_it_should_be):
    page.reload()
    page.get_by_role("link", name="Avtalat och levererat, period för period").click()
    expect(page.get_by_role("heading", name="Öppna nätter")).to_be_visible()
    as_it_should_be(page)
    page.get_by_role("link", name="Varje kvartal").click()
    expect(page.get_by_text(f"{year}-Q1").first).to_be_visible()


def explain(page, year, why, as_it_should_be):
    page.goto(reverse("programmes:agreements"))
    page.get_by_role("link", name=TITLE).click()
    page.get_by_role("link", name=f"Året {year}").click()
    as_it_should_be(page)
    page.get_by_role("link", name="Säg varför").click()
    page.get_by_label("Varför?").fill(why)
    as_it_should_be(page)
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_text(why)).to_be_visible()


def settle(page):
    page.get_by_role("button", name="Det stämmer: godkänn året").click()


def take_home(page):
    page.reload()
    with page.expect_download() as paper:
        page.get_by_role("link", name="PDF").click()
    with pikepdf.open(BytesIO(Path(paper.value.path()).read_bytes())) as book:
        assert book.Root.MarkInfo.Marked
