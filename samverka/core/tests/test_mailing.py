"""Mails by the clock: noted when they are sent, and by one server at a time."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from samverka.core import mailing
from samverka.core.access import Refused
from samverka.core.models import Draft
from samverka.core.tests.mail import silent


AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
LATER = AT + timedelta(minutes=11)


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
