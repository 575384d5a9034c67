"""Two at once. Everybody starts at a barrier, with connections open; what may never be, is not."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.utils.translation import override

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_user
from samverka.core import audit
from samverka.core.access import Refused
from samverka.core.county import counties_of
from samverka.core.ids import new_id
from samverka.core.models import Entry
from samverka.core.policy import effective
from samverka.core.verifying import CHECKS
from samverka.shelters import actions, clock, integrity, queries  # noqa: F401 (makes the checks known)
from samverka.shelters.models import (
    Draw,
    HandoverNote,
    Night,
    NightFigure,
    NightPlace,
    PlaceEvent,
    PlaceTicket,
    PoolRequest,
    Shelter,
    TurnAway,
    TurnAwayFigure,
)
from samverka.shelters.tests.factories import (
    EVENING,
    MORNING,
    TONIGHT,
    give,
    make_draw,
    make_intake,
    make_keeper,
    make_night,
    make_pool,
    make_request,
    make_shelter,
    party,
    running_ticket,
    take_slip,
)


pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
ROUNDS = range(3 if connection.vendor == "postgresql" else 1)  # SQLite lets one write at a time


def race(*asks):
    """What each asked for at the same moment came to: what it got, or the reason why not."""
    together = Barrier(len(asks), timeout=20)

    def ask(what):
        connection.ensure_connection()
        together.wait()
        try:
            with override("en"):
                return what()
        except Refused as refusal:
            return str(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(asks)) as hosts:
        return list(hosts.map(ask, asks))


def got(outcomes):
    return [one for one in outcomes if not isinstance(one, str)]


@pytest.fixture(autouse=True)
def _whole():
    """After each race the data is whole, by `samverka verify data` and `verify audit`."""
    yield
    assert [told for check in CHECKS.values() for told in check(EVENING)] == []
    assert [told for county in counties_of(Entry) for told in audit.faults(county)] == []


def giving(night, by, **people):
    return lambda: actions.give_place(id=new_id(), night=night, party=party(**people), by=by, at=EVENING)


@pytest.mark.parametrize("_round", ROUNDS)
def test_the_last_bed_of_a_group_is_given_once(_round):
    night = make_night(beds=1)
    keeper = make_keeper(night)

    outcomes = race(*[giving(night, keeper) for _ in range(8)])

    assert got(outcomes) == list(NightPlace.objects.all())
    assert outcomes.count("There are not enough places left tonight.") == 7
    assert night.capacities.get().taken == 1


@pytest.mark.parametrize("_round", ROUNDS)
def test_the_last_room_goes_to_one_party(_round):
    night = make_night(kind="family", rooms=[2, 2])
    keeper = make_keeper(night)

    outcomes = race(*[giving(night, keeper, women=1, children=1) for _ in range(4)])

    assert sorted(place.room for place in got(outcomes)) == [1, 2]


@pytest.mark.parametrize("_round", ROUNDS)
def test_one_slip_gets_a_bed_at_one_of_two_shelters(_round):
    pool = make_pool()
    nights = [make_night(shelter=make_shelter(pool=pool, organisation=pool.organisation), beds=1) for _ in range(2)]
    draw, by = make_draw(pool), make_intake(pool)
    slip = take_slip(draw, men=2)
    actions.lock_draw(draw=draw, by=by, at=MORNING)
    actions.draw_lots(draw=draw, witness="snö", by=by, at=MORNING)
    for night in nights:
        night.capacities.update(overflow=1)

    outcomes = race(
        *[
            lambda night=night: actions.place_slip(id=new_id(), night=night, slip=slip, by=by, at=EVENING)
            for night in nights * 2
        ]
    )

    assert len(got(outcomes)) == NightPlace.objects.count() == PlaceTicket.objects.count() == 1
    assert set(outcomes) - set(got(outcomes)) == {"This slip is not waiting for a place tonight."}


@pytest.mark.parametrize("_round", ROUNDS)
def test_one_ticket_has_a_bed_at_one_of_two_shelters(_round):
    """Its shelter drops out while another gives out its last bed: the ticket moves, or the party at the door sleeps."""
    pool = make_pool()
    here, there = (make_night(shelter=make_shelter(pool=pool, organisation=pool.organisation), beds=1) for _ in "12")
    place, by = give(here), make_intake(pool)

    [displaced], given = race(
        lambda: actions.cancel_night(night=here, because="damage", by=by, at=EVENING), giving(there, by)
    )

    assert (displaced.now is None) == (given != "There are not enough places left tonight.")
    assert there.places.live().count() == 1
    assert NightPlace.objects.live().filter(ticket=place.ticket).count() == (displaced.now is not None)
    assert TurnAway.objects.count() == (displaced.now is None)


@pytest.mark.parametrize("_round", ROUNDS)
def test_the_last_place_of_the_reserve_is_held_once(_round):
    night = make_night(beds=3, reserved=1)
    keeper = make_keeper(night)

    outcomes = race(
        *[
            lambda: actions.hold_place(id=new_id(), night=night, party=party(), minutes=9, by=keeper, at=EVENING)
            for _ in range(6)
        ]
    )

    capacity = night.capacities.get()
    assert (len(got(outcomes)), capacity.referred, capacity.taken) == (1, 1, 1)


@pytest.mark.parametrize("same", [True, False])
@pytest.mark.parametrize("_round", ROUNDS)
def test_who_arrives_is_checked_in_once(_round, same):
    night = make_night()
    place, keeper, id = give(night), make_keeper(night), new_id()

    outcomes = race(
        *[
            lambda event=event: actions.check_in(id=event, place=place, by=keeper, at=EVENING)
            for event in ([id] * 6 if same else [new_id() for _ in range(6)])
        ]
    )

    assert PlaceEvent.objects.filter(kind="arrived").count() == 1
    assert len(got(outcomes)) == (6 if same else 1)


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_draw_is_announced_once(_round):
    pool = make_pool()
    by, policies = make_intake(pool), effective(pool.scopes, on=TONIGHT)

    outcomes = race(
        *[
            lambda: actions.announce_draw(id=new_id(), pool=pool, date=TONIGHT, policies=policies, by=by, at=MORNING)
            for _ in range(6)
        ]
    )

    assert set(outcomes) == {Draw.objects.get()}


@pytest.mark.parametrize("_round", ROUNDS)
def test_lots_are_drawn_once(_round):
    pool = make_pool()
    night = make_night(shelter=make_shelter(pool=pool), beds=2)
    draw, by = make_draw(pool), make_intake(pool)
    for _ in range(5):
        take_slip(draw)
    actions.lock_draw(draw=draw, by=by, at=MORNING)

    outcomes = race(
        *[
            lambda word=word: actions.draw_lots(draw=draw, witness=word, by=by, at=MORNING)
            for word in ("snö", "regn", "hagel", "dimma")
        ]
    )

    assert len({(one.witness, one.record["seed"]) for one in outcomes}) == 1
    assert (night.capacities.get().taken, NightPlace.objects.count(), TurnAway.objects.count()) == (2, 2, 3)


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_slip_is_on_the_locked_list_or_not_handed_out(_round):
    pool = make_pool()
    make_night(shelter=make_shelter(pool=pool))
    draw, by = make_draw(pool), make_intake(pool)

    slip, locked = race(
        lambda: actions.hand_out_slip(id=new_id(), draw=draw, party=party(), by=by, at=MORNING),
        lambda: actions.lock_draw(draw=draw, by=by, at=MORNING),
    )

    assert len(locked.locked_list["slips"]) == draw.slips.count() == len(got([slip]))


@pytest.mark.parametrize("_round", ROUNDS)
def test_slips_handed_out_at_two_tables_have_numbers_of_their_own(_round):
    draw = make_draw(make_pool())
    by = make_intake(draw.pool)

    slips = race(
        *[lambda: actions.hand_out_slip(id=new_id(), draw=draw, party=party(), by=by, at=MORNING) for _ in range(6)]
    )

    assert sorted(slip.number for slip in slips) == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("_round", ROUNDS)
def test_no_place_is_given_on_a_cancelled_night(_round):
    night = make_night(beds=4)
    keeper = make_keeper(night)

    cancelled, *given = race(
        lambda: actions.cancel_night(night=night, because="damage", by=keeper, at=EVENING),
        *[giving(night, keeper) for _ in range(3)],
    )

    assert len(cancelled) == len(got(given)) == TurnAway.objects.count()
    assert (night.places.live().count(), night.capacities.get().taken) == (0, 0)


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
def test_who_arrives_while_places_are_released_has_one_bed(_round):
    night = make_night(beds=1)
    place, keeper = give(night), make_keeper(night)

    arrived, people = race(
        lambda: actions.check_in(id=new_id(), place=place, by=keeper, at=EVENING),
        lambda: actions.release_unclaimed(night=night, no_show_effect="lose_night", by=keeper, at=EVENING),
    )

    place.refresh_from_db()
    released = place.events.filter(kind="released").count()
    assert (place.state, people, night.capacities.get().taken) == ("arrived", released, 1)
    assert arrived == place.events.get(kind="arrived")


@pytest.mark.parametrize("_round", ROUNDS)
def test_the_last_bed_goes_to_who_comes_late_or_to_who_comes_without_a_ticket(_round):
    night = make_night(beds=1)
    late, keeper = give(night), make_keeper(night)
    actions.release_unclaimed(night=night, no_show_effect="lose_night", by=keeper, at=EVENING)

    came = race(
        lambda: actions.check_in(id=new_id(), place=late, by=keeper, at=EVENING),
        lambda: actions.give_place(id=new_id(), night=night, party=party(), by=keeper, at=EVENING),
    )

    assert [one for one in came if isinstance(one, str)] == ["There are not enough places left tonight."]
    assert (night.places.live().count(), night.capacities.get().taken) == (1, 1)


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_ticket_that_ends_while_its_night_is_frozen_leaves_the_figures_whole(_round):
    night = make_night()
    place, keeper = give(night), make_keeper(night)

    race(
        lambda: actions.end_ticket(id=new_id(), ticket=place.ticket, because="returned", by=keeper, at=EVENING),
        lambda: actions.freeze_night(night=night, by=None, at=EVENING),
    )

    place.refresh_from_db()
    assert NightFigure.objects.get().allocated == (place.state == "allocated") == night.capacities.get().taken


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


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_place_declined_twice_at_once_is_one_turn_away(_round):
    night = make_night(beds=2)
    keeper, place, id = make_keeper(night), give(night), new_id()

    race(*[lambda: actions.decline_place(id=id, place=place, by=keeper, at=EVENING)] * 2)

    assert TurnAway.objects.count() == 1


def joining(shelter, pool, by):
    return lambda: actions.ask_to_join(id=new_id(), shelter=shelter, pool=pool, by=by, at=EVENING)


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_shelter_that_asks_many_pools_at_once_asks_one(_round):
    shelter = make_shelter()
    by = make_user(Role.SHELTER_LEAD, at=shelter.organisation)

    outcomes = race(*[joining(shelter, make_pool(), by) for _ in range(6)])

    assert got(outcomes) == [PoolRequest.objects.get()]
    assert outcomes.count("The shelter has asked already. Withdraw that request first.") == 5


@pytest.mark.parametrize("_round", ROUNDS)
def test_two_leads_who_answer_at_once_give_one_answer(_round):
    request = make_request(make_pool())
    one, other = (make_user(Role.SHELTER_LEAD, at=request.pool.organisation) for _ in range(2))

    admitted, declined = race(
        lambda: actions.admit_shelter(request=request, by=one, at=EVENING),
        lambda: actions.decline_shelter(request=request, reason="Fullt", by=other, at=EVENING),
    )

    [answer] = got([admitted, declined])
    request.refresh_from_db()
    request.shelter.refresh_from_db()
    assert answer.state == request.state
    assert request.shelter.pool == (request.pool if answer is admitted else None)
    assert Entry.objects.filter(subject=f"shelters.poolrequest:{request.pk}").count() == 1


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_shelter_that_two_pools_let_in_at_once_comes_into_one(_round):
    """Its lead, who leads another pool too, goes there instead while the first pool says yes."""
    request = make_request(make_pool())
    shelter, by = request.shelter, make_user(Role.SHELTER_LEAD, at=request.shelter.organisation)
    own = make_pool(organisation=shelter.organisation)

    def go_home():
        actions.withdraw_request(request=request, by=by, at=EVENING)
        return joining(shelter, own, by)()

    first = make_user(Role.SHELTER_LEAD, at=request.pool.organisation)
    outcomes = race(lambda: actions.admit_shelter(request=request, by=first, at=EVENING), go_home)

    [admitted] = got(outcomes)
    shelter.refresh_from_db()
    assert (shelter.pool, shelter.moves_on) == (admitted.pool, None)
    assert PoolRequest.objects.get(state="admitted") == admitted


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_shelter_is_moved_once_by_two_clocks_while_its_nights_are_used(_round):
    pool, there = make_pool(), make_pool()
    night = make_night(shelter=make_shelter(pool=pool, organisation=pool.organisation), beds=4)
    Shelter.objects.filter(pk=night.shelter_id).update(moves_on=TONIGHT, moves_to=there)
    shelter, keeper = Shelter.objects.get(pk=night.shelter_id), make_keeper(night)

    outcomes = race(
        *[lambda: actions.move_shelter(shelter=shelter, at=EVENING)] * 3, *[giving(night, keeper) for _ in range(3)]
    )

    shelter.refresh_from_db()
    assert got(outcomes) == outcomes
    assert (shelter.pool, shelter.moves_on) == (there, None)
    assert Entry.objects.filter(verb="shelters.shelter_moved").count() == 1


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_shelter_that_leaves_while_another_pool_says_yes_is_in_one_place(_round):
    here = make_pool()
    request = make_request(make_pool(), make_shelter(pool=here))
    shelter = request.shelter
    lead, other = (make_user(Role.SHELTER_LEAD, at=one.organisation) for one in (shelter, request.pool))

    left, admitted = race(
        lambda: actions.leave_pool(shelter=shelter, by=lead, at=EVENING),
        lambda: actions.admit_shelter(request=request, by=other, at=EVENING),
    )

    shelter.refresh_from_db()
    assert len(got([left, admitted])) == 2
    assert (shelter.pool, shelter.moves_to_id in (None, request.pool_id)) == (here, True)
    assert shelter.moves_on == TONIGHT + timedelta(days=1)
