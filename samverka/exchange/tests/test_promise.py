"""What was promised to whoever asked stands, whoever is asked in turn; and a question lies under its own topic."""

from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate, now

from samverka.actors.tests.visits import log_in
from samverka.core.access import Refused, Unfit
from samverka.core.ids import new_id
from samverka.exchange import actions, queries
from samverka.exchange.models import AdviceQuestion, Card, Discussion
from samverka.exchange.tests.factories import AT, WORDING, ask, make_asker, make_board, make_editor, make_lawyer


pytestmark = pytest.mark.django_db
PROMISED, LATE = date(2026, 11, 9), date(2026, 11, 20)
ASKED = {"territory": "0180", "urgency": "week", "text": "Vad gäller för förskola?"}


@pytest.fixture
def editor():
    return make_editor(make_board())


def route(editor, due_on=LATE, **said):
    question = actions.take_up(question=ask(), by=editor, at=AT)
    told = {"authority": "Exempelverket", "by": editor, "at": AT, "due_on": due_on}
    return actions.route_question(question=question, **told)


def test_a_question_that_an_authority_is_asked_is_late_when_the_promise_is(editor):
    routed, soon = route(editor), ask(urgency="today")

    assert list(queries.desk(editor)) == [soon, routed]
    assert [routed.is_overdue(PROMISED + timedelta(days=days)) for days in (0, 1)] == [False, True]
    assert [routed.waits_in_vain(LATE + timedelta(days=days)) for days in (0, 1)] == [False, True]


def test_the_authoritys_day_stands_beside_the_promise(editor):
    question, page = route(editor), log_in(editor)
    for address in (f"/advice/{question.pk}/", "/advice/"):
        told = page.get(address).content.decode()
        assert "2026-11-09" in told
        assert "svarar senast 2026-11-20" in told

    actions.draft_answer(
        question=question, id=new_id(), organisation=editor.standing[0].organisation, wording=WORDING, by=editor, at=AT
    )
    told = page.get(f"/advice/{question.pk}/").content.decode()
    assert "Exempelverket, svarar senast 2026-11-20" in told


@pytest.mark.parametrize(("urgency", "day"), [("today", 2), ("week", 6), ("usual", 16)])
def test_an_authority_is_asked_to_answer_a_working_day_before_the_promise_at_the_latest(editor, urgency, day):
    question = actions.take_up(question=ask(urgency=urgency), by=editor, at=AT)
    asked = actions.route_question(question=question, authority="Exempelverket", by=editor, at=AT)

    assert asked.authority_due_on == date(2026, 11, day)


def test_no_holiday_is_a_working_day(editor):
    AdviceQuestion.objects.filter(pk=ask().pk).update(due_on=date(2027, 1, 7))

    assert queries.authority_day(AdviceQuestion.objects.get(), on=date(2026, 12, 30)) == date(2027, 1, 5)


def test_the_form_begins_with_the_day_and_tells_the_promise(editor):
    question, page = ask(), log_in(editor)
    actions.take_up(question=question, by=editor, at=AT)
    AdviceQuestion.objects.update(due_on=date(2099, 1, 5))
    told = page.get(f"/advice/{question.pk}/").content.decode()

    assert f'value="{localdate(now()) + timedelta(days=14)}"' in told
    assert "Den som frågade är lovad svar senast 2099-01-05." in told


@pytest.mark.parametrize(("due_on", "is_late"), [(PROMISED, False), (LATE, True)])
def test_an_authoritys_day_after_the_promise_is_told(editor, due_on, is_late):
    told = log_in(editor).get(f"/advice/{route(editor, due_on).pk}/").content.decode()

    assert ("efter den dag som den som frågade är lovad" in told) == is_late


def test_the_desk_is_given_a_text_to_send_that_tells_nothing_of_whoever_asked(editor):
    question = route(editor)
    page = log_in(editor)
    subject, text = page.get(f"/advice/{question.pk}/").context["letter"]

    assert all(one in text for one in (question.text, "2026-11-20", str(editor.standing[0].organisation)))
    assert not any(one in subject + text for one in (str(question.organisation), str(question.by), question.by.email))
    assert "mailto:?subject=" in page.get(f"/advice/{question.pk}/").content.decode()
    assert "letter" not in log_in(question.by).get(f"/advice/{question.pk}/").content.decode()


def test_what_the_authority_answered_is_kept_for_the_desk_and_the_lawyer(editor):
    question, lawyer = route(editor), make_lawyer(editor.standing[0].organisation)
    page, address = log_in(editor), f"/advice/{question.pk}/"
    said = {"answer": "Barnet har rätt till förskola.", "answered_on": "2026-11-18"}
    assert page.post(f"{address}authority/", said).url == address

    for one, sees in ((page, True), (log_in(lawyer), True), (log_in(question.by), False)):
        told = one.get(address).content.decode()
        assert (said["answer"] in told) == sees
        assert "Exempelverket, svarade 2026-11-18" in told
    assert said["answer"] in page.get(f"{address}draft/").content.decode()
    assert "myndighet har svarat" in page.get("/advice/").content.decode()
    question.refresh_from_db()
    assert not question.waits_in_vain(LATE + timedelta(days=9))
    assert page.get(address).context["letter"] is None


def test_an_authoritys_answer_is_guarded_and_not_of_a_day_to_come(editor):
    question = route(editor)
    told = {"question": question, "by": editor, "at": AT}
    with pytest.raises(Unfit, match="personal number"):
        actions.note_authority_answer(answer="Det gäller 19811218-9876.", answered_on=AT.date(), **told)
    with pytest.raises(Unfit, match="to come"):
        actions.note_authority_answer(answer="Ja.", answered_on=AT.date() + timedelta(days=1), **told)
    with pytest.raises(Refused, match="No authority is asked"):
        actions.note_authority_answer(
            answer="Ja.", answered_on=AT.date(), **told | {"question": actions.take_up(**told | {"question": ask()})}
        )


def test_another_authority_is_waited_for_anew(editor):
    question = route(editor)
    told = {"by": editor, "at": AT}
    question = actions.note_authority_answer(question=question, answer="Fråga SKR.", answered_on=AT.date(), **told)
    question = actions.route_question(question=question, authority="SKR", **told)

    assert (question.is_routed, question.authority_answered_on, question.authority_answer) == (True, None, "Fråga SKR.")


def test_an_authority_is_given_a_year_at_most(editor):
    with pytest.raises(Unfit, match="within a year"):
        route(editor, date(2031, 12, 20))


@pytest.mark.parametrize("address", ["/advice/ask/", "/discussions/begin/", "/cards/new/"])
def test_no_topic_is_chosen_beforehand(editor, address):
    page = log_in(editor)
    assert '<option value="" selected>Välj ämne</option>' in page.get(address).content.decode()

    answer = page.post(
        address, ASKED | {"id": new_id(), "topic": "", "question": "Vad?", "says": "Så.", "title": "Hej"}
    )
    assert "topic" in answer.context["form"].errors
    assert not any(one.objects.exists() for one in (AdviceQuestion, Card, Discussion))


def test_the_desk_puts_a_question_under_its_right_topic_when_it_takes_it_up(editor):
    question, page = ask(), log_in(editor)
    assert 'value="children" selected' in page.get(f"/advice/{question.pk}/").content.decode()
    page.post(f"/advice/{question.pk}/take-up/", {"topic": "aid"})

    question.refresh_from_db()
    assert (question.state, question.topic) == ("triaged", "aid")


def test_a_question_that_is_half_written_is_kept_as_a_draft():
    page = log_in(make_asker())
    shown = page.get("/advice/ask/")
    assert "ui/writing" in shown.content.decode()
    name = shown.context["form"].draft_of
    page.post("/drafts/keep/", {"draft_of": name, **ASKED})

    assert ASKED["text"] in page.get("/advice/ask/?draft=resume").content.decode()
