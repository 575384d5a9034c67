"""What the clock does: cards past their day are called due, owners of practices are asked whether it is still so, and
what nobody answers for is put away; needs and offers whose day is past are closed; and mails go out: to networks
invitations, minutes, reminders, the way to the handover page, and once that they sleep; to who offers help, an answer.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from itertools import islice

from django.utils.timezone import localdate, localtime

from samverka.actors.actions import note_heir_told, note_told_asleep
from samverka.actors.models import Network
from samverka.actors.queries import asleep, handed_over, mailboxes_of
from samverka.core import mailing
from samverka.core.mailing import AT_ONCE, BY_DAY, Letters
from samverka.exchange import actions, policy, queries
from samverka.exchange.http import (
    asleep_letters,
    giver_letters,
    handover_letters,
    meeting_letters,
    owner_letters,
    reminder_letters,
)
from samverka.exchange.models import ActionPoint, MeetingMail, OfferMail, Practice


ASK_AGAIN = 9  # the hour in which givers are asked again for the winter
A_DAY = timedelta(days=1)


def tick(*, at: datetime) -> None:
    """Done twice, it changes nothing more."""
    if queries.cards_to_move(at=at).exists():
        actions.keep_cards(at=at)
    actions.end_reviews(at=at)
    if queries.practices_to_archive(at=at):
        actions.archive_unconfirmed(at=at)
    if queries.silent(at=at):
        actions.archive_silent(at=at)
    ask_owners(at=at)
    mailing.mail("networks", islice(_of_networks(at=at), AT_ONCE), at=at)
    wake_networks(at=at)
    actions.finish_forgotten(at=at)
    actions.close_passed(at=at)
    actions.lapse_passed(at=at)
    if localtime(at).hour == ASK_AGAIN:
        actions.ask_again(at=at)
    mail_givers(at=at)


def ask_owners(*, at: datetime) -> None:
    """Ask by mail whether published practices are still so."""
    if localtime(at).hour in BY_DAY:
        asked = (partial(_ask, practice, at=at) for practice in queries.practices_to_ask(at=at)[:AT_ONCE])
        mailing.mail("practices", asked, at=at)


def _ask(practice: Practice, *, at: datetime) -> Letters:
    """An owner without a mailbox, or whose is refused, sees it in the product."""
    actions.note_asked(practice=practice, at=at)
    if not practice.confirm_by:
        return []
    until = policy.days_after(practice.confirm_by, policy.ARCHIVE_DAYS, practice.territory_id)
    return owner_letters(practice, to=queries.mailbox_of(practice), until=until.isoformat())


def _of_networks(*, at: datetime) -> Iterator[Callable[[], Letters]]:
    for mail in queries.mails_to_send()[:AT_ONCE]:
        yield partial(_send, mail, at=at)
    if localtime(at).hour in BY_DAY:
        for action in queries.actions_to_remind(on=localdate(at))[:AT_ONCE]:
            yield partial(_remind, action, at=at)
        for network, mailbox in handed_over()[:AT_ONCE]:
            yield partial(_hand_over, network, mailbox, at=at)


def _send(mail: MeetingMail, *, at: datetime) -> Letters:
    return meeting_letters(mail, at=at) if actions.note_sent(mail=mail, at=at) else []


def _remind(action: ActionPoint, *, at: datetime) -> Letters:
    return reminder_letters(action) if actions.note_reminded(action=action, on=localdate(at)) else []


def _hand_over(network: Network, mailbox: str, *, at: datetime) -> Letters:
    return handover_letters(network, mailbox) if note_heir_told(network=network, at=at) else []


def _wake(network: Network, mailboxes: list[str], *, at: datetime) -> Letters:
    is_taken = note_told_asleep(network=network, to=len(mailboxes), at=at)
    return asleep_letters(network, mailboxes) if is_taken else []


def wake_networks(*, at: datetime) -> None:
    """Tell by mail which networks sleep. Where no mailbox takes it, my day tells it, and a mail once one does."""
    if localtime(at).hour in BY_DAY:
        told = ((network, mailboxes_of(network)) for network in asleep(at=at))
        mails = (partial(_wake, network, mailboxes, at=at) for network, mailboxes in told if mailboxes)
        mailing.mail("asleep", mails, at=at, again=A_DAY, most=AT_ONCE)


def mail_givers(*, at: datetime) -> None:
    """Answer those who offer help."""
    mails = (partial(_answer, mail, at=at) for mail in queries.mails_to_givers()[:AT_ONCE])
    mailing.mail("givers", mails, at=at)


def _answer(mail: OfferMail, *, at: datetime) -> Letters:
    return giver_letters(mail) if actions.note_mailed(mail=mail, at=at) else []
