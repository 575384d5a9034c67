"""Those who have not answered a consultation are reminded by one button, beside the days on which the clock does it."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils.timezone import localdate, now

from samverka.core.access import Denied, Refused
from samverka.core.models import Entry
from samverka.programmes import actions, queries, tasks
from samverka.programmes.tests.proposing import AT, DUE, ask, make_consultation, make_coordinator, make_respondent
from samverka.situation.tests.pages import enter


pytestmark = pytest.mark.django_db
NAMES = ("ettan", "tvåan", "trean")


@pytest.fixture
def by():
    return make_coordinator()


def sent(by, **said):
    """Out, and all who are asked are invited but one, who has no mailbox."""
    consultation = make_consultation(by, **said)
    for number, name in enumerate(NAMES):
        ask(consultation, by, respondent=name, mailbox=f"box{number}@exempel.example")
    ask(consultation, by, organisation=make_respondent().standing[0].organisation, respondent="", mailbox="")
    at = said.get("at", AT)
    return actions.send_consultation(consultation=consultation, by=by, at=at)


def mailed(at):
    """To whom the clock mails at this moment."""
    mail.outbox.clear()
    tasks.tick(at=at)
    return sorted(to for one in mail.outbox for to in one.to)


def remind(consultation, by, at):
    return actions.remind_consulted(consultation=consultation, by=by, at=at)


def test_all_who_have_not_answered_are_reminded_once_and_at_most_once_a_day(by):
    consultation = sent(by)
    assert len(mailed(AT)) == 3
    answered = consultation.answers.get(respondent="ettan")
    actions.enter_opinion(answer=answered, opinion="supports", by=by, at=AT)

    later = AT + timedelta(days=3)
    assert mailed(later) == []
    assert remind(consultation, by, later) == 2
    with pytest.raises(Refused, match="once a day"):
        remind(consultation, by, later + timedelta(hours=3))
    others = ["box1@exempel.example", "box2@exempel.example"]
    assert [mailed(later), mailed(later), mailed(later + timedelta(days=1))] == [others, [], []]
    assert Entry.objects.get(verb="programmes.consultation_reminded").detail["count"] == 2

    assert remind(consultation, by, later + timedelta(days=1)) == 2
    assert mailed(later + timedelta(days=1)) == others


def test_whoever_answers_before_the_mail_goes_is_not_mailed(by):
    consultation = sent(by)
    mailed(AT)
    night = AT + timedelta(days=2, hours=12)
    remind(consultation, by, night)
    actions.enter_opinion(answer=consultation.answers.get(respondent="tvåan"), opinion="supports", by=by, at=night)

    assert mailed(night) == []
    assert mailed(AT + timedelta(days=3)) == ["box0@exempel.example", "box2@exempel.example"]


def test_the_fixed_days_stand_beside_it_and_nobody_is_mailed_twice_a_day(by):
    consultation = sent(by)
    mailed(AT)
    early = AT + timedelta(days=2)
    remind(consultation, by, early)
    week_before, after = (AT + timedelta(days=(day - AT.date()).days) for day in (date(2026, 11, 24), DUE))
    after += timedelta(days=1)

    assert len(mailed(early)) == 3
    assert len(mailed(week_before)) == 3
    with pytest.raises(Refused, match="mailed today"):
        remind(consultation, by, week_before)
    assert mailed(week_before + timedelta(days=1)) == []
    remind(consultation, by, after)
    assert [len(mailed(after)), len(mailed(after)), len(mailed(after + timedelta(days=1)))] == [3, 0, 0]


def test_nobody_is_reminded_who_is_invited_today_nor_before_it_is_out_nor_when_it_is_closed(by):
    consultation = sent(by)
    for _time in range(2):
        with pytest.raises(Refused, match="mailed today"):
            remind(consultation, by, AT)
        mailed(AT)
    draft = make_consultation(by)
    actions.close_consultation(consultation=consultation, by=by, at=AT)
    for one, why in ((draft, "not out"), (consultation, "closed")):
        with pytest.raises(Refused, match=why):
            remind(one, by, AT + timedelta(days=2))
    with pytest.raises(Denied):
        remind(consultation, make_coordinator("03"), AT)


def test_the_button_says_how_many_are_reminded_and_rests_until_tomorrow(client, by):
    consultation = sent(by, at=now(), due_on=localdate(now()) + timedelta(days=20))
    consultation.answers.exclude(mailbox="").update(invited_at=now() - timedelta(days=2))
    enter(client, by)
    page, way = (reverse(f"programmes:{name}", args=[consultation.pk]) for name in ("consultation", "remind_consulted"))

    assert f'action="{way}"' in client.get(page).content.decode()
    read = client.post(way, follow=True).content.decode()
    assert "3 are reminded" in read
    assert f'action="{way}"' not in read
    assert "once a day" in client.post(way, follow=True).content.decode()


def test_only_in_the_last_week_is_an_opinion_soon_due(by):
    consultation = sent(by)
    mailed(AT)
    subjects = []
    for moment in (AT + timedelta(days=2), AT + timedelta(days=(date(2026, 11, 25) - AT.date()).days)):
        remind(consultation, by, moment)
        mailed(moment)
        subjects.append({one.subject for one in mail.outbox})

    assert subjects == [{"Vi väntar på ert yttrande"}, {"Ert yttrande ska snart vara inne"}]


def test_the_clock_reads_nobody_who_is_to_be_mailed_nothing(by, django_assert_num_queries):
    consultation = sent(by)
    mailed(AT)
    week_before = AT + timedelta(days=(date(2026, 11, 24) - AT.date()).days)
    mailed(week_before)
    consultation.answers.update(reminded_at=week_before)

    with django_assert_num_queries(5) as asked:
        assert list(queries.to_mail(at=week_before + timedelta(days=1))) == []
    assert sum("proposal" in one["sql"] and "title" in one["sql"] for one in asked.captured_queries) <= 4
