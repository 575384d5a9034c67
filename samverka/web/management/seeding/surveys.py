"""A county board's surveys in the invented county: last winter's is compiled, this winter's is on its way."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from django.utils.timezone import localdate

from samverka.actors.models import Organisation, Role, User
from samverka.core.ids import new_id
from samverka.situation import actions
from samverka.situation.actions import Told
from samverka.situation.models import Answer, Question, Questionnaire, Survey
from samverka.web.management.seeding.people import organisation, territory


A_YEAR, WAIT = timedelta(days=365), timedelta(days=21)
OURS = "0180"  # the municipality whose coordinator exercises: its answer of this winter is still to be given
NO_BASIS = 0.15  # of the questions
Person = Any


def build(person: Person, *, seed: int, at: datetime) -> None:
    """By the county's coordinator; 0180 answers by its own, a neighbour by hers, the others on paper."""
    chance, board = Random(seed), User.objects.get(email="lanet@ovning.example")
    solna = organisation("Solnas exempelförvaltning", Organisation.Kind.MUNICIPALITY, "0184")
    own = {
        OURS: User.objects.get(email="samordnare@ovning.example"),
        "0184": person("samordnare.0184", Role.MUNICIPALITY_COORDINATOR, solna, name="Sol Samordnare"),
    }
    municipal, others = (_publish(board, preset, at - A_YEAR) for preset in ("municipal", "enforcement"))
    before, now_on = localdate(at - A_YEAR), localdate(at)
    last = _survey(board, f"Lägesbild {before.year}", municipal, others, before, at=at - A_YEAR)
    for asked in _answers(last):
        if chance.random() < 0.92:
            _answer(asked, own.get(asked.territory_id), board, chance, at=at - A_YEAR + WAIT)
    actions.lock_survey(survey=last, by=board, at=at - A_YEAR + 3 * WAIT)
    actions.compile_survey(survey=last, by=board, at=at - A_YEAR + 4 * WAIT)
    now_running = _survey(board, f"Lägesbild {now_on.year}", municipal, others, now_on, at=at - WAIT)
    for asked in _answers(now_running):
        if asked.territory_id != OURS and chance.random() < 0.5:
            _answer(asked, own.get(asked.territory_id), board, chance, at=at - WAIT / 2)
    actions.remind_respondents(survey=now_running, by=board, at=at - WAIT / 4)


def plant(home: Organisation, by: User, *, at: datetime) -> Answer:
    """A municipality's own picture, begun, for checks from outside."""
    day = localdate(at)
    asked = actions.begin_own_picture(
        id=new_id(), organisation=home, territory=home.territory, first_day=day - A_YEAR, last_day=day, by=by, at=at
    )
    return actions.save_answer(answer=asked, told={"meets": Told(True), "adults": Told([50, 75])}, by=by, at=at)


def planted(home: Organisation) -> list[dict[str, Any]]:
    """What stands in the database, by its ids."""
    rows = Answer.objects.filter(survey__organisation=home)
    return [{"pk": one.pk, "survey": one.survey_id, "questionnaire": one.questionnaire_id} for one in rows]


def _publish(board: User, preset: str, at: datetime) -> Questionnaire:
    home = board.standing[0].organisation
    made = actions.take_preset(id=new_id(), organisation=home, preset=preset, by=board, at=at)
    return actions.publish_questionnaire(questionnaire=made, by=board, at=at)


def _survey(
    board: User, name: str, municipal: Questionnaire, others: Questionnaire, last: date, *, at: datetime
) -> Survey:
    """Of the year until a day, to all municipalities and Kronofogden."""
    here = territory("01")
    said: dict[str, Any] = {"by": board, "at": at}
    survey = actions.plan_survey(
        id=new_id(), organisation=board.standing[0].organisation, territory=here, name=name,
        first_day=localdate(at) - A_YEAR, last_day=localdate(at), due_on=max(last, localdate(at)) + 2 * WAIT, **said,
    )  # fmt: skip
    actions.ask_municipalities(survey=survey, questionnaire=municipal, **said)
    office = organisation("Kronofogden i övningslänet", Organisation.Kind.ENFORCEMENT, "01")
    actions.ask_respondent(
        id=new_id(), survey=survey, questionnaire=others, territory=here, organisation=office, **said
    )
    return actions.send_survey(survey=survey, **said)


def _answers(survey: Survey) -> Iterable[Answer]:
    rows = survey.answers.select_related("survey", "questionnaire", "territory").order_by("territory", "respondent")
    return list(rows)


def _answer(asked: Answer, own: User | None, board: User, chance: Random, *, at: datetime) -> None:
    told = {
        one.code: replace(_told(one, chance), reason="others")
        for one in asked.questionnaire.questions.order_by("place")
    }
    if own:
        actions.hand_in(answer=asked, told=told, by=own, at=at)
    else:
        actions.enter_answer(answer=asked, told=told, way="paper", by=board, at=at)


def _told(question: Question, chance: Random) -> Told:
    """Something believable: small municipalities meet few people."""
    if question.kind != Question.Kind.TEXT and chance.random() < NO_BASIS:
        return Told(has_no_basis=True)
    codes, few = list(question.texts), int(chance.expovariate(1 / 12))
    match question.kind:
        case Question.Kind.YES_NO:
            return Told(chance.random() < 0.7)
        case Question.Kind.RANGE:
            return Told([few, few + int(few * chance.random()) + 2])
        case Question.Kind.NUMBER:
            return Told(few)
        case Question.Kind.TEXT:
            return Told(text=chance.choice(("", "", "Svårt att få tag i tolk.", "Vi behöver fler platser i kylan.")))
        case Question.Kind.SEVERAL_OF:
            return Told([code for code in codes if chance.random() < 0.4])
    return Told(chance.choice(codes) if codes else chance.randint(1, 5))
