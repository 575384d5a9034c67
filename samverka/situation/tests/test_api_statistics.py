"""`/statistik/v1/`: by its own description, by others' readers, and for whoever asks wrongly."""

import io
import json
from datetime import timedelta

import pytest
from csvw import CSVW
from jsonschema import Draft202012Validator
from jsonstat_validator import validate_jsonstat
from openpyxl import load_workbook

from samverka.situation.models import PublishedCell
from samverka.situation.tests.publishing import AT, bed_nights, counts, publish


ROOT = "/statistik/v1"
NAME = "bed-nights-county-month"
PROBLEM = "application/problem+json"


@pytest.fixture
def published():
    """Two versions, since two quarters were published."""
    publish()
    return publish(bed_nights(counts(months=("2027-01", "2027-02", "2027-03"))), at=AT + timedelta(days=90))


def ask(client, path="", **headers):
    answer = client.get(f"{ROOT}/{path}", headers=headers)
    assert answer.status_code == 200, answer.content
    return answer


def described(client, schema):
    told = ask(client, "openapi.json").json()
    return Draft202012Validator({"$ref": f"#/components/schemas/{schema}", "components": told["components"]})


def test_it_tells_what_it_is(client):
    told = ask(client, "api-info").json()

    assert described(client, "apiInfo").is_valid(told)
    assert (told["apiName"], told["apiStatus"]) == ("Samverka statistik", "active")
    assert client.get(told["apiDocumentation"].removeprefix("http://testserver")).status_code == 200


def test_while_nothing_is_published_the_list_is_empty(client):
    told = ask(client, "tables").json()

    assert told == {"tables": [], "total": 0, "limit": 20, "offset": 0, "page": 1, "pages": 0}


def test_tables_come_in_pages(client, published):
    first, second = (ask(client, f"tables?limit=2&page={page}").json() for page in (1, 2))

    assert described(client, "tables").is_valid(first)
    assert [one["id"] for one in first["tables"] + second["tables"]] == [one.name for one in published]
    assert (first["total"], first["pages"], second["page"], second["offset"]) == (3, 2, 2, 2)
    assert ask(client, "tables?limit=2&offset=2").json() == second


@pytest.mark.parametrize(
    "asked", ["limit=0", "limit=x", "page=0", "offset=-1", "page=99999999999999999999", "limit=½", "lang=fi"]
)
def test_what_cannot_be_read_is_told_as_a_problem(client, asked):
    answer = client.get(f"{ROOT}/tables?{asked}")

    assert (answer.status_code, answer.headers["Content-Type"]) == (400, PROBLEM)
    assert described(client, "problem").is_valid(answer.json())
    assert answer.json()["parameter"] == asked.partition("=")[0]


def test_page_and_offset_exclude_each_other(client):
    assert client.get(f"{ROOT}/tables?page=1&offset=0").json()["parameter"] == "offset"


def test_a_table_tells_of_itself_in_both_languages(client, published):
    swedish, english = (ask(client, f"tables/{NAME}?lang={language}").json() for language in ("sv", "en"))

    assert described(client, "table").is_valid(english)
    assert (swedish["title"], english["title"]) == ("Bäddnätter: län per månad", "Bed nights: counties by month")
    assert (english["version"], english["lastPeriodAdded"]) == (2, "2027-03")
    assert ask(client, f"tables/{NAME}", accept_language="en").json() == english
    assert ask(client, f"tables/{NAME}", accept_language="fi").headers["Content-Language"] == "sv"


def test_everything_that_a_table_names_is_there(client, published):
    told = ask(client, f"tables/{NAME}").json()

    for address in (told["self"], told["versions"], *told["data"].values()):
        assert client.get(address.removeprefix("http://testserver")).status_code == 200


def test_numbers_as_json_stat(client, published):
    answer = ask(client, f"tables/{NAME}/data.json?lang=en")

    told = answer.json()
    assert validate_jsonstat(told)
    assert described(client, "jsonStat").is_valid(told)
    cells = PublishedCell.objects.filter(table__name=NAME).order_by("area", "period")
    assert told["value"] == [one.value for one in cells]
    assert told["dimension"]["area"]["category"]["label"]["01"] == "Stockholms län"
    assert told["href"] == f"http://testserver{ROOT}/tables/{NAME}/data.json?lang=en"


def test_an_old_version_says_what_it_said(client):
    publish()
    before = [ask(client, f"tables/{NAME}/versions/1/data.{one}").content for one in ("json", "csv")]

    publish(bed_nights(counts(months=("2027-01",))), at=AT + timedelta(days=90))

    assert [ask(client, f"tables/{NAME}/versions/1/data.{one}").content for one in ("json", "csv")] == before
    assert ask(client, f"tables/{NAME}/data.csv").content != before[1]
    told = ask(client, f"tables/{NAME}/versions").json()
    assert described(client, "versions").is_valid(told)
    assert [one["version"] for one in told["versions"]] == [2, 1]


def test_numbers_as_csv_on_the_web(client, published, tmp_path):
    answer = ask(client, f"tables/{NAME}/data.csv")
    metadata = ask(client, f"tables/{NAME}/data.csv-metadata.json")

    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert f"<http://testserver{ROOT}/tables/{NAME}/data.csv-metadata.json>" in answer.headers["Link"]
    told = metadata.json()
    assert told["url"] == f"http://testserver{ROOT}/tables/{NAME}/data.csv"
    (tmp_path / "data.csv").write_bytes(answer.content)
    (tmp_path / "metadata.json").write_text(json.dumps(told | {"url": "data.csv"}))
    read = CSVW(str(tmp_path / "metadata.json"), validate=True)
    assert read.is_valid, read.warnings
    cells = PublishedCell.objects.filter(table__name=NAME).order_by("area", "period")
    assert [row["value"] for row in read.tables[0]] == [one.value for one in cells]


def test_numbers_as_a_sheet(client, published):
    answer = ask(client, f"tables/{NAME}/data.xlsx?lang=en")

    numbers, about = load_workbook(io.BytesIO(answer.content)).worksheets
    assert [cell.value for cell in numbers[1]] == ["Area", "Name of the area", "Period", "Number", "Status"]
    first = PublishedCell.objects.filter(table__name=NAME).order_by("area", "period")[0]
    assert [cell.value for cell in numbers[2]][:4] == ["01", "Stockholms län", "2026-10", first.value]
    assert ("Unit", "nights") in {tuple(cell.value for cell in row) for row in about}


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("*/*", "application/json"), ("text/csv", "text/csv"), ("text/html, text/*;q=0.5", "text/csv"),
        ("application/csvm+json", "application/csvm+json"), ("application/json", "application/json"),
    ],
)  # fmt: skip
def test_the_format_is_what_is_accepted(client, published, accept, kind):
    answer = ask(client, f"tables/{NAME}/data", accept=accept)

    assert answer.headers["Content-Type"].partition(";")[0] == kind
    assert "Accept" in answer.headers["Vary"]


def test_what_it_does_not_come_as_is_told(client, published):
    answer = client.get(f"{ROOT}/tables/{NAME}/data", headers={"accept": "image/png"})

    assert (answer.status_code, answer.headers["Content-Type"]) == (406, PROBLEM)
    assert "text/csv" in answer.json()["detail"]


@pytest.mark.parametrize(
    "path",
    [
        "nothing", "tables/nothing", "tables/nothing/data.csv", f"tables/{NAME}/data.pdf", f"tables/{NAME}/versions/9",
        f"tables/{NAME}/versions/0", f"tables/{NAME}/versions/99999999999999999999", "tables/", "a/b/../c",
        "tables/nothing/versions", f"tables/{NAME}/versions/99999999999999999999/data.csv",
    ],
)  # fmt: skip
def test_what_is_not_there_is_a_problem(client, published, path):
    answer = client.get(f"{ROOT}/{path}")

    assert (answer.status_code, answer.headers["Content-Type"]) == (404, PROBLEM)
    assert described(client, "problem").is_valid(answer.json())


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_it_can_only_be_read(client, method):
    answer = getattr(client, method)(f"{ROOT}/tables")

    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert described(client, "problem").is_valid(answer.json())


def test_who_has_it_is_not_told_again_until_something_is_published(client):
    publish()
    etag = ask(client, f"tables/{NAME}/data.json").headers["ETag"]

    again = client.get(f"{ROOT}/tables/{NAME}/data.json", headers={"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")
    publish(bed_nights(counts(months=("2027-01",))), at=AT + timedelta(days=90))
    assert client.get(f"{ROOT}/tables/{NAME}/data.json", headers={"if-none-match": etag}).status_code == 200


def test_any_page_anywhere_may_read_it_and_no_cookie_is_set(client, published):
    for path in ("api-info", "tables", f"tables/{NAME}/data.csv", "openapi.json", "nothing"):
        answer = client.get(f"{ROOT}/{path}")
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Cookie" not in answer.headers.get("Vary", "")
        assert not answer.cookies
    asked = client.options(f"{ROOT}/tables", headers={"origin": "https://else.example"})
    assert (asked.status_code, asked.headers["Access-Control-Allow-Methods"]) == (204, "GET, HEAD")


def test_every_path_parameter_and_field_is_described(client):
    told = ask(client, "openapi.json").json()

    operations = [one["get"] for one in told["paths"].values()]
    assert all(one["summary"] for one in operations)
    parameters = [one for operation in operations for one in operation["parameters"]]
    assert all(one["description"] and "example" in one for one in parameters)
    fields = [one for schema in told["components"]["schemas"].values() for one in schema["properties"].values()]
    bare = [one for one in fields if not one.keys() & {"description", "const", "items", "additionalProperties"}]
    assert bare == []


def test_a_table_costs_the_same_however_many_there_are(client, django_assert_num_queries, published):
    with django_assert_num_queries(2 + 1):  # the mark, how many, and the page
        ask(client, "tables?limit=1")
    with django_assert_num_queries(2 + 1):
        ask(client, "tables?limit=100")
