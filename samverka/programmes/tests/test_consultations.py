"""Consultations: what is asked, of whom, when it came, and who is to be asked."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from samverka.programmes import actions
from samverka.programmes.tests.factories import home
from samverka.programmes.tests.proposing import AT, ask, make_consultation, make_coordinator


pytestmark = pytest.mark.django_db
LATE = AT + timedelta(days=35)


@pytest.fixture
def by():
    return make_coordinator()


def sent(by, **said):
    consultation = make_consultation(by, **said)
    if not said.get("is_open_to_all"):
        ask(consultation, by)
    return actions.send_consultation(consultation=consultation, by=by, at=AT)


def told(answer):
    return " ".join(answer.content.decode().split())


def test_whoever_answers_by_the_open_link_reads_what_is_asked_by_whom_and_until_when(by):
    consultation = sent(by, is_open_to_all=True, text="Räcker **ett** år?")

    for page in ("public_proposal", "answer_openly"):
        way = reverse(f"programmes:{page}", args=[consultation.proposal_id])
        read = told(Client().get(way, headers={"accept-language": "sv"}))
        assert "Räcker <strong>ett</strong> år?" in read
        assert f"{home(by)} vill ha ert yttrande senast den 1 december 2026" in read


def test_everybody_reads_what_those_who_are_consulted_are_asked(by):
    consultation = sent(by, text="Räcker **ett** år?")

    read = told(Client().get(reverse("programmes:public_proposal", args=[consultation.proposal_id])))
    assert "Räcker <strong>ett</strong> år?" in read
    assert str(home(by)) in read.split("Räcker")[1]
