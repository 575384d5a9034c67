"""What some organisations have delivered in a place: asked by those who have an agreement with them."""

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from django.db.models import Sum

from samverka.actors.models import User
from samverka.core.county import SWEDEN
from samverka.situation.indicators import INDICATORS
from samverka.situation.models import Contribution
from samverka.situation.queries.disclosing import NIGHTLY, Figure, Sight, disclosed, protected_keepers
from samverka.situation.queries.figures import Months, summed
from samverka.situation.queries.periods import Period


def delivered(
    viewer: User | None, organisations: Collection[UUID], code: str, indicators: Iterable[str], over: Sequence[Period]
) -> dict[str, list[Figure]]:
    """By indicator, what they did together in each period, as the viewer may see it: whose figures they are sees them
    as they are, and so does nobody in particular, who shows them to no one. Two queries.
    """
    keys, first, last = list(indicators), over[0].months[0], over[-1].months[-1]
    rows = Contribution.objects.filter(
        indicator__in=keys, part="", organisation__in=list(organisations), month__range=(first, last)
    )
    rows = rows if code == SWEDEN else rows.filter(territory__code__startswith=code)
    kept: dict[str, Months] = {key: {} for key in keys}
    sums = rows.order_by().values("indicator", "month").annotate(adds=Sum("numerator"), base=Sum("denominator"))
    for key, month, adds, base in sums.values_list("indicator", "month", "adds", "base"):
        kept[key][month] = (adds, base, len(organisations))
    whole, hidden = _sight(viewer, organisations)
    area = f"{code} {' '.join(sorted(map(str, organisations)))}"  # other noise than that of the place
    told: dict[str, list[Figure]] = {}
    for key in keys:
        figures = (summed(INDICATORS[key], "", area, period, kept[key]) for period in over)
        sight = Sight(whole, hidden and key in NIGHTLY)
        told[key] = [disclosed(figure, sight=sight) for figure in figures]
    return told


def _sight(viewer: User | None, organisations: Collection[UUID]) -> tuple[bool, bool]:
    """Is it all the viewer's own? And may others not see it, since some of it is of a protected shelter?"""
    if viewer is None:
        return True, False
    others = set(organisations) - set(viewer.organisations())
    return not others, bool(others) and not others.isdisjoint(protected_keepers())
