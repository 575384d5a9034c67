"""Mandates and their parts, each made through the actions."""

from datetime import date, timedelta

from samverka.actors.models import COORDINATORS, Organisation, User
from samverka.core.ids import new_id
from samverka.programmes import actions
from samverka.programmes.models import Assignment, Mandate
from samverka.programmes.tests.proposing import AT, make_coordinator


MANDATE = {
    "title": "Stöd till samverkan", "issuer": "Regeringen", "form": "government", "reference": "A2026/1",
    "purpose": "Samla kunskap.", "target_group": "EU-medborgare i utsatthet", "decided_on": date(2025, 12, 1),
    "first_day": date(2026, 1, 1), "last_day": date(2027, 12, 31), "money": 500_000, "predecessor": None,
}  # fmt: skip


def make_mandate(by: User | None = None, **said: object) -> Mandate:
    by = by or make_coordinator()
    told = {"id": new_id(), "organisation": by.standing[0].organisation, "at": AT, **MANDATE}
    return actions.write_mandate(by=by, **told | said)


def assign(mandate: Mandate, organisation: Organisation) -> Assignment:
    """By whoever holds it."""
    by = mandate.organisation.memberships.filter(role__in=COORDINATORS).earliest("pk").user
    said = {"task": "Berätta hur det ser ut hos er.", "due_on": AT.date() + timedelta(days=60), "at": AT}
    return actions.assign(id=new_id(), mandate=mandate, organisation=organisation, by=by, **said)
