"""Reports from their outline until they are out."""

from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from datetime import date
from threading import Barrier

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils.timezone import localdate

from samverka.core import finding
from samverka.core.access import Denied, Refused, Stale, Unfit
from samverka.core.ids import new_id
from samverka.core.models import Entry
from samverka.core.versions import version
from samverka.situation import actions, integrity, queries
from samverka.situation.models import Report, ReportSection, ReportVersion, Survey
from samverka.situation.paper.printed import printed
from samverka.situation.queries.basis import Basis
from samverka.situation.queries.estimated import estimates
from samverka.situation.reference import REPORT
from samverka.situation.tests.estimating import state
from samverka.situation.tests.factories import (
    home,
    make_county_coordinator,
    make_national_coordinator,
    make_survey,
    make_town_coordinator,
)
from samverka.situation.tests.reporting import MAY, make_colleague, make_compiled, make_report, publish


pytestmark = pytest.mark.django_db
State = Report.State


@pytest.fixture
def by():
    return make_county_coordinator()


@pytest.fixture
def report(by):
    return make_report(by)


def section(report, number=1):
    return queries.sections_of(report)[number - 1]


def verbs():
    return list(Entry.objects.filter(verb__contains="report").order_by("number").values_list("verb", flat=True))


def test_a_report_begins_with_what_its_survey_can_tell(by):
    report = make_report(by)

    codes = [one.code for one in queries.sections_of(report) if one.block == "question"]
    assert (report.state, report.first_day, report.by) == (State.COMPILING, report.survey.first_day, by)
    assert {"adults", "children", "by_night"} <= set(codes)
    assert section(report).heading == "I korthet"
    assert verbs() == ["situation.report_begun"]
    assert Entry.objects.get(verb="situation.report_begun").county == "01"


def test_asked_again_it_is_the_same_and_a_survey_has_one_report(by, report):
    said = {"organisation": home(by), "territory": report.territory, "title": "Igen", "by": by, "at": MAY}
    said |= {"first_day": report.first_day, "last_day": report.last_day}

    assert actions.begin_report(id=report.pk, **said) == report
    with pytest.raises(Unfit, match="already"):
        actions.begin_report(id=new_id(), survey=report.survey, **said)
    assert Report.objects.count() == 1


@pytest.mark.parametrize(
    ("days", "field"),
    [
        ({"first_day": date(2027, 3, 2), "last_day": date(2027, 3, 1)}, "last_day"),
        ({"last_day": date(2027, 6, 1)}, "last_day"),
    ],
)
def test_a_report_without_a_survey_is_about_a_time_that_is_over(by, days, field):
    told = {"id": new_id(), "organisation": home(by), "territory": by.standing[0].territory, "title": "Läget"}
    told |= {"first_day": date(2026, 4, 1), "last_day": date(2027, 3, 1), "by": by, "at": MAY}

    with pytest.raises(Unfit) as unfit:
        actions.begin_report(**told | days)

    assert unfit.value.field == field
    assert actions.begin_report(**told).survey is None


def test_a_survey_that_goes_on_or_asks_elsewhere_is_refused(by):
    far = make_county_coordinator(county="12")

    with pytest.raises(Unfit, match="Compile"):
        make_report(by, survey=make_survey(by))
    with pytest.raises(Unfit, match="elsewhere"):
        make_report(by, survey=make_compiled(far, towns=("1280", "1281", "1283", "1260")))


def test_only_the_territorys_own_coordinator_writes(by, report):
    for other in (make_county_coordinator(county="12"), make_town_coordinator(), make_national_coordinator()):
        with pytest.raises(Denied):
            actions.write_section(section=section(report), heading="A", text="B", by=other, at=MAY)
        with pytest.raises(Denied):
            actions.begin_report(
                id=new_id(), organisation=home(other), territory=report.territory, title="A",
                first_day=report.first_day, last_day=report.last_day, by=other, at=MAY,
            )  # fmt: skip


def test_text_is_written_and_nobody_overwrites_a_colleague_unseen(by, report):
    first = section(report)
    seen = version(first)

    actions.write_section(section=first, heading="Kort", text="Läget är känt.", by=by, at=MAY, seen=seen)
    with pytest.raises(Stale):
        actions.write_section(section=first, heading="Kort", text="Annat.", by=by, at=MAY, seen=seen)

    first.refresh_from_db()
    assert (first.heading, first.text) == ("Kort", "Läget är känt.")


def test_what_points_somebody_out_is_refused(by, report):
    for told in ({"text": "Ring 19121212-1212."}, {"text": "", "heading": "19121212-1212"}):
        with pytest.raises(Unfit):
            actions.write_section(section=section(report), by=by, at=MAY, **{"heading": "Kort", **told})
    with pytest.raises(Unfit):
        actions.name_report(report=report, title="19121212-1212", by=by, at=MAY)


def test_sections_are_added_moved_and_removed(by, report):
    many = len(queries.sections_of(report))
    made = actions.add_section(
        id=new_id(), report=report, heading="Nytt", block="indicator", code="services", by=by, at=MAY
    )
    actions.add_section(id=made.pk, report=report, heading="Nytt", by=by, at=MAY)

    actions.move_section(section=made, up=True, by=by, at=MAY)
    actions.move_section(section=section(report), up=True, by=by, at=MAY)
    assert [one.pk for one in queries.sections_of(report)][-2] == made.pk
    actions.remove_section(section=made, by=by, at=MAY)
    actions.remove_section(section=made, by=by, at=MAY)
    actions.move_section(section=made, up=True, by=by, at=MAY)

    assert len(queries.sections_of(report)) == many
    with pytest.raises(Refused, match="not there"):
        actions.write_section(section=made, heading="A", text="", by=by, at=MAY)
    with pytest.raises(Unfit):
        actions.add_section(
            id=new_id(), report=report, heading="A", block="question", code="removals_started", by=by, at=MAY
        )


def test_sixty_sections_are_enough(by, report):
    ReportSection.objects.bulk_create(ReportSection(report=report, place=9, heading="A") for _ in range(60))

    with pytest.raises(Refused, match="enough"):
        actions.add_section(id=new_id(), report=report, heading="En till", by=by, at=MAY)


def test_a_colleague_reviews_where_there_is_one(by, report):
    colleague = make_colleague(by)

    with pytest.raises(Refused, match="colleague"):
        actions.review_report(report=report, by=by, at=MAY)
    actions.review_report(report=report, by=colleague, at=MAY)
    again = actions.review_report(report=report, by=by, at=MAY)

    assert (again.state, again.reviewed_by) == (State.REVIEWED, colleague)
    assert verbs().count("situation.report_reviewed") == 1


def test_what_a_colleague_wrote_since_it_was_read_is_read_first(by, report):
    colleague, at = make_colleague(by), localdate(MAY)
    read = queries.report_digest(queries.report_content(report, on=at))
    first = section(report)
    actions.write_section(section=first, heading=first.heading, text="Nytt.", by=by, at=MAY)

    with pytest.raises(Stale):
        actions.review_report(report=report, by=colleague, at=MAY, seen=read)
    read = queries.report_digest(queries.report_content(report, on=at))
    actions.review_report(report=report, by=colleague, at=MAY, seen=read)
    with pytest.raises(Stale):
        actions.publish_report(report=report, by=by, at=MAY, seen="0" * 64)
    assert actions.publish_report(report=report, by=by, at=MAY, seen=read).number == 1


def test_a_sign_that_no_letter_can_show_stops_no_paper(by, report):
    first = section(report)
    actions.write_section(section=first, heading=first.heading, text="Viktigt \N{PUSHPIN}", by=by, at=MAY)

    assert printed(queries.report_content(report, on=localdate(MAY)), 0).startswith(b"%PDF")


def test_only_surveys_of_ones_own_territory_wait_for_a_report(by):
    survey = make_compiled(by)

    assert list(queries.surveys_to_report(by)) == [survey]
    assert list(queries.surveys_to_report(make_national_coordinator())) == []


def test_who_is_alone_reviews_and_it_is_said(by, report):
    actions.review_report(report=report, by=by, at=MAY)
    told = actions.publish_report(report=report, by=by, at=MAY)

    assert told.content["reviewed_by_another"] is False


def test_what_is_reviewed_is_taken_up_to_be_changed(by, report):
    actions.review_report(report=report, by=by, at=MAY)

    with pytest.raises(Refused, match="Take it up"):
        actions.name_report(report=report, title="Annat", by=by, at=MAY)
    actions.take_up_report(report=report, by=by, at=MAY)
    actions.take_up_report(report=report, by=by, at=MAY)
    named = actions.name_report(report=report, title="Annat", by=by, at=MAY)

    assert (named.state, named.title, named.reviewed_by) == (State.COMPILING, "Annat", None)


def test_published_it_stands_with_its_survey_and_says_so_once(by, report):
    with pytest.raises(Refused, match="reviewed first"):
        actions.publish_report(report=report, by=by, at=MAY)

    told = publish(report, by)
    again = actions.publish_report(report=report, by=by, at=MAY)

    report.refresh_from_db()
    assert (again, told.name, told.number, report.state) == (told, "01-2027-1", 1, State.PUBLISHED)
    assert (report.survey.state, report.survey.published_at) == (Survey.State.PUBLISHED, MAY)
    assert told.digest == queries.report_digest(told.content)
    assert verbs()[-1] == "situation.report_published"
    for act in (actions.take_up_report, actions.drop_report):
        with pytest.raises(Refused, match="stays as it is"):
            act(report=report, by=by, at=MAY)
    with pytest.raises(Refused, match="stays as it is"):
        actions.write_section(section=section(report), heading="A", text="B", by=by, at=MAY)


def test_a_version_is_never_changed_or_deleted(by, report):
    told = publish(report, by)

    for change in (
        lambda: ReportVersion.objects.update(number=2),
        lambda: ReportVersion.objects.filter(pk=told.pk).update(content={}),
        lambda: ReportVersion.objects.filter(pk=told.pk)._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError, match="stays"), transaction.atomic():
            change()
    assert ReportVersion.objects.get().content == told.content


def test_what_is_out_is_read_from_what_was_frozen(by, report):
    before = deepcopy(publish(report, by).content)

    report.survey.answers.first().values.all().delete()
    ReportSection.objects.update(text="Ändrat efteråt.")

    assert ReportVersion.objects.get().content == before
    assert list(integrity.reports(MAY)) == []


def test_the_next_version_supersedes_and_says_what_has_changed(by, report):
    with pytest.raises(Refused, match="Only what is published"):
        actions.begin_next_report(id=new_id(), report=report, change="Rättat.", by=by, at=MAY)
    first = publish(report, by)
    with pytest.raises(Unfit):
        actions.begin_next_report(id=new_id(), report=report, change=" ", by=by, at=MAY)

    following = actions.begin_next_report(id=new_id(), report=report, change="Rättat.", by=by, at=MAY)
    assert actions.begin_next_report(id=new_id(), report=report, change="Igen.", by=by, at=MAY) == following
    assert [one.heading for one in queries.sections_of(following)] == [
        one.heading for one in queries.sections_of(report)
    ]
    second = publish(following, by)

    report.refresh_from_db()
    assert (report.state, second.number, second.name) == (State.SUPERSEDED, 2, "01-2027-2")
    assert second.content["change"] == "Rättat."
    assert queries.later_version(first) == second
    assert list(queries.published_reports()) == [second]
    assert [*integrity.reports(MAY), *finding.faults()] == []
    found = finding.search(first.content["title"], marks=[finding.EVERYBODY], at=MAY).results
    assert {one.text.subject: one.text.is_old for one in found} == {report.pk: True, following.pk: False}


def test_a_final_report_of_a_county_is_not_its_picture_of_the_situation(by):
    report = make_report(by, survey=None, kind=Report.Kind.FINAL)
    nation = Report(territory_id="00", first_day=report.first_day, last_day=report.last_day)
    ReportVersion.objects.create(report=report, name="x", number=1, content={}, digest="", written_down_at=MAY)
    seen = {}
    for kind in (Report.Kind.FINAL, Report.Kind.SITUATION):
        Report.objects.filter(pk=report.pk).update(kind=kind, state=State.PUBLISHED, published_at=MAY)
        seen[kind] = list(Basis(nation, MAY.date()).counties)

    assert seen == {"final": [], "situation": ["01"]}


def test_a_draft_is_thrown_away(by, report):
    actions.drop_report(report=report, by=by, at=MAY)

    assert not Report.objects.exists()
    with pytest.raises(Refused, match="not there"):
        actions.review_report(report=report, by=by, at=MAY)


def test_what_is_wrong_is_found(by, report):
    told = publish(report, by)
    following = actions.begin_next_report(id=new_id(), report=report, change="Rättat.", by=by, at=MAY)
    ReportVersion.objects.create(report=following, name="x", number=7, content={}, digest="", written_down_at=MAY)
    Report.objects.filter(pk=following.pk).update(state=State.PUBLISHED, published_at=MAY)

    found = list(integrity.reports(MAY))

    assert len(found) == 3
    assert told.name not in " ".join(found)


def test_others_do_not_see_drafts(by, report):
    assert list(queries.reports(by)) == [report]
    assert list(queries.reports(make_county_coordinator())) == []
    assert list(queries.reports(make_national_coordinator())) == []


def test_a_municipality_writes_its_own():
    own = make_town_coordinator()

    made = actions.begin_report(
        id=new_id(), organisation=home(own), territory=own.standing[0].territory, title="Vår bild",
        first_day=date(2026, 4, 1), last_day=date(2027, 3, 1), by=own, at=MAY,
    )  # fmt: skip

    assert publish(made, own).name == "0180-2027-1"


def test_the_states_in_the_documents_are_those_there_are():
    assert {name for step in REPORT for name in step[:2]} - {""} == set(State.values)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_who_publish_at_once_publish_one_version():
    by = make_county_coordinator()
    report = make_report(by)
    actions.review_report(report=report, by=make_colleague(by), at=MAY)
    together = Barrier(4)

    def ask(_number):
        connection.ensure_connection()
        together.wait()
        try:
            return actions.publish_report(report=Report.objects.get(pk=report.pk), by=by, at=MAY).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as writers:
        made = set(writers.map(ask, range(4)))

    assert made == {ReportVersion.objects.get().pk}
    assert Entry.objects.filter(verb="situation.report_published").count() == 1


def test_estimates_are_told_with_method_and_source_and_no_municipality_is_pointed_at(by):
    report = make_report(by, survey=None, kind=Report.Kind.FINAL)
    state(3, 200, code="01", by=by, definition="everybody")
    for code, low, high in (("0180", 2, 4), ("0184", 10, 20), ("0183", 10, 20)):
        state(low, high, code=code, definition="adults")
    state(5, 500, code="0126", definition="by_night")

    block = estimates(Basis(report, MAY.date()), "")

    told = {line["label"]: (line["low"], line["high"], line["why"]) for line in block.figures}
    assert told == {
        "everybody, at one time": (0, 200, ""), "Together: adults, at one time": (20, 45, ""),
        "Together: everybody, by night": (None, None, "few"),
    }  # fmt: skip
    assert all(line["methods"] and line["source"] is not None for line in block.figures)
