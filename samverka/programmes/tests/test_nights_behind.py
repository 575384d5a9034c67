"""A figure of nights and places leads to the houses and nights behind it, and both parties read them."""

from datetime import date

import pytest
from django.urls import reverse

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_user
from samverka.programmes import queries
from samverka.programmes.tests.factories import home, make_payer, make_signed, open_doors
from samverka.programmes.tests.test_supply import OVER, hold
from samverka.situation.tests.keepers import protect
from samverka.situation.tests.pages import enter, text


pytestmark = pytest.mark.django_db


@pytest.fixture
def agreement(payer, provider):
    """Two houses stood open on twenty nights of January, and one more on ten of February."""
    made = make_signed(payer, provider, volumes={"places": 35, "nights": 365, "bed_nights": 100})
    open_doors(provider, date(2026, 1, 1), 20, 30, 12)
    open_doors(provider, date(2026, 2, 1), 10, 9)
    return made


def way(agreement, code):
    return reverse("programmes:nights_behind", args=[agreement.pk, code])


def opened(viewer, agreement, code):
    [period] = [
        one
        for by in ("month", "quarter", "year")
        for one in queries.periods_of(agreement, by, until=OVER)
        if one.code == code
    ]
    return queries.opened(viewer, agreement, period)


def test_houses_and_months_add_up_to_what_is_held_against_the_agreement(agreement, payer, provider):
    of = {who: opened(who, agreement, "2026-Q1") for who in (payer, provider)}
    told = of[payer]

    assert told == of[provider]
    assert sorted((one.nights, one.beds) for one in told.houses) == [(10, 90), (20, 240), (20, 600)]
    assert [(one.code, one.nights, one.beds, len(one.houses)) for one in told.spans] == [
        ("2026-01", 20, 840, 2), ("2026-02", 10, 90, 1)
    ]  # fmt: skip
    held = {kind: row[0].delivered for kind, row in hold(payer, agreement).items()}
    assert (told.nights, told.beds, told.per_night) == (held["nights"], 930, held["places"])


def test_a_month_is_told_night_by_night(agreement, payer):
    told = opened(payer, agreement, "2026-02")

    assert (told.nights, told.beds, len(told.spans)) == (10, 90, 10)
    first = told.spans[0]
    assert (first.day, first.nights, first.beds, [one.beds for one in first.houses]) == (date(2026, 2, 1), 1, 9, [9])


def test_only_days_of_the_agreement_are_told(payer, provider):
    made = make_signed(payer, provider, volumes={"nights": 365}, first_day=date(2026, 1, 15))
    open_doors(provider, date(2026, 1, 1), 20, 30)

    assert [one.nights for one in opened(payer, made, "2026").spans] == [6]


def test_figures_of_supply_lead_there_for_both_parties(client, agreement, payer, provider):
    own = f"{reverse('shelters:organisation_report', args=[home(provider).pk])}?from=2026-01-01"
    for who in (payer, provider):
        enter(client, who)
        for name, args, code in (("follow_up", [2026], "2026"), ("volumes", [], "2026-Q1")):
            page = client.get(reverse(f"programmes:{name}", args=[agreement.pk, *args])).content.decode()
            assert page.count(f'href="{way(agreement, code)}"') == 2
        answer = client.get(way(agreement, "2026-Q1"))
        assert (
            "930 places together on 30 nights are 31 a night" in text(answer),
            way(agreement, "2026-01") in answer.content.decode(),
        ) == (True, True)
        assert (own in answer.content.decode()) == (who == provider)
        assert client.get(way(agreement, "2025-Q1")).status_code == 404
    enter(client, make_payer())
    assert client.get(way(agreement, "2026-Q1")).status_code == 404


def test_of_a_protected_shelter_others_read_no_house(client, agreement, payer, provider):
    protect(home(provider))

    hidden, own = (opened(who, agreement, "2026") for who in (payer, provider))
    assert (hidden.is_hidden, hidden.houses, hidden.spans, hidden.nights) == (True, [], [], None)
    assert (own.is_hidden, own.nights) == (False, 30)
    enter(client, payer)
    assert "protected" in text(client.get(way(agreement, "2026")))


def test_a_year_costs_as_much_as_a_month(client, agreement, payer, django_assert_max_num_queries):
    for code in ("2026", "2026-01"):
        with django_assert_max_num_queries(8):
            opened(payer, agreement, code)


def test_liaisons_read_no_house_and_nobody_does_where_none_was_promised(client, agreement, payer, provider):
    """A police station that takes part is no reason to know where people sleep."""
    talks = make_signed(payer, provider, volumes={"advice_hours": 100})
    asked = [(way(agreement, "2026-01"), 200), (way(talks, "2026-01"), 404)]
    enter(client, payer)
    assert [(page, client.get(page).status_code) for page, _status in asked] == asked

    for party in (payer, provider):
        enter(client, make_user(Role.LIAISON, at=home(party)))
        volumes = client.get(reverse("programmes:volumes", args=[agreement.pk]))
        assert (volumes.status_code, "/nights/" in volumes.content.decode()) == (200, False)
        assert client.get(way(agreement, "2026-01")).status_code == 404


def test_a_liaison_of_whoever_keeps_a_protected_shelter_reads_nothing_of_it(agreement, provider):
    protect(home(provider))

    assert opened(make_user(Role.LIAISON, at=home(provider)), agreement, "2026-01").is_hidden
    assert not opened(provider, agreement, "2026-01").is_hidden
