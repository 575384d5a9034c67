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


def route(editor, due_on=LATE, authority="Exempelverket"):
    question = actions.take_up(question=ask(), by=editor, at=AT)
    return actions.route_question(question=question, authority=authority, by=editor, at=AT, due_on=due_on)


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


def answered(editor, answer="A svarar nej.", authority="A"):
    question = route(editor, authority=authority)
    return actions.note_authority_answer(question=question, answer=answer, answered_on=AT.date(), by=editor, at=AT)


def test_another_authority_is_waited_for_anew_and_what_the_first_answered_keeps_its_name(editor):
    question = answered(editor)
    question = actions.route_question(question=question, authority="B", by=editor, at=AT)
    assert (question.is_routed, question.authority_answered_on, question.authority_answer) == (True, None, "")
    assert question.earlier_answers == "A, 2026-11-02:\nA svarar nej."

    question = actions.note_authority_answer(
        question=question, answer="B svarar ja.", answered_on=AT.date(), by=editor, at=AT
    )
    question = actions.route_question(question=question, authority="C", by=editor, at=AT)
    assert question.earlier_answers == "A, 2026-11-02:\nA svarar nej.\n\nB, 2026-11-02:\nB svarar ja."


def test_what_one_authority_answered_is_not_told_as_anothers(editor):
    question, page = answered(editor), log_in(editor)
    address = f"/advice/{question.pk}/"
    assert "Vad A svarade</h2>" in page.get(address).content.decode()
    actions.route_question(question=question, authority="B", by=editor, at=AT)

    shown = page.get(address)
    assert "Vad B svarade</h2>" not in shown.content.decode()
    assert "Tidigare svar" in shown.content.decode()
    assert "A, 2026-11-02:<br>A svarar nej." in shown.content.decode()
    assert shown.context["noting"]["answer"].value() == ""
    assert "A, 2026-11-02:<br>A svarar nej." in page.get(f"{address}draft/").content.decode()
    assert "A svarar nej." not in log_in(question.by).get(address).content.decode()


@pytest.mark.parametrize("due_on", [PROMISED, LATE])
def test_the_same_authority_asked_again_is_waited_for_anew(editor, due_on):
    question, page = answered(editor, "Vi behöver veta mer.", "IVO"), log_in(editor)
    for _twice in range(2):  # the same, sent twice, is one
        question = actions.route_question(question=question, authority="IVO", due_on=due_on, by=editor, at=AT)

    assert (question.is_routed, question.authority_due_on, question.authority_answer) == (True, due_on, "")
    assert question.waits_in_vain(due_on + timedelta(days=1))
    assert question.earlier_answers == "IVO, 2026-11-02:\nVi behöver veta mer."
    shown = page.get(f"/advice/{question.pk}/")
    assert str(due_on) in shown.context["letter"][1]
    assert '<h2 id="earlier">Tidigare svar</h2>' in shown.content.decode()


def test_a_name_or_day_that_is_put_right_before_the_answer_moves_nothing(editor):
    question = route(editor, authority="Exempelverkte")
    question = actions.route_question(question=question, authority="Exempelverket", due_on=LATE, by=editor, at=AT)
    question = actions.route_question(question=question, authority="Exempelverket", due_on=PROMISED, by=editor, at=AT)

    assert (question.authority, question.authority_due_on) == ("Exempelverket", PROMISED)
    assert (question.is_routed, question.earlier_answers) == (True, "")


def test_an_answer_that_comes_late_is_noted_under_its_own_name(editor):
    question = route(editor, authority="A")
    for asked, answer in (("B", ""), ("A", "A svarar sent."), ("B", "B svarar ja.")):
        question = actions.route_question(question=question, authority=asked, due_on=LATE, by=editor, at=AT)
        if answer:
            actions.note_authority_answer(question=question, answer=answer, answered_on=AT.date(), by=editor, at=AT)

    question.refresh_from_db()
    assert (question.authority, question.authority_answer) == ("B", "B svarar ja.")
    assert question.earlier_answers == "A, 2026-11-02:\nA svarar sent."


def test_while_an_authority_is_waited_for_its_day_stands_in_the_form(editor):
    question, page = route(editor), log_in(editor)
    day = localdate(now()) + timedelta(days=20)
    AdviceQuestion.objects.update(authority_due_on=day)
    assert page.get(f"/advice/{question.pk}/").context["routing"]["due_on"].value() == day

    AdviceQuestion.objects.update(authority_due_on=localdate(now()) - timedelta(days=1))  # it did not answer
    assert page.get(f"/advice/{question.pk}/").context["routing"]["due_on"].value() >= localdate(now())


def test_two_at_the_desk_do_not_overwrite_what_the_other_noted(editor):
    question, page = route(editor), log_in(editor)
    address = f"/advice/{question.pk}/"
    seen = page.get(address).context["noting"]["seen"].value()
    said = {"answer": "Ja.", "answered_on": "2026-11-02", "seen": seen}
    for _twice in range(2):  # the same, sent twice, is one
        assert page.post(f"{address}authority/", said).url == address

    late = page.post(f"{address}authority/", said | {"answer": "Nej."})
    assert (late.status_code, late.context["noting"].is_stale) == (409, True)
    assert [one.name for one in late.context["noting"].differences] == ["answer"]
    question.refresh_from_db()
    assert question.authority_answer == "Ja."

    taken = page.post(f"{address}authority/", said | {"answer": "Nej.", "take": "answer:theirs"})
    assert taken.context["noting"]["answer"].value() == "Ja."
    knowing = late.context["noting"]["seen"].value()
    assert page.post(f"{address}authority/", said | {"answer": "Nej.", "seen": knowing}).url == address


def test_an_answer_is_not_noted_as_that_of_an_authority_asked_meanwhile(editor):
    question, page = route(editor), log_in(editor)
    seen = page.get(f"/advice/{question.pk}/").context["noting"]["seen"].value()
    actions.route_question(question=question, authority="SKR", by=editor, at=AT)

    said = {"answer": "Exempelverket svarar ja.", "answered_on": "2026-11-02", "seen": seen}
    late = page.post(f"/advice/{question.pk}/authority/", said)
    assert late.status_code == 409
    assert "<summary>Anteckna vad SKR svarade</summary>" in late.content.decode()
    assert late.context["noting"]["answer"].label == "Vad SKR svarade"
    question.refresh_from_db()
    assert question.authority_answer == ""


def test_a_first_answer_is_not_noted_as_the_second_of_the_same_authority(editor):
    question, page = route(editor), log_in(editor)
    seen = page.get(f"/advice/{question.pk}/").context["noting"]["seen"].value()
    told = {"question": question, "by": editor, "at": AT}
    actions.note_authority_answer(answer="Vi behöver veta mer.", answered_on=AT.date(), **told)
    actions.route_question(authority="Exempelverket", due_on=LATE, **told)

    said = {"answer": "De behöver veta mer.", "answered_on": "2026-11-02", "seen": seen}
    assert page.post(f"/advice/{question.pk}/authority/", said).status_code == 409


def test_an_answer_that_is_half_noted_is_kept_as_a_draft(editor):
    question, page = route(editor), log_in(editor)
    shown = page.get(f"/advice/{question.pk}/")
    page.post("/drafts/keep/", {"draft_of": shown.context["noting"].draft_of, "answer": "Barnet har"})

    resumed = page.get(f"/advice/{question.pk}/authority/?draft=resume", follow=True)
    assert resumed.context["noting"]["answer"].value() == "Barnet har"


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
