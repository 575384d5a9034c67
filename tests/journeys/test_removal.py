"""A removal from the first notice to its closing: step by step after the law, with beds for those who must leave."""

from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.urls import reverse
from django.utils.timezone import localdate, now
from playwright.sync_api import expect

from samverka.actors.models import Organisation, Role
from samverka.actors.tests.factories import make_organisation, make_user
from samverka.outreach.models import RemovalCase
from samverka.outreach.tests.factories import make_area
from samverka.shelters.models import Opening, Shelter
from samverka.shelters.tests.factories import make_group, make_shelter


pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
DESK = 1280


@pytest.fixture
def city():
    """A municipality with an area, and a house of its own that stands empty."""
    city = make_organisation(kind=Organisation.Kind.MUNICIPALITY)
    make_area(name="Finkbacken")
    house = make_shelter(name="Ekhemmet", organisation=city)
    make_group(house, kind="mixed", beds=6, name="Salen")
    make_group(house, kind="family", rooms=[4], name="Familjerummet")
    return city


@pytest.fixture
def coordinator(person, city):
    user = make_user(Role.MUNICIPALITY_COORDINATOR, at=city)
    TOTP.activate(user, "JBSWY3DPEHPK3PXPJBSWY3DP")
    return person(user, width=DESK)


@pytest.fixture
def police(person):
    return person(
        make_user(Role.LIAISON, at=make_organisation(name="Polisen i staden", kind=Organisation.Kind.ENFORCEMENT)),
        width=DESK,
    )


@pytest.fixture
def keeper(person, city):
    """Whoever works at the house, with a phone."""
    return person(make_user(Role.SHELTER_STAFF, at=city))


def test_a_removal_goes_by_the_laws_clock_and_everybody_is_offered_a_bed(coordinator, police, keeper, as_it_should_be):
    take_notice(coordinator, as_it_should_be)
    open_a_case(coordinator, as_it_should_be)
    go_by_the_clock(coordinator, as_it_should_be)
    say_what_is_needed(coordinator, as_it_should_be)
    find_no_room(coordinator, as_it_should_be)
    decide(coordinator, as_it_should_be)
    plan_nights_at_the_house(keeper, as_it_should_be)
    open_the_house(coordinator, as_it_should_be)
    see_how_many_work_there(keeper, as_it_should_be)
    say_when_it_is(police, as_it_should_be)
    carry_out_the_plan(coordinator, as_it_should_be)
    close(coordinator, as_it_should_be)
    be_told_no_more(police, as_it_should_be)


def day(ago):
    return f"{localdate(now()) - timedelta(days=ago):%Y-%m-%d}"


def take_notice(page, as_it_should_be):
    """A neighbour has rung: caravans, on whose land nobody knows yet."""
    page.goto("/outreach/settlements/")
    as_it_should_be(page)
    page.get_by_role("link", name="Anteckna en boplats").click()
    as_it_should_be(page)
    page.get_by_label("Stadsdel eller område").select_option(label="Stockholm: Finkbacken")
    page.get_by_label("husvagnar").check()
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_role("heading", name="Finkbacken, husvagnar")).to_be_visible()
    as_it_should_be(page)


def open_a_case(page, as_it_should_be):
    """It was the town's own land; the police will carry it out, and are told when, never who."""
    page.get_by_role("link", name="Markägaren är känd: öppna ett avlägsnande").click()
    page.get_by_label("kommunen", exact=True).check()
    page.get_by_label("Känt sedan").fill(day(20))
    page.get_by_label("Markägare, polis eller Kronofogden").select_option(label="Polisen i staden")
    as_it_should_be(page)
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_role("heading", name="Avlägsnande: Finkbacken")).to_be_visible()
    as_it_should_be(page)


def take_step(page, state, ago):
    page.get_by_label(state, exact=True).check()
    page.get_by_label("Den", exact=True).fill(day(ago))
    page.get_by_role("button", name="Anteckna steget").click()


def go_by_the_clock(page, as_it_should_be):
    """Ten days to object from the day of service: nothing is decided before they are over."""
    for state, ago in (("besökt av uppsökare", 18), ("ansökt", 15), ("delgivet", 12)):
        take_step(page, state, ago)
        expect(page.locator("dl.facts dt", has_text=state)).to_be_visible()
    expect(page.locator("dt:text('Förklaringstid till') + dd")).to_have_text(day(2))
    take_step(page, "beslutat", 3)
    expect(page.get_by_role("alert")).to_contain_text(f"Till och med {day(2)} går det att invända.")
    as_it_should_be(page)


def say_what_is_needed(page, as_it_should_be):
    page.goto(reverse("outreach:removal", args=[RemovalCase.objects.get().pk]))
    page.get_by_text("Vad stödet behöver").click()
    for label, number in (("Platser för kvinnor", "2"), ("Platser för män", "3"), ("Platser för familjer", "4")):
        page.get_by_role("spinbutton", name=label).fill(number)
    page.get_by_label("Magasinering av tillhörigheter").check()
    as_it_should_be(page)
    page.get_by_role("button", name="Spara").click()


def find_no_room(page, as_it_should_be):
    """Tried before anything is decided: as it stands, nine people would sleep outdoors."""
    page.get_by_role("link", name="Finns det plats för dem?").click()
    page.get_by_label("Första natten").first.fill(day(0))
    page.get_by_role("button", name="Prova").click()
    row = page.locator("table tbody tr").first
    expect(row).to_contain_text("utanför säsongen")
    expect(row.locator("td").last).to_have_text("9")
    as_it_should_be(page)


def decide(page, as_it_should_be):
    page.get_by_role("link", name="Till avlägsnandet").click()
    take_step(page, "beslutat", 1)
    as_it_should_be(page)
    assert RemovalCase.objects.get().state == "decided"


def plan_nights_at_the_house(page, as_it_should_be):
    page.goto(reverse("shelters:shelter", args=[Shelter.objects.get().pk]))
    as_it_should_be(page)
    page.get_by_label("Från").fill(day(0))
    page.get_by_label("Till", exact=True).fill(day(-2))
    page.get_by_role("button", name="Planera nätter").click()
    expect(page.locator(".days li")).to_have_count(3)


def open_the_house(page, as_it_should_be):
    """Two work there each night; now everybody has a bed that suits them."""
    page.get_by_role("link", name="Finns det plats för dem?").click()
    opening = page.locator("#open")
    opening.get_by_label("Härbärge").select_option(label="Ekhemmet")
    opening.get_by_label("Första natten").fill(day(0))
    opening.get_by_label("Sista natten").fill(day(-2))
    opening.get_by_label("Personal varje natt").fill("2")
    as_it_should_be(page)
    opening.get_by_role("button", name="Öppna det").click()
    expect(page.get_by_text("2 arbetar där varje natt")).to_be_visible()
    as_it_should_be(page)
    assert Opening.objects.get().staff == 2


def see_how_many_work_there(page, as_it_should_be):
    """The house is told for which nights, and how many work; not for which removal."""
    page.reload()
    expect(page.get_by_text("2 arbetar där varje natt")).to_be_visible()
    expect(page.locator("main")).not_to_contain_text("Finkbacken")
    as_it_should_be(page)


def say_when_it_is(page, as_it_should_be):
    """The police see the steps and the days, set the window, and learn nothing of those who live there."""
    page.goto("/today/")
    as_it_should_be(page)
    page.locator("main").get_by_role("link", name="Avlägsnanden").click()
    expect(page.get_by_role("heading", name="Avlägsnanden")).to_be_visible()
    as_it_should_be(page)
    page.get_by_role("link", name="Stockholm, Finkbacken").click()
    page.get_by_label("Tidigaste dag").fill(day(0))
    page.get_by_label("Senaste dag").fill(day(-1))
    as_it_should_be(page)
    page.get_by_role("button", name="Spara").click()
    row = page.locator("tbody tr")
    expect(row).to_contain_text("tidsatt")
    expect(row).to_contain_text(f"{day(0)} – {day(-1)}")  # noqa: RUF001 (from one day to another)
    expect(page.locator("main")).not_to_contain_text("husvagnar")

    case = RemovalCase.objects.get()
    closed = [f"/outreach/removals/{case.pk}/", f"/outreach/settlements/{case.settlement_id}/"]
    assert [page.request.get(way).status for way in closed] == [404, 404]


def carry_out_the_plan(page, as_it_should_be):
    """The plan has made itself from the days; each step is ticked as it is done."""
    page.goto("/today/")
    as_it_should_be(page)
    expect(page.get_by_role("link", name="Se planen")).to_be_visible()
    page.goto("/outreach/")
    as_it_should_be(page)
    page.get_by_role("link", name="Finkbacken").first.click()
    expect(page.locator(".plan li")).to_have_count(8)
    as_it_should_be(page)
    for done in range(7):
        expect(page.locator(".plan .is-done")).to_have_count(done)
        page.locator(".plan button").first.click()
    expect(page.locator(".plan .is-done")).to_have_count(7)
    take_step(page, "verkställt", 0)
    take_step(page, "städat", 0)


def close(page, as_it_should_be):
    """What it came to, in numbers; so few that somebody might be told apart are not told of where they went."""
    for label, number in (
        *(("Erbjudna platser", 9), ("Tagna platser", 7), ("Avböjda platser", 2)),
        *(("Till akutplatser", 7), ("Till en annan kommun", 2)),
    ):
        page.get_by_label(label).fill(str(number))
    as_it_should_be(page)
    page.get_by_role("button", name="Avsluta", exact=True).click()
    told = {name: page.locator(f"dt:text-is('{name}') + dd") for name in ("Tagna platser", "Till en annan kommun")}
    expect(told["Tagna platser"]).to_have_text("7")
    expect(told["Till en annan kommun"]).to_have_text("0")
    as_it_should_be(page)
    case = RemovalCase.objects.get()
    assert (case.state, case.offered, case.taken, case.went_emergency) == ("closed", 9, 7, 7)


def be_told_no_more(page, as_it_should_be):
    page.goto("/outreach/windows/")
    expect(page.get_by_text("Inget avlägsnande pågår.")).to_be_visible()
    as_it_should_be(page)
