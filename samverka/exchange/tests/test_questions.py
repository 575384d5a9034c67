"""Questions: asked, routed, answered by a card that a lawyer has read, and shared without whoever asked."""

from datetime import date, timedelta
from itertools import product

import pytest

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_organisation, make_territory, make_user
from samverka.core import finding
from samverka.core.access import Denied, Refused, Unfit
from samverka.core.ids import new_id
from samverka.core.models import Entry
from samverka.exchange import actions, queries, waiting
from samverka.exchange.models import AdviceQuestion, Card
from samverka.exchange.models.questions import NEXT, QuestionState
from samverka.exchange.tests.factories import (
    AT,
    WORDING,
    ask,
    make_asker,
    make_board,
    make_card,
    make_editor,
    make_lawyer,
    make_published_card,
)


pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=2)


class House:
    """A county board with a desk and a lawyer, and somebody in a town who asks."""

    def __init__(self):
        self.board = make_board()
        self.editor, self.lawyer = make_editor(self.board), make_lawyer(self.board)
        self.asker = make_asker()
        self.question = ask(self.asker)

    def desk(self):
        return {"by": self.editor, "at": LATER}

    def go(self, *steps):
        for step in steps:
            self.question = getattr(self, f"_{step}")()
        return self.question

    def _triaged(self):
        return actions.take_up(question=self.question, **self.desk())

    def _routed(self):
        return actions.route_question(question=self.question, authority="Exempelverket", **self.desk())

    def _drafted(self):
        return actions.draft_answer(
            question=self.question, id=new_id(), organisation=self.board, wording=WORDING, **self.desk()
        )

    def _legally_reviewed(self):
        text = queries.newest_text(self.question.card)
        return actions.review_answer(question=self.question, text=text, by=self.lawyer, at=LATER)

    def _answered(self):
        return actions.answer_question(question=self.question, **self.desk())

    def _published_as_card(self):
        if self.question.card is None:
            card = make_published_card(self.editor)
            return actions.answer_with_card(question=self.question, card=card, **self.desk())
        return actions.publish_answer(question=self.question, **self.desk())

    def _kept_private(self):
        return actions.keep_private(question=self.question, reason="Gäller bara en lokal.", **self.desk())

    def _merged(self):
        return actions.merge_question(question=self.question, into=ask(self.asker), **self.desk())

    def _withdrawn(self):
        return actions.withdraw_question(question=self.question, by=self.asker, at=LATER)


@pytest.fixture
def house():
    return House()


WAYS = {
    "received": (),
    "triaged": ("triaged",),
    "routed": ("triaged", "routed"),
    "drafted": ("triaged", "drafted"),
    "legally_reviewed": ("triaged", "drafted", "legally_reviewed"),
    "answered": ("triaged", "drafted", "legally_reviewed", "answered"),
    "published_as_card": ("triaged", "drafted", "legally_reviewed", "answered", "published_as_card"),
    "kept_private": ("triaged", "drafted", "legally_reviewed", "answered", "kept_private"),
    "merged": ("merged",),
    "withdrawn": ("withdrawn",),
}
SAME = {("triaged", "triaged"), ("kept_private", "kept_private"), ("published_as_card", "published_as_card")}
SAME |= {("legally_reviewed", "legally_reviewed"), ("withdrawn", "withdrawn")}
SAME |= {(done, "answered") for done in ("answered", "published_as_card", "kept_private")}
SAME |= {(later, "triaged") for later in WAYS}  # it was read long ago


@pytest.mark.parametrize(("state", "step"), list(product(WAYS, [one for one in WAYS if one != "received"])))
def test_only_the_steps_that_follow_are_taken(house, state, step):
    house.go(*WAYS[state])
    assert house.question.state == state
    if step == "legally_reviewed" and house.question.card is None:
        return  # there is nothing to read

    if QuestionState(step) in NEXT[state]:
        assert house.go(step).state == step
    elif (state, step) in SAME:
        assert house.go(step).state == state
    else:
        with pytest.raises(Refused):
            house.go(step)


def test_whoever_asked_reads_the_answer_when_it_is_sent_and_not_before(house):
    house.go("triaged", "drafted", "legally_reviewed")
    assert queries.answer_of(house.question) is None

    assert queries.answer_of(house.go("answered")).says == WORDING.says


def test_a_published_card_tells_nothing_of_whoever_asked(house):
    house.go("triaged", "drafted", "legally_reviewed", "answered", "published_as_card")

    card = Card.objects.get()
    told = [str(value) for row in (card, card.texts.get()) for value in vars(row).values()]
    assert card.state == "published"
    assert str(house.asker.pk) not in told
    assert str(house.asker.standing[0].organisation_id) not in told


def test_a_question_is_due_by_its_urgency(house):
    days = {one: (ask(house.asker, urgency=one).due_on - date(2026, 11, 2)).days for one in ("today", "week", "usual")}

    assert days == {"today": 1, "week": 7, "usual": 30}


def test_asked_again_with_the_same_id_it_is_one_question(house):
    id = new_id()
    assert ask(house.asker, id=id) == ask(house.asker, id=id)
    with pytest.raises(Refused, match="already names something else"):
        ask(house.asker, id=id, text="Något annat?")


def test_a_personal_number_is_refused(house):
    with pytest.raises(Unfit, match="personal number"):
        ask(house.asker, text="Det gäller 19811218-9876.")


def test_those_who_were_merged_read_the_answer_to_the_other(house):
    same = ask(house.asker)
    same = actions.merge_question(question=same, into=house.question, **house.desk())
    house.go("triaged", "drafted", "legally_reviewed", "answered")

    same = AdviceQuestion.objects.select_related("merged_into__card").get(pk=same.pk)
    assert queries.answer_of(same).question == WORDING.question
    assert not [*finding.faults()]


def test_those_who_were_merged_follow_when_that_is_merged_too(house):
    between = ask(house.asker)
    same = actions.merge_question(question=ask(house.asker), into=between, **house.desk())
    house.go("triaged", "drafted", "legally_reviewed", "answered")

    actions.merge_question(question=between, into=house.question, by=house.editor, at=LATER)
    same.refresh_from_db()
    assert (same.merged_into, same.answered_at) == (house.question, LATER)
    assert not [*finding.faults()]


def test_those_who_were_merged_are_told_that_there_is_an_answer(house):
    neighbour = make_asker("0184")
    same = ask(neighbour)
    actions.merge_question(question=same, into=house.question, **house.desk())
    assert list(waiting.answered(neighbour, AT, LATER)) == []

    house.go("triaged", "drafted", "legally_reviewed", "answered")
    assert [one.address for one in waiting.answered(neighbour, AT, LATER)] == [f"/advice/{same.pk}/"]


def test_whoever_asked_what_was_answered_long_ago_is_told_when_it_is_merged(house):
    house.go("triaged", "drafted", "legally_reviewed", "answered")
    neighbour, later = make_asker("0184"), LATER + timedelta(days=30)
    same = ask(neighbour)
    actions.merge_question(question=same, into=house.question, by=house.editor, at=later)

    assert [one.at for one in waiting.answered(neighbour, LATER, later)] == [later]


def test_what_was_merged_with_a_merged_question_follows_it(house):
    first, second = ask(house.asker), ask(house.asker)
    actions.merge_question(question=first, into=second, **house.desk())
    actions.merge_question(question=second, into=house.question, **house.desk())

    first.refresh_from_db()
    assert first.merged_into == house.question


def test_an_answer_changed_after_the_review_is_read_again_first(house):
    house.go("triaged", "drafted", "legally_reviewed")
    actions.write_text(card=house.question.card, wording=WORDING._replace(says="Något annat."), **house.desk())

    with pytest.raises(Refused, match="read again first"):
        house.go("answered")


def test_an_answer_that_is_kept_is_not_published_by_its_card(house):
    house.go("triaged", "drafted", "legally_reviewed", "answered", "kept_private")

    with pytest.raises(Refused, match="from the question"):
        actions.publish_card(card=house.question.card, **house.desk())
    assert Card.objects.get(pk=house.go("published_as_card").card_id).state == "published"


@pytest.mark.parametrize("state", ["answered", "kept_private"])
def test_an_answer_that_was_sent_stays_with_whoever_asked(house, state):
    house.go(*WAYS[state])

    with pytest.raises(Refused, match="is sent"):
        actions.write_text(card=house.question.card, wording=WORDING._replace(says="Annat."), **house.desk())
    assert queries.answer_of(house.question).says == WORDING.says


def test_a_lawyer_returns_a_draft_with_words(house):
    house.go("triaged", "drafted")
    text = queries.newest_text(house.question.card)
    actions.return_answer(question=house.question, text=text, objection="Nämn undantaget.", by=house.lawyer, at=LATER)

    text.refresh_from_db()
    assert text.objection == "Nämn undantaget."
    actions.write_text(card=house.question.card, wording=WORDING._replace(says="Med undantag."), **house.desk())
    assert queries.newest_text(house.question.card).objection == ""


def test_nobody_reviews_what_they_wrote(house):
    both = make_user(Role.LEGAL_REVIEWER, at=house.board)
    house.go("triaged", "drafted")
    text = queries.newest_text(house.question.card)
    text.by = both
    text.save()

    with pytest.raises(Denied):
        actions.review_answer(question=house.question, text=text, by=both, at=LATER)


def test_a_question_is_read_by_who_asked_and_by_the_desk_alone(house):
    elsewhere = make_editor(make_board("03"))
    neighbour = make_asker("0184")
    readers = {
        user: queries.questions(user).filter(pk=house.question.pk).exists()
        for user in (house.asker, house.editor, house.lawyer, elsewhere, neighbour)
    }

    assert list(readers.values()) == [True, True, True, False, False]


def test_the_desk_reads_first_what_is_due_first(house):
    urgent = ask(house.asker, urgency="today")
    answered = ask(house.asker)
    AdviceQuestion.objects.filter(pk=answered.pk).update(state="merged", merged_into=urgent)

    assert list(queries.desk(house.editor)) == [urgent, house.question]
    assert list(queries.desk(house.asker)) == []


def test_each_step_leaves_a_line_without_words(house):
    house.go("triaged", "drafted", "legally_reviewed", "answered", "published_as_card")

    lines = Entry.objects.filter(subject=f"exchange.advicequestion:{house.question.pk}").order_by("number")
    assert [line.verb.removeprefix("exchange.question_") for line in lines] == [
        *("asked", "triaged", "drafted", "legally_reviewed", "answered", "published_as_card")
    ]


def test_liaisons_do_not_ask():
    police = make_user(Role.LIAISON, at=make_organisation())

    with pytest.raises(Denied):
        ask(police, territory=make_territory("0180"))


def test_an_answer_that_is_sent_stays_with_the_desk_until_it_is_published_or_kept(house):
    house.go("triaged", "drafted", "legally_reviewed", "answered")
    assert list(queries.to_share(house.editor)) == [house.question]
    assert list(queries.to_share(house.lawyer)) == []

    house.go("kept_private")
    assert list(queries.to_share(house.editor)) == []


def test_the_desk_is_told_what_is_its_turn_and_no_more(house):
    turns = {}
    for step in ("triaged", "routed", "drafted", "legally_reviewed", "answered"):
        house.go(step)
        turns[step] = queries.at_desk(house.editor).exists()

    assert turns == {"triaged": True, "routed": True, "drafted": False, "legally_reviewed": True, "answered": False}


def test_a_published_card_answers_whoever_asked_at_once(house):
    same = ask(house.asker)
    actions.merge_question(question=same, into=house.question, **house.desk())
    card = make_published_card(house.editor)
    for _twice in range(2):
        question = actions.answer_with_card(question=house.question, card=card, **house.desk())

    same.refresh_from_db()
    assert (question.state, question.answered_at, same.answered_at) == ("published_as_card", LATER, LATER)
    assert queries.answer_of(question) == queries.answer_of(same) == queries.published_text(card)


def test_only_published_cards_that_hold_there_answer(house):
    draft = make_card(house.editor)
    elsewhere = make_published_card(house.editor, territory=make_territory("0184"))

    assert list(queries.cards_for(house.question)) == []
    for card in (draft, elsewhere):
        with pytest.raises(Refused, match="holds where"):
            actions.answer_with_card(question=house.question, card=card, **house.desk())


def test_questions_whose_words_are_gone_are_not_offered_as_the_same(house):
    other, gone = ask(house.asker), ask(house.asker)
    AdviceQuestion.objects.filter(pk=gone.pk).update(text="")

    assert queries.may_be_same(house.editor, house.question) == [other]


def test_a_towns_desk_compares_with_nothing_that_it_may_not_read(house):
    town = make_editor(make_organisation(kind="municipality", territory="0180"))
    near, far = ask(), ask(make_asker("0184"), territory=make_territory("0184"))

    assert {one.pk for one in queries.may_be_same(town, house.question)} == {near.pk}
    assert {one.pk for one in queries.may_be_same(house.editor, house.question)} == {near.pk, far.pk}
