"""A survey is planned, sent to all at once, locked, compiled and published."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from samverka.actors.models import Organisation, Territory, User
from samverka.core import audit
from samverka.core.access import Refused, Unfit
from samverka.core.county import SWEDEN, already
from samverka.core.ids import new_id
from samverka.core.versions import check_seen
from samverka.situation import queries, rules
from samverka.situation.actions.questionnaires import write_preset
from samverka.situation.models import Answer, Questionnaire, Reminder, Survey


State = Survey.State
MOST = 600  # respondents of a survey
OWN = "municipal"  # what a municipality fills in unasked, where it was never asked


@transaction.atomic
def plan_survey(
    *, id: UUID, organisation: Organisation, territory: Territory, name: str, first_day: date, last_day: date,
    due_on: date, by: User, at: datetime,
) -> Survey:  # fmt: skip
    """Begin one as a draft, which nobody else sees."""
    facts: dict[str, Any] = {"name": name, "first_day": first_day, "last_day": last_day, "due_on": due_on}
    if there := already(Survey, id, organisation_id=organisation.pk, territory_id=territory.pk):
        return there
    rules.plan_survey(by, territory)
    _check_days(first_day, last_day, due_on, at=at)
    survey = Survey(id=id, organisation=organisation, territory=territory, **facts)
    rules.run_survey(by, survey)
    survey.save(force_insert=True)
    _note(survey, by, "survey_planned", at)
    return survey


@transaction.atomic
def edit_survey(
    *, survey: Survey, name: str, first_day: date, last_day: date, due_on: date, by: User, at: datetime, seen: str = ""
) -> Survey:
    """Change a draft; of one that is sent, the day on which answers are due."""
    held = hold(survey, by)
    check_seen(held, seen)
    _check_days(first_day, last_day, due_on, at=at)
    if held.state not in (State.DRAFT, State.SENT):
        raise Refused(_("This survey is locked."))
    if held.state == State.SENT and (first_day, last_day) != (held.first_day, held.last_day):
        raise Unfit(_("The time that it is about stays as it was sent."), field="first_day")
    held.name, held.first_day, held.last_day, held.due_on = name, first_day, last_day, due_on
    held.save(update_fields=["name", "first_day", "last_day", "due_on"])
    _note(held, by, "survey_changed", at)
    return held


@transaction.atomic
def ask_municipalities(*, survey: Survey, questionnaire: Questionnaire, by: User, at: datetime) -> int:
    """Ask every municipality of the survey's territory in one go; how many were not asked before."""
    held = _hold_open(survey, by)
    _check_usable(questionnaire, by, Questionnaire.For.MUNICIPALITY)
    asked = set(held.answers.filter(questionnaire__meant_for="municipality").values_list("territory", flat=True))
    towns = [one for one in queries.towns_in(held.territory) if one.pk not in asked]
    boxes = queries.mailboxes(one.pk for one in towns)
    Answer.objects.bulk_create(
        Answer(id=new_id(), survey=held, questionnaire=questionnaire, territory=one, respondent=one.name,
               mailbox=boxes.get(one.pk, ""))
        for one in towns
    )  # fmt: skip
    if towns:
        _note(held, by, "municipalities_asked", at, count=len(towns))
    return len(towns)


@transaction.atomic
def ask_respondent(
    *, id: UUID, survey: Survey, questionnaire: Questionnaire, territory: Territory, respondent: str = "",
    organisation: Organisation | None = None, mailbox: str = "", by: User, at: datetime,
) -> Answer:  # fmt: skip
    """Ask one more: an organisation that takes part, or one that answers by link alone."""
    if there := already(Answer, id, survey_id=survey.pk, questionnaire_id=questionnaire.pk):
        return there
    held = _hold_open(survey, by)
    _check_usable(questionnaire, by)
    if not held.territory.covers(territory.code):
        raise Unfit(_("Choose a territory within the survey's."), field="territory")
    name = organisation.name if organisation else respondent.strip()
    if not name:
        raise Unfit(_("Choose an organisation, or write what it is called."), field="respondent")
    if not organisation and not mailbox:
        raise Unfit(_("Whoever has no account is asked by mail: write a role mailbox."), field="mailbox")
    _check_area(held, questionnaire, territory, name)
    if held.answers.count() >= MOST:
        raise Refused(_("That is enough respondents for one survey."))
    mailbox = mailbox or (queries.mailbox_of(organisation) if organisation else "")
    answer = Answer.objects.create(
        id=id, survey=held, questionnaire=questionnaire, territory=territory, organisation=organisation,
        respondent=name, mailbox=mailbox,
    )  # fmt: skip
    _note(held, by, "respondent_asked", at)
    return answer


@transaction.atomic
def set_mailbox(*, answer: Answer, mailbox: str, by: User, at: datetime) -> Answer:
    """Say where one of the respondents is reached."""
    _hold_open(answer.survey, by)
    held = Answer.objects.select_for_update(no_key=True).get(pk=answer.pk)
    if held.mailbox != mailbox:
        held.mailbox = mailbox
        held.save(update_fields=["mailbox"])
        held.links.filter(kind="invitation", expires_at__gt=at).delete()  # the new mailbox gets one of its own
        _note(answer.survey, by, "mailbox_set", at)
    return held


@transaction.atomic
def drop_respondent(*, answer: Answer, by: User, at: datetime) -> None:
    """Ask one of them after all not. Refused when something is answered."""
    survey = _hold_open(answer.survey, by)
    held = Answer.objects.select_for_update(no_key=True).get(pk=answer.pk)
    if held.state in (Answer.State.ANSWERING, Answer.State.ANSWERED):
        raise Refused(_("Something is answered already. It stays."))
    held.delete()
    _note(survey, by, "respondent_dropped", at)


@transaction.atomic
def send_survey(*, survey: Survey, by: User, at: datetime) -> Survey:
    """From now on all who are asked may answer; the clock mails their links. Said again, it changes nothing."""
    held = hold(survey, by)
    if held.state != State.DRAFT:
        return held
    if not held.answers.exists():
        raise Refused(_("Nobody is asked yet."))
    if held.due_on < localdate(at):
        raise Refused(_("The day on which answers are due is over. Choose another."))
    held.state, held.sent_at = State.SENT, at
    held.save(update_fields=["state", "sent_at"])
    _note(held, by, "survey_sent", at, count=held.answers.count())
    return held


@transaction.atomic
def remind_respondents(*, survey: Survey, by: User, at: datetime, answers: Iterable[UUID] | None = None) -> int:
    """Remind those who have not answered, or some of them, at most once a day each; how many."""
    held = hold(survey, by)
    if held.state != State.SENT:
        raise Refused(_("This survey is not going on."))
    silent = held.answers.exclude(state=Answer.State.ANSWERED).exclude(reminders__at__date=localdate(at))
    silent = silent if answers is None else silent.filter(pk__in=list(answers))
    made = Reminder.objects.bulk_create(Reminder(id=new_id(), answer=one, at=at) for one in silent)
    if made:
        _note(held, by, "survey_reminded", at, count=len(made))
    return len(made)


@transaction.atomic
def lock_survey(*, survey: Survey, by: User, at: datetime) -> Survey:
    """Nobody answers any more; who has not handed in stands as without an answer. Said again, it changes nothing."""
    held = hold(survey, by)
    if held.state == State.DRAFT:
        raise Refused(_("This survey is not sent yet."))
    if held.state != State.SENT:
        return held
    held.state, held.locked_at = State.LOCKED, at
    held.save(update_fields=["state", "locked_at"])
    held.answers.exclude(state=Answer.State.ANSWERED).update(state=Answer.State.NO_ANSWER)
    _note(held, by, "survey_locked", at)
    return held


@transaction.atomic
def compile_survey(*, survey: Survey, by: User, at: datetime) -> Survey:
    """Whoever asked has looked at what the answers come to, and stands by it. Said again, it changes nothing."""
    held = hold(survey, by)
    if held.state in (State.DRAFT, State.SENT):
        raise Refused(_("Lock the survey first, so that nothing changes while it is compiled."))
    if held.state == State.LOCKED:
        held.state, held.compiled_at = State.COMPILED, at
        held.save(update_fields=["state", "compiled_at"])
        _note(held, by, "survey_compiled", at)
    return held


@transaction.atomic
def publish_survey(*, survey: Survey, by: User, at: datetime) -> Survey:
    """What it came to is out, with the report that rests on it. Said again, it changes nothing."""
    held = hold(survey, by)
    if held.state == State.COMPILED:
        held.state, held.published_at = State.PUBLISHED, at
        held.save(update_fields=["state", "published_at"])
        _note(held, by, "survey_published", at)
    elif held.state != State.PUBLISHED:
        raise Refused(_("Compile the survey first."))
    return held


@transaction.atomic
def begin_own_picture(
    *, id: UUID, organisation: Organisation, territory: Territory, first_day: date, last_day: date, by: User,
    at: datetime,
) -> Answer:  # fmt: skip
    """A municipality fills in its picture without being asked: a survey of itself, with one answer."""
    if there := already(Answer, id, territory_id=territory.pk):
        return there
    rules.plan_survey(by, territory)
    if len(territory.code) != 4:
        raise Refused(_("Only a municipality fills in its own picture."))
    _check_days(first_day, last_day, localdate(at), at=at)
    questionnaire = queries.newest_for_town(territory)
    if questionnaire is None:
        questionnaire = write_preset(new_id(), organisation, OWN)
        questionnaire.published_at = at
        questionnaire.save(update_fields=["published_at"])
    survey = Survey.objects.create(
        organisation=organisation, territory=territory, name=_("Our own picture"), first_day=first_day,
        last_day=last_day, due_on=localdate(at), state=State.SENT, sent_at=at,
    )  # fmt: skip
    answer = Answer.objects.create(
        id=id, survey=survey, questionnaire=questionnaire, territory=territory, respondent=territory.name
    )
    _note(survey, by, "own_picture_begun", at)
    return answer


def hold(survey: Survey, by: User) -> Survey:
    """The survey, held, for those who run it."""
    rules.run_survey(by, survey)
    held = Survey.objects.select_for_update(of=("self",), no_key=True).select_related("territory", "organisation")
    return held.get(pk=survey.pk)


def _hold_open(survey: Survey, by: User) -> Survey:
    held = hold(survey, by)
    if held.state not in (State.DRAFT, State.SENT):
        raise Refused(_("This survey is locked."))
    return held


def _check_usable(questionnaire: Questionnaire, by: User, *kinds: str) -> None:
    """It is published, and one's own."""
    rules.edit_questionnaire(by, questionnaire)
    if questionnaire.published_at is None:
        raise Unfit(_("Publish the questionnaire first."), field="questionnaire")
    if kinds and questionnaire.meant_for not in kinds:
        raise Unfit(_("This questionnaire is meant for others."), field="questionnaire")


def _check_area(survey: Survey, questionnaire: Questionnaire, territory: Territory, name: str) -> None:
    """An area is asked once, so that its figures are added once; organisations may be several in an area."""
    kind, asked = questionnaire.meant_for, survey.answers.filter(territory=territory)
    digits = {Questionnaire.For.MUNICIPALITY: 4, Questionnaire.For.OTHER: 0}.get(Questionnaire.For(kind), 2)
    if digits and (len(territory.code) != digits or territory.code == SWEDEN):
        raise Unfit(_("Choose a municipality or a county, as the questionnaire is meant for."), field="territory")
    same = asked.filter(questionnaire__meant_for=kind) if digits else asked.filter(respondent=name)
    if same.exists():
        raise Unfit(_("This one is asked already."), field="respondent")


def _check_days(first_day: date, last_day: date, due_on: date, *, at: datetime) -> None:
    if last_day < first_day:
        raise Unfit(_("The last day comes before the first."), field="last_day")
    if (last_day - first_day).days > 400:
        raise Unfit(_("Ask about a year at most."), field="first_day")
    if first_day > localdate(at):
        raise Unfit(_("Ask about a time that has begun."), field="first_day")
    if due_on < first_day:
        raise Unfit(_("Answers are due after the time that they are about has begun."), field="due_on")


def _note(survey: Survey, by: User, verb: str, at: datetime, **detail: int) -> None:
    audit.record(by=by, verb=f"situation.{verb}", subject=survey, at=at, county=survey.territory.county, **detail)
