"""The pages of imports: sending, looking through, writing, throwing away."""

import io
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_user
from samverka.core.ids import new_id
from samverka.shelters.models import Capacity, Import
from samverka.shelters.queries.imports import fates
from samverka.shelters.tests.factories import TONIGHT, make_group, make_night
from samverka.shelters.tests.sending import LATER, make_place, send
from samverka.shelters.tests.tables import text


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
