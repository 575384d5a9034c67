"""Which offers fit a need, and which needs an offer, the best first, each with the reasons in words."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from samverka.actors.models import User
from samverka.directory.models.spoken import spoken_names
from samverka.exchange.models import Need, Offer
from samverka.exchange.models.words import Help
from samverka.exchange.queries.helping import knows


MOST = 200  # that are looked at
SHOWN = 10


class Fit(NamedTuple):
    """How well an offer and a need go together."""

    need: Need
    offer: Offer
    points: int
    reasons: list[str]


def fitting_offers(need: Need, *, on: date) -> list[Fit]:
    """Free offers in the county that may meet a need. Two queries."""
    rows = Offer.objects.current(on).free().filter(county=need.county, kind=need.kind)
    rows = rows.filter(starts_on__lte=need.ends_on, ends_on__gte=need.starts_on).select_related("municipality")
    return _best((need, offer) for offer in rows.order_by("answer_by", "pk")[:MOST])


def fitting_needs(offer: Offer, *, on: date, viewer: User) -> list[Fit]:
    """Open needs in the county that an offer may meet; where they are only if the viewer may know. Two queries."""
    rows = Need.objects.current(on).told().filter(county=offer.county, kind=offer.kind)
    rows = rows.filter(starts_on__lte=offer.ends_on, ends_on__gte=offer.starts_on)
    asked = rows.order_by("starts_on", "pk")[:MOST]
    return _best(((need, offer) for need in asked), hidden={one.pk for one in asked if _hides(one, viewer)})


def _hides(need: Need, viewer: User) -> bool:
    return need.unnamed and not knows(viewer, need)


def _best(pairs: Iterable[tuple[Need, Offer]], hidden: Collection[UUID] = ()) -> list[Fit]:
    names = spoken_names()
    found = [one for need, offer in pairs if (one := fit(need, offer, names, hides=need.pk in hidden))]
    return sorted(found, key=lambda one: -one.points)[:SHOWN]


def fit(need: Need, offer: Offer, names: dict[str, str], *, hides: bool = False) -> Fit | None:
    """Nothing when they have no weekday, or no language that is asked for, in common."""
    reasons: list[tuple[int, str]] = []
    if offer.meant_for_id == need.pk:
        reasons.append((20, _("offered for this very need")))
    near = offer.municipality_id == need.municipality_id and not hides
    reasons.append((8, _("in the same municipality")) if near else (0, _("in the same county")))
    reasons.append(_days(need, offer))
    if need.weekdays or offer.weekdays:
        shared = sorted({*(need.weekdays or range(7))} & {*(offer.weekdays or range(7))})
        if not shared:
            return None
        days = ", ".join(str(WEEKDAYS[day]) for day in shared)
        reasons.append((2 if need.weekdays == shared else 1, _("on %(days)s") % {"days": days}))
    if need.kind == Help.INTERPRETERS and need.languages:
        spoken = [code for code in need.languages if code in offer.languages]
        if not spoken:
            return None
        told = ", ".join(names.get(code, code) for code in spoken)
        reasons.append((4 * len(spoken), _("speaks %(languages)s") % {"languages": told}))
    reasons.append(_amount(need, offer))
    return Fit(need, offer, sum(points for points, _told in reasons), [told for _points, told in reasons])


def _days(need: Need, offer: Offer) -> tuple[int, str]:
    first, last = max(need.starts_on, offer.starts_on), min(need.ends_on, offer.ends_on)
    if (first, last) == (need.starts_on, need.ends_on):
        return 4, _("the whole time")
    share = ((last - first).days + 1) / ((need.ends_on - need.starts_on).days + 1)
    told = {"first": date_format(first, "j F"), "last": date_format(last, "j F")}
    return round(3 * share), _("from %(first)s to %(last)s") % told


def _amount(need: Need, offer: Offer) -> tuple[int, str]:
    if offer.amount >= need.amount:
        return 2, _("enough for all of it")
    told = {"some": offer.amount, "all": need.amount}
    return 1, _("%(some)s of the %(all)s that are needed") % told
