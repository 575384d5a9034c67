"""Mandates and their parts, each made through the actions."""

from datetime import date, timedelta
from typing import Any

from django.test import Client

from samverka.actors.models import COORDINATORS, Organisation, User
from samverka.actors.tests.factories import make_territory
from samverka.core.ids import new_id
from samverka.programmes import actions
from samverka.programmes.models import Assignment, Mandate, Proposal
from samverka.programmes.tests.proposing import AT, ask, make_consultation, make_coordinator, make_handed_over
from samverka.situation import actions as situation
from samverka.situation.models import Report, ReportVersion


MANDATE = {
    "title": "Stöd till samverkan", "issuer": "Regeringen", "form": "government", "reference": "A2026/1",
    "purpose": "Samla kunskap.", "target_group": "EU-medborgare i utsatthet", "decided_on": date(2025, 12, 1),
    "first_day": date(2026, 1, 1), "last_day": date(2027, 12, 31), "money": 500_000, "predecessor": None,
}  # fmt: skip
APPROVED, RETURNED = "Alla fem kommuner har svarat.", "Ett utkast till svar."  # what was done, of two tasks


def make_mandate(by: User | None = None, **said: object) -> Mandate:
    by = by or make_coordinator()
    told = {"id": new_id(), "organisation": by.standing[0].organisation, "at": AT, **MANDATE}
    return actions.write_mandate(by=by, **told | said)


def assign(mandate: Mandate, organisation: Organisation) -> Assignment:
    """By whoever holds it."""
    by = mandate.organisation.memberships.filter(role__in=COORDINATORS).earliest("pk").user
    said = {"task": "Berätta hur det ser ut hos er.", "due_on": AT.date() + timedelta(days=60), "at": AT}
    return actions.assign(id=new_id(), mandate=mandate, organisation=organisation, by=by, **said)


def make_answered_for(by: User, doer: User) -> tuple[Mandate, Proposal]:
    """A mandate of which one task is accepted and another returned, and a proposal that was consulted on."""
    mandate, proposal, home = make_mandate(by), make_handed_over(by), doer.standing[0].organisation
    actions.add_deliverable(id=new_id(), mandate=mandate, title="Delrapport", due_on=date(2026, 6, 1), by=by, at=AT)
    for judged, text in (("accepted_by_issuer", APPROVED), ("returned", RETURNED)):
        task = assign(mandate, home)
        for state in ("accepted", "in_progress", "reported"):
            task = actions.move_assignment(assignment=task, state=state, by=doer, at=AT, text=text)
        actions.move_assignment(assignment=task, state=judged, by=by, at=AT, text="Hur många?")
    consultation = make_consultation(by, proposal=proposal)
    answer = ask(consultation, by, organisation=home, respondent="", mailbox="")
    actions.send_consultation(consultation=consultation, by=by, at=AT)
    actions.answer_consultation(answer=answer, opinion="supports", by=doer, at=AT)
    actions.close_consultation(consultation=consultation, by=by, at=AT)
    proposal.refresh_from_db()
    return mandate, proposal


def make_final(by: User, mandate: Mandate) -> Report:
    return actions.begin_final_report(
        id=new_id(), mandate=mandate, territory=make_territory("01"), title="Slutredovisning", by=by, at=AT,
        last_day=date(2026, 11, 2),
    )  # fmt: skip


def publish(report: Report, by: User) -> ReportVersion:
    """Through each of its steps."""
    for step in ("circulate", "review", "hand_over", "publish"):
        getattr(situation, f"{step}_report")(report=report, by=by, at=AT)
    return ReportVersion.objects.select_related("report").get(report=report)


def leading_nowhere(content: dict[str, Any], reader: Client) -> list[str]:
    """The figures of a report that name no source, or one whose page says nothing of them to everybody."""
    lines = [line for one in content["sections"] for line in one["figures"]]
    return [line["label"] for line in lines if line["source"] is None or not _is_told(content, line, reader)]


def _is_told(content: dict[str, Any], line: dict[str, Any], reader: Client) -> bool:
    way = content["sources"][line["source"]].get("way")
    if not way:
        return True  # the source is a sentence, without a page of its own
    page = reader.get(way)
    text = page.content.decode().replace("\xa0", "").lower()
    return page.status_code == 200 and (line["label"].lower() in text or str(line["low"]) in text)
