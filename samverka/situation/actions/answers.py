"""A respondent opens the questionnaire, saves as often as they like, passes it on, and hands it in."""

import secrets
from collections.abc import Mapping
from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _

from samverka.actors.models import User
from samverka.core import audit
from samverka.core.access import Refused, Stale, Unfit
from samverka.core.ids import new_id
from samverka.directory.actions.nameless import Nameless
from samverka.situation import queries, rules
from samverka.situation.actions.values import Told, fits, write
from samverka.situation.models import Answer, AnswerLink, AnswerValue, Questionnaire, Reminder
from samverka.situation.queries.prefill import counted


State, Way = Answer.State, Answer.Way
Writer = User | AnswerLink
GRACE = timedelta(days=14)  # a link outlives the day on which answers are due by so much
MOST_LINKS = 10  # to one answer


@transaction.atomic
def open_answer(*, answer: Answer, by: Writer, at: datetime) -> Answer:
    """Opened for the first time, it is filled with what was counted in operations. Again, it changes nothing."""
    held = _hold(answer, by, at=at)
    if held.opened_at or held.survey.state != "sent":
        return held
    _open(held, at)
    _note(held, by, "answer_opened", at)
    return held


@transaction.atomic
def save_answer(
    *, answer: Answer, told: Mapping[str, Told], by: Writer, at: datetime, seen: str = ""
) -> Answer:  # fmt: skip
    """Keep what is answered so far, by the question's code; what is not told stays. Said again, it changes nothing."""
    held = _hold_open(answer, by, at=at)
    _write(held, told, seen)
    _begin(held, by, at)
    return held


@transaction.atomic
def hand_in(
    *, answer: Answer, by: Writer, at: datetime, told: Mapping[str, Told] | None = None, seen: str = ""
) -> Answer:  # fmt: skip
    """Answer. It can be changed until the survey is locked. Refused while nothing is answered at all."""
    held = _hold_open(answer, by, at=at)
    _write(held, told or {}, seen)
    _hand_in(held, Way.LINK if isinstance(by, AnswerLink) else Way.ACCOUNT, by, at)
    return held


@transaction.atomic
def enter_answer(
    *, answer: Answer, told: Mapping[str, Told], way: str, by: User, at: datetime, seen: str = ""
) -> Answer:  # fmt: skip
    """Enter what a respondent sent as a sheet or on paper; it says so for ever."""
    rules.answer_for(by, answer)
    if way not in (Way.SHEET, Way.PAPER):
        raise Unfit(_("Say whether it came as a sheet or on paper."), field="way")
    held = _lock(answer)
    if held.survey.state != "sent":
        raise Refused(_("This survey is not going on."))
    if held.way in (Way.ACCOUNT, Way.LINK) or (held.state == State.ANSWERING and not held.way):
        raise Refused(_("The respondent answers without your help."))
    if held.opened_at is None:
        _open(held, at)
    _write(held, told, seen)
    _hand_in(held, way, by, at)
    return held


@transaction.atomic
def pass_on(*, answer: Answer, by: Writer, at: datetime) -> tuple[AnswerLink, str]:
    """A way in for a colleague, and its text, which stands in one mail and nowhere else. Whose it is is not kept."""
    held = _hold_open(answer, by, at=at)
    if held.links.count() >= MOST_LINKS:
        raise Refused(_("It has been passed on often enough. Use one of the mails."))
    made = _make_link(held, AnswerLink.Kind.COLLEAGUE, at)
    _note(held, by, "answer_passed_on", at)
    return made


@transaction.atomic
def invite_by_link(
    *, answer: Answer, at: datetime, reminder: Reminder | None = None, token: str = ""
) -> tuple[AnswerLink, str]:
    """A way in for the respondent's mailbox. Made again, to remind, it takes the place of the one before.

    Done by the clock. Refused when another server was quicker.
    """
    held = _lock(answer)
    is_done = reminder is None and held.links.filter(kind=AnswerLink.Kind.INVITATION).exists()
    if reminder:
        is_done = not Reminder.objects.filter(pk=reminder.pk, mailed_at=None).update(mailed_at=at)
    if is_done:
        raise Refused(_("It is mailed already."))
    held.links.filter(kind=AnswerLink.Kind.INVITATION).delete()
    made = _make_link(held, AnswerLink.Kind.INVITATION, at, token)
    audit.record(by=None, verb="situation.link_made", subject=held, at=at, county=held.territory.county)
    return made


def _make_link(answer: Answer, kind: str, at: datetime, token: str = "") -> tuple[AnswerLink, str]:
    token = token or secrets.token_urlsafe(32)
    ends = make_aware(datetime.combine(answer.survey.due_on, time.max)) + GRACE
    link = AnswerLink.objects.create(
        answer=answer, kind=kind, digest=queries.digest(token), made_at=at, expires_at=max(ends, at + GRACE)
    )
    return link, token


def _open(answer: Answer, at: datetime) -> None:
    answer.opened_at = at
    answer.state = State.OPENED if answer.state == State.INVITED else answer.state
    answer.save(update_fields=["opened_at", "state"])
    _prefill(answer)


def _prefill(answer: Answer) -> None:
    """A row for each question whose answer was counted already; nothing is answered by that."""
    if answer.questionnaire.meant_for != Questionnaire.For.MUNICIPALITY:
        return
    survey = answer.survey
    found = counted(answer.territory_id, first=survey.first_day, last=survey.last_day)
    AnswerValue.objects.bulk_create(
        AnswerValue(id=new_id(), answer=answer, question=one, counted=found[one.code].value,
                    source=found[one.code].source)
        for one in queries.questions_of(answer.questionnaire)
        if one.code in found and one.kind == found[one.code].kind and fits(one, found[one.code].value)
    )  # fmt: skip


def _write(answer: Answer, told: Mapping[str, Told], seen: str) -> None:
    """Write what changes. Stale when a colleague has changed another answer since it was seen."""
    rows = {one.question.code: one for one in queries.values_of(answer)}
    questions = {one.code: one for one in queries.questions_of(answer.questionnaire)}
    if unknown := set(told) - set(questions):
        raise Unfit(_("There is no such question."), field=min(unknown))
    changed = []
    for code, one in told.items():
        row = rows.get(code) or AnswerValue(id=new_id(), answer=answer, question=questions[code])
        before = _facts(row)
        if _facts(write(row, one)) != before:
            changed.append(row)
    if changed and seen and seen != queries.answer_version(queries.values_of(answer)):
        raise Stale(_("A colleague has changed this since you read it. Look at it again."))
    for row in changed:
        row.save()


def _facts(row: AnswerValue) -> tuple[object, ...]:
    return row.value, row.text, row.has_no_basis, row.reason


def _begin(answer: Answer, by: Writer, at: datetime) -> None:
    answer.saved_at = at
    if answer.state in (State.INVITED, State.OPENED):
        answer.state = State.ANSWERING
    if answer.state == State.ANSWERED:
        answer.answered_at = at
    answer.save(update_fields=["saved_at", "state", "answered_at"])
    _note(answer, by, "answer_saved", at)


def _hand_in(answer: Answer, way: str, by: Writer, at: datetime) -> None:
    if not any(one.is_given for one in queries.values_of(answer)):
        raise Refused(_("Nothing is answered yet. That there is no basis is an answer too."))
    answer.state, answer.saved_at, answer.answered_at = State.ANSWERED, at, at
    answer.way, answer.by = way, by if isinstance(by, User) else None
    answer.save(update_fields=["state", "saved_at", "answered_at", "way", "by"])
    _note(answer, by, "answer_handed_in", at)


def _hold(answer: Answer, by: Writer, *, at: datetime) -> Answer:
    """The answer, held, for whoever may write in it."""
    if isinstance(by, AnswerLink):
        good = AnswerLink.objects.filter(pk=by.pk, answer=answer, digest=by.digest, expires_at__gt=at)
        if not good.exists():
            raise Refused(_("This link is good no more."))
    else:
        rules.answer(by, answer)
    return _lock(answer)


def _hold_open(answer: Answer, by: Writer, *, at: datetime) -> Answer:
    held = _hold(answer, by, at=at)
    if held.survey.state != "sent":
        raise Refused(_("This survey is locked: nothing can be answered any more."))
    return held


def _lock(answer: Answer) -> Answer:
    rows = Answer.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("survey", "questionnaire", "territory").get(pk=answer.pk)


def _note(answer: Answer, by: Writer, verb: str, at: datetime) -> None:
    writer = Nameless(f"link:{by.pk.hex}") if isinstance(by, AnswerLink) else by
    audit.record(by=writer, verb=f"situation.{verb}", subject=answer, at=at, county=answer.territory.county)
