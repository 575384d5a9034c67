"""My day and its mail: what waits, what is new, and nothing of what is protected or not published."""

import re
from datetime import UTC, datetime, time, timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate, localtime, now
from django.utils.translation import override

from samverka.actors import actions, queries, tasks
from samverka.actors.http import digest_letters
from samverka.actors.models import Role, User
from samverka.actors.tests.factories import make_organisation, make_user
from samverka.core.waiting import Waiting
from samverka.exchange.actions import Wording
from samverka.exchange.tests.factories import ask, make_asker, make_board, make_card, make_editor, make_published_card
from samverka.shelters import clock
from samverka.shelters.models import Night, Shelter
from samverka.shelters.policy import MORNING_CLOSE
from samverka.shelters.tests.factories import TONIGHT, make_keeper, make_night


pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MONDAY = datetime(2026, 11, 30, 6, 5, tzinfo=UTC)  # five past seven in Stockholm
LATER = timedelta(minutes=1)
DRAFT = Wording(question="Får en hemlig rubrik stå i mejlet?", says="Nej.", applied="Aldrig.")


def log_in(user):
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client


def day(user):
    return " ".join(log_in(user).get("/today/").content.decode().split())


def test_every_role_has_a_day():
    home = make_organisation()

    people = {role: make_user(role, at=home) for role in Role}
    for one in people.values():
        TOTP.activate(one, "JBSWY3DPEHPK3PXPJBSWY3DP")
    pages = {role: day(one) for role, one in people.items()}

    assert {role for role, page in pages.items() if "<h1>My day" not in page} == set()
    assert {role for role, page in pages.items() if 'class="button wide"' not in page} == set()
    assert "Nothing waits for you right now." in pages[Role.READER]


@pytest.mark.parametrize(
    ("role", "door"),
    [
        (Role.PROJECT_LEADER, "programmes:projects"), (Role.ADVISER, "outreach:desk"),
        (Role.DESK_EDITOR, "exchange:advice"), (Role.TRANSLATOR, "directory:translations"),
    ],
)  # fmt: skip
def test_the_first_door_of_a_day_is_the_tool_of_the_role(role, door):
    page = day(make_user(role, at=make_organisation()))

    assert re.findall(r'class="button wide"\s+href="([^"]*)"', page)[:1] == [reverse(door)]


def test_a_keeper_is_told_what_is_to_be_done_tonight_and_reaches_the_register_in_one_tap():
    night = make_night(date=TONIGHT)
    Night.objects.filter(pk=night.pk).update(state="confirmed", date=clock.tonight(now(), closes=MORNING_CLOSE))

    page = day(make_keeper(night))

    assert "1 night to open" in page
    assert f'href="{reverse("shelters:night", args=[night.pk])}" data-keep' in page


def test_to_read_it_changes_nothing_and_more_rows_ask_no_more_questions():
    board = make_board()
    editor = make_editor(board)
    ask()
    client = log_in(editor)
    client.get("/today/")
    with CaptureQueriesContext(connection) as few:
        client.get("/today/")
    for _more in range(3):
        ask()
        make_published_card(editor, at=now())

    with CaptureQueriesContext(connection) as many:
        page = client.get("/today/").content.decode()

    writes = [one["sql"] for one in many if one["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert "4 questions wait at the advice desk" in page
    assert (writes, len(many)) == ([], len(few))


def test_what_is_new_is_new_until_it_was_seen():
    editor = make_editor()
    make_published_card(editor).texts.update(published_at=now() - timedelta(days=1))
    client = log_in(editor)

    before = client.get("/today/").content.decode()
    client.post(reverse("web:see_news"), {"until": "2099-01-01T00:00:00+00:00"})
    actions.see_news(until=now() - timedelta(days=9), by=editor)  # never earlier than before

    assert "New card: Har ett barn" in before
    assert "New card" not in client.get("/today/").content.decode()
    assert User.objects.get(pk=editor.pk).seen_until <= now()


def test_for_who_has_never_said_so_what_is_new_begins_with_a_day():
    """So that two looks within a day tell the same."""
    user = make_user(Role.READER, at=make_organisation())

    begins = [queries.news_since(user, at=MONDAY + minutes * LATER) for minutes in (0, 1, 16 * 60)]

    assert begins == [datetime(2026, 11, 22, 23, 0, tzinfo=UTC)] * 3
    assert re.search(r"New since you were last here <small>\d+ \w+</small>", day(user))


@pytest.mark.parametrize("until", ["", "2026-13-45T00:00", "2026-02-03T04:05", "igår", "9999-12-31T23:59:59Z"])
def test_no_moment_breaks_the_way_to_what_is_seen(until):
    assert log_in(make_editor()).post(reverse("web:see_news"), {"until": until}).status_code == 302


def test_what_is_new_begins_with_the_day_of_the_log_in_before(client):
    """Who has logged in twice today has missed nothing."""
    user = make_user(Role.READER, at=make_organisation())
    user.set_password("skogen bågen regnet 17")
    user.last_login = before = now() - timedelta(days=3)
    user.save()
    begins = []

    for _log_in in range(2):
        client.post(reverse("account_login"), {"login": user.email, "password": "skogen bågen regnet 17"})
        user.refresh_from_db()
        begins.append((localdate(user.seen_until), user.seen_until <= user.last_login))
        client.logout()

    assert begins == [(localdate(before), True), (localdate(), True)]
    assert localtime(user.seen_until).time() == time()


def test_the_mail_tells_counts_and_published_titles_and_nothing_else():
    editor = make_editor()
    make_published_card(editor, at=MONDAY - timedelta(days=30))
    card = make_published_card(editor)
    card.texts.update(published_at=MONDAY - timedelta(days=2))
    make_card(editor, wording=DRAFT)
    asked = ask(text="Något som bara rådgivningen får läsa?")
    night = make_night()
    Shelter.objects.update(name="Hemliga huset", visibility="area_only")
    coordinator = make_user(Role.NATIONAL_COORDINATOR, at=make_organisation(territory="00"))
    User.objects.exclude(pk=coordinator.pk).update(digest="none")

    tasks.tick(at=MONDAY)
    tasks.tick(at=MONDAY + LATER)

    [sent] = mail.outbox
    assert sent.to == [coordinator.email]
    assert "1 fråga väntar hos rådgivningen" in sent.body
    assert "Nytt kort: Har ett barn rätt till förskola" in sent.body
    told = f"{sent.subject} {sent.body} {sent.extra_headers}"
    hidden = ("hemlig", "Hemliga huset", asked.text, str(asked.pk), str(night.pk), asked.organisation.name)
    assert [one for one in hidden if one in told] == []


def test_nothing_new_is_no_mail_and_a_mail_is_given_once_by_two_servers():
    user = make_asker()
    User.objects.update(digest="daily")

    tasks.tick(at=MONDAY)
    assert mail.outbox == []
    User.objects.update(digested_on=None)
    card = make_published_card()
    card.texts.update(published_at=MONDAY - timedelta(hours=2))
    User.objects.exclude(pk=user.pk).update(digest="none")

    assert actions.take_digest(user=user, on=MONDAY.date())
    tasks.tick(at=MONDAY)  # the other server was quicker
    assert mail.outbox == []


@pytest.mark.parametrize(
    "at",
    [datetime(2026, 10, 25, 6, 1, tzinfo=UTC), datetime(2027, 3, 28, 5, 1, tzinfo=UTC)],
    ids=["the clock went back", "the clock went forward"],
)
def test_it_comes_at_seven_on_the_wall_when_the_clock_has_changed(at):
    user = make_asker()
    card = make_published_card()
    card.texts.update(published_at=at - timedelta(hours=20))
    User.objects.update(digest="none")
    User.objects.filter(pk=user.pk).update(digest="daily")

    tasks.tick(at=at - timedelta(minutes=5))
    early = len(mail.outbox)
    tasks.tick(at=at)
    tasks.tick(at=at + timedelta(hours=1))

    assert (early, len(mail.outbox)) == (0, 1)


def test_one_click_ends_the_mails_without_a_log_in():
    user = make_user(Role.MUNICIPALITY_COORDINATOR, at=make_organisation())
    card = make_published_card()
    card.texts.update(published_at=MONDAY - timedelta(hours=2))
    User.objects.exclude(pk=user.pk).update(digest="none")
    tasks.tick(at=MONDAY)
    [sent] = mail.outbox
    way = sent.extra_headers["List-Unsubscribe"].strip("<>").partition("8000")[2]
    stranger = Client(enforce_csrf_checks=True)

    shown = stranger.get(way)
    assert (shown.status_code, User.objects.get(pk=user.pk).digest) == (200, "")
    assert stranger.post(way, {"List-Unsubscribe": "One-Click"}).status_code == 200

    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert User.objects.get(pk=user.pk).digest == "none"
    assert stranger.get(way.replace("stop", "stop2")).status_code == 404
    assert stranger.post(way[:-9] + "x" + way[-9:]).status_code == 404


def test_one_chooses_how_often_on_the_account():
    user = make_user(Role.ADVISER, at=make_organisation())
    client = log_in(user)

    client.post(reverse("actors:choose_digest"), {"digest": "daily"})
    client.post(reverse("actors:choose_digest"), {"digest": "hourly"})

    assert User.objects.get(pk=user.pk).digest == "daily"
    assert 'value="daily"' in client.get(reverse("actors:account")).content.decode()


def test_the_mail_says_by_when_as_the_page_does():
    day = MONDAY.date()
    waits = [
        Waiting("1 utbetalning att göra", "", "/a/", due=day - timedelta(days=3), late=1), Waiting("2 svar", "", "/b/"),
        Waiting("1 rapport", "", "/c/", due=day), Waiting("3 behov", "", "/d/", due=day + timedelta(days=9)),
    ]  # fmt: skip

    with override("sv"):
        [letter] = digest_letters(make_asker(), waits, [], today=day)

    told = [line[2:] for line in letter.body.splitlines() if line.startswith("- ")]
    assert told == ["1 utbetalning att göra, 1 försenad", "2 svar", "1 rapport, i dag", "3 behov, 9 december"]
