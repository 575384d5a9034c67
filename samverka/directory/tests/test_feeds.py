"""Feeds of any shape come to one normal form."""

import json
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from samverka.core import sheets
from samverka.directory import feeds
from samverka.directory.feeds import Broken, Reader
from samverka.directory.feeds.schedules import read
from samverka.directory.feeds.sheet import hours_of
from samverka.directory.tests.peers import location, made, organization, package, service, weekly


def told(raw):
    reader = Reader()
    found = [*reader.services(feeds.things(raw)), *reader.others()]
    return {(one.kind, one.foreign): one for one in found}


def of(things):
    return told(json.dumps(things).encode())


def facts(thing):
    return next(one for (kind, _), one in of(thing).items() if kind == "service").facts


def place(thing):
    return next(one for (kind, _), one in of(service(places=(thing,))).items() if kind == "location").facts


FLAT = {
    "organizations": [organization()],
    "services": [
        {"id": made("service 1"), "organization_id": made("organization 1"), "name": "Dusch 1", "status": "active"}
    ],
    "service_at_locations": [
        {"id": made("stop"), "service_id": made("service 1"), "location_id": made("location 1")}
    ],
    "locations": [{"id": made("location 1"), "location_type": "physical", "name": "Exempelhuset"}],
    "addresses": [
        {"id": "1", "location_id": made("location 1"), "address_1": "Gatan 1", "city": "X", "address_type": "physical"}
    ],
    "schedules": [{"id": "1", "service_at_location_id": made("stop"), **weekly()}],
    "phones": [{"id": "1", "service_id": made("service 1"), "number": "08-1"}],
    "attributes": [
        {"id": "1", "link_id": made("service 1"), "link_entity": "service", "taxonomy_term_id": made("term")}
    ],
    "taxonomy_terms": [{"id": made("term"), "code": "SHOWER", "name": "Dusch", "description": "", "taxonomy": "Ord"}],
}  # fmt: skip


@pytest.mark.parametrize(
    "raw",
    [
        json.dumps(service()),
        json.dumps([service()]),
        json.dumps({"total_items": 1, "contents": [service()]}),
        json.dumps({"services": [service()]}),
        json.dumps(service()) + "\n" + json.dumps(service(2)) + "\n",
        json.dumps({**organization(), "services": [service()]}),
        "\ufeff" + json.dumps(service()),
    ],
    ids=["one", "list", "page", "services", "lines", "organization", "mark"],
)
def test_nested_services_are_read_from_every_shape(raw):
    found = told(raw.encode())

    assert found["service", made("service 1")].facts["phone"] == "08-12 34 56"
    assert found["organization", made("organization 1")].name == "Exempelföreningen 1"
    assert found["location", made("location 1")].facts["street"] == "Påhittade gatan 1"


@pytest.mark.parametrize("raw", [json.dumps(FLAT).encode(), package(FLAT)], ids=["json", "package"])
def test_flat_tables_are_put_together_again(raw):
    found = told(raw)

    dusch = found["service", made("service 1")]
    assert dusch.facts["provider"] == made("organization 1")
    assert dusch.facts["phone"] == "08-1"
    assert dusch.facts["terms"] == [["Ord", "SHOWER", "Dusch"]]
    assert dusch.facts["places"] == [
        [made("location 1"), {"rules": [["open", "12", "09:00", "15:00", None, None, None]]}]
    ]
    assert found["location", made("location 1")].facts["street"] == "Gatan 1"


def test_the_names_of_hsds_2_are_understood():
    tables = {
        "organizations": FLAT["organizations"],
        "services": FLAT["services"],
        "services_at_location": FLAT["service_at_locations"],
        "locations": FLAT["locations"],
        "physical_addresses": [{"id": "1", "location_id": made("location 1"), "address_1": "Gatan 2", "city": "X"}],
        "regular_schedules": [
            {"service_id": made("service 1"), "weekday": "3", "opens_at": "9:00", "closes_at": "10:00"}
        ],
        "holiday_schedules": [
            {"service_id": made("service 1"), "closed": "true", "start_date": "2026-12-24", "end_date": "2026-12-25"}
        ],
    }

    found = told(package(tables))

    hours = found["service", made("service 1")].facts["hours"]
    assert hours["rules"] == [["open", "3", "09:00", "10:00", None, None, None]]
    assert hours["exceptions"] == [["closed", "2026-12-24", "2026-12-25", None, None, ""]]
    assert found["location", made("location 1")].facts["street"] == "Gatan 2"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"id": None}, "no_id"),
        ({"id": "x" * 201}, "no_id"),
        ({"id": ["a"]}, "no_id"),
        ({"name": " "}, "no_name"),
        ({"name": "x" * 301}, "too_long"),
        ({"description": "x" * 20_001}, "too_long"),
        ({"organization": None}, "no_organization"),
        ({"organization": [], "organization_id": {}}, "no_organization"),
    ],
)
def test_what_is_wrong_with_one_entry_stays_with_it(change, why):
    found = of([service(2), {**service(), **change}])

    assert [one.why for one in found.values() if one.kind == "service"] == ["", why]


def test_an_id_counts_once():
    found = [*Reader().services([service(), service()])]

    assert [one.why for one in found] == ["", "twice"]


@pytest.mark.parametrize(
    ("change", "address_class"),
    [
        ({}, "public"),
        ({"addresses": []}, "public"),  # its point is published
        ({"addresses": [], "latitude": None}, "area_only"),
        ({"addresses": [{"address_1": "Gatan 1", "city": "X"}]}, "area_only"),
        ({"addresses": [{"address_1": "Box 1", "city": "X", "address_type": "postal"}]}, "area_only"),
        ({"name": "Skyddat boende"}, "area_only"),
        ({"description": "The address is confidential."}, "area_only"),
        ({"latitude": "north", "addresses": "?"}, "area_only"),
        ({"latitude": 0, "longitude": 0, "addresses": []}, "area_only"),
        ({"latitude": 191, "addresses": []}, "area_only"),
    ],
)
def test_a_place_tells_where_it_is_only_when_the_feed_plainly_does(change, address_class):
    found = place(location(**change))

    assert found["address_class"] == address_class
    if address_class == "area_only":
        assert not {"street", "latitude", "longitude", "postal_code", "way"} & {*found}


def test_a_confidential_place_loses_its_name_and_phone_too():
    found = place(location(name="Hemlig adress, Rosenhuset", phones=[{"number": "08-1"}]))

    assert (found["name"], found["phone"]) == ("Stockholm", "")


def test_places_on_the_net_are_no_places():
    assert facts(service(places=(location(location_type="virtual"),)))["places"] == []


def test_a_phone_that_is_told_of_the_stop_is_found():
    thing = service(phones=[])
    thing["service_at_locations"][0]["phones"] = [{"id": "1", "number": "08-7"}]

    assert facts(thing)["phone"] == "08-7"
    assert facts(thing | {"phones": [{"id": "2", "number": "08-8"}]})["phone"] == "08-8"


@pytest.mark.parametrize(
    ("told", "website"),
    [
        ("exempel.se/dusch", "https://exempel.se/dusch"),
        ("www.exempel.se", "https://www.exempel.se"),
        ("http://exempel.se", "http://exempel.se"),
        ("se anslag", ""),
        ("info@exempel.se", ""),
        ("kl.9", ""),
    ],
)
def test_a_website_is_one_without_its_beginning_too(told, website):
    assert facts(service(url=told))["website"] == website


def test_a_language_that_is_not_told_is_not_remarked_on():
    found = of(service(languages=[{"id": "1"}, {"id": "2", "name": "Creole"}]))["service", made("service 1")]

    assert (found.facts["spoken"], found.remarks) == (["ht"], ())


def test_contact_persons_are_never_read():
    found = of(service(contacts=[{"id": "1", "name": "Alma Exempelsson", "email": "alma@exempel.invalid"}]))

    assert "Alma" not in repr(found)
    assert "contacts_left_out" in found["service", made("service 1")].remarks


@pytest.mark.parametrize(
    ("schedule", "rules"),
    [
        (weekly(), [["open", "12", "09:00", "15:00", None, None, None]]),
        (weekly(byday="2TU,-1FR", freq="MONTHLY"),
         [["open", "2", "09:00", "15:00", 2, None, None], ["open", "5", "09:00", "15:00", -1, None, None]]),
        (weekly(opens_at="09:00:00Z", closes_at="24:00"), [["open", "12", "09:00", "00:00", None, None, None]]),
        (weekly(opens_at="00:00", closes_at="23:59"), [["open", "12", "00:00", "00:00", None, None, None]]),
        (weekly(opens_at="9:00 am", closes_at="3.30 PM"), [["open", "12", "09:00", "15:30", None, None, None]]),
        (weekly(opens_at="21:00", closes_at="07:00"), [["open", "12", "21:00", "07:00", None, None, None]]),
        (weekly(freq="DAILY", byday=None), [["open", "1234567", "09:00", "15:00", None, None, None]]),
        (weekly(byday=None, dtstart="2026-11-25"), [["open", "3", "09:00", "15:00", None, "2026-11-25", None]]),
        (weekly(valid_from="2026-01-01", valid_to="2026-12-31", until="2026-06-30"),
         [["open", "12", "09:00", "15:00", None, "2026-01-01", "2026-06-30"]]),
    ],
)  # fmt: skip
def test_weekly_hours_are_read(schedule, rules):
    hours, in_words = read([schedule])

    assert (hours.facts(), in_words) == ({"rules": rules}, 0)


@pytest.mark.parametrize(
    "change",
    [
        {"interval": 2},
        {"freq": "YEARLY"},
        {"byday": "XX"},
        {"byday": "6MO", "freq": "MONTHLY"},
        {"byday": "1MO"},  # each first Monday of a week says nothing
        {"bymonthday": "1,15"},
        {"count": 4},
        {"opens_at": "25:00"},
        {"opens_at": "09:61"},
        {"opens_at": "15:00"},  # from three to three
        {"opens_at": None},
        {"valid_from": "2026-12-01", "valid_to": "2026-01-01"},
    ],
)
def test_hours_that_cannot_be_said_become_words(change):
    hours, in_words = read([weekly(description="Ring först.", **change)])

    assert (hours.rules, in_words) == ([], 1)
    assert hours.notices[0][0] == "Ring först."


def test_days_told_one_by_one_are_one_rule():
    days = [{"weekday": day, "opens_at": "9:00am", "closes_at": "5:00pm"} for day in ("Monday", "Tuesday", "Friday")]

    hours, in_words = read([*days, {"weekday": "Saturday", "opens_at": "10:00am", "closes_at": "2:00pm"}])

    rules = [["open", "125", "09:00", "17:00", None, None, None], ["open", "6", "10:00", "14:00", None, None, None]]
    assert (hours.facts(), in_words) == ({"rules": rules}, 0)


def test_the_words_that_hours_were_made_of_are_said_once():
    told = "6:00pm until everybody is fed, Mon-Wed"
    days = [{"weekday": day, "opens_at": "6:00pm", "original_text": told} for day in ("Monday", "Tuesday", "Wednesday")]

    hours, in_words = read(days)

    assert (hours.facts(), in_words) == ({"notices": [[told, None, None]]}, 3)


def test_single_days_are_exceptions():
    days = [
        {"valid_from": "2026-12-24", "valid_to": "2026-12-26", "description": "Closed for Christmas"},
        {"valid_from": "2026-12-31", "opens_at": "10:00", "closes_at": "12:00", "notes": "Nyår"},
    ]

    hours, in_words = read(days)

    assert in_words == 0
    assert hours.facts()["exceptions"] == [
        ["closed", "2026-12-24", "2026-12-26", None, None, ""],
        ["other", "2026-12-31", "2026-12-31", "10:00", "12:00", "Nyår"],
    ]


@pytest.mark.parametrize(
    ("words", "rules"),
    [
        ("Mo-Fr 09:00-15:00", [["open", "12345", "09:00", "15:00", None, None, None]]),
        ("mån–fre 9–15", [["open", "12345", "09:00", "15:00", None, None, None]]),  # noqa: RUF001
        ("Måndag - torsdag kl 9.30-11", [["open", "1234", "09:30", "11:00", None, None, None]]),
        ("vardagar 8-16", [["open", "12345", "08:00", "16:00", None, None, None]]),
        ("dygnet runt", [["open", "1234567", "00:00", "00:00", None, None, None]]),
    ],
)
def test_hours_as_people_write_them_are_read(words, rules):
    remarks = []

    assert (hours_of(words, remarks).rules, remarks) == (rules, [])


def test_hours_that_nobody_can_read_stay_as_words():
    remarks = []
    hours = hours_of("efter överenskommelse, oftast på onsdagar", remarks)

    assert (hours.rules, remarks) == ([], ["hours_in_words"])
    assert hours.notices == [["efter överenskommelse, oftast på onsdagar", None, None]]


def test_a_sheet_with_messy_headings_is_read():
    raw = (
        "Vår lista 2026\n\nFörening;Verksamhet;Typ av stöd;Gatuadress;Ort;Öppettider;Språk;Avgift\n"
        "Exempelhjälpen;Dusch;Dusch;Gatan 1;Stockholm;mån-fre 9-15;svenska, rumänska;gratis\n"
        ";Tvätt;Tvätt;Gatan 1;Stockholm;;;20 kr\nSumma;;;;;;;\n"
    )
    table = sheets.read(raw.encode(), most_lines=100)
    header = feeds.find_header([row for _, row in table.lines])
    reader = Reader()

    found = [*feeds.lines(table.lines[header.row + 1 :], header.columns, reader)]

    dusch, tvatt = found
    assert (dusch.name, dusch.facts["cost"], dusch.facts["spoken"]) == ("Dusch", "0.00", ["ro", "sv"])
    assert (tvatt.name, tvatt.facts["cost"]) == ("Tvätt", "20.00")
    assert dusch.facts["provider"] == tvatt.facts["provider"] == "exempelhjalpen"
    assert dusch.facts["places"] == tvatt.facts["places"] != []
    assert [one.kind for one in reader.others()] == ["organization", "location"]


PLAIN = some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=20)


ANYTHING = some.recursive(
    PLAIN, lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


PARTS = some.sampled_from([*service(), *location(), *organization(), "contacts", "cost_options", "eligibility", "fees"])


BENT = some.dictionaries(PARTS, ANYTHING, max_size=8)


SCHEDULES = some.lists(
    some.dictionaries(some.sampled_from([*weekly(), "valid_from", "valid_to", "until", "kind"]), ANYTHING)
)


@pytest.mark.slow
@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(thing=BENT, spot=BENT, owner=BENT, schedules=SCHEDULES)
def test_whatever_stands_in_an_entry_is_read_or_refused(thing, spot, owner, schedules):
    bent = {**service(), "organization": {**organization(), **owner}, "schedules": schedules, **thing}
    bent["service_at_locations"] = [{"location": {**location(), **spot}}]

    reader = Reader()
    found = [*reader.services([bent, thing, spot]), *reader.others()]

    assert len([one for one in found if one.kind == "service"]) == 3
    json.dumps([one.facts for one in found], allow_nan=False)
    assert all("\x00" not in repr(one.facts) for one in found)


@pytest.mark.slow
@settings(deadline=None, max_examples=200)
@given(document=ANYTHING, cut=some.integers(0, 400))
def test_whatever_is_sent_is_read_or_broken(document, cut):
    for raw in (json.dumps(document).encode(), json.dumps(FLAT).encode()[:cut], package(FLAT)[:cut]):
        if feeds.is_workbook(raw):
            continue
        with suppress(Broken):
            told(raw)


@pytest.mark.slow
@settings(deadline=None, max_examples=100)
@given(
    words=some.text(max_size=40),
    cells=some.lists(some.none() | some.integers() | some.floats() | some.text(max_size=20)),
)
def test_whatever_stands_in_a_sheet_is_read_or_refused(words, cells):
    hours_of(words, [])
    columns = {name: place for place, name in enumerate(feeds.FIELDS)}
    reader = Reader()

    found = [*feeds.lines([(1, cells), (2, [*cells, *["x"] * 30])], columns, reader), *reader.others()]

    json.dumps([one.facts for one in found], allow_nan=False)


def test_columns_of_an_export_are_told_apart():
    header = ["service_uuid", "organization_name", "organization_uuid", "service_name", "service_description"]

    assert feeds.guess(header) == {"id": 0, "provider": 1, "name": 3, "description": 4}
