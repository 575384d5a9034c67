"""A host's day: the one sentence, the link that opens it without a log-in, its calendar, and its mail."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import override
from icalendar import Calendar

from samverka.actors.models import ContactLine, Role
from samverka.actors.tests.factories import make_user
from samverka.core.access import Denied, Refused
from samverka.core.ids import new_id
from samverka.core.models import Entry
from samverka.core.tests.mail import GONE, silent
from samverka.shelters import actions, clock, queries, tasks
from samverka.shelters.actions.host_links import purge_host_links
from samverka.shelters.models import HostLink, HostSlot, Night, Season
from samverka.shelters.policy import MORNING_CLOSE
from samverka.shelters.tests.factories import (
    EVENING,
    MORNING,
    TONIGHT,
    give,
    lead_of,
    make_host,
    make_pool,
    make_season,
    offer,
    schedule,
    set_rule,
)


NOON = datetime(2027, 1, 15, 11, tzinfo=UTC)  # twelve o'clock here
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


@pytest.fixture
def season():
    season = make_season()
    lines = {"duty": "08-000 00 21", "intake": "08-000 00 22"}
    for function, phone in lines.items():
        ContactLine.objects.create(organisation=season.pool.organisation, function=function, phone=phone)
    return season


def link_to(slot, *, by_mail=False, at=MORNING):
    told = {"id": new_id(), "season": slot.season, "host": slot.host, "by_mail": by_mail}
    return actions.set_up_host_link(**told, by=lead_of(slot.host.organisation), at=at)


def confirm(slot):
    keeper = make_user(Role.SHELTER_STAFF, at=slot.host.organisation)
    night = Night.objects.get(pk=slot.night_id)
    actions.confirm_night(night=night, beds={}, policy_version="v", by=keeper, at=MORNING)
    return Night.objects.get(pk=night.pk)


def sentence(slot, *, at=MORNING):
    return queries.host_day(season=slot.season, host=slot.host, at=at).sentence


def test_the_sentence_says_whether_for_how_many_who_is_missing_and_whom_to_ring(season):
    [slot] = schedule(*offer(season, volunteers_needed=4, volunteers_found=2))
    give(confirm(slot), men=1, women=1)

    told = sentence(slot)

    assert (
        told == "You open tonight; 2 guests are expected; 2 volunteers are missing; ring on duty tonight, 08-000 00 21."
    )


def test_before_noon_a_host_is_to_open_and_after_noon_it_is_reminded(season):
    [slot] = schedule(*offer(season, volunteers_needed=1, volunteers_found=1))

    told = [sentence(slot, at=at) for at in (MORNING, NOON)]

    rest = "no guest is expected yet; all volunteers are found; ring on duty tonight, 08-000 00 21."
    assert told == [f"You are to open tonight; {rest}", f"You open tonight, but have not confirmed; {rest}"]


def test_the_hour_by_which_hosts_know_is_a_rule(season):
    [slot] = schedule(*offer(season))
    set_rule(f"pool:{season.pool_id}", "told_by", "09:00")

    assert sentence(slot).startswith("You open tonight, but have not confirmed")


@pytest.mark.parametrize("why", ["no turn", "offered", "withdrawn", "cancelled"])
def test_where_the_doors_stay_shut_nobody_is_counted(season, why):
    day = TONIGHT + DAY if why == "no turn" else TONIGHT
    [slot] = offer(season, day, volunteers_needed=4)
    by = lead_of(slot.host.organisation)
    if why == "cancelled":
        schedule(slot)
        actions.cancel_night(night=Night.objects.get(), because="damage", by=by, at=MORNING)
    if why == "withdrawn":
        actions.withdraw_slot(slot=slot, because="staff", by=by, at=MORNING)

    assert sentence(slot) == "You do not open tonight; ring on duty tonight, 08-000 00 21."


def test_whoever_answers_for_the_turn_is_rung_first(season):
    [slot] = schedule(*offer(season))
    line = ContactLine.objects.create(
        organisation=slot.host.organisation, function="coordination", phone="08-000 00 33"
    )
    HostSlot.objects.update(line=line)

    day = queries.host_day(season=season, host=slot.host, at=MORNING)

    assert [phone for _who, phone in day.ring] == ["08-000 00 33", "08-000 00 21", "08-000 00 22"]


def test_until_nine_it_is_still_last_night(season):
    [slot] = schedule(*offer(season))
    confirm(slot)

    assert sentence(slot, at=datetime(2027, 1, 16, 7, 30, tzinfo=UTC)).startswith("You open tonight")


@pytest.fixture
def here():
    """A turn of tonight by the real clock."""
    tonight = clock.tonight(now(), closes=MORNING_CLOSE)
    pool = make_pool()
    season = Season.objects.create(pool=pool, county="01", name="Nu", first=tonight, last=tonight + 40 * DAY)
    host = make_host(pool, name="Ankarkyrkan", beds=12)
    told = {"season": season, "host": host, "by": lead_of(host.organisation), "at": now()}
    places = {host.groups.get().pk: 12}
    slots = actions.offer_nights(**told, dates=[tonight, tonight + DAY], places=places, volunteers_needed=3)
    actions.schedule_slots(season=season, slots=slots, by=lead_of(pool.organisation), at=now())
    return HostSlot.objects.get(date=tonight)


def test_the_day_is_read_by_link_without_a_log_in_and_names_nobody(here):
    link, keeper = link_to(here, at=now()), lead_of(here.host.organisation)

    answer = Client().get(reverse("shelters:host_day", args=[link.key]))

    text = answer.content.decode()
    assert (answer.status_code, "sessionid" in answer.cookies) == (200, False)
    assert "Ankarkyrkan" in text
    assert keeper.name not in text
    assert keeper.email not in text
    assert f"/nights/{here.night_id}" not in text
    assert (answer["Cache-Control"], answer["X-Robots-Tag"]) == ("private, no-store", "noindex")


def test_a_protected_host_is_an_area_in_its_own_link(here):
    type(here.host).objects.update(visibility="area_only", area="Norr")
    link = link_to(here, at=now())

    pages = [Client().get(reverse(f"shelters:{name}", args=[link.key])) for name in ("host_day", "host_calendar")]

    assert [b"Ankarkyrkan" in answer.content for answer in pages] == [False, False]


def test_a_link_that_is_ended_replaced_or_over_opens_nothing(here):
    first = link_to(here, at=now())
    second = link_to(here, at=now())
    ways = [reverse("shelters:host_day", args=[link.key]) for link in (first, second)]

    seen = [Client().get(way).status_code for way in ways]
    actions.end_host_link(link=second, by=lead_of(here.host.organisation), at=now())
    seen.append(Client().get(ways[1]).status_code)
    third = link_to(here, at=now())
    HostLink.objects.filter(pk=third.pk).update(expires_at=now())
    seen.append(Client().get(reverse("shelters:host_day", args=[third.key])).status_code)
    seen.append(Client().get(reverse("shelters:host_calendar", args=["never"])).status_code)

    assert seen == [404, 200, 404, 404, 404]


def test_who_has_the_database_alone_opens_nothing(here, settings):
    link = link_to(here, at=now())
    key = link.key
    row = HostLink.objects.values().get()

    assert key not in str(row)
    settings.SECRET_KEY = "another"  # noqa: S105 (of nothing)
    assert HostLink.objects.get().key == ""
    assert len(key) >= 43


def test_the_link_is_made_shown_again_and_ended_on_the_hosts_page(client, here):
    client.force_login(lead_of(here.host.organisation))
    way = reverse("shelters:host_season", args=[here.season_id, here.host_id])

    client.post(reverse("shelters:set_up_host_link", args=[here.season_id, here.host_id]), {"id": new_id()})
    shown = client.get(way).content.decode()
    client.post(reverse("shelters:end_host_link", args=[HostLink.objects.get().pk]))

    key = HostLink.objects.get().key
    assert f"/day/{key}/" in shown
    assert key not in client.get(way).content.decode()
    client.force_login(make_user(Role.OUTREACH_WORKER))
    assert key not in client.get(way).content.decode()


def test_a_link_made_twice_with_one_id_is_one(season):
    [slot] = offer(season)
    told = {"id": new_id(), "season": season, "host": slot.host, "by_mail": False, "at": MORNING}
    by = lead_of(slot.host.organisation)

    first, same = (actions.set_up_host_link(**told, by=by) for _ in range(2))

    assert (first, first.key) == (same, same.key)
    with pytest.raises(Denied):
        actions.set_up_host_link(**told | {"id": new_id()}, by=make_user(Role.SHELTER_LEAD))
    with pytest.raises(Refused):
        actions.set_up_host_link(**told | {"id": new_id(), "at": EVENING + 200 * DAY}, by=by)
    assert [entry.verb for entry in Entry.objects.filter(verb__contains="link")] == ["shelters.host_link_set_up"]


def test_the_calendar_is_read_by_other_programs(here):
    link = link_to(here, at=now())
    confirm(here)
    other = HostSlot.objects.exclude(pk=here.pk).get()
    actions.withdraw_slot(slot=other, because="staff", by=lead_of(here.host.organisation), at=now())

    answer = Client().get(reverse("shelters:host_calendar", args=[link.key]))

    told = Calendar.from_ical(answer.content)
    events = {str(event["uid"]): event for event in told.walk("VEVENT")}
    mine, gone = events[f"{here.pk}@samverka"], events[f"{other.pk}@samverka"]
    start, end = mine.decoded("dtstart"), mine.decoded("dtend")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert (start.date(), start.time(), end - start > timedelta(hours=10)) == (here.date, time(19), True)
    assert str(start.tzinfo) == "Europe/Stockholm"
    assert [str(one["status"]) for one in (mine, gone)] == ["CONFIRMED", "CANCELLED"]
    assert {"VTIMEZONE", "VEVENT"} <= {part.name for part in told.walk()}
    assert told.errors == []
    assert max(len(line) for line in answer.content.split(b"\r\n")) <= 75
    assert answer.content.endswith(b"END:VCALENDAR\r\n")


def test_the_number_of_an_event_grows_with_each_change(here):
    link = link_to(here, at=now())

    def told():
        read = Calendar.from_ical(Client().get(reverse("shelters:host_calendar", args=[link.key])).content)
        [event] = [one for one in read.walk("VEVENT") if str(one["uid"]).startswith(str(here.pk))]
        return event["sequence"], event["status"]

    host = {"slot": here, "by": lead_of(here.host.organisation), "at": now()}
    seen = [told()]
    for change in (
        lambda: actions.prepare_slot(**host, volunteers_needed=3, volunteers_found=1, kit=[], line=None),
        lambda: actions.withdraw_slot(**host, because="staff"),
        lambda: actions.undo_withdraw_slot(**host),
    ):
        change()
        seen.append(told())

    assert [status for _number, status in seen] == ["TENTATIVE", "TENTATIVE", "CANCELLED", "TENTATIVE"]
    assert sorted({number for number, _status in seen}) == [number for number, _status in seen]


def test_a_season_that_is_made_longer_keeps_its_links(season):
    [slot] = schedule(*offer(season))
    link = link_to(slot)
    last = season.last + timedelta(days=14)

    said = {"id": season.pk, "pool": season.pool, "name": season.name, "first": season.first, "wanted": 0}
    actions.plan_season(**said, last=last, by=lead_of(season.pool.organisation), at=MORNING)

    assert HostLink.objects.get(pk=link.pk).expires_at == clock.by_night(last, MORNING_CLOSE)


def test_at_noon_hosts_that_want_it_are_told_by_mail_once(season, settings):
    wants, mute, later = (schedule(*offer(season, day))[0] for day in (TONIGHT, TONIGHT, TONIGHT + DAY))
    for slot in (wants, mute, later):
        ContactLine.objects.create(organisation=slot.host.organisation, function="duty", email="jour@kyrkan.example")
    link = link_to(wants, by_mail=True)
    link_to(mute)
    link_to(later, by_mail=True)

    for at in (MORNING, NOON, NOON + timedelta(minutes=1), NOON + timedelta(hours=2)):
        tasks.tell_hosts(at=at)

    [sent] = mail.outbox
    assert sent.to == ["jour@kyrkan.example"]
    assert f"{settings.SITE_ADDRESS}/day/{link.key}/" in sent.body
    assert "08-000 00 21" in sent.body
    assert HostLink.objects.get(pk=link.pk).mailed_on == TONIGHT


def test_the_line_that_answers_for_the_turn_gets_the_mail(season):
    [slot] = schedule(*offer(season))
    line = ContactLine.objects.create(
        organisation=season.pool.organisation, function="coordination", email="a@b.example"
    )
    HostSlot.objects.update(line=line)
    link_to(slot, by_mail=True)

    tasks.tell_hosts(at=NOON)

    assert [one.to for one in mail.outbox] == [["a@b.example"]]


def test_who_has_no_mailbox_is_not_marked_as_told(season):
    [slot] = schedule(*offer(season))
    link = link_to(slot, by_mail=True)

    tasks.tell_hosts(at=NOON)

    assert (mail.outbox, HostLink.objects.get(pk=link.pk).mailed_on) == ([], None)


def test_a_mail_that_could_not_be_sent_is_sent_after_a_pause(season, settings):
    [slot] = schedule(*offer(season))
    ContactLine.objects.create(organisation=slot.host.organisation, function="duty", email="jour@kyrkan.example")
    link_to(slot, by_mail=True)

    with silent(settings):
        tasks.tell_hosts(at=NOON)
    tasks.tell_hosts(at=NOON + timedelta(minutes=1))
    resting = len(mail.outbox)
    tasks.tell_hosts(at=NOON + timedelta(minutes=11))

    assert (resting, len(mail.outbox)) == (0, 1)


def test_a_mailbox_that_is_refused_keeps_no_other_host_waiting(season, settings):
    settings.EMAIL_BACKEND = "samverka.core.tests.mail.Refusing"
    first, second = (schedule(*offer(season))[0] for _ in range(2))
    for slot, email in ((first, GONE), (second, "jour@kyrkan.example")):
        ContactLine.objects.create(organisation=slot.host.organisation, function="duty", email=email)
    links = [link_to(slot, by_mail=True) for slot in (first, second)]

    tasks.tell_hosts(at=NOON)

    assert [one.to for one in mail.outbox] == [["jour@kyrkan.example"]]
    assert [HostLink.objects.get(pk=link.pk).mailed_on for link in links] == [None, TONIGHT]


def test_the_first_page_tells_hosts_their_day(client, here):
    confirm(here)
    client.force_login(lead_of(here.host.organisation))

    answer = client.get(reverse("shelters:tonight"))

    [day] = answer.context["days"]
    assert day.opens
    assert day.sentence in answer.content.decode() or "Du har öppet" in answer.content.decode()
    assert reverse("shelters:turn", args=[here.pk]) in answer.content.decode()


def test_the_day_costs_the_same_for_one_host_and_three(season, django_assert_max_num_queries):
    [slot] = schedule(*offer(season))
    user = make_user(Role.SHELTER_LEAD, at=slot.host.organisation)
    for _ in range(2):
        host = make_host(season.pool)
        type(host).objects.filter(pk=host.pk).update(organisation=slot.host.organisation)
        host.refresh_from_db()
        schedule(*offer(season, host=host))

    with django_assert_max_num_queries(10):
        days = queries.my_days(viewer=user, at=MORNING)

    assert len(days) == 3


def test_links_that_are_over_are_deleted(season):
    [slot] = offer(season)
    old, lasting = link_to(slot), link_to(slot)

    assert purge_host_links(county="00", before=MORNING, at=MORNING, limit=10) == 1
    assert list(HostLink.objects.all()) == [lasting]
    assert not HostLink.objects.filter(pk=old.pk).exists()
