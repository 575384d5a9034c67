"""Where the browser alone keeps what is written: for those without an account; and when it is told to let go."""

import re
from datetime import date

import pytest
from django.urls import reverse

from samverka.programmes import actions
from samverka.programmes.tests.factories import make_payer
from samverka.programmes.tests.proposing import AT, ask, make_consultation, make_coordinator, make_respondent
from samverka.programmes.tests.strategies import STEP, make_drafted


pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def says_sent(answer):
    return re.search(rb'data-kept-here="\w{20}" data-sent', answer.content) is not None


def link_to_answer(by):
    consultation = make_consultation(by)
    answer = ask(consultation, by)
    actions.send_consultation(consultation=consultation, by=by, at=AT)
    _answer, token = actions.mail_link(answer=answer, occasion="invited_at", at=AT)
    return reverse("programmes:answer_by_link", args=[token])


def link_to_back():
    town = make_payer()
    made = make_drafted(town)
    actions.open_consultation(strategy=made, answers_due_on=date(2026, 2, 20), by=town, **STEP)
    _backer, token = actions.mail_backer(backer=made.backers.get(), occasion="told_at", **STEP)
    return reverse("programmes:back_by_link", args=[token])


@pytest.mark.parametrize("way", ["answer", "back"])
def test_it_is_kept_here_for_those_without_an_account_alone(client, way):
    address = link_to_answer(make_coordinator()) if way == "answer" else link_to_back()
    assert b"data-kept-here" in client.get(address).content

    client.force_login(make_respondent())

    assert b"data-kept-here" not in client.get(address).content


@pytest.mark.parametrize("way", ["answer", "back"])
def test_only_what_was_taken_in_is_said_to_be_sent(client, way):
    if way == "answer":
        address, told = link_to_answer(make_coordinator()), {"opinion": "opposes", "summary": "Nej."}
    else:
        address, told = link_to_back(), {"stance_1": "against", "sentence_1": "Nej."}
    wrong = {**told, "summary": "", "sentence_1": ""}  # against, and says not why

    sent = client.post(address, told)
    again = client.post(sent.url, wrong)

    assert (sent.status_code, says_sent(client.get(sent.url))) == (302, True)
    assert (again.status_code, says_sent(again), b"notice-success" in again.content) == (422, False, False)
    assert not says_sent(client.get(address))
