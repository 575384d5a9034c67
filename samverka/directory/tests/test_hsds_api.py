"""`/hsds/v3/` as others read it: pages, filters, languages, and what is told to nobody."""

import csv
import io
import json
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from zipfile import ZipFile

import jsonschema_rs
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate, now

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_territory, make_user
from samverka.directory import actions
from samverka.directory.models import Category, DateException, Language, Notice, Provider, Service, Town, Translation
from samverka.directory.tests.crowds import fill_directory
from samverka.directory.tests.factories import add_hours, make_editor, make_place, make_provider, make_service


ROOT = "/hsds/v3/"
NOUNS = ("services", "service_at_locations", "organizations", "locations", "taxonomies", "taxonomy_terms")
FRICTIONLESS = str(Path(sys.executable).with_name("frictionless"))


def ask(client, what, **asked):
    answer = client.get(ROOT + what, asked)
    assert answer.status_code == 200, answer.content
    return answer.json()


def contents(client, what, **asked):
    return ask(client, what, **asked)["contents"]


def ids(client, what, **asked):
    return [one["id"] for one in contents(client, what, **asked)]


def lines(client, what, **asked):
    answer = client.get(ROOT + what, {"format": "ndjson"} | asked)
    assert answer.headers["Content-Type"] == "application/x-ndjson"
    return [json.loads(line) for line in b"".join(answer.streaming_content).splitlines()]


def full_service(**facts):
    """A service of which everything is known."""
    provider = make_provider(description="En förening.", email="info@example.org", phone="08-1")
    at = make_place(provider, area="Söder", postal_code="111 22", way="In på gården", phone="08-2", step_free=True)
    said = {"description": "Varmt vatten.", "easy": "Dusch.", "bring": "Handduk", "cost": 20, "cost_note": "kontant"}
    said |= {"audience": ["women", "adults"], "spoken": ["sv", "ro"], "no_id_needed": True, "step_free": True}
    said |= {"phone": "08-3", "email": "dusch@example.org", "website": "https://example.org/dusch", "fullness": "low"}
    service = make_service(provider, places=(at,), areas=(make_territory("01"),), **said | facts)
    for owner in (service, at, service.at_places.get()):
        add_hours(owner)
    DateException.objects.create(service=service, first_day=localdate(), last_day=localdate())
    Notice.objects.create(service=service, text="Kallt vatten i dag", first_day=localdate())
    return service


def translate(service, language, text, *, field="name"):
    return actions.translate(
        subject=service.pk, field=field, language=Language.objects.get(pk=language), text=text, of_version=1,
        by=make_user(Role.TRANSLATOR), at=now(),
    )  # fmt: skip


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


@pytest.mark.slow
def test_filters_hold_together(client):
    shower, meal = make_service(no_id_needed=True), make_service(category="FOOD-MEAL", no_id_needed=True)
    Service.objects.filter(pk=shower.pk).update(audience=["women"])
    terms = {one["code"]: one for one in contents(client, "taxonomy_terms", per_page=200)}

    def found(what="services", **asked):
        return set(ids(client, what, **asked))

    assert found(taxonomy_term_id=terms["SHOWER"]["id"]) == {str(shower.pk)}
    assert found(taxonomy_term_id=terms["amenity=shower"]["id"]) == {str(shower.pk)}
    assert found(taxonomy_term_id=terms["audience.women"]["id"]) == {str(shower.pk)}
    assert found(taxonomy_term_id=terms["is.no_id_needed"]["id"]) == {str(shower.pk), str(meal.pk)}
    assert found(taxonomy_term_id=terms["access.queue"]["id"]) == set()
    assert found(taxonomy_term_id=terms["SHOWER"]["id"], organization_id=meal.provider_id) == set()
    assert found(organization_id=meal.provider_id) == {str(meal.pk)}
    assert (
        found(organization_id="-" * 36)
        == found(organization_id="nobody")
        == found(taxonomy_term_id="nothing")
        == found(taxonomy_id="none")
        == set()
    )
    assert found(taxonomy_id=terms["SHOWER"]["taxonomy_id"]) == {str(shower.pk), str(meal.pk)}
    assert found(taxonomy_id=terms["amenity=shower"]["taxonomy_id"]) == {str(shower.pk), str(meal.pk)}
    assert found("organizations", taxonomy_term_id=terms["SHOWER"]["id"]) == {str(shower.provider_id)}
    assert found("locations", taxonomy_term_id=terms["SHOWER"]["id"]) == {str(shower.places.get().pk)}
    assert found("service_at_locations", taxonomy_term_id=terms["SHOWER"]["id"]) == {str(shower.at_places.get().pk)}


def test_there_are_forty_nine_categories_and_each_has_its_terms(client):
    taxonomies = {one["name"]: one["id"] for one in contents(client, "taxonomies")}
    ours = contents(client, "taxonomy_terms", taxonomy_id=taxonomies["Samverka categories"], lang="en")

    assert {one["id"] for one in ours} == {str(pk) for pk in Category.objects.values_list("pk", flat=True)}
    assert len(ours) == 49
    assert {one["code"]: one["name"] for one in ours}["SHELTER-NIGHT"] == "Night shelter"
    assert ids(client, "taxonomy_terms", parent_id=ours[0]["id"]) == []
    assert ask(client, "taxonomy_terms", top_only="true")["total_items"] == ask(client, "taxonomy_terms")["total_items"]
    assert [one["code"] for one in contents(client, "taxonomy_terms", search="night shelter", lang="en")] == [
        "SHELTER-NIGHT"
    ]
    night = ask(client, f"taxonomy_terms/{ours[0]['id']}")
    assert {one["language"] for one in night["translations"]} == {"en", "ro", "bg"}
    assert night["taxonomy_detail"]["name"] == "Samverka categories"


def test_words_are_looked_for_in_every_language(client):
    service = make_service(description="Varmt vatten varje dag.")
    make_service()
    translate(service, "ro", "Duș caldă")

    assert ids(client, "services", search="vatten dag") == [str(service.pk)]
    assert ids(client, "services", search="caldă") == [str(service.pk)]
    assert ids(client, "service_at_locations", search="caldă") == [str(service.at_places.get().pk)]
    assert ids(client, "services", search="vatten natt") == []


@pytest.mark.slow
def test_near_a_postal_code(client):
    here = make_service(places=(make_place(postal_code="111 22", latitude="59.300", longitude="18.060"),))
    near = make_service(places=(make_place(latitude="59.301", longitude="18.060"),))
    far = make_service(places=(make_place(latitude="59.400", longitude="18.060"),))
    gothenburg = make_provider(territory="1480")
    away = make_service(gothenburg, places=(make_place(gothenburg, latitude="57.7", longitude="11.97"),))

    def found(**asked):
        return {one["service_id"] for one in contents(client, "service_at_locations", **asked)}

    assert found(postcode="11122", proximity=0) == {str(here.pk)}
    assert found(postcode="111 22", proximity=500) == {str(here.pk), str(near.pk)}
    assert found(postcode="11122", proximity=50_000_000) == {str(one.pk) for one in (here, near, far, away)}
    assert found(postcode="11122") == {str(here.pk), str(near.pk), str(far.pk)}
    assert found(postcode="99999") == found(postcode="99999", proximity=5) == set()
    away.areas.add(make_territory("01"))
    assert str(away.pk) in found(postcode="11122")


def test_texts_are_in_the_language_that_is_wanted_and_say_what_they_are_made_from(client):
    service = make_service(description="Varmt.")
    translate(service, "en", "Shower")
    actions.change_service(service=service, by=make_editor(service.provider), at=now(), name="Dusch och tvätt")

    english = client.get(f"{ROOT}services/{service.pk}", headers={"Accept-Language": "fi, en-GB;q=0.8"})
    told = english.json()

    assert (english.headers["Content-Language"], english.headers["Vary"]) == ("en", "Accept-Language")
    assert (told["name"], told["description"], told["language"]) == ("Shower", "Varmt.", "sv")
    assert told["application_process"] == "just come"
    assert told["translations"] == [{"language": "en", "field": "name", "text": "Shower", "status": "outdated"}]
    swedish = client.get(f"{ROOT}services/{service.pk}?lang=sv", headers={"Accept-Language": "en"})
    assert (swedish.headers["Content-Language"], swedish.json()["name"]) == ("sv", "Dusch och tvätt")
    assert client.get(f"{ROOT}services?lang=tlh").headers["Content-Language"] == "sv"
    assert contents(client, "services", lang="en")[0]["name"] == "Shower"


def test_a_text_that_is_taken_away_is_not_told_in_another_language_either(client):
    service = make_service(description="Varmt.")
    translate(service, "en", "Warm.", field="description")
    actions.change_service(service=service, by=make_editor(service.provider), at=now(), description="")

    told = ask(client, f"services/{service.pk}", lang="en")

    assert "description" not in told
    assert "translations" not in told


def test_a_notice_is_told_in_the_language_that_is_wanted(client):
    service = make_service()
    notice = Notice.objects.create(service=service, text="Stängt", first_day=localdate())
    said = {"kind": "notice", "subject": notice.pk, "field": "text", "text": "Closed", "of_version": 1, "at": now()}
    Translation.objects.create(language_id="en", **said)

    assert contents(client, "services", lang="en")[0]["alert"] == "Closed"
    assert ask(client, f"services/{service.pk}", lang="en")["alert"] == "Closed"


@pytest.mark.slow
def test_who_asks_what_has_changed_learns_what_is_gone(client):
    since = now() - timedelta(minutes=1)
    kept, removed, closed, old, never = (make_service() for _ in range(5))
    actions.remove_entry(entry=removed, by=make_editor(removed.provider), at=now())
    actions.change_service(service=closed, by=make_editor(closed.provider), at=now(), state="closed")
    long_ago = now() - timedelta(days=400)
    Service.objects.filter(pk=old.pk).update(verified_on=localdate() - timedelta(days=180), changed_at=long_ago)
    Service.objects.filter(pk=never.pk).update(verified_on=None)

    told = {one["id"]: one for one in contents(client, "services", modified_after=since.isoformat())}
    since_that_day = {one["id"]: one for one in contents(client, "services", modified_after=since.date().isoformat())}

    assert {id: one["status"] for id, one in told.items()} == {
        str(kept.pk): "active",
        str(removed.pk): "defunct",
        str(closed.pk): "defunct",
        str(old.pk): "inactive",
    }
    assert since_that_day.keys() == told.keys()
    assert set(told[str(removed.pk)]) == {"id", "name", "status", "last_modified"}
    assert removed.name not in json.dumps(told)
    assert set(ids(client, "services")) == {str(kept.pk)}
    assert {one["service_id"] for one in contents(client, "service_at_locations")} == {str(kept.pk)}
    assert client.get(f"{ROOT}services/{removed.pk}").status_code == 404
    assert client.get(f"{ROOT}services/{old.pk}").status_code == 404
    assert ids(client, "services", modified_after="2999-01-01") == []
    assert ids(client, "services", search=removed.name, modified_after=since.isoformat()) == []
    assert ids(client, "service_at_locations", modified_after="2999-01-01") == []


def test_the_services_of_a_provider_that_left_are_gone_with_it(client):
    since, service = now() - timedelta(minutes=1), make_service()
    Service.objects.update(changed_at=now() - timedelta(days=9))
    actions.remove_entry(entry=service.provider, by=make_editor(service.provider), at=now())

    assert ids(client, "services") == ids(client, "organizations") == ids(client, "locations") == []
    assert [one["status"] for one in contents(client, "services", modified_after=since.isoformat())] == ["defunct"]


def test_a_notice_is_told_while_it_holds(client):
    service = make_service()
    today = localdate()
    Notice.objects.create(service=service, text="Ny", first_day=today)
    Notice.objects.create(provider=service.provider, text="Alla", first_day=today, last_day=today)
    Notice.objects.create(place=service.places.get(), text="Trappan", first_day=today - timedelta(days=3))
    Notice.objects.create(service=service, text="Gammal", first_day=date(2026, 1, 1), last_day=date(2026, 1, 2))
    Notice.objects.create(service=service, text="Senare", first_day=today + timedelta(days=1))

    assert contents(client, "services")[0]["alert"] == "Ny\nTrappan\nAlla"


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
    def questions():
        with CaptureQueriesContext(connection) as found:
            assert client.get(f"{ROOT}{noun}{asked}").status_code == 200
        return len(found)

    full_service()
    few = questions()
    for _more in range(3):
        full_service()

    assert questions() == few > 3


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


def test_the_command_writes_the_package_that_the_interface_gives(client, tmp_path):
    translate(make_service(), "en", "Shower")
    file = tmp_path / "directory.zip"

    call_command("package", str(file), language="en", stdout=io.StringIO())

    assert file.read_bytes() == client.get(f"{ROOT}datapackage.zip?lang=en").content
    assert [one.name for one in tmp_path.iterdir()] == ["directory.zip"]
    with pytest.raises(CommandError, match="no language tlh"):
        call_command("package", str(file), language="tlh")
