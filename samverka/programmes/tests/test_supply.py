"""What an agreement's parties read of what was supplied: nights by their dates, beds of a night, and people rounded."""

from datetime import date

import pytest

from samverka.programmes import actions, queries
from samverka.programmes.tests.factories import (
    AT,
    deliver,
    home,
    make_agreement,
    make_provider,
    make_signed,
    open_doors,
)


pytestmark = pytest.mark.django_db
OVER = date(2027, 1, 20)


def hold(viewer, agreement, by="quarter", *, on=OVER):
    rows = queries.held(viewer, agreement, queries.periods_of(agreement, by, until=on), on=on)
    return {volume.kind: row for volume, row in rows}


def told(viewer, agreement, by="quarter", *, on=OVER):
    rows = hold(viewer, agreement, by, on=on)
    return {kind: [(round(one.agreed), one.delivered) for one in row] for kind, row in rows.items()}


def test_nights_of_several_shelters_fall_together_and_their_places_add_up(payer, provider):
    made = make_signed(payer, provider, volumes={"places": 120, "nights": 365})
    open_doors(provider, date(2026, 10, 1), 4, 60, 40, 20)
    open_doors(provider, date(2026, 11, 1), 26, 60, 40, 20)

    for by, nights in (("month", [4, 26]), ("quarter", [30]), ("year", [30])):
        rows = hold(None, made, by, on=date(2026, 12, 31))
        assert [one.delivered for one in rows["nights"] if one.delivered] == nights
        assert {one.delivered for one in rows["places"]} - {None} == {120}


def test_nights_of_two_who_run_it_fall_together_too(payer, provider):
    other = make_provider()
    made = make_agreement(payer)
    for one in (provider, other):
        actions.add_party(agreement=made, organisation=home(one), part="provider", by=payer, at=AT)
        open_doors(one, date(2026, 1, 1), 10, 15)
    for kind, amount in (("places", 30), ("nights", 365)):
        actions.set_volume(agreement=made, kind=kind, amount=amount, by=payer, at=AT)
    actions.draft_agreement(agreement=made, by=payer, at=AT)
    assert told(payer, made) == {}
    made = actions.sign_agreement(agreement=made, signed_on=AT.date(), by=payer, at=AT)

    assert {kind: row[0][1] for kind, row in told(payer, made).items()} == {"nights": 10, "places": 30}


def test_both_parties_read_the_same_of_what_is_supplied_and_visits_are_rounded_for_others(payer, provider):
    made = make_signed(payer, provider, volumes={"places": 7, "nights": 365, "visits": 1000})
    for month in range(1, 13):
        open_doors(provider, date(2026, month, 1), 5, 7)
        deliver(provider, "desk_visits", date(2026, month, 1), 100)

    of = {who: hold(who, made, "month") for who in (payer, provider)}
    for kind in ("nights", "places"):
        assert [[one.delivered for one in rows[kind]] for rows in of.values()] == [
            [5 if kind == "nights" else 7] * 12
        ] * 2
    assert (
        [one.delivered for one in of[provider]["visits"]]
        == [100] * 12
        != [one.delivered for one in of[payer]["visits"]]
    )
    assert {who: {kind: rows[kind][0].is_rounded for kind in rows} for who, rows in of.items()} == {
        payer: {"nights": False, "places": False, "visits": True},
        provider: {"nights": False, "places": False, "visits": False},
    }
