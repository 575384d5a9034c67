"""The season's pages: the calendar, a host's turns, and what is moved there by hand."""

from datetime import date, timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.urls import reverse
from django.utils.timezone import now

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_user
from samverka.core.ids import new_id
from samverka.shelters import actions, clock
from samverka.shelters.models import HostSlot, Night, Season, Shelter
from samverka.shelters.policy import MORNING_CLOSE
from samverka.shelters.tests.factories import lead_of, make_host, make_pool, set_rule


PART = {"HX-Request": "true"}
DAY = timedelta(days=1)


@pytest.fixture
def tonight():
    return clock.tonight(now(), closes=MORNING_CLOSE)


@pytest.fixture
def season(tonight):
    pool = make_pool()
    return Season.objects.create(
        pool=pool, county="01", name="Vintern", first=tonight - DAY, last=tonight + 40 * DAY, wanted=20
    )


def offered(season, *days, host=None, **said):
    host = host or make_host(season.pool)
    told = {"places": {group.pk: group.beds for group in host.groups.all()}, "volunteers_needed": 4} | said
    return actions.offer_nights(season=season, host=host, dates=days, by=lead_of(host.organisation), at=now(), **told)


def scheduled(season, *days, **said):
    slots = offered(season, *days, **said)
    return actions.schedule_slots(season=season, slots=slots, by=lead_of(season.pool.organisation), at=now())


@pytest.fixture
def lead(client, season):
    user = lead_of(season.pool.organisation)
    client.force_login(user)
    return user


def page(season, **asked):
    return reverse("shelters:season", args=[season.pk]) + "".join(f"?{name}={word}" for name, word in asked.items())


def told(answer):
    return answer.content.decode()


def test_the_calendar_tells_hosts_turns_and_what_each_night_lacks(client, season, lead, tonight):
    scheduled(season, tonight, host=make_host(season.pool, name="Ankarkyrkan", beds=12))
    offered(season, tonight, tonight + DAY, host=make_host(season.pool, name="Båtkyrkan", beds=9))

    answer = client.get(page(season, month="all"))

    drawn = answer.context["drawn"]
    assert answer.status_code == 200
    assert [(night.day, night.places, night.offered, night.short) for night in drawn.gaps[:2]] == [
        (tonight, 12, 9, 8),
        (tonight + DAY, 0, 9, 20),
    ]
    assert told(answer).index("Ankarkyrkan") < told(answer).index("Båtkyrkan")
    assert 'class="scheduled lacks' in told(answer)
    assert f'data-day="{tonight}" class=today' in told(answer)


def test_the_calendar_answers_304_until_something_in_it_changes(client, season, lead, tonight):
    [slot] = scheduled(season, tonight)
    first = client.get(page(season))

    same = client.get(page(season), headers={"If-None-Match": first["ETag"]})
    keeper = make_user(Role.SHELTER_STAFF, at=slot.host.organisation)
    actions.confirm_night(night=slot.night, beds={}, policy_version="v", by=keeper, at=now())
    changed = client.get(page(season), headers={"If-None-Match": first["ETag"]})

    assert (same.status_code, changed.status_code) == (304, 200)
    assert "confirmed" in told(changed)
    assert client.get(page(season), headers={**PART, "If-None-Match": changed["ETag"]}).status_code == 200


def test_a_name_and_a_rule_change_the_calendar_too(client, season, lead, tonight):
    [slot] = scheduled(season, tonight + 5 * DAY)
    first = client.get(page(season, month="all"))
    host = slot.host
    facts = {name: getattr(host, name) for name in ("organisation", "territory", "visibility", "kind")}

    actions.edit_shelter(id=host.pk, name="Nya namnet", by=lead_of(host.organisation), at=now(), **facts)
    named = client.get(page(season, month="all"), headers={"If-None-Match": first["ETag"]})
    set_rule("county:01", "fire_notice_days", 0)
    ruled = client.get(page(season, month="all"), headers={"If-None-Match": named["ETag"]})

    assert "Nya namnet" in told(named)
    assert ['class="scheduled lacks fire' in told(answer) for answer in (named, ruled)] == [True, False]


def test_a_changed_bed_is_in_the_sum(client, season, lead, tonight):
    [slot] = scheduled(season, tonight, host=make_host(season.pool, beds=12))
    keeper = make_user(Role.SHELTER_STAFF, at=slot.host.organisation)
    beds = {slot.host.groups.get().pk: actions.Beds(blocked=3, blocked_because="läcka", overflow=1)}
    actions.confirm_night(night=slot.night, beds=beds, policy_version="v", by=keeper, at=now())

    answer = client.get(page(season))

    assert answer.context["drawn"].gaps[0].places == 10


def test_a_protected_host_is_an_area_in_the_calendar(client, season, lead, tonight):
    host = make_host(season.pool, name="Hemliga huset")
    Shelter.objects.filter(pk=host.pk).update(visibility="area_only", area="Norr <b>")
    offered(season, tonight, host=host)

    answer = told(client.get(page(season)))

    assert "Hemliga huset" not in answer
    assert "Norr &lt;b&gt;" in answer
    assert "Norr <b>" not in answer


@pytest.mark.parametrize("asked", ["?show=offered", "?show=gaps", "?show=missing", "?show=fire", "?host=ankar"])
def test_the_calendar_shows_what_is_asked_for(client, season, lead, tonight, asked):
    scheduled(season, tonight, host=make_host(season.pool, name="Ankarkyrkan", beds=30), volunteers_needed=0)
    offered(season, tonight + 30 * DAY, host=make_host(season.pool, name="Båtkyrkan"), volunteers_found=4)

    answer = client.get(page(season) + f"{asked}&month=all")

    months = str(answer.context["drawn"].months)
    seen = {"?show=offered": "B", "?show=missing": "", "?show=gaps": "B", "?show=fire": "A", "?host=ankar": "A"}[asked]
    turns = ["Ankarkyrkan, " in months, "Båtkyrkan, " in months]
    assert turns == ["A" in seen, "B" in seen]


@pytest.mark.parametrize("asked", [{"show": "fire"}, {"host": "Ingen"}, {"show": "gaps"}])
def test_where_nothing_is_as_asked_the_calendar_says_so(client, season, lead, tonight, asked):
    Season.objects.update(wanted=0, first=tonight, last=tonight)
    scheduled(season, tonight, host=make_host(season.pool, name="Ankarkyrkan", beds=12))
    HostSlot.objects.update(fire_notice_on=tonight)

    assert "Inget här stämmer med urvalet." in told(client.get(page(season, **asked)))


def test_the_calendar_costs_the_same_with_more_hosts(client, season, lead, tonight, django_assert_max_num_queries):
    offered(season, tonight)
    client.get(page(season))
    for _ in range(2):
        offered(season, tonight)

    with django_assert_max_num_queries(12):
        client.get(page(season))


def test_the_season_is_a_picture_with_its_table(client, season, lead, tonight):
    scheduled(season, tonight, host=make_host(season.pool, beds=12))

    answer = client.get(reverse("shelters:season_picture", args=[season.pk]))
    table = str(client.get(page(season, month="all")).context["drawn"].table)

    assert answer["Content-Type"] == "image/svg+xml"
    assert told(answer).startswith("<svg")
    assert told(answer).count('class="given"') == 1
    assert table.count("<tr>") == 43


def test_a_turn_is_moved_by_a_plain_form_and_moved_back(client, season, lead, tonight):
    [slot] = scheduled(season, tonight)
    way = reverse("shelters:move_slot", args=[slot.pk])

    moved = client.post(way, {"day": tonight + DAY}, follow=True)
    back = client.post(way, {"day": moved.context["moved"].moved_from})

    assert f'value="{tonight}"' in told(moved)
    assert back.status_code == 302
    assert [night.date for night in Night.objects.all()] == [tonight]


def test_a_dragged_turn_gets_the_part_or_is_told_why_not(client, season, lead, tonight):
    first, second = scheduled(season, tonight, tonight + DAY)

    answer = client.post(
        reverse("shelters:move_slot", args=[first.pk]), {"day": tonight + 2 * DAY}, headers=PART, follow=True
    )
    refused = client.post(reverse("shelters:move_slot", args=[second.pk]), {"day": tonight + 2 * DAY}, headers=PART)

    assert told(answer).lstrip().startswith('<div id="calendar"')
    assert "<html" not in told(answer)
    assert refused["HX-Redirect"] == reverse("shelters:turn", args=[second.pk])


def test_a_turn_that_cannot_move_says_so_on_its_page(client, season, lead, tonight):
    first, _second = scheduled(season, tonight, tonight + DAY)

    answer = client.post(reverse("shelters:move_slot", args=[first.pk]), {"day": tonight + DAY})

    assert answer.status_code == 422
    assert HostSlot.objects.get(pk=first.pk).date == tonight


def test_what_is_offered_is_taken_up_by_month_by_host_or_whole(client, season, lead, tonight):
    slots = offered(season, tonight, tonight + DAY, tonight + 35 * DAY)
    way = reverse("shelters:schedule_slots", args=[season.pk])

    def taken():
        return HostSlot.objects.filter(night__isnull=False).count()

    client.post(way, {"slots": [slots[0].pk, "x"]})
    counts = [taken()]
    client.post(way, {"month": f"{slots[2].date:%Y-%m}"})
    counts.append(taken())
    client.post(way, {"month": "all"})
    counts.append(taken())
    client.post(way, {"month": "nonsense"})

    assert counts[0] == 1
    assert counts == sorted(counts)
    assert counts[-1] == 3


def test_a_host_offers_a_weekday_for_the_whole_season_in_two_taps(client, season, tonight):
    host = make_host(season.pool, beds=10)
    client.force_login(lead_of(host.organisation))
    way = reverse("shelters:offer_nights", args=[season.pk, host.pk])
    form = client.get(reverse("shelters:host_season", args=[season.pk, host.pk])).context["offer"]
    said = {name: form[name].value() or "" for name in form.fields}

    answer = client.post(way, said | {"weekdays": [tonight.weekday()], "kit": ["supper"]})

    slots = list(HostSlot.objects.order_by("date"))
    assert answer.status_code == 302
    assert {slot.date.weekday() for slot in slots} == {tonight.weekday()}
    assert (slots[0].date, len(slots), slots[0].beds, slots[0].volunteers_needed) == (tonight, 6, 10, 4)


@pytest.mark.parametrize(
    ("said", "status", "made"),
    [
        ({"days": "{later} {tomorrow}"}, 302, 2),
        ({"days": "2026-13-01"}, 422, 0),
        ({"days": ""}, 422, 0),
        ({"days": "2031-01-01"}, 422, 0),
    ],
)
def test_a_host_offers_some_days(client, season, tonight, said, status, made):
    host = make_host(season.pool)
    client.force_login(lead_of(host.organisation))
    days = said["days"].format(later=tonight + 9 * DAY, tomorrow=tonight + DAY)
    more = {f"places_{host.groups.get().pk}": 8, "volunteers_needed": 3, "days": days}

    answer = client.post(reverse("shelters:offer_nights", args=[season.pk, host.pk]), more)

    assert (answer.status_code, HostSlot.objects.count()) == (status, made)


def test_a_turn_is_prepared_withdrawn_and_offered_again_on_its_page(client, season, tonight):
    [slot] = scheduled(season, tonight + DAY)
    client.force_login(lead_of(slot.host.organisation))

    def do(name, **said):
        return client.post(reverse(f"shelters:{name}", args=[slot.pk]), said).status_code

    form = client.get(reverse("shelters:turn", args=[slot.pk])).context["prepare"]
    seen = form["seen"].value()
    said = {"volunteers_needed": 4, "volunteers_found": 3, "kit": ["bedding"], "line": ""}
    statuses = [do("prepare_slot", seen=seen, **said), do("prepare_slot", seen=seen, **said | {"volunteers_found": 1})]
    statuses += [do("withdraw_slot"), do("withdraw_slot", because="staff"), do("undo_withdraw_slot")]
    statuses += [do("prepare_slot", **said | {"volunteers_found": 1000})]

    slot.refresh_from_db()
    assert statuses == [302, 409, 422, 302, 302, 422]
    assert (slot.volunteers_found, slot.kit, slot.withdrawn_at) == (3, ["bedding"], None)


def test_the_coordinator_takes_up_and_lets_be(client, season, tonight):
    [slot] = offered(season, tonight)
    user = make_user(Role.MUNICIPALITY_COORDINATOR)
    TOTP.activate(user, "JBSWY3DPEHPK3PXPJBSWY3DP")
    client.force_login(user)

    for name, has_night in (("schedule_slot", True), ("undo_schedule", False)):
        client.post(reverse(f"shelters:{name}", args=[slot.pk]))
        assert bool(HostSlot.objects.get(pk=slot.pk).night_id) is has_night


def test_a_confirmed_turn_is_not_taken_back_and_the_page_says_why(client, season, lead, tonight):
    [slot] = scheduled(season, tonight)
    keeper = make_user(Role.SHELTER_STAFF, at=slot.host.organisation)
    actions.confirm_night(night=slot.night, beds={}, policy_version="v", by=keeper, at=now())

    answer = client.post(reverse("shelters:undo_schedule", args=[slot.pk]))

    assert answer.status_code == 409
    assert "notice-error" in told(answer)


def test_a_season_is_planned_and_edited_on_its_page(client, season, lead):
    way = reverse("shelters:new_season", args=[season.pool_id])
    said = {"id": new_id(), "name": "2030/31", "first": "2030-11-01", "last": "2031-03-31", "wanted": 40}

    made = client.post(way, said)
    wrong = client.post(way, said | {"id": new_id()})
    backwards = client.post(way, said | {"id": new_id(), "name": "x", "last": "2030-10-01"})
    edit = reverse("shelters:edit_season", args=[said["id"]])
    seen = client.get(edit).context["form"]["seen"].value()
    changed = client.post(edit, said | {"wanted": 50, "seen": seen})
    stale = client.post(edit, said | {"wanted": 60, "seen": seen})

    statuses = [answer.status_code for answer in (made, wrong, backwards, changed, stale)]
    assert statuses == [302, 422, 422, 302, 409]
    assert Season.objects.get(pk=said["id"]).wanted == 50
    assert "2030/31" in told(client.get(reverse("shelters:seasons")))


def test_who_only_looks_is_offered_no_form(client, season, tonight):
    [slot] = scheduled(season, tonight)
    client.force_login(make_user(Role.OUTREACH_WORKER))

    for way in (
        page(season),
        reverse("shelters:turn", args=[slot.pk]),
        reverse("shelters:new_season", args=[season.pool_id]),
    ):
        answer = client.get(way)
        assert (answer.status_code, told(answer).count('method="post"')) == (200, 2), way  # log out, and the language
    assert (
        client.post(
            reverse("shelters:prepare_slot", args=[slot.pk]), {"volunteers_needed": 1, "volunteers_found": 1}
        ).status_code
        == 403
    )


def test_a_fire_notice_is_noted_on_the_hosts_page(client, season, tonight):
    [slot] = scheduled(season, tonight + 20 * DAY)
    client.force_login(lead_of(slot.host.organisation))
    way = reverse("shelters:note_fire_notice", args=[season.pk, slot.host_id])

    answers = [client.post(way, {"sent_on": day}).status_code for day in (date(2031, 1, 1), "x", tonight)]

    assert answers == [422, 422, 302]
    assert HostSlot.objects.get(pk=slot.pk).fire_notice_on == tonight


def test_what_is_swapped_after_a_move_holds_the_picture_too(client, season, lead, tonight):
    scheduled(season, tonight)

    part = told(client.get(page(season), headers=PART))

    assert [part.count("<svg"), part.count('<table class="season">'), part.count("<h1")] == [1, 1, 0]
