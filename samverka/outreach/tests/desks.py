"""Invented front desks, talks and refusals, made through the product's own actions."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from samverka.actors.models import Organisation, Role, User
from samverka.actors.tests.factories import make_organisation, make_territory, make_user
from samverka.core.ids import new_id
from samverka.directory.models import Service
from samverka.directory.tests.factories import make_provider, make_service
from samverka.outreach import actions
from samverka.outreach.models import AdviceSession, CareRefusal, GroupActivity, VisitTap
from samverka.outreach.tests.factories import EVENING


def make_desk(*, organisation: Organisation | None = None, territory: str = "0180") -> Service:
    """A day centre where a shower and a meal can be had."""
    provider = make_provider(organisation=organisation or make_organisation(territory=territory), territory=territory)
    service = make_service(provider, category="DAY-CENTRE", name="Dagcentret Fyrbåken")
    for category in ("SHOWER", "FOOD-MEAL"):
        make_service(provider, category=category)
    return Service.objects.select_related("provider__organisation__territory", "category").get(pk=service.pk)


def make_adviser(service: Service, role: Role = Role.ADVISER) -> User:
    assert service.provider.organisation is not None
    return make_user(role, at=service.provider.organisation)


def tap(
    service: Service, kind: str = "women", *, by: User | None = None, at: datetime = EVENING, **told: Any
) -> VisitTap:
    return actions.tap(
        id=told.pop("id", None) or new_id(), service=service, kind=kind, by=by or make_adviser(service), at=at, **told
    )


def talk(service: Service, *, by: User | None = None, at: datetime = EVENING, **told: Any) -> AdviceSession:
    facts = {"id": new_id(), "topic": "work", "minutes": "10", "children": "no"} | told
    return actions.record_session(service=service, by=by or make_adviser(service), at=at, **facts)


def group(service: Service, *, by: User | None = None, at: datetime = EVENING, **told: Any) -> GroupActivity:
    facts = {"id": new_id(), "kind": "health", "is_for_women": True, "counts": {"women": 4}} | told
    return actions.record_activity(service=service, by=by or make_adviser(service), at=at, **facts)


def log_refusal(*, by: User | None = None, at: datetime = EVENING, **told: Any) -> CareRefusal:
    by = by or make_user(Role.ADVISER, at=make_organisation())
    facts = {
        "id": uuid4(), "organisation": by.standing[0].organisation, "region": make_territory("01"),
        "month": at.date().replace(day=1), "setting": "hospital", "care": "acute", "event": "full_invoice",
        "amount": "10000", "card": "no",
    }  # fmt: skip
    return actions.log_refusal(by=by, at=at, **facts | told)


AID = {"applied": 5, "granted": 3, "refused": 1, "kronor": 4200, "adults": 5, "children": 1}
