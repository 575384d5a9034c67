"""What a report may tell: ranges with all that goes with them, and nothing that would give a small count away."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from samverka.actors.models import Territory
from samverka.actors.tests.factories import make_territory
from samverka.core.ids import new_id
from samverka.situation import actions, queries
from samverka.situation.actions import Told
from samverka.situation.disclosure import attack
from samverka.situation.disclosure.choices import hide_each, hide_few, is_few, widened
from samverka.situation.disclosure.tables import Dimension, tabulate
from samverka.situation.models import IndicatorFigure, PublishedCell, Report
from samverka.situation.queries.report_words import shown
from samverka.situation.tests.factories import (
    home,
    make_county_coordinator,
    make_national_coordinator,
    make_questionnaire,
)
from samverka.situation.tests.publishing import bed_nights
from samverka.situation.tests.publishing import publish as publish_table
from samverka.situation.tests.reporting import MAY, TOWNS, make_compiled, make_report, publish


ON = date(2027, 5, 1)


@given(some.lists(some.integers(0, 30), min_size=1, max_size=6))
def test_no_hidden_count_of_a_choice_can_be_worked_out(counts):
    codes = [str(place) for place in range(len(counts))]
    table = tabulate(
        "x", [Dimension.flat("category", codes)], {(code,): n for code, n in zip(codes, counts, strict=True)}
    )
    told = hide_few(counts)
    hidden = [table.key(code) for code, one in zip(codes, told, strict=True) if one is None]

    assert all(one is None or one == 0 or one > 4 for one in told)
    if None in told and any(one is not None for one in told):
        assert attack.narrow([attack.suppressed(table, hidden)]) == {}


def test_choices_of_several_are_hidden_where_few_chose_or_did_not():
    assert hide_each([0, 3, 9, 17, 20], of=20) == [0, None, 9, None, 20]


def test_ranges_grow_and_rest_on_enough():
    assert [widened(*pair) for pair in ((0, 0), (1, 4), (3, 12), (5, 9))] == [(0, 0), None, (0, 12), (5, 9)]
    assert [is_few(1, 1, 1.0), is_few(5, 2, 0.5), is_few(5, 3, 0.8), is_few(5, 3, 0.75), is_few(2, 2, 0.5)] == [
        False, True, True, False, False,
    ]  # fmt: skip


def content(report):
    return queries.report_content(report, on=ON)


def figures(report, block, code=""):
    return [
        line for one in content(report)["sections"] if (one["block"], one["code"]) == (block, code)
        for line in one["figures"]
    ]  # fmt: skip


def show(report, block, code, *, by):
    actions.add_section(id=new_id(), report=report, heading="Mer", block=block, code=code, by=by, at=MAY)
    return figures(report, block, code)


@pytest.fixture
def by():
    return make_county_coordinator()


@pytest.mark.django_db
def test_a_range_comes_with_all_that_goes_with_it(by):
    [adults] = figures(make_report(by), "question", "adults")

    names = ("low", "high", "confidence", "as_of", "methods", "known", "areas", "missing", "outdated", "status")
    told = {name: adults[name] for name in names}
    assert told == {
        "low": 125, "high": 185, "confidence": "medium", "as_of": "2027-04-01", "methods": [["outreach_based", 4]],
        "known": 4, "areas": 5, "missing": ["Botkyrka"], "outdated": 0, "status": "",
    }  # fmt: skip


@pytest.mark.django_db
def test_what_rests_on_one_municipality_or_is_small_is_hidden(by):
    one = make_report(by, survey=make_compiled(by, children=Told([2, 4])))
    [children] = figures(one, "question", "children")
    [night] = figures(one, "question", "by_night")
    far = make_county_coordinator(county="12")
    two = make_report(far, survey=make_compiled(far, towns=("1280", "1281", "1283")))
    three = [answer for answer in two.survey.answers.all() if answer.territory_id != "1280"]
    for answer in three[:1]:
        answer.values.filter(question__code="adults").delete()
    [adults] = figures(two, "question", "adults")

    assert (children["low"], children["high"]) == (8, 16)
    assert (night["status"], night["low"], night["known"]) == ("m", None, 0)
    assert (adults["status"], adults["why"], adults["low"]) == ("c", "few", None)


@pytest.mark.django_db
def test_few_choices_are_hidden_and_forms_of_support_named(by):
    report = make_report(by)

    begging = figures(report, "question", "begging")
    support = figures(report, "support")

    assert [(one["status"], one["why"]) for one in begging] == [("c", "few")]
    [shelter] = [one for one in support if one["label"] == "natthärbärge"]
    assert (shelter["low"], shelter["names"]) == (4, ["Huddinge", "Solna", "Stockholm", "Sundbyberg"])


@pytest.mark.django_db
def test_a_county_asked_widely_is_told_in_choices(by):
    towns = ("0180", "0184", "0183", "0126", "0136", "0160", "0163", "0162")
    report = make_report(by, survey=make_compiled(by, towns=towns))

    told = {one["label"]: one["low"] for one in figures(report, "question", "begging")}

    assert told == {"1": 0, "2": 0, "3": 8, "4": 0, "5": 0}


@pytest.mark.django_db
def test_what_is_published_as_statistics_is_told_in_no_second_way(by):
    report = make_report(by, survey=make_compiled(by, bed_nights=Told(400, reason="others")))
    assert "question:bed_nights" not in dict(queries.telling_codes(report))
    report.sections.create(place=99, heading="Nätter", block="question", code="bed_nights")

    [told] = figures(report, "question", "bed_nights")
    [none] = figures(report, "indicator", "bed_nights")
    publish_table(bed_nights())
    cells = figures(report, "indicator", "bed_nights")

    assert (told["why"], told["low"], none["why"]) == ("statistics", None, "unpublished")
    known = dict(PublishedCell.objects.filter(area="01", category="").values_list("period", "value"))
    assert cells
    assert {one["label"]: one["low"] for one in cells} == {key: known[key] for key in (one["label"] for one in cells)}
    source = content(report)["sources"][cells[0]["source"]]
    assert (source["kind"], source["version"]) == ("table", 1)


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["nights_open", "outreach_visits", "cold_nights"])
def test_what_is_published_with_protection_is_not_told_without(by, key):
    report = make_report(by)
    IndicatorFigure.objects.create(
        indicator=key, territory=report.territory, month=date(2026, 11, 1), numerator=3, denominator=0,
        organisations=1, largest=3, computed_at=MAY, revision=1,
    )  # fmt: skip

    report.sections.filter(block="indicator").delete()
    [told] = show(report, "indicator", key, by=by)

    assert (told["why"], told["low"]) == ("unpublished", None)


@pytest.mark.django_db
def test_one_municipality_that_was_asked_is_not_told_as_the_county(by):
    for code in TOWNS:
        make_territory(code)
    report = make_report(by, survey=make_compiled(by, towns=("0180",)))

    [adults] = figures(report, "question", "adults")
    assert (adults["why"], adults["low"]) == ("few", None)


@pytest.mark.django_db
def test_what_an_organisation_answers_is_protected_too(by):
    survey = make_compiled(by)
    preset = make_questionnaire(by, preset="ngo")
    survey.answers.create(
        questionnaire=preset, territory=by.standing[0].territory, respondent="Exempelföreningen",
        state="answered", way="account", answered_at=MAY,
    ).values.create(question=preset.questions.get(code="with_municipality"), value=1)  # fmt: skip

    told = show(make_report(by, survey=survey), "question", "with_municipality", by=by)
    assert {one["low"] for one in told} == {None}


@pytest.mark.django_db
def test_a_year_has_four_quarters(by):
    report = make_report(by)
    report.first_day, report.last_day = date(2026, 1, 1), date(2026, 12, 31)
    IndicatorFigure.objects.create(
        indicator="services", territory=report.territory, month=date(2026, 12, 1), numerator=3, denominator=0,
        organisations=0, largest=0, computed_at=MAY, revision=1,
    )  # fmt: skip

    told = figures(report, "indicator", "services")
    assert [one["label"] for one in told] == ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]


@pytest.mark.django_db
def test_a_later_text_without_figures_takes_nothing_from_the_nation(by):
    publish(make_report(by), by)
    words = make_report(by, survey=make_compiled(by), title="Halvårsbild", last_day=date(2027, 4, 1))
    words.sections.all().delete()
    actions.add_section(id=new_id(), report=words, heading="I korthet", by=by, at=MAY)
    publish(words, by)
    nation = make_national_coordinator()
    report = make_report(nation, survey=None, territory=Territory.objects.get(code="00"), last_day=date(2027, 4, 1))
    Report.objects.filter(pk=report.pk).update(survey=None)

    told = {one["label"]: one["low"] for one in figures(Report.objects.get(pk=report.pk), "question", "adults")}
    assert told["Stockholms län"] == 125


@pytest.mark.django_db
def test_services_are_told_as_they_are(by):
    report = make_report(by)
    for month in (date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1)):
        IndicatorFigure.objects.create(
            indicator="services", territory=report.territory, month=month, numerator=3, denominator=0, organisations=0,
            largest=0, computed_at=MAY, revision=1,
        )  # fmt: skip

    told = {one["label"]: (one["low"], one["status"]) for one in figures(report, "indicator", "services")}

    assert told == {"2026-Q2": (None, "m"), "2026-Q3": (None, "m"), "2026-Q4": (3, "")}


@pytest.mark.django_db
def test_a_municipality_tells_of_support_and_not_of_people():
    county = make_county_coordinator()
    survey = make_compiled(county)
    own = Report.objects.create(
        organisation=home(county), territory=Territory.objects.get(code="0180"), title="Vår bild", survey=survey,
        first_day=survey.first_day, last_day=survey.last_day, by=county,
    )  # fmt: skip
    for place, code in enumerate(("adults", "services"), 1):
        own.sections.create(place=place, heading=code, block="question", code=code)

    [adults] = figures(own, "question", "adults")
    services = figures(own, "question", "services")

    assert (adults["why"], adults["low"]) == ("place", None)
    assert sum(one["low"] for one in services) == 2


@pytest.mark.django_db
def test_the_nation_adds_what_counties_have_published_and_names_the_rest(by):
    publish(make_report(by), by)
    far = make_county_coordinator(county="12")
    publish(make_report(far, survey=make_compiled(far, towns=("1280", "1281", "1283", "1260"))), far)
    hidden = make_county_coordinator(county="03")
    publish(make_report(hidden, survey=make_compiled(hidden, towns=("0380", "0381"), adults=Told([1, 2]))), hidden)
    nation = make_national_coordinator()
    report = make_report(nation, survey=None, territory=Territory.objects.get(code="00"))
    report.survey = None

    told = {one["label"]: one for one in figures(report, "question", "adults")}

    assert list(told) == ["Skåne län", "Stockholms län", "Uppsala län", "Alla län tillsammans"]
    total = told["Alla län tillsammans"]
    assert (total["low"], total["high"], total["known"], total["areas"]) == (205, 305, 2, 21)
    assert (told["Uppsala län"]["status"], "Uppsala län" in total["missing"]) == ("c", True)
    assert total["confidence"] == "medium"
    [group] = next(one for one in content(report)["sections"] if one["block"] == "missing")["groups"]
    assert len(group["names"]) == 18
    assert [one["label"] for one in figures(report, "response")] == ["Skåne län", "Stockholms län", "Uppsala län"]


@pytest.mark.django_db
def test_what_holds_for_every_line_is_said_once(by):
    sections = {one.code or one.block: one for one in shown(content(make_report(by)))}

    assert sections["difficulties"].lines[0].told["low"] == 0
    assert sections["adults"].single.value == "125–185"  # noqa: RUF001 (a range)
    assert sections["support"].lines[0].under
    assert TOWNS[0] not in str(sections["adults"])
