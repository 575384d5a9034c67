"""P6, of settlements: where one is stands in no answer, log, trail or table but its own, for those without the need.

A position is planted. Everybody who has no grant asks for every page and every answer of work in the field, follows
every link, and presses the button that shows it. What is planted is looked for by all numbers that may be a point
within 200 m. Then it is exchanged for another: an answer that changes with it would give something of it away.
"""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.utils.timezone import localdate, now

from samverka.actors.models import Organisation, Role, User
from samverka.actors.queries import SECOND_FACTOR
from samverka.actors.tests.factories import make_organisation, make_user
from samverka.core.ids import new_id
from samverka.core.models import Entry
from samverka.outreach import actions
from samverka.outreach.models import Position
from samverka.outreach.tests.factories import look, make_area, make_field_worker, make_settled
from samverka.web.management.seeding import drill
from tests.nearness import geohash, near
from tests.test_canaries import dump, ear, found  # noqa: F401 (a fixture)
from tests.test_hidden_places import is_another
from tests.walking import answer, links, ways_in


pytestmark = pytest.mark.on_postgresql


POINT, OTHER = (59.287123, 18.301456), (60.123457, 17.456781)
FIELD = re.compile(r"/(outreach|today|api/v1/(settlements|removals|areas|municipalities|teams|sightings))\b")
NOW_AND_THEN = re.compile(r"/(outreach|board|nights|children|organisations|api/v1)\b")


@pytest.fixture
def settled():
    """A settlement with a look, a removal told to the police, and somebody who is named."""
    city = make_organisation(kind=Organisation.Kind.MUNICIPALITY)
    worker = make_user(Role.OUTREACH_WORKER, at=city)
    found = make_settled(city, make_area(name="Norr"), worker, now())
    look(found["settlement"], by=worker, at=now(), seen=["no_water"])
    place(found["settlement"], POINT, by=worker)
    return found | {"city": city, "worker": worker}


def place(settlement, point, *, by):
    latitude, longitude = (Decimal(str(number)) for number in point)
    ends_on = localdate(now()) + timedelta(days=9)
    actions.note_position(
        settlement=settlement, latitude=latitude, longitude=longitude, ends_on=ends_on, by=by, at=now()
    )


def log_in(user):
    client = Client()
    if any(one.role in SECOND_FACTOR for one in user.standing):
        TOTP.activate(user, "JBSWY3DPEHPK3PXPJBSWY3DP")
    client.force_login(user, backend="samverka.actors.http.LogIn")
    return client


def anybody(settled):
    return Client()


def police(settled):
    """To whom the removal is told."""
    return log_in(make_user(Role.LIAISON, at=settled["city"]))


def coordinator(settled):
    """Who works with the settlement every day, and is not named."""
    return log_in(make_user(Role.MUNICIPALITY_COORDINATOR, at=settled["city"]))


def colleague(settled):
    return log_in(make_field_worker())


def county(settled):
    return log_in(make_user(Role.COUNTY_COORDINATOR, at=make_organisation(territory="01")))


VISITORS = (anybody, police, coordinator, colleague, county)


def walk(client, settled):
    """Every answer of work in the field, by its address, also those that links lead to."""
    ids = [str(settled[name].pk) for name in ("settlement", "removal", "grant")]
    waiting = []
    for way in ways_in():
        if FIELD.match(way):
            ways = [way]
            while name := re.search(r"%\((\w+)\)s", ways[0]):
                words = ["0180"] if name[1] == "code" else ["places"] if name[1] == "step" else ids
                ways = [one.replace(name[0], word) for one in ways for word in words]
            waiting += ways
    told = {}
    while waiting and len(told) < 800:
        address = waiting.pop()
        if address not in told and not address.startswith("/accounts"):
            kind, told[address] = answer(client, address)
            if "html" in kind:
                waiting += [one for one in links(told[address], address) if NOW_AND_THEN.match(one)]
    shown = client.post(f"/outreach/settlements/{settled['settlement'].pk}/position/")
    return told | {"the button": shown.content.decode()}


def leaks(texts, point):
    return [(name, sign) for name, text in texts.items() for sign in signs(point, text)]


def signs(point, text):
    return near(point, text) + [word for word in [geohash(*point)[:7]] if word in text]


@pytest.mark.slow
@pytest.mark.parametrize("visitor", VISITORS)
def test_no_answer_tells_where_a_settlement_is_to_who_has_no_need(visitor, settled):
    client = visitor(settled)

    told = walk(client, settled)
    place(settled["settlement"], OTHER, by=settled["worker"])
    then = walk(client, settled)

    assert len(told) > 60
    assert leaks(told, POINT) == []
    assert leaks(then, OTHER) == []
    changed = [one for one in told if one in then and is_another(still(told[one]), still(then[one]))]
    assert [one for one in changed if follows(one, client, settled)] == []


def follows(address, client, settled):
    """Does the answer follow the position? Asked twice in a moment: what only time has changed is the same."""
    told = []
    for point in (POINT, OTHER):
        place(settled["settlement"], point, by=settled["worker"])
        told.append(still(answer(client, address)[1]))
    return is_another(*told)


def still(text):
    """Without what is drawn anew for each look."""
    text = re.sub(r'(name="csrfmiddlewaretoken" value|data-\w+|nonce)="[^"]*"', "", text)
    return re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}", "", text)


def test_who_is_named_is_shown_it_and_the_look_is_noted(settled):
    """Else the test above would pass in an empty house."""
    client = log_in(settled["worker"])

    shown = client.post(f"/outreach/settlements/{settled['settlement'].pk}/position/").content.decode()

    assert signs(POINT, shown) != []
    assert Entry.objects.filter(verb="outreach.position_seen").count() == 1


@pytest.mark.slow
def test_to_who_is_named_one_page_tells_it_and_no_log_and_no_trail_and_one_table_holds_it(settled, ear):  # noqa: F811
    client = log_in(settled["worker"])
    client.post(f"/outreach/settlements/{settled['settlement'].pk}/position/")
    client.post(
        f"/outreach/settlements/{settled['settlement'].pk}/position/note/",
        {"position": "59.287123, 18.301456", "ends_on": "1999-01-01"},
    )
    told = walk(client, settled)

    assert {name for name, _sign in leaks(told, POINT)} == {"the button"}
    texts = {f"log {number}": line for number, line in enumerate(ear.lines)}
    texts |= {f"trail {one.number}": f"{one.verb} {one.subject} {one.detail}" for one in Entry.objects.all()}
    assert len(ear.lines) > 5
    assert leaks(texts, POINT) == []
    cells = dump()
    assert found("59.287123", cells) == {"outreach_position.latitude"}
    assert found("18.301456", cells) == {"outreach_position.longitude"}
    assert Position.objects.count() == 1


def test_an_id_of_nothing_and_a_settlement_without_a_grant_look_alike(settled):
    client = coordinator(settled)

    here = client.post(f"/outreach/settlements/{settled['settlement'].pk}/position/")
    never = client.post(f"/outreach/settlements/{new_id()}/position/")

    assert (here.status_code, still(here.content.decode())) == (never.status_code, still(never.content.decode()))


@pytest.mark.slow
def test_the_drill_plants_a_settlement_in_each_county_and_says_who_alone_is_shown_where():
    drill.build(seed=1, at=now())

    for mark, planted in drill.build(seed=1, at=now())["planted"].items():
        [one] = planted["settlements"]
        shown = log_in(User.objects.get(email=one["named"][0])).post(f"/outreach/settlements/{one['pk']}/position/")
        point = float(one["latitude"]), float(one["longitude"])
        assert one["named"] == [f"outreach_worker.{mark}@drill.example"]
        assert near(point, shown.content.decode()) != []
        assert len(one["removals"]) == 1
        assert found(str(one["latitude"]), dump()) == {"outreach_position.latitude"}
