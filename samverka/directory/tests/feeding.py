"""A feed of others: read, looked through and taken in."""

import json

from django.utils.timezone import now

from samverka.core.ids import new_id
from samverka.directory.actions import feeds as actions
from samverka.directory.models import FeedReading


def make_feed(by, **more):
    said = {"organisation": by.standing[0].organisation, "territory": by.standing[0].territory} | more
    return actions.add_feed(id=new_id(), name=f"Exempelflödet {new_id()}", by=by, at=now(), **said)


def look(feed, by, things):
    file = things if isinstance(things, bytes) else json.dumps(things).encode()
    one = actions.read_feed(id=new_id(), feed=feed, file=file, by=by, at=now())
    return work(one)


def work(one):
    actions.work_on_reading(id=one.pk, clock=now)
    return FeedReading.objects.get(pk=one.pk)


def take_in(feed, by, things):
    one = look(feed, by, things)
    assert one.stage == "preview", (one.problem, one.detail)
    return approve(one, by)


def approve(one, by):
    actions.approve_reading(one=one, by=by, at=now())
    return work(one)
