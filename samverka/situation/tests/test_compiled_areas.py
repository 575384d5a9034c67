"""One question, municipality by municipality: ranges as ranges, choices on a map, and against the earlier picture."""

import re
from datetime import date

import pytest

from samverka.situation.actions import Told
from samverka.situation.tests.factories import (
    answer,
    make_county_coordinator,
    make_survey,
)
from samverka.situation.tests.pages import enter, page, text


TOWNS = ("0180", "0184", "0183", "0186")
BEFORE = {"first_day": date(2025, 4, 1), "last_day": date(2026, 3, 1)}


@pytest.fixture
def board(client):
    return enter(client, make_county_coordinator())


@pytest.fixture
def survey(board):
    return make_survey(board, towns=TOWNS)


def tell(survey, code, by_town):
    for town, value in by_town.items():
        given = survey.answers.select_related("survey", "questionnaire", "territory").get(territory=town)
        answer(given, **{code: value})


def look(client, survey, code, **asked):
    return client.get(page("compiled_question", survey.pk, code), asked)


def test_ranges_are_drawn_as_ranges_and_what_is_missing_as_missing(client, survey):
    tell(survey, "adults", {"0180": [100, 200], "0184": [50, 50], "0183": Told(has_no_basis=True)})

    shown = look(client, survey, "adults")
    spans = re.findall(r'class="span" d="M(\d+) \d+H(\d+)', shown.content.decode())

    assert spans == [("390", "590"), ("290", "290")]
    assert shown.content.decode().count('<path class="missing"') == 2
    assert "Stockholm 100–200" in text(shown)  # noqa: RUF001 (a range)
    assert "Compared with the earlier picture" not in text(shown)


def test_a_choice_is_drawn_on_a_map_with_its_key(client, survey):
    tell(survey, "outreach", {"0180": "own", "0184": "none", "0183": Told(has_no_basis=True)})

    shown = look(client, survey, "outreach").content.decode()

    assert re.findall(r'<path fill="url\(#shade-(\w+)\)', shown) == ["4", "5", "7", "missing"]
    assert shown.count('class="swatch"') == 4


def test_of_several_one_is_drawn_at_a_time(client, survey):
    tell(survey, "services", {"0180": ["shelter", "day"], "0184": ["day"], "0183": []})

    told = {
        one: re.findall(
            r'<path fill="url\(#shade-(\w+)\)', look(client, survey, "services", option=one).content.decode()
        )
        for one in ("shelter", "day")
    }

    assert told == {"shelter": ["4", "zero", "zero", "missing"], "day": ["4", "zero", "4", "missing"]}


def test_it_is_compared_with_the_earlier_picture_of_the_same_territory(client, board, survey):
    earlier = make_survey(board, towns=TOWNS[:3], **BEFORE)
    tell(earlier, "adults", {"0180": [10, 20], "0184": [60, 90]})
    tell(survey, "adults", {"0180": [100, 200], "0183": [7, 9]})

    told = text(look(client, survey, "adults"))

    assert "They are more." in told
    assert "In the one municipality that has a figure in both, the difference is between 80 and 190." in told
    assert "Only in the earlier picture: Solna." in told
    assert "Only in this picture: Sundbyberg." in told
    assert "Compared with" not in text(look(client, earlier, "adults"))


def test_ranges_that_overlap_say_nothing_of_more_or_fewer(client, board, survey):
    tell(make_survey(board, towns=TOWNS[:1], **BEFORE), "adults", {"0180": [10, 20]})
    tell(survey, "adults", {"0180": [15, 30]})

    assert "the ranges overlap" in text(look(client, survey, "adults"))


def test_texts_and_what_was_not_asked_have_no_such_page(client, survey):
    assert [look(client, survey, code).status_code for code in ("difficulties", "nonsense")] == [404, 404]


def test_the_whole_leads_to_each_question(client, survey):
    shown = client.get(page("compiled", survey.pk)).content.decode()

    assert page("compiled_question", survey.pk, "adults") in shown
    assert page("compiled_question", survey.pk, "difficulties") not in shown
