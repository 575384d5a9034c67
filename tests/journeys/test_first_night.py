"""The night that the product is for, lived in a browser on a phone's width: from the morning's beds to the report.

`make pictures` keeps what it sees: docs/tutorials/first-night.md is the same night, told to a newcomer.
"""

import re

import pytest
from django.urls import reverse
from django.utils.timezone import now
from playwright.sync_api import expect

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_user
from samverka.core.ids import new_id
from samverka.shelters import actions, clock, record
from samverka.shelters.models import Draw, Night, NightFigure, NightPlace, TurnAway
from samverka.shelters.policy import MORNING_CLOSE
from samverka.shelters.tests.factories import make_group, make_keeper, make_night, make_pool, make_shelter, party


pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 360, "height": 740}
PASSPHRASE = "skogen måne kaffe skogen 126"  # noqa: S105 (the exercise prints it)


@pytest.fixture
def night_lead():
    """Somebody who leads two shelters of a pool, whose nights are planned for tonight."""
    pool, tonight = make_pool(), clock.tonight(now(), closes=MORNING_CLOSE)
    type(pool).objects.filter(pk=pool.pk).update(name="Vinternatt 1", intake_place="Exempelkyrkans sal")
    lead = make_user(Role.SHELTER_LEAD, at=pool.organisation, email="ledare@ovning.example")
    lead.name = "Lo Ledare"
    lead.set_password(PASSPHRASE)
    lead.save()
    for name, kind, beds in (("Ankaret", "mixed", 3), ("Lyktan", "women", 2)):
        shelter = make_shelter(name=name, pool=pool, organisation=pool.organisation)
        make_group(shelter, kind=kind, beds=beds)
        shelter.groups.update(name="Salen")
        actions.plan_nights(shelter=shelter, dates=[tonight], by=lead, at=now())
    return lead


@pytest.fixture
def look(page, obstacles, picture):
    """Is the page as it should be for everybody? Then, perhaps, a picture of it."""
    page.set_viewport_size(PHONE)

    def look(name="", **framed):
        assert obstacles() == []
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        if name:
            picture(name, **framed)

    return look


def test_a_whole_night_from_the_morning_to_the_report(page, look, night_lead):
    log_in(page, look, night_lead)
    say_what_there_is(page, look)
    draw_lots(page, look)
    for shelter in ("Ankaret", "Lyktan"):
        let_in(page, look, Night.objects.get(shelter__name=shelter))
    ankaret = Night.objects.get(shelter__name="Ankaret")
    turn_one_away(page, look, ankaret)
    freeze(page, look, ankaret)

    figure = NightFigure.objects.get(night=ankaret)
    stayed = NightPlace.objects.filter(night=ankaret, state="stayed")
    assert figure.bed_nights == sum(place.people for place in stayed) > 0


def log_in(page, look, user):
    page.goto("/today/")
    page.get_by_label("E-postadress").fill(user.email)
    page.get_by_label("Lösenord").fill(PASSPHRASE)
    look("01-log-in", top="body")
    page.get_by_role("button", name="Logga in").click()
    expect(page.get_by_role("heading", name="Min dag", level=1)).to_be_visible()
    page.locator("main").get_by_role("link", name="I kväll").click()
    expect(page.get_by_role("heading", name="I kväll", level=1)).to_be_visible()


def say_what_there_is(page, look):
    """The morning: each shelter says what it holds."""
    look("02-tonight")
    for name in ("03-beds", ""):
        page.get_by_role("link", name="Bekräfta kvällens platser").first.click()
        look(name)
        page.get_by_role("button", name="Bekräfta kvällens platser").click()


def draw_lots(page, look):
    """Slips in one tap each, the list locked, the lots drawn with a witness."""
    page.get_by_role("link", name="Förbered lottningen").click()
    look()
    page.get_by_role("button", name="Utlys lottningen").click()
    look()
    for asked in ("1 man", "1 man", "1 kvinna", "1 kvinna, 1 man", "1 man", "1 kvinna"):
        page.get_by_role("button", name=asked, exact=True).click()
        expect(page.get_by_role("heading", name="Lott", exact=False).first).to_be_visible()
    look("04-slip")
    page.get_by_role("button", name="Lås listan").click()
    page.get_by_label("Vittnets ord eller tal").fill("snöflinga")
    look("05-witness")
    page.get_by_role("button", name="Dra lotterna").click()
    expect(page.get_by_text("snöflinga")).to_be_visible()
    look("06-result")

    assert record.problems(Draw.objects.get().record) == []
    page.get_by_role("link", name="Kontrollera lottningen").click()
    expect(page.locator(".verdict")).to_have_text("Allt som din webbläsare har räknat på stämmer.")
    look("07-check", top="#check")


def let_in(page, look, night):
    """The evening: three signs find a ticket, a whole code checks in at once, and a wrong tap is undone."""
    page.goto(reverse("shelters:night", args=[night.pk]))
    look()
    page.get_by_role("button", name="Öppna dörrarna").click()
    look("08-arrivals" if night.shelter.name == "Ankaret" else "")
    expected = NightPlace.objects.filter(night=night, state="allocated").select_related("ticket")
    for place in expected:
        page.locator("#id_code").fill(place.ticket.code.lower())
        page.get_by_role("button", name="Sök eller checka in").click()
        expect(page.locator(f"#place-{place.pk}")).to_contain_text("har kommit")
        page.goto(reverse("shelters:night", args=[night.pk]))
    assert not expected.all().exists()

    first = page.locator(".arrivals li").first
    first.get_by_role("button", name="Ångra").click()
    expect(first.get_by_role("button", name="Checka in")).to_be_visible()
    look()
    first.get_by_role("button", name="Checka in").click()
    expect(first.get_by_role("button", name="Ångra")).to_be_visible()
    look("09-arrived")


def turn_one_away(page, look, night):
    page.goto(reverse("shelters:door", args=[night.pk]))
    look("10-door", top="#away")
    page.locator("#away").get_by_text("fullt", exact=True).click()
    page.locator("#away").get_by_role("button", name="Avvisa 1 man", exact=True).click()
    expect(page.get_by_text("Avvisningen är noterad")).to_be_visible()
    look()
    assert TurnAway.objects.filter(night=night, at_door=True).count() == 1


def freeze(page, look, night):
    """The end: frozen, and the report on the screen and as a file."""
    page.goto(reverse("shelters:course", args=[night.pk]))
    look("11-freeze", top=".cards")
    page.get_by_role("button", name="Frigör platserna").click()
    page.goto(reverse("shelters:course", args=[night.pk]))
    expect(page.locator("dt:text('frigörs') + dd")).to_have_text(re.compile(r"^\d\d:\d\d$"))
    page.get_by_role("button", name="Fastställ nattens siffror").click()
    look()
    page.get_by_role("link", name="Öppna rapporten").click()
    look("12-report", top=".scroll")
    printed = page.request.get(page.get_by_role("link", name="PDF för utskrift").get_attribute("href"))
    assert printed.headers["content-type"] == "application/pdf"
    assert printed.body().startswith(b"%PDF-")


def test_the_evening_is_worked_by_keyboard_alone(page, log_in, look):
    night = make_night(beds=4, date=clock.tonight(now(), closes=MORNING_CLOSE))
    keeper = make_keeper(night)
    places = [give_place(night, keeper) for _ in range(3)]
    codes = [place.ticket.code for place in places]
    actions.open_night(night=night, by=keeper, at=now())
    log_in(keeper)
    page.goto(reverse("shelters:night", args=[night.pk]))
    look()

    tab_to(page, "Hoppa till innehållet")
    page.keyboard.press("Enter")
    tab_to(page, "Biljett")
    page.keyboard.type(codes[1][:3])
    expect(page.locator(".arrivals li:visible")).to_have_count(sum(code[:3] == codes[1][:3] for code in codes))
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Visa alla")).to_be_visible()
    expect(page.get_by_label("Biljett", exact=True)).to_be_focused()
    tab_to(page, "Checka in")
    page.keyboard.press("Enter")
    expect(page.get_by_text("✓ har kommit")).to_be_visible()
    look()

    tab_to(page, "Ångra", steps=2)  # the keyboard goes on in the line that was swapped
    page.keyboard.press("Enter")
    expect(page.locator(f"#place-{places[1].pk}").get_by_role("button", name="Checka in")).to_be_visible()
    assert set(NightPlace.objects.values_list("state", flat=True)) == {"allocated"}


def give_place(night, keeper):
    return actions.give_place(id=new_id(), night=night, party=party(men=1), by=keeper, at=now())


def tab_to(page, text, *, steps=20):
    """Press Tab until what is called `text` has the focus."""
    for _ in range(steps):
        page.keyboard.press("Tab")
        if page.evaluate("(document.activeElement.labels?.[0] ?? document.activeElement).textContent.trim()") == text:
            return
    raise AssertionError(f"Nothing called {text} within {steps} steps")
