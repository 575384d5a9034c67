"""Mandates in their chain, tasks that come back reported, and a final report whose figures lead to their source."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, transaction
from django.urls import reverse

from samverka.actors.actions import edit_contact_line
from samverka.actors.models import Role
from samverka.actors.tests.factories import make_territory, make_user
from samverka.core.access import Denied, Refused, Unfit
from samverka.core.ids import new_id
from samverka.programmes import actions, queries, tasks
from samverka.programmes.tests.mandating import MANDATE, assign, make_mandate
from samverka.programmes.tests.proposing import AT, make_coordinator, make_handed_over, make_respondent
from samverka.situation import actions as situation
from samverka.situation import paper
from samverka.situation.models import ReportVersion


pytestmark = pytest.mark.django_db
TEXT = {"text": "Vi har frågat alla."}


def test_a_mandate_follows_another_and_is_handed_over_only_to_one_that_is_known():
    by = make_coordinator()
    first = make_mandate(by)
    for state in ("active", "reported"):
        actions.move_mandate(mandate=first, state=state, by=by, at=AT)
    with pytest.raises(Refused, match="that follows first"):
        actions.move_mandate(mandate=first, state="handed_over", by=by, at=AT)
    with pytest.raises(Unfit, match="later day"):
        actions.move_mandate(mandate=first, state="extended", extended_until=date(2026, 6, 1), by=by, at=AT)
    second = make_mandate(by, title="Nästa", predecessor=first)
    with pytest.raises(Unfit, match="has followed"):
        make_mandate(by, predecessor=first)
    first = actions.move_mandate(mandate=first, state="handed_over", by=by, at=AT)

    assert queries.chain(first) == queries.chain(second) == [first, second]
    with pytest.raises(Refused, match="does not follow"):
        actions.move_mandate(mandate=first, state="active", by=by, at=AT)
    with pytest.raises(Denied):
        actions.move_mandate(mandate=second, state="active", by=make_coordinator("12"), at=AT)


def test_a_task_is_taken_on_reported_returned_and_accepted_by_whose_turn_it_is():
    by, doer = make_coordinator(), make_respondent()
    task = assign(make_mandate(by), doer.standing[0].organisation)

    with pytest.raises(Denied):
        actions.move_assignment(assignment=task, state="accepted", by=by, at=AT)
    with pytest.raises(Refused, match="does not follow"):
        actions.move_assignment(assignment=task, state="reported", by=doer, at=AT, **TEXT)
    for state in ("accepted", "in_progress"):
        task = actions.move_assignment(assignment=task, state=state, by=doer, at=AT)
    with pytest.raises(Unfit, match="few words"):
        actions.move_assignment(assignment=task, state="reported", by=doer, at=AT)
    task = actions.move_assignment(assignment=task, state="reported", by=doer, at=AT, **TEXT)
    with pytest.raises(Denied):
        actions.move_assignment(assignment=task, state="accepted_by_issuer", by=doer, at=AT)
    task = actions.move_assignment(assignment=task, state="returned", by=by, at=AT, text="Hur många?")
    task = actions.move_assignment(assignment=task, state="reported", by=doer, at=AT, text="Alla fem.")
    task = actions.move_assignment(assignment=task, state="accepted_by_issuer", by=by, at=AT)

    assert (task.state, task.report, task.objection) == ("accepted_by_issuer", "Alla fem.", "Hur många?")


def test_the_clock_reminds_of_tasks_before_and_after_their_day_once():
    doer = make_respondent()
    home = doer.standing[0].organisation
    edit_contact_line(
        organisation=home, function="intake", by=make_user(Role.ORGANISATION_ADMIN, at=home), at=AT,
        email="hjalpen@exempel.example", phone="", hours="",
    )  # fmt: skip
    assign(make_mandate(), home)
    sent = []
    for day in (0, 54, 55, 61, 62):
        mail.outbox.clear()
        tasks.tick(at=AT + timedelta(days=day))
        sent.append(len(mail.outbox))

    assert sent == [0, 1, 0, 1, 0]


def make_final(by, mandate):
    return actions.begin_final_report(
        id=new_id(), mandate=mandate, territory=make_territory("01"), title="Slutredovisning", by=by, at=AT,
        last_day=date(2026, 11, 2),
    )  # fmt: skip


def publish(report, by):
    for step in ("circulate", "review", "hand_over", "publish"):
        made = getattr(situation, f"{step}_report")(report=report, by=by, at=AT)
    return made


def test_a_final_report_goes_round_is_adopted_and_handed_over_before_it_is_published():
    by = make_coordinator()
    report = make_final(by, make_mandate(by))

    with pytest.raises(Refused, match="Circulate it first"):
        situation.review_report(report=report, by=by, at=AT)
    situation.circulate_report(report=report, by=by, at=AT)
    situation.review_report(report=report, by=by, at=AT)
    with pytest.raises(Refused, match="Hand it over first"):
        situation.publish_report(report=report, by=by, at=AT)
    situation.hand_over_report(report=report, by=by, at=AT)
    with pytest.raises(Refused, match="stays as it is"):
        situation.take_up_report(report=report, by=by, at=AT)
    version = situation.publish_report(report=report, by=by, at=AT)

    with pytest.raises(DatabaseError), transaction.atomic():
        ReportVersion.objects.filter(pk=version.pk).update(digest="")


def test_every_figure_of_a_final_report_leads_to_its_source_and_no_proposal_stands_without_its_banner(client):
    by, doer = make_coordinator(), make_respondent()
    mandate, proposal = make_mandate(by), make_handed_over(by)
    actions.add_deliverable(id=new_id(), mandate=mandate, title="Delrapport", due_on=date(2026, 6, 1), by=by, at=AT)
    assign(mandate, doer.standing[0].organisation)
    version = publish(make_final(by, mandate), by)
    told = version.content
    figures = [line for one in told["sections"] for line in one["figures"]]
    page = client.get(reverse("situation:published_report", args=[version.name])).content.decode()

    assert {"500000", "1"} <= {str(line["low"]) for line in figures}
    assert all(line["source"] is not None for line in figures)
    assert {one["kind"] for one in told["sources"]} >= {"mandate", "proposals"}
    for way in (reverse("programmes:public_mandate", args=[mandate.pk]), reverse("programmes:public_proposals")):
        assert f'href="{way}"' in page
        assert client.get(way).status_code == 200
    assert page.count(proposal.banner.split(",")[0]) >= 1
    assert MANDATE["purpose"] in page
    for kind in ("pdf", "docx", "xlsx"):
        assert len(paper.MAKE[kind](told, version.number)) > 2000
    following = situation.begin_next_report(id=new_id(), report=version.report, change="Nytt.", by=by, at=AT)
    assert queries.mandate_of(following) == mandate
