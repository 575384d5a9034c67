"""How fast another directory comes in: an HSDS feed read, compared with ours and written, as its page does it."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from time import perf_counter
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from samverka.actors.models import Membership, Organisation, Role, Territory, User
from samverka.core.ids import new_id
from samverka.directory.actions import feeds
from samverka.directory.models import Category, Feed, FeedReading
from samverka.web.management.benching.directory import EACH, TOWN, Speech


Clock = Callable[[], float]
Thing = dict[str, Any]


def take_in(speech: Speech, *, services: int, at: datetime, cpu: Clock) -> tuple[float, float]:
    """Services a second of a feed that is new here: by `cpu`, and by the clock on the wall."""
    feed, user = _feed(at=at)
    file = "\n".join(json.dumps(one) for one in _services(speech, f"{feed.pk}", services)).encode()
    wall, before = perf_counter(), cpu()
    one = feeds.read_feed(id=new_id(), feed=feed, file=file, by=user, at=at)
    feeds.work_on_reading(id=one.pk, clock=lambda: at)
    feeds.approve_reading(one=one, by=user, at=at)
    feeds.work_on_reading(id=one.pk, clock=lambda: at)
    spent, waited = cpu() - before, perf_counter() - wall
    if FeedReading.objects.get(pk=one.pk).stage != FeedReading.Stage.WRITTEN or feed.services.count() != services:
        raise RuntimeError(f"{feed.services.count()} of {services} services have come in")
    return services / spent, services / waited


def _feed(*, at: datetime) -> tuple[Feed, User]:
    """A feed of the town, and its coordinator."""
    word, town = new_id().hex[-8:], Territory.objects.get(code=TOWN)
    home = Organisation.objects.create(name=f"Kontoret {word}", kind=Organisation.Kind.MUNICIPALITY, territory=town)
    user = User.objects.create(email=f"{word}@example.org", name="Mätare")
    kept = {"user": user, "organisation": home, "territory": town, "role": Role.MUNICIPALITY_COORDINATOR}
    Membership.objects.create(**kept, starts_at=at)
    feed = feeds.add_feed(id=new_id(), name=f"Flödet {word}", organisation=home, territory=town, by=user, at=at)
    return feed, user


def _services(speech: Speech, of: str, services: int) -> Iterator[Thing]:
    """Each at a place of its own, with hours; five of each organisation."""
    kinds = [one.code for one in Category.objects.order_by("code") if not one.code.startswith("SHELTER")]
    owner: Thing = {}
    for number in range(services):
        if number % EACH == 0:
            owner = {"id": _id(of, "organization", number), "name": f"{speech.say(2)} {number}"}
        place: Thing = {"id": _id(of, "location", number), "location_type": "physical", "name": speech.say(2)}
        address = {"address_1": f"Provgatan {number}", "city": "Göteborg", "address_type": "physical"}
        place |= {"latitude": 57.7, "longitude": 11.97, "addresses": [address]}
        yield {
            "id": _id(of, "service", number), "name": speech.say(3), "status": "active", "description": speech.say(25),
            "organization": owner, "phones": [{"number": "0000"}], "languages": [{"code": "sv"}, {"code": "ro"}],
            "service_at_locations": [{"id": _id(of, "stop", number), "location": place}],
            "schedules": [{"freq": "WEEKLY", "byday": "MO,TU,WE", "opens_at": "08:00", "closes_at": "17:00"}],
            "attributes": [{"taxonomy_term": {"code": kinds[number % len(kinds)], "name": kinds[number % len(kinds)]}}],
        }  # fmt: skip


def _id(*told: object) -> str:
    return str(uuid5(NAMESPACE_URL, " ".join(map(str, told))))
