"""Nights that run now, and how their pages are asked and read."""

from django.urls import reverse
from django.utils.timezone import now

from samverka.core.ids import new_id
from samverka.core.policy import effective
from samverka.shelters import actions, clock
from samverka.shelters.policy import MORNING_CLOSE
from samverka.shelters.tests.factories import make_intake, make_keeper, party
from samverka.shelters.tests.factories import make_night as make_dated_night


PART = {"headers": {"HX-Request": "true"}}


def tonight():
    return clock.tonight(now(), closes=MORNING_CLOSE)


def make_night(**more):
    return make_dated_night(date=tonight(), **more)


def give(night, **people):
    return actions.give_place(id=new_id(), night=night, party=party(**people), by=make_keeper(night), at=now())


def make_draw(pool, slips=0):
    by = make_intake(pool)
    draw = actions.announce_draw(
        id=new_id(), pool=pool, date=tonight(), policies=effective(pool.scopes, on=tonight()), by=by, at=now()
    )
    for _ in range(slips):
        actions.hand_out_slip(id=new_id(), draw=draw, party=party(), by=by, at=now())
    return draw


def url(name, *args):
    return reverse(f"shelters:{name}", args=[getattr(one, "pk", one) for one in args])


def said(answer):
    return " ".join(answer.content.decode().split())
