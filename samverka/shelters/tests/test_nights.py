"""A night's course: planned, confirmed, changed, opened, cancelled, closed."""

from datetime import timedelta
from uuid import uuid4

import pytest

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_user
from samverka.core.access import Denied, Refused, Stale
from samverka.core.ids import new_id
from samverka.shelters import actions, queries
from samverka.shelters.actions import Beds
from samverka.shelters.models import Capacity, HandoverNote, Night
from samverka.shelters.tests.factories import (
    EVENING,
    FOUR,
    MORNING,
    TONIGHT,
    give,
    make_draw,
    make_group,
    make_intake,
    make_keeper,
    make_night,
    make_pool,
    make_shelter,
    running_ticket,
    set_rule,
)
from samverka.shelters.tests.trails import trail


TOMORROW = TONIGHT + timedelta(days=1)


def confirm(night, *, at=MORNING, **beds):
    said = {night.shelter.groups.order_by("pk").first().pk: Beds(**beds)}
    return actions.confirm_night(night=night, beds=said, policy_version="v", by=make_keeper(night), at=at)


def change(night, *, seen="", **beds):
    said = {one.group_id: Beds(**beds) for one in night.capacities.all()}
    return actions.change_capacity(night=night, beds=said, by=make_keeper(night), at=EVENING, seen=seen)


def planned(shelter):
    """Tonight, as it is planned with all groups."""
    [night] = actions.plan_nights(
        shelter=shelter, dates=[TONIGHT], by=make_user(Role.SHELTER_LEAD, at=shelter.organisation), at=MORNING
    )
    return night


def test_nights_are_planned_with_the_usual_beds_and_only_once():
    shelter = make_shelter()
    group, old = make_group(shelter, beds=7), make_group(shelter)
    type(old).objects.filter(pk=old.pk).update(is_active=False)
    lead = make_user(Role.SHELTER_LEAD, at=shelter.organisation)

    [night] = actions.plan_nights(shelter=shelter, dates=[TONIGHT], by=lead, at=MORNING)
    more = actions.plan_nights(shelter=shelter, dates=[TONIGHT, TOMORROW], by=lead, at=MORNING)

    assert [one.date for one in more] == [TOMORROW]
    assert list(night.capacities.values_list("group", "nominal", "overflow", "blocked")) == [(group.pk, 7, 0, 0)]
    assert trail() == ["shelters.night_planned"] * 2


def test_the_morning_says_what_there_is():
    night = make_night(state="planned", beds=9)

    kept = confirm(night, blocked=2, blocked_because="en trasig kran", overflow=1, reserved=3)

    night.refresh_from_db()
    capacity = night.capacities.get()
    assert (kept, night.state, night.confirmed_at, night.policy_version) == ([], "confirmed", MORNING, "v")
    assert (capacity.allocable, capacity.kept, capacity.drawable) == (8, 3, 5)
    assert trail() == ["shelters.night_confirmed"]


def test_extra_beds_are_for_one_night():
    night = make_night(state="planned")
    confirm(night, overflow=5)

    [tomorrow] = actions.plan_nights(shelter=night.shelter, dates=[TOMORROW], by=make_keeper(night), at=MORNING)

    assert tomorrow.capacities.get().overflow == 0


@pytest.mark.parametrize(
    ("beds", "reason"),
    [
        ({"blocked": 3, "blocked_because": "vatten"}, "has only 2 beds"),
        ({"blocked": 1}, "Say why beds are blocked"),
        ({"blocked": 1, "blocked_because": "811218-9876"}, "personal number"),
    ],
)
def test_beds_that_cannot_be_are_refused(beds, reason):
    night = make_night(state="planned", beds=2)

    with pytest.raises(Refused, match=reason):
        confirm(night, **beds)

    assert Night.objects.get().state == "planned"


def test_rooms_are_blocked_one_by_one():
    night = make_night(kind="family", rooms=[4, 2])
    guests = give(night, women=1, children=1)

    with pytest.raises(Refused, match="has no room 3"):
        change(night, blocked_rooms=(3,), blocked_because="vatten")
    with pytest.raises(Refused, match="room 2 is already given out"):
        change(night, blocked_rooms=(2,), blocked_because="vatten")
    change(night, blocked_rooms=(1,), blocked_because="vatten")

    assert (guests.room, night.capacities.get().blocked, night.capacities.get().free) == (2, 4, 0)


def test_no_more_places_than_the_rules_allow():
    night = make_night(state="planned", beds=9)
    set_rule(f"site:{night.shelter_id}", "capacity_max", 10)

    with pytest.raises(Refused, match="At most 10 places"):
        confirm(night, overflow=2)
    confirm(night, overflow=1)

    assert night.capacities.get().allocable == 10


def test_beds_that_are_given_out_are_not_blocked():
    night = make_night(beds=2)
    give(night, men=2)

    with pytest.raises(Refused, match="2 beds are already given out"):
        change(night, blocked=1, blocked_because="vatten")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"frozen_at": EVENING}, "This night is over"),
        ({"state": "closed"}, "This night is over"),
        ({"state": "cancelled", "cancelled_because": "staff"}, "This night is over"),
    ],
)
def test_a_night_that_is_over_keeps_its_beds(changes, reason):
    night = make_night()
    Night.objects.update(**changes)

    with pytest.raises(Refused, match=reason):
        change(night, overflow=1)
    with pytest.raises(Refused, match=reason):
        confirm(night, overflow=1)


def test_a_night_in_the_draw_keeps_its_beds_until_it_is_published():
    night = make_night(shelter=make_shelter(pool=(pool := make_pool())))
    actions.lock_draw(draw=make_draw(pool), by=make_intake(pool), at=MORNING)

    with pytest.raises(Refused, match="The draw is being made"):
        change(night, overflow=1)


@pytest.mark.parametrize("first", [{"overflow": 1}, {"blocked_rooms": (1,), "blocked_because": "vatten"}])
def test_nobody_overwrites_beds_that_a_colleague_has_changed(first):
    night = make_night(kind="family", rooms=[2, 2])
    change(night, blocked_rooms=(2,), blocked_because="vatten")
    seen = queries.beds_version(night)
    change(night, **first)

    with pytest.raises(Stale, match="A colleague has changed the beds"):
        change(night, overflow=9, seen=seen)


def test_who_has_a_running_ticket_stays_where_they_sleep():
    shelter = make_shelter()
    women, mixed = make_group(shelter, kind="women"), make_group(shelter)
    ticket = running_ticket(shelter, women=1)
    ticket.group = mixed
    ticket.save()
    night = planned(shelter)

    [place] = confirm(night)

    assert (place.ticket, place.origin, place.capacity.group) == (ticket, "ticket", mixed)
    assert women.capacities.get(night=night).taken == 0


def test_promised_nights_come_before_what_is_kept_for_referral():
    shelter = make_shelter()
    make_group(shelter, beds=2)
    tickets = [running_ticket(shelter, men=2)]
    night = make_night(shelter=shelter, state="planned")

    kept = confirm(night, reserved=1)

    assert [one.ticket for one in kept] == tickets
    assert (night.capacities.get().kept, night.capacities.get().drawable) == (0, 0)


def test_a_running_ticket_whose_group_is_full_sleeps_in_another():
    shelter = make_shelter()
    small, large = make_group(shelter, beds=1), make_group(shelter, beds=4)
    ticket = running_ticket(shelter)
    ticket.group, ticket.men = small, 2
    ticket.save()

    [place] = confirm(planned(shelter))

    assert place.capacity.group == large


def test_a_running_ticket_gets_its_bed_as_soon_as_there_is_one():
    shelter = make_shelter()
    make_group(shelter, beds=2)
    ticket = running_ticket(shelter, men=2)
    night = make_night(shelter=shelter, state="planned")
    assert confirm(night, blocked=1, blocked_because="vatten") == []
    assert list(queries.running_tickets(night)) == [ticket]

    [place] = change(night)

    assert place.ticket == ticket
    assert list(queries.running_tickets(night)) == []


@pytest.mark.parametrize(
    "changes", [{"ended_at": MORNING, "ended_because": "returned"}, {"last_night": TONIGHT - timedelta(days=1)}]
)
def test_a_ticket_that_is_over_gets_no_place(changes):
    shelter = make_shelter()
    ticket = running_ticket(shelter)
    type(ticket).objects.update(**changes)

    assert confirm(make_night(shelter=shelter, state="planned")) == []


def test_doors_open_once_the_places_are_confirmed():
    night = make_night(state="planned")
    keeper = make_keeper(night, Role.VOLUNTEER)

    with pytest.raises(Refused, match="Confirm the places"):
        actions.open_night(night=night, by=keeper, at=EVENING)
    Night.objects.update(state="confirmed")
    opened = actions.open_night(night=night, by=keeper, at=EVENING)

    assert (opened.state, opened.opened_at) == ("open", EVENING)
    assert actions.open_night(night=night, by=keeper, at=FOUR).opened_at == EVENING
    assert trail() == ["shelters.night_opened"]


def test_a_night_is_closed_when_it_is_frozen():
    night = make_night()
    keeper = make_keeper(night)

    with pytest.raises(Refused, match="Freeze the night before"):
        actions.close_night(night=night, by=keeper, at=FOUR)
    actions.freeze_night(night=night, by=keeper, at=FOUR)
    closed = actions.close_night(night=night, by=None, at=FOUR)

    assert (closed.state, closed.closed_at) == ("closed", FOUR)
    assert actions.close_night(night=night, by=keeper, at=FOUR + timedelta(hours=1)).closed_at == FOUR
    assert trail() == ["shelters.night_frozen", "shelters.night_closed"]


def write(shelter, text, *, id):
    keeper = make_user(Role.VOLUNTEER, at=shelter.organisation)
    return actions.write_note(id=id, shelter=shelter, date=TONIGHT, text=text, by=keeper, at=EVENING)


def test_a_note_is_left_once():
    shelter, id = make_shelter(), new_id()

    note = write(shelter, "Kranen droppar", id=id)

    assert write(shelter, "Kranen droppar", id=id) == note
    assert (HandoverNote.objects.count(), trail()) == (1, ["shelters.note_written"])
    with pytest.raises(Refused, match="already names something else"):
        write(shelter, "Kranen är lagad", id=id)


STRANGERS = {
    "plan_nights": lambda night, by: actions.plan_nights(shelter=night.shelter, dates=[TOMORROW], by=by, at=MORNING),
    "confirm_night": lambda night, by: actions.confirm_night(
        night=night, beds={}, policy_version="v", by=by, at=MORNING
    ),
    "change_capacity": lambda night, by: actions.change_capacity(night=night, beds={}, by=by, at=MORNING),
    "open_night": lambda night, by: actions.open_night(night=night, by=by, at=MORNING),
    "close_night": lambda night, by: actions.close_night(night=night, by=by, at=MORNING),
    "freeze_night": lambda night, by: actions.freeze_night(night=night, by=by, at=MORNING),
    "cancel_night": lambda night, by: actions.cancel_night(night=night, because="staff", by=by, at=MORNING),
    "write_note": lambda night, by: actions.write_note(
        id=uuid4(), shelter=night.shelter, date=TONIGHT, text="a", by=by, at=MORNING
    ),
}


@pytest.mark.parametrize("name", STRANGERS)
def test_strangers_change_nothing(name):
    night = make_night()

    with pytest.raises(Denied):
        STRANGERS[name](night, make_user(Role.SHELTER_LEAD))

    assert (trail(), Night.objects.get().state, Capacity.objects.get().nominal) == ([], "confirmed", 2)
