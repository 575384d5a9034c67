"""All that was published in one file: made by night, handed out by day."""

import csv
import io
import subprocess
import sys
from datetime import timedelta

import pytest
from pyarrow import parquet

from samverka.situation import actions
from samverka.situation.formats import dumps
from samverka.situation.models import Dump, PublishedCell
from samverka.situation.tests.publishing import AT, bed_nights, counts, publish


pytestmark = pytest.mark.django_db
NIGHT = AT.replace(hour=1)
ROOT = "/statistik/v1"


@pytest.fixture
def published():
    """With a county of which little is told."""
    few = counts() | {("0380", "2026-10", "men"): 2, ("0380", "2026-10", "women"): 1}
    return publish(bed_nights(few), method="suppression")


def next_quarter():
    return publish(
        bed_nights(counts(months=("2027-01", "2027-02", "2027-03"))), at=AT + timedelta(days=90), method="suppression"
    )


def read(client, kind):
    answer = client.get(f"{ROOT}/dump.{kind}")
    assert answer.status_code == 200
    return answer


def test_every_number_is_in_both_files_and_hidden_ones_are_null(client, published):
    assert actions.keep_dumps(at=AT)

    as_parquet = parquet.read_table(io.BytesIO(read(client, "parquet").content)).to_pylist()
    as_csv = list(csv.DictReader(io.StringIO(read(client, "csv").content.decode())))

    cells = {
        (one.table.name, one.area, one.period, one.category or "_T"): (one.value, one.status)
        for one in PublishedCell.objects.select_related("table")
    }
    key = ("table", "area", "period", "category")
    assert {tuple(row[name] for name in key): (row["value"], row["status"]) for row in as_parquet} == cells
    assert {
        tuple(row[name] for name in key): (int(row["value"]) if row["value"] else None, row["status"]) for row in as_csv
    } == cells
    assert (None, "c") in cells.values()
    assert list(as_csv[0]) == list(as_parquet[0]) == list(dumps.COLUMNS)
    assert (as_parquet[0]["title_en"], as_parquet[0]["published_at"]) == ("Bed nights: counties by month", AT)


def test_files_are_made_anew_only_by_night_and_only_when_there_is_more(published):
    assert actions.keep_dumps(at=AT)
    assert not actions.keep_dumps(at=NIGHT + timedelta(days=1))
    next_quarter()

    assert not actions.keep_dumps(at=AT + timedelta(days=90, hours=1))
    assert actions.keep_dumps(at=NIGHT + timedelta(days=91))

    rows = parquet.read_table(io.BytesIO(Dump.objects.get(pk="parquet").content))
    assert rows.num_rows == PublishedCell.objects.count()


def test_while_nothing_is_published_there_is_no_file(client):
    assert not actions.keep_dumps(at=NIGHT)

    answer = client.get(f"{ROOT}/dump.parquet")
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")
    assert client.get(f"{ROOT}/dump.exe").status_code == 404


def test_a_file_is_not_told_again_to_who_has_it_until_it_is_made_anew(client, published):
    actions.keep_dumps(at=AT)
    answer = read(client, "parquet")
    etag = {"If-None-Match": answer.headers["ETag"]}
    assert answer.headers["Content-Type"] == "application/vnd.apache.parquet"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    next_quarter()

    assert client.get(f"{ROOT}/dump.parquet", headers=etag).status_code == 304
    actions.keep_dumps(at=NIGHT + timedelta(days=91))
    assert client.get(f"{ROOT}/dump.parquet", headers=etag).status_code == 200


def test_files_stand_in_the_catalogue_in_what_the_api_is_and_on_the_page(client, published):
    actions.keep_dumps(at=AT)

    told = client.get(f"{ROOT}/api-info").json()["dumps"]
    assert told["application/vnd.apache.parquet"] == f"http://testserver{ROOT}/dump.parquet"
    assert f"{ROOT}/dump.parquet" in client.get("/data/catalogue.ttl").content.decode()
    assert f"{ROOT}/dump.csv" in client.get("/statistik/?language=en").content.decode()


@pytest.mark.slow
@pytest.mark.on_sqlite
def test_the_server_starts_without_the_library_that_writes_parquet():
    start = "import django; django.setup(); import samverka.config.urls, sys; sys.exit('pyarrow' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", start], check=False)  # noqa: S603 (our own words)

    assert done.returncode == 0
