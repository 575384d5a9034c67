"""Mails by the clock: noted when they are sent, and by one server at a time."""

from datetime import UTC, datetime, timedelta
from functools import partial
from smtplib import SMTPNotSupportedError

import pytest
from django.core import mail

from samverka.core import mailing
from samverka.core.access import Refused
from samverka.core.models import Draft
from samverka.core.tests.mail import BUSY, GONE, silent


AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
LATER = AT + timedelta(minutes=11)
A_DAY = timedelta(days=1)


def take():
    """Noted as sent by a row."""
    if Draft.objects.exists():
        raise Refused
    Draft.objects.create(by="clock", form="told", at=AT)
    return mailing.letter("Hello", "Somebody waits.", "jour@example.org")


def test_what_is_sent_is_noted_and_sent_once():
    for at in (AT, LATER):
        mailing.mail("tries", [take], at=at)

    assert (len(mail.outbox), Draft.objects.count()) == (1, 1)


def test_what_could_not_be_sent_is_noted_nowhere_and_tried_again_after_a_pause(settings):
    with silent(settings):
        mailing.mail("tries", [take], at=AT)
    noted = Draft.objects.count()

    told = []
    for at in (AT + timedelta(minutes=1), LATER):
        mailing.mail("tries", [take], at=at)
        told.append(len(mail.outbox))

    assert (noted, told) == (0, [0, 1])


def test_who_is_stopped_before_it_is_noted_mails_once_more():
    def stopped():
        if mail.outbox:
            raise KeyboardInterrupt
        return take()

    with pytest.raises(KeyboardInterrupt):
        mailing.mail("tries", [stopped], at=AT)
    mailing.mail("tries", [take], at=AT)

    assert (len(mail.outbox), Draft.objects.count()) == (2, 1)


def test_while_one_server_mails_another_leaves_it_alone():
    def at_the_other():
        mailing.mail("tries", [take], at=AT)
        return []

    mailing.mail("tries", [at_the_other], at=AT)
    alone = len(mail.outbox)
    mailing.mail("tries", [take], at=AT)

    assert (alone, len(mail.outbox)) == (0, 1)


def test_a_mailbox_that_asks_to_wait_keeps_nobody_from_theirs_and_is_tried_again(settings):
    settings.EMAIL_BACKEND = "samverka.core.tests.mail.Refusing"

    def at_first():
        Draft.objects.create(by="clock", form="busy", at=AT)
        return [*mailing.letter("Both", "Read.", "a@example.org"), *mailing.letter("Both", "Read.", BUSY)]

    for at in (AT, LATER):
        mailing.mail("tries", [at_first, take], at=at)
    waiting = [one.to for one in mail.outbox], set(Draft.objects.values_list("form", flat=True))
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mailing.mail("tries", [at_first], at=LATER + timedelta(minutes=11))

    assert waiting == ([["a@example.org"], ["jour@example.org"]], {"told"})
    assert ([one.to for one in mail.outbox][2:], Draft.objects.count()) == ([[BUSY]], 2)


def test_who_is_refused_for_good_counts_as_told(settings):
    settings.EMAIL_BACKEND = "samverka.core.tests.mail.Refusing"

    def gone():
        Draft.objects.create(by="clock", form="gone", at=AT)
        return mailing.letter("Hello", "Read.", GONE)

    mailing.mail("tries", [gone], at=AT)

    assert (mail.outbox, Draft.objects.get().form) == ([], "gone")


def test_who_is_refused_for_good_and_is_tried_again_rests_alone(settings):
    usual, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "samverka.core.tests.mail.Refusing"

    def gone():
        Draft.objects.create(by="clock", form="gone", at=AT)
        return [*mailing.letter("Both", "Read.", "a@example.org"), *mailing.letter("Both", "Read.", GONE)]

    def other():
        return mailing.letter("Other", "Read.", "b@example.org")

    mailing.mail("tries", [gone, take], at=AT, again=A_DAY)
    settings.EMAIL_BACKEND = usual
    mailing.mail("tries", [gone, other], at=LATER, again=A_DAY)
    resting = [one.to for one in mail.outbox], set(Draft.objects.values_list("form", flat=True))
    mailing.mail("tries", [gone], at=AT + A_DAY, again=A_DAY)

    assert resting == ([["a@example.org"], ["jour@example.org"], ["b@example.org"]], {"told"})
    assert ([one.to for one in mail.outbox][3:], Draft.objects.count()) == ([[GONE]], 2)


def test_a_mailbox_in_the_place_of_one_that_was_refused_is_mailed_at_once(settings):
    settings.EMAIL_BACKEND = "samverka.core.tests.mail.Refusing"

    for box in (GONE, "new@example.org"):
        mailing.mail("tries", [partial(mailing.letter, "Hello", "Read.", box)], at=AT, again=A_DAY)

    assert [one.to for one in mail.outbox] == [["new@example.org"]]


def test_those_that_are_refused_take_nobodys_place(settings):
    settings.EMAIL_BACKEND = "samverka.core.tests.mail.Refusing"
    boxes = (GONE, GONE, "a@example.org", "b@example.org")

    mailing.mail("tries", [partial(mailing.letter, "Hello", "Read.", one) for one in boxes], at=AT, again=A_DAY, most=1)

    assert [one.to for one in mail.outbox] == [["a@example.org"]]


def test_a_mail_server_that_cannot_be_logged_in_to_loses_no_mail():
    assert not mailing.is_final(SMTPNotSupportedError("STARTTLS extension not supported by server."))
