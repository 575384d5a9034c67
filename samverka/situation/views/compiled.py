"""What a survey's answers come to: all of it, and one question respondent by respondent, with the earlier picture."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from samverka.actors.http import Request
from samverka.core.access import why_not
from samverka.core.alphabet import alphabetic
from samverka.situation import queries, rules
from samverka.situation.models import Question, Questionnaire, Survey
from samverka.situation.models.questionnaires import COUNTED, GRADED
from samverka.situation.queries.compiled import NO_BASIS, Compiled, change, compiled, oldest
from samverka.situation.queries.words import in_words
from samverka.situation.views import maps, pictures
from samverka.situation.views.maps import Shade
from samverka.situation.views.surveys import find_survey


KINDS = Questionnaire.For.values  # municipalities first, organisations last
IN_TURN = ("4", "2", "7", "1", "6", "3", "zero")  # patterns of choices, the most different first
RISING = ("zero", "1", "2", "3", "4")  # of what is less and more
Kind = Question.Kind


@require_GET
def compiled_survey(request: Request, pk: UUID) -> HttpResponse:
    """What the answers come to: ranges, methods, confidence, and what is missing."""
    found = find_survey(request, pk)
    rows = list(queries.answers_of(found, request.user))
    kinds = {one.questionnaire_id: one.questionnaire for one in rows}
    ordered = sorted(kinds.values(), key=lambda one: (KINDS.index(one.meant_for), alphabetic(one.name)))
    parts = [(one, compiled(rows, one, on=localdate(now()))) for one in ordered]
    context = {
        "survey": found,
        "parts": parts,
        "oldest": oldest(question for _one, questions in parts for question in questions),
        "response": queries.response(queries.progress(queries.answers_of(found, request.user))),
        "compile_blocked": why_not(rules.run_survey, request.user, found),
        "report_waits": queries.surveys_to_report(request.user).filter(pk=pk).exists(),
    }
    return render(request, "situation/compiled.html", context)


@require_GET
def compiled_question(request: Request, pk: UUID, question: str) -> HttpResponse:
    """One question to municipalities: who answered what, as a picture and as a table."""
    found, today = find_survey(request, pk), localdate(now())
    one = _question(request, found, question, on=today)
    if one is None:
        raise Http404
    context: dict[str, Any] = {"survey": found, "one": one, "compile_blocked": ""}
    if one.question.kind in COUNTED:
        context |= {"picture": pictures.ranges(one), "rows": one.ranges, **_compared(request, found, one, on=today)}
    else:
        context |= _map(one, request.GET.get("option", ""))
    return render(request, "situation/compiled_areas.html", context)


def _question(request: Request, survey: Survey, code: str, *, on: date) -> Compiled | None:
    rows = [
        one
        for one in queries.answers_of(survey, request.user)
        if one.questionnaire.meant_for == Questionnaire.For.MUNICIPALITY
    ]
    kinds = {one.questionnaire_id: one.questionnaire for one in rows}
    found = [one for kind in kinds.values() for one in compiled(rows, kind, on=on, only=code)]
    return next((one for one in found if one.question.kind != Kind.TEXT), None)


def _compared(request: Request, survey: Survey, after: Compiled, *, on: date) -> dict[str, Any]:
    """Against the picture before, where there is one."""
    before = queries.earlier(survey, after.question.code, request.user)
    then = _question(request, before, after.question.code, on=on) if before else None
    if then is None or then.question.kind != after.question.kind:
        return {}
    names = {one.territory_id: one.respondent for some in (then, after) for one, _range in some.ranges}
    told = change(then, after)
    return {
        "before": before,
        "then": then,
        "change": told,
        "only_before": [names[code] for code in told.only_before],
        "only_after": [names[code] for code in told.only_after],
    }


def _map(one: Compiled, option: str) -> dict[str, Any]:
    """The municipalities by what they chose; of several, by whether they chose one of them."""
    question, options = one.question, []
    values = dict(one.each)
    if question.kind == Kind.SEVERAL_OF:
        option = option if option in question.texts else next(iter(question.texts), "")
        options = list(question.texts.items())
        values = {answer: option in value if isinstance(value, list) else value for answer, value in one.each}
    shades = _shades(question)
    found = {answer: shades.get(value) or shades[None] for answer, value in values.items()}
    return {
        "patterns": maps.patterns(), "options": options, "option": option,
        "map": maps.shaded_map(
            {answer.territory_id: (shade, shade.text) for answer, shade in found.items()},
            title=question.texts.get(option) or question.text, name="choices",
        ),
        "key": maps.key(one for one in shades.values() if one in found.values()),
        "told": [(answer, _words(question, dict(one.each)[answer], shade)) for answer, shade in found.items()],
    }  # fmt: skip


def _words(question: Question, value: Any, shade: Shade) -> str:
    return shade.text if value is None or value is NO_BASIS else in_words(question, value)


def _shades(question: Question) -> dict[Any, Shade]:
    """By what may be chosen; each drawn in its own."""
    if question.kind in (Kind.YES_NO, Kind.SEVERAL_OF):
        chosen: dict[Any, Shade] = {True: Shade("4", _("yes")), False: Shade("zero", _("no"))}
    elif question.kind in GRADED:
        chosen = {grade: Shade(RISING[grade - 1], str(grade)) for grade in range(1, 6)}
    else:
        turn = RISING if question.kind == Kind.BAND else IN_TURN
        chosen = {code: Shade(turn[place % len(turn)], text) for place, (code, text) in enumerate(question.options)}
    return chosen | {NO_BASIS: Shade("5", _("no basis")), None: Shade("missing", _("has not answered"))}
