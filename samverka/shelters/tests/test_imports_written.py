"""Sheets are written whole or not at all, once, and by those who may."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_user
from samverka.core import audit
from samverka.core.access import Denied, Refused
from samverka.core.ids import new_id
from samverka.core.models import Entry
from samverka.shelters.actions import change_capacity, imports
from samverka.shelters.actions.nights import Beds
from samverka.shelters.management.bench import bench_import
from samverka.shelters.models import Capacity, Import, Night
from samverka.shelters.queries.imports import fates
from samverka.shelters.tests.factories import (
    EVENING,
    MORNING,
    TONIGHT,
    make_draw,
    make_group,
    make_intake,
    make_night,
    make_pool,
    make_shelter,
)
from samverka.shelters.tests.sending import LATER, go_on, kinds, make_place, send, why, write
from samverka.shelters.tests.tables import text


def test_a_file_with_a_refused_line_writes_nothing():
    _, _, by = make_place()
    one = send(text("Natt;Platser", f"{LATER};4", f"{LATER + timedelta(days=1)};fyra"), by)

    with pytest.raises(Refused, match="All or nothing"):
        write(one)

    assert Night.objects.count() == 0


def test_a_file_that_changes_nothing_is_not_written():
    shelter, _, by = make_place(beds=8)
    make_night(shelter=shelter, date=LATER)

    with pytest.raises(Refused, match="nothing to write"):
        write(send(text("Natt;Platser", f"{LATER};8"), by))


def test_the_same_file_twice_is_one_import():
    _, _, by = make_place()
    file, id = text("Natt;Platser", f"{LATER};4"), new_id()
    one = write(send(file, by, id=id))

    again = write(send(file, by, id=id))

    assert (again.pk, again.written_at) == (one.pk, one.written_at)
    assert Entry.objects.filter(verb="shelters.night_planned").count() == 1
    with pytest.raises(Refused, match="something else"):
        imports.upload_import(id=id, file=b"another", by=by, at=MORNING)


def test_a_night_that_changed_since_the_preview_is_shown_again():
    shelter, group, by = make_place(beds=8)
    night = make_night(shelter=shelter, date=LATER)
    one = send(text("Natt;Platser", f"{LATER};6", f"{LATER + timedelta(days=1)};6"), by)
    change_capacity(night=night, beds={group.pk: Beds(overflow=3)}, by=by, at=EVENING)

    one = write(one)

    assert (one.stage, one.is_stale, kinds(one)) == (Import.Stage.PREVIEW, True, ["changed", "new"])
    assert Night.objects.count() == 1
    assert [fate.was[4] for fate in fates(one, "changed")] == [3]
    assert write(one).stage == Import.Stage.WRITTEN


def test_beds_given_out_meanwhile_are_not_taken_away():
    shelter, _, by = make_place(beds=8)
    night = make_night(shelter=shelter, date=LATER)
    one = send(text("Natt;Platser", f"{LATER};3"), by)
    Capacity.objects.filter(night=night).update(taken=4)

    one = write(one)

    assert (one.stage, kinds(one)) == (Import.Stage.PREVIEW, ["refused"])
    assert why(one) == ["Kvinnor: 4 beds are already given out."]


def test_a_locked_draw_holds_its_places():
    pool = make_pool()
    shelter = make_shelter(pool=pool, organisation=pool.organisation)
    make_group(shelter, beds=4)
    draw = make_draw(pool)
    type(draw).objects.filter(pk=draw.pk).update(locked_at=MORNING)

    by = make_intake(pool)
    type(by).objects.filter(pk=by.pk).update(language="en")

    one = send(text("Natt;Platser", f"{TONIGHT};3"), by)

    assert why(one) == ["The draw is being made. Wait until it is published."]


def test_each_night_leaves_its_entry_and_the_chain_holds():
    shelter, _, by = make_place(beds=8)
    make_night(shelter=shelter, date=LATER)
    one = write(send(text("Natt;Platser", f"{LATER};6", f"{LATER + timedelta(days=1)};6"), by))

    entries = list(Entry.objects.filter(county="01").order_by("number"))
    assert [entry.verb for entry in entries] == ["shelters.night_planned", "shelters.capacity_changed"]
    assert {entry.detail["imported"] for entry in entries} == {str(one.pk)}
    assert {f"shelters.night:{night.pk}": night.revision for night in Night.objects.all()} == {
        entry.subject: entry.number for entry in entries
    }
    [whole] = Entry.objects.filter(verb="shelters.capacity_imported")
    assert whole.detail == {"nights": 2, "new": 1, "changed": 1}
    assert [*audit.faults("01"), *audit.faults("00")] == []


def test_the_file_goes_when_it_is_written_and_unwritten_ones_within_a_day():
    _, _, by = make_place()
    written = write(send(text("Natt;Platser", f"{LATER};4"), by))
    left = send(text("Natt;Platser", f"{LATER};5"), by)
    assert written.file is None

    assert imports.purge_imports(county="00", before=MORNING + timedelta(hours=1), at=EVENING, limit=10) == 1

    assert not Import.objects.filter(pk=left.pk).exists()
    assert Import.objects.filter(pk=written.pk).exists()


def test_volunteers_send_no_sheets():
    shelter, _, _ = make_place()

    with pytest.raises(Denied, match="own staff"):
        send(b"x", make_user(Role.VOLUNTEER, at=shelter.organisation))


def test_who_left_meanwhile_writes_nothing():
    _, _, by = make_place()
    one = send(text("Natt;Platser", f"{LATER};4"), by)
    by.memberships.all().delete()
    one = Import.objects.get(pk=one.pk)

    with pytest.raises(Denied):
        imports.approve_import(one=one, by=one.by, at=MORNING)


def test_a_stopped_server_takes_the_work_up_again():
    _, _, by = make_place()
    one = imports.upload_import(id=new_id(), file=text("Natt;Platser", f"{LATER};4"), by=by, at=MORNING)
    Import.objects.filter(pk=one.pk).update(worked_at=MORNING)  # it was killed here

    assert go_on(one, at=MORNING + timedelta(seconds=5)).stage == Import.Stage.READING
    assert go_on(one, at=MORNING + timedelta(seconds=30)).stage == Import.Stage.PREVIEW


def test_a_failure_of_ours_is_told_and_leaves_nothing():
    _, _, by = make_place()
    one = imports.upload_import(id=new_id(), file=text("Natt;Platser", f"{LATER};4"), by=by, at=MORNING)
    Import.objects.filter(pk=one.pk).update(sheets="not a list", lines=1, columns={"nonsense": 0})

    with pytest.raises(KeyError):
        go_on(one)

    assert Import.objects.get(pk=one.pk).problem == "failed"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_who_approve_at_once_write_once():
    _, _, by = make_place()
    one = send(text("Natt;Platser", *(f"{LATER + timedelta(days=n)};4" for n in range(50))), by)
    imports.approve_import(one=one, by=by, at=MORNING)
    together = Barrier(4)

    def work():
        connection.ensure_connection()
        together.wait()
        imports.work_on_import(id=one.pk, clock=lambda: MORNING)
        connection.close()

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Import.objects.get(pk=one.pk).stage == Import.Stage.WRITTEN
    assert Night.objects.count() == 50
    assert Entry.objects.filter(verb="shelters.night_planned").count() == 50


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_measure_measures(kind):
    told = bench_import(lines=200, kind=kind, shelters=3)

    assert told["new_rows_per_second"] > 0
    assert told["changed_rows_per_second"] > 0
