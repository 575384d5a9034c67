"""What HSDS calls our entries: arithmetic on plain rows."""

import json
from datetime import UTC, date, datetime, time
from io import BytesIO
from uuid import UUID, uuid4
from zipfile import ZipFile

import pytest

from samverka.directory.hsds import entries, openapi, package, profile, terms
from samverka.directory.hsds.entries import Around
from samverka.directory.hsds.schedules import schedules
from samverka.directory.hsds.tables import TABLES
from samverka.directory.hsds.words import moment, part, told
from samverka.directory.models import Service
from samverka.directory.queries.hsds.around import labels


SHOWER = {"id": uuid4(), "code": "SHOWER", "group": "hygiene", "name": "Dusch", "osm": "amenity=shower; fee=no"}
SHOWER |= {"language": "sv", "shown_in": "sv"}
LABELS = labels("en")
TERMS = terms.terms([SHOWER], labels=LABELS, language="en")
PROVIDER = {"id": uuid4(), "name": "Exempelhjälpen", "description": "", "website": "", "email": "", "phone": ""}
PROVIDER |= {"language": "sv", "organisation__number": None}
WEEKLY = {"kind": "open", "weekdays": "135", "opens": time(9), "closes": time(15), "nth": None}
WEEKLY |= {"valid_from": None, "valid_to": None}
DAYS = {"first_day": date(2026, 12, 24), "last_day": date(2026, 12, 26), "opens": None, "closes": None, "message": ""}


def service(**facts):
    row = dict.fromkeys(
        ("description", "easy", "cost_note", "bring", "phone", "email", "website", "fullness", "holidays", "eves"), ""
    )
    row |= dict.fromkeys(("cost", "no_id_needed", "step_free", "dogs", "verified_by_id", "provider__organisation_id"))
    row |= {"id": uuid4(), "provider_id": PROVIDER["id"], "category_id": SHOWER["id"], "name": "Dusch", "state": "open"}
    row |= {"access": "drop_in", "audience": [], "spoken": [], "is_mobile": False, "language": "sv"}
    row |= {"verified_on": date(2026, 11, 1), "changed_at": datetime(2026, 11, 2, 3, 4, 5, 678901, UTC)}
    return row | {"provider__email": "info@example.org"} | facts


def place(**facts):
    row = {"id": uuid4(), "provider_id": PROVIDER["id"], "provider__is_removed": False, "territory_id": "0180"}
    row |= {"territory__name": "Stockholm", "name": "Exempelhuset", "address_class": "public", "area": "Söder"}
    row |= {"street": "Påhittade gatan 1", "postal_code": "111 22", "city": "Exempelstad", "latitude": 59.3}
    row |= {"longitude": 18.06, "way": "In på gården", "phone": "08-1", "step_free": True, "dogs": None}
    return row | {"holidays": "unknown", "eves": "unknown", "language": "sv"} | facts


def around(**known):
    ours = {"providers": {PROVIDER["id"]: PROVIDER}, "categories": {SHOWER["id"]: SHOWER}, "terms": TERMS}
    return Around(LABELS, **ours | {"counties": {"01": "Stockholms län"}} | known)


def rows(**facts):
    return schedules([{"id": uuid4(), **WEEKLY, **facts}], [], labels=LABELS)[0]


def nulls(thing):
    if isinstance(thing, dict):
        return [name for name, value in thing.items() if value is None or nulls(value)]
    return [one for one in thing if nulls(one)] if isinstance(thing, list) else []


def test_hours_of_the_week_are_a_row_in_the_words_of_rfc_5545():
    id = uuid4()

    assert rows(id=id) == {
        "id": str(id),
        "wkst": "MO",
        "freq": "WEEKLY",
        "interval": 1,
        "byday": "MO,WE,FR",
        "opens_at": "09:00",
        "closes_at": "15:00",
        "kind": "open",
    }


@pytest.mark.parametrize(("nth", "byday"), [(2, "2MO,2TU"), (-1, "-1MO,-1TU")])
def test_the_nth_weekday_of_a_month_is_told_with_its_number(nth, byday):
    row = rows(weekdays="12", nth=nth)

    assert (row["freq"], row["byday"]) == ("MONTHLY", byday)


@pytest.mark.parametrize(
    ("opens", "closes", "said"),
    [
        (time(0), time(0), ("00:00", "23:59")),  # round the clock
        (time(20, 30), time(7), ("20:30", "07:00")),  # over night
        (time(18), time(0), ("18:00", "00:00")),
    ],
)
def test_hours_that_touch_midnight(opens, closes, said):
    row = rows(opens=opens, closes=closes)

    assert (row["opens_at"], row["closes_at"]) == said


def test_hours_of_a_season_are_valid_for_it_and_a_booked_time_says_so():
    row = rows(kind="appointment", valid_from=date(2026, 11, 1), valid_to=date(2027, 3, 31))

    assert (row["valid_from"], row["valid_to"]) == ("2026-11-01", "2027-03-31")
    assert (row["attending_type"], row["kind"]) == ("by appointment", "appointment")


def test_days_that_differ_are_rows_with_the_days_for_which_they_hold():
    closed, other, message = schedules(
        [],
        [
            {"id": uuid4(), **DAYS, "kind": "closed"},
            {"id": uuid4(), **DAYS, "kind": "other", "opens": time(10), "closes": time(12)},
            {"id": uuid4(), **DAYS, "kind": "message", "message": "Gröt"},
        ],
        labels=LABELS,
    )

    assert {row["valid_from"] for row in (closed, other, message)} == {"2026-12-24"}
    assert {row["valid_to"] for row in (closed, other, message)} == {"2026-12-26"}
    assert (closed["description"], "opens_at" in closed) == ("closed", False)
    assert (other["byday"], other["opens_at"], other["closes_at"]) == ("MO,TU,WE,TH,FR,SA,SU", "10:00", "12:00")
    assert (message["notes"], message["kind"], "freq" in message) == ("Gröt", "message", False)


def test_what_is_not_known_is_left_out():
    row = service()

    assert entries.service(row, around()) == {
        "id": str(row["id"]),
        "organization_id": str(PROVIDER["id"]),
        "name": "Dusch",
        "status": "active",
        "application_process": "just come",
        "assured_date": "2026-11-01",
        "last_modified": "2026-11-02T03:04:05.678Z",
        "language": "sv",
    }
    assert nulls(entries.service_full(row, around())) == []


@pytest.mark.parametrize("state", Service.State.values)
def test_every_state_has_a_status_of_hsds(state):
    assert entries.service(service(state=state), around())["status"] in TABLES["service"].fields["status"].split("|")


@pytest.mark.parametrize(
    ("audience", "least"), [(["adults"], 18), (["women", "adults"], 18), (["families", "adults"], None), ([], None)]
)
def test_only_a_service_for_adults_alone_has_a_least_age(audience, least):
    assert entries.service(service(audience=audience), around()).get("minimum_age") == least


def test_the_mailbox_of_who_found_it_right_is_told_when_that_is_the_provider_itself():
    own = uuid4()

    by_itself = entries.service(service(verified_by_id=own, provider__organisation_id=own), around())
    by_another = entries.service(service(verified_by_id=uuid4(), provider__organisation_id=own), around())

    assert by_itself["assurer_email"] == "info@example.org"
    assert "assurer_email" not in by_another


def test_what_it_costs_and_what_it_asks_for():
    free = entries.service_full(service(cost=0, no_id_needed=True), around())
    dear = entries.service_full(service(cost=20, no_id_needed=False), around())

    assert [(one["amount"], one["currency"]) for one in free["cost_options"]] == [(0, "SEK")]
    assert "required_documents" not in free
    assert [one["amount"] for one in dear["cost_options"]] == [20]
    assert [one["document"] for one in dear["required_documents"]] == ["identity document"]


def test_a_service_holds_terms_of_three_taxonomies():
    full = entries.service_full(service(audience=["women"], no_id_needed=True, fullness="low"), around())
    codes = [one["taxonomy_term"]["code"] for one in full["attributes"]]

    assert codes == [
        *("SHOWER", "amenity=shower", "fee=no", "audience.women", "access.drop_in", "fullness.low"),
        "is.no_id_needed",
    ]
    assert {one["link_id"] for one in full["attributes"]} == {full["id"]}
    assert len({one["id"] for one in full["attributes"]}) == len(codes)


def test_the_conditions_are_those_that_a_service_can_have():
    assert set(terms.OF_A_SERVICE["audience"]) == set(Service.Audience.values)
    assert set(terms.OF_A_SERVICE["access"]) == set(Service.Access.values)
    assert set(terms.OF_A_SERVICE["fullness"]) == set(Service.Fullness.values)
    assert set(terms.OF_A_SERVICE["state"]) < set(Service.State.values)


def test_an_organization_has_its_number_and_a_description_even_if_empty():
    full = entries.organization_full(
        PROVIDER | {"organisation__number": "8020000000"}, around(), locations=[], services=[]
    )

    assert full["description"] == ""
    assert [one["identifier"] for one in full["organization_identifiers"]] == ["8020000000"]
    assert "services" not in full


def test_a_public_place_tells_where_it_is():
    told_of = entries.location_full(place(), around())

    assert (told_of["name"], told_of["latitude"], told_of["transportation"]) == ("Exempelhuset", 59.3, "In på gården")
    assert [
        (one["address_1"], one["postal_code"], one["city"], one["region"], one["state_province"], one["country"])
        for one in told_of["addresses"]
    ] == [("Påhittade gatan 1", "111 22", "Exempelstad", "Söder", "Stockholms län", "SE")]
    assert [one["description"] for one in told_of["accessibility"]] == ["step-free"]


def test_of_a_place_of_which_only_the_area_may_be_known_nothing_else_is_told():
    secret = place(address_class="area_only")
    translated = {secret["id"]: [{"language_id": "en", "field": "name", "text": "The house", "status": "human"}]}
    everything = around(rules={secret["id"]: [{"id": uuid4(), **WEEKLY}]}, translations=translated)

    assert entries.location_full(secret, everything) == {
        "id": str(secret["id"]),
        "location_type": "physical",
        "description": "Söder, Stockholm",
        "municipality": "0180",
    }


def test_a_place_for_partners_has_no_address_even_if_a_row_had_one():
    assert "addresses" not in entries.location_full(place(address_class="partners"), around())


def test_what_is_no_longer_shown_tells_only_that():
    id, at = uuid4(), datetime(2026, 11, 2, tzinfo=UTC)

    assert entries.service_hidden(id, is_gone=True, at=at) == {
        "id": str(id),
        "name": "-",
        "status": "defunct",
        "last_modified": "2026-11-02T00:00:00.000Z",
    }
    assert entries.service_hidden(id, is_gone=False, at=at)["status"] == "inactive"


def test_translations_are_told_by_the_names_of_the_fields_here():
    row = service(easy="Dusch", bring="Handduk")
    found = [
        {"language_id": "ro", "field": "easy", "text": "Duș", "status": "human"},
        {"language_id": "en", "field": "bring", "text": "A towel", "status": "machine"},
        {"language_id": "sv", "field": "name", "text": "Dusch", "status": "human"},
    ]

    assert entries.service_full(row, around(translations={row["id"]: found}))["translations"] == [
        {"language": "en", "field": "bring", "text": "A towel", "status": "machine"},
        {"language": "ro", "field": "easy_description", "text": "Duș", "status": "human"},
    ]


def test_a_part_has_the_same_id_as_long_as_its_owner():
    owner = UUID("0199aaaa-0000-7000-8000-000000000001")

    assert part(owner, "phone") == part(owner, "phone")
    assert part(owner, "phone") != part(owner, "address")


def test_false_and_nothing_are_values_but_empty_is_not_known():
    assert told(a=0, b=False, c="", d=None, e=[]) == {"a": 0, "b": False}


def test_moments_are_in_utc_to_the_millisecond():
    assert moment(datetime(2026, 11, 2, 3, 4, 5, 999999, UTC)) == "2026-11-02T03:04:05.999Z"


def test_a_nested_service_becomes_lines_that_name_whose_part_they_are():
    at = place()
    row = service(phone="08-1", spoken=["ro"])
    stop = {"id": uuid4(), "service_id": row["id"], "place_id": at["id"], "position": 0}
    known = around(stops={row["id"]: [stop]}, places={at["id"]: at}, rules={stop["id"]: [{"id": uuid4(), **WEEKLY}]})

    lines = list(package.lines("service", entries.service_full(row, known)))

    kinds = ["service", "phone", "service_at_location", "schedule", "language", *["attribute"] * 4]
    assert [name for name, _line in lines] == kinds
    assert lines[1][1]["service_id"] == str(row["id"])
    assert lines[3][1]["service_at_location_id"] == str(stop["id"])
    assert (lines[3][1]["opens_at"], "service_id" in lines[3][1]) == ("09:00:00", False)
    assert all(set(line) <= set(package.columns(TABLES[name])) for name, line in lines)


def test_the_same_facts_make_the_same_archive():
    lines = list(package.lines("service", entries.service_full(service(), around())))
    one, other = BytesIO(), BytesIO()

    package.write(one, iter(lines), title="Samverka")
    package.write(other, iter(lines), title="Samverka")

    assert one.getvalue() == other.getvalue()
    assert sorted(ZipFile(one).namelist()) == sorted(["datapackage.json", *(table.file for table in TABLES.values())])


def test_the_profile_tells_what_each_added_field_means():
    told_of = profile.about("https://samverka.example/hsds/v3/profile/")
    patches = {name: profile.patch(name) for name in profile.files()}

    assert all(meaning for table in told_of["adds"].values() for meaning in table.values())
    assert set(told_of["adds"]) | {"openapi"} == set(patches)
    assert list(patches["openapi"]["paths"]) == ["/locations", "/locations/{id}"]
    assert set(patches["service"]["properties"]) & set(TABLES["service"].fields) == set()


def test_the_description_refers_only_to_what_it_holds():
    description = openapi.describe("https://samverka.example/hsds/v3")
    written = json.dumps(description)
    parts = description["components"]

    for name in set(written.split('"#/components/')[1:]):
        kind, _slash, rest = name.partition("/")
        assert rest.partition('"')[0] in parts[kind]
