"""`/hsds/v3/` as others read it: pages, forms, and what is told to nobody."""

import io
import json
from zipfile import ZipFile

import jsonschema_rs
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate, now

from samverka.directory import actions
from samverka.directory.models import Notice, Service
from samverka.directory.tests.crowds import fill_directory
from samverka.directory.tests.factories import make_editor, make_place, make_provider, make_service
from samverka.directory.tests.readers import ROOT, ask, contents, full_service, ids, translate


NOUNS = ("services", "service_at_locations", "organizations", "locations", "taxonomies", "taxonomy_terms")


def lines(client, what, **asked):
    answer = client.get(ROOT + what, {"format": "ndjson"} | asked)
    assert answer.headers["Content-Type"] == "application/x-ndjson"
    return [json.loads(line) for line in b"".join(answer.streaming_content).splitlines()]


def nulls(thing):
    if isinstance(thing, dict):
        return any(nulls(value) for value in thing.values())
    return any(map(nulls, thing)) if isinstance(thing, list) else thing is None


def checker(client, schema):
    """A validator that others have made, with our own description."""
    described = ask(client, "openapi.json")
    return jsonschema_rs.Draft202012Validator(
        {"$ref": f"#/components/schemas/{schema}", "components": described["components"]}, validate_formats=True
    )


def test_the_root_tells_the_version_the_profile_and_the_description(client):
    told = ask(client, "")

    assert told == {
        "version": "3.1",
        "profile": "http://testserver/hsds/v3/profile/",
        "openapi_url": "http://testserver/hsds/v3/openapi.json",
    }
    assert client.get(told["profile"]).json()["id"] == told["profile"]
    assert all(client.get(address).status_code == 200 for address in client.get(told["profile"]).json()["files"])
    assert client.get(told["openapi_url"]).json()["openapi"] == "3.1.0"
    assert client.get(f"{told['profile']}profile/nothing.json").status_code == 404


@pytest.mark.parametrize("noun", NOUNS)
@pytest.mark.parametrize("asked", [{}, {"full": "true"}, {"full": "true", "full_service": "true"}, {"lang": "en"}])
def test_every_answer_is_as_described_and_holds_no_null(client, noun, asked):
    translate(full_service(), "en", "Shower")
    table = noun.replace("taxonomies", "taxonomy").removesuffix("s")
    valid = checker(client, table)

    listed = contents(client, noun, per_page=200, **asked)
    single = ask(client, f"{noun}/{listed[0]['id']}", **asked)

    assert [str(error) for one in [*listed, single] for error in valid.iter_errors(one)] == []
    assert not nulls([listed, single])
    assert lines(client, noun, **asked) == listed


def test_a_list_of_services_tells_one_to_one_fields_and_full_tells_all(client):
    service = full_service()

    (listed,) = contents(client, "services")
    (full,) = contents(client, "services", full="true")

    assert [name for name, value in listed.items() if isinstance(value, list)] == []
    assert listed["organization"]["name"] == service.provider.name
    assert full == ask(client, f"services/{service.pk}")
    assert set(listed) < set(full)
    assert full["alert"] == "Kallt vatten i dag"
    assert [one["kind"] for one in full["schedules"]] == ["open", "closed"]
    assert full["service_at_locations"][0]["location"]["addresses"][0]["address_1"] == "Påhittade gatan 1"


def test_an_organization_tells_its_services_by_name_or_in_full(client):
    service = full_service()

    told = ask(client, f"organizations/{service.provider_id}")
    in_full = ask(client, f"organizations/{service.provider_id}", full_service="true")

    assert told["services"] == [{"id": str(service.pk), "name": service.name, "status": "active"}]
    assert [one["name"] for one in told["locations"]] == [service.places.get().name]
    assert in_full["services"] == [ask(client, f"services/{service.pk}")]


def test_a_service_at_a_location_tells_both(client):
    stop = full_service().at_places.get()

    (listed,) = contents(client, "service_at_locations")
    told = ask(client, f"service_at_locations/{stop.pk}")

    assert (listed["service"]["id"], listed["location"]["id"]) == (str(stop.service_id), str(stop.place_id))
    assert told["service"]["phones"][0]["number"] == "08-3"
    assert told["location"]["phones"][0]["number"] == "08-2"
    assert told["schedules"][0]["opens_at"] == "09:00"


@pytest.mark.parametrize(
    ("page", "size", "first", "last", "empty"),
    [(1, 2, True, False, False), (2, 2, False, False, False), (3, 1, False, True, False), (4, 0, False, True, True)],
)
def test_pages(client, page, size, first, last, empty):
    fill_directory(5, languages=())

    told = ask(client, "services", page=page, per_page=2)

    assert {name: value for name, value in told.items() if name != "contents"} == {
        "total_items": 5,
        "total_pages": 3,
        "page_number": page,
        "size": size,
        "first_page": first,
        "last_page": last,
        "empty": empty,
    }
    assert len(told["contents"]) == size


def test_without_anything_there_is_one_empty_page(client):
    told = ask(client, "services")

    assert (told["total_items"], told["total_pages"], told["empty"]) == (0, 0, True)
    assert (told["first_page"], told["last_page"], told["contents"]) == (True, True, [])


@pytest.mark.slow
def test_nobody_gets_more_than_two_hundred_on_a_page(client):
    fill_directory(201, languages=())

    told = ask(client, "services", per_page=1000)

    assert (told["size"], told["total_pages"]) == (200, 2)
    assert ask(client, "services", minimal="true")["size"] == 201


def test_who_follows_the_pages_gets_everything_once(client):
    fill_directory(23, languages=())
    found, page, is_last = [], 1, False
    while not is_last and page < 20:
        told = ask(client, "services", page=page, per_page=5)
        found += [one["id"] for one in told["contents"]]
        page, is_last = page + 1, told["last_page"]

    assert sorted(found) == sorted(str(pk) for pk in Service.objects.values_list("pk", flat=True))
    assert [one["id"] for one in lines(client, "services")] == found


def test_lines_come_some_at_a_time(client, monkeypatch):
    monkeypatch.setattr("samverka.directory.queries.hsds.AT_ONCE", 4)
    fill_directory(10, languages=())

    told = lines(client, "services", full="true")

    assert sorted(one["id"] for one in told) == sorted(str(pk) for pk in Service.objects.values_list("pk", flat=True))


def test_minimal_is_the_id_and_when_it_was_changed(client):
    service = make_service()

    (told,) = contents(client, "services", minimal="true")

    assert told == {"id": str(service.pk), "modified_date": ask(client, f"services/{service.pk}")["last_modified"]}
    assert lines(client, "services", minimal="true") == [told]


@pytest.mark.parametrize("noun", NOUNS)
def test_only_a_list_of_services_has_a_minimal_form(client, noun):
    make_service()

    (first, *_rest) = contents(client, noun)

    assert ask(client, f"{noun}/{first['id']}", minimal="true") == ask(client, f"{noun}/{first['id']}")
    if noun != "services":
        assert contents(client, noun, minimal="true") == contents(client, noun)


SECRETS = ("Hemliga huset", "Dolda gatan 7", "999 88", "57.123456", "12.654321", "Bakom kyrkan", "070-77")


@pytest.mark.slow
@pytest.mark.parametrize("address_class", ["area_only", "partners"])
def test_where_a_secret_place_is_stands_in_no_answer(client, address_class):
    provider = make_provider()
    where = {"street": SECRETS[1], "postal_code": SECRETS[2], "latitude": SECRETS[3], "longitude": SECRETS[4]}
    where |= {"way": SECRETS[5]}
    name, phone = (SECRETS[0], SECRETS[6]) if address_class == "area_only" else ("Huset", "08-1")
    at = make_place(
        provider, address_class=address_class, name=name, phone=phone, area="Söder",
        **(where if address_class == "partners" else {}),
    )  # fmt: skip
    if address_class == "area_only":
        translate(at, "en", SECRETS[0])
        Notice.objects.create(place=at, text=SECRETS[5], first_day=localdate())
    service = make_service(provider, places=(at,))
    stop = service.at_places.get()

    answers = [
        b"".join(answer.streaming_content) if answer.streaming else answer.content
        for noun in NOUNS[:4]
        for asked in ("", "?full=true&full_service=true", "?format=ndjson&full=true", "?full=true&lang=en")
        for answer in [client.get(f"{ROOT}{noun}{asked}")]
    ]
    answers += [
        client.get(f"{ROOT}{one}").content
        for one in (f"locations/{at.pk}", f"services/{service.pk}", f"service_at_locations/{stop.pk}")
    ]
    answers += [client.get(f"{ROOT}organizations/{provider.pk}?full_service=true").content]
    with ZipFile(io.BytesIO(client.get(f"{ROOT}datapackage.zip").content)) as archive:
        answers += [archive.read(name) for name in archive.namelist()]

    said = b"\n".join(answers).decode()
    assert [secret for secret in SECRETS if secret in said] == []
    assert str(at.pk) in said
    assert ids(client, "locations", search=SECRETS[0]) == []
    assert ids(client, "service_at_locations", postcode=SECRETS[2]) == []
    assert ids(client, "service_at_locations", postcode=SECRETS[2], proximity=10_000_000) == []


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"page": 0}, "page"),
        ({"page": "two"}, "page"),
        ({"per_page": -1}, "per_page"),
        ({"per_page": ""}, "per_page"),
        ({"format": "xml"}, "format"),
        ({"full": "perhaps"}, "full"),
        ({"modified_after": "yesterday"}, "modified_after"),
        ({"modified_after": "2026-02-30"}, "modified_after"),
        ({"modified_after": "0001-01-01T00:00:00+14:00"}, "modified_after"),
        ({"proximity": 5}, "proximity"),
        ({"top_only": "3"}, "top_only"),
    ],
)
def test_what_cannot_be_read_is_told_by_name(client, asked, field):
    answer = client.get(f"{ROOT}service_at_locations", asked)

    assert (answer.status_code, list(answer.json()["fields"])) == (400, [field])
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    "what", ["contacts", "services/nobody", "services/0199aaaa-0000-7000-8000-000000000001", "a/b/c"]
)
def test_what_is_not_there_is_404_in_json(client, what):
    answer = client.get(ROOT + what)

    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/json")


def test_the_farthest_page_is_empty(client):
    assert ask(client, "services", page=10**19)["empty"]


def test_a_list_is_asked_by_post_too_so_that_filters_stand_in_no_address(client):
    shower, meal = make_service(), make_service()

    by_address = client.post(f"{ROOT}services?organization_id={shower.provider_id}")
    by_form = client.post(f"{ROOT}services", {"organization_id": str(meal.provider_id), "lang": "en"})

    assert [one["id"] for one in by_address.json()["contents"]] == [str(shower.pk)]
    assert [one["id"] for one in by_form.json()["contents"]] == [str(meal.pk)]
    assert by_form.headers["Content-Language"] == "en"
    assert client.post(f"{ROOT}services", {"search": "a\0b"}).status_code == 400
    for refused in (client.put(f"{ROOT}services"), client.post(f"{ROOT}services/{shower.pk}")):
        assert (refused.status_code, refused.headers["Allow"].split(", ")[:2]) == (405, ["GET", "HEAD"])


def test_any_page_anywhere_may_read_it_and_nobody_gets_a_cookie(client):
    make_service()
    answer = client.get(f"{ROOT}services", headers={"Origin": "https://elsewhere.example"})
    preflight = client.options(f"{ROOT}services")

    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Cookie" not in answer.headers["Vary"]
    assert answer.cookies == {}
    assert (preflight.status_code, preflight.headers["Access-Control-Allow-Origin"]) == (204, "*")
    assert "If-None-Match" in preflight.headers["Access-Control-Allow-Headers"]


def test_what_has_not_changed_is_not_told_again(client):
    service = make_service()
    first = client.get(f"{ROOT}services")

    def again():
        return client.get(f"{ROOT}services", headers={"If-None-Match": first.headers["ETag"]})

    with CaptureQueriesContext(connection) as asked:
        unchanged = again()
    questions = len(asked)
    actions.change_service(service=service, by=make_editor(service.provider), at=now(), name="Bastu")
    changed = again()

    assert (unchanged.status_code, unchanged.headers["Access-Control-Allow-Origin"], questions) == (304, "*", 2)
    assert (changed.status_code, changed.json()["contents"][0]["name"]) == (200, "Bastu")
    assert client.get(f"{ROOT}services?lang=en").headers["ETag"] != changed.headers["ETag"]


@pytest.mark.slow
@pytest.mark.parametrize("noun", NOUNS[:4])
@pytest.mark.parametrize("asked", ["", "?full=true", "?full=true&full_service=true", "?lang=en"])
def test_more_entries_ask_no_more_questions(client, noun, asked):
    def ask():
        with CaptureQueriesContext(connection) as found:
            assert client.get(f"{ROOT}{noun}{asked}").status_code == 200
        return len(found)

    def questions():
        return min(ask(), ask())  # what is kept for a minute is asked for again when the minute turns

    questions()  # after which the rules that hold are known
    full_service()
    few = questions()
    for _more in range(3):
        full_service()

    assert questions() == few > 3
