"""What was written on the round without a network: taken in once, and with the hour in which it was written."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from samverka.actors.models import Delivery
from samverka.core.ids import new_id
from samverka.core.tests.phones import hand_in, states, written
from samverka.outreach.models import Tally
from samverka.outreach.models.tallies import Range, half_hour
from samverka.outreach.tests.factories import make_area, make_team, make_worker


pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return make_team()


@pytest.fixture
def worker(team):
    return make_worker(team)


def tallied(worker, team, area, *, at, **more):
    told = {"id": new_id(), "team": team.pk, "area": area.pk, "place_type": "street"} | more
    return written(worker, "/outreach/tally/", at=at, **told)


def test_a_round_is_taken_in_with_its_own_hours_in_whatever_order_it_comes(worker, team):
    area, late = make_area(), now() - timedelta(hours=1)
    counted = tallied(worker, team, area, at=late - timedelta(hours=2), children="no", men_count=2)
    unchanged = tallied(worker, team, area, at=late, unchanged="1")

    receipts = hand_in(worker, counted, unchanged, counted)

    first, second = Tally.objects.order_by("seen_at")
    assert states(receipts) == ["taken"] * 3
    assert (first.seen_at, second.seen_at) == (half_hour(late - timedelta(hours=2)), half_hour(late))
    assert (second.as_before, second.counts["men"]) == (first, Range(2, 2))


def test_what_cannot_be_counted_is_kept_with_the_first_thing_that_is_wrong(worker, team):
    area, at = make_area(), now() - timedelta(hours=1)
    notes = [
        tallied(worker, team, area, at=at),  # children?
        tallied(worker, team, area, at=at, unchanged="1"),  # since when?
        tallied(worker, team, make_area(territory="0380"), at=at, children="no"),
        tallied(worker, team, area, at=at, children="no", men_count="many"),
    ]

    receipts = hand_in(worker, *notes)

    assert states(receipts) == ["kept"] * 4
    assert all(one["detail"] for one in receipts)
    assert "om ni såg barn" in receipts[0]["detail"]
    assert (Tally.objects.count(), Delivery.objects.count()) == (0, 4)


def test_a_phone_whose_clock_is_ahead_wrote_it_just_now(worker, team):
    before = now()

    hand_in(worker, tallied(worker, team, make_area(), at=now() + timedelta(minutes=50), children="no"))

    assert half_hour(before) <= Tally.objects.get().seen_at <= half_hour(now())


def test_its_author_reads_what_was_kept(client, worker, team):
    hand_in(worker, tallied(worker, team, make_area(name="Norra parken"), at=now(), women_count=3))
    client.force_login(worker)

    page = client.get("/outbox/kept/", headers={"Accept-Language": "en"}).content.decode()

    assert "Norra parken" in page
    assert "A tally" in page
