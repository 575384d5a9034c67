"""Feeds of others on their pages: made known, read, looked through and taken in, also without scripts."""

import json

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import now
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_organisation, make_user
from samverka.core.ids import new_id
from samverka.directory import tasks
from samverka.directory.models import Feed, FeedReading, Service
from samverka.directory.tests.peers import service


pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ENGLISH = {"HTTP_ACCEPT_LANGUAGE": "en"}


@pytest.fixture
def by():
    home = make_organisation(territory="0180")
    return make_user(Role.MUNICIPALITY_COORDINATOR, at=home, territory="0180", language="en")


@pytest.fixture
def feed(by):
    home = by.standing[0]
    return Feed.objects.create(name="Exempelflödet", organisation=home.organisation, territory=home.territory)


@pytest.fixture
def client(client, by):
    TOTP.activate(by, "A" * 32)
    client.force_login(by)
    return client


def send(client, feed, things, name="feed.json"):
    raw = things if isinstance(things, bytes) else json.dumps(things).encode()
    typed = {"id": new_id(), "file": SimpleUploadedFile(name, raw), "send": "1"}
    answer = client.post(reverse("directory:read_feed", args=[feed.pk]), typed, **ENGLISH)
    assert answer.status_code == 302, answer.content.decode()
    return answer.url


def press(client, name, reading, **typed):
    answer = client.post(reverse(f"directory:{name}", args=[reading.pk]), typed, **ENGLISH)
    assert answer.status_code == 302, answer.content.decode()
    return client.get(answer.url, **ENGLISH).content.decode()


def test_a_feed_is_made_known(client, by):
    home = by.standing[0]
    typed = {"id": new_id(), "name": "Grannens lista", "url": "https://exempel.invalid/hsds/v3", "licence": "CC0"}
    typed |= {"organisation": home.organisation_id, "territory": home.territory_id}

    answer = client.post(reverse("directory:add_feed"), typed, **ENGLISH)

    feed = Feed.objects.get()
    assert answer.url == reverse("directory:feed", args=[feed.pk])
    assert "Read it from its address" in client.get(answer.url, **ENGLISH).content.decode()
    assert "Grannens lista" in client.get(reverse("directory:feeds"), **ENGLISH).content.decode()


def test_an_address_that_is_not_https_is_handed_back(client, by, feed, monkeypatch):
    monkeypatch.setattr("django.conf.settings.EXERCISE", False)
    typed = {"name": "X", "url": "http://exempel.invalid/"}

    answer = client.post(reverse("directory:change_feed", args=[feed.pk]), typed, **ENGLISH)

    assert answer.status_code == 422
    assert "must begin with https" in answer.content.decode()


def test_a_file_is_looked_through_and_taken_in(client, feed):
    page = client.get(send(client, feed, [service(), service(2, kind="BADHUS")]), **ENGLISH).content.decode()

    assert "Dusch 1" in page
    assert "Nothing is written yet" in page
    assert "It is not clear which category this is" in page
    reading = FeedReading.objects.get()
    page = press(client, "name_kinds", reading, kind_0="LAUNDRY")
    assert "It is not clear which category this is" not in page
    page = press(client, "approve_reading", reading)
    assert "Taken in" in page
    assert Service.objects.count() == 2


def test_what_is_gone_is_ticked_on_its_own_page(client, feed):
    send(client, feed, [service(), service(2)])
    press(client, "approve_reading", FeedReading.objects.get())
    address = send(client, feed, [service()])
    reading = FeedReading.objects.latest("begun_at")

    page = client.get(f"{address}?show=gone", **ENGLISH)
    assert 'type="checkbox"' in page.content.decode()
    gone = str(Service.objects.get(name="Dusch 2").pk)
    press(client, "tick_removals", reading, offered=[gone], remove=[gone])
    page = press(client, "approve_reading", reading)

    assert "Taken in" in page
    assert Service.objects.get(name="Dusch 2").is_removed


def test_a_broken_file_says_why_and_can_be_thrown_away(client, feed):
    page = client.get(send(client, feed, b'[{"id": "'), **ENGLISH).content.decode()

    assert "cut off or broken" in page
    assert "Nothing has changed in the directory" in page
    press(client, "discard_reading", FeedReading.objects.get())
    assert not FeedReading.objects.exists()


def test_the_sheet_to_fill_in_can_be_sent_as_it_is(client, feed):
    sheet = client.get(reverse("directory:feed_template", args=["xlsx"]), **ENGLISH)

    page = client.get(send(client, feed, sheet.content, "samverka.xlsx"), **ENGLISH).content.decode()

    assert "Dusch och tvätt" in page
    reading = FeedReading.objects.get()
    assert (reading.stage, reading.counts) == ("preview", {"new": 3})
    assert client.get(reverse("directory:feed_template", args=["csv"])).status_code == 200
    assert client.get(reverse("directory:feed_template", args=["pdf"])).status_code == 404


def test_columns_with_headings_of_their_own_are_named(client, feed):
    raw = "A;B;C\nExempelhjälpen;Dusch;SHOWER\n".encode()
    page = client.get(send(client, feed, raw, "list.csv"), **ENGLISH).content.decode()
    assert "We do not understand every heading" in page

    reading = FeedReading.objects.get()
    typed = {"heading": 0, "column_0": "provider", "column_1": "name", "column_2": "category"}
    client.post(reverse("directory:name_feed_columns", args=[reading.pk]), typed, **ENGLISH)
    reading.refresh_from_db()
    if reading.is_at_work:
        tasks.start_reading(reading.pk).join(10)

    assert "Dusch" in client.get(reverse("directory:reading", args=[reading.pk]), **ENGLISH).content.decode()


def test_progress_is_a_part_of_the_page(client, feed, by):
    reading = FeedReading.objects.create(feed=feed, by=by, begun_at="2026-11-25T12:00Z", worked_at="2099-01-01T00:00Z")

    part = client.get(reverse("directory:reading", args=[reading.pk]), HTTP_HX_REQUEST="true", **ENGLISH)

    assert "It is being read" in part.content.decode()
    assert "<html" not in part.content.decode()


def test_those_who_do_not_answer_for_it_do_not_find_it(client, feed):
    client.force_login(make_user(Role.ADVISER, at=feed.organisation, territory="0180"))

    assert client.get(reverse("directory:feed", args=[feed.pk])).status_code == 404
    assert client.get(reverse("directory:feeds")).status_code == 200


TEXTS = some.text(max_size=30) | some.sampled_from(
    ["", "-1", "99999999999", "\x00", "2026-11-25", "1' or 1=1", "http://["]
)
PAGES = {
    "add_feed": ("id", "name", "url", "licence", "organisation", "territory"),
    "change_feed": ("name", "url", "licence", "seen"),
    "read_feed": ("id", "send"),
    "name_kinds": ("kind_0", "kind_1"),
    "tick_removals": ("offered", "remove"),
    "name_feed_columns": ("sheet", "heading", "column_0"),
}


@pytest.mark.parametrize("page", PAGES)
@settings(deadline=None, max_examples=12, suppress_health_check=list(HealthCheck))
@given(data=some.data())
def test_whatever_is_typed_is_answered(client, feed, page, data):
    client.raise_request_exception = False
    told = {"entries": 0, "compared_at": now(), "top": [[1, ["a", "b"]]], "terms": [["|a", 1]]}
    reading = FeedReading.objects.create(feed=feed, begun_at=now(), digest="0", **told)
    ids = {"add_feed": [], "change_feed": [feed.pk], "read_feed": [feed.pk]}.get(page, [reading.pk])
    typed = {name: data.draw(TEXTS) for name in PAGES[page]}

    with transaction.atomic():
        answer = client.post(reverse(f"directory:{page}", args=ids), typed)

    assert answer.status_code in (200, 302, 400, 409, 422)
