"""The register at work: codes that are scanned or typed, taps, and the printed list."""

import re

import pytest
from django.utils.timezone import now

from samverka.core.ids import new_id
from samverka.shelters import actions
from samverka.shelters.models import NightPlace
from samverka.shelters.tests.factories import set_rule
from samverka.shelters.tests.pages import PART, give, said, url


pytestmark = pytest.mark.usefixtures("in_english")


def test_the_register_shows_those_who_are_expected(client, night, keeper):
    place = give(night, men=2)

    page = client.get(url("night", night))
    part = client.get(url("night", night), **PART)

    assert place.ticket.code[:4] in said(page)
    assert "2 men" in said(page)
    assert said(page).count("<h1>") == 1
    assert "<html" not in said(part)
    assert 'id="register"' in said(part)
    assert "HX-Request" in part["Vary"]


def test_a_whole_code_checks_in_at_once(client, night, keeper):
    place = give(night)
    typed = {"code": f"{place.ticket.code[:4].lower()} {place.ticket.code[4:]}"}

    answer = client.post(url("find_ticket", night), typed)

    place.refresh_from_db()
    assert (answer.status_code, answer["Location"], place.state) == (302, url("night", night), "arrived")
    again = client.post(url("find_ticket", night), typed, **PART)
    assert (again.status_code, "Already checked in, at" in said(again)) == (409, True)
    assert f"place-{place.pk}" in said(again)


def test_scanned_with_htmx_the_register_comes_back(client, night, keeper):
    place = give(night)

    answer = client.post(url("find_ticket", night), {"code": place.ticket.code}, **PART)

    assert (answer.status_code, 'id="register"' in said(answer), "<html" in said(answer)) == (200, True, False)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("CD", "at least the first three signs"),
        ("CDC", "No ticket of tonight begins like this"),
        ("C0B", "No ticket has the sign 0, B. Look again: 0 may be D, B may be 8. The signs are 2–9 and C D"),  # noqa: RUF001
        ("C#D", "No ticket has the sign #. The signs are"),
    ],
)
def test_what_cannot_be_a_code_is_handed_back(client, night, keeper, typed, sentence):
    answer = client.post(url("find_ticket", night), {"code": typed})

    assert (answer.status_code, sentence in said(answer), f'value="{typed}"' in said(answer)) == (422, True, True)


def test_the_beginning_of_a_code_shows_those_it_may_be(client, night, keeper):
    place = give(night)

    answer = client.post(url("find_ticket", night), {"code": place.ticket.code[:3]})

    place.refresh_from_db()
    assert (answer.status_code, place.state, "Show everybody" in said(answer)) == (200, "allocated", True)


@pytest.mark.parametrize(
    ("before", "name", "after"),
    [
        ("allocated", "check_in", "arrived"),
        ("arrived", "undo_check_in", "allocated"),
        ("arrived", "leave_early", "left_early"),
        ("allocated", "give_notice", "absent"),
        ("allocated", "decline_place", "declined"),
        ("allocated", "cancel_place", "cancelled"),
    ],
)
def test_one_tap_changes_one_line(client, night, keeper, before, name, after):
    place, id = give(night), new_id()
    if before == "arrived":
        actions.check_in(id=new_id(), place=place, by=keeper, at=now())

    page = client.post(url(name, place), {"id": id})
    part = client.post(url(name, place), {"id": id}, **PART)

    place.refresh_from_db()
    assert (page.status_code, page["Location"]) == (302, f"{url('night', night)}#place-{place.pk}")
    assert (part.status_code, place.state, "<html" in said(part)) == (200, after, False)
    assert (f"place-{place.pk}" in said(part)) == (after in NightPlace.LIVE)


def test_one_tap_changes_the_sums_beside_the_line(client, night, keeper):
    place = give(night, men=2)
    assert arrived_and_expected(client.get(url("night", night))) == ["0", "2"]

    part = client.post(url("check_in", place), {"id": new_id()}, **PART)

    assert 'id="sums" hx-swap-oob="true"' in said(part)
    assert arrived_and_expected(part) == ["2", "0"]
    assert "hx-swap-oob" not in said(client.get(url("night", night), **PART))


def arrived_and_expected(answer):
    return re.findall(r'<dd class="big">(\d+)</dd>', said(answer))[:2]


def test_a_tap_that_comes_too_late_says_so(client, night, keeper):
    place = give(night)
    actions.cancel_place(id=new_id(), place=place, by=keeper, at=now())

    refused = client.post(url("check_in", place), {"id": new_id()}, **PART)
    without = client.post(url("check_in", place), {"id": "1"})

    assert (refused.status_code, "This place is cancelled" in said(refused)) == (409, True)
    assert (refused["HX-Retarget"], 'id="register"' in said(refused)) == ("#register", True)
    assert (without.status_code, "This page was incomplete" in said(without)) == (409, True)


def test_where_the_rules_say_so_the_bed_of_who_stays_away_is_free(client, night, keeper):
    set_rule(f"site:{night.shelter_id}", "free_when_away", True)
    place = give(night)

    client.post(url("give_notice", place), {"id": new_id()})

    place.refresh_from_db()
    assert (place.state, night.capacities.get().taken) == ("away", 0)


def test_the_list_prints_with_a_blank_sheet(client, night, keeper):
    give(night, men=2)

    page = client.get(url("arrivals", night))

    assert "2 men" in said(page)
    assert said(page).count('class="blank"') == 12
    assert "away tonight" not in said(page)


def test_who_stays_away_is_marked_on_the_printed_list(client, night, keeper):
    actions.give_notice(id=new_id(), place=give(night), by=keeper, at=now())

    assert "<strong>away tonight</strong>" in said(client.get(url("arrivals", night)))
