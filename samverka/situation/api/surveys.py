"""Surveys: planned, sent, locked and compiled."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate, now
from ninja import Query, Router, Schema, Status

from samverka.actors.http import Request
from samverka.actors.models import Organisation, Territory
from samverka.core.api import PROBLEMS, Code, Day, Id, Listed, Name, Page, Said, listed
from samverka.situation import actions, queries
from samverka.situation.models import Answer, Question, Questionnaire, Survey
from samverka.situation.queries.compiled import Compiled, compiled


router = Router(tags=["situation"])


class QuestionOut(Schema):
    """One question. Its code stays the same through all versions."""

    number: str
    code: str
    kind: str
    text: str
    hint: str
    options: list[list[str]]
    in_profile: bool


class QuestionnaireOut(Schema):
    """One version of a questionnaire; a published one never changes."""

    id: UUID
    series: UUID
    version: int
    organisation_id: UUID
    name: str
    meant_for: str
    published_at: datetime | None


class QuestionnaireWhole(QuestionnaireOut):
    """The same with its questions."""

    questions: list[QuestionOut]


class SurveyOut(Schema):
    """The same questions to all who may know."""

    id: UUID
    organisation_id: UUID
    territory_id: str
    name: str
    first_day: date
    last_day: date
    due_on: date
    state: str
    sent_at: datetime | None
    locked_at: datetime | None
    compiled_at: datetime | None


class ResponseOut(Schema):
    """How many of those who were asked have answered. Who handed in with gaps is a figure of its own."""

    asked: int
    answered: int
    partly: int
    begun: int
    rate: float | None


class SurveyWhole(SurveyOut):
    """The same with its response."""

    response: ResponseOut


class SurveyIn(Said):
    """What a survey is about. `id` is made by the client."""

    id: Id
    organisation_id: Id
    territory: Code
    name: Name
    first_day: Day
    last_day: Day
    due_on: Day


class AskIn(Said):
    """With which questionnaire all municipalities are asked."""

    questionnaire_id: Id


class CountOut(Schema):
    """How many it concerned."""

    count: int


class AskedOut(Schema):
    """One respondent, and how far its answer has come."""

    id: UUID
    territory_id: str
    organisation_id: UUID | None
    respondent: str
    state: str
    way: str
    answered_at: datetime | None
    reminded_at: list[datetime]


class TotalOut(Schema):
    """A sum of ranges: the lowest confidence is carried, and the areas that are missing are named."""

    low: int | None
    high: int | None
    confidence: str | None
    since: date | None
    areas: int
    missing: list[str]
    outdated: list[str]


class CompiledOut(Schema):
    """One question, as all who were asked have answered it. Free texts are told on the page alone."""

    questionnaire_id: UUID
    code: str
    text: str
    asked: int
    answered: int
    no_basis: int
    total: TotalOut | None
    choices: dict[str, int]


@router.get("/questionnaires", response={200: Listed[QuestionnaireOut], **PROBLEMS})
def questionnaires(request: Request, page: Query[Page]) -> Any:
    """Those that you keep: of each the newest version."""
    return listed(queries.questionnaires(request.user), page)


@router.get("/questionnaires/{questionnaire_id}", response={200: QuestionnaireWhole, **PROBLEMS})
def questionnaire(request: Request, questionnaire_id: Id) -> Any:
    """One version with its questions."""
    found = _questionnaire(request, questionnaire_id)
    return {**_facts(QuestionnaireOut, found), "questions": queries.questions_of(found)}


@router.get("/surveys", response={200: Listed[SurveyOut], **PROBLEMS})
def surveys(request: Request, page: Query[Page]) -> Any:
    """Those that you run or follow, the newest first."""
    return listed(queries.surveys(request.user), page)


@router.post("/surveys", response={201: SurveyOut, 200: SurveyOut, **PROBLEMS})
def plan_survey(request: Request, payload: SurveyIn) -> Status[Survey]:
    """Begin one as a draft. Sent again, it answers 200 and changes nothing."""
    homes = {payload.organisation_id} & set(request.user.organisations())
    is_new = not Survey.objects.filter(pk=payload.id).exists()
    made = actions.plan_survey(
        organisation=get_object_or_404(Organisation, pk__in=homes),
        territory=get_object_or_404(Territory, pk=payload.territory), by=request.user, at=now(),
        **payload.dict(exclude={"organisation_id", "territory"}),
    )  # fmt: skip
    return Status(201 if is_new else 200, made)


@router.get("/surveys/{survey_id}", response={200: SurveyWhole, **PROBLEMS})
def survey(request: Request, survey_id: Id) -> Any:
    """One with its response; of a survey that others run, that of your territory."""
    found = _find(request, survey_id)
    told = queries.response(queries.progress(queries.answers_of(found, request.user)))
    return {**_facts(SurveyOut, found), "response": told}


@router.get("/surveys/{survey_id}/answers", response={200: Listed[AskedOut], **PROBLEMS})
def survey_answers(request: Request, survey_id: Id, page: Query[Page]) -> Any:
    """Who is asked, and how far each has come."""
    rows = queries.answers_of(_find(request, survey_id), request.user).prefetch_related("reminders")
    return listed(rows, page, told=_asked)


@router.get("/surveys/{survey_id}/compiled", response={200: list[CompiledOut], **PROBLEMS})
def compiled_survey(request: Request, survey_id: Id) -> Any:
    """What the answers come to, question by question."""
    rows = list(queries.answers_of(_find(request, survey_id), request.user))
    kinds = {one.questionnaire_id: one.questionnaire for one in rows}
    on = localdate(now())
    return [_compiled(one, question) for one in kinds.values() for question in compiled(rows, one, on=on)]


@router.post("/surveys/{survey_id}/municipalities", response={200: CountOut, **PROBLEMS})
def ask_municipalities(request: Request, survey_id: Id, payload: AskIn) -> Any:
    """Ask every municipality of the survey's territory in one go; how many were not asked before."""
    found = _find(request, survey_id)
    questionnaire = _questionnaire(request, payload.questionnaire_id)
    count = actions.ask_municipalities(survey=found, questionnaire=questionnaire, by=request.user, at=now())
    return {"count": count}


@router.post("/surveys/{survey_id}/send", response={200: SurveyOut, **PROBLEMS})
def send_survey(request: Request, survey_id: Id) -> Any:
    """From now on all who are asked may answer; their links are mailed by day."""
    return actions.send_survey(survey=_find(request, survey_id), by=request.user, at=now())


@router.post("/surveys/{survey_id}/remind", response={200: CountOut, **PROBLEMS})
def remind_respondents(request: Request, survey_id: Id) -> Any:
    """Remind those who have not answered, at most once a day."""
    return {"count": actions.remind_respondents(survey=_find(request, survey_id), by=request.user, at=now())}


@router.post("/surveys/{survey_id}/lock", response={200: SurveyOut, **PROBLEMS})
def lock_survey(request: Request, survey_id: Id) -> Any:
    """Nobody answers any more."""
    return actions.lock_survey(survey=_find(request, survey_id), by=request.user, at=now())


@router.post("/surveys/{survey_id}/compile", response={200: SurveyOut, **PROBLEMS})
def compile_survey(request: Request, survey_id: Id) -> Any:
    """Say that what the answers come to has been read through."""
    return actions.compile_survey(survey=_find(request, survey_id), by=request.user, at=now())


def _find(request: Request, pk: UUID) -> Survey:
    return get_object_or_404(queries.surveys(request.user), pk=pk)


def _questionnaire(request: Request, pk: UUID) -> Questionnaire:
    kept = Questionnaire.objects.kept_by(request.user).select_related("organisation")
    return get_object_or_404(kept, pk=pk)


def _facts(schema: type[Schema], record: Any) -> dict[str, Any]:
    return {name: getattr(record, name) for name in schema.model_fields}


def _asked(answer: Answer) -> dict[str, Any]:
    told = {name: getattr(answer, name) for name in AskedOut.model_fields if name != "reminded_at"}
    return {**told, "reminded_at": sorted(one.at for one in answer.reminders.all())}


def _compiled(questionnaire: Questionnaire, one: Compiled) -> dict[str, Any]:
    question: Question = one.question
    total = one.total and {
        "low": one.total.low, "high": one.total.high, "confidence": one.total.confidence, "since": one.total.since,
        "areas": one.total.coverage.areas, "missing": list(one.total.coverage.missing),
        "outdated": list(one.total.coverage.outdated),
    }  # fmt: skip
    return {
        "questionnaire_id": questionnaire.pk, "code": question.code, "text": question.text, "asked": one.asked,
        "answered": one.answered, "no_basis": one.no_basis, "total": total, "choices": dict(one.choices),
    }  # fmt: skip
