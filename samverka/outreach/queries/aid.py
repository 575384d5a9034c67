"""Emergency aid by month, and what was logged of care that was refused."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from hashlib import sha256

from django.db.models import Count, QuerySet

from samverka.actors.models import COORDINATORS, Organisation, Territory, User
from samverka.core.county import SWEDEN
from samverka.core.versions import NOTHING, version
from samverka.outreach.models import CareRefusal, EmergencyAidTally
from samverka.outreach.models.aid import REFUSAL_ROLES


def aid_of(municipality: Territory, month: date) -> QuerySet[EmergencyAidTally]:
    """What was stated of a month, by kind."""
    rows = EmergencyAidTally.objects.filter(county=municipality.county, municipality=municipality, month=month)
    return rows.order_by("kind")


def aid_version(rows: Iterable[EmergencyAidTally]) -> str:
    """The version of a whole month."""
    told = "".join(version(row) for row in rows)
    return sha256(told.encode()).hexdigest()[:12] if told else NOTHING


def aid_towns(viewer: User) -> QuerySet[Territory]:
    """The municipalities that the viewer coordinates, or whose totals they follow."""
    return Territory.objects.filter(viewer.covered(*COORDINATORS, code="code"), code__regex="^[0-9]{4}$")


def refusals(viewer: User) -> QuerySet[CareRefusal]:
    """What the viewer's own organisations have logged, the newest month first."""
    rows = CareRefusal.objects.visible_to(viewer).select_related("organisation", "region")
    return rows.order_by("-month", "region", "pk")


def logging_for(viewer: User) -> list[Organisation]:
    """The organisations for which the viewer logs."""
    homes = {one.organisation_id: one.organisation for one in viewer.standing if one.role in REFUSAL_ROLES}
    return list(homes.values())


def refusal_totals(viewer: User, *, year: int) -> list[tuple[Territory, Counter[str]]]:
    """A year's totals by event of each region in which the viewer logs or coordinates. No row of others is told."""
    here = {one.territory_id[:2] for one in viewer.standing if one.role in (*REFUSAL_ROLES, *COORDINATORS)}
    rows = CareRefusal.objects.filter(month__year=year)
    rows = rows if SWEDEN in here else rows.filter(county__in=here)
    found: dict[str, Counter[str]] = {}
    for region, event, times in rows.values_list("region", "event").annotate(times=Count("pk")).order_by("region"):
        found.setdefault(region, Counter())[event] += times
    names = Territory.objects.in_bulk(found)
    return [(names[code], counts) for code, counts in found.items()]
