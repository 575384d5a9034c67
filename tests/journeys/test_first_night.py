"""The night that the product is for, lived in a browser on a phone's width: from the morning's beds to the report."""

import pytest
from django.urls import reverse
from django.utils.timezone import now
from playwright.sync_api import expect

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_user
from samverka.shelters import actions, clock, record
from samverka.shelters.models import Draw, Night, NightFigure, NightPlace, TurnAway
from samverka.shelters.policy import MORNING_CLOSE
from samverka.shelters.tests.factories import make_group, make_pool, make_shelter


pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def night_lead():
    """Somebody who leads two shelters of a pool, whose nights are planned for tonight."""
    pool, tonight = make_pool(), clock.tonight(now(), closes=MORNING_CLOSE)
    lead = make_user(Role.SHELTER_LEAD, at=pool.organisation)
    for name, kind, beds in (("Ankaret", "mixed", 3), ("Lyktan", "women", 2)):
        shelter = make_shelter(name=name, pool=pool, organisation=pool.organisation)
        make_group(shelter, kind=kind, beds=beds)
        actions.plan_nights(shelter=shelter, dates=[tonight], by=lead, at=now())
    return lead


def test_a_whole_night_from_the_morning_to_the_report(page, log_in, obstacles, night_lead):
    page.set_viewport_size(PHONE)
    log_in(night_lead)

    def sound():
        assert obstacles() == []
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

    # the morning: each shelter says what it holds
    page.goto("/")
    sound()
    for _ in range(2):
        page.get_by_role("link", name="Bekräfta kvällens platser").first.click()
        sound()
        page.get_by_role("button", name="Bekräfta kvällens platser").click()

    # the draw: slips in one tap each, locked, drawn with a witness
    page.get_by_role("link", name="Förbered lottningen").click()
    page.get_by_role("button", name="Utlys lottningen").click()
    sound()
    for party in ("1 man", "1 man", "1 kvinna", "1 kvinna, 1 man", "1 man", "1 kvinna"):
        page.get_by_role("button", name=party, exact=True).click()
        expect(page.get_by_role("heading", name="Lott", exact=False).first).to_be_visible()
    sound()
    page.get_by_role("button", name="Lås listan").click()
    page.get_by_label("Vittnets ord eller tal").fill("snöflinga")
    sound()
    page.get_by_role("button", name="Dra lotterna").click()
    expect(page.get_by_text("snöflinga")).to_be_visible()
    sound()

    drawn = Draw.objects.get()
    assert record.problems(drawn.record) == []
    page.get_by_role("link", name="Kontrollera lottningen").click()
    expect(page.get_by_text("snöflinga").first).to_be_visible()
    sound()

    # the evening: arrivals at both shelters, one without a ticket is turned away
    for night in Night.objects.order_by("shelter__name"):
        page.goto(reverse("shelters:night", args=[night.pk]))
        page.get_by_role("button", name="Öppna dörrarna").click()
        sound()
        for place in NightPlace.objects.filter(night=night, state="allocated").select_related("ticket"):
            page.locator("#id_code").fill(place.ticket.code.lower())
            page.get_by_role("button", name="Sök eller checka in").click()
            expect(page.locator(f"#place-{place.pk}")).to_contain_text("har kommit")
            page.goto(reverse("shelters:night", args=[night.pk]))
        assert not NightPlace.objects.filter(night=night, state="allocated").exists()
    ankaret = Night.objects.get(shelter__name="Ankaret")
    page.goto(reverse("shelters:night", args=[ankaret.pk]))
    first = page.locator(".arrivals li").first
    first.get_by_role("button", name="Ångra").click()
    expect(first.get_by_role("button", name="Checka in")).to_be_visible()
    first.get_by_role("button", name="Checka in").click()
    expect(first.get_by_role("button", name="Ångra")).to_be_visible()

    page.goto(reverse("shelters:door", args=[ankaret.pk]))
    page.locator("#away").get_by_role("button", name="1 man", exact=True).click()
    expect(page.get_by_text("Avvisningen är noterad")).to_be_visible()
    sound()
    assert TurnAway.objects.filter(night=ankaret, at_door=True).count() == 1

    # the end: frozen, and the report
    page.goto(reverse("shelters:course", args=[ankaret.pk]))
    sound()
    page.get_by_role("button", name="Fastställ nattens siffror").click()
    page.get_by_role("link", name="Öppna rapporten").click()
    sound()
    figure = NightFigure.objects.get(night=ankaret)
    stayed = NightPlace.objects.filter(night=ankaret, state="stayed")
    assert figure.bed_nights == sum(place.people for place in stayed) > 0
