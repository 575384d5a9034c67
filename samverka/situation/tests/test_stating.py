"""Estimates are stated, corrected and withdrawn; who sees what of them; and what they come to."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from samverka.actors.tests.factories import make_territory
from samverka.core.access import Denied, Refused, Unfit
from samverka.core.ids import new_id
from samverka.core.models import Entry
from samverka.situation import actions, integrity, queries
from samverka.situation.models import Estimate
from samverka.situation.retention import purge
from samverka.situation.tests.estimating import AT, DAY, state, statement
from samverka.situation.tests.factories import (
    answer,
    home,
    make_county_coordinator,
    make_national_coordinator,
    make_survey,
    make_town_coordinator,
)


pytestmark = pytest.mark.django_db
A_YEAR_AGO = DAY - timedelta(days=365)


def pictures(viewer, code="0180", before=A_YEAR_AGO):
    here = make_territory(code)
    return queries.pictures(viewer, here, inside=queries.territories_in(here), on=DAY, before=before)


def ends(one):
    return (one.range.low, one.range.high) if one.range else None


def test_an_estimate_says_what_it_is_and_leaves_a_trace():
    made = state(60, 80)

    assert (made.low, made.high, made.confidence, made.method, made.definition) == (
        60, 80, "low", "expert_judgement", "everybody",
    )  # fmt: skip
    assert Entry.objects.get(verb="situation.estimate_stated").county == "01"


def test_the_same_id_again_is_the_same_estimate():
    by, id = make_town_coordinator(), new_id()
    said = {
        "id": id, "organisation": home(by), "territory": make_territory("0180"), "definition": "adults",
        "statement": statement(), "by": by, "at": AT,
    }  # fmt: skip

    assert actions.state_estimate(**said) == actions.state_estimate(**said)
    assert Entry.objects.filter(verb="situation.estimate_stated").count() == 1
    with pytest.raises(Refused, match="something else"):
        actions.state_estimate(**said | {"statement": statement(61, 80)})


def test_that_there_is_no_basis_is_an_estimate():
    made = state(None, None, has_no_basis=True, confidence="")

    assert (made.low, made.high, made.confidence, made.range) == (None, None, "", None)


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"low": None}, "low"), ({"low": 81}, "high"), ({"high": 10_000_000}, "low"), ({"low": -1}, "low"),
        ({"confidence": ""}, "confidence"), ({"confidence": "high"}, "confidence"),
        ({"confidence": "high", "method": "count_night", "as_of": DAY - timedelta(days=15)}, "confidence"),
        ({"confidence": "medium", "method": "external", "source": "SOU 2016:6"}, "confidence"),
        ({"as_of": DAY + timedelta(days=1)}, "as_of"), ({"method": "dowsing"}, "method"),
        ({"method": "external"}, "source"), ({"definition": "ghosts"}, "definition"),
        ({"note": "19121212-1212"}, "note"), ({"source": "19121212-1212"}, "source"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_beside_its_field(told, field):
    with pytest.raises(Unfit) as refused:
        state(**{"low": 60, "high": 80, **told})

    assert refused.value.field == field
    assert not Estimate.objects.exists()


def test_a_count_of_last_week_may_be_told_with_high_confidence():
    assert state(method="count_night", confidence="high", as_of=DAY - timedelta(days=7)).confidence == "high"


def test_one_source_says_one_thing_of_a_day():
    by = make_town_coordinator()
    state(by=by)

    with pytest.raises(Unfit, match="Correct that one"):
        state(61, 80, by=by)


def test_a_correction_takes_its_place_and_both_stay():
    by = make_town_coordinator()
    before, id = state(by=by), new_id()

    made = actions.correct_estimate(id=id, estimate=before, statement=statement(50, 90), by=by, at=AT)
    again = actions.correct_estimate(id=id, estimate=before, statement=statement(50, 90), by=by, at=AT)

    assert made == again
    assert (made.replaces, made.definition) == (before, "everybody")
    assert [(one.low, one.ended_at) for one in Estimate.objects.order_by("low")] == [(50, None), (60, AT)]
    assert list(Estimate.objects.stated()) == [made]
    assert list(integrity.corrections(AT)) == []
    with pytest.raises(Refused, match="already"):
        actions.correct_estimate(id=new_id(), estimate=before, statement=statement(), by=by, at=AT)


def test_what_is_withdrawn_holds_no_more_and_is_withdrawn_once():
    by = make_town_coordinator()
    one = state(by=by)

    actions.withdraw_estimate(estimate=one, by=by, at=AT)
    actions.withdraw_estimate(estimate=one, by=by, at=AT)

    assert pictures(by) == []
    assert Entry.objects.filter(verb="situation.estimate_withdrawn").count() == 1


def test_nobody_states_for_a_territory_that_others_coordinate():
    by = make_town_coordinator(territory="0184")

    with pytest.raises(Denied):
        state(code="0180", by=by)
    with pytest.raises(Denied):
        actions.withdraw_estimate(estimate=state(), by=by, at=AT)


def test_nobody_states_in_the_name_of_others():
    by, other = make_town_coordinator(), make_town_coordinator()

    with pytest.raises(Denied):
        actions.state_estimate(
            id=new_id(), organisation=home(other), territory=make_territory("0180"), definition="adults",
            statement=statement(), by=by, at=AT,
        )  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [{"low": None}, {"low": 90}, {"confidence": ""}, {"has_no_basis": True}, {"method": "external"}],
)
def test_the_database_keeps_no_half_estimate(wrong):
    one = state()

    with pytest.raises(IntegrityError), transaction.atomic():
        Estimate.objects.filter(pk=one.pk).update(**wrong)


def test_of_a_day_the_last_that_was_stated_holds():
    state(60, 80, at=AT - timedelta(hours=1))
    later = state(40, 70)

    [one] = pictures(make_town_coordinator())

    assert one.latest.estimate == later
    assert [ends(known) for known in one.all] == [(40, 70), (60, 80)]


def test_a_series_tells_its_trend_and_breaks_where_the_method_changes():
    by = make_town_coordinator()
    for number, (low, high, method) in enumerate(
        ((20, 30, "expert_judgement"), (40, 50, "tally_based"), (60, 70, "tally_based"))
    ):
        state(low, high, by=by, as_of=DAY - timedelta(days=100 * (2 - number)), method=method)

    [one] = pictures(by)

    assert [(ends(known), is_break) for known, is_break in one.series] == [
        ((20, 30), False), ((40, 50), True), ((60, 70), False),
    ]  # fmt: skip
    assert (one.trend.direction, one.trend.ranges, one.trend.is_broken) == ("more", 2, True)


def test_others_figures_from_another_source_are_a_break():
    by = make_national_coordinator()
    state(2100, 2100, code="00", by=by, as_of=date(2014, 12, 31), method="external", source="SKL")
    state(4700, 5000, code="00", by=by, as_of=date(2015, 12, 31), method="external", source="SOU 2016:6")

    [one] = pictures(by, "00")

    assert [is_break for _known, is_break in one.series] == [False, True]
    assert one.trend.direction == "cannot_tell"


def test_areas_are_added_and_those_without_a_number_are_missing_and_not_nought():
    board = make_county_coordinator()
    state(60, 80, code="0180", method="count_night", confidence="high")
    state(10, 20, code="0184", as_of=DAY - timedelta(days=200))
    state(None, None, code="0186", has_no_basis=True, confidence="")

    [one] = pictures(board, "01")

    assert (one.total.low, one.total.high, one.total.confidence) == (70, 100, "low")
    assert one.total.coverage.known == 2
    assert {"0186", "0192"} <= set(one.total.coverage.missing)
    assert one.total.coverage.outdated == ("0184",)
    assert one.latest is None


def test_the_nation_adds_its_counties_and_does_not_look_into_them():
    state(60, 80, code="0180")
    state(600, 800, code="12", by=make_county_coordinator(county="12"))

    [one] = pictures(make_national_coordinator(), "00")

    assert (one.total.low, one.total.high, one.total.coverage.known) == (600, 800, 1)


def test_the_earlier_picture_is_compared_over_what_both_know():
    board = make_county_coordinator()
    by, day = make_town_coordinator(), A_YEAR_AGO - timedelta(days=5)
    state(10, 20, by=by, as_of=day)
    state(60, 80, by=by)
    state(5, 9, code="0184", as_of=day)
    state(5, 9, code="0186")

    [one] = pictures(board, "01")

    assert (one.change_inside.low, one.change_inside.high, one.change_inside.areas) == (40, 70, 1)
    assert (one.change_inside.only_before, one.change_inside.only_after) == (("0184",), ("0186",))


def test_small_ends_are_moved_out_for_others_and_not_for_those_whose_own_it_is():
    own = make_town_coordinator()
    state(2, 4, by=own)

    [mine], [theirs] = pictures(own), pictures(make_county_coordinator(), "01")

    assert ends(mine.latest) == (2, 4)
    [seen] = [known for area, known in theirs.inside if area.code == "0180"]
    assert (ends(seen), seen.is_widened) == ((0, 5), True)
    assert (theirs.total.low, theirs.total.high) == (0, 5)


def test_a_town_sees_nothing_of_its_neighbour():
    state(code="0184")

    assert pictures(make_town_coordinator(territory="0180")) == []


def test_answers_to_a_compiled_survey_are_read_beside_what_was_stated_and_kept_nowhere_else():
    board = make_county_coordinator()
    survey = make_survey(board, towns=("0180", "0184"), at=AT)
    for one in survey.answers.select_related("survey", "questionnaire", "territory"):
        answer(one, at=AT, adults=[50, 75], by_night=[40, 60], method="outreach_based", confidence="medium")
    before = pictures(board, "01")
    actions.lock_survey(survey=survey, by=board, at=AT)
    actions.compile_survey(survey=survey, by=board, at=AT)

    found = {one.definition: one for one in pictures(board, "01")}

    assert before == []
    assert (found["adults"].total.low, found["adults"].total.high) == (100, 150)
    assert found["adults"].total.confidence == "medium"
    assert found["by_night"].total.low == 80
    assert not Estimate.objects.exists()


@pytest.mark.parametrize("towns", [("0180",), ("0180", "0184", "0186")])
def test_more_areas_ask_no_more_of_the_database(django_assert_num_queries, towns):
    board = make_county_coordinator()
    survey = make_survey(board, towns=towns, at=AT)
    for one in survey.answers.select_related("survey", "questionnaire", "territory"):
        answer(one, at=AT, adults=[50, 75])
        state(code=one.territory_id)
    actions.lock_survey(survey=survey, by=board, at=AT)
    actions.compile_survey(survey=survey, by=board, at=AT)
    here = make_territory("01")
    _ = board.standing
    inside = queries.territories_in(here)

    with django_assert_num_queries(3):
        queries.pictures(board, here, inside=inside, on=DAY, before=A_YEAR_AGO)


def test_notes_are_emptied_when_they_are_old_and_the_estimate_stays():
    one = state(note="Räknat en tisdag.")

    assert purge.erase_notes(county="00", before=AT, at=AT, limit=9) == 1
    one.refresh_from_db()
    assert (one.note, one.low) == ("", 60)
