"""What was promised to whoever asked stands, whoever is asked in turn; and a question lies under its own topic."""

from datetime import date, timedelta

import pytest

from samverka.actors.tests.visits import log_in
from samverka.core.access import Unfit
from samverka.core.ids import new_id
from samverka.exchange import actions, queries
from samverka.exchange.models import AdviceQuestion, Card, Discussion
from samverka.exchange.tests.factories import AT, WORDING, ask, make_asker, make_board, make_editor


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


def test_the_authoritys_day_stands_beside_the_promise_until_there_is_a_draft(editor):
    question, page = route(editor), log_in(editor)
    for address in (f"/advice/{question.pk}/", "/advice/"):
        told = page.get(address).content.decode()
        assert "2026-11-09" in told
        assert "svarar senast 2026-11-20" in told

    actions.draft_answer(
        question=question, id=new_id(), organisation=editor.standing[0].organisation, wording=WORDING, by=editor, at=AT
    )
    told = page.get(f"/advice/{question.pk}/").content.decode()
    assert "Exempelverket" in told
    assert "svarar senast" not in told


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
