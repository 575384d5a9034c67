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
Said = tuple[str, ...]
BY_DAY = range(8, 17)  # hours in which most mails go out
AT_ONCE = 20  # mails of a kind at one beat of the clock
PAUSE = timedelta(minutes=10)  # after a mail that could not be sent
TURN = 10 * 60  # seconds after which nobody waits any more for a server that was stopped while it mailed
RESTS: dict[str | Said, datetime] = {}  # until when a kind of mails rests, or one letter that was refused for good
TAKEN: set[Said] = set()  # letters of mails of which another is tried again, since this server was started

log = logging.getLogger(__name__)


def letter(subject: str, text: str, *mailboxes: str) -> Letters:
    """One mail; none where there is no mailbox."""
    to = [mailbox for mailbox in mailboxes if mailbox]
    return [EmailMessage(subject, text, None, to)] if to else []


def mail(
    name: str, mails: Iterable[Callable[[], Letters]], *, at: datetime, again: timedelta | None = None,
    most: int | None = None,
) -> None:  # fmt: skip
    """Send mails one by one: of two servers one at a time. After one that could not be sent, all of this name rest:
    the others of this turn are still sent when it is the mailbox that asks to wait, and not the mail server.

    Each notes in the database that it is sent, refuses when it was, and tells its letters. That is done twice: once
    to learn what to send, and undone; once for good, when the mail server has taken it. So no transaction is open
    while that is spoken to, and what could not be sent stands nowhere as sent. Who is stopped in between sends the
    same mail once more, for a mail that comes twice does less harm than one that never comes.

    A mailbox that is refused for good counts as told, unless it is to be tried `again` after some time, as it may be
    mended. Until then its mail rests alone, and is none of the `most` that are sent.
    """
    turn, sent = f"mails:{name}", 0
    if RESTS.get(name, at) > at or not cache.add(turn, "", TURN):
        return
    try:
        for one in mails:
            cache.touch(turn, TURN)
            try:
                sent += _is_sent(one, at=at, again=again)
            except (SMTPDataError, SMTPRecipientsRefused):
                log.warning("A mailbox asks to wait; the mail is tried again.")
                RESTS[name] = at + PAUSE
            if sent == most:
                break
    except OSError:
        log.exception("A mail could not be sent; it is tried again.")
        RESTS[name] = at + PAUSE
    finally:
        cache.delete(turn)  # whoever comes next


def _is_sent(take: Callable[[], Letters], *, at: datetime, again: timedelta | None) -> bool:
    try:
        with transaction.atomic():
            letters = take()
            transaction.set_rollback(bool(letters))
        if again and any(RESTS.get(_said(one), at) > at for one in letters):
            return False
        refused = _refused(letters)
        if again and refused:
            RESTS.update({_said(one): at + again for one in refused})
            return False
        TAKEN.difference_update(map(_said, letters))
        if letters:
            with transaction.atomic():
                take()
    except Refused:
        pass  # somebody was quicker, or it is over meanwhile
    return True


def _refused(letters: Letters) -> Letters:
    """Send them, and tell which are refused for good. Those that were taken before are not sent once more."""
    refused = []
    for one in letters:
        if _said(one) not in TAKEN:
            if _is_taken(one):
                TAKEN.add(_said(one))
            else:
                refused.append(one)
    return refused


def _said(one: EmailMessage) -> Said:
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
