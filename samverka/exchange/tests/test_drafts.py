"""Drafts of cards: each waits for somebody, until it is published, and for nobody else."""

from datetime import date, timedelta

import pytest
from django.utils.translation import override

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_user
from samverka.actors.tests.visits import log_in
from samverka.core.access import Refused
from samverka.core.ids import new_id
from samverka.exchange import actions, queries
from samverka.exchange.models import CardText
from samverka.exchange.tests.factories import (
    AT,
    WORDING,
    ask,
    make_board,
    make_card,
    make_editor,
    make_law,
    make_lawyer,
    make_published_card,
)


pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=1)
CHANGED = WORDING._replace(says="Rätten gäller barn som är bosatta i kommunen, se 26 kap. skollagen.")


class Desk:
    def __init__(self):
        self.board = make_board()
        self.editor, self.lawyer = make_editor(self.board), make_lawyer(self.board)

    def piles(self):
        """In whose piles the draft is."""
        asked = {
            "lawyer": queries.texts_to_review(self.lawyer),
            "writer": queries.texts_returned(self.editor),
            "desk": queries.texts_to_publish(self.editor),
            "question": queries.at_desk(self.editor),
        }
        return [name for name, rows in asked.items() if rows.exists()]


@pytest.fixture
def desk():
    return Desk()


def new_card(desk):
    return make_card(desk.editor)


def new_wording(desk):
    card = make_published_card(desk.editor)
    actions.write_text(card=card, wording=WORDING._replace(says="Nytt."), by=desk.editor, at=LATER)
    return card


@pytest.mark.parametrize("begin", [new_card, new_wording])
def test_a_draft_is_in_one_pile_at_a_time(desk, begin):
    card = begin(desk)
    text = card.texts.get(published_at=None)
    assert desk.piles() == ["lawyer"]
    assert list(queries.drafts(desk.editor)) == [card]

    actions.return_text(text=text, objection="Nämn undantaget.", by=desk.lawyer, at=LATER)
    assert desk.piles() == ["writer"]

    actions.write_text(card=card, wording=CHANGED, by=desk.editor, at=LATER)
    assert desk.piles() == ["lawyer"]

    actions.review_text(text=CardText.objects.get(pk=text.pk), by=desk.lawyer, at=LATER)
    assert desk.piles() == ["desk"]

    actions.publish_card(card=card, by=desk.editor, at=LATER)
    assert desk.piles() == []


def test_the_draft_of_an_answer_is_in_one_pile_at_a_time(desk):
    told = {"organisation": desk.board, "by": desk.editor, "at": LATER}
    question = actions.take_up(question=ask(), by=desk.editor, at=LATER)
    assert desk.piles() == ["question"]

    question = actions.draft_answer(question=question, id=new_id(), wording=WORDING, **told)
    assert desk.piles() == ["lawyer"]
    text = queries.texts_to_review(desk.lawyer).get()
    assert (text.asked, text.until) == (question.pk, question.due_on)

    actions.return_answer(question=question, text=text, objection="Nämn undantaget.", by=desk.lawyer, at=LATER)
    assert desk.piles() == ["writer"]

    question = actions.draft_answer(question=question, id=new_id(), wording=CHANGED, **told)
    actions.review_answer(question=question, text=text, by=desk.lawyer, at=LATER)
    assert desk.piles() == ["question"]

    actions.write_text(card=question.card, wording=WORDING._replace(says="Nytt."), by=desk.editor, at=LATER)
    assert desk.piles() == ["lawyer"]


@pytest.fixture
def returned(desk):
    """A question whose drafted answer a lawyer has sent back."""
    question = actions.take_up(question=ask(), by=desk.editor, at=LATER)
    told = {"organisation": desk.board, "by": desk.editor, "at": LATER}
    question = actions.draft_answer(question=question, id=new_id(), wording=WORDING, **told)
    text = queries.newest_text(question.card)
    return actions.return_answer(question=question, text=text, objection="Lägg till 26 kap.", by=desk.lawyer, at=LATER)


def test_what_was_sent_back_is_not_reviewed_until_it_is_changed(desk, returned):
    text = queries.newest_text(returned.card)
    with pytest.raises(Refused, match="not changed since"):
        actions.review_answer(question=returned, text=text, by=desk.lawyer, at=LATER)

    actions.write_text(card=returned.card, wording=WORDING, by=desk.editor, at=LATER)
    assert desk.piles() == ["writer"]
    assert "/review/" not in log_in(desk.lawyer).get(f"/advice/{returned.pk}/").content.decode()

    actions.write_text(card=returned.card, wording=CHANGED, by=desk.editor, at=LATER)
    text.refresh_from_db()
    assert actions.review_answer(question=returned, text=text, by=desk.lawyer, at=LATER).state == "legally_reviewed"


def test_a_law_that_is_put_right_is_a_change(desk):
    law = make_law(says="Barn i kommunen.")
    card = make_card(desk.editor, laws=[law])
    text = card.texts.get()
    actions.return_text(text=text, objection="Paragrafen säger något annat.", by=desk.lawyer, at=LATER)
    law = actions.change_law(law=law, by=desk.lawyer, at=LATER, says="Barn som är bosatta i kommunen.")
    actions.write_text(card=card, wording=WORDING, laws=[law], by=desk.editor, at=LATER)

    text.refresh_from_db()
    assert desk.piles() == ["lawyer"]
    assert [one.label for one in queries.changed_since(text)] == ["Law"]
    assert "som är bosatta" in queries.changed_since(text)[0].now
    assert actions.review_text(text=text, by=desk.lawyer, at=LATER).reviewed_at


@pytest.mark.parametrize(
    "put_right", [{"state": "proposed"}, {"valid_from": date(2027, 1, 1)}, {"valid_to": date(2027, 1, 1)}]
)
def test_whatever_matters_of_a_law_is_a_change_in_every_language(desk, put_right):
    law = make_law()
    card = make_card(desk.editor, laws=[law])
    actions.return_text(text=card.texts.get(), objection="Den gäller inte än.", by=desk.lawyer, at=LATER)
    with override("sv"):
        actions.write_text(card=card, wording=WORDING, laws=[law], by=desk.editor, at=LATER)
    assert desk.piles() == ["writer"]

    law = actions.change_law(law=law, by=desk.lawyer, at=LATER, **put_right)
    actions.write_text(card=card, wording=WORDING, laws=[law], by=desk.editor, at=LATER)
    assert desk.piles() == ["lawyer"]


def test_a_law_that_is_added_is_a_change(desk, returned):
    actions.write_text(card=returned.card, wording=WORDING, laws=[make_law()], by=desk.editor, at=LATER)

    assert desk.piles() == ["lawyer"]
    assert [one.label for one in queries.changed_since(queries.newest_text(returned.card))] == ["Law"]


def test_a_lawyer_reads_what_she_asked_for_beside_what_was_changed_until_she_reviews_it(desk, returned):
    law = log_in(desk.lawyer)
    actions.write_text(card=returned.card, wording=CHANGED, by=desk.editor, at=LATER)
    for page in (f"/advice/{returned.pk}/", f"/cards/{returned.card_id}/"):
        told = law.get(page).content.decode()
        assert "Lägg till 26 kap." in told
        assert "<del>" in told
        assert "se 26 kap. skollagen.</ins>" in told

    law.post(f"/advice/{returned.pk}/review/")
    assert "Lägg till 26 kap." not in law.get(f"/advice/{returned.pk}/").content.decode()


def test_a_question_says_whose_turn_it_is(desk, returned):
    law, editor = log_in(desk.lawyer), log_in(desk.editor)
    for client in (law, editor):
        for page in (f"/advice/{returned.pk}/", "/advice/"):
            assert "skickat tillbaka" in client.get(page).content.decode().lower()

    actions.write_text(card=returned.card, wording=CHANGED, by=desk.editor, at=LATER)
    assert "väntar på jurist" in law.get(f"/advice/{returned.pk}/").content.decode()
    law.post(f"/advice/{returned.pk}/review/")
    assert "granskat av jurist" in law.get(f"/advice/{returned.pk}/").content.decode()
    actions.write_text(card=returned.card, wording=WORDING, by=desk.editor, at=LATER)
    assert "väntar på jurist" in law.get(f"/advice/{returned.pk}/").content.decode()


def test_a_draft_that_rests_on_nothing_says_so_before_it_is_reviewed(desk, returned):
    law = log_in(desk.lawyer)
    told = "Ingen lag, länk eller källa"
    assert told in law.get(f"/advice/{returned.pk}/").content.decode()
    assert told in law.get(f"/cards/{returned.card_id}/").content.decode()

    actions.write_text(card=returned.card, wording=WORDING, laws=[make_law()], by=desk.editor, at=LATER)
    assert told not in law.get(f"/advice/{returned.pk}/").content.decode()


def test_nobody_is_asked_to_review_what_they_wrote(desk):
    both = make_user(Role.LEGAL_REVIEWER, at=desk.board)
    make_card(desk.editor).texts.update(by=both)

    assert list(queries.texts_to_review(both)) == []


def test_an_answer_that_a_question_waits_for_is_reviewed_there(desk):
    question = actions.take_up(question=ask(), by=desk.editor, at=LATER)
    told = {"organisation": desk.board, "by": desk.editor, "at": LATER}
    question = actions.draft_answer(question=question, id=new_id(), wording=WORDING, **told)
    text = queries.newest_text(question.card)

    with pytest.raises(Refused, match="from the question"):
        actions.review_text(text=text, by=desk.lawyer, at=LATER)
    with pytest.raises(Refused, match="from the question"):
        actions.return_text(text=text, objection="Nämn undantaget.", by=desk.lawyer, at=LATER)


def test_my_day_leads_each_to_their_drafts(desk):
    card = new_wording(desk)
    law, editor = log_in(desk.lawyer), log_in(desk.editor)
    assert [one.card for one in law.get("/cards/").context["texts_to_review"]] == [card]
    assert [one.verb for one in _waits(law)] == ["Granska"]

    actions.return_text(text=card.texts.get(published_at=None), objection="Nej.", by=desk.lawyer, at=LATER)
    assert [one.address for one in _waits(editor)] == ["/cards/"]
    assert _waits(law) == []


def _waits(client):
    return client.get("/today/").context["waits"]
