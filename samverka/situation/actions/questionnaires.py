"""Questionnaires are written as drafts and published as they are; whoever changes a published one makes the next."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from samverka.actors.models import Organisation, User
from samverka.core import audit, free_text
from samverka.core.access import Refused, Unfit
from samverka.core.county import already
from samverka.core.ids import new_id
from samverka.core.versions import check_seen
from samverka.situation import queries, rules
from samverka.situation.actions.places import change_places
from samverka.situation.models import Question, Questionnaire
from samverka.situation.models.questionnaires import CHOSEN
from samverka.situation.presets import PRESETS


MOST = 80  # questions of a questionnaire
FACTS = ("place", "number", "code", "kind", "text", "hint", "options", "in_profile")


@transaction.atomic
def take_preset(*, id: UUID, organisation: Organisation, preset: str, by: User, at: datetime) -> Questionnaire:
    """Begin from one of ours, to be changed and published. Its texts are kept in Swedish, as respondents read them."""
    if preset not in PRESETS:
        raise Unfit(_("Choose one of these."), field="preset")
    if there := already(Questionnaire, id, organisation_id=organisation.pk):
        return there
    rules.keep_questionnaires(by, organisation)
    made = write_preset(id, organisation, preset)
    audit.record(by=by, verb="situation.preset_taken", subject=made, at=at, county=organisation.territory.county)
    return made


def write_preset(id: UUID, organisation: Organisation, preset: str) -> Questionnaire:
    told = PRESETS[preset]
    with override(settings.LANGUAGE_CODE):
        made = Questionnaire.objects.create(
            id=id, organisation=organisation, name=str(told.name), meant_for=told.meant_for
        )
        Question.objects.bulk_create(
            Question(
                questionnaire=made, place=place, number=one.number, code=one.code, kind=one.kind, text=str(one.text),
                hint=str(one.hint), options=[[code, str(text)] for code, text in one.options],
                in_profile=one.in_profile,
            )
            for place, one in enumerate(told.questions, 1)
        )  # fmt: skip
    return made


@transaction.atomic
def add_questionnaire(
    *, id: UUID, organisation: Organisation, name: str, meant_for: str, by: User, at: datetime
) -> Questionnaire:
    """Begin with an empty one."""
    if there := already(Questionnaire, id, organisation_id=organisation.pk, name=name):
        return there
    rules.keep_questionnaires(by, organisation)
    made = Questionnaire.objects.create(id=id, organisation=organisation, name=name, meant_for=meant_for)
    audit.record(by=by, verb="situation.questionnaire_added", subject=made, at=at, county=organisation.territory.county)
    return made


@transaction.atomic
def name_questionnaire(
    *, questionnaire: Questionnaire, name: str, by: User, at: datetime, seen: str = ""
) -> Questionnaire:
    held = _hold(questionnaire, by)
    check_seen(held, seen)
    held.name = name
    held.save(update_fields=["name"])
    _note(held, by, "situation.questionnaire_named", at)
    return held


@transaction.atomic
def add_question(*, id: UUID, questionnaire: Questionnaire, by: User, at: datetime, **facts: Any) -> Question:
    """Ask one more, last of all. The code cannot be one that is there."""
    if there := already(Question, id, questionnaire_id=questionnaire.pk, code=facts["code"]):
        return there
    held = _hold(questionnaire, by)
    there_already = queries.questions_of(held)
    if len(there_already) >= MOST:
        raise Refused(_("That is enough questions."))
    _check(facts, others=there_already)
    made = Question(id=id, questionnaire=held, place=queries.next_place(there_already), **facts)
    made.save(force_insert=True)
    _note(held, by, "situation.question_added", at)
    return made


@transaction.atomic
def change_question(*, question: Question, by: User, at: datetime, seen: str = "", **facts: Any) -> Question:
    """Change one of a draft."""
    questionnaire = _hold(question.questionnaire, by)
    held = Question.objects.select_for_update(no_key=True).get(pk=question.pk)
    check_seen(held, seen)
    _check(facts, others=[one for one in queries.questions_of(questionnaire) if one.pk != held.pk])
    for name, value in facts.items():
        setattr(held, name, value)
    held.save()
    _note(questionnaire, by, "situation.question_changed", at)
    return held


@transaction.atomic
def move_question(*, question: Question, up: bool, by: User, at: datetime) -> None:
    """Let it change places with its neighbour. The first cannot go up, nor the last down: nothing happens."""
    questionnaire = _hold(question.questionnaire, by)
    if change_places(queries.questions_of(questionnaire), question.pk, up=up):
        _note(questionnaire, by, "situation.question_moved", at)


@transaction.atomic
def remove_question(*, question: Question, by: User, at: datetime) -> None:
    questionnaire = _hold(question.questionnaire, by)
    Question.objects.filter(pk=question.pk).delete()
    _note(questionnaire, by, "situation.question_removed", at)


@transaction.atomic
def publish_questionnaire(*, questionnaire: Questionnaire, by: User, at: datetime) -> Questionnaire:
    """From now on it is as it is. Said again, it changes nothing."""
    rules.edit_questionnaire(by, questionnaire)
    held = Questionnaire.objects.select_for_update(no_key=True).get(pk=questionnaire.pk)
    if held.published_at:
        return held
    if not held.questions.exists():
        raise Refused(_("There is no question in it yet."))
    held.published_at = at
    held.save(update_fields=["published_at"])
    _note(held, by, "situation.questionnaire_published", at)
    return held


@transaction.atomic
def write_next_version(*, questionnaire: Questionnaire, by: User, at: datetime) -> Questionnaire:
    """A draft like the newest version. There is one draft at a time: asked again, it gives that."""
    rules.edit_questionnaire(by, questionnaire)
    versions = Questionnaire.objects.select_for_update(no_key=True).filter(series=questionnaire.series)
    newest = max(versions, key=lambda one: one.version)
    if newest.published_at is None:
        return newest
    made = Questionnaire.objects.create(
        series=newest.series, version=newest.version + 1, organisation=newest.organisation, name=newest.name,
        meant_for=newest.meant_for,
    )  # fmt: skip
    Question.objects.bulk_create(
        Question(id=new_id(), questionnaire=made, **{name: getattr(one, name) for name in FACTS})
        for one in queries.questions_of(newest)
    )
    _note(made, by, "situation.version_begun", at)
    return made


def _hold(questionnaire: Questionnaire, by: User) -> Questionnaire:
    """The draft, held; refused when it is published."""
    rules.edit_questionnaire(by, questionnaire)
    held = Questionnaire.objects.select_for_update(of=("self",), no_key=True).select_related("organisation__territory")
    found = held.get(pk=questionnaire.pk)
    if found.published_at:
        raise Refused(_("This version is published and stays as it is. Make the next version."))
    return found


def _check(facts: dict[str, Any], *, others: Sequence[Question]) -> None:
    """Can it be asked so?"""
    if any(one.code == facts["code"] for one in others):
        raise Unfit(_("Another question has this code."), field="code")
    if (facts["kind"] in CHOSEN) != bool(facts.get("options")):
        raise Unfit(_("Write at least two choices, and only where one chooses."), field="options")
    codes = [code for code, _text in facts.get("options", ())]
    if len(codes) != len(set(codes)) or len(codes) == 1:
        raise Unfit(_("Write at least two choices, each once."), field="options")
    if facts.get("in_profile") and facts["kind"] not in ("yes_no", "one_of", "several_of"):
        raise Unfit(_("Neighbours compare forms of support, never figures or texts."), field="in_profile")
    for name in ("text", "hint"):
        facts[name] = free_text.accept(facts.get(name, ""), field=name)


def _note(questionnaire: Questionnaire, by: User, verb: str, at: datetime) -> None:
    county = questionnaire.organisation.territory.county
    audit.record(by=by, verb=verb, subject=questionnaire, at=at, county=county)
