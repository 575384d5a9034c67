"""What a final report shows of the exchange: what is public by name, the rest as counts that point at nobody."""

from datetime import timedelta

import pytest
from django.urls import reverse

from samverka.actors.tests.factories import make_territory
from samverka.exchange.models import AdviceQuestion
from samverka.exchange.queries import blocks
from samverka.exchange.tests.factories import (
    AT,
    TELLING,
    adopt,
    ask,
    make_editor,
    make_published_card,
    make_published_practice,
    suggest,
)
from samverka.situation.models import Report
from samverka.situation.queries.basis import Basis
from samverka.situation.queries.blocks import BLOCKS, MORE


pytestmark = pytest.mark.django_db


@pytest.fixture
def basis():
    day = AT.date()
    report = Report(territory=make_territory("01"), first_day=day - timedelta(days=30), last_day=day)
    return Basis(report, day)


def lows(block):
    return {line["label"]: line["low"] for line in block.figures}


def test_published_practices_and_cards_are_told_each_with_the_page_that_everybody_reads(basis, client):
    practice, desk = make_published_practice(), make_editor()
    adopt(practice)
    suggest(telling=TELLING._replace(title="Ännu ett utkast"))
    make_published_card(desk, territory=make_territory("01"))
    AdviceQuestion.objects.all().delete()

    told = blocks.practices(basis, "")
    cards = blocks.cards(basis, "")

    assert list(lows(told).values()) == [1, 1]
    assert practice.title in told.figures[1]["label"]
    assert list(lows(cards).values()) == [1]
    for one in basis.sources:
        assert client.get(one["way"]).status_code == 200
    assert basis.sources[1]["way"] == reverse("exchange:open_practice", args=[practice.pk])


def test_of_few_questions_neither_the_topic_nor_the_time_is_told(basis):
    for _number in range(2):
        ask(topic="aid")
    for _number in range(6):
        ask(topic="children")

    told = blocks.questions(basis, "")

    assert [(line["low"], line["why"]) for line in told.figures] == [(8, ""), (0, ""), (None, "few"), (None, "few")]
    assert {one["kind"] for one in basis.sources} == {"questions"}
    assert all("way" not in one for one in basis.sources)


def test_few_questions_are_not_counted_and_a_sum_gives_no_topic_back(basis):
    for _number in range(3):
        ask(topic="aid")

    told = blocks.questions(basis, "")

    assert [(line["low"], line["why"]) for line in told.figures] == [(None, "few"), (0, "")]


def test_a_final_report_may_show_them():
    assert {"practices", "cards", "questions", "meetings"} <= {*BLOCKS} & {*MORE}
