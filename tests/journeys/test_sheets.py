"""Capacity comes in from a file, and the figures go out."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now
from playwright.sync_api import expect

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_user
from samverka.shelters import clock
from samverka.shelters.models import Capacity
from samverka.shelters.policy import MORNING_CLOSE
from samverka.shelters.tests.factories import make_group, make_night, make_shelter
from samverka.shelters.tests.tables import text


pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 360, "height": 740}


def send(page, *lines):
    page.goto(reverse("shelters:sheets"))
    page.get_by_label("File", exact=True).set_input_files(
        {"name": "nätter.csv", "mimeType": "text/csv", "buffer": text(*lines)}
    )
    page.get_by_role("button", name="Send and look through").click()


@pytest.fixture(autouse=True)
def _in_english(page, live_server):
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": live_server.url}])


def fits(page):
    """Does nothing stick out at the side?"""
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_a_lead_sends_a_sheet_from_the_phone(page, log_in, obstacles):
    shelter = make_shelter(name="Härbärget Norr")
    make_group(shelter, beds=8)
    tonight = clock.tonight(now(), closes=MORNING_CLOSE)
    make_night(shelter=shelter, date=tonight)
    log_in(make_user(Role.SHELTER_LEAD, at=shelter.organisation, language="en"))
    page.set_viewport_size(PHONE)
    found = []

    def look():
        found.append((page.title(), obstacles(), fits(page)))

    send(page, "När;Hur många;Ej i bruk;Varför", f"{tonight};8;2;vattenläcka", f"{tonight + timedelta(days=1)};fyra;;")
    expect(page.get_by_text("We do not understand every heading")).to_be_visible()
    look()
    page.get_by_label("Column A").select_option("date")
    page.get_by_label("Column B").select_option("beds")
    page.get_by_role("button", name="Compare with the nights").click()

    expect(page.get_by_text("“fyra” is not a whole number")).to_be_visible()
    look()
    page.get_by_role("link", name="Send the file again").click()
    look()

    send(page, "Natt;Platser;Spärrade;Orsak", f"{tonight};8;2;vattenläcka", f"{tonight + timedelta(days=1)};6;;")
    expect(page.get_by_text("2 lines change something")).to_be_visible()
    look()
    page.get_by_role("button", name="Write 2 lines").click()

    expect(page.get_by_text("2 lines were written")).to_be_visible()
    expect(page.get_by_role("heading", name="To take it back")).to_be_visible()
    look()
    with page.expect_download() as kept:
        page.get_by_role("link", name="As it was (CSV)").click()
    assert kept.value.path().read_text(encoding="utf-8-sig").splitlines()[1].startswith(f"{tonight};Härbärget Norr")
    assert sorted(Capacity.objects.values_list("nominal", "blocked")) == [(6, 0), (8, 2)]

    page.goto(reverse("shelters:shelter_report", args=[shelter.pk]))
    expect(page.get_by_text("vattenläcka")).to_be_visible()
    look()
    page.get_by_role("link", name="Later").click()
    expect(page.get_by_role("link", name="Earlier")).to_be_visible()
    page.goto(reverse("shelters:night_report", args=[shelter.nights.get(date=tonight).pk]))
    expect(page.get_by_text("Not frozen yet")).to_be_visible()
    look()

    assert [one for one in found if one[1] or not one[2]] == []


def test_a_long_file_shows_how_far_it_has_come(page, log_in, obstacles):
    shelter = make_shelter(name="Härbärget Norr")
    for number in range(12):
        group = make_group(shelter, beds=8)
        type(group).objects.filter(pk=group.pk).update(name=f"Sal {number}")
    tonight = clock.tonight(now(), closes=MORNING_CLOSE)
    log_in(make_user(Role.SHELTER_LEAD, at=shelter.organisation, language="en"))

    lines = [f"{tonight + timedelta(days=day)};Sal {number};6" for day in range(700) for number in range(12)]
    send(page, "Natt;Grupp;Platser", *lines)

    expect(page.get_by_text("You may leave this page")).to_be_visible()
    assert obstacles() == []
    expect(page.get_by_text("8400 lines change something")).to_be_visible(timeout=30_000)
    page.get_by_role("button", name="Write 8400 lines").click()
    expect(page.get_by_text("8400 lines were written")).to_be_visible(timeout=30_000)
    assert Capacity.objects.count() == 8400
