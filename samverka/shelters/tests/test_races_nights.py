"""Two at once with the same night."""

import pytest

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_user
from samverka.core.ids import new_id
from samverka.shelters import actions, clock, integrity, queries  # noqa: F401 (makes the checks known)
from samverka.shelters.models import HandoverNote, Night, NightFigure, NightPlace, PlaceEvent, TurnAway, TurnAwayFigure
from samverka.shelters.tests.factories import (
    EVENING,
    MORNING,
    TONIGHT,
    give,
    make_intake,
    make_keeper,
    make_night,
    make_pool,
    make_shelter,
    party,
    running_ticket,
)
from samverka.shelters.tests.races import ROUNDS, got, race


pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("whole")]


@pytest.mark.parametrize("_round", ROUNDS)
def test_two_shelters_that_drop_out_at_once_send_nobody_to_each_other(_round):
    pool = make_pool()
    nights = [make_night(shelter=make_shelter(pool=pool, organisation=pool.organisation), beds=4) for _ in range(2)]
    by = make_intake(pool)
    for night in nights:
        give(night)

    race(*[lambda one=one: actions.cancel_night(night=one, because="fire_safety", by=by, at=EVENING) for one in nights])

    assert NightPlace.objects.live().count() == 0
    assert TurnAway.objects.count() == 2


@pytest.mark.parametrize("_round", ROUNDS)
def test_nobody_is_moved_to_a_night_while_it_is_frozen(_round):
    pool = make_pool()
    here, there = (make_night(shelter=make_shelter(pool=pool, organisation=pool.organisation)) for _ in "12")
    give(here)
    by = make_intake(pool)

    [displaced], [figure] = race(
        lambda: actions.cancel_night(night=here, because="damage", by=by, at=EVENING),
        lambda: actions.freeze_night(night=there, by=None, at=EVENING),
    )

    assert figure.allocated == (displaced.now is not None)


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_night_is_confirmed_by_one_of_two(_round):
    night = make_night(state="planned", beds=5)
    keeper, seen = make_keeper(night), queries.beds_version(night)
    group = night.capacities.get().group_id

    outcomes = race(
        *[
            lambda extra=extra: actions.confirm_night(
                night=night, beds={group: actions.Beds(overflow=extra)}, policy_version="v", by=keeper, at=MORNING,
                seen=seen,
            )
            for extra in (1, 2)
        ]
    )  # fmt: skip

    assert len(got(outcomes)) == 1
    assert night.capacities.get().overflow == 1 + outcomes.index(got(outcomes)[0])


@pytest.mark.parametrize("_round", ROUNDS)
def test_who_waits_is_taken_in_once_when_two_shelters_confirm_at_once(_round):
    pool = make_pool()
    gone, *others = (
        make_night(shelter=make_shelter(pool=pool, organisation=pool.organisation), beds=beds, state="planned")
        for beds in (9, 2, 2)
    )
    tickets, by = [running_ticket(gone.shelter, men=men) for men in (2, 3)], make_keeper(gone)
    actions.cancel_night(night=gone, because="damage", by=by, at=MORNING)

    taken = race(
        *[
            lambda one=one: actions.confirm_night(night=one, beds={}, policy_version="v", by=by, at=MORNING)
            for one in others
        ]
    )

    assert [place.ticket for places in got(taken) for place in places] == tickets[:1]
    assert TurnAway.objects.get().people == 3
    assert len(got(taken)) == 2


@pytest.mark.parametrize("_round", ROUNDS)
def test_nights_are_planned_once(_round):
    shelter = make_night().shelter
    by = make_keeper(shelter.nights.get())
    dates = [TONIGHT, TONIGHT.replace(day=20)]

    planned = race(
        *[lambda: actions.plan_nights(shelter=shelter, dates=dates, by=by, at=MORNING) for _ in range(4)]
    )  # fmt: skip

    assert sorted(len(one) for one in planned) == [0, 0, 0, 1]
    assert shelter.nights.count() == 2


@pytest.mark.parametrize("_round", ROUNDS)
def test_who_arrives_while_the_night_is_frozen_is_in_the_figures_or_told_so(_round):
    night = make_night()
    place, keeper = give(night), make_keeper(night)

    arrived, [figure] = race(
        lambda: actions.check_in(id=new_id(), place=place, by=keeper, at=EVENING),
        lambda: actions.freeze_night(night=night, by=None, at=EVENING),
    )

    place.refresh_from_db()
    came = arrived != "This night is frozen. Its lead can make a correction."
    assert (figure.bed_nights, figure.allocated, place.state) == ((1, 0, "stayed") if came else (0, 1, "allocated"))


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_night_is_frozen_once_and_its_pool_with_the_last(_round):
    pool = make_pool()
    nights = [make_night(shelter=make_shelter(pool=pool)) for _ in range(3)]
    TurnAway.objects.create(county="01", pool=pool, date=TONIGHT, reason="full", at=EVENING, women=1)

    race(*[lambda one=one: actions.freeze_night(night=one, by=None, at=EVENING) for one in nights * 2])

    assert NightFigure.objects.count() == 3
    assert TurnAwayFigure.objects.filter(night=None, pool=pool).count() == 1


@pytest.mark.parametrize("_round", ROUNDS)
def test_the_same_note_sent_twice_at_once_is_one(_round):
    night, id = make_night(), new_id()
    keeper = make_keeper(night)

    notes = race(
        *[
            lambda: actions.write_note(
                id=id, shelter=night.shelter, date=TONIGHT, text="Nya filtar", by=keeper, at=EVENING
            )
            for _ in range(4)
        ]
    )

    assert set(notes) == {HandoverNote.objects.get()}


def test_a_clock_on_two_servers_does_everything_once():
    night = make_night(beds=2, reserved=1)
    actions.hold_place(id=new_id(), night=night, party=party(), minutes=5, by=make_keeper(night), at=EVENING)
    four = clock.freezes(TONIGHT)

    race(
        *[lambda: actions.expire_holds(night=night, at=four) for _ in range(3)],
        *[lambda: actions.freeze_night(night=night, by=None, at=four) for _ in range(3)],
    )

    assert PlaceEvent.objects.filter(kind="expired").count() == 1
    assert (NightFigure.objects.count(), Night.objects.get().frozen_at) == (1, four)


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_shelter_is_edited_while_guests_arrive_and_nobody_waits_in_a_circle(_round):
    night = make_night(beds=6)
    keeper, lead = make_keeper(night), make_user(Role.SHELTER_LEAD, at=night.shelter.organisation)
    places = [give(night) for _ in range(4)]
    told = {name: getattr(night.shelter, name) for name in ("organisation", "territory", "name")}

    def edit(phone):
        return lambda: actions.edit_shelter(id=night.shelter_id, phone=phone, by=lead, at=EVENING, **told)

    def arrive(place):
        return lambda: actions.check_in(id=new_id(), place=place, by=keeper, at=EVENING)

    came = race(*(arrive(place) for place in places), edit("08-1"), edit("08-2"))

    assert [one for one in came if isinstance(one, str)] == []
    assert NightPlace.objects.filter(state="arrived").count() == 4
