"""A very cold night: read, decided, asked for, announced in four languages, opened, and reported on."""

import re

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.urls import reverse
from django.utils.timezone import now
from playwright.sync_api import expect

from samverka.actors.models import Organisation, Role
from samverka.actors.tests.factories import make_organisation, make_user
from samverka.core.models import Policy
from samverka.directory.tests.factories import fill_reference
from samverka.shelters import actions
from samverka.shelters.cold_rule import Trigger
from samverka.shelters.models import ColdNightEvent, Night, NightFigure, Shelter
from samverka.shelters.tests.cold import TEXTS
from samverka.shelters.tests.factories import make_group, make_shelter
from samverka.web.http import KEPT


pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
DESK = 1280
RULE = Trigger(-7.0, latitude=59.33, longitude=18.07, season_first="01-01", season_last="12-31")
WORDS = {"sv": "Extra kall natt", "en": "Extra-cold night", "ro": "Noapte foarte rece", "bg": "Много студена нощ"}
COPY = {"Svenska": "sv", "Engelska": "en", "Rumänska": "ro", "Bulgariska": "bg"}


@pytest.fixture
def city():
    """A municipality that has said when a night is extra cold, and has its words ready."""
    KEPT.clear()
    fill_reference()
    city = make_organisation(kind=Organisation.Kind.MUNICIPALITY)
    Policy.objects.create(
        scope="municipality:0180", key="cold_trigger", value=RULE.as_record(), valid_from="2026-01-01",
        source="socialnämnden", decided_by="staden",
    )  # fmt: skip
    by = make_user(Role.MUNICIPALITY_COORDINATOR, at=city)
    for language, text in TEXTS.items():
        actions.write_cold_text(territory=city.territory, language=language, text=text, by=by, at=now())
    return city


@pytest.fixture
def coordinator(person, city):
    user = make_user(Role.MUNICIPALITY_COORDINATOR, at=city)
    TOTP.activate(user, "JBSWY3DPEHPK3PXPJBSWY3DP")
    return person(user, width=DESK)


@pytest.fixture
def keeper(person):
    """Whoever works at a shelter with two beds, which can put up more, with a phone."""
    shelter = make_shelter(name="Ankaret")
    Shelter.objects.filter(pk=shelter.pk).update(visibility=Shelter.Visibility.PUBLIC, address="Provgatan 1")
    make_group(shelter, beds=2, name="Salen")
    return person(make_user(Role.SHELTER_STAFF, at=shelter.organisation))


def test_a_cold_night_from_forecast_to_report(coordinator, keeper, person, as_it_should_be):
    reader = person(None)

    read_the_forecast(coordinator, as_it_should_be)
    decide(coordinator, as_it_should_be)
    ask_the_shelter(coordinator, as_it_should_be)
    say_yes(keeper, as_it_should_be)
    announce(coordinator, as_it_should_be)
    read_it_in_four_languages(reader, as_it_should_be)
    open_the_doors(coordinator, keeper, as_it_should_be)
    let_in_more_than_usual(keeper, as_it_should_be)
    freeze(keeper, as_it_should_be)
    report(coordinator, as_it_should_be)
    find_it_gone(reader, as_it_should_be)


def read_the_forecast(page, as_it_should_be):
    """No machine was asked: what somebody has read counts as much."""
    page.goto(reverse("shelters:cold"))
    as_it_should_be(page)
    page.get_by_role("link", name="Anteckna en prognos").click()
    page.get_by_label("Kallast under natten, °C").fill("-9,5")
    as_it_should_be(page)
    page.get_by_role("button", name="Notera").click()
    expect(page.get_by_text("Regeln är uppfylld")).to_be_visible()
    as_it_should_be(page)


def decide(page, as_it_should_be):
    """A person decides, in two taps; forecast, rule, name and time are kept with it."""
    page.get_by_role("link", name="Besluta").click()
    as_it_should_be(page)
    page.get_by_role("button", name="Vi öppnar", exact=True).click()
    expect(page.get_by_text("Beslutat och antecknat.")).to_be_visible()
    as_it_should_be(page)
    assert ColdNightEvent.objects.get().grounds["value"] == -9.5


def ask_the_shelter(page, as_it_should_be):
    page.get_by_label(re.compile("Ankaret")).check()
    page.get_by_role("button", name="Fråga dem").click()
    expect(page.locator(".sites li")).to_contain_text("inget svar än")
    as_it_should_be(page)


def say_yes(page, as_it_should_be):
    """Three more beds than usual; the night is planned and confirmed by the answer."""
    page.goto("/today/")
    as_it_should_be(page)
    page.locator("main").get_by_role("link", name="I kväll").click()
    expect(page.get_by_role("heading", name="En extra kall natt: kan ni öppna?")).to_be_visible()
    as_it_should_be(page)
    page.get_by_role("link", name="Svara").click()
    page.get_by_role("spinbutton").fill("3")
    as_it_should_be(page)
    page.get_by_role("button", name="Ja, vi öppnar").click()
    expect(page.get_by_text("Tack. Samordnaren ser ert svar.")).to_be_visible()
    as_it_should_be(page)
    assert Night.objects.get().state == "confirmed"


def announce(page, as_it_should_be):
    """The words lie ready; the place and its doors are filled in by the shelter's answer."""
    page.reload()
    page.get_by_role("button", name="Det räcker: gå vidare").click()
    expect(page.get_by_label("Vart man kan gå")).to_have_value("Ankaret, Provgatan 1")
    as_it_should_be(page)
    page.get_by_role("button", name="Kungör").click()
    for label, language in COPY.items():
        expect(page.get_by_label(label, exact=True)).to_have_value(re.compile(WORDS[language]))
    as_it_should_be(page)


def read_it_in_four_languages(page, as_it_should_be):
    """In the street, without a log-in: where it is warm, in one's own language, and on a poster."""
    for language, words in WORDS.items():
        page.goto(f"/{language}/stockholm/tonight/")
        note = page.locator("section.cold")
        expect(note).to_contain_text(words)
        expect(note).to_contain_text("Ankaret, Provgatan 1")
        expect(page.locator("main")).not_to_contain_text("112")  # nobody is told beside it that there is no bed
        as_it_should_be(page)
        poster = page.request.get(note.get_by_role("link").get_attribute("href"))
        assert poster.headers["content-type"] == "application/pdf"
        assert poster.body().startswith(b"%PDF-")


def open_the_doors(coordinator, keeper, as_it_should_be):
    """From evening on the board tells everybody of five beds where there are usually two."""
    coordinator.get_by_role("button", name="Dörrarna är öppna").click()
    as_it_should_be(coordinator)
    keeper.goto(reverse("shelters:board"))
    expect(keeper.get_by_role("row", name="Ankaret").locator(".free")).to_have_text("5")
    as_it_should_be(keeper)


def let_in_more_than_usual(page, as_it_should_be):
    night = Night.objects.get()
    page.goto(reverse("shelters:night", args=[night.pk]))
    page.get_by_role("button", name="Öppna dörrarna").click()
    for _man in range(3):
        page.goto(reverse("shelters:door", args=[night.pk]))
        page.locator("#give").get_by_role("button", name="1 man", exact=True).click()
    as_it_should_be(page)
    page.goto(reverse("shelters:night", args=[night.pk]))
    for arrived in range(3):
        expect(page.get_by_role("button", name="Ångra")).to_have_count(arrived)
        page.get_by_role("button", name="Checka in", exact=True).first.click()
    expect(page.get_by_role("button", name="Ångra")).to_have_count(3)
    expect(page.locator(".sums dd")).to_have_text(["3", "0", "0", "2"])
    as_it_should_be(page)
    page.goto(reverse("shelters:board"))
    expect(page.get_by_role("row", name="Ankaret").locator(".free")).to_have_text("2")


def freeze(page, as_it_should_be):
    page.goto(reverse("shelters:course", args=[Night.objects.get().pk]))
    page.get_by_role("button", name="Frigör platserna").click()
    page.goto(reverse("shelters:course", args=[Night.objects.get().pk]))
    page.get_by_role("button", name="Fastställ nattens siffror").click()
    as_it_should_be(page)
    assert NightFigure.objects.get().bed_nights == 3


def report(page, as_it_should_be):
    """What it came to, and how long each step took."""
    page.get_by_role("button", name="Den är över").click()
    as_it_should_be(page)
    page.get_by_role("button", name="Redovisa").click()
    expect(page.locator("dt:text-is('Platser') + dd")).to_have_text("5 (varav extra: 3)")
    expect(page.locator("dt:text-is('Gästnätter') + dd")).to_have_text("3")
    expect(page.locator("dt:text-is('Från beslut till kungörelse') + dd")).to_be_visible()
    as_it_should_be(page)
    told = ColdNightEvent.objects.get().report
    assert told["figures"]["bed_nights"] == 3
    assert {"alert_to_decision", "decision_to_announcement", "announcement_to_opening"} <= set(told["lead_times"])


def find_it_gone(page, as_it_should_be):
    page.goto("/sv/stockholm/tonight/")
    expect(page.locator("section.cold")).to_have_count(0)
