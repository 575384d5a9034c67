"""What is needed and offered, a page at a time."""

import re
from functools import partial
from html import unescape
from importlib import import_module

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, now

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_organisation, make_user
from samverka.exchange import actions
from samverka.exchange.tests.factories import make_coordinator, make_offer, need
from samverka.exchange.tests.test_views_helping import A_DAY, HERE, days, logged_in
from samverka.shelters.tests.factories import MORNING, TONIGHT, lead_of, make_season, offer, schedule


pytestmark = pytest.mark.django_db


@pytest.fixture
def asker():
    return make_user(Role.SHELTER_LEAD, at=make_organisation(territory="0180"))


@pytest.fixture
def pages_of(monkeypatch):
    return partial(monkeypatch.setattr, import_module("samverka.web.views.helping"), "A_PAGE")


def test_all_that_is_needed_offered_and_closed_is_reached_a_page_at_a_time(asker, pages_of):
    pages_of(2)
    today, client = localdate(now()), logged_in(asker)
    make_coordinator()
    needs = [need(asker, title=f"Kväll {day}", **days() | {"starts_on": today + day * A_DAY}) for day in range(5)]
    offers = [make_offer(at=now(), confirmed_at=now() + day * A_DAY, **days()) for day in range(3)]
    shut = [need(asker, title=f"Förbi {number}", **days()) for number in range(3)]
    for number, one in enumerate(shut):
        actions.close_need(need=one, by=asker, at=now() + number * A_DAY)
    needed, offered, closed = (
        [row for page in (1, 2, 3) for row in client.get(reverse("web:helping"), {name: page}).context[name]]
        for name in ("needs", "offers", "closed")
    )

    assert needed == needs
    assert offered == [*offers, offers[-1]]  # there is no third page
    assert closed == [*shut[::-1], shut[0]]


def test_a_page_of_what_is_needed_leads_to_the_next_of_what_was_chosen(asker, pages_of):
    pages_of(1)
    make_coordinator()
    for kind in ("goods", "goods", "volunteers"):
        need(asker, kind=kind, title=f"Till {kind}", **days())
    chosen = {"town": "0180", "kind": "goods", "language": "en"}

    page = Client(**HERE).get(reverse("web:help_wanted"), chosen).content.decode()
    [way] = re.findall(r'href="([^"]*needs=[^"]*)"', page)
    after = Client(**HERE).get(reverse("web:help_wanted") + unescape(way)).content.decode()

    assert unescape(way) == "?town=0180&kind=goods&language=en&needs=2#needs"
    assert ("Page 2 of 2" in after, after.count("Till goods"), "Till volunteers" in after) == (True, 1, False)
    inside = logged_in(asker).get(reverse("web:helping"), {"kind": "goods"}).content.decode()
    assert 'href="?kind=goods&amp;needs=2#needs"' in inside


def test_lists_that_go_on_one_page_are_not_counted(asker, django_assert_max_num_queries):
    coordinator, way = logged_in(make_coordinator()), reverse("web:helping")
    coordinator.get(way)
    for number in range(3):
        make_offer(at=now(), confirmed_at=now(), **days())
        actions.close_need(need=need(asker, title=f"Förbi {number}", **days()), by=asker, at=now())
        need(asker, title=f"Kväll {number}", **days())

    with django_assert_max_num_queries(10):
        page = coordinator.get(way).content.decode()

    assert (page.count("Kväll "), page.count("Förbi ")) == (3, 0)


def test_a_night_that_lacks_volunteers_is_offered_as_that_night_and_found_by_staff(monkeypatch):
    for name in ("web.views.helping", "exchange.views.open_offers"):
        monkeypatch.setattr(import_module(f"samverka.{name}"), "now", lambda: MORNING)
    make_coordinator()
    [turn] = schedule(*offer(make_season(), TONIGHT + 3 * A_DAY, volunteers_needed=4))

    page = Client(**HERE).get(reverse("web:help_wanted")).content.decode()
    [way] = re.findall(r'href="([^"]*night=[^"]*)"', page)
    form = Client(**HERE).get(unescape(way))
    inside = logged_in(lead_of(turn.season.pool.organisation)).get(reverse("web:helping")).content.decode()

    begun = [form.context["form"][name].value() for name in ("starts_on", "ends_on", "kind")]
    assert begun == [turn.date, turn.date, "volunteers"]
    assert ("Monday 18 January" in form.content.decode(), form.context["form"].is_unfolded) == (True, True)
    assert reverse("shelters:host_season", args=[turn.season_id, turn.host_id]) in inside


@pytest.mark.parametrize("said", ["2020-01-01", "x", "2026-02-30"])
def test_a_night_that_is_over_or_none_begins_as_any_offer(said):
    form = Client(**HERE).get(reverse("exchange:offer_help"), {"night": said}).context["form"]

    assert (form.is_unfolded, form["starts_on"].value()) == (False, str(localdate(now())))
