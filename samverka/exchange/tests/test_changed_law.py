"""A law that changes: what rests on it is read again by a lawyer, before and after it is published."""

from datetime import date, timedelta

import pytest

from samverka.actors.tests.visits import log_in
from samverka.core.access import Denied, Refused, Stale
from samverka.core.ids import new_id
from samverka.exchange import actions, queries, tasks
from samverka.exchange.forms.cards import BeginCard
from samverka.exchange.models import AdviceQuestion, Card
from samverka.exchange.tests.factories import (
    AT,
    WORDING,
    ask,
    make_asker,
    make_board,
    make_card,
    make_editor,
    make_law,
    make_lawyer,
    make_published_card,
)


pytestmark = pytest.mark.django_db
READ, LATER = AT + timedelta(hours=1), AT + timedelta(days=10)
REPEALED = {"state": "repealed", "valid_to": date(2020, 6, 30)}


class House:
    """A desk and its lawyer, and an answer that rests on a law."""

    def __init__(self):
        self.board = make_board()
        self.editor, self.lawyer = make_editor(self.board), make_lawyer(self.board)
        self.asker, self.law = make_asker(), make_law()
        self.question = ask(self.asker)
        self.desk = {"by": self.editor, "at": READ}
        self.question = actions.take_up(question=self.question, **self.desk)
        self.question = actions.draft_answer(
            question=self.question, id=new_id(), organisation=self.board, wording=WORDING, laws=[self.law], **self.desk
        )

    @property
    def text(self):
        return queries.newest_text(self.question.card)

    def review(self, at=READ, **said):
        self.question = actions.review_answer(question=self.question, text=self.text, by=self.lawyer, at=at, **said)

    def repeal(self):
        actions.change_law(law=self.law, by=make_lawyer(), at=LATER, **REPEALED)
        self.question.refresh_from_db()

    def send(self, at=LATER):
        self.question = actions.answer_question(question=self.question, by=self.editor, at=at)


@pytest.fixture
def house():
    return House()


def test_an_answer_whose_law_changes_before_it_is_sent_waits_for_the_lawyer_again(house):
    house.review()
    house.repeal()

    assert (house.question.state, house.question.card.state) == ("drafted", "draft")
    assert list(queries.texts_to_review(house.lawyer)) == [house.text]
    page = log_in(house.editor).get(f"/advice/{house.question.pk}/").content.decode()
    assert "Exempellag (2025:1) 1 kap. 1 § gällde till och med 2020-06-30." in page

    house.review(at=LATER + timedelta(hours=1))
    house.send(at=LATER + timedelta(hours=2))
    assert house.question.state == "answered"


def test_an_answer_that_is_sent_is_published_when_a_lawyer_has_read_it_with_the_changed_law(house):
    house.review()
    house.send(at=READ)
    house.repeal()
    with pytest.raises(Refused, match=r"in force until 2020-06-30\. A lawyer reads it again first"):
        actions.publish_answer(question=house.question, by=house.editor, at=LATER)
    assert queries.answer_of(house.question) == house.text
    page = log_in(house.lawyer).get(f"/cards/{house.question.card_id}/").content.decode()
    assert f"/cards/{house.question.card_id}/review/" in page

    actions.review_text(text=house.text, by=house.lawyer, at=LATER + timedelta(hours=1))
    actions.publish_answer(question=house.question, by=house.editor, at=LATER + timedelta(hours=2))
    assert Card.objects.get().state == "published"


def test_a_sent_answer_that_the_changed_law_made_wrong_is_written_anew_and_read_before_it_is_told(house):
    house.review()
    house.send(at=READ)
    house.repeal()
    actions.return_text(text=house.text, objection="Lagen gäller inte.", by=house.lawyer, at=LATER)
    assert queries.answer_of(house.question) == house.text
    new = WORDING._replace(says="Nu gäller något annat.")
    actions.write_text(card=house.question.card, wording=new, by=house.editor, at=LATER)
    assert queries.answer_of(house.question) is None
    page = log_in(house.asker).get(f"/advice/{house.question.pk}/").content.decode()
    assert "En lag har ändrats" in page
    assert "Nu gäller något annat." not in page

    actions.review_text(text=house.text, by=house.lawyer, at=LATER + timedelta(hours=1))
    assert queries.answer_of(house.question).says == "Nu gäller något annat."
    with pytest.raises(Refused):
        actions.write_text(card=house.question.card, wording=WORDING, by=house.editor, at=LATER)


def test_a_reviewed_card_whose_law_changes_is_not_published(house):
    card = make_card(house.editor, laws=[house.law])
    actions.review_text(text=card.texts.get(), by=house.lawyer, at=READ)
    house.repeal()

    assert list(queries.texts_to_publish(house.editor)) == []
    with pytest.raises(Refused, match="A lawyer reads it again first"):
        actions.publish_card(card=card, by=house.editor, at=LATER)


def test_a_law_that_ends_by_the_calendar_before_the_answer_is_sent_ends_its_review_too(house):
    actions.change_law(law=house.law, by=make_lawyer(), at=AT, valid_to=date(2026, 11, 5))
    house.review()
    with pytest.raises(Refused, match="in force until 2026-11-05"):
        house.send()

    for _twice in range(2):
        tasks.tick(at=LATER)
    assert AdviceQuestion.objects.get().state == "drafted"
    assert list(queries.texts_to_review(house.lawyer)) == [house.text]


def test_a_lawyer_who_read_the_law_as_it_was_looks_again(house):
    page = log_in(house.lawyer).get(f"/advice/{house.question.pk}/")
    house.repeal()

    with pytest.raises(Stale):
        house.review(at=LATER, seen=page.context["seen"])


def test_a_new_link_to_a_law_ends_no_review(house):
    house.review()
    actions.change_law(law=house.law, by=make_lawyer(), at=LATER, link="https://example.org/")

    house.send()
    assert house.question.state == "answered"


def test_a_law_that_is_not_in_force_is_marked_where_laws_are_ticked():
    make_law(name="Aaa", **REPEALED)
    make_law(name="Aab", state="proposed")
    make_law(name="Aac")

    told = [str(label) for _key, label in BeginCard(laws=queries.laws()).fields["laws"].choices][:3]
    assert [one.partition("1 §")[2] for one in told] == [", repealed, until 2020-06-30", ", proposed", ""]


def test_a_due_card_says_which_law_changed_and_when(house):
    card = make_published_card(house.editor, laws=[house.law])
    actions.change_law(law=house.law, by=make_lawyer(), at=LATER, says="Nu gäller något annat.")

    for page in (log_in(house.editor).get(f"/cards/{card.pk}/"), log_in(house.editor).get(f"/kunskap/{card.pk}/")):
        told = page.content.decode()
        assert "Exempellag (2025:1) 1 kap. 1 § ändrades 2026-11-12." in told
        assert "skulle ha setts över senast" not in told


def test_after_a_changed_law_a_lawyer_confirms_and_not_who_wrote_it(house):
    card = make_published_card(house.editor, laws=[house.law])
    house.repeal()
    with pytest.raises(Denied, match="legal reviewer"):
        actions.confirm_card(card=card, by=house.editor, at=LATER)
    assert list(queries.cards_to_confirm(house.lawyer, on=LATER.date())) == [card]
    assert f"/cards/{card.pk}/confirm/" not in log_in(house.editor).get(f"/cards/{card.pk}/").content.decode()

    read = LATER + timedelta(hours=1)
    seen = log_in(house.lawyer).get(f"/cards/{card.pk}/").context["told_seen"]
    assert actions.confirm_card(card=card, by=house.lawyer, at=read, seen=seen).state == "published"
    assert not queries.cards_to_confirm(house.lawyer, on=LATER.date()).exists()
    assert queries.law_changes(queries.published_text(card), on=LATER.date()) == []
    assert actions.keep_cards(at=read) == 0


def test_a_card_that_is_due_stands_once_among_the_cards(house):
    card = make_published_card(house.editor, laws=[house.law])
    fresh = make_published_card(house.editor)
    house.repeal()

    told = log_in(house.editor).get("/cards/").context
    assert [[one.pk for one in told[name]] for name in ("to_review", "published")] == [[card.pk], [fresh.pk]]
    actions.write_text(card=card, wording=WORDING, by=house.editor, at=LATER)
    told = log_in(house.editor).get("/cards/").content.decode()
    assert told.count(f'href="/cards/{card.pk}/"') == 1
