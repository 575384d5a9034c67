"""The data package: it tells what the interface tells, and others can read it."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command
from django.utils.timezone import now

from samverka.directory import actions
from samverka.directory.api import hsds
from samverka.directory.models import Provider, Town
from samverka.directory.tests.factories import make_editor, make_place, make_service
from samverka.directory.tests.readers import ROOT, ask, full_service, translate


FRICTIONLESS = str(Path(sys.executable).with_name("frictionless"))


@pytest.mark.slow
def test_somebody_elses_reader_of_data_packages_finds_ours_whole(client, tmp_path):
    translate(full_service(), "en", "Shower")
    make_service(places=(make_place(address_class="area_only", area="Söder"),))
    (tmp_path / "directory.zip").write_bytes(client.get(f"{ROOT}datapackage.zip").content)

    found = subprocess.run(  # noqa: S603 (our own development tool)
        [FRICTIONLESS, "validate", "directory.zip", "--json"], cwd=tmp_path, capture_output=True, text=True, timeout=60
    )

    report = json.loads(found.stdout)
    assert report["valid"], [task["errors"] for task in report["tasks"] if not task["valid"]]
    assert [task["stats"]["rows"] for task in report["tasks"] if task["name"] == "service"] == [2]


def test_the_package_tells_what_the_interface_tells(client):
    service = full_service()
    full = ask(client, f"services/{service.pk}")
    with ZipFile(io.BytesIO(client.get(f"{ROOT}datapackage.zip").content)) as archive:
        tables = {name: list(csv.DictReader(io.TextIOWrapper(archive.open(name)))) for name in archive.namelist()}

    (line,) = tables["services.csv"]
    assert {name: value for name, value in line.items() if value} == {
        name: str(value) for name, value in full.items() if not isinstance(value, list | dict)
    }
    assert [one["number"] for one in tables["phones.csv"]] == ["08-1", "08-2", "08-3"]
    assert {one["id"] for one in tables["schedules.csv"] if one["service_id"]} == {
        one["id"] for one in full["schedules"]
    }
    assert [one["location_id"] for one in tables["addresses.csv"]] == [str(service.places.get().pk)]


def test_a_change_that_is_made_is_in_the_next_package(client):
    service = make_service()
    before = client.get(f"{ROOT}datapackage.zip").content
    same = client.get(f"{ROOT}datapackage.zip").content
    actions.remove_entry(entry=service, by=make_editor(service.provider), at=now())

    assert before == same
    assert client.get(f"{ROOT}datapackage.zip").content != before
    assert Town.objects.exists()
    assert Provider.objects.exists()


def test_while_a_package_is_made_nobody_waits_for_another(client):
    make_service()
    kept = client.get(f"{ROOT}datapackage.zip?lang=en")

    with hsds._making:
        again = client.get(f"{ROOT}datapackage.zip?lang=en")
        busy = client.get(f"{ROOT}datapackage.zip?lang=sv")

    assert (kept.status_code, again.status_code, busy.status_code) == (200, 200, 503)
    assert busy.headers["Retry-After"] == "30"
    assert "ETag" not in busy.headers
    assert client.get(f"{ROOT}datapackage.zip?lang=sv").status_code == 200


def test_who_asks_what_it_would_be_has_none_made(client):
    make_service()

    with hsds._making:
        asked = client.head(f"{ROOT}datapackage.zip")

    assert (asked.status_code, asked.headers["Content-Type"]) == (200, "application/zip")
    assert "Content-Length" not in asked.headers
    assert "datapackage.zip" in "".join(client.get(f"{ROOT}openapi.json").json()["paths"])


def test_the_command_writes_the_package_that_the_interface_gives(client, tmp_path):
    translate(make_service(), "en", "Shower")
    file = tmp_path / "directory.zip"

    call_command("package", str(file), language="en", stdout=io.StringIO())

    assert file.read_bytes() == client.get(f"{ROOT}datapackage.zip?lang=en").content
    assert [one.name for one in tmp_path.iterdir()] == ["directory.zip"]
    with pytest.raises(CommandError, match="no language tlh"):
        call_command("package", str(file), language="tlh")
