"""A shelter comes into a pool of others when both sides say yes, and leaves it between two nights."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from samverka.actors.models import Organisation, Role
from samverka.actors.tests.factories import make_organisation, make_user
from samverka.core import actions as core
from samverka.core.access import Denied, Refused, Unfit
from samverka.core.ids import new_id
from samverka.core.keeping import RULES
from samverka.core.models import Entry
from samverka.shelters import actions, queries
from samverka.shelters.models import Night, Pool, PoolRequest, Shelter
from samverka.shelters.tests.factories import (
    EVENING,
    MORNING,
    TONIGHT,
    make_night,
    make_pool,
    make_request,
    make_shelter,
)


State = PoolRequest.State
TOMORROW = TONIGHT + timedelta(days=1)
NEXT_MORNING = datetime(2027, 1, 16, 8, tzinfo=UTC)  # nine o'clock here: tomorrow's night has begun


@pytest.fixture
def pool():
    return make_pool()


@pytest.fixture
def shelter():
    return make_shelter()


def lead_of(thing):
    return make_user(Role.SHELTER_LEAD, at=thing.organisation)


def ask(shelter, pool, **more):
    return actions.ask_to_join(
        **{"id": new_id(), "shelter": shelter, "pool": pool, "by": lead_of(shelter), "at": MORNING} | more
    )


def admit(request, **more):
    return actions.admit_shelter(**{"request": request, "by": lead_of(request.pool), "at": MORNING} | more)


def move(*, at):
    """What the clock does."""
    for shelter in queries.shelters_to_move(at=at):
        actions.move_shelter(shelter=shelter, at=at)


def verbs():
    return list(Entry.objects.order_by("number").values_list("verb", flat=True))


def belongs(shelter):
    return Shelter.objects.values_list("pool", "moves_on", "moves_to").get(pk=shelter.pk)


def test_a_shelter_asks_and_waits(shelter, pool):
    request = ask(shelter, pool)

    assert (request.state, request.answered_at) == (State.ASKED, None)
    assert belongs(shelter) == (None, None, None)
    assert verbs() == ["shelters.asked_to_join"]


def test_asked_again_with_the_same_id_it_is_one_request(shelter, pool):
    id = new_id()

    assert ask(shelter, pool, id=id) == ask(shelter, pool, id=id) == PoolRequest.objects.get()
    assert verbs() == ["shelters.asked_to_join"]
    with pytest.raises(Refused, match="already names something else"):
        ask(shelter, make_pool(), id=id)


def test_a_shelter_asks_one_pool_at_a_time(shelter, pool):
    ask(shelter, pool)

    with pytest.raises(Refused, match="has asked already"):
        ask(shelter, make_pool())
    with pytest.raises(IntegrityError), transaction.atomic():
        make_request(make_pool(), shelter)


@pytest.mark.parametrize("wrong", ["far", "own", "unused", "gone"])
def test_a_pool_that_cannot_be_joined_is_refused(shelter, pool, wrong):
    if wrong == "far":
        pool = make_pool(territory="0380")
    elif wrong == "own":
        Shelter.objects.update(pool=pool)
    elif wrong == "unused":
        Pool.objects.update(is_active=False)
    else:
        Organisation.objects.filter(pk=pool.organisation_id).update(state="left")

    with pytest.raises(Refused, match="in use in the shelter's own county"):
        ask(shelter, pool)
    assert not PoolRequest.objects.exists()


def test_admitted_it_belongs_to_the_pool_at_once_when_nobody_sleeps_there_tonight(shelter, pool):
    night = make_night(shelter=shelter, state="planned")
    request = ask(shelter, pool)

    admitted = admit(request)

    assert (admitted.state, admitted.answered_at) == (State.ADMITTED, MORNING)
    assert belongs(shelter) == (pool.pk, None, None)
    assert verbs() == ["shelters.asked_to_join", "shelters.shelter_admitted"]
    assert Night.objects.get(pk=night.pk).revision == Entry.objects.latest("number").number  # boards are told


@pytest.mark.parametrize("state", ["confirmed", "open"])
def test_a_night_that_runs_is_lived_to_its_end_first(shelter, pool, state):
    make_night(shelter=shelter, state=state)

    admit(ask(shelter, pool))

    assert belongs(shelter) == (None, TOMORROW, pool.pk)


def test_from_one_pool_to_another_it_moves_between_two_nights(shelter, pool):
    here = make_pool()
    Shelter.objects.update(pool=here)

    admit(ask(shelter, pool))

    assert belongs(shelter) == (here.pk, TOMORROW, pool.pk)


def test_admitting_again_changes_nothing(shelter, pool):
    request = ask(shelter, pool)
    admit(request)

    assert admit(request).state == State.ADMITTED
    assert verbs().count("shelters.shelter_admitted") == 1


def test_a_pool_that_is_no_longer_used_lets_nobody_in(shelter, pool):
    request = ask(shelter, pool)
    Pool.objects.update(is_active=False)

    with pytest.raises(Refused, match="in use"):
        admit(request)


def test_declined_with_a_reason_it_may_ask_again(shelter, pool):
    request = ask(shelter, pool)

    declined = actions.decline_shelter(request=request, reason="Fullt i salen", by=lead_of(pool), at=EVENING)

    assert (declined.state, declined.reason) == (State.DECLINED, "Fullt i salen")
    again = actions.decline_shelter(request=request, reason="Nej", by=lead_of(pool), at=EVENING)
    assert (again.reason, verbs()[-1]) == ("Fullt i salen", "shelters.shelter_declined")
    assert belongs(shelter) == (None, None, None)
    assert ask(shelter, pool).state == State.ASKED
    assert "Fullt" not in str(list(Entry.objects.values_list("detail", flat=True)))


def test_the_reason_is_looked_through_like_all_free_text(shelter, pool):
    request = ask(shelter, pool)

    with pytest.raises(Unfit):
        actions.decline_shelter(request=request, reason="Ring 19811228-9874", by=lead_of(pool), at=EVENING)


@pytest.mark.parametrize("told", [{"state": "declined"}, {"state": "asked", "reason": "x"}])
def test_only_a_declined_request_has_a_reason_and_it_always_has(shelter, pool, told):
    answered = None if told["state"] == "asked" else MORNING

    with pytest.raises(IntegrityError), transaction.atomic():
        PoolRequest.objects.create(shelter=shelter, pool=pool, asked_at=MORNING, answered_at=answered, **told)


def test_withdrawn_it_cannot_be_answered(shelter, pool):
    request, by = ask(shelter, pool), lead_of(shelter)

    assert actions.withdraw_request(request=request, by=by, at=EVENING).state == State.WITHDRAWN
    assert actions.withdraw_request(request=request, by=by, at=EVENING).state == State.WITHDRAWN

    assert verbs()[1:] == ["shelters.request_withdrawn"]
    with pytest.raises(Refused, match="already answered or withdrawn"):
        admit(request)
    with pytest.raises(Refused, match="already answered or withdrawn"):
        actions.decline_shelter(request=request, reason="Nej", by=lead_of(pool), at=EVENING)


def test_who_looks_after_both_lets_the_shelter_in_by_asking(shelter):
    pool = make_pool(organisation=shelter.organisation)

    request = ask(shelter, pool)

    assert (request.state, belongs(shelter)[0]) == (State.ADMITTED, pool.pk)
    assert verbs() == ["shelters.shelter_admitted"]


def test_each_side_does_its_own_part(shelter, pool):
    request = make_request(pool, shelter)
    asker, answerer = lead_of(shelter), lead_of(pool)

    for deny in (
        lambda: ask(shelter, make_pool(), by=answerer),
        lambda: admit(request, by=asker),
        lambda: actions.decline_shelter(request=request, reason="Nej", by=asker, at=MORNING),
        lambda: actions.withdraw_request(request=request, by=answerer, at=MORNING),
        lambda: actions.leave_pool(shelter=shelter, by=answerer, at=MORNING),
        lambda: actions.undo_move(shelter=shelter, by=answerer, at=MORNING),
    ):
        with pytest.raises(Denied):
            deny()

    assert PoolRequest.objects.get().state == State.ASKED
    assert not Entry.objects.exists()


def test_a_shelter_leaves_its_pool_between_two_nights(shelter, pool):
    Shelter.objects.update(pool=pool)
    by = lead_of(shelter)

    actions.leave_pool(shelter=shelter, by=by, at=EVENING)
    actions.leave_pool(shelter=shelter, by=by, at=EVENING + timedelta(days=3))

    assert belongs(shelter) == (pool.pk, TOMORROW, None)
    assert verbs() == ["shelters.pool_left"]


def test_after_midnight_it_is_still_tonight(shelter, pool):
    Shelter.objects.update(pool=pool)

    actions.leave_pool(shelter=shelter, by=lead_of(shelter), at=EVENING + timedelta(hours=6))

    assert belongs(shelter)[1] == TOMORROW


def test_what_is_in_no_pool_leaves_none(shelter):
    with pytest.raises(Refused, match="in no pool"):
        actions.leave_pool(shelter=shelter, by=lead_of(shelter), at=EVENING)


def test_a_move_is_undone_before_its_night(shelter, pool):
    Shelter.objects.update(pool=pool)
    by = lead_of(shelter)
    actions.leave_pool(shelter=shelter, by=by, at=EVENING)
    with pytest.raises(Refused, match="Undo that first"):
        ask(shelter, make_pool())

    for _ in range(2):
        actions.undo_move(shelter=shelter, by=by, at=EVENING)

    move(at=NEXT_MORNING)
    assert belongs(shelter) == (pool.pk, None, None)
    assert verbs() == ["shelters.pool_left", "shelters.move_undone"]


@pytest.mark.parametrize("there", [True, False])
def test_the_clock_moves_a_shelter_when_tomorrows_night_begins(shelter, pool, there):
    Shelter.objects.update(pool=pool, moves_on=TOMORROW, moves_to=make_pool() if there else None)
    target = Shelter.objects.get().moves_to_id
    tomorrow = make_night(shelter=shelter, state="planned", date=TOMORROW)

    move(at=NEXT_MORNING - timedelta(minutes=1))
    assert belongs(shelter)[0] == pool.pk
    for _ in range(2):
        move(at=NEXT_MORNING)

    assert belongs(shelter) == (target, None, None)
    assert verbs() == ["shelters.shelter_moved"]
    assert (Entry.objects.get().by, Night.objects.get(pk=tomorrow.pk).revision) == ("clock", Entry.objects.get().number)


def test_an_answer_is_forgotten_when_its_time_is_over_and_an_open_request_waits(shelter, pool):
    request = ask(shelter, pool)
    actions.decline_shelter(request=request, reason="Fullt", by=lead_of(pool), at=MORNING)
    waiting = make_request(pool)
    rule = RULES["shelters.poolrequest"]

    assert core.purge(rule=rule, at=MORNING + timedelta(days=364)) == 0
    assert core.purge(rule=rule, at=MORNING + timedelta(days=365)) == 1

    assert list(PoolRequest.objects.all()) == [waiting]


def test_pools_are_known_by_name_in_the_county_whatever_shelters_they_have(shelter, pool):
    make_shelter(pool=pool).delete()
    hidden = make_shelter(pool=pool, organisation=make_organisation())
    Shelter.objects.filter(pk=hidden.pk).update(visibility="area_only")
    make_pool(territory="0380")

    assert list(Pool.objects.open_to(shelter)) == [pool]
