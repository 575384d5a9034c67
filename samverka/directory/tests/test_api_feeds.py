"""Feeds of others by API: made known, read, looked through, taken in; or thrown away."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_organisation, make_user
from samverka.actors.tests.machines import Machine
from samverka.core.ids import new_id
from samverka.directory import tasks
from samverka.directory.models import Service
from samverka.directory.tests.peers import made, paged, service, serving


pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ABSENT = (404, {"detail": "This page is not there", "fields": {}})


@pytest.fixture
def by():
    return make_user(Role.MUNICIPALITY_COORDINATOR, at=make_organisation(territory="0180"), territory="0180")


@pytest.fixture
def machine(by):
    return Machine(by)


@pytest.fixture
def feed(machine, by):
    return f"/directory/feeds/{machine.post('/directory/feeds', **said(by))[1]['id']}"


def said(by, **more):
    home = by.standing[0].organisation_id
    return {"id": str(new_id()), "name": "Flödet", "organisation_id": str(home), "territory": "0180"} | more


def send(machine, feed, things, *, id=None):
    raw = things if isinstance(things, bytes) else json.dumps(things).encode()
    return machine.send(f"{feed}/files", id=id or str(new_id()), file=SimpleUploadedFile("feed.json", raw))


def test_a_feed_is_added_once_and_then_changed(machine, by):
    told = said(by, licence="CC0")

    first = machine.post("/directory/feeds", **told)

    assert first == (
        201,
        {
            "id": told["id"], "name": "Flödet", "url": "", "licence": "CC0", "organisation_id": told["organisation_id"],
            "territory_id": "0180", "kinds": {}, "services": 0, "written_at": None, "seen": first[1]["seen"],
        },
    )  # fmt: skip
    assert machine.post("/directory/feeds", **told) == (200, first[1])
    assert machine.post("/directory/feeds", **told | {"name": "Annat"})[0] == 409
    assert machine.get("/directory/feeds")[1]["items"] == [first[1]]
    path, change = f"/directory/feeds/{told['id']}", {"name": "Flödet", "url": "https://exempel.invalid"}
    assert machine.put(path, **change, seen=first[1]["seen"])[1]["url"] == "https://exempel.invalid"
    stale = machine.put(path, **change | {"licence": "X"}, seen=first[1]["seen"])
    assert (stale[0], stale[1]["yours"]["licence"], stale[1]["current"]["licence"]) == (409, "X", "")
    assert machine.get(path)[1]["url"] == "https://exempel.invalid"


def test_nobody_adds_a_feed_for_others_or_where_one_is_nobody(machine, by):
    assert machine.post("/directory/feeds", **said(by, organisation_id=str(make_organisation().pk))) == ABSENT
    assert machine.post("/directory/feeds", **said(by, territory="9999")) == ABSENT
    assert machine.post("/directory/feeds", **said(by, territory="0380"))[0] == 403
    adviser = make_user(Role.ADVISER, at=by.standing[0].organisation)
    assert Machine(adviser).post("/directory/feeds", **said(adviser))[0] == 403


def test_a_file_is_read_named_looked_through_and_taken_in(machine, feed):
    id = str(new_id())

    status, one = send(machine, feed, [service(), service(2, kind="BADHUS")], id=id)

    assert (status, one["id"], one["stage"], one["entries"]) == (201, id, "preview", 5)
    assert one["terms"] == [{"key": "Exempelord|BADHUS", "services": 1}]
    assert send(machine, feed, [service(), service(2, kind="BADHUS")], id=id) == (200, one)
    path = f"/directory/readings/{id}"
    refused = machine.get(f"{path}/entries", fate="refused")[1]
    assert (refused["count"], refused["items"][0]["why"]) == (1, "no_category")
    named = machine.put(f"{path}/kinds", kinds={"Exempelord|BADHUS": "LAUNDRY"})[1]
    assert (named["stage"], named["counts"], named["terms"]) == ("preview", {"new": 5}, [])
    approved = machine.post(f"{path}/approve")[1]
    assert approved["stage"] == "written"
    assert machine.post(f"{path}/approve") == (200, approved)
    assert machine.get(path) == (200, approved)
    assert machine.get(f"{feed}/readings")[1]["items"] == [approved]
    assert machine.get(feed)[1]["services"] == Service.objects.count() == 2
    assert machine.post(f"{path}/discard")[0] == 409


def test_only_what_is_ticked_is_removed(machine, feed):
    first = send(machine, feed, [service(), service(2)])[1]["id"]
    machine.post(f"/directory/readings/{first}/approve")
    path = f"/directory/readings/{send(machine, feed, [service()])[1]['id']}"
    assert machine.get(path)[1]["counts"] == {"gone": 2, "unchanged": 3}
    assert machine.post(f"{path}/approve")[0] == 409

    gone = made("service 2")
    assert machine.put(f"{path}/removals", remove=[gone, made("service 1")])[1]["removals"] == [gone]
    assert machine.put(f"{path}/removals", keep=[gone])[1]["removals"] == []
    machine.put(f"{path}/removals", remove=[gone])
    assert machine.post(f"{path}/approve")[1]["stage"] == "written"

    assert [str(one.pk) for one in Service.objects.filter(is_removed=True)] == [gone]


def test_the_columns_of_a_sheet_are_named(machine, feed):
    one = send(machine, feed, "A;B;C\nExempelhjälpen;Dusch;SHOWER\n".encode())[1]
    assert one["stage"] == "columns"
    path = f"/directory/readings/{one['id']}"

    named = machine.put(f"{path}/columns", sheet="", heading=0, columns={"provider": 0, "name": 1, "category": 2})

    assert (named[1]["stage"], named[1]["counts"]) == ("preview", {"new": 2})
    assert machine.put(f"{path}/columns", sheet="", heading=90, columns={"name": 1})[0] == 422
    assert machine.post(f"{path}/discard") == (204, None)
    assert machine.get(path) == ABSENT


def test_a_broken_file_tells_why(machine, feed):
    one = send(machine, feed, b'[{"id": "')[1]

    assert (one["stage"], one["problem"], one["detail"]) == ("unreadable", "not_json", "1")


def test_an_address_is_read_in_the_background(machine, feed, monkeypatch):
    monkeypatch.setattr(tasks, "start_reading", lambda pk: tasks.feeds.work_on_reading(id=pk, clock=tasks.now))
    assert machine.post(f"{feed}/readings", id=str(new_id()))[0] == 409  # it has no address

    with serving(paged([service(), service(2), service(3)])) as url:
        machine.put(feed, name="Flödet", url=url, seen=machine.get(feed)[1]["seen"])
        status, one = machine.post(f"{feed}/readings", id=str(new_id()))

    assert (status, one["stage"], one["counts"]) == (201, "preview", {"new": 7})


def test_a_file_that_is_too_large_is_not_read(machine, feed, monkeypatch):
    monkeypatch.setattr("samverka.directory.api.feeds.MOST_BYTES", 10)

    assert send(machine, feed, [service()])[1]["fields"].keys() == {"file"}


def test_work_that_was_left_half_way_goes_on(machine, feed, monkeypatch):
    begun = []
    monkeypatch.setattr(tasks, "go_on", lambda one, **told: None)
    monkeypatch.setattr(tasks, "start_reading", begun.append)
    one = send(machine, feed, [service()])[1]

    assert machine.get(f"/directory/readings/{one['id']}")[1]["stage"] == "reading"

    assert [str(id) for id in begun] == [one["id"]]
