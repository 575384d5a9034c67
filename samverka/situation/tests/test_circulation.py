"""A final report goes round: those who are asked read it and comment, and each comment is answered."""

from datetime import timedelta

import pytest

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_user
from samverka.core.access import Denied, Refused, Unfit
from samverka.core.ids import new_id
from samverka.core.keeping import RULES
from samverka.core.waiting import waiting
from samverka.situation import actions, queries
from samverka.situation.models import ReportComment, ReportReader
from samverka.situation.tests.factories import home, make_county_coordinator
from samverka.situation.tests.pages import enter, page, text
from samverka.situation.tests.reporting import MAY, make_colleague, make_report


pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return make_county_coordinator()


@pytest.fixture
def report(by):
    return make_report(by, kind="final", survey=None)


@pytest.fixture
def town():
    return make_user(Role.RESPONDENT)


def ask(report, town, by):
    told = {"report": report, "organisation": town.standing[0].organisation, "by": by, "at": MAY}
    return actions.ask_reader(id=new_id(), **told)


def say(reader, town, **said):
    return actions.comment_on_report(
        **{"id": new_id(), "reader": reader, "text": "Fel år.", "by": town, "at": MAY} | said
    )


def test_those_who_are_asked_comment_while_it_goes_round_and_each_comment_is_answered(by, report, town):
    reader, id = ask(report, town, by), new_id()
    assert (ask(report, town, by), queries.to_read(town).count()) == (reader, 0)
    with pytest.raises(Refused, match="goes round no more"):
        say(reader, town)
    actions.circulate_report(report=report, by=by, at=MAY)
    assert list(queries.to_read(town)) == [reader]
    section = queries.sections_of(report)[0]
    made = say(reader, town, id=id, section=section)
    assert (say(reader, town, id=id), queries.to_read(town).count()) == (made, 0)
    with pytest.raises(Denied, match="that is asked"):
        say(reader, by)
    with pytest.raises(Unfit):
        say(reader, town, text="19900101-2385 var där")  # not a birth number of anybody

    colleague = make_colleague(by)
    with pytest.raises(Refused, match="Answer every comment"):
        actions.review_report(report=report, by=colleague, at=MAY)
    assert list(queries.comments_to_answer(by)) == [made]
    with pytest.raises(Unfit, match="why not"):
        actions.answer_comment(comment=made, outcome="not_taken_up", by=by, at=MAY)
    with pytest.raises(Denied):
        actions.answer_comment(comment=made, outcome="taken_up", by=town, at=MAY)
    actions.answer_comment(comment=made, outcome="taken_up", by=by, at=MAY)
    with pytest.raises(Refused, match="answered"):
        actions.take_back_comment(comment=made, by=town, at=MAY)
    actions.review_report(report=report, by=colleague, at=MAY)
    with pytest.raises(Refused, match="goes round no more"):
        say(reader, town)


def test_it_goes_round_anew_and_whoever_has_said_something_stays(by, report, town):
    reader = ask(report, town, by)
    actions.circulate_report(report=report, by=by, at=MAY)
    actions.note_report_read(reader=reader, by=town, at=MAY)
    actions.take_up_report(report=report, by=by, at=MAY)
    assert not queries.circulated_to(town).exists()
    actions.circulate_report(report=report, by=by, at=MAY)
    assert list(queries.to_read(town)) == [reader]
    made = say(reader, town)
    with pytest.raises(Refused, match="commented already"):
        actions.drop_reader(reader=reader, by=by, at=MAY)
    actions.take_back_comment(comment=made, by=town, at=MAY)
    actions.drop_reader(reader=reader, by=by, at=MAY)
    assert not ReportReader.objects.exists()


def test_a_draft_is_read_and_commented_on_its_page_and_answered_on_the_authors(client, by, report, town):
    reader = ask(report, town, by)
    other = make_user(Role.RESPONDENT)
    enter(client, town)
    assert client.get(page("read_report", reader.pk)).status_code == 404
    actions.circulate_report(report=report, by=by, at=MAY)
    section = queries.sections_of(report)[0]

    shown = client.get(page("read_report", reader.pk), {"about": section.pk})
    assert shown.context["form"]["section"].value() == str(section.pk)
    said = {"id": new_id(), "section": section.pk, "text": "Fel år i <b>tabellen</b>."}
    assert client.post(page("read_report", reader.pk), said | {"text": ""}).status_code == 422
    client.post(page("read_report", reader.pk), said)
    made = ReportComment.objects.get()
    assert "Fel år i <b>tabellen</b>." in text(client.get(page("read_report", reader.pk))).replace("&lt;", "<").replace(
        "&gt;", ">"
    )

    enter(client, by)
    assert "Fel år i" in text(client.get(page("report", report.pk)))
    wrong = client.post(page("answer_comment", made.pk), {"outcome": "not_taken_up", "answer": ""})
    client.post(page("answer_comment", made.pk), {"outcome": "not_taken_up", "answer": "Året stämmer."})
    assert wrong.status_code == 422

    client.force_login(town)
    assert "Året stämmer." in text(client.get(page("read_report", reader.pk)))
    enter(client, other)
    assert client.get(page("read_report", reader.pk)).status_code == 404
    assert client.get(page("answer_comment", made.pk)).status_code == 404


def test_what_was_said_goes_a_year_after_it_is_out(by, report, town):
    reader = ask(report, town, by)
    actions.circulate_report(report=report, by=by, at=MAY)
    made = say(reader, town)
    actions.answer_comment(comment=made, outcome="taken_up", by=by, at=MAY)
    actions.review_report(report=report, by=make_colleague(by), at=MAY)
    out = MAY + timedelta(days=100)
    actions.hand_over_report(report=report, by=by, at=out)
    actions.publish_report(report=report, by=by, at=out)
    rule = RULES["situation.reportcomment"]
    for days, left in ((364, 1), (366, 0)):
        at = out + timedelta(days=days)
        rule.carry_out(county="00", before=rule.before("00", at=at), at=at, limit=10)
        assert ReportComment.objects.count() == left
    assert home(by) == report.organisation


def test_what_waits_in_my_day_is_marked_on_the_page_it_leads_to(client, by, report, town):
    reader, colleague = ask(report, town, by), make_colleague(by)
    draft = make_report(by, title="Utkastet")
    counted = lambda: [  # noqa: E731
        one.text for one in waiting(colleague, roles={Role.COUNTY_COORDINATOR}, footing=new_id(), at=MAY)
        if "comment" in one.text or "colleague" in one.text
    ]  # fmt: skip
    enter(client, colleague)
    marked = lambda: {  # noqa: E731
        name: list(client.get(page("reports")).context[name]) for name in ("to_answer", "to_review", "to_publish")
    }
    assert (counted(), marked()) == ([], {"to_answer": [], "to_review": [], "to_publish": []})

    actions.write_section(section=queries.sections_of(draft)[0], heading="I korthet", text="Färre.", by=by, at=MAY)
    actions.circulate_report(report=report, by=by, at=MAY)
    made = say(reader, town)
    assert sorted(counted()) == ["1 comment on a report of yours", "2 reports by colleagues"]
    assert {name: {*rows} for name, rows in marked().items()} == {
        "to_answer": {made}, "to_review": {draft, report}, "to_publish": set(),
    }  # fmt: skip
    assert f'{page("report", report.pk)}#comment-{made.pk}"' in client.get(page("reports")).content.decode()

    actions.review_report(report=draft, by=colleague, at=MAY)
    assert marked()["to_publish"] == [draft]
