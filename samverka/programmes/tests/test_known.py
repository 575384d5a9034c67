"""What is wrong with a period's values is told at once, for each indicator by name, and nothing typed is lost."""

from datetime import date

import pytest
from django.urls import reverse

from samverka.core.access import Unfit
from samverka.programmes import actions, queries
from samverka.programmes.actions import Known
from samverka.programmes.models import FundIndicator
from samverka.programmes.tests.projects import PROJECT_AT, key, make_leader, make_running
from samverka.situation.tests.pages import enter


pytestmark = pytest.mark.django_db


@pytest.fixture
def leader():
    return make_leader()


@pytest.fixture
def period(leader):
    return make_running(leader)[0]


def send(client, leader, period, **values):
    enter(client, leader)
    typed = {
        f"{part}_{key(code.replace('_', '-'))}": told
        for code, parts in values.items()
        for part, told in zip(("source", "low", "high", "method"), parts, strict=True)
    }
    return client.post(reverse("programmes:period", args=[period.pk]), typed)


def test_all_faults_are_told_at_once_each_with_its_indicator(client, leader, period):
    answer = send(
        client,
        leader,
        period,
        course_visits=("statement", "60", "40", ""),
        disability=("operation_estimate", "", "", ""),
    )

    assert answer.status_code == 422
    page = answer.content.decode()
    visits, disability = (FundIndicator.objects.get(pk=key(code)) for code in ("course-visits", "disability"))
    for fault in (
        f"{visits}, at least: 60 is more than the most, 40.",
        f"{disability}, at least: Write at least how many, and at most.",
        f"{disability}, method: Say how the estimate was made.",
    ):
        assert fault in page
    assert queries.values_of(period) == []


def test_a_number_beside_what_front_desks_count_is_not_thrown_away(client, leader, period):
    answer = send(client, leader, period, course_visits=("tally", "9", "9", ""), disability=("", "", "", ""))

    assert answer.status_code == 422
    assert "Front desks count this: leave the numbers out, or say how else you know it." in answer.content.decode()
    with pytest.raises(Unfit, match="Front desks count this"):
        actions.note_values(
            period=period, values={key("course-visits"): Known("tally", 9, 9)}, by=leader, at=PROJECT_AT
        )


def test_one_number_is_the_least_and_the_most(client, leader, period):
    answer = send(client, leader, period, course_visits=("statement", "60", "", ""), disability=("", "", "", ""))

    assert answer.status_code == 302
    line = queries.lines(period, on=date(2026, 7, 6))[0]
    assert (line.low, line.high) == (60, 60)
