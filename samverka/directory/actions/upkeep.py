"""The directory is kept right: somebody finds an entry right, somebody without a name says that it is wrong."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from samverka.actors.models import Organisation, User
from samverka.core import audit
from samverka.core.access import Refused, Unfit
from samverka.core.county import already
from samverka.core.free_text import accept
from samverka.directory import rules
from samverka.directory.actions.nameless import ANYBODY, Nameless
from samverka.directory.actions.towns import hold, touch, towns_of
from samverka.directory.models import CampaignLink, ErrorReport, Provider, Service, Verification


MOST_OPEN = 50  # reports of one service that wait: more say nothing new


@transaction.atomic
def report_error(*, id: UUID, service: Service, kind: str, text: str, at: datetime) -> ErrorReport:
    """Somebody without a name says that a service is not as told. Sent again with the same id, it changes nothing."""
    if there := already(ErrorReport, id, service_id=service.pk, kind=kind, text=text):
        return there
    if kind == ErrorReport.Kind.OTHER and not text.strip():
        raise Unfit(_("Say in a few words what is wrong."), field="text")
    if service.error_reports.filter(state=ErrorReport.State.OPEN).count() >= MOST_OPEN:
        raise Refused(_("Many have told us about this already. Somebody will look at it."))
    report = ErrorReport.objects.create(id=id, service=service, kind=kind, text=accept(text), at=at)
    audit.record(by=ANYBODY, verb="directory.error_reported", subject=report, at=at)
    return report


@transaction.atomic
def handle_report(*, report: ErrorReport, state: str, by: User, at: datetime) -> ErrorReport:
    """Say of a report that the entry is mended, or was right. Whoever was quicker has said it."""
    rules.edit_entry(by, report.service.provider)
    held = ErrorReport.objects.select_for_update(of=("self",), no_key=True).select_related("service").get(pk=report.pk)
    if state not in (ErrorReport.State.MENDED, ErrorReport.State.RIGHT):
        raise Unfit(_("Say whether the entry is mended or was right."), field="state")
    if held.state == state:
        return held
    if held.state != ErrorReport.State.OPEN:
        raise Refused(_("A colleague has answered this report already."))
    held.state, held.handled_at, held.handled_by = state, at, by
    held.save(update_fields=["state", "handled_at", "handled_by"])
    audit.record(by=by, verb="directory.report_handled", subject=held, at=at, state=state)
    return held


@transaction.atomic
def verify(*, provider: Provider, services: Iterable[Service], by: User, at: datetime) -> list[Service]:
    """Say that these services of a provider are as told: they count as found right today."""
    rules.edit_entry(by, provider)
    return find_right(provider, services, organisation=_speaks(by, provider), by=by, at=at)


def find_right(
    provider: Provider, services: Iterable[Service], *, organisation: Organisation | None, at: datetime,
    by: User | None = None, link: CampaignLink | None = None,
) -> list[Service]:  # fmt: skip
    """Note who found services of a provider right, once a day each. Part of the action that says so."""
    wanted, today = [service.pk for service in services], localdate(at)
    hold([("provider", provider.pk)])
    own = Service.objects.filter(pk__in=wanted, provider=provider, is_removed=False)
    found = [one for one in own.order_by("pk") if one.verified_on != today or one.hours_confirmed_on != today]
    for service in found:
        service.verified_on = service.hours_confirmed_on = today
        service.verified_by, service.changed_at = organisation, at
    Service.objects.bulk_update(found, ["verified_on", "hours_confirmed_on", "verified_by", "changed_at"])
    Verification.objects.bulk_create(
        Verification(service=service, organisation=organisation, link=link, at=at, by=by) for service in found
    )
    if found:
        Provider.objects.filter(pk=provider.pk).update(verified_on=today, verified_by=organisation)
        actor = by or Nameless(f"link:{link.pk.hex}" if link else "clock")
        audit.record(by=actor, verb="directory.found_right", subject=provider, at=at, services=len(found))
        touch({code for service in found for code in towns_of(service)}, at=at)
    return found


def _speaks(by: User, provider: Provider) -> Organisation | None:
    """The organisation that a user speaks for: the one that keeps the entry, or else the user's own."""
    if provider.organisation and provider.organisation_id in by.organisations():
        return provider.organisation
    return by.standing[0].organisation if by.standing else None


def purge_reports(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete reports that were handled before a moment."""
    handled = ErrorReport.objects.filter(handled_at__lte=before).order_by("handled_at", "pk")
    return ErrorReport.objects.filter(pk__in=list(handled.values_list("pk", flat=True)[:limit])).delete()[0]


def purge_old_reports(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete reports that were made before a moment, also those that nobody has looked at."""
    old = ErrorReport.objects.filter(at__lte=before).order_by("at", "pk")
    return ErrorReport.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:limit])).delete()[0]
