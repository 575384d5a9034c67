"""The board: who sees which shelters, what a look costs, and that it never tells what was."""

from datetime import time, timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now

from samverka.actors.actions import edit_contact_line
from samverka.actors.models import Role
from samverka.actors.tests.factories import make_user
from samverka.core.actions import write_policy
from samverka.core.ids import new_id
from samverka.shelters import actions, clock, queries
from samverka.shelters.models import Night, Shelter
from samverka.shelters.policy import MORNING_CLOSE
from samverka.shelters.tests.factories import (
    leave_open,
    make_group,
    make_keeper,
    make_night,
    make_pool,
    make_shelter,
    party,
)
from samverka.shelters.views.board import MADE, told_rows


BOARD = "/board/"
PART = {"HX-Request": "true"}


@pytest.fixture
def sender(client):
    """Somebody who sends guests to every shelter of the county, and has looked at a page before."""
    user = make_user(Role.OUTREACH_WORKER, territory="01")
    client.force_login(user)
    client.get(reverse("actors:account"))
    return user


def tonight(**more):
    return make_night(date=clock.tonight(now(), closes=MORNING_CLOSE), **more)


def check_in(night):
    """A party comes to the door."""
    by = make_keeper(night)
    place = actions.give_place(id=new_id(), night=night, party=party(), by=by, at=now())
    return actions.check_in(id=new_id(), place=place, by=by, at=now())


@pytest.mark.parametrize("nights", [1, 3])
def test_a_first_look_asks_five_times(client, sender, django_assert_num_queries, nights):
    for _ in range(nights):
        tonight()

    with django_assert_num_queries(5):  # session, user, which nights, their lines, the rules
        client.get(BOARD)


@pytest.mark.parametrize("nights", [1, 3])
def test_after_a_change_a_look_asks_four_times(client, sender, django_assert_num_queries, nights):
    changed = [tonight() for _ in range(nights)]
    client.get(BOARD)
    for night in changed:
        check_in(night)

    with django_assert_num_queries(4):
        client.get(BOARD, headers=PART)


def test_own_holds_are_one_question_more(client, sender, django_assert_num_queries):
    night = tonight(reserved=1)
    leave_open(night)
    client.get(BOARD)
    actions.hold_place(id=new_id(), night=night, party=party(), minutes=30, by=sender, at=now())

    with django_assert_num_queries(5):
        told = client.get(BOARD).content.decode()

    assert "Dina reservationer" in told


@pytest.mark.parametrize("nights", [1, 3])
def test_an_unchanged_board_asks_three_times_and_says_nothing(client, sender, django_assert_num_queries, nights):
    for _ in range(nights):
        tonight()
    tag = client.get(BOARD, headers=PART)["ETag"]

    with django_assert_num_queries(3):
        answer = client.get(BOARD, headers=PART | {"If-None-Match": tag})

    assert (answer.status_code, answer.content) == (304, b"")


def test_a_change_is_told_at_once(client, sender):
    night = tonight(beds=7)
    before = client.get(BOARD)
    check_in(night)

    after = client.get(BOARD, headers={"If-None-Match": before["ETag"]})

    assert '<td class="free">7</td>' in before.content.decode()
    assert '<td class="free">6</td>' in after.content.decode()


def test_a_new_rule_is_told_at_once(client, sender):
    night = tonight()
    before = client.get(BOARD)
    day = (now() - timedelta(days=1)).date()
    write_policy(
        scopes=night.shelter.scopes, key="doors_open", value="18:15", valid_from=day, source="beslut", decided_by="vi",
        by=sender, at=now() - timedelta(days=2),
    )  # fmt: skip

    after = client.get(BOARD, headers={"If-None-Match": before["ETag"]})

    assert "18:15" not in before.content.decode()
    assert "18:15" in after.content.decode()


def test_lines_told_to_one_are_told_alike_to_another(client, sender):
    night = tonight()
    client.get(BOARD)
    client.force_login(make_user(Role.ADVISER, territory="0380"))

    assert night.shelter.name not in client.get(BOARD).content.decode()
    assert MADE  # it is remembered, but not for everybody


def test_what_others_write_is_text(client, sender):
    tonight(shelter=make_shelter(name="<b>Ankaret & Co</b>"))

    told = client.get(BOARD).content.decode()

    assert "&lt;b&gt;Ankaret &amp; Co&lt;/b&gt;" in told


def test_groups_stand_by_name_with_what_they_have_left(client, sender):
    shelter = make_shelter()
    for name, beds in (("Östra", 3), ("Andra", 2)):
        group = make_group(shelter, beds=beds)
        group.name = name
        group.save()
    [night] = actions.plan_nights(
        shelter=shelter, dates=[clock.tonight(now(), closes=MORNING_CLOSE)], by=make_keeper_of(shelter), at=now()
    )

    [line] = queries.board(viewer=sender, date=night.date, at=now())

    assert [(group.name, group.free) for group in line.groups] == [("Andra", 2), ("Östra", 3)]
    assert (line.free, line.light) == (5, "unknown")


def test_a_night_without_groups_is_told_too(client, sender):
    shelter = make_shelter()
    [night] = actions.plan_nights(
        shelter=shelter, dates=[clock.tonight(now(), closes=MORNING_CLOSE)], by=make_keeper_of(shelter), at=now()
    )

    [line] = queries.board(viewer=sender, date=night.date, at=now())

    assert (line.groups, line.free) == ((), 0)


@pytest.mark.parametrize(
    ("role", "code", "seen"),
    [
        (Role.OUTREACH_WORKER, "01", {"here", "pooled", "near", "own"}),
        (Role.OUTREACH_WORKER, "0180", {"here", "pooled", "own"}),
        (Role.ADVISER, "0380", {"far", "own"}),
        (Role.READER, "01", {"own"}),
    ],
)
def test_everybody_sees_the_shelters_in_their_sight(role, code, seen):
    home = make_shelter(name="own", territory="0184")
    pool = make_pool(territory="0180")
    shelters = [
        home, make_shelter(name="here"), make_shelter(name="near", territory="0126"),
        make_shelter(name="far", territory="0380"), make_shelter(name="pooled", territory="0126", pool=pool),
    ]  # fmt: skip
    nights = [make_night(shelter=shelter) for shelter in shelters]
    viewer = make_user(role, at=home.organisation, territory=code)

    lines = queries.board(viewer=viewer, date=nights[0].date, at=now())

    assert {line.night.name for line in lines} == seen
    assert {shelter.name for shelter in Shelter.objects.on_board(viewer)} == seen


def make_keeper_of(shelter):
    return make_user(Role.SHELTER_STAFF, at=shelter.organisation)


def edit(night, **facts):
    shelter = night.shelter
    told = {name: getattr(shelter, name) for name in ("organisation", "territory", "name", "pool", "phone")} | facts
    by = make_user(Role.SHELTER_LEAD, at=shelter.organisation)
    return actions.edit_shelter(id=shelter.pk, by=by, at=now(), **told)


def test_a_new_phone_number_is_on_the_board_at_once(client, sender):
    night = tonight()
    client.get(BOARD)

    edit(night, phone="08-000 00 77")

    assert "08-000 00 77" in client.get(BOARD).content.decode()


def test_what_is_told_of_a_shelter_does_not_make_its_beds_look_fresher(client, sender):
    night = tonight()
    before = Night.objects.get(pk=night.pk).changed_at

    edit(night, phone="08-000 00 77")

    assert Night.objects.get(pk=night.pk).changed_at == before


def test_a_new_contact_line_is_on_the_board_at_once_and_gone_when_it_is_taken_away(client, sender):
    night = tonight()
    organisation = night.shelter.organisation
    by = make_user(Role.ORGANISATION_ADMIN, at=organisation)
    told = {"organisation": organisation, "function": "duty", "email": "", "hours": "", "by": by, "at": now()}
    looks = [client.get(BOARD)]

    for phone in ("08-000 00 88", "08-000 00 99", ""):
        edit_contact_line(phone=phone, **told)
        looks.append(client.get(BOARD, headers={"If-None-Match": looks[-1]["ETag"]}))

    pages = [look.content.decode() for look in looks]
    assert ["08-000 00 88" in page for page in pages] == [False, True, False, False]
    assert ["08-000 00 99" in page for page in pages] == [False, False, True, False]


def test_what_is_told_grows_old_though_nothing_changes():
    night = tonight()
    told = now()
    Night.objects.update(changed_at=told)
    viewer = make_keeper(night)
    stands = [
        queries.stand(viewer=viewer, date=night.date, at=told + timedelta(minutes=later)) for later in (0, 100, 120)
    ]

    rows = ["".join(told_rows(stand, "", "sv")) for stand in stands]

    assert ['class="old"' in row for row in rows] == [False, False, True]
    assert len({stand.mark for stand in stands}) == 3


def test_a_new_intake_and_a_new_name_of_a_group_are_on_the_board_at_once(client, sender):
    pool = make_pool()
    night = tonight(shelter=make_shelter(pool=pool, organisation=pool.organisation))
    lead, group = make_user(Role.SHELTER_LEAD, at=pool.organisation), night.capacities.get().group
    morning = clock.by_day(night.date, time(9, 30))  # before the draw

    def look():
        return "".join(told_rows(queries.stand(viewer=sender, date=night.date, at=morning), "", "sv"))

    look()

    actions.edit_pool(
        id=pool.pk, organisation=pool.organisation, territory=pool.territory, name=pool.name,
        intake_place="Nya salen", by=lead, at=now(),
    )  # fmt: skip
    actions.edit_group(
        id=group.pk, shelter=night.shelter, name="Vinden", kind=group.kind, beds=group.beds, by=lead, at=now()
    )

    told = look()
    assert ("Nya salen" in told, "Vinden" in told) == (True, True)


def test_where_no_group_suits_it_says_so_and_not_that_it_is_full(client, sender):
    tonight(kind="women")

    told = client.get(BOARD, {"wanted": "man"}).content.decode()

    assert ("passar inte" in told, "light-full" in told) == (True, False)


def test_who_is_on_the_way_is_counted_on_the_board(client, sender):
    night = tonight(reserved=2)
    leave_open(night)
    actions.hold_place(id=new_id(), night=night, party=party(women=2), minutes=30, by=sender, at=now())

    assert "på väg: 2" in client.get(BOARD).content.decode()


def test_a_role_that_sees_no_places_is_told_so(client):
    client.force_login(make_user(Role.LIAISON))
    tonight()

    assert "Din roll visar inga platser." in client.get(BOARD).content.decode()


def test_a_protected_shelter_is_on_nobody_elses_board(client, sender):
    night = tonight()
    Shelter.objects.filter(pk=night.shelter_id).update(visibility=Shelter.Visibility.AREA_ONLY)

    assert night.shelter.name not in client.get(BOARD).content.decode()
    assert client.get(reverse("shelters:hold_place", args=[night.pk])).status_code == 404

    client.force_login(make_keeper(night))
    assert night.shelter.name in client.get(BOARD).content.decode()


@pytest.mark.parametrize("role", [Role.LIAISON, Role.TRANSLATOR, Role.RESPONDENT])
def test_holds_are_for_those_who_give_out_tickets(client, sender, role):
    night = tonight(reserved=2)
    leave_open(night)
    place = actions.hold_place(id=new_id(), night=night, party=party(women=2), minutes=30, by=sender, at=now())
    other = make_user(role, at=sender.standing[0].organisation)
    client.force_login(other)

    assert "2 kvinnor" not in client.get(BOARD).content.decode()
    assert client.get("/api/v1/holds").json()["items"] == []
    assert client.get(f"/api/v1/places/{place.pk}").status_code == 404
    assert client.post(reverse("shelters:withdraw_hold", args=[place.pk]), {"id": new_id()}).status_code == 404
