"""Two at once where pools and shelters come together."""

from datetime import timedelta

import pytest

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_user
from samverka.core.ids import new_id
from samverka.core.models import Entry
from samverka.shelters import actions, clock, integrity, queries  # noqa: F401 (makes the checks known)
from samverka.shelters.models import PoolRequest, Shelter
from samverka.shelters.tests.factories import (
    EVENING,
    TONIGHT,
    make_keeper,
    make_night,
    make_pool,
    make_request,
    make_shelter,
)
from samverka.shelters.tests.races import ROUNDS, giving, got, race


pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("whole")]


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
