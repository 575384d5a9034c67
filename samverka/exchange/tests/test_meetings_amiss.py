"""Meetings when something goes wrong: a mailbox is refused, two write at once, a program sends what no form lets by."""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.urls import reverse
from django.utils.timezone import now

from samverka.actors.actions import hand_over_network, name_acting
from samverka.actors.models import ContactLine, Network, NetworkMember, Role
from samverka.actors.tests.factories import make_organisation, make_territory, make_user
from samverka.actors.tests.machines import Machine
from samverka.actors.tests.visits import log_in
from samverka.core import actions as core
from samverka.core.free_text import ReadThrough
from samverka.core.ids import new_id
from samverka.core.keeping import RULES
from samverka.core.versions import version
from samverka.core.waiting import waiting
from samverka.exchange import actions, tasks
from samverka.exchange.models import Meeting
from samverka.exchange.tests.factories import AT as ASKED_AT
from samverka.exchange.tests.factories import make_owner, make_published_practice
from samverka.exchange.tests.test_meetings import AFTER, AT, THEN, House


pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return House()


@pytest.fixture
def secretary(house, client):
    TOTP.activate(house.by, "JBSWY3DPEHPK3PXPJBSWY3DP")
    client.force_login(house.by)
    return client


@pytest.fixture
def refuse(monkeypatch):
    """Lets the mail server refuse a mailbox. Those that it was asked for are listed."""
    send, asked = EmailBackend.send_messages, []

    def refuse(mailbox):
        def sending(self, letters):
            if any(mailbox in letter.to for letter in letters):
                asked.append(mailbox)
                raise SMTPRecipientsRefused({mailbox: (550, b"No such mailbox")})
            return send(self, letters)

        monkeypatch.setattr(EmailBackend, "send_messages", sending)
        return asked

    return refuse


def test_a_line_break_in_an_action_or_a_decision_stops_no_reminder(house):
    meeting, machine = house.plan(), Machine(house.by)
    said = {"organisation_id": house.member.organisation_id, "due_on": AFTER.date().isoformat()}
    for told in ("actions", "decisions"):
        more = said if told == "actions" else {}
        assert machine.post(f"/meetings/{meeting.pk}/{told}", id=new_id(), text="Ringa\nBcc: a@b", **more)[0] == 422

    house.act(meeting, text="Ringa\nSkriva", due_on=AFTER.date())
    house.hold(meeting)
    tasks.tick(at=AFTER)

    assert [letter.subject.endswith("Ringa Skriva") for letter in mail.outbox].count(True) == 1


def test_a_refused_mailbox_is_passed_over_and_holds_up_nobody(house, refuse):
    meeting = house.plan()
    house.act(meeting, due_on=AFTER.date())
    actions.call_meeting(meeting=meeting, by=house.by, at=AT)
    asked = refuse("jour@example.org")
    for at in (AT, AT, AFTER):
        tasks.tick(at=at)
    house.hold(meeting)
    tasks.tick(at=AFTER)
    tasks.tick(at=AFTER)

    assert len(asked) == 3  # the invitation, the minutes and the reminder, each once
    assert [letter.to for letter in mail.outbox] == [["samordning@example.org"]] * 2


def test_an_owner_whose_mailbox_is_refused_does_not_keep_others_from_being_asked(refuse):
    first, second = (
        make_published_practice(make_owner(), title=title, mailbox=mailbox)
        for title, mailbox in (("Ett", "borta@example.org"), ("Annat", "eu-teamet@example.org"))
    )
    asked = refuse("borta@example.org")
    tasks.ask_owners(at=ASKED_AT + timedelta(days=367))

    assert (asked, [letter.to for letter in mail.outbox]) == (["borta@example.org"], [["eu-teamet@example.org"]])
    for practice in (first, second):
        practice.refresh_from_db()
        assert practice.times_asked == 1


def test_minutes_that_were_taken_and_never_sent_are_not_deleted_as_if_nobody_had_met(house):
    meetings = [house.plan(starts_at=THEN + timedelta(minutes=n)) for n in range(5)]
    actions.write_minutes(meeting=meetings[0], minutes="Läget.", by=house.by, at=AFTER)
    actions.note_decision(id=new_id(), meeting=meetings[1], text="Vi provar.", by=house.by, at=AFTER)
    house.act(meetings[2])
    actions.call_off_meeting(meeting=meetings[4], reason="Alla är sjuka.", by=house.by, at=AFTER)

    core.purge(rule=RULES["exchange.meeting.unheld"], at=THEN + timedelta(days=400))

    assert set(Meeting.objects.all()) == set(meetings[:3])


def test_minutes_that_two_have_written_are_put_side_by_side(house, secretary):
    meeting = house.plan()
    meeting.refresh_from_db()
    seen = version(meeting)
    actions.write_minutes(meeting=meeting, minutes="Kollegans ord.", by=house.by, at=AFTER)

    answer = secretary.post(reverse("exchange:take_minutes", args=[meeting.pk]), {"minutes": "Mina ord.", "seen": seen})

    assert answer.status_code == 409
    assert [one.name for one in answer.context["writing"].differences] == ["minutes"]


def test_a_decision_or_an_action_swaps_its_own_part_of_the_page(house, secretary):
    meeting = house.plan()
    decision = actions.note_decision(id=new_id(), meeting=meeting, text="Vi provar.", by=house.by, at=AFTER)
    house.act(meeting)
    told = secretary.get(reverse("exchange:take_minutes", args=[meeting.pk])).content.decode()
    for part in ("decisions", "actions"):
        assert told.count(f'hx-target="#{part}"') == told.count(f'hx-select="#{part}"') == 2
        assert told.count(f'id="{part}"') == 1

    house.hold(meeting)
    answer = secretary.post(reverse("exchange:take_back_decision", args=[decision.pk]), headers={"HX-Request": "true"})
    assert (answer.status_code, 'role="alert"' in answer.content.decode()) == (422, True)
    assert 'id="decisions"' in answer.content.decode()


@pytest.mark.parametrize("starts_at", ["2027-01-15T09:00:00", "9999-12-31T22:00:00Z", 1800000000])
def test_a_program_plans_in_utc_and_in_our_century(house, starts_at):
    said = {"id": new_id(), "ends_at": "2027-01-15T10:00:00Z", "place": "Salen"}

    status, told = Machine(house.by).post(f"/networks/{house.network.pk}/meetings", starts_at=starts_at, **said)

    assert (status, list(told["fields"])) == (422, ["starts_at"])


def test_minutes_that_were_opened_again_do_not_go_out(house):
    meeting = house.hold(house.plan())
    actions.reopen_minutes(meeting=meeting, by=house.by, at=AFTER)
    tasks.tick(at=AFTER)
    assert mail.outbox == []

    house.hold(meeting)
    tasks.tick(at=AFTER)
    assert len(mail.outbox) == 2


def test_the_next_meeting_is_planned_at_a_place_that_somebody_has_stood_by(house):
    meeting = house.plan(place=ReadThrough("Hos Olle Nilsson"))
    house.hold(meeting, next_starts_at=THEN + timedelta(weeks=4))
    assert Meeting.objects.filter(place="Hos Olle Nilsson").count() == 2


def test_places_elsewhere_stay_when_a_network_is_changed(house, secretary):
    away = make_territory("1480")
    house.network.places.add(away)
    found = house.network
    told = {"name": "Nytt namn", "purpose": found.purpose, "weeks": 4, "seen": version(found)}
    page = reverse("exchange:edit_network", args=[found.pk])
    shown = secretary.get(page).context["form"]
    assert away in shown.fields["places"].queryset

    secretary.post(page, told | {"places": [one.pk for one in found.places.all()]})
    found.refresh_from_db()
    assert (found.name, away in found.places.all()) == ("Nytt namn", True)


def piles(user, at):
    roles = {one.role for one in user.standing}
    found = waiting(user, roles=roles, footing=(user.pk, at, new_id()), at=at)
    return [one.text for one in found if one.address == reverse("exchange:networks")]


def test_my_day_tells_who_convenes_what_a_network_waits_for(house):
    named = make_user(Role.ADVISER, at=house.network.convenor)
    name_acting(network=house.network, users=[house.by, named], by=house.by, at=AT)
    board = make_user(Role.COUNTY_COORDINATOR, at=make_organisation(kind="county_board", territory="01"))
    keepers, others = (house.by, named), (house.worker, make_user(Role.ADVISER, at=house.network.convenor))
    house.plan(starts_at=THEN + timedelta(weeks=1), ends_at=THEN + timedelta(weeks=1, hours=1))
    meeting, late = house.plan(), AT + timedelta(weeks=9)

    near = ["1 meeting is near, and its members are not called yet"]
    assert [piles(one, AT) for one in (*keepers, *others)] == [near, near, [], []]
    past = ["The minutes of 2 meetings have not been sent"]
    asleep = ["1 network of yours sleeps"]
    assert [sorted(piles(one, late)) for one in (*keepers, *others, board)] == [asleep + past] * 2 + [[], [], asleep]

    actions.call_meeting(meeting=meeting, by=house.by, at=AT)
    assert piles(house.worker, AT + timedelta(hours=1)) == ["1 meeting of your networks within a week"]
    assert piles(house.worker, AFTER) == []


def test_the_list_of_networks_leads_to_the_meeting_that_waits_for_its_minutes(house, secretary):
    late = house.plan(starts_at=now() - timedelta(days=3), ends_at=now() - timedelta(days=2, hours=23))
    near = house.plan(starts_at=now() + timedelta(days=3), ends_at=now() + timedelta(days=3, hours=1))

    told = secretary.get(reverse("exchange:networks")).context

    assert (list(told["to_minute"]), list(told["to_call"])) == ([late], [near])


def test_whoever_is_no_member_reads_whom_to_ask_to_be_taken_in(house):
    stranger = make_user(Role.ADVISER, at=make_organisation())

    told = log_in(stranger).get(reverse("exchange:networks")).content.decode()
    assert str(house.network.convenor) in told
    assert 'href="mailto:samordning@example.org?subject=Boplatser"' in told
    assert "jour@example.org" not in told  # a member's

    NetworkMember.objects.update(mailbox="")
    told = log_in(stranger).get(reverse("exchange:networks")).content.decode()
    assert (str(house.network.convenor) in told, "mailto:" in told) == (True, False)


def test_a_network_that_sleeps_is_told_to_the_boards_of_all_its_counties_once_somebody_can_be_mailed(house):
    NetworkMember.objects.update(mailbox="")
    house.network.places.add(make_territory("1480"))
    late = AT + timedelta(weeks=9)
    tasks.tick(at=late)
    assert (mail.outbox, Network.objects.get().told_asleep_at) == ([], None)

    for code in ("01", "14", "12"):
        board = make_organisation(kind="county_board", territory=code)
        ContactLine.objects.create(organisation=board, function="coordination", email=f"{code}@example.org")
    tasks.tick(at=late)
    tasks.tick(at=late)
    assert [sorted(letter.to) for letter in mail.outbox] == [["01@example.org", "14@example.org"]]


def test_a_network_of_which_every_mailbox_refuses_the_mail_is_not_told_and_is_tried_again_the_next_day(house, refuse):
    asked, late = refuse("samordning@example.org"), AT + timedelta(weeks=9)
    for at in (late, late, late + timedelta(days=1)):
        tasks.tick(at=at)
    assert (len(asked), Network.objects.get().told_asleep_at) == (2, None)

    NetworkMember.objects.update(mailbox="ny@example.org")
    then = late + timedelta(days=2)
    tasks.tick(at=then)
    assert [(letter.to, Network.objects.get().told_asleep_at) for letter in mail.outbox] == [(["ny@example.org"], then)]


def test_a_network_of_which_every_mailbox_refuses_the_mail_keeps_no_other_from_being_told_once(house, refuse):
    refuse("samordning@example.org")
    late = AT + timedelta(weeks=9)
    tasks.tick(at=late)
    other, soon = House().network, late + timedelta(minutes=5)
    NetworkMember.objects.filter(network=other).update(mailbox="ny@example.org")

    for at in (soon, late + timedelta(hours=1), late + timedelta(days=1)):
        tasks.tick(at=at)

    told = Network.objects.exclude(told_asleep_at=None).values_list("pk", "told_asleep_at")
    assert ([letter.to for letter in mail.outbox], list(told)) == ([["ny@example.org"]], [(other.pk, soon)])


def test_a_new_convenor_is_mailed_the_handover_page_once_and_no_names(house):
    before, heir = house.network.convenor, house.member.organisation
    hand_over_network(network=house.network, convenor=heir, deputy=before, by=house.by, at=AT)
    hand_over_network(network=house.network, convenor=heir, deputy=None, by=house.by, at=AT)
    tasks.tick(at=AT)
    tasks.tick(at=AT)

    [letter] = mail.outbox
    assert letter.to == ["jour@example.org"]
    assert reverse("web:handover", args=[house.network.pk]) in letter.body
    assert [one for one in (house.by, house.worker) if one.name in letter.body] == []


@pytest.fixture
def running(house):
    """A meeting that has begun an hour ago."""
    return house.plan(starts_at=now() - timedelta(hours=1), ends_at=now())


def minutes_page(meeting):
    return reverse("exchange:take_minutes", args=[meeting.pk])


def test_what_stands_in_the_notes_is_sent_with_the_minutes(running, secretary):
    seen, page = version(Meeting.objects.get()), minutes_page(running)
    told = {"minutes": "Läget är lugnt.", "seen": seen, "next_id": new_id(), "next_starts_at": "2099-01-15T09:00"}

    for _time in range(2):  # pressed twice, it is sent once
        answer = secretary.post(page, {**told, "send": "yes"})
        assert answer.headers["Location"] == reverse("exchange:meeting", args=[running.pk])

    running.refresh_from_db()
    assert (running.state, running.minutes) == ("held", "Läget är lugnt.")
    assert Meeting.objects.exclude(pk=running.pk).get().starts_at.year == 2099
    file = secretary.get(reverse("exchange:minutes_file", args=[running.pk])).content.decode()
    assert "Läget är lugnt." in file


def test_minutes_that_cannot_be_sent_keep_what_was_typed_on_their_page(house, running, secretary):
    told = {"minutes": "Läget.", "seen": version(Meeting.objects.get()), "send": "yes"}

    early = secretary.post(minutes_page(running), {**told, "next_starts_at": "2020-01-15T09:00"})
    assert (early.status_code, list(early.context["writing"].errors)) == (422, ["next_starts_at"])
    assert all(typed in early.content.decode() for typed in ("Läget.", "2020-01-15T09:00"))
    running.refresh_from_db()
    assert (running.state, running.minutes) == ("planned", "")  # all or nothing

    actions.write_minutes(meeting=running, minutes="Kollegans ord.", by=house.by, at=AFTER)
    late = secretary.post(minutes_page(running), told | {"next_starts_at": "2099-01-15T09:00"})
    assert (late.status_code, [one.name for one in late.context["writing"].differences]) == (409, ["minutes"])

    actions.hold_meeting(meeting=running, by=house.by, at=now())
    sent = secretary.post(minutes_page(running), told)
    assert (sent.status_code, "Läget." in sent.content.decode()) == (422, True)


def test_a_day_for_the_next_meeting_stays_when_the_notes_are_saved(running, secretary):
    said = {"minutes": "Läget.", "next_starts_at": "2099-01-15T09:00"}

    told = secretary.post(minutes_page(running), said, follow=True).content.decode()

    assert all(typed in told for typed in ("Läget.", "2099-01-15T09:00"))
    assert Meeting.objects.get().state == "planned"


def test_no_minutes_are_sent_past_a_draft_that_waits(house, running, secretary):
    page = minutes_page(running)
    assert 'name="send"' in secretary.get(page).content.decode()
    core.keep_draft(by=str(house.by.pk), form=page, typed={"minutes": ["Utkast."]}, at=now())

    assert 'name="send"' not in secretary.get(page).content.decode()
    refused = secretary.post(reverse("exchange:note_decision", args=[running.pk]), {"id": new_id(), "text": ""})
    assert (refused.status_code, 'name="send"' in refused.content.decode()) == (422, False)
    told = secretary.get(page, {"draft": "resume"}).content.decode()
    assert ("Utkast." in told, 'name="send"' in told) == (True, True)
