"""The rotating calendar: hosts offer nights, and what is scheduled stands as its night does."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from samverka.actors.models import ContactLine, Role
from samverka.actors.tests.factories import make_organisation, make_user
from samverka.core.access import Denied, Refused, Stale, Unfit
from samverka.core.ids import new_id
from samverka.core.models import Entry
from samverka.core.versions import version
from samverka.shelters import actions, queries
from samverka.shelters.models import HostSlot, Night, Season
from samverka.shelters.tests.factories import (
    EVENING,
    MORNING,
    TONIGHT,
    lead_of,
    make_host,
    make_keeper,
    make_pool,
    make_season,
    make_shelter,
    offer,
    running_ticket,
    schedule,
)


State = HostSlot.State
TOMORROW = TONIGHT + timedelta(days=1)


def plan(pool, **said):
    told = {"id": new_id(), "pool": pool, "name": "2026/27", "first": date(2026, 11, 1), "last": date(2027, 3, 31)}
    return actions.plan_season(**told | {"wanted": 40, "by": lead_of(pool.organisation), "at": MORNING} | said)


def again(slot):
    return HostSlot.objects.select_related("night", "host", "season__pool__organisation").get(pk=slot.pk)


def confirm(slot, **more):
    slot = again(slot)
    keeper = make_user(Role.SHELTER_STAFF, at=slot.host.organisation)
    night = slot.night
    actions.confirm_night(night=night, beds={}, policy_version="v", by=keeper, at=MORNING)
    return Night.objects.get(pk=night.pk), keeper


def move(slot, day, **more):
    return actions.move_slot(
        **{"slot": slot, "date": day, "by": lead_of(slot.season.pool.organisation), "at": MORNING} | more
    )


def withdraw(slot, **more):
    told = {"slot": slot, "because": "staff", "by": lead_of(slot.host.organisation), "at": MORNING}
    return actions.withdraw_slot(**told | more)


def prepare(slot, **more):
    told = {"volunteers_needed": 4, "volunteers_found": 2, "kit": ["supper"], "line": None}
    return actions.prepare_slot(**{"slot": slot, "by": lead_of(slot.host.organisation), "at": MORNING} | told | more)


def verbs():
    return list(Entry.objects.order_by("county", "number").values_list("verb", flat=True))


def test_a_season_is_planned_and_changed_and_says_so():
    pool = make_pool()

    season = plan(pool)
    changed = plan(pool, id=season.pk, wanted=50, seen=queries.season_version(season))
    plan(pool, id=season.pk, wanted=50)

    assert (changed.pk, Season.objects.get().wanted) == (season.pk, 50)
    assert verbs() == ["shelters.season_planned"] * 2
    assert Season.objects.get().revision == 2


def test_a_season_is_not_changed_unseen():
    season = plan(make_pool())
    old = queries.season_version(season)
    plan(season.pool, id=season.pk, wanted=50)

    with pytest.raises(Stale):
        plan(season.pool, id=season.pk, wanted=60, seen=old)


@pytest.mark.parametrize("days", [(date(2027, 3, 31), date(2026, 11, 1)), (date(2026, 1, 1), date(2027, 3, 31))])
def test_a_season_ends_after_it_begins_within_a_year(days):
    with pytest.raises(Unfit):
        plan(make_pool(), first=days[0], last=days[1])


def test_a_season_has_its_own_name_and_holds_its_turns():
    season = plan(make_pool())
    offer(season)

    with pytest.raises(Refused, match=r"Another season|En annan"):
        plan(season.pool, id=new_id())
    with pytest.raises(Refused):
        plan(season.pool, id=season.pk, last=TONIGHT - timedelta(days=1))


def test_a_host_offers_nights_and_those_there_already_stay():
    season = make_season()
    host = make_host(season.pool, beds=12)

    first = offer(season, TONIGHT, TOMORROW, host=host)
    second = offer(season, TOMORROW, TOMORROW + timedelta(days=7), host=host)

    assert [slot.date for slot in first] == [TONIGHT, TOMORROW]
    assert [slot.date for slot in second] == [TOMORROW + timedelta(days=7)]
    assert {again(slot).state for slot in first} == {State.OFFERED}
    assert {slot.beds for slot in first} == {12}
    assert verbs() == ["shelters.night_offered"] * 3
    assert not Night.objects.exists()


def test_one_night_is_offered_once_under_its_id():
    season = make_season()
    host = make_host(season.pool)
    told = {"season": season, "host": host, "date": TONIGHT, "by": lead_of(host.organisation), "at": MORNING}
    told |= {"places": {host.groups.get().pk: 8}, "id": new_id()}

    one, same = actions.offer_night(**told), actions.offer_night(**told)
    other = actions.offer_night(**told | {"id": new_id()})

    assert one == same == other
    assert HostSlot.objects.count() == 1
    with pytest.raises(Refused):
        actions.offer_night(**told | {"season": make_season(season.pool)})


def test_only_hosts_of_the_pool_offer_and_only_nights_to_come():
    season = make_season()

    with pytest.raises(Refused):
        offer(season, host=make_host(make_pool()))
    for day in (TONIGHT - timedelta(days=1), date(2027, 4, 1)):
        with pytest.raises(Unfit):
            offer(season, day)
    for places in ({}, {new_id(): 3}):
        with pytest.raises(Unfit):
            offer(season, places=places)


def test_a_scheduled_turn_has_its_hosts_night_with_the_places_that_were_offered():
    season = make_season()
    host = make_host(season.pool, beds=12)
    [slot] = offer(season, host=host, places={host.groups.get().pk: 9})

    [scheduled] = schedule(slot)

    night = Night.objects.get()
    assert (night.shelter_id, night.date, night.state) == (host.pk, TONIGHT, "planned")
    assert night.capacities.get().nominal == 9
    assert again(scheduled).state == State.SCHEDULED
    assert schedule(slot) == []
    assert verbs()[-2:] == ["shelters.night_planned", "shelters.slot_scheduled"]


def test_a_night_that_the_host_has_planned_itself_is_taken_up():
    season = make_season()
    [slot] = offer(season)
    [night] = actions.plan_nights(shelter=slot.host, dates=[TONIGHT], by=lead_of(slot.host.organisation), at=MORNING)

    schedule(slot)

    assert again(slot).night == night


def test_a_cancelled_night_is_not_scheduled():
    season = make_season()
    [slot] = offer(season)
    by = lead_of(slot.host.organisation)
    [night] = actions.plan_nights(shelter=slot.host, dates=[TONIGHT], by=by, at=MORNING)
    actions.cancel_night(night=night, because="damage", by=by, at=MORNING)

    with pytest.raises(Refused):
        schedule(slot)


def test_a_turn_stands_as_its_night_does():
    season = make_season()
    [slot] = schedule(*offer(season, volunteers_needed=2, volunteers_found=1))
    seen = [again(slot).state]

    night, keeper = confirm(slot)
    seen.append(again(slot).state)
    prepare(slot, volunteers_needed=2, volunteers_found=2)
    seen.append(again(slot).state)
    actions.open_night(night=night, by=keeper, at=EVENING)
    seen.append(again(slot).state)
    actions.freeze_night(night=night, by=keeper, at=EVENING)
    actions.close_night(night=night, by=keeper, at=EVENING)
    seen.append(again(slot).state)

    assert seen == [State.SCHEDULED, State.CONFIRMED, State.STAFFED, State.OPENED, State.REPORTED]


def test_each_step_of_a_night_is_told_to_its_calendar():
    season = make_season()
    [slot] = schedule(*offer(season))
    told = [Season.objects.get(pk=season.pk).revision]

    night, keeper = confirm(slot)
    steps = [
        lambda: actions.change_capacity(night=night, beds={}, by=keeper, at=MORNING),
        lambda: actions.open_night(night=night, by=keeper, at=EVENING),
        lambda: actions.cancel_night(night=night, because="damage", by=keeper, at=EVENING),
    ]
    for step in steps:
        told.append(Season.objects.get(pk=season.pk).revision)
        step()
    told.append(Season.objects.get(pk=season.pk).revision)

    assert told == sorted(set(told))
    assert again(slot).state == State.CANCELLED


def test_a_turn_moves_with_its_night_and_moves_back():
    season = make_season()
    [slot] = schedule(*offer(season))

    moved = move(again(slot), TOMORROW)

    assert (moved.moved_from, [night.date for night in Night.objects.all()]) == (TONIGHT, [TOMORROW])
    assert again(slot).state == State.SCHEDULED
    back = move(again(slot), TONIGHT)
    assert (back.date, [night.date for night in Night.objects.all()]) == (TONIGHT, [TONIGHT])
    assert again(slot).night.capacities.get().nominal == 12
    assert move(again(slot), TONIGHT) == back


def test_an_offer_moves_without_a_night():
    [slot] = offer(make_season())

    move(again(slot), TOMORROW)

    assert (again(slot).date, again(slot).state, Night.objects.count()) == (TOMORROW, State.OFFERED, 0)


def test_a_turn_does_not_move_onto_another_nor_out_of_its_season():
    season = make_season()
    first, _second = offer(season, TONIGHT, TOMORROW)

    with pytest.raises(Refused, match=r"already|redan"):
        move(again(first), TOMORROW)
    for day in (date(2027, 4, 1), TONIGHT - timedelta(days=1)):
        with pytest.raises(Unfit):
            move(again(first), day)


def test_nobody_is_moved_or_withdrawn_whose_night_is_confirmed():
    [slot] = schedule(*offer(make_season()))
    confirm(slot)

    for change in (lambda: move(again(slot), TOMORROW), lambda: withdraw(again(slot))):
        with pytest.raises(Refused, match=r"Cancel it|Ställ in"):
            change()
    assert again(slot).state == State.STAFFED  # nobody said that volunteers are needed


def test_a_night_that_a_running_ticket_counts_on_is_not_taken_back():
    season = make_season()
    [slot] = schedule(*offer(season))
    running_ticket(slot.host)

    with pytest.raises(Refused):
        withdraw(again(slot))


def test_a_host_withdraws_with_a_reason_and_can_after_all():
    season = make_season()
    [slot] = schedule(*offer(season))

    withdraw(again(slot))
    withdraw(again(slot), because="damage")

    assert (again(slot).state, again(slot).withdrawn_because, Night.objects.count()) == (State.WITHDRAWN, "staff", 0)
    actions.undo_withdraw_slot(slot=again(slot), by=lead_of(slot.host.organisation), at=MORNING)
    actions.undo_withdraw_slot(slot=again(slot), by=lead_of(slot.host.organisation), at=MORNING)
    assert again(slot).state == State.OFFERED
    assert verbs()[-3:] == ["shelters.night_unplanned", "shelters.slot_withdrawn", "shelters.withdrawal_undone"]


def test_who_withdrew_may_offer_anew_and_then_cannot_undo():
    season = make_season()
    [slot] = offer(season)
    withdraw(again(slot))
    [other] = offer(season, host=slot.host)

    with pytest.raises(Refused):
        actions.undo_withdraw_slot(slot=again(slot), by=lead_of(slot.host.organisation), at=MORNING)
    assert again(other).state == State.OFFERED
    with pytest.raises(Refused):
        move(again(slot), TOMORROW)


def test_scheduling_is_undone():
    season = make_season()
    [slot] = schedule(*offer(season))
    by = lead_of(season.pool.organisation)

    actions.undo_schedule(slot=again(slot), by=by, at=MORNING)
    actions.undo_schedule(slot=again(slot), by=by, at=MORNING)

    assert (again(slot).state, Night.objects.count()) == (State.OFFERED, 0)


def test_how_a_turn_is_prepared_is_said_in_numbers_and_not_unseen():
    [slot] = offer(make_season())
    old = version(again(slot))

    prepare(again(slot))

    assert (again(slot).missing, again(slot).needs) == (2, [str(HostSlot.Kit.SUPPER.label)])
    with pytest.raises(Stale):
        prepare(again(slot), volunteers_found=3, seen=old)
    prepare(again(slot), seen=old)  # the same as stands there: only the answer was lost


def test_the_line_that_answers_is_the_hosts_or_the_intakes():
    [slot] = offer(make_season())
    lines = [
        ContactLine.objects.create(organisation=one, function="duty", phone="08-000 00 00")
        for one in (slot.host.organisation, slot.season.pool.organisation, make_organisation())
    ]

    for line in lines[:2]:
        prepare(again(slot), line=line)
    with pytest.raises(Unfit):
        prepare(again(slot), line=lines[2])
    assert again(slot).line == lines[1]


def test_others_neither_offer_nor_schedule():
    season = make_season()
    [slot] = offer(season)
    other = make_user(Role.SHELTER_LEAD)

    for change in (
        lambda: move(again(slot), TOMORROW, by=other),
        lambda: withdraw(again(slot), by=other),
        lambda: prepare(again(slot), by=other),
        lambda: actions.schedule_slots(season=season, slots=[slot], by=lead_of(slot.host.organisation), at=MORNING),
        lambda: plan(season.pool, by=lead_of(slot.host.organisation)),
    ):
        with pytest.raises(Denied):
            change()


def test_the_database_knows_one_turn_of_a_host_and_night():
    season = make_season()
    [slot] = offer(season)
    twice = HostSlot(county="01", season=season, host=slot.host, date=TONIGHT, beds=1, offered_at=MORNING)

    with pytest.raises(IntegrityError), transaction.atomic():
        twice.save()
    withdraw(again(slot))
    twice.save()


def test_who_has_which_seasons_in_sight():
    season = make_season()
    host = make_host(season.pool)
    seen = {
        "intake": make_keeper(Night(shelter=make_shelter(organisation=season.pool.organisation))),
        "host": make_user(Role.VOLUNTEER, at=host.organisation),
        "near": make_user(Role.OUTREACH_WORKER),
        "coordinator": make_user(Role.MUNICIPALITY_COORDINATOR),
    }
    unseen = {
        "far": make_user(Role.OUTREACH_WORKER, territory="0380"),
        "police": make_user(Role.LIAISON, at=make_organisation(kind="enforcement")),
        "county": make_user(Role.COUNTY_COORDINATOR, at=make_organisation(territory="01")),
    }

    told = {name: Season.objects.seen_by(user).exists() for name, user in (seen | unseen).items()}

    assert told == dict.fromkeys(seen, True) | dict.fromkeys(unseen, False)
