"""Mails of extra-cold nights: those who decide are asked to, and those who want to know are told."""

from datetime import timedelta

from samverka.actors.models import ContactLine, Organisation
from samverka.actors.tests.factories import make_organisation
from samverka.core import mailing
from samverka.core.models import Entry
from samverka.core.tests.mail import GONE, silent
from samverka.shelters import actions, queries, tasks
from samverka.shelters.tests.cold import (
    DOORS,
    NEXT,
    NOON,
    decide,
    make_alert,
    make_announced,
    make_closed,
    make_decider,
)


def city_line(email="stad@example.org", **more):
    city = make_organisation(kind=Organisation.Kind.MUNICIPALITY, **more)
    return ContactLine.objects.create(organisation=city, function="cold", email=email)


def told_line():
    return ContactLine.objects.create(organisation=make_organisation(), function="cold", email="jour@example.org")


def test_those_who_want_it_are_mailed_once_in_every_language(mailoutbox):
    told_line()
    make_announced()

    for _ in range(2):
        tasks.mail_cold_nights(at=DOORS)

    [mail] = mailoutbox
    assert (mail.to, "2027-01-15" in mail.subject) == (["jour@example.org"], True)
    assert all(word in mail.body for word in ("Extra kall natt", "Extra-cold", "Noapte", "Много студена"))


def test_a_mail_that_could_not_be_sent_is_tried_again(mailoutbox, settings):
    told_line()
    make_announced()
    with silent(settings):
        tasks.mail_cold_nights(at=DOORS)

    tasks.mail_cold_nights(at=DOORS + timedelta(minutes=11))

    assert len(mailoutbox) == 1


def test_those_who_were_told_are_told_that_it_is_called_off(mailoutbox):
    told_line()
    event = make_announced()
    tasks.mail_cold_nights(at=DOORS)

    actions.call_off_cold_night(event=event, because="warmer", by=make_decider(), at=DOORS)
    tasks.mail_cold_nights(at=DOORS)

    assert len(mailoutbox) == 2
    assert "112" in mailoutbox[1].body


def test_what_was_called_off_before_it_was_mailed_is_told_as_called_off_alone(mailoutbox):
    told_line()
    event = make_announced()

    actions.call_off_cold_night(event=event, because="warmer", by=make_decider(), at=DOORS)
    tasks.mail_cold_nights(at=DOORS)

    assert len(mailoutbox) == 1
    assert "112" in mailoutbox[0].body


def test_nothing_is_mailed_of_a_night_that_is_over(mailoutbox):
    told_line()
    make_closed()

    tasks.mail_cold_nights(at=NEXT)

    assert mailoutbox == []


def test_whoever_decides_is_asked_once_when_a_forecast_meets_the_rule(mailoutbox):
    city_line()
    city_line("grannstad@example.org", territory="0184")
    told_line()
    event = make_alert()

    for minutes in (0, 1):
        tasks.mail_cold_nights(at=NOON + timedelta(minutes=minutes))

    [mail] = mailoutbox
    assert mail.to == ["stad@example.org"]
    assert ("2027-01-15" in mail.subject, str(event.pk) in mail.body) == (True, True)
    [entry] = Entry.objects.filter(verb="shelters.cold_alert_mailed")
    assert entry.detail["count"] == 1


def test_nobody_is_asked_of_what_is_decided_or_over(mailoutbox):
    city_line()
    decide(make_alert())
    tasks.mail_cold_nights(at=NOON)

    make_alert(date=(NEXT + timedelta(days=1)).date(), at=NEXT)
    tasks.mail_cold_nights(at=NEXT + timedelta(days=3))

    assert mailoutbox == []


def test_an_alert_that_could_not_be_mailed_is_mailed_later(mailoutbox, settings):
    city_line()
    make_alert()
    with silent(settings):
        tasks.mail_cold_nights(at=NOON)
    assert not Entry.objects.filter(verb="shelters.cold_alert_mailed").exists()

    tasks.mail_cold_nights(at=NOON + timedelta(minutes=11))

    assert len(mailoutbox) == 1


def test_a_mailbox_that_is_refused_holds_up_no_other_and_is_tried_again(mailoutbox, settings):
    settings.EMAIL_BACKEND = "samverka.core.tests.mail.Refusing"
    gone = ContactLine.objects.create(organisation=make_organisation(), function="cold", email=GONE)
    told_line()
    make_announced()

    tasks.mail_cold_nights(at=DOORS)
    waits = queries.to_mail()
    ContactLine.objects.filter(pk=gone.pk).update(email="ny@example.org")
    tasks.mail_cold_nights(at=DOORS + timedelta(minutes=11))

    assert [mail.to for mail in mailoutbox] == [["jour@example.org"], ["ny@example.org"]]
    assert (len(waits), queries.to_mail()) == (1, [])


def test_two_servers_at_once_mail_once(mailoutbox):
    city_line()
    told_line()
    make_alert()
    at_the_other = list(tasks._cold_mails(at=NOON))
    tasks.mail_cold_nights(at=NOON)
    mailing.mail("other", at_the_other, at=NOON)
    assert len(mailoutbox) == 1

    make_announced()
    at_the_other = list(tasks._cold_mails(at=DOORS))
    tasks.mail_cold_nights(at=DOORS)
    mailing.mail("other", at_the_other, at=DOORS)

    assert [mail.to for mail in mailoutbox[1:]] == [["jour@example.org"], ["stad@example.org"]]
