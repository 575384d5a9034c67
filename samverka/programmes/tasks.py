"""What the clock does: it reminds, and calls due."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from itertools import islice
from secrets import token_urlsafe
from typing import Any

from django.utils.timezone import localdate, localtime

from samverka.core import mailing
from samverka.core.mailing import AT_ONCE, BY_DAY, Letters
from samverka.programmes import actions, queries
from samverka.programmes.http import (
    backing_letters,
    decided_letters,
    deviation_letters,
    due_letters,
    invited_letters,
    link_letters,
    meeting_letters,
    period_letters,
    question_letters,
    renewal_letters,
)
from samverka.programmes.models import Backer, ConsultationAnswer


Mails = Iterator[Callable[[], Letters]]


def tick(*, at: datetime) -> None:
    """Done twice, it changes nothing more, and tells nobody twice."""
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
    if localtime(at).hour in BY_DAY:
        mailing.mail("programmes", _mails(at=at), at=at)


def _mails(*, at: datetime) -> Mails:
    """To parties, leaders of projects, and who is asked what it thinks, consulted, given a task, or applies."""
    for one in queries.to_remind()[:AT_ONCE]:
        yield partial(_tell, renewal_letters, actions.note_reminder, agreement=one, at=at)
    for one in queries.with_untold()[:AT_ONCE]:
        yield partial(_tell, deviation_letters, actions.note_deviations_told, agreement=one, at=at)
    for occasion in queries.OCCASIONS:
        for period in list(queries.periods_to_tell(occasion, at=at))[:AT_ONCE]:
            letters = partial(period_letters, occasion=occasion)
            yield partial(_tell, letters, actions.note_told, period=period, occasion=occasion, at=at)
    for occasion in ("told_at", "reminded_at"):
        for backer in queries.backers_to_mail(occasion, at=at)[:AT_ONCE]:
            yield partial(_ask, backer, occasion, token_urlsafe(32), at=at)
    for answer, occasion in islice(queries.to_mail(at=at), AT_ONCE):
        yield partial(_consult, answer, occasion, token_urlsafe(32), at=at)
    for assignment, occasion in islice(queries.assignments_to_mail(at=at), AT_ONCE):
        letters = partial(due_letters, occasion=occasion)
        yield partial(_tell, letters, actions.note_assignment_reminder, assignment=assignment, occasion=occasion, at=at)
    yield from _of_grants(at=at)


def _of_grants(*, at: datetime) -> Mails:
    """Who may apply, what is to be completed, what is decided, and when parties meet."""
    for invited in queries.invited_to_tell(at=at)[:AT_ONCE]:
        yield partial(_tell, invited_letters, actions.note_invited, invited=invited, at=at)
    for completion in queries.completions_to_tell()[:AT_ONCE]:
        yield partial(_tell, question_letters, actions.note_completion_told, completion=completion, at=at)
    for application in queries.decided_to_tell()[:AT_ONCE]:
        yield partial(_tell, decided_letters, actions.note_decision_told, application=application, at=at)
    for meeting in queries.meetings_to_tell(at=at)[:AT_ONCE]:
        yield partial(_tell, meeting_letters, actions.note_meeting_told, meeting=meeting, at=at)


def _tell(letters: Callable[[Any], Letters], note: Callable[..., Any], **said: Any) -> Letters:
    return letters(note(**said))


def _ask(backer: Backer, occasion: str, token: str, *, at: datetime) -> Letters:
    return backing_letters(*actions.mail_backer(backer=backer, occasion=occasion, token=token, at=at))


def _consult(answer: ConsultationAnswer, occasion: str, token: str, *, at: datetime) -> Letters:
    made = actions.mail_link(answer=answer, occasion=occasion, token=token, at=at)
    return link_letters(*made, occasion=occasion, on=localdate(at))
