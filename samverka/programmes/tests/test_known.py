"""What is wrong with a period's values is told at once, for each indicator by name, and nothing typed is lost."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from samverka.core.access import Unfit
from samverka.programmes import actions, queries
from samverka.programmes.actions import Known
from samverka.programmes.models import FundIndicator
from samverka.programmes.tests.factories import home
from samverka.programmes.tests.projects import PROJECT_AT, key, make_leader, make_running
from samverka.situation.tests.desks import count_course, make_counting
from samverka.situation.tests.pages import enter, text


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


def test_what_front_desks_counted_leads_to_the_desks_and_months(client, leader, period):
    service = make_counting(home(leader), at=datetime(2026, 3, 10, 11, tzinfo=UTC), women=7)
    count_course(service, at=datetime(2026, 4, 14, 11, tzinfo=UTC), women=3)
    partner = make_leader()
    other = make_counting(home(partner), at=datetime(2026, 5, 12, 11, tzinfo=UTC), women=9)
    said = {"project": period.project, "at": PROJECT_AT}
    actions.add_project_partner(organisation=home(partner), by=leader, **said)
    for desk, whose in ((service, leader), (other, partner)):
        actions.count_at(services=[desk], by=whose, **said)

    [told] = queries.tallied(leader, period, on=date(2026, 7, 6))
    assert (told.line.low, [(one.pk, month.month, counted.low, counted.high) for one, month, counted in told.rows]) == (
        19,
        [(service.pk, 3, 7, 7), (service.pk, 4, 1, 4)],
    )
    enter(client, leader)
    page = reverse("programmes:period_counted", args=[period.pk])
    assert page in client.get(reverse("programmes:period", args=[period.pk])).content.decode()
    answer = client.get(page)
    assert f"{reverse('outreach:desk_month', args=[home(leader).pk])}?month=2026-03-01" in answer.content.decode()
    assert f"Front desks of others that count too: {other} ({home(partner)})." in text(answer)
