"""Mandates in their chain, tasks that come back reported, and a final report whose figures lead to their source."""

from datetime import date, timedelta
from functools import partial

import pytest
from django.core import mail
from django.db import DatabaseError, transaction
from django.urls import reverse

from samverka.actors.actions import edit_contact_line
from samverka.actors.models import Role
from samverka.actors.tests.factories import make_user
from samverka.core.access import Denied, Refused, Unfit
from samverka.core.ids import new_id
from samverka.core.models import Entry
from samverka.core.waiting import waiting
from samverka.programmes import actions, queries, tasks
from samverka.programmes.integrity import extended
from samverka.programmes.models import Assignment, Mandate
from samverka.programmes.tests.mandating import (
    APPROVED,
    MANDATE,
    RETURNED,
    assign,
    leading_nowhere,
    make_answered_for,
    make_final,
    make_mandate,
    publish,
)
from samverka.programmes.tests.proposing import (
    AT,
    ask,
    make_consultation,
    make_coordinator,
    make_proposal,
    make_respondent,
)
from samverka.programmes.tests.test_payments import let_in
from samverka.situation import actions as situation
from samverka.situation import paper
from samverka.situation.models import ReportVersion


pytestmark = pytest.mark.django_db
TEXT = {"text": "Vi har frågat alla."}


def extend(mandate, by, decided_on, until, change=""):
    said = {"decided_on": decided_on, "extended_until": until, "change": change}
    return actions.move_mandate(mandate=mandate, state="extended", by=by, at=AT, **said)


def test_a_mandate_follows_another_and_is_handed_over_only_to_one_that_is_known():
    by = make_coordinator()
    first = make_mandate(by)
    for state in ("active", "reported"):
        actions.move_mandate(mandate=first, state=state, by=by, at=AT)
    with pytest.raises(Refused, match="that follows first"):
        actions.move_mandate(mandate=first, state="handed_over", by=by, at=AT)
    with pytest.raises(Unfit, match="later day"):
        extend(first, by, date(2026, 5, 1), date(2026, 6, 1))
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
    for change in (situation.drop_report, partial(situation.name_report, title="Nytt namn")):
        with pytest.raises(Refused, match="It is handed over"):
            change(report=report, by=by, at=AT)
    version = situation.publish_report(report=report, by=by, at=AT)

    with pytest.raises(DatabaseError), transaction.atomic():
        ReportVersion.objects.filter(pk=version.pk).update(digest="")


def test_every_figure_of_a_final_report_leads_to_its_source_and_no_proposal_stands_without_its_banner(client):
    by, doer = make_coordinator(), make_respondent()
    mandate, proposal = make_answered_for(by, doer)
    type(proposal).objects.update(text="**Fast** stöd.")
    version = publish(make_final(by, mandate), by)
    told = version.content
    figures = [line for one in told["sections"] for line in one["figures"]]
    page = client.get(reverse("situation:published_report", args=[version.name])).content.decode()

    assert {"500000", "1"} <= {str(line["low"]) for line in figures}
    assert {one["kind"] for one in told["sources"]} >= {"mandate", "assignments", "proposals", "consultation"}
    assert leading_nowhere(told, client) == []
    for way in filter(None, (one.get("way") for one in told["sources"])):
        assert f'href="{way}"' in page
    assert page.count(proposal.banner.split(",")[0]) >= 1
    assert "<strong>Fast</strong> stöd." in page  # not as it was typed
    assert MANDATE["purpose"] in page
    assert APPROVED in page
    assert RETURNED not in page
    assert "Hur många?" not in page
    for kind in ("pdf", "docx", "xlsx"):
        assert len(paper.MAKE[kind](told, version.number)) > 2000


def test_the_next_version_of_a_final_report_answers_for_the_same_mandate_and_is_led_to(client):
    by = make_coordinator()
    mandate = make_mandate(by)
    first = publish(make_final(by, mandate), by)
    following = situation.begin_next_report(id=new_id(), report=first.report, change="Nytt.", by=by, at=AT)
    assert queries.mandate_of(following) == mandate
    assert queries.final_reports(mandate) == [first]

    second = publish(following, by)

    assert queries.final_reports(mandate) == [second]
    page = client.get(reverse("programmes:public_mandate", args=[mandate.pk])).content.decode()
    assert reverse("situation:published_report", args=[second.name]) in page


def test_mandates_do_not_follow_each_other_in_a_ring(client):
    by = make_coordinator()
    first = make_mandate(by)
    second = make_mandate(by, title="Nästa", predecessor=first)
    with pytest.raises(Unfit, match="comes after this one"):
        make_mandate(by, id=first.pk, predecessor=make_mandate(by, predecessor=second))
    Mandate.objects.filter(predecessor=second).delete()
    Mandate.objects.filter(pk=first.pk).update(predecessor=second)

    assert client.get(reverse("programmes:public_mandate", args=[first.pk])).status_code == 200
    assert len(queries.chain(second)) == 2


def test_a_mandate_that_is_extended_does_not_last_longer_than_its_extension():
    by, until = make_coordinator(), date(2028, 6, 30)
    held = actions.move_mandate(mandate=make_mandate(by), state="active", by=by, at=AT)
    for day in (until, date(2029, 6, 30)):
        extend(held, by, date(2026, 5, 1), day)

    with pytest.raises(Unfit, match="earlier day"):
        make_mandate(by, id=held.pk, last_day=until)


def test_each_extension_stands_with_the_day_of_its_decision_in_the_timeline(client):
    by = make_coordinator()
    held = actions.move_mandate(mandate=make_mandate(by), state="active", by=by, at=AT)
    held = extend(held, by, date(2026, 3, 1), date(2028, 6, 30), "En internationell del.")
    for wrong, until in ((date(2026, 2, 1), 2029), (date(2026, 12, 24), 2029), (date(2026, 4, 1), 2028)):
        with pytest.raises(Unfit):
            extend(held, by, wrong, date(until, 6, 30))
    with pytest.raises(Unfit, match=r"Say when|Skriv när"):
        actions.move_mandate(mandate=held, state="extended", extended_until=date(2029, 1, 1), by=by, at=AT)
    way = reverse("programmes:move_mandate", args=[held.pk])
    let_in(client, by)
    typed = {"state": "extended", "decided_on": "2026-05-01", "extended_until": "2029-06-30", "change": "Mer pengar."}
    assert client.post(way, typed).status_code == 302

    held.refresh_from_db()
    assert [(one.decided_on.month, one.until.year, one.change) for one in held.extensions.all()] == [
        (3, 2028, "En internationell del."), (5, 2029, "Mer pengar."),
    ]  # fmt: skip
    assert (held.ends_on, held.state) == (date(2029, 6, 30), "extended")
    for page in (reverse("programmes:mandate", args=[held.pk]), reverse("programmes:public_mandate", args=[held.pk])):
        told = " ".join(client.get(page).content.decode().split())
        first, second = (told.index(f"Förlängt till 30 juni {year}, beslutat") for year in (2028, 2029))
        assert first < told.index("En internationell del.") < second < told.index("Mer pengar.")
    assert not [*extended(AT)]
    Mandate.objects.update(extended_until=date(2031, 1, 1))
    assert len([*extended(AT)]) == 1


def test_a_mandate_is_not_decided_after_it_was_extended():
    by = make_coordinator()
    held = actions.move_mandate(mandate=make_mandate(by), state="active", by=by, at=AT)
    extend(held, by, date(2026, 3, 1), date(2028, 6, 30))

    make_mandate(by, id=held.pk, decided_on=date(2026, 3, 1))
    with pytest.raises(Unfit) as wrong:
        make_mandate(by, id=held.pk, decided_on=date(2026, 3, 2))
    assert wrong.value.field == "decided_on"


def test_the_last_extension_is_mended_by_those_who_keep_the_mandate(client):
    by = make_coordinator()
    held = actions.move_mandate(mandate=make_mandate(by), state="active", by=by, at=AT)
    held = extend(held, by, date(2026, 3, 1), date(2028, 6, 30))
    first, held = held.extensions.get(), extend(held, by, date(2026, 3, 1), date(2209, 6, 30), "Mer pengar.")
    last = held.extensions.last()
    page, way = (reverse(f"programmes:{name}", args=[held.pk]) for name in ("mandate", "move_mandate"))
    let_in(client, by)
    typed = {"extension": last.pk, "decided_on": "2026-05-01", "extended_until": "2029-06-30", "change": "Mer pengar."}
    assert {name: str(value) for name, value in client.get(page).context["mending"].initial.items()} == {
        **typed, "extension": str(last.pk), "decided_on": "2026-03-01", "extended_until": "2209-06-30"
    }  # fmt: skip
    for wrong in ({"extended_until": "2028-06-30"}, {"decided_on": "2026-02-28"}, {"extension": first.pk}):
        assert client.post(way, typed | wrong).status_code in {409, 422}
    assert client.post(way, typed).status_code == 302

    held.refresh_from_db()
    assert [(one.decided_on, one.until) for one in held.extensions.all()] == [
        (date(2026, 3, 1), date(2028, 6, 30)), (date(2026, 5, 1), date(2029, 6, 30))
    ]  # fmt: skip
    assert held.ends_on == date(2029, 6, 30)
    assert Entry.objects.filter(verb="programmes.mandate_extension_mended").count() == 1
    said = {"extended_until": date(2030, 1, 1), "decided_on": date(2026, 5, 1), "at": AT}
    with pytest.raises(Denied):
        actions.mend_extension(mandate=held, extension=last.pk, by=make_coordinator("12"), **said)


def test_what_was_typed_into_a_form_of_a_mandate_is_handed_back_and_may_be_read_through(client):
    by, doer = make_coordinator(), make_respondent()
    task = assign(make_mandate(by), doer.standing[0].organisation)
    for state in ("accepted", "in_progress"):
        task = actions.move_assignment(assignment=task, state=state, by=doer, at=AT)
    way = reverse("programmes:move_assignment", args=[task.pk])
    client.force_login(doer)

    refused = client.post(way, {"state": "reported", "text": "Ring 070-123 45 67."})
    assert refused.status_code == 422
    assert "Ring 070-123 45 67." in refused.content.decode()
    assert 'name="text_read_through"' in refused.content.decode()
    taken = client.post(way, {"state": "reported", "text": "Ring 070-123 45 67.", "text_read_through": "on"})
    assert taken.status_code == 302
    task = actions.move_assignment(assignment=task, state="returned", by=by, at=AT, text="Hur många? " * 100)
    assert Assignment.objects.get(objection=task.objection)
    assert client.post(way, {"state": "reported", "text": ""}).status_code == 422


def test_a_draft_that_a_proposal_comes_from_is_not_thrown_away():
    by = make_coordinator()
    report = make_final(by, make_mandate(by))
    assert list(queries.origins()) == []
    make_proposal(by, origin=report)

    with pytest.raises(Refused, match="proposal comes from it"):
        situation.drop_report(report=report, by=by, at=AT)


def test_what_one_is_to_do_or_to_answer_or_to_read_waits():
    by, doer = make_coordinator(), make_respondent()
    home = doer.standing[0].organisation
    mandate, consultation = make_mandate(by), make_consultation(by)
    assign(mandate, home)
    ask(consultation, by, organisation=home, respondent="", mailbox="")
    actions.send_consultation(consultation=consultation, by=by, at=AT)
    report = make_final(by, mandate)
    colleague = make_user(Role.COUNTY_COORDINATOR, at=by.standing[0].organisation)
    said = lambda user: [  # noqa: E731
        (one.address, one.due) for one in waiting(user, roles={user.standing[0].role}, footing=new_id(), at=AT)
    ]
    read = (reverse("situation:reports"), None)

    assert said(doer) == [
        (reverse("programmes:proposals"), consultation.due_on), (reverse("programmes:mandates"), date(2027, 1, 1)),
    ]  # fmt: skip
    assert read not in said(colleague)
    situation.circulate_report(report=report, by=by, at=AT)
    assert read in said(colleague)


def test_what_was_handed_over_is_what_everybody_reads_later(client):
    by, doer = make_coordinator(), make_respondent()
    mandate, proposal = make_answered_for(by, doer)
    report = make_final(by, mandate)
    for step in ("circulate", "review", "hand_over"):
        getattr(situation, f"{step}_report")(report=report, by=by, at=AT)
    handed_over = ReportVersion.objects.get()
    way = reverse("situation:published_report", args=[handed_over.name])
    assert client.get(way).status_code == 404
    assert handed_over.content["handed_over_on"] == "2026-11-02"

    actions.decide_proposal(
        proposal=proposal, decision="rejected", decided_by="Regeringen", on=AT.date(), note="", by=by, at=AT
    )
    version = situation.publish_report(report=report, by=by, at=AT + timedelta(days=30))

    assert (version, version.content) == (handed_over, handed_over.content)
    page = client.get(way).content.decode()
    assert "Antagen av" in page
    assert "2 november 2026" in page
