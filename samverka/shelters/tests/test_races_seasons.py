"""Two at once in the season's calendar: schedule, offer, move, confirm and edit."""

from datetime import timedelta

import pytest

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_user
from samverka.shelters import actions
from samverka.shelters.models import HostSlot, Night
from samverka.shelters.tests.factories import (
    MORNING,
    TONIGHT,
    make_host,
    make_keeper,
    make_season,
    offer,
    schedule,
)
from samverka.shelters.tests.races import ROUNDS, got, race


pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("whole")]


@pytest.mark.parametrize("_round", ROUNDS)
def test_two_coordinators_schedule_the_same_host_and_night_once(_round):
    season = make_season()
    slots = offer(season, TONIGHT, TONIGHT + timedelta(days=1))
    by = [make_intake_lead(season), make_user(Role.MUNICIPALITY_COORDINATOR)]

    outcomes = race(
        *[lambda who=who: actions.schedule_slots(season=season, slots=slots, by=who, at=MORNING) for who in by * 2]
    )

    assert sorted(len(one) for one in outcomes) == [0, 0, 0, 2]
    assert Night.objects.count() == 2


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_host_has_one_turn_on_a_night_however_many_offer_and_move_it(_round):
    season = make_season()
    host = make_host(season.pool)
    tomorrow = TONIGHT + timedelta(days=1)
    [slot] = schedule(*offer(season, host=host))
    by, places = make_intake_lead(season), {host.groups.get().pk: 9}

    def offering():
        told = {"season": season, "host": host, "dates": [tomorrow], "places": places}
        return actions.offer_nights(**told, by=by, at=MORNING) or "there already"

    outcomes = race(*[offering] * 3, lambda: actions.move_slot(slot=slot, date=tomorrow, by=by, at=MORNING))

    assert len(got(outcomes)) == 1
    assert HostSlot.objects.filter(host=host, date=tomorrow).count() == 1


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_night_is_confirmed_or_moved_and_never_half_of_both(_round):
    """Whoever confirms holds the night first, whoever moves the host: neither waits for the other for ever."""
    season = make_season()
    [slot] = schedule(*offer(season))
    keeper, by = make_keeper(slot.night), make_intake_lead(season)
    night = Night.objects.get(pk=slot.night_id)

    outcomes = race(
        lambda: actions.confirm_night(night=night, beds={}, policy_version="v", by=keeper, at=MORNING) or "confirmed",
        lambda: actions.move_slot(slot=slot, date=TONIGHT + timedelta(days=1), by=by, at=MORNING),
        lambda: (
            actions.edit_shelter(**facts_of(slot.host), by=make_user(Role.SHELTER_LEAD, at=slot.host.organisation))
            and "edited"
        ),
    )

    turn = HostSlot.objects.get()
    assert [turn.night.date, turn.night.state] in (
        [TONIGHT, Night.State.CONFIRMED],
        [TONIGHT + timedelta(days=1), Night.State.PLANNED],
    )
    assert Night.objects.count() == 1
    assert "edited" in outcomes


def make_intake_lead(season):
    return make_user(Role.SHELTER_LEAD, at=season.pool.organisation)


def facts_of(host):
    told = {name: getattr(host, name) for name in ("organisation", "territory", "name", "kind", "visibility")}
    return told | {"id": host.pk, "phone": "08-000 00 09", "at": MORNING}
