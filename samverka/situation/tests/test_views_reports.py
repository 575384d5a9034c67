"""The pages of reports: written by those who may, and read by everybody."""

from datetime import date
from io import BytesIO

import pikepdf
import pytest
from django.test import Client
from openpyxl import load_workbook

from samverka.core.ids import new_id
from samverka.situation import actions, queries
from samverka.situation.models import Report, ReportSection, Survey
from samverka.situation.tests.factories import make_county_coordinator
from samverka.situation.tests.pages import enter, page, seen, text
from samverka.situation.tests.reporting import HOSTILE, MAY, make_colleague, make_compiled, make_report, publish


pytestmark = pytest.mark.django_db


@pytest.fixture
def by(client):
    return enter(client, make_county_coordinator())


@pytest.fixture
def report(by):
    return make_report(by)


def first(report):
    return queries.sections_of(report)[0]


def test_a_report_is_begun_from_a_compiled_survey(client, by):
    survey = make_compiled(by)
    Survey.objects.update(first_day=date(2025, 10, 1), last_day=date(2026, 9, 30))

    listed = text(client.get(page("reports")))
    form = client.get(page("begin_report"), {"survey": survey.pk}).context["form"]
    told = {"id": new_id(), "territory": "01", "title": "Läget", "survey": survey.pk}
    told |= {"first_day": "2026-01-01", "last_day": "2026-02-01"}
    wrong = client.post(page("begin_report"), told | {"title": ""})
    begun = client.post(page("begin_report"), told)

    made = Report.objects.get()
    assert "Compiled, and without a report" in listed
    assert str(form["survey"].value()) == str(survey.pk)
    assert (wrong.status_code, begun.status_code, begun.url) == (422, 302, page("report", made.pk))
    assert made.first_day == date(2025, 10, 1)


def test_the_draft_shows_figures_with_all_that_goes_with_them(client, report):
    told = text(client.get(page("report", report.pk)))

    for words in (
        "125–185", "Confidence: medium.", "4 of 5 municipalities; missing: Botkyrka.", "4 of 5 (80 %)",  # noqa: RUF001
        "The oldest figure in it is from 1 April 2027.", "You are alone here",
    ):  # fmt: skip
        assert words in told


def test_each_figure_of_a_draft_leads_to_its_answers(client, report):
    asked = report.survey.answers.first().questionnaire.questions.get(code="adults")

    told = client.get(page("report", report.pk)).content.decode()

    assert f'href="{page("compiled", report.survey_id)}#question-{asked.pk}"' in told
    assert f'id="question-{asked.pk}"' in client.get(page("compiled", report.survey_id)).content.decode()


def test_text_is_looked_at_and_then_saved(client, report):
    section = first(report)
    way = page("write_section", section.pk)
    told = {"heading": "Kort sagt", "text": "Ett.\n\n- två\n- <b>tre</b>", "seen": seen(client.get(way))}

    looked = client.post(way, told | {"preview": "text"})
    section.refresh_from_db()
    assert (looked.status_code, section.text) == (200, "")
    assert "<li>&lt;b&gt;tre&lt;/b&gt;</li>" in looked.content.decode()

    saved = client.post(way, told)
    section.refresh_from_db()
    assert saved.url == f"{page('report', report.pk)}#section-{section.pk}"
    assert section.heading == "Kort sagt"


def test_what_a_colleague_has_changed_is_handed_back(client, by, report):
    section = first(report)
    way = page("write_section", section.pk)
    before = seen(client.get(way))
    actions.write_section(section=section, heading="Deras", text="Deras text.", by=by, at=MAY)

    back = client.post(way, {"heading": "Min", "text": "Min text.", "seen": before})
    again = client.post(way, {"heading": "Min", "text": "Min text.", "seen": seen(back)})

    assert (back.status_code, again.status_code) == (409, 302)
    assert "Min text." in back.content.decode()


def test_a_doubtful_text_is_asked_about(client, report):
    way = page("write_section", first(report).pk)

    asked = client.post(way, {"heading": "Kort", "text": "Ring 070-123 45 67."})
    refused = client.post(way, {"heading": "Kort", "text": "19121212-1212"})
    stood_by = client.post(way, {"heading": "Kort", "text": "Ring 070-123 45 67.", "text_read_through": "on"})

    assert (asked.status_code, refused.status_code, stood_by.status_code) == (422, 422, 302)


def test_sections_are_added_moved_and_removed_by_buttons(client, report):
    many = ReportSection.objects.count()
    client.post(page("add_section", report.pk), {"id": new_id(), "heading": "Bäddar", "shows": "indicator:bed_nights"})
    made = queries.sections_of(report)[-1]
    wrong = client.post(page("add_section", report.pk), {"id": new_id(), "heading": "Bäddar", "shows": "question:x"})

    client.post(page("move_section", made.pk), {"up": "yes"})
    assert [one.heading for one in queries.sections_of(report)][-2:] == ["Bäddar", "Vad som saknas"]
    client.post(page("move_section", made.pk), {"up": "no"})
    client.post(page("remove_section", made.pk))

    assert (made.block, made.code, wrong.status_code) == ("indicator", "bed_nights", 422)
    assert ReportSection.objects.count() == many


def test_it_is_reviewed_published_and_read_by_everybody(client, by, report):
    actions.write_section(section=first(report), heading="I korthet", text="Läget är känt.", by=by, at=MAY)
    make_colleague(by)
    assert "A colleague who did not begin it" in text(client.get(page("report", report.pk)))
    refused = client.post(page("review_report", report.pk), follow=True)
    assert "Let a colleague read it through" in text(refused)
    Report.objects.filter(pk=report.pk).update(by=None)

    client.post(page("review_report", report.pk))
    client.post(page("take_up_report", report.pk))
    client.post(page("review_report", report.pk))
    done = client.post(page("publish_report", report.pk), follow=True)
    told = Client().get(page("published_report", "01-2027-1"), {"language": "en"})

    assert "It is published, and stays as it is." in text(done)
    assert "Läget är känt." in text(told)
    assert "125–185" in text(told)  # noqa: RUF001 (a range)
    assert "/surveys/" not in told.content.decode()
    assert 'href="#source-2"' in told.content.decode()
    assert "Lägesbild för länet" in text(Client().get(page("published_reports")))


def test_whoever_reads_an_old_version_is_told_of_the_later_one(client, by, report):
    assert client.get(page("begin_next_report", report.pk)).status_code == 200
    publish(report, by)
    empty = client.post(page("begin_next_report", report.pk), {"id": new_id(), "change": ""})
    begun = client.post(page("begin_next_report", report.pk), {"id": new_id(), "change": "Rättat efter nya svar."})
    following = Report.objects.get(supersedes=report)
    publish(following, by)

    old = text(Client().get(page("published_report", "01-2027-1"), {"language": "en"}))
    new = text(Client().get(page("published_report", "01-2027-2"), {"language": "en"}))

    assert (empty.status_code, begun.url) == (422, page("report", following.pk))
    assert "There is a later version" in old
    assert "There is a later version" not in new
    assert "Rättat efter nya svar." in new


def test_a_draft_is_thrown_away_and_named_anew(client, by, report):
    way = page("report", report.pk)
    named = client.post(way, {"title": "Nytt namn", "seen": seen(client.get(way))})
    report.refresh_from_db()
    dropped = client.post(page("drop_report", report.pk))

    assert (named.status_code, report.title, dropped.url) == (302, "Nytt namn", page("reports"))


def test_what_is_out_is_not_thrown_away(client, by, report):
    publish(report, by)

    told = client.post(page("drop_report", report.pk), follow=True)

    assert "stays as it is" in text(told)


@pytest.mark.slow
def test_it_is_printed_for_those_who_listen(client, by, report):
    actions.write_section(section=first(report), heading='#read("x")', text=HOSTILE, by=by, at=MAY)
    publish(report, by)

    for answer in (
        Client().get(page("published_file", "01-2027-1", "pdf")),
        client.get(page("report_draft", report.pk, "pdf")),
    ):
        assert answer.headers["Content-Type"] == "application/pdf"
        with pikepdf.open(BytesIO(answer.content)) as pdf, pdf.open_metadata() as about:
            assert (str(pdf.Root.Lang), about["dc:title"], about["pdfuaid:part"]) == ("sv", "Lägesbild för länet", "1")
            tags = [str(one.get("/S")) for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and "/S" in one]
            assert {"/H1", "/H2", "/H3", "/L", "/LI", "/BlockQuote", "/Strong", "/Em", "/Link"} <= set(tags)


def test_all_its_tables_are_a_workbook(by, report):
    publish(report, by)

    book = load_workbook(BytesIO(Client().get(page("published_file", "01-2027-1", "xlsx")).content))

    assert book.sheetnames == ["Siffror", "Namn", "Källor", "Texter"]
    rows = [[cell.value for cell in row] for row in book["Siffror"].iter_rows()]
    [adults] = [row for row in rows if row[1] == "Ungefär hur många vuxna finns här?"]
    assert adults[3:8] == [125, 185, 4, 5, "Botkyrka"]
    text_file = Client().get(page("published_file", "01-2027-1", "csv")).content.decode("utf-8-sig")
    assert ";125;185;4;5;Botkyrka;" in text_file


def test_what_is_not_there_is_not_found(client, report):
    for way in (
        page("published_report", "01-2027-9"), page("published_file", "01-2027-9", "pdf"),
        page("published_file", "01-2027-1", "exe"), page("report_draft", report.pk, "exe"), page("report", new_id()),
    ):  # fmt: skip
        assert client.get(way).status_code == 404


def test_more_of_the_same_costs_no_more_queries(client, by, report, django_assert_max_num_queries):
    publish(report, by)
    with django_assert_max_num_queries(3):
        Client().get(page("published_report", "01-2027-1"))
    with django_assert_max_num_queries(1):
        Client().get(page("published_reports"))
