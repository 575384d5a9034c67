"""Answers: opened with what was counted, saved as often as one likes, and handed in."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from ninja import Field, Query, Router, Schema
from pydantic import StringConstraints

from samverka.actors.http import Request
from samverka.actors.models import Territory
from samverka.core.access import Stale
from samverka.core.api import (
    AS_JSON,
    PROBLEMS,
    TEXT,
    Changed,
    Id,
    Listed,
    Page,
    Problem,
    Said,
    Seen,
    YesNo,
    handed_back,
    listed,
)
from samverka.situation import actions, queries, rules
from samverka.situation.actions import Told
from samverka.situation.models import Answer
from samverka.situation.queries.profiles import profiles


router = Router(tags=["situation"])
Word = Annotated[str, StringConstraints(pattern="^[a-zA-Z0-9_-]{1,40}$", max_length=40)]
Whole = Annotated[int, Field(strict=True, ge=0, le=9_999_999), AS_JSON]
Text = Annotated[str, StringConstraints(pattern=TEXT, max_length=2000)]
Town = Annotated[str, StringConstraints(pattern="^[0-9]{4}$", max_length=4)]
EDITED: dict[Any, Any] = {**PROBLEMS, 409: Changed | Problem}


class ValueIn(Said):
    """What is answered to one question. A range is two numbers; nothing at all takes an earlier answer back."""

    code: Word
    value: YesNo | Whole | Word | Annotated[list[Whole | Word], Field(max_length=40)] | None = None
    text: Text | Literal[""] = ""
    has_no_basis: YesNo = False
    as_counted: YesNo = False
    reason: Literal["", "incomplete", "others", "twice", "period", "other"] = ""


class SurveyAnswerIn(Said):
    """What is answered so far, and the version that was seen; what is not told stays."""

    seen: Seen
    values: list[ValueIn] = Field(default_factory=list, max_length=100)


class ValueOut(Schema):
    """What is answered to one question, beside what had been counted."""

    code: str
    value: bool | int | str | list[int | str] | None
    text: str
    has_no_basis: bool
    counted: bool | int | str | list[int | str] | None
    source: str
    reason: str


class SurveyAnswerOut(Schema):
    """That somebody was asked, and how far it has come."""

    id: UUID
    survey_id: UUID
    questionnaire_id: UUID
    territory_id: str
    respondent: str
    state: str
    way: str
    due_on: date
    answered_at: datetime | None


class SurveyAnswerWhole(SurveyAnswerOut):
    """The same with what is answered: to its respondent at once, to others when it is handed in."""

    seen: str
    values: list[ValueOut]


class SupportOut(Schema):
    """A form of support, in words."""

    code: str
    question: str
    told: str


class ProfileOut(Schema):
    """A municipality's forms of support, dated and without figures."""

    municipality_id: str
    told_at: datetime | None
    support: list[SupportOut]


@router.get("/survey-answers", response={200: Listed[SurveyAnswerOut], **PROBLEMS})
def my_answers(request: Request, page: Query[Page]) -> Any:
    """What you are asked, what is open first."""
    return listed(queries.my_answers(request.user), page, told=_told)


@router.get("/survey-answers/{answer_id}", response={200: SurveyAnswerWhole, **PROBLEMS})
def answer(request: Request, answer_id: Id) -> Any:
    """One answer. Opened by its respondent for the first time, it is filled with what was counted."""
    rows = _answers().filter(pk__in=Answer.objects.visible_to(request.user).values("pk"))
    found = get_object_or_404(rows, pk=answer_id)
    if Answer.objects.mine(request.user).filter(pk=found.pk).exists():
        return _whole(actions.open_answer(answer=found, by=request.user, at=now()))
    return _whole(found) if found.state == Answer.State.ANSWERED else {**_told(found), "seen": "", "values": []}


@router.put("/survey-answers/{answer_id}", response={200: SurveyAnswerWhole, **EDITED})
def save_answer(request: Request, answer_id: Id, payload: SurveyAnswerIn) -> Any:
    """Keep what is answered so far. Sent again, it changes nothing."""
    return _keep(request, actions.save_answer, answer_id, payload)


@router.post("/survey-answers/{answer_id}/hand-in", response={200: SurveyAnswerWhole, **EDITED})
def hand_in(request: Request, answer_id: Id, payload: SurveyAnswerIn) -> Any:
    """Answer. It can be changed until the survey is locked."""
    return _keep(request, actions.hand_in, answer_id, payload)


@router.get("/support/{code}", response={200: ProfileOut, **PROBLEMS})
def support(request: Request, code: Town) -> Any:
    """A municipality's forms of support, for all who coordinate."""
    rules.compare_support(request.user)
    [found] = profiles([get_object_or_404(Territory, pk=code)])
    told = [{"code": one.question.code, "question": one.question.text, "told": one.told} for one in found.support]
    return {"municipality_id": code, "told_at": found.told_at, "support": told}


def _keep(request: Request, act: Any, pk: UUID, payload: SurveyAnswerIn) -> Any:
    found = get_object_or_404(_answers().filter(pk__in=Answer.objects.mine(request.user).values("pk")), pk=pk)
    told = {one.code: Told(**one.dict(exclude={"code"})) for one in payload.values}
    try:
        return _whole(act(answer=found, told=told, seen=payload.seen, by=request.user, at=now()))
    except Stale as stale:
        return handed_back(stale, payload, _whole(found))


def _answers() -> Any:
    return Answer.objects.select_related("survey", "questionnaire", "territory", "organisation")


def _told(answer: Answer) -> dict[str, Any]:
    names = set(SurveyAnswerOut.model_fields) - {"due_on"}
    return {**{name: getattr(answer, name) for name in names}, "due_on": answer.survey.due_on}


def _whole(answer: Answer) -> dict[str, Any]:
    rows = queries.values_of(answer)
    names = set(ValueOut.model_fields) - {"code"}
    values = [{"code": one.question.code, **{name: getattr(one, name) for name in names}} for one in rows]
    return {**_told(answer), "seen": queries.answer_version(rows), "values": values}
