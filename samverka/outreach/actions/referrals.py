"""Somebody sent on, and received. Neither side writes a word about who it was."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from samverka.actors.models import Organisation, Territory, User
from samverka.core import audit
from samverka.core.access import Refused, Unfit
from samverka.core.county import ELSE, already, lock
from samverka.directory.models import Service
from samverka.outreach import queries, rules
from samverka.outreach.models import Area, LineReferral, Referral, Tally, Team
from samverka.outreach.models.referrals import RECEIVERS


class Destination(NamedTuple):
    """Where somebody is sent: to a service of the directory, or to whoever gives beds for the night."""

    kind: str
    service: Service | None = None
    organisation: Organisation | None = None


@transaction.atomic
def refer(
    *, id: UUID, team: Team, municipality: Territory, to: Destination, people: int, by: User, at: datetime
) -> Referral:
    """Send somebody on. Whoever receives sees it as open until they say that it is received."""
    rules.refer(by, team)
    return _send(id, team, municipality, None, to, people, by=by, at=at)


def send(
    *, id: UUID, team: Team, area: Area, tally: Tally, to: Destination, people: int, by: User, at: datetime
) -> Referral:
    """The same, as part of a tally, whose rule was obeyed."""
    return _send(id, team, area.municipality, tally, to, people, by=by, at=at)


def check_sent(tally: Tally, to: Destination | None) -> None:
    """Refuse when a tally, asked for again, was told with another destination."""
    sent = tally.referrals.select_related("service", "receiver").first()
    there = sent and Destination(sent.kind, sent.service, None if sent.service else sent.receiver)
    if there != to:
        raise Refused(ELSE)


def _send(
    id: UUID,
    team: Team,
    municipality: Territory,
    tally: Tally | None,
    to: Destination,
    people: int,
    *,
    by: User,
    at: datetime,
) -> Referral:
    receiver = to.organisation or (to.service.provider.organisation if to.service else None)
    told = {
        "team_id": team.pk, "municipality_id": municipality.pk, "kind": to.kind, "people": people,
        "service_id": to.service.pk if to.service else None, "receiver_id": receiver.pk if receiver else None,
    }  # fmt: skip
    if sent := already(Referral, id, **told):
        return sent
    if to.kind == Referral.Kind.NIGHT and (receiver is None or not queries.gives_beds(receiver, municipality)):
        raise Unfit(_("They give no beds here."), field="to")
    if to.kind == Referral.Kind.SERVICE and to.service is None:
        raise Unfit(_("Say to which service."), field="to")
    if not 1 <= people <= 20:
        raise Unfit(_("Write a number from 1 to 20."), field="people")
    referral = Referral.objects.create(id=id, county=municipality.county, tally=tally, sent_at=at, **told)
    audit.record(by=by, verb="outreach.referred", subject=referral, at=at, kind=to.kind)
    return referral


@transaction.atomic
def receive_referral(*, referral: Referral, by: User, at: datetime) -> Referral:
    """Those who were sent have come. Said again, by anybody there, it changes nothing."""
    team, receiver = referral.team, referral.receiver
    referral = lock(referral)
    referral.team, referral.receiver = team, receiver
    rules.receive_referral(by, referral)
    if referral.received_at:
        return referral
    if referral.withdrawn_at:
        raise Refused(_("This referral was taken back."))
    referral.received_at, referral.received_as = at, _role(by, receiver)
    referral.save(update_fields=["received_at", "received_as"])
    audit.record(by=by, verb="outreach.referral_received", subject=referral, at=at)
    return referral


@transaction.atomic
def withdraw_referral(*, referral: Referral, by: User, at: datetime) -> Referral:
    """They go elsewhere: nobody waits for them any more. Said again, it changes nothing."""
    team = referral.team
    referral = lock(referral)
    referral.team = team
    rules.withdraw_referral(by, referral)
    if referral.withdrawn_at:
        return referral
    if referral.received_at:
        raise Refused(_("They have been received already."))
    referral.withdrawn_at = at
    referral.save(update_fields=["withdrawn_at"])
    audit.record(by=by, verb="outreach.referral_withdrawn", subject=referral, at=at)
    return referral


@transaction.atomic
def count_line_referral(*, id: UUID, municipality: Territory, line: str, by: User, at: datetime) -> LineReferral:
    """Somebody was led to a line for those who are exploited: counted for the month, and nothing more is kept."""
    month = localdate(at).replace(day=1)
    if counted := already(LineReferral, id, municipality_id=municipality.pk, line=line):
        return counted
    rules.count_line_referral(by, municipality)
    counted = LineReferral.objects.create(
        id=id, county=municipality.county, municipality=municipality, month=month, line=line
    )
    # of the municipality alone: its own row would lead back to the hour
    audit.record(by=by, verb="outreach.line_referral_counted", subject=municipality, at=at, county=municipality.county)
    return counted


def _role(by: User, receiver: Organisation | None) -> str:
    """As what they received: the first of their roles there."""
    held = {one.role for one in by.standing if receiver and one.organisation_id == receiver.pk}
    return next(role for role in RECEIVERS if role in held)
