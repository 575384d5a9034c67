"""Visits and servings counted at a front desk: tap by tap, undone while fresh, put right by a counter-entry later."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from samverka.actors.models import Organisation, Territory, User
from samverka.core import audit
from samverka.core.access import Refused, Unfit
from samverka.core.county import already, lock
from samverka.directory.models import Category, Service
from samverka.outreach import queries, rules
from samverka.outreach.actions.tallies import AHEAD, LATE
from samverka.outreach.models import VisitCorrection, VisitTally, VisitTap
from samverka.outreach.models.tallies import KINDS
from samverka.outreach.models.visits import MOST_A_DAY, SERVED


BACK = timedelta(days=60)  # how long a day can be put right


@transaction.atomic
def tap(
    *, id: UUID, service: Service, kind: str, by: User, at: datetime, tapped_at: datetime | None = None
) -> VisitTap:
    """Count one more of a kind at a service. Asked again with the same id, it changes nothing.

    Those who tap at once wait for one another, and each is counted. It belongs to the day on which it was tapped.
    """
    told = {"service_id": service.pk, "kind": kind}
    if made := already(VisitTap, id, **told):
        return made
    rules.count_visits(by, service)
    _check_kinds({kind}, field="kind")
    if tapped_at and not at - LATE <= tapped_at <= at + AHEAD:
        raise Unfit(_("This hour is too long ago, or yet to come."), field="tapped_at")
    day = _hold(service, localdate(tapped_at or at))
    if made := already(VisitTap, id, **told):  # its twin came first
        return made
    _add(day, {kind: 1})
    made = VisitTap.objects.create(id=id, county=day.county, tally=day, kind=kind, noted_at=at, by=by)
    audit.record(by=by, verb="outreach.visit_counted", subject=day, at=at)
    return made


@transaction.atomic
def undo_tap(*, tap: VisitTap, by: User, at: datetime) -> VisitTap:
    """It was tapped by mistake: one less. Undoing again changes nothing.

    Refused when too long has passed; then the day is put right by a correction.
    """
    day = lock(tap.tally)
    tap = lock(tap)
    tap.tally = day
    rules.undo_tap(by, tap)
    if tap.undone_at:
        return tap
    if at > queries.undo_until(tap):
        raise Refused(_("Too long has passed: correct it instead."))
    _add(day, {tap.kind: -1})
    tap.undone_at = at
    tap.save(update_fields=["undone_at"])
    audit.record(by=by, verb="outreach.visit_undone", subject=day, at=at)
    return tap


@transaction.atomic
def correct_visits(
    *, id: UUID, service: Service, date: date, reason: str, changes: Mapping[str, int], by: User, at: datetime
) -> VisitCorrection:
    """Add a counter-entry to a day, or what was counted on paper. `changes` are by how much each kind was wrong.

    Refused when the result would be impossible.
    """
    told = {"reason": reason, "changes": {kind: count for kind, count in changes.items() if count}}
    if made := already(VisitCorrection, id, service_id=service.pk, date=date, **told):
        return made
    rules.correct_visits(by, service)
    _check_kinds(set(changes), field="reason")
    check_day(date, at=at)
    if not told["changes"]:
        raise Unfit(_("Say by how much it was wrong."), field="women")
    if reason not in VisitCorrection.Reason.values:
        raise Unfit(_("Say why."), field="reason")
    day = _hold(service, date)
    _add(day, changes)
    made = VisitCorrection.objects.create(id=id, county=day.county, tally=day, at=at, **told)
    audit.record(by=by, verb="outreach.visits_corrected", subject=made, at=at, reason=reason)
    return made


def check_day(day: date, *, at: datetime) -> None:
    """Can something be noted for this day still, and already? Part of an action."""
    if not localdate(at - BACK) <= day <= localdate(at):
        raise Unfit(_("This day is too long ago, or yet to come."), field="date")


def town_and_home(service: Service) -> tuple[Territory, Organisation]:
    """The municipality in which a service is, and who keeps it. Refused when it has none. Part of an action."""
    town, home = queries.town_of(service), service.provider.organisation
    if town is None or home is None:
        raise Refused(_("This service has no municipality, or nobody here who keeps it."))
    return town, home


def _hold(service: Service, day: date) -> VisitTally:
    """The service's day, held until the transaction ends."""
    town, home = town_and_home(service)
    tally, _is_new = VisitTally.objects.select_for_update(no_key=True).get_or_create(
        county=town.county, service=service, date=day, defaults={"organisation": home, "municipality": town}
    )
    return tally


def _add(day: VisitTally, changes: Mapping[str, int]) -> None:
    """Let the day be so much more. Part of an action that holds it."""
    counts = day.counts
    for kind, change in changes.items():
        after = counts.get(kind, 0) + change
        if not 0 <= after <= MOST_A_DAY:
            raise Refused(_("That would make fewer than nobody, or more than can be counted in a day."), field=kind)
        counts[kind] = after
    for kind in KINDS:
        setattr(day, kind, counts.pop(kind))
    day.servings = {code: count for code, count in sorted(counts.items()) if count}
    day.revision += 1
    day.save()


def _check_kinds(kinds: set[str], *, field: str) -> None:
    codes = kinds - set(KINDS)
    known = Category.objects.filter(code__in=codes, group__in=SERVED).values_list("code", flat=True) if codes else ()
    if codes - set(known):
        raise Unfit(_("This is not counted at a front desk."), field=field)
