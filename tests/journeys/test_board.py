import pytest
from django.urls import reverse
from django.utils.timezone import now
from playwright.sync_api import expect

from samverka.shelters import clock
from samverka.shelters.policy import MORNING_CLOSE
from samverka.shelters.tests.factories import make_keeper, make_night


pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_the_board_says_what_is_free_tonight(page, log_in, obstacles):
    night = make_night(beds=3, date=clock.tonight(now(), closes=MORNING_CLOSE))
    log_in(make_keeper(night))

    page.goto(reverse("shelters:board"))

    line = page.get_by_role("row", name=night.shelter.name)
    expect(line.locator(".free")).to_have_text("3")
    expect(line.get_by_text("få kvar")).to_be_visible()
    assert obstacles() == []
