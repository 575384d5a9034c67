"""A municipality's month of emergency aid, and care that was refused: numbers and kinds, never a case."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from samverka.actors.models import Organisation, Territory, User
from samverka.core import audit
from samverka.core.access import Refused, Stale, Unfit
from samverka.core.county import already, lock
from samverka.outreach import queries, rules
from samverka.outreach.models import CareRefusal, EmergencyAidTally
from samverka.outreach.models.aid import AID_COUNTS


MOST_AID = {**dict.fromkeys(AID_COUNTS, 99_999), "kronor": 99_999_999}


@transaction.atomic
def state_aid(
    *, municipality: Territory, month: date, aid: Mapping[str, Mapping[str, int]], seen: str = "", by: User,
    at: datetime,
) -> list[EmergencyAidTally]:  # fmt: skip
    """Say what a municipality decided in a month, by kind of aid. Said again, it changes nothing.

    A kind that is not told stays as it is. `seen` is the version that the person saw; stale when it has changed since.
    """
    rules.state_aid(by, municipality)
    _check_month(month, at=at)
    told = {kind: _checked(kind, counts) for kind, counts in aid.items()}
    Territory.objects.select_for_update(no_key=True).get(pk=municipality.pk)
    rows = {row.kind: row for row in queries.aid_of(municipality, month)}
    changed = [kind for kind, counts in told.items() if counts != _counts(rows.get(kind))]
    if changed and seen and seen != queries.aid_version(list(rows.values())):
        raise Stale(_("A colleague has changed this since you read it. Look at it again."))
    for kind in changed:
        row = rows.get(kind) or EmergencyAidTally(
            county=municipality.county, municipality=municipality, month=month, kind=kind
        )
        for name, count in told[kind].items():
            setattr(row, name, count)
        row.stated_at = at
        row.save()
        audit.record(by=by, verb="outreach.aid_stated", subject=row, at=at, kind=kind)
    return list(queries.aid_of(municipality, month))


@transaction.atomic
def log_refusal(
    *, id: UUID, organisation: Organisation, region: Territory, month: date, setting: str, care: str, event: str,
    amount: str, card: str, by: User, at: datetime, outcome: str = CareRefusal.Outcome.OPEN,
) -> CareRefusal:  # fmt: skip
    """Log once that care was refused or billed. Asked again with the same id, it changes nothing.

    `id` should be a random one. The audit trail tells the organisation alone: its hour is of the log, not of the care.
    """
    told: dict[str, Any] = {
        "organisation_id": organisation.pk, "region_id": region.pk, "month": month, "setting": setting, "care": care,
        "event": event, "amount": amount, "card": card,
    }  # fmt: skip
    if logged := already(CareRefusal, id, **told):
        return logged
    rules.log_refusal(by, organisation)
    _check_month(month, at=at)
    if len(region.pk) != 2 or region.pk == "00":
        raise Unfit(_("Choose a region."), field="region")
    for name in ("setting", "care", "event", "amount", "card"):
        _among(name, told[name])
    _among("outcome", outcome)
    logged = CareRefusal.objects.create(id=id, county=region.pk, outcome=outcome, **told)
    audit.record(by=by, verb="outreach.refusal_logged", subject=organisation, at=at, county=region.pk)
    return logged


@transaction.atomic
def tell_outcome(*, refusal: CareRefusal, outcome: str, by: User, at: datetime) -> CareRefusal:
    """Say what came of it after advice. Said again, it changes nothing."""
    home = refusal.organisation
    refusal = lock(refusal)
    rules.tell_outcome(by, refusal)
    _among("outcome", outcome)
    if refusal.outcome != outcome:
        refusal.outcome = outcome
        refusal.save(update_fields=["outcome"])
        audit.record(by=by, verb="outreach.refusal_followed", subject=home, at=at, county=refusal.county)
    return refusal


@transaction.atomic
def remove_refusal(*, refusal: CareRefusal, by: User, at: datetime) -> None:
    """It was logged by mistake, or twice: nothing of it stays. Refused when it is gone already."""
    home = refusal.organisation
    refusal = lock(refusal)
    rules.remove_refusal(by, refusal)
    county = refusal.county
    refusal.delete()
    audit.record(by=by, verb="outreach.refusal_removed", subject=home, at=at, county=county)


def _among(name: str, said: str) -> None:
    known = {value for value, _text in CareRefusal._meta.get_field(name).flatchoices}  # type: ignore[union-attr]
    if said not in known:
        raise Unfit(_("Choose one of these."), field=name)


def _check_month(month: date, *, at: datetime) -> None:
    if month.day != 1 or month > localdate(at):
        raise Unfit(_("Choose a month that has begun."), field="month")


def _checked(kind: str, counts: Mapping[str, int]) -> dict[str, int]:
    """The numbers of one kind, each of them; unfit when they cannot be."""
    if kind not in EmergencyAidTally.Kind.values:
        raise Refused(_("There is no such kind of aid."))
    told = {name: counts.get(name, 0) for name in AID_COUNTS}
    for name, count in told.items():
        if not 0 <= count <= MOST_AID[name]:
            message = _("Write a number from 0 to %(most)s.") % {"most": MOST_AID[name]}
            raise Unfit(message, field=f"{kind}_{name}")
    if told["granted"] + told["refused"] > told["applied"]:
        raise Unfit(_("More is decided than was applied for."), field=f"{kind}_applied")
    return told


def _counts(row: EmergencyAidTally | None) -> dict[str, int]:
    return {name: getattr(row, name) if row else 0 for name in AID_COUNTS}
