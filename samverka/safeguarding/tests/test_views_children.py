"""What the pages say, whom they let in, and what they never show."""

from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from samverka.actors.models import Role
from samverka.actors.queries import SECOND_FACTOR
from samverka.actors.tests.factories import make_organisation, make_user
from samverka.core.ids import new_id
from samverka.core.models import Entry
from samverka.safeguarding import actions
from samverka.safeguarding.models import ChannelException, ConcernNote, ReportingChannel, Sighting
from samverka.safeguarding.tests.factories import (
    make_channel,
    make_coordinator,
    make_lead,
    make_line,
    make_note,
    make_sighting,
)


pytestmark = pytest.mark.django_db
CHILDREN = "/children/"


def log_in(user):
    client = Client(headers={"accept-language": "en"})
    if user.standing[0].role in SECOND_FACTOR:
        TOTP.activate(user, "JBSWY3DPEHPK3PXPJBSWY3DP")
    client.force_login(user)
    client.raise_request_exception = False
    return client


@pytest.fixture
def worker():
    return make_user(Role.OUTREACH_WORKER, language="en")


def seen(worker, **told):
    home = worker.standing[0].organisation
    return {"id": new_id(), "organisation": home.pk, "municipality": "0180", "least": 2, "setting": "street"} | told


def test_children_seen_are_noted_once_and_the_loop_is_closed(worker):
    client, sent = log_in(worker), seen(worker)

    for _ in range(2):  # two taps
        assert client.post(CHILDREN, sent).status_code == 302
    noted = Sighting.objects.get()
    page = client.get(CHILDREN).content.decode()
    assert "still open" in page
    answer = client.post(reverse("safeguarding:use_channel", args=[noted.pk]), {"channel": "duty"})

    noted.refresh_from_db()
    assert (noted.least, noted.most, noted.outcome) == (2, 2, "channel_used")
    assert answer.headers["Location"] == "/children/#open"
    assert 'class="is-none"' in client.get(CHILDREN).content.decode()


def test_what_cannot_be_is_handed_back_with_its_reason(worker):
    client, sighting = log_in(worker), make_sighting(at=worker.standing[0].organisation)

    answers = [
        client.post(CHILDREN, seen(worker, least=4, most=2)),
        client.post(CHILDREN, seen(worker, setting="moon")),
        client.post(reverse("safeguarding:use_channel", args=[sighting.pk]), {"channel": "pigeon"}),
        client.post(reverse("safeguarding:none_needed", args=[sighting.pk]), {}),
    ]

    assert [answer.status_code for answer in answers] == [422] * 4
    assert "The higher number comes second." in answers[0].content.decode()
    assert Sighting.objects.open().count() == 1


def test_a_volunteer_is_led_to_the_shift_lead_and_the_channel_and_stores_nothing():
    home = make_organisation()
    make_line(home)
    client = log_in(make_user(Role.VOLUNTEER, at=home, language="en"))

    page = client.get(CHILDREN).content.decode()
    sent = client.post(CHILDREN, {"id": new_id(), "organisation": home.pk, "least": 1, "setting": "street"})
    notes = client.post(reverse("safeguarding:note_concern"), {})

    assert "tel:080000007" in page
    assert reverse("safeguarding:call_now") in page
    assert "<form" not in page.partition('id="main"')[2].partition("</main>")[0]
    assert (sent.status_code, notes.status_code) == (200, 403)
    assert (Sighting.objects.count(), ConcernNote.objects.count()) == (0, 0)


def test_whom_to_call_now_leads_to_ones_own_municipality_in_one_tap(worker):
    assert log_in(worker).get("/call/").headers["Location"] == "/en/stockholm/child/"
    far = make_user(Role.NATIONAL_COORDINATOR, at=make_organisation(territory="00"))
    TOTP.activate(far, "JBSWY3DPEHPK3PXPJBSWY3DP")
    client = Client()
    client.force_login(far)
    assert client.get("/call/").headers["Location"].endswith("/child/")


def test_the_first_page_of_the_day_tells_of_open_sightings_until_there_are_none(worker):
    client, coordinator = log_in(worker), log_in(make_coordinator())
    make_user(Role.SHELTER_LEAD, at=worker.standing[0].organisation)
    assert "sighting" not in client.get("/today/").content.decode()
    noted = make_sighting(at=worker.standing[0].organisation, seen_at=now() - timedelta(days=3))

    pages = [one.get("/today/").content.decode() for one in (client, coordinator)]
    actions.none_needed(sighting=noted, because="known", by=worker, at=now())

    assert [CHILDREN in page and "1 child sighting is open" in page for page in pages] == [True, True]
    assert "sighting" not in client.get("/today/").content.decode()


def test_the_coordinator_reads_figures_and_no_single_sighting(worker):
    noted = make_sighting(at=worker.standing[0].organisation, seen_at=now())

    page = log_in(make_coordinator()).get(CHILDREN).content.decode()

    assert str(worker.standing[0].organisation) in page
    assert str(noted.pk) not in page


def test_a_note_is_written_and_carried_on(worker):
    client = log_in(worker)
    sent = seen(worker, noticed_at=f"{now() - timedelta(hours=2):%Y-%m-%dT%H:%M}", duty="mandated")

    way = client.post(reverse("safeguarding:note_concern"), sent).headers["Location"]
    steps = (
        ("take_advice", {}),
        ("report_concern", {"channel": "office", "reported_at": f"{now() - timedelta(hours=2):%Y-%m-%dT%H:%M}"}),
        ("acknowledge_report", {"reference": "A 17"}),
        ("receive_feedback", {"received_on": f"{now():%Y-%m-%d}"}),
        ("close_note", {}),
    )
    states = []
    for step, told in steps:
        assert client.post(f"{way}{step}/", told).headers["Location"] == way
        states.append(ConcernNote.objects.get().state)

    page = client.get(way).content.decode()
    assert states == ["advice_taken", "reported", "acknowledged", "feedback_received", "closed"]
    assert "The note is not the report." in page
    assert client.post(f"{way}purge/", {}).status_code == 404


def test_a_step_that_cannot_be_taken_says_why(worker):
    note = make_note(by=worker, at=now() - timedelta(hours=1))
    way = reverse("safeguarding:take_step", args=[note.pk, "receive_feedback"])

    answer = log_in(worker).post(way, {"received_on": f"{now():%Y-%m-%d}"})

    assert (answer.status_code, "has come further" in answer.content.decode()) == (422, True)


def test_the_second_look_is_offered_to_another_lead_alone(worker):
    note = make_note(by=worker, at=now() - timedelta(hours=1))
    actions.not_report(note=note, because="advised", by=worker, at=now())
    way = reverse("safeguarding:note", args=[note.pk])

    own = log_in(worker).get(way).content.decode()
    lead = log_in(make_lead(note))
    theirs = lead.get(way).content.decode()
    lead.post(f"{way}look_over/", {"agrees": "yes"})

    assert "Another safeguarding lead" in own
    assert "I agree" not in own
    assert "I agree" in theirs
    assert ConcernNote.objects.get().state == "closed"


def broken_trail(verb):
    """The database refuses any line of the trail with this verb."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                f"create trigger no_more before insert on core_entry when new.verb = '{verb}' "
                "begin select raise(abort, 'the trail is full'); end"
            )
        else:
            cursor.execute(
                "create function refuse() returns trigger language plpgsql as $$ begin raise exception 'full'; end $$"
            )
            cursor.execute(
                "create trigger no_more before insert on core_entry for each row "
                f"when (new.verb = '{verb}') execute function refuse()"
            )


@pytest.mark.parametrize(
    ("verb", "name"), [("safeguarding.note_read", "note"), ("safeguarding.note_listed", "my_notes")]
)  # fmt: skip
def test_where_a_look_cannot_be_written_down_nothing_is_shown(worker, verb, name):
    """P9: no log row possible, no page."""
    note = make_note(by=worker, at=now() - timedelta(hours=1), setting="settlement")
    actions.report_concern(note=note, channel="office", by=worker, at=now())
    actions.acknowledge_report(note=note, reference="KANARIE 9", by=worker, at=now())
    client = log_in(worker)
    way = reverse(f"safeguarding:{name}", args=[note.pk] if name == "note" else [])
    whole = client.get(way)
    looks = Entry.objects.filter(verb=verb).count()

    broken_trail(verb)
    refused = client.get(way)

    assert (whole.status_code, looks) == (200, 1)
    assert refused.status_code >= 500
    told = refused.content.decode()
    assert [word for word in ("KANARIE 9", "settlement", str(note.pk), "eported") if word in told] == []


def test_the_data_protection_officer_reads_who_has_looked(worker):
    """P9: every look, by name, with nothing of what stands in the record; and nobody else's."""
    note, other = make_note(by=worker, at=now() - timedelta(hours=1)), make_note(at=now() - timedelta(hours=1))
    actions.read_note(note=other, by=other.by, at=now())
    log_in(worker).get(reverse("safeguarding:note", args=[note.pk]))
    officer = make_user(Role.DATA_PROTECTION_OFFICER, at=note.organisation, language="en")

    page = log_in(officer).get(reverse("actors:looks")).content.decode()

    assert (page.count("read a concern note"), str(note.pk)[-12:] in page, str(worker) in page) == (1, True, True)
    assert str(other.pk)[-12:] not in page
    assert log_in(worker).get(reverse("actors:looks")).status_code == 403


def test_a_note_stands_in_no_address_title_or_cache(worker):
    note = make_note(by=worker, at=now() - timedelta(hours=1))

    answer = log_in(worker).get(reverse("safeguarding:note", args=[note.pk]))

    assert "no-store" in answer.headers["Cache-Control"]
    title = answer.content.decode().partition("<title>")[2].partition("</title>")[0]
    assert title.split() == ["Note", "–", "Samverka"]  # noqa: RUF001 (as it stands there)


def test_the_coordinator_keeps_the_channels():
    by = make_coordinator()
    client = log_in(by)
    sent = {"id": new_id(), "municipality": "0180", "kind": "office", "phone": "08-000 00 55", "languages": ["sv"]}

    way = client.post(reverse("safeguarding:add_channel"), sent).headers["Location"]
    hours = {
        "line-TOTAL_FORMS": 1, "line-INITIAL_FORMS": 0, "line-0-days": ["1", "2"], "line-0-opens": "08:00",
        "line-0-closes": "16:00", "holidays": "closed", "eves": "open",
    }  # fmt: skip
    assert client.post(f"{way}hours/", hours).headers["Location"] == way
    days = {"id": new_id(), "first_day": "2030-01-02", "kind": "closed"}
    assert client.post(f"{way}days/", days).headers["Location"] == way
    assert client.post(f"{way}still-right/").headers["Location"] == way
    page = client.get(way).content.decode()
    assert "08.00" in page
    assert "2 January 2030" in page

    channel, differs = ReportingChannel.objects.get(), ChannelException.objects.get()
    assert (channel.eves, [str(rule) for rule in channel.rules.all()]) == ("open", ["12 08:00-16:00"])
    client.post(reverse("safeguarding:remove_channel_days", args=[differs.pk]))
    assert client.post(f"{way}remove/").headers["Location"] == "/children/channels/"
    assert (ReportingChannel.objects.count(), ChannelException.objects.count()) == (0, 0)


def test_what_is_wrong_with_a_channel_stands_beside_its_field():
    client, channel = log_in(make_coordinator()), make_channel()

    answers = [
        client.post(reverse("safeguarding:add_channel"), {"id": new_id(), "municipality": "0180", "kind": "e_service"}),
        client.post(reverse("safeguarding:change_channel", args=[channel.pk]), {"phone": "call me"}),
        client.post(
            reverse("safeguarding:add_channel_days", args=[channel.pk]),
            {"id": new_id(), "first_day": "2030-01-02", "kind": "other"},
        ),
    ]

    assert [one.status_code for one in answers] == [422] * 3
    assert "Write the address of the e-service." in answers[0].content.decode()


def test_a_colleagues_change_is_not_overwritten_unseen():
    client, channel = log_in(make_coordinator()), make_channel()
    sent = {"phone": "08-000 00 56", "seen": "0" * 12}

    answer = client.post(reverse("safeguarding:change_channel", args=[channel.pk]), sent)

    assert (answer.status_code, "08-000 00 56" in answer.content.decode()) == (409, True)
    assert ReportingChannel.objects.get().phone == channel.phone


def test_who_does_not_coordinate_keeps_no_channel(worker):
    channel, client = make_channel(), log_in(worker)

    assert client.get(reverse("safeguarding:channel", args=[channel.pk])).status_code == 404
    assert client.get(reverse("safeguarding:add_channel")).status_code == 403
    assert "Only the municipality" in client.get(reverse("safeguarding:channels")).content.decode()
