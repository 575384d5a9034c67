"""What the answers come to: ranges with the lowest confidence, counts of choices, and who is missing."""

from datetime import date

import pytest

from samverka.actors.models import Territory
from samverka.actors.tests.factories import make_territory
from samverka.core.ids import new_id
from samverka.situation import actions, queries
from samverka.situation.actions import Told
from samverka.situation.queries.compiled import compiled, oldest
from samverka.situation.queries.profiles import columns, profiles
from samverka.situation.tests.factories import (
    APRIL,
    MARCH,
    answer,
    make_county_coordinator,
    make_questionnaire,
    make_survey,
    make_town_coordinator,
)


pytestmark = pytest.mark.django_db
TOWNS = ("0180", "0184", "0183")


@pytest.fixture
def by():
    return make_county_coordinator()


@pytest.fixture
def survey(by):
    return make_survey(by, towns=TOWNS)


def of(survey, code):
    return survey.answers.select_related("survey", "questionnaire", "territory").get(territory=code)


def find(survey, code):
    return next(one for one in compile_all(survey) if one.question.code == code)


def compile_all(survey, on=date(2027, 4, 1)):
    rows = list(queries.answers_of(survey))
    return compiled(rows, rows[0].questionnaire, on=on)


def test_ranges_are_added_and_missing_areas_named(survey):
    answer(of(survey, "0180"), at=MARCH, adults=[600, 800], confidence="low", method="outreach_based")
    answer(of(survey, "0184"), adults=[50, 75], confidence="high", method="count_night")

    found = find(survey, "adults")

    assert (found.total.low, found.total.high, found.total.confidence) == (650, 875, "low")
    assert (found.answered, found.asked, found.total.since) == (2, 3, date(2027, 3, 1))
    assert (found.missing, found.total.coverage.missing) == (("Sundbyberg",), ("0183",))
    assert dict(found.methods) == {"outreach_based": 1, "count_night": 1}
    assert oldest(compile_all(survey)) == date(2027, 3, 1)


def test_nobody_is_surer_than_the_method_allows(survey):
    answer(of(survey, "0180"), adults=[5, 9], confidence="high", method="expert_judgement")
    assert find(survey, "adults").total.confidence == "low"

    answer(of(survey, "0180"), confidence="high", method="count_night")
    assert find(survey, "adults").total.confidence == "high"


def test_what_is_old_is_told_to_be_old(survey):
    answer(of(survey, "0180"), at=MARCH, adults=[5, 9])
    year_later = next(
        one for one in compile_all(survey, on=date(2028, 3, 1)) if one.question.code == "adults"
    )  # fmt: skip

    assert (find(survey, "adults").outdated_percent, year_later.outdated_percent) == (0, 100)
    assert (year_later.total.low, year_later.total.high) == (5, 9)


def test_figures_of_organisations_are_not_added_since_they_may_meet_the_same_people(survey, by):
    questionnaire = make_questionnaire(by, preset="ngo")
    for name, ends in (("A", [5, 9]), ("B", [7, 8])):
        asked = actions.ask_respondent(
            id=new_id(), survey=survey, questionnaire=questionnaire, territory=make_territory("0180"),
            respondent=name, mailbox="a@example.org", by=by, at=MARCH,
        )  # fmt: skip
        link, _token = actions.invite_by_link(answer=asked, at=MARCH)
        answer(asked, link, adults=ends)

    rows = list(queries.answers_of(survey))
    [found] = [one for one in compiled(rows, questionnaire, on=APRIL.date()) if one.question.code == "adults"]

    assert found.total is None
    assert [(name, one.low, one.high) for name, one in found.apart] == [("A", 5, 9), ("B", 7, 8)]


def test_no_basis_is_an_answer_and_adds_nothing(survey):
    answer(of(survey, "0180"), children=Told(has_no_basis=True))

    found = find(survey, "children")

    assert (found.answered, found.no_basis, found.total.low) == (0, 1, None)
    assert len(found.missing) == 3


def test_what_is_not_handed_in_is_not_told(survey):
    town = make_town_coordinator()
    actions.save_answer(answer=of(survey, "0180"), told={"adults": Told([1, 2])}, by=town, at=APRIL)

    assert find(survey, "adults").total.low is None


def test_choices_grades_and_texts(survey):
    answer(
        of(survey, "0180"), meets=True, trend="more", services=["shelter", "meals"], begging=5, settlements="3_5",
        wishes=Told(text="Fler platser."),
    )  # fmt: skip
    answer(of(survey, "0184"), meets=False, trend="more", services=["meals"], begging=1)

    told = {one.question.code: dict(one.choices) for one in compile_all(survey)}

    assert told["meets"] == {"yes": 1, "no": 1}
    assert (told["trend"]["fler"], told["trend"]["färre"]) == (2, 0)
    assert (told["services"]["mat"], told["services"]["natthärbärge"]) == (2, 1)
    assert told["begging"] == {"1": 1, "2": 0, "3": 0, "4": 0, "5": 1}
    assert told["settlements"]["3 till 5"] == 1
    assert find(survey, "wishes").texts == (("Stockholm", "Fler platser."),)


def test_it_asks_two_questions_for_one_answer_or_many(survey, django_assert_num_queries):
    answer(of(survey, "0180"), meets=True, adults=[1, 2])

    rows = list(queries.answers_of(survey))
    with django_assert_num_queries(2):
        compiled(rows, rows[0].questionnaire, on=APRIL.date())
    answer(of(survey, "0184"), meets=True, adults=[1, 2])
    rows = list(queries.answers_of(survey))
    with django_assert_num_queries(2):
        compiled(rows, rows[0].questionnaire, on=APRIL.date())


def test_a_profile_tells_the_forms_of_support_dated_and_without_figures(survey):
    answer(
        of(survey, "0180"), outreach="own", services=["shelter"], gives_tickets=True, collaboration="none",
        bed_nights=1240, adults=[50, 75],
    )  # fmt: skip

    here, there = profiles([make_territory("0180"), make_territory("0184")])

    assert here.told_at == APRIL
    assert {one.question.code: one.told for one in here.support} == {
        "outreach": "vårt eget team", "services": "natthärbärge", "gives_tickets": "yes", "school": "",
        "collaboration": "inte alls", "together_with": "",
    }  # fmt: skip
    assert here.of("collaboration").is_without
    assert not here.of("school").is_without
    assert (there.told_at, there.support) == (None, ())
    assert not any(character.isdigit() for one in here.support for character in one.told)
    assert [code for code, _text in columns([here, there])] == [one.question.code for one in here.support]


def test_the_newest_answer_makes_the_profile(survey, by):
    answer(of(survey, "0180"), at=MARCH, outreach="none")
    answer(of(make_survey(by), "0180"), at=APRIL, outreach="own")

    [here] = profiles([make_territory("0180")])

    assert here.of("outreach").told == "vårt eget team"


def test_profiles_of_a_county_take_three_questions(survey, django_assert_num_queries):
    for code in TOWNS:
        answer(of(survey, code), outreach="own")

    with django_assert_num_queries(3):
        profiles([Territory(code=code) for code in TOWNS])
