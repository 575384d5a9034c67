"""A county's survey of two of its municipalities, seen by the county's coordinator."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate, now

from samverka.situation.tests.factories import make_county_coordinator, make_survey
from samverka.situation.tests.pages import enter


@pytest.fixture
def board(client):
    return enter(client, make_county_coordinator())


@pytest.fixture
def survey(board):
    today = localdate(now())
    said = {"first_day": today - timedelta(days=200), "last_day": today, "due_on": today + timedelta(days=20)}
    return make_survey(board, towns=("0180", "0184"), at=now(), **said)


@pytest.fixture
def asked(survey):
    return survey.answers.select_related("survey", "questionnaire", "territory").get(territory="0180")
