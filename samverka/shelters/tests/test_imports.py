"""What becomes of the sheets that people send."""

import io
from datetime import date, timedelta
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_user
from samverka.core import audit
from samverka.core.access import Denied, Refused
from samverka.core.ids import new_id
from samverka.core.models import Entry, Policy
from samverka.shelters.actions import change_capacity, imports
from samverka.shelters.actions.nights import Beds
from samverka.shelters.management.bench import bench_import
from samverka.shelters.models import Capacity, Import, Night
from samverka.shelters.queries.imports import fates, unread_columns
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
    set_rule,
)
from samverka.shelters.tests.tables import table, text


LATER = TONIGHT + timedelta(days=3)


def make_place(*, name="Härbärget Norr", group="Kvinnor", beds=8, **more):
    shelter = make_shelter(name=name)
    made = make_group(shelter, beds=beds, **more)
    made.name = group
    made.save()
    by = make_user(Role.SHELTER_STAFF, at=shelter.organisation)
    type(by).objects.filter(pk=by.pk).update(language="en")
    return shelter, made, by


def send(file, by, *, id=None, at=MORNING):
    one = imports.upload_import(id=id or new_id(), file=file, by=by, at=at)
    return go_on(one, at=at)


def go_on(one, *, at=MORNING):
    imports.work_on_import(id=one.pk, clock=lambda: at)
    return Import.objects.get(pk=one.pk)


def write(one, *, at=MORNING):
    return go_on(imports.approve_import(one=one, by=one.by, at=at), at=at)


def kinds(one):
    return [fate.kind for fate in fates(one)]


def why(one):
    return [fate.why for fate in fates(one) if fate.why]


# What becomes of the lines


def test_a_sheet_plans_nights_with_the_beds_it_says():
    shelter, women, by = make_place(beds=8)
    men = make_group(shelter, kind="men", beds=5)

    one = send(text("Natt;Härbärge;Grupp;Platser;Extra", f"{TONIGHT};Härbärget Norr;Kvinnor;6;2"), by)
    assert (one.stage, kinds(one)) == (Import.Stage.PREVIEW, ["new"])
    assert Night.objects.count() == 0
    one = write(one)

    night = Night.objects.get(shelter=shelter)
    assert (night.date, night.state, one.stage) == (TONIGHT, Night.State.PLANNED, Import.Stage.WRITTEN)
    assert [(c.nominal, c.overflow) for c in night.capacities.filter(group=women)] == [(6, 2)]
    assert [(c.nominal, c.overflow) for c in night.capacities.filter(group=men)] == [(5, 0)]


def test_every_line_has_a_fate():
    shelter, _, by = make_place(beds=8)
    make_night(shelter=shelter, date=LATER)
    make_night(shelter=shelter, date=LATER + timedelta(days=1))
    make_night(shelter=shelter, date=LATER + timedelta(days=2), state=Night.State.CLOSED)
    day = lambda ahead: str(LATER + timedelta(days=ahead))  # noqa: E731

    one = send(
        text(
            "Natt;Härbärge;Platser;Spärrade;Orsak",
            f"{day(0)};Härbärget Norr;8;0;",
            f"{day(1)};Härbärget Norr;8;2;vattenläcka",
            f"{day(2)};Härbärget Norr;8;2;vattenläcka",
            f"{day(3)};Härbärget Norr;8;1;",
            f"{day(4)};Härbärget Norr;åtta;;",
            f"{day(5)};Härbärget Söder;8;;",
            f"{TONIGHT - timedelta(days=1)};Härbärget Norr;8;;",
            f"{day(1)};Härbärget Norr;7;;",
            f"{day(900)};Härbärget Norr;8;;",
            "i övermorgon;Härbärget Norr;8;;",
            f"{day(9)};Härbärget Norr;9000;;",
            f"{day(9)};Härbärget Norr;4;5;vattenläcka",
            f"{day(10)};Härbärget Norr;;;",
            "Natt;Härbärge;Platser;Spärrade;Orsak",
            "Summa;;64;;",
        ),
        by,
    )

    assert kinds(one) == [
        *("unchanged", "changed", "left_out", "refused", "refused", "refused", "left_out", "refused", "refused"),
        *("refused", "refused", "refused", "left_out", "left_out", "left_out"),
    ]
    assert one.counts == {"unchanged": 1, "changed": 1, "left_out": 5, "refused": 8}
    assert all(fate.why for fate in fates(one, "refused", "left_out"))
    assert [fate.line for fate in fates(one)] == list(range(2, 17))


def test_blank_nights_and_shelters_mean_the_same_as_above():
    shelter, _, by = make_place()
    men = make_group(shelter, kind="men")

    one = send(text("Natt;Härbärge;Grupp;Platser", f"{LATER};Norr;Kvinnor;4", f";;{men.name};3", ";;Kvinnor;2"), by)

    assert kinds(one) == ["new", "new", "refused"]
    assert why(one) == ["Line 2 says something of the same group and night."]


def test_an_empty_cell_changes_nothing():
    shelter, _, by = make_place(beds=8)
    night = make_night(shelter=shelter, date=LATER)
    Capacity.objects.filter(night=night).update(blocked=2, blocked_because="vattenläcka", reserved=1)

    write(send(text("Natt;Platser;Spärrade;Extra", f"{LATER};;;3"), by))

    capacity = Capacity.objects.get(night=night)
    assert (capacity.blocked, capacity.blocked_because, capacity.overflow, capacity.reserved) == (
        2,
        "vattenläcka",
        3,
        1,
    )


def test_private_rooms_are_blocked_by_their_numbers():
    _, _, by = make_place(kind="family", rooms=[4, 2, 2])
    day = lambda ahead: str(LATER + timedelta(days=ahead))  # noqa: E731

    one = send(
        text(
            "Natt;Platser;Spärrade;Spärrade rum;Orsak",
            f"{day(0)};8;;1, 3;målning",
            f"{day(1)};8;2;;målning",
            f"{day(2)};6;;;",
            f"{day(3)};8;;4;målning",
        ),
        by,
    )

    assert kinds(one) == ["new", "refused", "refused", "refused"]
    [first, *_] = fates(one)
    assert first.now[1:4] == [6, "målning", [1, 3]]


def test_what_seems_to_point_somebody_out_is_refused_or_remarked_on():
    _, _, by = make_place()

    one = send(
        text(
            "Natt;Platser;Spärrade;Orsak",
            f"{LATER};8;1;ring 08-123 45 67",
            f"{LATER + timedelta(days=1)};8;1;19121212-1212",
        ),
        by,
    )

    assert kinds(one) == ["new", "refused"]
    assert "phone" in why(one)[0]


def test_other_peoples_shelters_are_not_told_of():
    _, _, by = make_place()
    make_place(name="Hemliga huset")

    one = send(text("Natt;Härbärge;Platser", f"{LATER};Hemliga huset;8", f"{LATER};Påhittade huset;8"), by)

    assert why(one) == ["You have no shelter called “Hemliga huset”.", "You have no shelter called “Påhittade huset”."]


def test_an_unknown_group_is_told_which_there_are():
    shelter, _, by = make_place(name="Härbärget Norr", group="Kvinnor")
    make_group(shelter, beds=4, name="Familjerum")

    one = send(text("Natt;Grupp;Platser", f"{LATER};Västra;8", f"{LATER};;8"), by)

    assert why(one) == [
        "Härbärget Norr has no group called “Västra”. Its groups are: Familjerum, Kvinnor.",
        "It does not say which group at Härbärget Norr: Familjerum, Kvinnor.",
    ]


def test_columns_that_mean_nothing_are_named():
    _, _, by = make_place()

    one = send(text("Natt;Vaktmästare;Platser;;Kod", f"{LATER};Kim;8;x;17"), by)

    assert unread_columns(one) == ["Vaktmästare", "Kod"]


# The most places that may be given out


def make_limited(most):
    """A confirmed night with 8 beds for women and 4 for families, at a shelter that may give out so many."""
    shelter, _, by = make_place(group="Kvinnor", beds=8)
    night = make_night(shelter=shelter, date=LATER)
    families = make_group(shelter, beds=4, name="Familjer")
    Capacity.objects.create(county=night.county, night=night, group=families, nominal=4)
    set_rule(f"site:{shelter.pk}", "capacity_max", most)
    return night, by


def test_a_confirmed_night_gets_no_more_places_than_may_be_given_out():
    _, by = make_limited(13)
    lines = (f"{LATER};Kvinnor;10", f"{LATER};Familjer;4", f"{LATER + timedelta(days=1)};Kvinnor;9")

    one = send(text("Natt;Grupp;Platser", *lines), by)

    assert kinds(one) == ["refused", "unchanged", "new"]
    assert why(one) == ["This night would have 14 places. At most 13 places may be given out here."]
    assert one.counts == {"refused": 1, "unchanged": 1, "new": 1}
    with pytest.raises(Refused, match="All or nothing"):
        write(one)


def test_the_lines_of_a_night_are_weighed_together():
    night, by = make_limited(12)

    one = write(send(text("Natt;Grupp;Platser", f"{LATER};Kvinnor;10", f"{LATER};Familjer;2"), by))

    assert one.stage == Import.Stage.WRITTEN
    assert sorted(night.capacities.values_list("nominal", flat=True)) == [2, 10]


def test_a_new_night_with_too_many_places_is_refused_and_another_limit_holds_another_day():
    shelter, _, by = make_place(beds=8)
    set_rule(f"site:{shelter.pk}", "capacity_max", 9)
    Policy.objects.update(valid_to=LATER)

    one = send(text("Natt;Platser", f"{LATER};10", f"{LATER + timedelta(days=1)};10"), by)

    assert kinds(one) == ["refused", "new"]


def test_a_limit_decided_after_the_preview_holds():
    _, by = make_limited(20)
    one = send(text("Natt;Grupp;Platser", f"{LATER};Kvinnor;12"), by)
    Policy.objects.update(value=13)

    one = write(one)

    assert (one.stage, one.is_stale, kinds(one)) == (Import.Stage.PREVIEW, True, ["refused"])


def test_headings_nobody_knows_are_named_by_hand():
    _, _, by = make_place()
    one = send(text("När;Hur många", f"{LATER};4"), by)
    assert one.stage == Import.Stage.COLUMNS

    one = go_on(imports.name_columns(one=one, sheet="", heading=0, columns={"date": 0, "beds": 1}, at=MORNING))

    assert kinds(one) == ["new"]


def test_another_sheet_is_read_anew():
    _, _, by = make_place()
    book = Workbook()
    book.create_sheet("Maj").append(["Natt", "Platser"])
    book["Maj"].append([LATER, 4])
    one = send(table([["Natt", "Platser"], [LATER, 7]], name="April", book=book), by)

    one = go_on(imports.name_columns(one=one, sheet="Maj", heading=0, columns={}, at=MORNING))

    assert [fate.now[0] for fate in fates(one)] == [4]


# All or nothing


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


# Pages


def upload(client, file, *, name="nätter.csv", id=None, **more):
    file = SimpleUploadedFile(name, file)
    return client.post(reverse("shelters:upload_import"), {"id": id or new_id(), "file": file}, **more)


def test_a_sheet_is_sent_looked_through_and_written(client):
    _, _, by = make_place()
    client.force_login(by)
    day = date.today() + timedelta(days=9)  # noqa: DTZ011 (far enough for any zone)

    preview = upload(
        client,
        text("Natt;Härbärge;Grupp;Platser", f"{day};Norr;Kvinnor;6"),
        follow=True,
        headers={"accept-language": "en"},
    )
    assert preview.status_code == 200
    assert "1 line changes something" in preview.content.decode()
    one = Import.objects.get()
    written = client.post(
        reverse("shelters:approve_import", args=[one.pk]), follow=True, headers={"accept-language": "en"}
    )

    assert "1 line was written" in written.content.decode()
    assert Capacity.objects.get().nominal == 6
    before = client.get(reverse("shelters:import_before", args=[one.pk, "xlsx"]))
    assert [row[0].value for row in load_workbook(io.BytesIO(before.content)).active.iter_rows()][1:] == []


def test_what_an_import_changed_can_be_sent_back(client):
    shelter, _, by = make_place(beds=8)
    client.force_login(by)
    day = date.today() + timedelta(days=9)  # noqa: DTZ011
    night = make_night(shelter=shelter, date=day)
    Capacity.objects.filter(night=night).update(blocked=2, blocked_because="=läcka")
    upload(client, text("Natt;Platser;Spärrade", f"{day};6;0"))
    one = Import.objects.get()
    client.post(reverse("shelters:approve_import", args=[one.pk]))
    assert Capacity.objects.get(night=night).nominal == 6

    for kind in ("csv", "xlsx"):
        before = client.get(reverse("shelters:import_before", args=[one.pk, kind])).content
        id = new_id()
        upload(client, before, name=f"x.{kind}", id=id)
        assert [fate.now[:3] for fate in fates(Import.objects.get(pk=id))] == [[8, 2, "=läcka"]]


def test_the_template_is_understood_as_it_is(client):
    shelter, _, by = make_place()
    make_group(shelter, kind="family", rooms=[2, 2])
    client.force_login(by)

    for kind in ("xlsx", "csv"):
        template = client.get(reverse("shelters:import_template", args=[kind]))
        id = new_id()
        upload(client, template.content, name=f"x.{kind}", id=id)
        one = Import.objects.get(pk=id)
        assert (one.stage, one.counts) == (Import.Stage.PREVIEW, {"new": 14})
    assert client.get(reverse("shelters:import_template", args=["exe"])).status_code == 404


def test_a_file_that_is_too_large_or_empty_is_refused_in_words(client, settings):
    settings.IMPORT_MOST_BYTES = 1024 * 1024
    _, _, by = make_place()
    client.force_login(by)
    english = {"headers": {"accept-language": "en"}}

    assert "larger than 1 MB" in upload(client, b"x" * (1024 * 1024 + 1), **english).content.decode()
    assert "nothing in this file" in upload(client, b"", **english).content.decode()
    assert upload(client, b"", **english).status_code == 422
    assert (
        "not a table" in upload(client, b"\x89PNG\x00\x01\x02\x03\x04\x05\x06", follow=True, **english).content.decode()
    )


def test_columns_that_contradict_each_other_are_handed_back(client):
    _, _, by = make_place()
    client.force_login(by)
    upload(client, text("När;Hur många", f"{LATER};4"))
    address = reverse("shelters:name_columns", args=[Import.objects.get().pk])

    for told in (
        {"heading": 0, "column_0": "date", "column_1": "date"},
        {"heading": 0, "column_1": "beds"},
        {"heading": 0, "column_0": "date"},
        {"heading": 99, "column_0": "date", "column_1": "beds"},
        {"heading": 0, "column_0": "nonsense"},
    ):
        assert client.post(address, told).status_code == 422
    assert client.post(address, {"heading": 0, "column_0": "date", "column_1": "beds"}).status_code == 302
    assert Import.objects.get().stage == Import.Stage.PREVIEW


def test_nobody_else_sees_what_a_file_holds(client):
    shelter, _, by = make_place()
    one = send(text("Natt;Platser", f"{LATER};4"), by)
    client.force_login(make_user(Role.SHELTER_LEAD, at=shelter.organisation))

    for name, *args in (("import",), ("import_before", "csv")):
        assert client.get(reverse(f"shelters:{name}", args=[one.pk, *args])).status_code == 404
    for name in ("name_columns", "approve_import", "discard_import"):
        assert client.post(reverse(f"shelters:{name}", args=[one.pk])).status_code == 404
    assert client.get(reverse("shelters:import", args=[uuid4()])).status_code == 404


def test_a_file_can_be_thrown_away(client):
    _, _, by = make_place()
    one = send(text("Natt;Platser", f"{LATER};4"), by)
    client.force_login(by)

    client.post(reverse("shelters:discard_import", args=[one.pk]))

    assert not Import.objects.exists()


def test_a_long_preview_comes_in_pages_and_costs_the_same_number_of_questions(client, django_assert_max_num_queries):
    _, _, by = make_place()
    client.force_login(by)
    lines = [f"{TONIGHT + timedelta(days=n)};4" for n in range(250)]
    one = send(text("Natt;Platser", *lines, f"{LATER};fyra"), by)

    with django_assert_max_num_queries(10):
        page = client.get(reverse("shelters:import", args=[one.pk]) + "?show=new&page=3")

    assert len(page.context["lines"]) == 50


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_long_file_goes_on_in_the_background(client, monkeypatch):
    _, _, by = make_place()
    client.force_login(by)
    monkeypatch.setattr("samverka.shelters.tasks.AT_ONCE", 10)
    day = date.today() + timedelta(days=9)  # noqa: DTZ011
    upload(client, text("Natt;Platser", *(f"{day + timedelta(days=n)};4" for n in range(30))))
    address = reverse("shelters:import", args=[Import.objects.get().pk])

    for _ in range(200):
        if not Import.objects.get().is_at_work:
            break
        assert client.get(address, headers={"HX-Request": "true"}).status_code == 200

    assert Import.objects.get().counts == {"new": 30}
    assert client.get(address, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
