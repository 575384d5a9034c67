"""Proposals: handed over as they are, never shown without their banner, consulted on, decided."""

import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from samverka.core import finding
from samverka.core.access import Denied, Refused, Unfit
from samverka.core.ids import new_id
from samverka.core.models import Entry
from samverka.programmes import actions, queries, retention, tasks
from samverka.programmes.actions import purge
from samverka.programmes.models import ConsultationAnswer, Proposal
from samverka.programmes.models.proposals import NEXT, ProposalState
from samverka.programmes.tests.proposing import (
    AT,
    DUE,
    WORDS,
    ask,
    make_consultation,
    make_coordinator,
    make_handed_over,
    make_proposal,
    make_respondent,
)
from samverka.programmes.views.sheets import answers_sheet, opinions_sheet


pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 2)
LATER = AT + timedelta(days=1)
LATE = AT + timedelta(days=35)


class Way:
    """A proposal that goes from state to state."""

    def __init__(self):
        self.by = make_coordinator()
        self.proposal = make_proposal(self.by)

    def said(self):
        return {"by": self.by, "at": LATER}

    def go(self, state):
        self.proposal.refresh_from_db()
        return getattr(self, f"_{state}")(proposal=self.proposal, **self.said())

    def _handed_over(self, **said):
        return actions.hand_over(on=DAY, **said)

    def _out_for_consultation(self, proposal, **said):
        made = actions.plan_consultation(id=new_id(), proposal=proposal, due_on=DUE, is_open_to_all=True, **said)
        return actions.send_consultation(consultation=made, **said)

    def _consultation_closed(self, proposal, **said):
        return actions.close_consultation(consultation=proposal.consultation, **said)

    def _decided(self, **said):
        return actions.decide_proposal(decision="adopted", decided_by="Regeringen", on=DAY, **said)

    def _implemented(self, **said):
        return actions.note_implemented(on=DAY, **said)

    def _not_taken_up(self, **said):
        return actions.note_not_taken_up(on=DAY, **said)


def test_a_proposal_goes_only_where_it_may_and_says_each_time_whether_it_holds():
    seen, waiting = {}, [[]]
    while waiting:
        path = waiting.pop()
        way = Way()
        for state in path:
            way.go(state)
        here = Proposal.objects.get(pk=way.proposal.pk)
        seen[here.state] = here.banner
        waiting += [[*path, state.value] for state in NEXT[here.state] if state.value not in seen]

    assert set(seen) == set(ProposalState.values)
    assert "no guidance" in seen["handed_over"]
    assert "carried out on" in seen["implemented"]
    assert Entry.objects.filter(verb="programmes.proposal_implemented").exists()


def test_no_step_is_skipped_and_what_was_rejected_is_not_carried_out():
    way = Way()

    with pytest.raises(Refused, match="does not follow"):
        way.go("decided")
    way.go("handed_over")
    actions.decide_proposal(
        proposal=way.proposal, decision="rejected", decided_by="Regeringen", on=DAY, note="Nej.", **way.said()
    )
    with pytest.raises(Refused, match="rejected"):
        way.go("implemented")
    with pytest.raises(Unfit, match="still to come"):
        actions.hand_over(proposal=make_proposal(way.by), on=date(2027, 1, 1), **way.said())


def test_what_is_handed_over_stays_and_a_draft_is_its_authors_own():
    by, stranger = make_coordinator(), make_coordinator("12")
    draft = make_proposal(by)

    assert list(queries.proposals(stranger)) == []
    with pytest.raises(Denied):
        actions.write_proposal(proposal=draft, by=stranger, at=LATER, **WORDS)
    with pytest.raises(Unfit, match="personal number"):
        actions.write_proposal(proposal=draft, by=by, at=LATER, **WORDS | {"text": "Om 19811218-9876."})
    written = actions.write_proposal(proposal=draft, by=by, at=LATER, **WORDS | {"title": "Ny rubrik"})
    actions.hand_over(proposal=written, on=DAY, by=by, at=LATER)

    assert [str(one) for one in queries.proposals(stranger)] == ["Ny rubrik"]
    with pytest.raises(Refused, match="stays as it was"):
        actions.write_proposal(proposal=written, by=by, at=LATER, **WORDS)
    with pytest.raises(Refused, match="stays as it was"):
        actions.drop_proposal(proposal=written, by=by, at=LATER)


def test_the_banner_stands_wherever_the_text_stands(client):
    by = make_coordinator()
    proposal = make_handed_over(by)
    consultation = make_consultation(by, proposal=proposal, is_open_to_all=True)
    actions.send_consultation(consultation=consultation, by=by, at=AT)
    proposal.refresh_from_db()
    client.force_login(make_respondent())
    pages = {
        "programmes:proposals": [], "programmes:proposal": [proposal.pk], "programmes:public_proposals": [],
        "programmes:public_proposal": [proposal.pk], "programmes:answer_openly": [proposal.pk],
    }  # fmt: skip

    told = {
        name: client.get(reverse(name, args=args), headers={"accept-language": "en"}) for name, args in pages.items()
    }

    for name, answer in told.items():
        page = answer.content.decode()
        assert WORDS["title"] in page, name
        assert 'class="notice notice-warning decision"' in page, name
    assert client.get(f"/api/v1/proposals/{proposal.pk}").json()["banner"] == proposal.banner


def test_the_clock_asks_and_reminds_before_and_after_the_day_and_nobody_twice():
    by = make_coordinator()
    consultation = make_consultation(by)
    silent, quick = ask(consultation, by), ask(consultation, by, respondent="Snabba", mailbox="snabba@exempel.example")
    tasks.tick(at=AT)
    actions.send_consultation(consultation=consultation, by=by, at=AT)
    subjects = []
    for day in (0, 0, 10, 23, 24, 30, 31):
        mail.outbox.clear()
        tasks.tick(at=AT + timedelta(days=day))
        if day == 0 and mail.outbox:
            actions.answer_by_link(token=token_in(mail.outbox, quick), opinion="supports", at=AT)
        subjects.append([one.subject for one in mail.outbox])

    silent.refresh_from_db()
    assert [len(one) for one in subjects] == [2, 0, 0, 1, 0, 1, 0]
    assert silent.reminded_at == AT + timedelta(days=23)
    assert silent.missed_at == AT + timedelta(days=30)


def token_in(outbox, answer):
    text = next(one.body for one in outbox if one.to == [answer.mailbox])
    return re.search(r"/remiss/([\w-]+)/", text)[1]


def test_whoever_is_asked_after_the_day_is_not_reminded_on_the_day_of_the_invitation():
    by = make_coordinator()
    consultation = make_consultation(by)
    ask(consultation, by)
    actions.send_consultation(consultation=consultation, by=by, at=AT)
    ask(consultation, by, respondent="Sena", mailbox="sena@exempel.example")
    sent = []
    for day in (35, 35, 36):
        mail.outbox.clear()
        tasks.tick(at=AT + timedelta(days=day))
        sent.append(len(mail.outbox))

    assert sent == [2, 0, 2]


def test_a_personal_link_opens_one_answer_without_an_account_until_the_end(client):
    by = make_coordinator()
    consultation = make_consultation(by)
    answer = ask(consultation, by)
    actions.send_consultation(consultation=consultation, by=by, at=AT)
    _answer, token = actions.mail_link(answer=answer, occasion="invited_at", at=AT)
    way = reverse("programmes:answer_by_link", args=[token])

    assert client.get(reverse("programmes:answer_by_link", args=["x" * 43])).status_code == 404
    assert client.post(way, {"opinion": "opposes", "summary": ""}).status_code == 422  # says not why
    assert client.post(way, {"opinion": "opposes", "summary": "För dyrt."}).status_code == 302
    answer.refresh_from_db()
    assert (answer.opinion, answer.way, answer.summary) == ("opposes", "link", "För dyrt.")
    actions.close_consultation(consultation=consultation, by=by, at=LATE)
    assert client.get(way).status_code == 404


def test_no_link_is_made_once_the_consultation_is_closed():
    by = make_coordinator()
    consultation = make_consultation(by)
    answer = ask(consultation, by)
    actions.send_consultation(consultation=consultation, by=by, at=AT)
    actions.close_consultation(consultation=consultation, by=by, at=AT)

    with pytest.raises(Refused):
        actions.mail_link(answer=answer, occasion="invited_at", at=AT)
    answer.refresh_from_db()
    assert answer.digest is None


def test_five_ways_to_answer_are_compiled_with_who_is_late_and_who_is_missing():
    by, member = make_coordinator(), make_respondent()
    consultation = make_consultation(by, is_open_to_all=True)
    home = member.standing[0].organisation
    mine = ask(consultation, by, organisation=home, respondent="", mailbox="")
    letter, silent = (ask(consultation, by, respondent=name) for name in ("Brevskrivarna", "Tysta"))
    actions.send_consultation(consultation=consultation, by=by, at=AT)

    actions.answer_consultation(answer=mine, opinion="supports", by=member, at=AT)
    actions.enter_opinion(answer=letter, opinion="remarks", summary="Börja i år.", by=by, at=LATE)
    unasked = {"consultation": consultation, "respondent": "Grannarna", "opinion": "opposes", "at": AT}
    again = new_id()
    for id in (again, again):
        actions.answer_openly(id=id, summary="Nej.", **unasked)
    table = queries.table_of(consultation)

    assert [one[2:] for one in table.opinions] == [(1, 0), (1, 0), (0, 1), (0, 0)]
    assert (table.asked, table.answered, table.unasked, table.late) == (3, 2, 1, 1)
    assert table.missing == [silent]
    assert [(one.respondent, one.is_late, one.is_unverified) for one in table.answers] == [
        ("Brevskrivarna", True, False), (home.name, False, False), ("Grannarna", False, True),
    ]  # fmt: skip
    assert [next(iter(row)) for row in answers_sheet(consultation).rows][-1] == "Tysta"
    assert list(opinions_sheet(consultation).rows)[-1] == ["has not answered", 1, 0]


def test_an_opinion_is_its_own_organisations_and_others_read_it_when_all_have_answered():
    by, member, other = make_coordinator(), make_respondent(), make_respondent()
    consultation = make_consultation(by)
    answer = ask(consultation, by, organisation=member.standing[0].organisation, respondent="", mailbox="")
    with pytest.raises(Refused, match="takes no answers"):
        actions.answer_consultation(answer=answer, opinion="supports", by=member, at=AT)
    actions.send_consultation(consultation=consultation, by=by, at=AT)

    with pytest.raises(Denied):
        actions.answer_consultation(answer=answer, opinion="supports", by=other, at=AT)
    with pytest.raises(Refused, match="takes no answers"):
        actions.answer_openly(id=new_id(), consultation=consultation, respondent="X", opinion="supports", at=AT)
    seen = lambda: list(ConsultationAnswer.objects.visible_to(other))  # noqa: E731
    assert seen() == []
    actions.close_consultation(consultation=consultation, by=by, at=LATER)
    assert seen() == [answer]


def test_a_page_of_many_answers_asks_no_more_than_one_of_few(client, django_assert_max_num_queries):
    by = make_coordinator()
    consultation = make_consultation(by)
    for number in range(12):
        ask(consultation, by, respondent=f"Förening {number}")
    for page in ("programmes:proposals", "programmes:public_proposals"):
        [make_handed_over(by) for _ in range(4)]
        with django_assert_max_num_queries(10):
            Client().get(reverse(page)) if "public" in page else client.get(reverse(page))
    client.force_login(by)
    with django_assert_max_num_queries(14):
        client.get(reverse("programmes:consultation", args=[consultation.pk]))


def test_mailboxes_and_old_drafts_are_let_go_of_and_answers_stay():
    by = make_coordinator()
    consultation, draft = make_consultation(by), make_proposal(by)
    answer = ask(consultation, by)
    actions.send_consultation(consultation=consultation, by=by, at=AT)
    actions.close_consultation(consultation=consultation, by=by, at=AT)
    said = {"county": "00", "before": LATER, "at": LATER, "limit": 10}

    assert (purge.forget_mailboxes(**said), purge.drop_drafts(**said)) == (1, 1)
    answer.refresh_from_db()
    assert answer.mailbox == ""
    assert not Proposal.objects.filter(pk=draft.pk).exists()
    assert retention


def test_a_proposal_is_found_with_its_banner_and_a_draft_by_those_who_make_it_alone():
    by = make_coordinator()
    proposal = make_proposal(by)
    found = lambda marks: finding.search("rådgivning", marks=marks, at=AT).results  # noqa: E731
    everybody, own = [finding.EVERYBODY], finding.marks_of(by)

    assert found(everybody) == found(finding.marks_of(make_coordinator("12"))) == []
    assert [one.text.subject for one in found(own)] == [proposal.pk]
    actions.hand_over(proposal=proposal, on=DAY, by=by, at=AT)
    [one] = found(everybody)
    assert (one.text.status, one.text.part) == (Proposal.objects.get().banner, "")
    draft = make_proposal(by, title="Ny rådgivning")
    assert len(found(own)) == 2
    actions.drop_proposal(proposal=draft, by=by, at=AT)
    assert (len(found(own)), list(finding.faults())) == (1, [])
