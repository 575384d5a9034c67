"""A shelter is opened for a removal, with staffing in numbers."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from samverka.actors.models import User
from samverka.core import audit
from samverka.core.access import Refused, Unfit
from samverka.core.county import already
from samverka.shelters import clock, rules
from samverka.shelters.models import Opening, Shelter
from samverka.shelters.policy import MORNING_CLOSE


LONGEST = 31  # nights


@transaction.atomic
def open_for_removal(
    *,
    id: UUID,
    shelter: Shelter,
    removal: UUID,
    first_night: date,
    last_night: date,
    staff: int,
    by: User,
    at: datetime,
) -> Opening:
    """Let a shelter be open for those of a removal, on nights that it has planned. With the same id it changes nothing.

    The caller has looked the removal up; here it is an id.
    """
    told = {
        "shelter_id": shelter.pk, "removal": removal, "first_night": first_night, "last_night": last_night,
        "staff": staff,
    }  # fmt: skip
    Shelter.objects.select_for_update(of=("self",), no_key=True).get(pk=shelter.pk)
    if there := already(Opening, id, **told):
        return there
    rules.open_for_removal(by, shelter)
    nights = (last_night - first_night).days + 1
    if not 1 <= nights <= LONGEST or first_night < clock.tonight(at, closes=MORNING_CLOSE):
        raise Unfit(_("Choose nights from tonight on, a month at most."), field="last_night")
    if staff < 1:
        raise Unfit(_("Say how many work there each night."), field="staff")
    days = {first_night + timedelta(days=number) for number in range(nights)}
    standing = shelter.nights.filter(county=shelter.county, date__in=days).exclude(state__in=("cancelled", "closed"))
    if standing.count() < nights:
        raise Refused(_("Plan these nights first: without a night there are no beds."), field="first_night")
    here = Opening.objects.filter(county=shelter.county, shelter=shelter, removal=removal)
    if here.filter(first_night__lte=last_night, last_night__gte=first_night).exists():
        raise Refused(_("It is opened for this removal already."), field="shelter")
    opening = Opening.objects.create(id=id, county=shelter.county, opened_at=at, **told)
    audit.record(by=by, verb="shelters.opened_for_removal", subject=opening, at=at, staff=staff)
    return opening


def purge_openings(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete what was opened for removals, long after its last night."""
    past = Opening.objects.filter(county=county, last_night__lt=localdate(before)).order_by("last_night", "pk")
    found = list(past.values_list("pk", flat=True)[:limit])
    return Opening.objects.filter(county=county, pk__in=found).delete()[0]
