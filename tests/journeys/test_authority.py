"""The desk asks a responsible authority: it copies what to send, and notes the answer without overwriting another's."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate, now
from playwright.sync_api import expect

from samverka.exchange import actions
from samverka.exchange.tests.factories import ask, make_board, make_editor


pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
REFUSING = "navigator.clipboard.writeText = () => Promise.reject(new DOMException('', 'NotAllowedError'))"
TAKING = "navigator.clipboard.writeText = text => { window.taken = text; return Promise.resolve() }"


@pytest.fixture
def editor():
    return make_editor(make_board())


@pytest.fixture
def question(editor):
    question = actions.take_up(question=ask(), by=editor, at=now())
    told = {"by": editor, "at": now(), "due_on": localdate(now()) + timedelta(days=3)}
    question = note(editor, actions.route_question(question=question, authority="Skolverket", **told), "Ja.")
    return actions.route_question(question=question, authority="IVO", **told)


def note(editor, question, answer):
    return actions.note_authority_answer(
        question=question, answer=answer, answered_on=localdate(now()), by=editor, at=now()
    )


@pytest.fixture
def page(person, editor, question):
    page = person(editor)
    page.goto(reverse("exchange:question", args=[question.pk]))
    return page


@pytest.mark.parametrize(
    ("clipboard", "told"),
    [(TAKING, "Texten är kopierad."), (REFUSING, "Webbläsaren kopierade den inte.")],
    ids=["taken", "refused"],
)
def test_what_to_send_is_copied_or_marked_and_that_is_said(page, clipboard, told):
    text = page.get_by_label("Text", exact=True)
    page.evaluate(f"() => {{ {clipboard} }}")
    page.get_by_role("button", name="Kopiera texten").click()

    expect(page.get_by_role("status").filter(has_text=told)).to_be_visible()
    assert page.evaluate("getSelection().toString()") == text.input_value()
    assert page.evaluate("window.taken ?? ''") in ("", text.input_value())


def test_two_who_note_an_answer_read_each_other(page, editor, question, as_it_should_be):
    expect(page.get_by_role("heading", name="Tidigare svar")).to_be_visible()
    page.get_by_text("Anteckna vad IVO svarade").click()
    answer = page.get_by_role("textbox", name="Vad IVO svarade")
    expect(answer).to_have_value("")
    answer.fill("Nej, aldrig.")
    note(editor, question, "Nej, bara på natten.")
    as_it_should_be(page)

    page.get_by_role("button", name="Anteckna svaret").click()
    expect(page.get_by_text("Nej, bara på natten.").first).to_be_visible()
    expect(answer).to_have_value("Nej, aldrig.")
    as_it_should_be(page)
    page.get_by_role("button", name="Anteckna svaret").click()
    expect(page.get_by_role("heading", name="Vad IVO svarade")).to_be_visible()
    expect(page.locator("section", has=page.get_by_role("heading", name="Vad IVO svarade"))).to_contain_text("aldrig")
    as_it_should_be(page)
