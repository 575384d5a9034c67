"""The pages of settlements and removals, as those who work with them meet them."""

from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.urls import reverse
from django.utils.timezone import localdate, now

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_organisation, make_user
from samverka.core.ids import new_id
from samverka.core.models import Entry
from samverka.core.versions import version
from samverka.outreach import actions
from samverka.outreach.models import Position, PositionGrant, RemovalCase, Settlement, SettlementTally
from samverka.outreach.models.removals import TOLD
from samverka.outreach.tests.factories import (
    carry,
    look,
    make_area,
    make_coordinator,
    make_field_worker,
    make_liaison,
    make_settlement,
    open_removal,
    see_children,
)
from samverka.safeguarding import actions as safeguarding
from samverka.safeguarding.models import Sighting
from samverka.safeguarding.tests.factories import make_channel


pytestmark = pytest.mark.django_db
AGO = timedelta(days=40)


def enter(client, user):
    if any(one.role in (Role.MUNICIPALITY_COORDINATOR, Role.COUNTY_COORDINATOR) for one in user.standing):
        TOTP.activate(user, "JBSWY3DPEHPK3PXPJBSWY3DP")
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def worker(client):
    user = make_field_worker()
    enter(client, user)
    return user


@pytest.fixture
def here():
    return make_settlement(at=now() - AGO)


def way(name, *args):
    return reverse(f"outreach:{name}", args=args)


def read(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_shows_what_was_seen_last_and_comes_in_pages(client, worker, django_assert_max_num_queries):
    area = make_area(name="Norr")
    for _ in range(51):
        look(make_settlement(area=area, by=worker, at=now()), by=worker, at=now(), adults=(3, 5))

    with django_assert_max_num_queries(9):
        page = client.get(way("settlements"))

    assert page.content.decode().count("3–5") == 50  # noqa: RUF001 (a range)
    assert len(client.get(way("settlements"), {"page": 2}).context["rows"]) == 1
    assert "None is known" in read(client, way("settlements") + "?state=closed")


def test_a_settlement_is_noted_on_one_page(client, worker):
    area = make_area(name="Norr")
    told = {"id": new_id(), "area": area.pk, "kind": "cars", "owner": "unknown"}

    answer = client.post(way("note_settlement"), told)
    client.post(way("note_settlement"), told)

    noted = Settlement.objects.get()
    assert answer.headers["Location"] == way("settlement", noted.pk)
    assert "Norr, cars" in read(client, way("settlement", noted.pk))
    assert client.post(way("note_settlement"), told | {"kind": ""}).status_code == 422


def test_children_lead_on_to_whom_to_call_and_hold_the_removal_up(client, worker, here):
    make_channel(kind="duty", phone="08-000 00 11")
    removal = carry(open_removal(here, at=now() - AGO), "outreach_visited", at=now() - AGO)
    told = {"id": new_id(), "adults": 2, "children": "yes", "children_count": 1, "children_most": 2}
    told |= {"fire": ["open_fire"]}

    answer = client.post(way("tally_settlement", here.pk), told, follow=True).content.decode()

    assert "Children seen: whom to call now" in answer
    assert "open fire" in answer
    assert SettlementTally.objects.get().children_most == 2
    step = {"state": "applied", "on": localdate(now())}
    refused = client.post(way("carry_on", removal.pk), step)
    assert (refused.status_code, "Use the channel first" in refused.content.decode()) == (422, True)
    safeguarding.use_channel(sighting=Sighting.objects.get(), channel="duty", by=worker, at=now())
    assert client.post(way("carry_on", removal.pk), step).status_code == 302
    assert RemovalCase.objects.get().state == "applied"
    assert "used" in read(client, way("removal", removal.pk))


def test_what_is_known_is_changed_and_a_colleague_is_not_overwritten(client, worker, here):
    seen = version(Settlement.objects.get())
    told = {"area": here.area_id, "kind": "building", "owner": "state", "seen": seen}

    assert client.post(way("change_settlement", here.pk), told).status_code == 302
    stale = client.post(way("change_settlement", here.pk), told | {"kind": "cars"})

    assert (stale.status_code, Settlement.objects.get().kind) == (409, "building")
    assert "A colleague has changed this" in stale.content.decode()


def test_a_settlement_is_closed_on_its_page_or_says_why_not(client, here):
    enter(client, make_coordinator())

    told = client.post(way("close_settlement", here.pk), follow=True).content.decode()
    assert "People were seen here last" in told
    look(here, adults=(0, 0), at=now())
    client.post(way("close_settlement", here.pk))

    assert Settlement.objects.get().state == "closed"


def test_areas_are_told_as_a_picture_and_a_table(client, worker):
    make_settlement(area=make_area(name="Norr"))
    make_area(name="Väster")

    page = read(client, way("settled_areas", "0180"))

    assert '<title id="tiles-title">Settlements in each area</title>' in page
    assert "<td>Norr</td>" in page
    assert "shade-1" in page


def test_where_it_is_is_shown_by_a_button_once_the_look_is_noted(client, worker, here):
    place = {"position": "59,301234; 18.123456", "ends_on": localdate(now()) + timedelta(days=9)}
    assert client.post(way("note_position", here.pk), place).status_code == 302
    assert client.get(way("see_position", here.pk)).status_code == 404
    grant = actions.grant_position(
        id=new_id(), settlement=here, user=worker, need="visit", ends_at=now() + AGO, by=make_coordinator(), at=now()
    )

    asked = read(client, way("see_position", here.pk))
    assert "59.301234" not in asked
    assert not Entry.objects.filter(verb="outreach.position_seen").exists()
    shown = client.post(way("see_position", here.pk)).content.decode()

    assert "59.301234, 18.123456" in shown
    assert Entry.objects.filter(verb="outreach.position_seen", by=str(worker.pk)).count() == 1
    assert "59.30" not in read(client, way("settlement", here.pk)) + read(client, way("positions"))
    client.post(way("forget_position", here.pk))
    assert "not kept" in client.post(way("see_position", here.pk)).content.decode()
    assert grant.pk


@pytest.mark.parametrize("wrong", ["59.30", "norr om bron", "1.5, 18.1", "59.30123456, 18.12"])
def test_a_position_is_two_numbers_in_sweden(client, worker, here, wrong):
    answer = client.post(way("note_position", here.pk), {"position": wrong, "ends_on": localdate(now())})

    assert answer.status_code == 422
    assert not Position.objects.exists()


def test_the_coordinator_names_others_and_ends_it(client, here):
    worker = make_field_worker()
    enter(client, make_coordinator())
    told = {"id": new_id(), "user": worker.pk, "need": "child", "ends_on": localdate(now()) + timedelta(days=5)}

    assert client.post(way("grant_position", here.pk), told).status_code == 302
    grant = PositionGrant.objects.get()
    assert "for the safety of a child" in read(client, way("grant_position", here.pk))
    client.post(way("end_grant", grant.pk))

    assert not PositionGrant.objects.at(now()).exists()


def test_a_removal_runs_from_notice_to_closing(client, here):
    enter(client, make_coordinator())
    today = localdate(now())
    liaison = make_liaison().standing[0].organisation
    opened = {"id": new_id(), "owner": "private", "on": today, "liaison": liaison.pk}

    client.post(way("open_removal", here.pk), opened | {"on": today - timedelta(days=20)})
    removal = carry(RemovalCase.objects.get(), "decided", at=now() - timedelta(days=12))
    window = {"window_from": today + timedelta(days=5), "window_to": today + timedelta(days=6)}
    client.post(way("carry_on", removal.pk), {"state": "scheduled", "on": today, **window})
    needs = {"places_women": 2, "needs_storage": "on", "seen": version(RemovalCase.objects.get())}
    client.post(way("set_needs", removal.pk), needs)

    page = read(client, way("removal", removal.pk))
    for words in ("Places reserved", "Belongings can be stored", "The team is on site", "10 days to object"):
        assert words in page
    assert "Interpreter arranged" not in page
    client.post(way("tick_plan", removal.pk, "places"))
    assert "municipal coordinator, " in read(client, way("removal", removal.pk))
    assert "Removals ahead" in read(client, way("removals"))
    client.post(way("carry_on", removal.pk), {"state": "left_voluntarily", "on": today})
    numbers = dict.fromkeys(TOLD, 0) | {"offered": 6, "taken": 6, "went_emergency": 6}
    wrong = client.post(way("close_removal", removal.pk), numbers | {"taken": 5})
    assert (wrong.status_code, "come to all places" in wrong.content.decode()) == (422, True)
    client.post(way("close_removal", removal.pk), numbers)

    assert "What it came to" in read(client, way("removal", removal.pk))
    assert RemovalCase.objects.get().went_emergency == 6


def test_what_is_overdue_stands_first_on_the_day(client, worker, here):
    at = now() - timedelta(days=3)
    carry(open_removal(here, at=at), "served", at=at)

    page = client.get(way("round")).content.decode()

    assert "At removals, to be done" in page
    assert "An information sheet" in page
    assert "1 removal has something to be done" in read(client, "/today/")
    enter(client, make_coordinator())
    assert "1 removal has something to be done" in read(client, "/today/")


def test_a_liaison_sees_steps_and_days_and_sets_the_window_but_nothing_of_people(client, here):
    liaison = make_liaison()
    look(here, at=now() - AGO, adults=(37, 39), seen=["open_fire"])
    at = now() - timedelta(days=12)
    removal = carry(open_removal(here, at=at, liaison=liaison.standing[0].organisation), "decided", at=at)
    enter(client, liaison)
    day = localdate(now()) + timedelta(days=10)

    page = client.get(way("windows")).content.decode()
    answer = client.post(way("set_window", removal.pk), {"window_from": day, "window_to": day})

    assert here.area.name in page
    assert "37–39" not in page  # noqa: RUF001 (a range); one number alone may also be in a key or a user's id
    assert "tents" not in page
    assert answer.status_code == 302
    assert RemovalCase.objects.get().window_from == day
    for name in ("removal", "settlement"):
        assert client.get(way(name, removal.pk if name == "removal" else here.pk)).status_code == 404
    assert read(client, way("settlements")).count(here.area.name) == 0


def test_a_county_is_told_counts(client, here):
    enter(client, make_user(Role.COUNTY_COORDINATOR, at=make_organisation(territory="01")))

    page = read(client, way("settlements"))

    assert "<td>Stockholm</td>" in page
    assert here.area.name not in page


def test_whoever_has_nothing_to_do_with_it_is_told_so(client):
    enter(client, make_user(Role.VOLUNTEER))

    assert "Settlements are known to" in read(client, way("settlements"))
    assert "No removal runs" in read(client, way("removals"))
    see_children(make_settlement(), at=now())
    assert client.get(way("settlement", Settlement.objects.get().pk)).status_code == 404
