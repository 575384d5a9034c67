"""Pages of the advice desk and of cards, as people use them."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.db import IntegrityError, connection
from django.test import Client
from django.urls import reverse

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_organisation, make_territory, make_user
from samverka.actors.tests.machines import Machine
from samverka.core.ids import new_id
from samverka.exchange import actions, queries
from samverka.exchange.models import AdviceQuestion, Card, LawReference
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
    make_published_practice,
)


pytestmark = pytest.mark.django_db
DRAFT = {
    "question": "Vad gäller för förskola?",
    "says": "Så här säger lagen.",
    "applied": "",
    "links": "",
    "source": "",
}


def logged_in(user):
    """With a second factor, which some roles are asked for."""
    TOTP.activate(user, "JBSWY3DPEHPK3PXPJBSWY3DP")
    client = Client()
    client.force_login(user)
    return client


def to(name, *args):
    return reverse(f"exchange:{name}", args=args)


def test_a_question_is_asked_and_answered_through_the_pages():
    board, asker = make_board(), make_asker()
    desk, law, who = logged_in(make_editor(board)), logged_in(make_lawyer(board)), logged_in(asker)
    home = asker.standing[0].organisation
    told = {"id": new_id(), "organisation": home.pk, "territory": "0180", "topic": "children", "urgency": "week"}
    answer = who.post(to("ask_question"), told | {"text": "Vad gäller för förskola?"})
    question = AdviceQuestion.objects.get()
    assert answer.url == to("question", question.pk)

    assert "Vad gäller för förskola?" in desk.get(to("advice")).content.decode()
    desk.post(to("take_up", question.pk))
    desk.post(to("draft_answer", question.pk), DRAFT)
    assert DRAFT["says"] not in who.get(to("question", question.pk)).content.decode()
    law.post(to("review_answer", question.pk))
    desk.post(to("answer_question", question.pk))
    assert DRAFT["says"] in who.get(to("question", question.pk)).content.decode()
    desk.post(to("publish_answer", question.pk))
    for one in (who, desk, law):
        told = one.get(to("question", question.pk)).content.decode()
        assert (DRAFT["says"] in told, "En lag har ändrats" in told) == (True, False)

    page = Client().get(to("knowledge_card", Card.objects.get().pk)).content.decode()
    assert DRAFT["says"] in page
    assert str(home) not in page


def test_a_lawyer_sends_a_draft_back_with_words():
    board = make_board()
    desk, law = logged_in(make_editor(board)), logged_in(make_lawyer(board))
    question = ask()
    desk.post(to("take_up", question.pk))
    desk.post(to("draft_answer", question.pk), DRAFT)
    assert law.post(to("return_answer", question.pk), {"objection": ""}).status_code == 422
    law.post(to("return_answer", question.pk), {"objection": "Nämn undantaget."})

    assert "Nämn undantaget." in desk.get(to("draft_answer", question.pk)).content.decode()


def test_a_draft_that_a_colleague_changed_is_handed_back():
    board = make_board()
    first, second = logged_in(make_editor(board)), logged_in(make_editor(board))
    question = ask()
    first.post(to("take_up", question.pk))
    first.post(to("draft_answer", question.pk), DRAFT)
    seen = first.get(to("draft_answer", question.pk)).context["form"].initial["seen"]
    second.post(to("draft_answer", question.pk), DRAFT | {"says": "Kollegans ord.", "seen": seen})
    answer = first.post(to("draft_answer", question.pk), DRAFT | {"says": "Mina ord.", "seen": seen})

    assert answer.status_code == 409
    assert "Mina ord." in answer.content.decode()


def test_a_question_with_a_personal_number_comes_back_as_it_was_typed():
    asker = make_asker()
    home = asker.standing[0].organisation
    told = {"id": new_id(), "organisation": home.pk, "territory": "0180", "topic": "aid", "urgency": "week"}
    answer = logged_in(asker).post(to("ask_question"), told | {"text": "Det gäller 19811218-9876."})

    assert answer.status_code == 422
    assert "19811218-9876" in answer.content.decode()


def test_of_two_clicks_at_once_the_second_is_led_back():
    """The database refuses what another request writes at the same moment."""

    def quicker(execute, sql, *rest):
        if sql.startswith('INSERT INTO "exchange_advicequestion"'):
            raise IntegrityError("duplicate key")
        return execute(sql, *rest)

    asker = make_asker()
    who = logged_in(asker)
    who.raise_request_exception = False
    home = asker.standing[0].organisation
    told = {"id": new_id(), "organisation": home.pk, "territory": "0180", "topic": "aid", "urgency": "week"}
    with connection.execute_wrapper(quicker):
        answer = who.post(to("ask_question"), told | {"text": "Vad gäller för bistånd?"})

    assert (answer.status_code, answer.templates[0].name) == (409, "core/clashed.html")
    assert f'href="{to("ask_question")}"' in answer.content.decode()


def test_a_lawyer_approves_what_they_have_read_and_nothing_newer():
    board = make_board()
    desk, law = logged_in(make_editor(board)), logged_in(make_lawyer(board))
    question = ask()
    desk.post(to("take_up", question.pk))
    desk.post(to("draft_answer", question.pk), DRAFT)
    read = law.get(to("question", question.pk)).context["seen"]
    desk.post(to("draft_answer", question.pk), DRAFT | {"says": "Nya ord."})

    assert law.post(to("review_answer", question.pk), {"seen": read}).status_code in (409, 422)
    question.refresh_from_db()
    assert question.state == "drafted"


def test_two_who_write_the_first_answer_do_not_overwrite_each_other():
    board = make_board()
    first, second = logged_in(make_editor(board)), logged_in(make_editor(board))
    question = ask()
    first.post(to("take_up", question.pk))
    seen = second.get(to("draft_answer", question.pk)).context["form"].initial["seen"]
    first.post(to("draft_answer", question.pk), DRAFT | {"seen": seen})

    assert second.post(to("draft_answer", question.pk), DRAFT | {"says": "Andra ord.", "seen": seen}).status_code == 409


def test_who_asks_another_desk_reads_no_draft_there():
    """A desk somewhere else is no desk here."""
    make_territory("00")
    nation = make_organisation(kind="state", territory="00")
    question = ask(make_editor(make_board("12")), territory=make_territory("00"))
    desk = logged_in(make_user(Role.NATIONAL_COORDINATOR, at=nation))
    desk.post(to("take_up", question.pk))
    desk.post(to("draft_answer", question.pk), DRAFT)
    asker = make_editor(question.organisation)

    page = logged_in(asker).get(to("question", question.pk))
    assert page.status_code == 200
    assert DRAFT["says"] not in page.content.decode()


@pytest.mark.parametrize("step", ["take_up", "answer_question", "publish_answer", "review_answer"])
def test_the_address_of_a_form_leads_back_to_its_page(step):
    board, question = make_board(), ask()

    answer = logged_in(make_editor(board)).get(to(step, question.pk))
    assert (answer.status_code, answer.url) == (302, to("question", question.pk))


def test_a_municipality_tells_how_it_does_and_neighbours_compare():
    city = make_organisation(kind="municipality", territory="0180")
    make_territory("01")
    town = logged_in(make_user(Role.MUNICIPALITY_COORDINATOR, at=city))
    own = to("own_answers", "0180")
    assert town.get(own).content.decode().count('class="soft"') >= 6
    told = {"id": new_id(), "applied": "Vi köper en **enkel** biljett.", "source": "Beslut 2026-01-10", "fee": ""}
    answer = town.post(to("tell_answer", "0180", "local_policy", "home_travel"), told)
    assert answer.url == own

    page = Client().get(to("local_policies", "01")).content.decode()
    for shown in (page, town.get(own).content.decode()):
        assert "Vi köper en <strong>enkel</strong> biljett." in shown
    town.post(to("tell_answer", "0180", "local_policy", "home_travel"), told | {"id": new_id(), "applied": "Nytt."})
    assert Card.objects.count() == 1
    assert "Nytt." in Client().get(to("local_policies", "01")).content.decode()


def test_what_is_past_its_day_says_so_in_the_list():
    card = make_published_card()
    Card.objects.filter(pk=card.pk).update(state="due")

    assert "ska ses över" in Client().get(to("knowledge"), headers={"accept-language": "sv"}).content.decode()


def test_a_draft_is_on_no_open_page():
    card = make_card()

    assert Client().get(to("knowledge_card", card.pk)).status_code == 404
    assert WORDING.question not in Client().get(to("knowledge")).content.decode()


def test_links_are_addresses():
    editor = make_editor()
    card = make_card(editor)
    page = logged_in(editor)
    assert page.post(to("write_text", card.pk), DRAFT | {"links": "Lagen javascript:alert(1)"}).status_code == 422

    page.post(to("write_text", card.pk), DRAFT | {"links": "Lagen https://example.org/lag"})
    assert queries.newest_text(card).links == "Lagen https://example.org/lag"
    assert 'href="https://example.org/lag"' in page.get(to("card", card.pk)).content.decode()


def test_a_law_is_added_and_changed_by_page():
    page = logged_in(make_lawyer())
    told = {"name": "Exempellag", "state": "in_force", "verified_on": "2026-11-01"}
    assert page.post(to("add_law"), told | {"id": new_id()}).url == to("laws")
    law = LawReference.objects.get(name="Exempellag")

    wrong = page.post(to("change_law", law.pk), told | {"state": "repealed"})
    assert wrong.status_code == 422
    page.post(to("change_law", law.pk), told | {"state": "repealed", "valid_to": "2026-12-31"})
    law.refresh_from_db()
    assert law.state == "repealed"


def test_a_law_that_nobody_has_looked_up_says_so_in_the_list_and_on_cards():
    editor = make_editor()
    card = make_published_card(editor, laws=[make_law(verified_on=None)])
    LawReference.objects.exclude(name="Exempellag").delete()
    page = logged_in(editor)

    told = [page.get(one).content.decode() for one in (to("laws"), to("knowledge_card", card.pk))]
    assert ["att kontrollera" in one for one in told] == [True, True]


def test_a_lists_questions_do_not_grow_with_it(django_assert_max_num_queries):
    board, asker = make_board(), make_asker()
    for _number in range(12):
        ask(asker)
    page = logged_in(make_editor(board))
    page.get(to("advice"))

    with django_assert_max_num_queries(9):
        page.get(to("advice"))


def test_open_pages_ask_little(django_assert_max_num_queries):
    editor = make_editor()
    for _number in range(5):
        make_published_card(editor, laws=[make_law(section=f"{_number} kap.")])

    with django_assert_max_num_queries(2):
        Client().get(to("knowledge"))


def test_withdrawing_waits_for_the_question():
    board = make_board()
    editor = make_editor(board)
    question = ask()
    actions.take_up(question=question, by=editor, at=AT)
    question.refresh_from_db()
    actions.draft_answer(question=question, id=new_id(), organisation=board, wording=WORDING, by=editor, at=AT)
    card = Card.objects.get()
    page = logged_in(editor)
    page.post(to("withdraw_card", card.pk))

    card.refresh_from_db()
    assert card.state == "draft"


def test_everybody_searches_what_is_published_and_nothing_else():
    card, practice = make_published_card(), make_published_practice(problem="Ingen förskola")
    draft, own = make_card(), ask()

    page = Client().get(to("knowledge"), {"q": "förskolor"}).content.decode()

    shown = [str(one.pk) in page for one in (card, practice, draft, own)]
    assert shown == [True, True, False, False]
    assert Client().get(to("knowledge"), {"q": "\u2603 zzz"}).status_code == 200


def test_a_sent_answer_leads_from_the_desk_and_from_its_card_to_what_comes_next():
    board = make_board()
    desk, law = logged_in(make_editor(board)), logged_in(make_lawyer(board))
    question = ask()
    desk.post(to("take_up", question.pk))
    desk.post(to("draft_answer", question.pk), DRAFT)
    law.post(to("review_answer", question.pk))
    desk.post(to("answer_question", question.pk))

    told = desk.get(to("advice")).context["to_share"]
    card = desk.get(to("card", Card.objects.get().pk)).content.decode()
    assert [one for one, *_late in told] == [question]
    assert to("question", question.pk) in card
    assert "läser" not in card.split('class="advice-steps')[1]


def test_the_desk_answers_with_a_card_that_is_there():
    board = make_board()
    desk, question = logged_in(make_editor(board)), ask()
    card, aid = make_published_card(make_editor(board)), make_published_card(make_editor(board), topic="aid")
    shown = desk.get(to("question", question.pk)).context["choosing"].fields["card"].choices
    assert [key for _topic, those in shown[1:] for key, _title in those] == [str(card.pk), str(aid.pk)]
    assert desk.post(to("answer_question", question.pk), {"card": ""}).status_code == 422

    assert desk.post(to("answer_question", question.pk), {"card": card.pk}).status_code == 302
    question.refresh_from_db()
    assert (question.state, question.card) == ("published_as_card", card)


def test_a_machine_takes_back_what_its_organisation_asked_and_nobody_elses():
    by, editor = make_asker(), make_editor()
    question, drafted = ask(by), actions.take_up(question=ask(by), by=editor, at=AT)
    board = editor.standing[0].organisation
    actions.draft_answer(question=drafted, id=new_id(), organisation=board, wording=WORDING, by=editor, at=AT)
    desk, machine, way = Machine(editor), Machine(by), f"/advice/{question.pk}/withdraw"

    refused = desk.post(way)
    taken, again = machine.post(way), machine.post(way)

    assert refused == (403, {"detail": "A question is taken back by the organisation that asked it.", "fields": {}})
    assert (taken[0], taken[1]["state"], again) == (200, "withdrawn", taken)
    assert machine.post(f"/advice/{drafted.pk}/withdraw")[0] == 409
    assert machine.post(f"/advice/{new_id()}/withdraw")[0] == 404


def test_a_machine_answers_with_a_published_card_and_with_no_draft():
    editor, question = make_editor(), ask()
    card, draft = make_published_card(editor), make_card(editor)
    desk, path = Machine(editor), f"/advice/{question.pk}/answer-with-card"

    assert desk.post(path, card=str(draft.pk))[0] == 404
    status, told = desk.post(path, card=str(card.pk))
    assert (status, told["state"], told["card_id"]) == (200, "published_as_card", str(card.pk))
