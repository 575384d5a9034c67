"""Who asked is forgotten; what was answered stays. And the checks of the data find what is wrong."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from samverka.core import actions as core
from samverka.core.keeping import RULES
from samverka.core.models import Findable, SearchKey
from samverka.core.verifying import CHECKS
from samverka.exchange import actions, integrity, queries
from samverka.exchange.models import AdviceQuestion, Card
from samverka.exchange.tests.factories import AT, ask, make_editor, make_published_card


pytestmark = pytest.mark.django_db


def merged():
    question, editor = ask(), make_editor()
    return actions.merge_question(question=question, into=ask(), by=editor, at=AT)


def test_who_asked_is_forgotten_after_a_year():
    question = merged()
    core.purge(rule=RULES["exchange.advicequestion"], at=AT + timedelta(days=364))
    question.refresh_from_db()
    assert question.text

    core.purge(rule=RULES["exchange.advicequestion"], at=AT + timedelta(days=366))
    question.refresh_from_db()
    assert (question.text, question.organisation, question.by) == ("", None, None)


@pytest.mark.parametrize("field", ["authority_answer", "earlier_answers"])
def test_what_an_authority_answered_goes_with_the_question(field):
    AdviceQuestion.objects.filter(pk=merged().pk).update(text="", organisation=None, by=None, **{field: "Ja."})
    core.purge(rule=RULES["exchange.advicequestion"], at=AT + timedelta(days=366))

    assert not AdviceQuestion.objects.exclude(**{field: ""}).exists()


def test_what_waits_keeps_its_words_without_its_asker_and_is_deleted_in_the_end():
    question = ask()
    core.purge(rule=RULES["exchange.advicequestion"], at=AT + timedelta(days=364))
    question.refresh_from_db()
    assert question.organisation

    core.purge(rule=RULES["exchange.advicequestion"], at=AT + timedelta(days=366))
    question.refresh_from_db()
    assert (bool(question.text), question.organisation, question.by) == (True, None, None)
    assert core.purge(rule=RULES["exchange.advicequestion"], at=AT + timedelta(days=367)) == 0

    core.purge(rule=RULES["exchange.advicequestion.waiting"], at=AT + timedelta(days=731))
    assert not AdviceQuestion.objects.exists()


def test_no_word_of_what_is_gone_stays_in_the_index():
    ask(text="Vad gäller för kvastfening?")
    assert SearchKey.objects.filter(word="kvastfening").exists()
    AdviceQuestion.objects.update(asked_at=now() - timedelta(days=800))

    call_command("purge", verbosity=0)
    assert not AdviceQuestion.objects.exists()
    assert not SearchKey.objects.filter(word="kvastfening").exists()


def test_the_index_is_written_once_for_all_batches_and_mended_when_that_was_cut_short(monkeypatch):
    monkeypatch.setattr("samverka.core.actions.BATCH", 1)
    rule = RULES["exchange.advicequestion.waiting"]
    for _n in range(3):
        ask()
    with CaptureQueriesContext(connection) as asked:
        assert core.purge(rule=rule, at=AT + timedelta(days=800)) == 3
    assert sum(one["sql"].startswith('DELETE FROM "core_findable"') for one in asked) == 1
    assert not Findable.objects.filter(kind="question").exists()

    ask()
    AdviceQuestion.objects.all().delete()
    core.purge(rule=rule, at=AT + timedelta(days=801))
    assert not Findable.objects.filter(kind="question").exists()


def test_a_question_that_waits_goes_with_those_that_were_merged_with_it():
    merged()

    core.purge(rule=RULES["exchange.advicequestion.waiting"], at=AT + timedelta(days=731))
    assert not AdviceQuestion.objects.exists()


def faults():
    checks = (integrity.questions, integrity.merged, integrity.cards, integrity.answers)
    assert set(checks) <= set(CHECKS.values())
    return [fault for check in checks for fault in check(now())]


def test_the_checks_find_nothing_in_what_the_actions_wrote():
    merged()
    make_published_card()

    assert faults() == []


def test_the_checks_find_what_was_written_past_the_actions():
    card, question = make_published_card(), ask()
    queries.published_text(card)
    card.texts.update(reviewed_at=None)
    AdviceQuestion.objects.filter(pk=question.pk).update(county="03")
    assert len(faults()) == 2

    card.texts.update(published_at=None)
    assert any("without a wording" in fault for fault in faults())
    assert Card.objects.count() == 1
