"""What was written at the door without a network is taken in once, or kept for its author."""

import random
from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import now

from samverka.actors.models import Delivery, Role
from samverka.actors.tests.factories import make_user
from samverka.core.ids import new_id
from samverka.core.models import Entry
from samverka.core.outbox import Note
from samverka.core.tests.phones import hand_in, sealed, states, written
from samverka.shelters import actions, offline
from samverka.shelters.models import NightPlace, PlaceEvent
from samverka.shelters.tests.factories import give, make_keeper, make_night


pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return give(make_night(beds=9))


@pytest.fixture
def keeper(place):
    return make_keeper(place.night)


def arrival(user, place, **more):
    return written(user, f"/places/{place.pk}/check-in/", **{"id": new_id()} | more)


def test_an_arrival_is_taken_in(place, keeper):
    note = arrival(keeper, place)

    [receipt] = hand_in(keeper, note)

    place.refresh_from_db()
    assert (receipt, place.state) == ({"id": note["id"], "state": "taken", "detail": ""}, "arrived")


@pytest.mark.parametrize(("clock", "told"), [(-2, -2), (-9, -5), (3, 0)])
def test_an_arrival_is_dated_when_it_came_as_far_as_that_can_be(place, keeper, clock, told):
    """By the phone's clock, but not before the place was given, nor after now."""
    at = now()
    NightPlace.objects.update(given_at=at - timedelta(minutes=5))
    place.refresh_from_db()
    note = Note(new_id(), str(keeper.pk), "", [("id", str(new_id()))], at + timedelta(minutes=clock))

    offline.check_in(note=note, by=keeper, at=at, pk=place.pk)

    place.refresh_from_db()
    assert place.arrived_at == at + timedelta(minutes=told)
    assert PlaceEvent.objects.get(kind=PlaceEvent.Kind.ARRIVED).at == at


def test_what_is_sent_again_is_one_arrival(place, keeper):
    """P3: replayed, shuffled, its receipt swallowed."""
    notes = [arrival(keeper, place), *(arrival(keeper, give(place.night)) for _ in range(4))]
    stream = [note for note in notes for _ in range(5)]
    random.Random(7).shuffle(stream)  # noqa: S311 (an order for a test)

    receipts = [one for start in range(0, len(stream), 3) for one in hand_in(keeper, *stream[start : start + 3])]

    assert set(states(receipts)) == {"taken"}
    assert PlaceEvent.objects.filter(kind=PlaceEvent.Kind.ARRIVED).count() == len(notes)
    assert Delivery.objects.count() == len(notes)
    assert Entry.objects.filter(verb="shelters.place_arrived").count() == len(notes)


def test_what_cannot_be_taken_in_is_kept_with_its_reason(place, keeper):
    actions.cancel_place(id=new_id(), place=place, by=keeper, at=now())

    [receipt] = hand_in(keeper, note := arrival(keeper, place))
    [again] = hand_in(keeper, note)

    kept = Delivery.objects.get()
    assert (receipt["state"], again["state"], kept.state) == ("kept", "kept", "kept")
    assert kept.reason
    assert kept.path == f"/places/{place.pk}/check-in/"
    assert not PlaceEvent.objects.filter(kind=PlaceEvent.Kind.ARRIVED).exists()


def test_nobody_hands_in_for_another(place, keeper):
    other = make_user(Role.SHELTER_LEAD, at=place.night.shelter.organisation)
    note = arrival(keeper, place)

    assert states(hand_in(other, note)) == ["refused"]
    assert states(hand_in(other, note | {"author": str(other.pk)})) == ["unreadable"]
    assert not Delivery.objects.exists()


def test_who_may_not_is_kept_waiting_with_the_reason(place):
    stranger = make_user(Role.SHELTER_LEAD)

    [receipt] = hand_in(stranger, arrival(stranger, place))

    assert receipt["state"] == "kept"
    assert NightPlace.objects.get().state == "allocated"


SAID = {"path": "/x/", "fields": [], "at": "2027-01-15T20:00:00Z"}


@pytest.mark.parametrize("path", ["/outbox/", "/nowhere/", "", "/places/7/check-in/"])
def test_only_what_is_made_for_it_is_taken_in(path, keeper):
    [receipt] = hand_in(keeper, sealed(SAID | {"path": path}, author=str(keeper.pk), id=str(new_id())))

    assert receipt["state"] == "kept"


NO_NOTES = [
    *([], {}, None, 7, "x"),
    *(SAID | {"path": "/\0"}, SAID | {"fields": [["a", "\0"]]}, SAID | {"fields": [["a", "\ud800"]]}),
    *(SAID | {"at": at} for at in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59Z")),
    *(SAID | {"fields": 7}, SAID | {"fields": [["a"]]}, SAID | {"at": "x"}, SAID | {"at": "2027-01-15"}),
]
CHANGES = [{"sealed": "AAAA"}, {"iv": "!"}, {"x": "AA"}, {"kid": "0"}, {"id": "7"}, {"y": None}]


@pytest.mark.parametrize("note", NO_NOTES)
def test_what_is_no_note_is_unreadable(note, keeper):
    assert states(hand_in(keeper, sealed(note, author=str(keeper.pk), id=str(new_id())))) == ["unreadable"]


@pytest.mark.parametrize("change", CHANGES)
def test_what_was_changed_on_the_way_is_unreadable(change, place, keeper):
    assert states(hand_in(keeper, arrival(keeper, place) | change)) == ["unreadable"]


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"items": 7}', '{"items": [7]}', "{" * 5_000, '{"items": [[]]}'])
def test_nonsense_is_refused(body, keeper):
    client = Client()
    client.force_login(keeper)

    assert client.post("/outbox/", body, content_type="application/json").status_code in (400, 422)


def test_what_was_kept_is_tried_again_or_thrown_away(place, keeper):
    gone = arrival(keeper, place)
    actions.cancel_place(id=new_id(), place=place, by=keeper, at=now())
    hand_in(keeper, gone)
    client = Client()
    client.force_login(keeper)
    kept = Delivery.objects.get()

    page = client.get("/outbox/kept/").content.decode()
    client.post(f"/outbox/kept/{kept.pk}/retry/")
    kept.refresh_from_db()
    assert kept.reason in page
    assert place.ticket.code in page
    assert kept.state == "kept"

    client.post(f"/outbox/kept/{kept.pk}/drop/")
    kept.refresh_from_db()
    assert (kept.state, kept.told) == ("dropped", None)
    assert states(hand_in(keeper, gone)) == ["dropped"]
