"""What the clock does: cards past their day are called due, owners of practices are asked whether it is still so, and
what nobody answers for is put away; needs and offers whose day is past are closed; and mails go out: to networks
invitations, minutes, reminders, the way to the handover page, and once that they sleep; to who offers help, an answer.
"""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from itertools import islice

from django.db import transaction
from django.utils.timezone import localdate, localtime

from samverka.actors.actions import note_heir_told, note_told_asleep
from samverka.actors.queries import asleep, handed_over, mailboxes_of
from samverka.core.access import Refused
from samverka.core.mailing import is_final
from samverka.exchange import actions, policy, queries
from samverka.exchange.http import ask_owner, send, send_asleep, send_handover, send_reminder, send_to_giver
from samverka.exchange.models import ActionPoint, Practice


log = logging.getLogger(__name__)
Mailing = tuple[Callable[[], bool], Callable[[], None], Callable[[], object]]  # taken, sent, given up
BY_DAY = range(8, 17)  # hours in which mails go out
ASK_AGAIN = 9  # the hour in which givers are asked again for the winter
AT_ONCE = 20  # mails at one beat of the clock
PAUSE = timedelta(minutes=10)  # after a mail that could not be sent
A_DAY = timedelta(days=1)
_rests: dict[str, datetime] = {}


def tick(*, at: datetime) -> None:
    """Done twice, it changes nothing more."""
    if queries.cards_to_move(at=at).exists():
        actions.keep_cards(at=at)
    if queries.practices_to_archive(at=at):
        actions.archive_unconfirmed(at=at)
    if queries.silent(at=at):
        actions.archive_silent(at=at)
    ask_owners(at=at)
    if _rests.get("networks", at) <= at:
        mail_networks(at=at)
    actions.finish_forgotten(at=at)
    actions.close_passed(at=at)
    actions.lapse_passed(at=at)
    if localtime(at).hour == ASK_AGAIN:
        actions.ask_again(at=at)
    if _rests.get("givers", at) <= at:
        mail_givers(at=at)


def ask_owners(*, at: datetime) -> None:
    """Ask by mail whether published practices are still so."""
    if localtime(at).hour not in BY_DAY or _rests.get("until", at) > at:
        return
    for practice in queries.practices_to_ask(at=at)[:AT_ONCE]:
        if not _ask(practice, at=at):
            _rests["until"] = at + PAUSE
            return


def _ask(practice: Practice, *, at: datetime) -> bool:
    """Note it and mail it, both or neither. An owner without a mailbox, or whose is refused, sees it in the product."""
    try:
        with transaction.atomic():
            actions.note_asked(practice=practice, at=at)
            if (to := queries.mailbox_of(practice)) and practice.confirm_by:
                until = policy.days_after(practice.confirm_by, policy.ARCHIVE_DAYS, practice.territory_id)
                ask_owner(practice, to=to, until=until.isoformat())
    except Refused:
        return True  # somebody was quicker
    except OSError:
        log.exception("A mail could not be sent; it is tried again.")
        return False
    return True


def mail_networks(*, at: datetime) -> None:
    """Each mail is taken and sent, or neither; one that is refused is given up. A silent server stops all."""
    for take, send_it, give_up in islice(_mails(at=at), AT_ONCE):
        try:
            with transaction.atomic():
                if take():
                    send_it()
        except (OSError, ValueError) as fault:
            if is_final(fault):
                log.warning("A mailbox was refused; the mail is not sent.")
                give_up()
                continue
            log.exception("A mail could not be sent; it is tried again.")
            _rests["networks"] = at + PAUSE
            return


def _mails(*, at: datetime) -> Iterator[Mailing]:
    """How each mail is taken, how it is sent, and how it is given up when it is refused for good: most are taken."""
    for mail in queries.mails_to_send()[:AT_ONCE]:
        take = partial(actions.note_sent, mail=mail, at=at)
        yield take, partial(send, mail, at=at), take
    if localtime(at).hour in BY_DAY:
        today = localdate(at)
        for action in queries.actions_to_remind(on=today)[:AT_ONCE]:
            take = partial(actions.note_reminded, action=action, on=today)
            yield take, partial(_remind, action), take
        for network, mailbox in handed_over()[:AT_ONCE]:
            take = partial(note_heir_told, network=network, at=at)
            yield take, partial(send_handover, network, mailbox), take
        yield from _mails_of_sleep(at=at)


def _mails_of_sleep(*, at: datetime) -> Iterator[Mailing]:
    """Where there is no mailbox, or all refuse it, it is told in my day alone, and by mail once one takes it."""
    for network in asleep(at=at):
        if _rests.get(str(network.pk), at) <= at and (mailboxes := mailboxes_of(network)):
            take = partial(note_told_asleep, network=network, to=len(mailboxes), at=at)
            yield take, partial(send_asleep, network, mailboxes), partial(_rests.update, {str(network.pk): at + A_DAY})


def mail_givers(*, at: datetime) -> None:
    """Each mail is taken and sent, or neither; one that is refused for good, only taken. A silent server stops all."""
    for mail in queries.mails_to_givers()[:AT_ONCE]:
        try:
            with transaction.atomic():
                if actions.note_mailed(mail=mail, at=at):
                    send_to_giver(mail)
        except OSError:
            log.exception("A mail could not be sent; it is tried again.")
            _rests["givers"] = at + PAUSE
            return


def _remind(action: ActionPoint) -> None:
    if mailbox := queries.owners_mailbox(action):
        send_reminder(action, mailbox)
