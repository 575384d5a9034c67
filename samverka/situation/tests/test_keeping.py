"""What goes when its time is over, what must be true, and how things move on."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from samverka.core import actions as core
from samverka.core.keeping import RULES
from samverka.situation import actions, integrity
from samverka.situation.actions import Told
from samverka.situation.models import Answer, AnswerLink, AnswerValue, Question, Survey
from samverka.situation.reference import ANSWER, SURVEY
from samverka.situation.tests.factories import (
    APRIL,
    MARCH,
    answer,
    make_answer,
    make_county_coordinator,
    make_survey,
    make_town_coordinator,
)


pytestmark = pytest.mark.django_db


@pytest.fixture
def locked():
    """A locked survey with a free text, a mailbox and a link."""
    by = make_county_coordinator()
    asked = make_answer(by)
    actions.invite_by_link(answer=asked, at=MARCH)
    answer(asked, wishes=Told(text="Fler platser."), meets=True)
    return actions.lock_survey(survey=asked.survey, by=by, at=APRIL)


def purge(kind, at):
    core.purge(rule=RULES[f"situation.{kind}"], at=at)


def test_links_mailboxes_and_texts_go_and_the_answer_stays(locked):
    link, late = AnswerLink.objects.get(), timedelta(days=1)

    purge("answerlink", link.expires_at + timedelta(days=29))
    purge("answer.mailbox", locked.locked_at + timedelta(days=399))
    purge("answervalue", locked.locked_at + timedelta(days=1094))
    kept = AnswerLink.objects.count(), Answer.objects.get().mailbox, AnswerValue.objects.exclude(text="").count()
    purge("answerlink", link.expires_at + timedelta(days=30) + late)
    purge("answer.mailbox", locked.locked_at + timedelta(days=400) + late)
    purge("answervalue", locked.locked_at + timedelta(days=1095) + late)
    left = AnswerLink.objects.count(), Answer.objects.get().mailbox, AnswerValue.objects.exclude(text="").count()

    assert kept == (1, "0180@example.org", 1)
    assert left == (0, "", 0)
    assert AnswerValue.objects.exclude(value=None).get().value is True


def test_what_is_right_passes_every_check(locked):
    for check in (integrity.answers, integrity.values, integrity.locked, integrity.choices):
        assert list(check(now())) == []


def test_what_is_wrong_is_found():
    survey = make_survey(towns=("0180", "0184"))
    one, other = survey.answers.order_by("territory")
    answer(one, meets=True)
    AnswerValue.objects.update(value="ja")
    Answer.objects.filter(pk=other.pk).update(territory="1280", state="no_answer")
    Question.objects.filter(code="aid").update(options=[["a", "A"], ["b", "B"]])
    stray = make_answer(make_county_coordinator(county="12"), territory="1281").questionnaire.questions.first()
    AnswerValue.objects.create(answer=one, question=stray)
    survey.answers.first().questionnaire.__class__.objects.filter(pk=one.questionnaire_id).update(published_at=None)

    assert len(list(integrity.answers(now()))) == 3
    assert len(list(integrity.values(now()))) == 2
    assert len(list(integrity.locked(now()))) == 1
    assert len(list(integrity.choices(now()))) == 1


def test_a_survey_and_its_answers_move_as_their_diagrams_tell():
    by, town = make_county_coordinator(), make_town_coordinator()
    survey = make_survey(by, send=False)
    asked, moved = survey.answers.get(), {"survey": ["", "draft"], "answer": ["", "invited"]}

    def look():
        moved["survey"].append(Survey.objects.get(pk=survey.pk).state)
        moved["answer"].append(Answer.objects.get(pk=asked.pk).state)

    said = {"by": by, "at": APRIL}
    for step in (
        lambda: actions.send_survey(survey=survey, **said),
        lambda: actions.open_answer(answer=asked, by=town, at=APRIL),
        lambda: actions.save_answer(answer=asked, told={"meets": Told(True)}, by=town, at=APRIL),
        lambda: actions.hand_in(answer=asked, by=town, at=APRIL),
        lambda: actions.lock_survey(survey=survey, **said),
        lambda: actions.compile_survey(survey=survey, **said),
    ):
        step()
        look()

    for name, steps in (("survey", SURVEY), ("answer", ANSWER)):
        ways = {step[:2] for step in steps}
        walked = [pair for pair in zip(moved[name], moved[name][1:], strict=False) if pair[0] != pair[1]]
        assert [pair for pair in walked if pair not in ways] == []
    assert moved["survey"][-1] == "compiled"
    assert moved["answer"][-1] == "answered"
