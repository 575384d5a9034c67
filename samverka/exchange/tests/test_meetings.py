"""Meetings: called with a calendar, written down while they run, sent out, and approved at the next."""

from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.urls import reverse
from icalendar import Calendar

from samverka.actors.actions import add_network_member, follow_network, found_network
from samverka.actors.models import Role
from samverka.actors.tests.factories import make_organisation, make_user
from samverka.core.access import Denied, Refused, Stale, Unfit
from samverka.core.ids import new_id
from samverka.core.versions import version
from samverka.exchange import actions, queries, tasks
from samverka.exchange.models import ActionPoint, Meeting


pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
THEN = AT + timedelta(weeks=1)
AFTER = THEN + timedelta(hours=2)


class House:
    """A network of a municipality and an association, and somebody who convenes it."""

    def __init__(self):
        city = make_organisation(kind="municipality")
        self.by = make_user(Role.MUNICIPALITY_COORDINATOR, at=city)
        self.network = found_network(
            id=new_id(), organisation=city, function="Samordning", mailbox="samordning@example.org", name="Boplatser",
            purpose="Läget.", places=[city.territory], weeks=4, by=self.by, at=AT,
        )  # fmt: skip
        self.member = add_network_member(
            id=new_id(), network=self.network, organisation=make_organisation(), function="Jour",
            mailbox="jour@example.org", by=self.by, at=AT,
        )  # fmt: skip
        self.worker = make_user(Role.ADVISER, at=self.member.organisation)

    def plan(self, **said):
        usual = {"id": new_id(), "starts_at": THEN, "ends_at": THEN + timedelta(hours=1), "place": "Salen", "link": ""}
        return actions.plan_meeting(
            network=self.network, by=self.by, at=AT, **usual | {"agenda": "Läget\n\nVintern"} | said
        )  # fmt: skip

    def act(self, meeting, **said):
        usual = {"id": new_id(), "text": "Ringa fastighetskontoret", "organisation": self.member.organisation}
        usual |= {"due_on": AFTER.date() + timedelta(days=7)}
        return actions.note_action(meeting=meeting, by=self.by, at=AFTER, **usual | said)

    def hold(self, meeting, **said):
        return actions.hold_meeting(meeting=meeting, by=self.by, at=AFTER, **said)


@pytest.fixture
def house():
    return House()


def invitations():
    return [
        (letter.to[0], Calendar.from_ical(part.content))
        for letter in mail.outbox
        for part in letter.alternatives
        if part.mimetype.startswith("text/calendar")
    ]


def test_members_are_called_by_mail_with_a_calendar_once(house):
    meeting = actions.call_meeting(meeting=house.plan(), by=house.by, at=AT)
    actions.call_meeting(meeting=meeting, by=house.by, at=AT)

    tasks.tick(at=AT)
    tasks.tick(at=AT)

    assert sorted(to for to, _told in invitations()) == ["jour@example.org", "samordning@example.org"]
    told = dict(invitations())["jour@example.org"]
    [event] = told.walk("VEVENT")
    assert (str(told["method"]), int(event["sequence"]), str(event["uid"])) == ("REQUEST", 0, f"{meeting.pk}@samverka")
    assert str(event["organizer"]) == "mailto:samordning@example.org"
    assert "- Läget\n- Vintern" in mail.outbox[0].body


def test_another_day_replaces_the_invitation_and_calling_off_takes_it_away(house):
    meeting = actions.call_meeting(meeting=house.plan(), by=house.by, at=AT)
    tasks.tick(at=AT)
    later = {"starts_at": THEN + timedelta(days=1), "ends_at": THEN + timedelta(days=1, hours=1), "link": ""}
    meeting = actions.edit_meeting(meeting=meeting, place="Salen", agenda="", by=house.by, at=AT, **later)
    tasks.tick(at=AT)
    with pytest.raises(Unfit, match="Say why"):
        actions.call_off_meeting(meeting=meeting, reason=" ", by=house.by, at=AT)
    meeting = actions.call_off_meeting(meeting=meeting, reason="Sjukdom.", by=house.by, at=AT)
    tasks.tick(at=AT)

    told = [calendar for to, calendar in invitations() if to == "jour@example.org"]
    assert [(str(one["method"]), int(one.walk("VEVENT")[0]["sequence"])) for one in told] == [
        ("REQUEST", 0), ("REQUEST", 1), ("CANCEL", 2)
    ]  # fmt: skip
    again = actions.plan_again(meeting=meeting, by=house.by, at=AT)
    assert (again.state, again.reason, again.sequence) == ("planned", "", 3)


def test_what_is_noted_goes_out_with_the_minutes_and_wakes_the_network(house):
    meeting = house.plan()
    first = actions.note_decision(id=new_id(), meeting=meeting, text="Vi öppnar tidigare.", by=house.by, at=AFTER)
    again = actions.note_decision(id=first.pk, meeting=meeting, text="Vi öppnar tidigare.", by=house.by, at=AFTER)
    second = actions.note_decision(id=new_id(), meeting=meeting, text="Vi delar lista.", by=house.by, at=AFTER)
    house.act(meeting)
    meeting.refresh_from_db()
    seen = version(meeting)
    actions.write_minutes(meeting=meeting, minutes="Läget är lugnt.", by=house.by, at=AFTER, seen=seen)
    with pytest.raises(Stale):
        actions.write_minutes(meeting=meeting, minutes="Annat.", by=house.by, at=AFTER, seen=seen)
    with pytest.raises(Refused, match="has been held"):
        actions.hold_meeting(meeting=meeting, by=house.by, at=AT)

    held = house.hold(meeting, next_starts_at=THEN + timedelta(weeks=4))
    tasks.tick(at=AFTER)

    assert (first, second.number) == (again, 2)
    text = mail.outbox[0].body
    for told in ("Läget är lugnt.", "2. Vi delar lista.", "Ringa fastighetskontoret"):
        assert told in text
    house.network.refresh_from_db()
    assert house.network.met_on == THEN.date()
    assert Meeting.objects.exclude(pk=held.pk).get().place == "Salen"
    with pytest.raises(Refused, match="closed"):
        house.act(held)


def test_open_actions_and_minutes_to_approve_come_up_at_the_next_meeting(house):
    first = house.plan()
    done, waits = house.act(first), house.act(first, text="Skriva lista")
    house.hold(first)
    actions.finish_action(action=done, by=house.worker, at=AFTER)
    starts_at = THEN + timedelta(weeks=4)
    later = house.plan(starts_at=starts_at, ends_at=starts_at + timedelta(hours=1))

    assert list(queries.open_actions(house.network, before=later.starts_at)) == [waits]
    assert queries.to_approve(later) == first
    approve = {"meeting": first, "at_meeting": later, "by": house.by}
    with pytest.raises(Refused, match="later meeting"):
        actions.approve_minutes(at=AFTER, **approve)
    approved = actions.approve_minutes(at=later.ends_at, **approve)
    assert (approved.state, approved.approved_by) == ("approved", later)
    with pytest.raises(Refused, match="Approved minutes"):
        actions.reopen_minutes(meeting=approved, by=house.by, at=later.ends_at)


def test_minutes_are_opened_again_until_they_are_approved_and_sent_anew(house):
    meeting = house.hold(house.plan())
    tasks.tick(at=AFTER)
    actions.reopen_minutes(meeting=meeting, by=house.by, at=AFTER)
    house.hold(meeting)
    tasks.tick(at=AFTER)

    assert len(mail.outbox) == 4


def test_an_action_is_done_or_dropped_for_a_reason_by_its_owner_and_can_be_opened_again(house):
    action = house.act(house.plan())
    stranger = make_user(Role.ADVISER)

    with pytest.raises(Denied):
        actions.finish_action(action=action, by=stranger, at=AFTER)
    with pytest.raises(Unfit, match="Say why"):
        actions.drop_action(action=action, reason="", by=house.worker, at=AFTER)
    dropped = actions.drop_action(action=action, reason="Behövs inte.", by=house.worker, at=AFTER)
    with pytest.raises(Refused, match="closed"):
        actions.finish_action(action=dropped, by=house.worker, at=AFTER)
    opened = actions.reopen_action(action=dropped, by=house.worker, at=AFTER)
    assert (opened.state, opened.reason, opened.closed_on) == ("open", "", None)


def test_owners_are_reminded_of_a_due_action_once_and_of_a_sleeping_network_too(house):
    meeting = house.plan()
    house.act(meeting)
    house.hold(meeting)
    tasks.tick(at=AFTER)
    mail.outbox.clear()
    due = AFTER + timedelta(days=7)

    tasks.tick(at=due)
    tasks.tick(at=due)

    assert [(letter.to, "Ringa fastighetskontoret" in letter.body) for letter in mail.outbox] == [
        (["jour@example.org"], True)
    ]
    mail.outbox.clear()
    late = THEN + timedelta(weeks=8, days=1)
    tasks.tick(at=late)
    tasks.tick(at=late)
    assert [letter.to for letter in mail.outbox] == [["samordning@example.org"]]


def test_a_calendar_follows_the_meetings_by_its_key_alone(house, client):
    meeting = actions.call_meeting(meeting=house.plan(), by=house.by, at=AT)
    key = follow_network(member=house.member, by=house.worker, at=AT).key

    answer = client.get(reverse("exchange:network_calendar", args=[key]))

    [event] = Calendar.from_ical(answer.content).walk("VEVENT")
    assert (str(event["uid"]), str(event["summary"])) == (f"{meeting.pk}@samverka", "Boplatser")
    assert client.get(reverse("exchange:network_calendar", args=["x" * 43])).status_code == 404


def test_the_secretary_notes_on_one_page_and_stays_in_the_field(house, client):
    meeting = house.plan(starts_at=datetime.now(UTC) - timedelta(hours=1), ends_at=datetime.now(UTC))
    TOTP.activate(house.by, "JBSWY3DPEHPK3PXPJBSWY3DP")
    client.force_login(house.by)
    page = reverse("exchange:take_minutes", args=[meeting.pk])

    answer = client.post(
        reverse("exchange:note_action", args=[meeting.pk]),
        {"id": new_id(), "text": "Ringa", "organisation": house.member.organisation_id, "due_on": "2026-12-01"},
    )

    assert answer.headers["Location"] == f"{page}?next=act#act"
    assert ActionPoint.objects.get().text == "Ringa"
    told = client.get(f"{page}?next=act").content.decode()
    assert told.count("autofocus") == 1
    refused = client.post(
        reverse("exchange:note_decision", args=[meeting.pk]), {"id": new_id(), "text": "19121212-1212"}
    )
    assert refused.status_code == 422
    answer = client.post(page, {"send": "yes", "next_id": new_id()})
    assert answer.headers["Location"] == reverse("exchange:meeting", args=[meeting.pk])
    assert "Ringa" in client.get(reverse("exchange:minutes_file", args=[meeting.pk])).content.decode()
    assert client.get(reverse("exchange:network", args=[house.network.pk])).status_code == 200
    assert client.get(reverse("exchange:networks")).status_code == 200
    assert client.get(reverse("exchange:meeting", args=[meeting.pk])).status_code == 200
