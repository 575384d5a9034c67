"""`samverka verify data` finds what is broken on purpose, past every guard."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from samverka.core.ids import new_id
from samverka.core.tests.test_audit import tamper
from samverka.shelters import actions, clock
from samverka.shelters.models import Draw, NightFigure, NightPlace
from samverka.shelters.tests.factories import (
    EVENING,
    MORNING,
    TONIGHT,
    make_draw,
    make_intake,
    make_keeper,
    make_night,
    make_pool,
    make_season,
    make_shelter,
    offer,
    party,
    schedule,
)


@pytest.fixture
def night():
    """A frozen night of a draw, with one who slept there and one who was turned away at the door."""
    pool = make_pool()
    night = make_night(shelter=make_shelter(pool=pool), beds=3)
    draw, keeper = make_draw(pool), make_keeper(night)
    for _ in range(2):
        actions.hand_out_slip(id=new_id(), draw=draw, party=party(men=2), by=make_intake(pool), at=MORNING)
    actions.lock_draw(draw=draw, by=make_intake(pool), at=MORNING)
    actions.draw_lots(draw=draw, witness="snö", by=make_intake(pool), at=MORNING)
    actions.check_in(id=new_id(), place=NightPlace.objects.get(), by=keeper, at=EVENING)
    actions.turn_away(id=new_id(), night=night, party=party(), reason="late", by=keeper, at=EVENING)
    actions.freeze_night(night=night, by=None, at=clock.freezes(TONIGHT))
    return night


def verify(what):
    """The exit status and what was said."""
    said = StringIO()
    try:
        call_command("verify", what, stdout=said, stderr=said)
    except SystemExit as end:
        return end.code, said.getvalue()
    return 0, said.getvalue()


def run(*statements):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def unguard(*names):
    """Take away constraints, as somebody with the database's password could."""
    for name in names:
        if connection.vendor == "sqlite":
            run("pragma ignore_check_constraints = 1", f"drop index if exists {name}")
        else:
            table = "shelters_capacity" if "bed" in name else "shelters_nightplace"
            run("set constraints all immediate", f"drop index if exists {name}")
            run(f"alter table {table} drop constraint if exists {name}")


@pytest.fixture(autouse=True)
def _guard_again():
    yield
    if connection.vendor == "sqlite":
        run("pragma ignore_check_constraints = 0")


def test_a_night_that_was_lived_is_whole(night):
    assert verify("data")[0] == 0
    assert verify("audit")[0] == 0


def test_a_counter_that_is_wrong_is_found(night):
    run("update shelters_capacity set taken = 3")

    status, said = verify("data")

    assert status == 1
    assert "3 beds (0 referred) are counted as taken, but parties have 2 (0 referred)" in said


def test_an_overbooked_group_is_found(night):
    unguard("no_bed_is_given_twice")
    run("update shelters_capacity set taken = 4")

    assert "4 beds are taken, which is more than there are" in verify("data")[1]


def test_two_places_of_one_ticket_are_found(night):
    unguard("one_live_place_per_ticket_and_night")
    place = NightPlace.objects.get()
    place.pk = new_id()
    place.save(force_insert=True)

    status, said = verify("data")

    assert status == 1
    assert f"Ticket {place.ticket_id} has 2 places" in said


def test_two_parties_in_one_room_are_found():
    night = make_night(kind="family", rooms=[4, 2])
    keeper = make_keeper(night)
    for _ in range(2):
        actions.give_place(id=new_id(), night=night, party=party(women=1, children=1), by=keeper, at=EVENING)
    unguard("one_party_per_private_room")
    NightPlace.objects.update(room=1)

    assert "2 parties have room 1" in verify("data")[1]


def test_a_place_on_another_night_is_found(night):
    NightPlace.objects.update(date="2027-01-14")

    assert "does not belong to the night of its beds" in verify("data")[1]


def test_a_frozen_figure_that_was_changed_is_found(night):
    figure = NightFigure.objects.get()
    tamper("update shelters_nightfigure set bed_nights = 1")

    status, said = verify("data")

    assert status == 1
    assert f"Figure {figure.pk}: bed_nights is 1, but the places say 2." in said


def test_a_frozen_night_without_figures_is_found(night):
    tamper("delete from shelters_nightfigure")

    assert f"Night {night.pk} is frozen, but has no figures." in verify("data")[1]


def test_a_turn_away_that_was_added_after_freezing_is_found(night):
    tamper("update shelters_turnaway set men = 5 where at_door")

    assert "which is not what was noted" in verify("data")[1]


def test_turn_aways_that_are_missing_in_the_figures_are_found(night):
    tamper("update shelters_turnaway set reason = 'pet' where at_door")

    assert "turn-aways (pet) are missing" in verify("data")[1]


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("update shelters_draw set commitment = 'x'", "the secret is not the one that was committed to"),
        ("update shelters_draw set list_hash = 'x'", "the open record is not the one that was promised"),
    ],
)
def test_a_draw_that_was_changed_is_found(night, sql, told):
    tamper(sql)

    status, said = verify("data")

    assert status == 1
    assert told in said


def test_a_draw_with_another_witness_is_found(night):
    draw = Draw.objects.get()
    Draw.objects.update(record=draw.record | {"witness": "is"})

    assert "The seed does not follow" in verify("data")[1]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("update shelters_hostslot set date = '2027-01-16'", "has a night that is not its host's"),
        ("update shelters_night set date = '2027-01-16'", "has a night that is not its host's"),
        ("update shelters_season set last = '2027-01-01'", "lies outside its season"),
    ],
)
def test_a_turn_that_is_not_as_its_night_is_found(change, told):
    schedule(*offer(make_season()))
    assert verify("data")[0] == 0

    run(change)

    assert told in verify("data")[1]


def test_records_of_different_counties_are_found(night):
    tamper("update shelters_nightplace set county = '03'")

    status, said = verify("data")

    assert status == 1
    assert "1 of shelters.NightPlace point to a night of another county." in said


def test_an_audit_trail_that_was_cut_short_is_found(night):
    tamper("delete from core_entry where number > 3")

    assert f"Night {night.pk} knows a later change than the audit trail" in verify("data")[1]


def test_a_changed_line_of_the_audit_trail_is_found(night):
    tamper("update core_entry set verb = 'shelters.nothing' where number = 2")

    status, said = verify("audit")

    assert status == 1
    assert "county 01: entry 2 was changed" in said


def test_a_guard_that_is_missing_is_found(night):
    name = "core_entry_no_delete"
    run(f"drop trigger {name}" + (" on core_entry" if connection.vendor == "postgresql" else ""))

    assert f"The guard {name} is missing" in verify("data")[1]
