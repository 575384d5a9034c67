"""A good practice goes from a suggestion to everybody, and is adopted in another county: on the map, in the table."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.urls import reverse
from playwright.sync_api import expect

from samverka.actors.models import Organisation, Role
from samverka.actors.tests.factories import make_organisation, make_territory, make_user
from samverka.directory.tests.factories import fill_reference
from samverka.exchange.models import Practice
from samverka.exchange.tests.factories import make_board, make_editor


pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
DESK = 1280
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DP"  # noqa: S105 (of a second factor in a test)
TITLE = "Uppsökare med egna språk"


def make_coordinator(name, code):
    city = make_organisation(name=name, kind=Organisation.Kind.MUNICIPALITY, territory=code)
    user = make_user(Role.MUNICIPALITY_COORDINATOR, at=city)
    TOTP.activate(user, SECRET)
    return user


@pytest.fixture
def places(transactional_db):
    fill_reference()
    return [make_territory(code) for code in ("01", "12", "0180", "1280")]


def test_a_practice_is_adopted_in_another_county(places, person, as_it_should_be):
    owner = person(make_coordinator("Exempelstaden", "0180"))
    desk = person(make_editor(make_board()), width=DESK)
    neighbour = person(make_coordinator("Grannstaden", "1280"))

    suggest(owner, as_it_should_be)
    edit(desk, as_it_should_be)
    approve(owner, as_it_should_be)
    publish(desk)
    adopt(neighbour, as_it_should_be)
    read(desk, as_it_should_be)
    find(person(None), as_it_should_be)
    assert Practice.objects.get().adoptions.get().territory_id == "1280"


def suggest(page, as_it_should_be):
    page.goto(reverse("exchange:practices"))
    as_it_should_be(page)
    page.get_by_role("link", name="Berätta om ett gott exempel").click()
    page.get_by_label("Rubrik").fill(TITLE)
    page.get_by_label("Ämne").select_option("children")
    page.get_by_label("Vad var problemet?").fill("Barn sov ute, och ingen visste om det.")
    page.get_by_label("Vad gjorde ni?").fill("Det gällde 19811218-9876.")
    page.get_by_label("Taggar").fill("uppsökande, barn")
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_text("personnummer").first).to_be_visible()
    as_it_should_be(page)
    page.get_by_label("Vad gjorde ni?").fill("Två socialarbetare söker upp.")
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_text("Härnäst läser länets rådgivning")).to_be_visible()
    as_it_should_be(page)


def edit(page, as_it_should_be):
    page.goto(reverse("exchange:practices"))
    as_it_should_be(page)
    page.get_by_role("link", name=TITLE).click()
    page.get_by_role("link", name="Ändra", exact=True).click()
    page.get_by_label("Vad gick fel på vägen?").fill("Första vintern sökte vi upp på kontorstid.")
    as_it_should_be(page)
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_text("Härnäst godkänner organisationen")).to_be_visible()


def approve(page, as_it_should_be):
    page.reload()
    expect(page.get_by_text("Första vintern sökte vi upp på kontorstid.")).to_be_visible()
    as_it_should_be(page)
    page.get_by_role("button", name="Vi står för det").click()
    expect(page.get_by_text("Härnäst publicerar")).to_be_visible()


def publish(page):
    page.reload()
    page.get_by_role("button", name="Publicera").click()
    expect(page.get_by_text("Ingen annan har berättat")).to_be_visible()


def adopt(page, as_it_should_be):
    page.goto(reverse("exchange:practices"))
    page.get_by_label("Tagg", exact=True).select_option(label="barn")
    page.get_by_role("button", name="Visa").click()
    page.get_by_role("link", name=TITLE).click()
    page.get_by_text("Vi har prövat").click()
    as_it_should_be(page)
    page.get_by_label("Sedan när?").fill("2026-01-15")
    page.get_by_label("det fungerar efter en ändring").check()
    page.get_by_label("Med några ord").fill("Vi delar teamet med grannkommunen.")
    page.get_by_role("button", name="Berätta").click()
    expect(page.get_by_role("rowheader")).to_have_count(2)  # where it began, and here
    expect(page.get_by_role("cell", name="Vi delar teamet")).to_be_visible()
    as_it_should_be(page)


def read(page, as_it_should_be):
    page.reload()
    expect(page.locator("svg.shaded path", has_text="Skåne län: det fungerar efter en ändring")).to_have_count(1)
    as_it_should_be(page)
    page.get_by_role("link", name="Skåne län").click()
    expect(page.locator("svg.shaded path", has_text="Malmö: det fungerar efter en ändring")).to_have_count(1)
    as_it_should_be(page)


def find(page, as_it_should_be):
    """Somebody who is not logged in."""
    page.goto(reverse("exchange:open_practices"))
    as_it_should_be(page)
    page.get_by_role("link", name=TITLE).click()
    expect(page.get_by_role("rowheader")).to_have_count(2)  # where it began, and here
    assert "Grannstaden" not in page.content()
    as_it_should_be(page)
