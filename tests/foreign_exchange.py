"""Questions of another county, and what its programmes hold, for `test_api_foreign.py`."""

from samverka.actors.tests.factories import make_territory
from samverka.core.ids import new_id
from samverka.exchange.tests.factories import (
    ask,
    begin,
    make_asker,
    make_board,
    make_card,
    make_editor,
    need,
    suggest,
)
from tests.foreign_meetings import MEETINGS, foreign_meeting
from tests.foreign_programmes import PROGRAMMES, foreign_agreement


HELP = {"kind": "goods", "title": "Sovsäckar", "starts_on": "2026-11-01", "ends_on": "2027-03-01"}
EXCHANGE = {  # something acceptable for every operation that takes something
    "ask_question": {
        "id": new_id(), "organisation_id": new_id(), "territory": "0180", "topic": "aid", "text": "Vad gäller?"
    },
    "route_question": {"authority": "Exempelverket"},
    "keep_private": {"reason": "Gäller bara en."},
    "merge_question": {"into": new_id()},
    "answer_with_card": {"card": new_id()},
    **PROGRAMMES,
    **MEETINGS,
    "suggest_practice": {
        "id": new_id(), "organisation_id": new_id(), "title": "Vi ringer", "topic": "aid", "problem": "Ingen visste."
    },
    "return_practice": {"objection": "Vi gör inte så."},
    "begin_discussion": {
        "id": new_id(), "organisation_id": new_id(), "territory": "0180", "topic": "aid", "title": "Hundar",
        "text": "Hur gör ni?",
    },
    "write_post": {"id": new_id(), "organisation_id": new_id(), "text": "Så gör vi."},
    "settle_discussion": {"agreed": "Så gör vi."},
    "open_need": {"id": new_id(), "organisation_id": new_id(), "municipality": "0180", **HELP},
    "make_offer": {
        "id": new_id(), "organisation_id": new_id(), "municipality": "0180", "name": "Jouren",
        "mail": "jouren@exempel.example", **HELP,
    },
    "tell_adoption": {
        "id": new_id(), "organisation_id": new_id(), "tried_on": "2026-01-01", "outcome": "works"
    },
}  # fmt: skip


def foreign_advice(code):
    """What somebody there asked, a draft of the desk's, and a practice that was suggested."""
    question = ask(make_asker(code), territory=make_territory(code))
    card, practice = make_card(make_editor(make_board(code[:2]))), suggest(make_asker(code))
    told = {"question_id": question.pk, "card_id": card.pk, "practice_id": practice.pk, "discussion_id": begin().pk}
    told["need_id"] = need(code=code).pk
    return told | foreign_agreement(code) | foreign_meeting(code)
