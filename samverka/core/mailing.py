"""Mails by the clock. Nobody who writes waits for the mail server, and who is refused keeps nobody from theirs."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused

from django.core.cache import cache
from django.core.mail import EmailMessage
from django.db import transaction

from samverka.core.access import Refused


Letters = list[EmailMessage]
BY_DAY = range(8, 17)  # hours in which most mails go out
AT_ONCE = 20  # mails of a kind at one beat of the clock
PAUSE = timedelta(minutes=10)  # after a mail that could not be sent
TURN = 10 * 60  # seconds after which nobody waits any more for a server that was stopped while it mailed
RESTS: dict[str, datetime] = {}
TAKEN: set[tuple[str, ...]] = set()  # letters of mails of which another is tried again, since this server was started

log = logging.getLogger(__name__)


def letter(subject: str, text: str, *mailboxes: str) -> Letters:
    """One mail; none where there is no mailbox."""
    to = [mailbox for mailbox in mailboxes if mailbox]
    return [EmailMessage(subject, text, None, to)] if to else []


def mail(name: str, mails: Iterable[Callable[[], Letters]], *, at: datetime, again: timedelta | None = None) -> None:
    """Send mails one by one: of two servers one at a time. After one that could not be sent, all of this name rest:
    the others of this turn are still sent when it is the mailbox that asks to wait, and not the mail server.

    Each notes in the database that it is sent, refuses when it was, and tells its letters. That is done twice: once
    to learn what to send, and undone; once for good, when the mail server has taken it. So no transaction is open
    while that is spoken to, and what could not be sent stands nowhere as sent. Who is stopped in between sends the
    same mail once more, for a mail that comes twice does less harm than one that never comes.

    A mailbox that is refused for good counts as told, unless it is to be tried `again` after some time, as it may be
    mended.
    """
    turn = f"mails:{name}"
    if RESTS.get(name, at) > at or not cache.add(turn, "", TURN):
        return
    try:
        for one in mails:
            cache.touch(turn, TURN)
            try:
                if not _is_sent(one, insists=bool(again)) and again:
                    RESTS[name] = at + again
            except (SMTPDataError, SMTPRecipientsRefused):
                log.warning("A mailbox asks to wait; the mail is tried again.")
                RESTS[name] = at + PAUSE
    except OSError:
        log.exception("A mail could not be sent; it is tried again.")
        RESTS[name] = at + PAUSE
    finally:
        cache.delete(turn)  # whoever comes next


def _is_sent(take: Callable[[], Letters], *, insists: bool) -> bool:
    try:
        with transaction.atomic():
            letters = take()
            transaction.set_rollback(bool(letters))
        is_taken = _sent(letters)
        if insists and not all(is_taken):
            return False
        if letters:
            with transaction.atomic():
                take()
    except Refused:
        pass  # somebody was quicker, or it is over meanwhile
    return True


def _sent(letters: Letters) -> list[bool]:
    """Which are taken. Those before one that is to be tried again are not sent with it once more."""
    told: list[bool] = []
    try:
        for one in letters:
            told.append(_said(one) in TAKEN or _is_taken(one))
    except OSError:
        TAKEN.update(_said(one) for one, is_taken in zip(letters, told, strict=False) if is_taken)
        raise
    TAKEN.difference_update(map(_said, letters))
    return told


def _said(one: EmailMessage) -> tuple[str, ...]:
    return (*one.to, str(one.subject), str(one.body))


def _is_taken(one: EmailMessage) -> bool:
    """False when its mailbox is refused for good. Raises OSError for what may be tried again."""
    try:
        one.send()
    except (OSError, ValueError) as fault:
        if not is_final(fault):
            raise
        log.warning("A mailbox was refused; the mail is not sent.")
        return False
    return True


def is_final(fault: Exception) -> bool:
    """Would the same mail be refused again (RFC 5321, replies that begin with 5)?"""
    if isinstance(fault, SMTPDataError):
        return fault.smtp_code >= 500
    if isinstance(fault, SMTPRecipientsRefused):
        return all(code >= 500 for code, _said in fault.recipients.values())
    return isinstance(fault, ValueError)
