"""Where the browser alone keeps what is written: for those who come by a link; and when it is told to let go."""

import re
from datetime import date

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.urls import reverse

from samverka.actors.tests.visits import log_in
from samverka.programmes import actions
from samverka.programmes.models import Backer
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
def test_it_is_kept_here_for_whoever_comes_by_a_link(client, way):
    """Also with a log-in: the address would lie with a draft of ours, and lets in whoever reads it."""
    address = link_to_answer(make_coordinator()) if way == "answer" else link_to_back()
    for _with_a_log_in in (False, True):
        told = client.get(address).content
        assert (b"data-kept-here" in told, b"draft_of" in told) == (True, False)
        client.force_login(make_respondent())


def test_nothing_is_kept_here_of_who_backs_a_strategy_logged_in(client):
    link_to_back()
    backer = Backer.objects.get()
    TOTP.activate(by := backer.strategy.organisation.memberships.get().user, "JBSWY3DPEHPK3PXP")
    told = log_in(by).get(reverse("programmes:back", args=[backer.pk]))

    assert (told.status_code, b"data-kept-here" in told.content) == (200, False)


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
