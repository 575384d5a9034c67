"""What the clock does: it reminds, and calls due."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from itertools import chain, islice
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime

from samverka.core.access import Refused
from samverka.programmes import actions, queries
from samverka.programmes.http import (
    send_backing,
    send_decided,
    send_deviations,
    send_due,
    send_invited,
    send_link,
    send_meeting,
    send_period,
    send_question,
    send_renewal,
)
from samverka.programmes.models import Assignment, Backer, ConsultationAnswer, ProjectPeriod


log = logging.getLogger(__name__)
BY_DAY = range(8, 17)  # hours in which mails go out
AT_ONCE = 20  # mails at one beat of the clock
PAUSE = timedelta(minutes=10)  # after a mail that could not be sent
_rests: dict[str, datetime] = {}


def tick(*, at: datetime) -> None:
    """Done twice, it changes nothing more."""
    if queries.to_move(at=at).exists():
        actions.move_agreements(at=at)
    if queries.projects_to_move(at=at).exists():
        actions.move_projects(at=at)
    if queries.calls_to_move(at=at).exists():
        actions.move_calls(at=at)
    if queries.to_compare(at=at).exists():
        actions.compare_volumes(at=at)
    if queries.to_expire(at=at).exists():
        actions.expire_strategies(at=at)
    if localtime(at).hour in BY_DAY and _rests.get("until", at) <= at:
        remind(at=at)
        consult(at=at)
        remind_of_tasks(at=at)
        tell_of_grants(at=at)


def remind(*, at: datetime) -> None:
    """Tell the parties of what ends soon, and ask them of deviations. Done twice, it tells nobody twice."""
    ending = ((send_renewal, actions.note_reminder, one) for one in queries.to_remind()[:AT_ONCE])
    far_off = ((send_deviations, actions.note_deviations_told, one) for one in queries.with_untold()[:AT_ONCE])
    for send, note, one in chain(ending, far_off):
        if not told(lambda send=send, note=note, one=one: send(note(agreement=one, at=at))):  # type: ignore[misc]
            _rests["until"] = at + PAUSE
            return
    for occasion in queries.OCCASIONS:
        for period in list(queries.periods_to_tell(occasion, at=at))[:AT_ONCE]:
            if not told(partial(_tell_of, period, occasion, at)):
                _rests["until"] = at + PAUSE
                return
    for occasion in ("told_at", "reminded_at"):
        for backer in queries.backers_to_mail(occasion, at=at)[:AT_ONCE]:
            if not told(partial(_ask, backer, occasion, at)):
                _rests["until"] = at + PAUSE
                return


def _ask(backer: Backer, occasion: str, at: datetime) -> None:
    send_backing(*actions.mail_backer(backer=backer, occasion=occasion, at=at))


def _tell_of(period: ProjectPeriod, occasion: str, at: datetime) -> None:
    send_period(actions.note_told(period=period, occasion=occasion, at=at), occasion=occasion)


def told(tell: Callable[[], Any]) -> bool:
    """Note it and mail it, both or neither. False when the mail could not be sent: it is tried again."""
    try:
        with transaction.atomic():
            tell()
    except Refused:
        return True  # somebody was quicker
    except OSError:
        log.exception("A mail could not be sent; it is tried again.")
        return False
    return True


def consult(*, at: datetime) -> None:
    """Ask and remind those who are consulted. Done twice, it asks nobody twice."""
    for one, occasion in list(islice(queries.to_mail(at=at), AT_ONCE)):
        if not told(lambda one=one, occasion=occasion: _send(one, occasion, at=at)):  # type: ignore[misc]
            _rests["until"] = at + PAUSE
            return


def _send(answer: ConsultationAnswer, occasion: str, *, at: datetime) -> None:
    send_link(*actions.mail_link(answer=answer, occasion=occasion, at=at), occasion=occasion)


def remind_of_tasks(*, at: datetime) -> None:
    """A week before the day, and after it. Done twice, it reminds nobody twice."""
    for one, occasion in list(islice(queries.assignments_to_mail(at=at), AT_ONCE)):
        if not told(lambda one=one, occasion=occasion: _due(one, occasion, at=at)):  # type: ignore[misc]
            _rests["until"] = at + PAUSE
            return


def _due(assignment: Assignment, occasion: str, *, at: datetime) -> None:
    send_due(actions.note_assignment_reminder(assignment=assignment, occasion=occasion, at=at), occasion=occasion)


def tell_of_grants(*, at: datetime) -> None:
    """Who may apply, what is to be completed, what is decided, and when parties meet. Done twice, it tells once."""
    invited = (
        lambda one=one: send_invited(actions.note_invited(invited=one, at=at))
        for one in queries.invited_to_tell(at=at)[:AT_ONCE]
    )
    questions = (
        lambda one=one: send_question(actions.note_completion_told(completion=one, at=at))
        for one in queries.completions_to_tell()[:AT_ONCE]
    )
    decided = (
        lambda one=one: send_decided(actions.note_decision_told(application=one, at=at))
        for one in queries.decided_to_tell()[:AT_ONCE]
    )
    meeting = (
        lambda one=one: send_meeting(actions.note_meeting_told(meeting=one, at=at))
        for one in queries.meetings_to_tell(at=at)[:AT_ONCE]
    )
    for tell in chain(invited, questions, decided, meeting):
        if not told(tell):
            _rests["until"] = at + PAUSE
            return
