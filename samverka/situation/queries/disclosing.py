"""The one way by which a figure comes to somebody else's eyes.

Those whose own figure it is see it as it is. From others counts of 1 to 4 are hidden, and what only protected
shelters add to: their name and place are told to nobody, so neither are their guests. Hidden is null with the status
`c`, which is neither zero nor missing. What else others see carries a little noise, the same wherever and however
often the same is asked: a hidden month cannot be had by taking two others from their quarter.
"""

import hmac
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import NamedTuple
from uuid import UUID

from django.conf import settings

from samverka.actors.models import Role, Territory, User
from samverka.core.county import SWEDEN
from samverka.shelters.models import Shelter
from samverka.situation.disclosure import cell_key
from samverka.situation.indicators import Indicator, of_source
from samverka.situation.models import Contribution
from samverka.situation.queries.periods import Period


SMALL = range(1, 5)
HIDDEN = "c"  # Eurostat's letter for what is confidential
FEW = 2  # contributors of whom one may tell the other's figure from the sum and one's own


@dataclass(frozen=True, slots=True)
class Figure:
    """An indicator in a territory and period, made of so many of its months. None: missing, or hidden."""

    indicator: Indicator
    territory: str
    period: Period
    part: str = ""
    numerator: int | None = None
    denominator: int | None = None
    organisations: int = 0
    months: int = 0  # of which something is known
    status: str = ""
    known: tuple[date, ...] = ()  # those months

    @property
    def value(self) -> float | int | None:
        if self.numerator is None or self.indicator.kind == "sum":
            return self.numerator
        return self.numerator / self.denominator if self.denominator else None

    @property
    def is_missing(self) -> bool:
        return not self.months


class Sight(NamedTuple):
    """What somebody may see of a figure: all of it as it is, or nothing since it would tell of a protected shelter."""

    is_whole: bool
    is_protected: bool


def disclosed(figure: Figure, *, sight: Sight) -> Figure:
    """The figure as somebody may see it. Every figure that is shown, told to a machine or printed passes here."""
    if figure.is_missing or sight.is_whole:
        return figure
    if sight.is_protected or _is_small(figure):
        return replace(figure, numerator=None, denominator=None, organisations=0, status=HIDDEN)
    return _noised(figure)


def _is_small(figure: Figure) -> bool:
    adds, base = figure.numerator or 0, figure.denominator or 0
    counts = {"never": (), "sum": (adds,), "base": (base,), "both": (adds, base, base - adds)}
    return any(count in SMALL for count in counts[figure.indicator.small])


def _noised(figure: Figure) -> Figure:
    """With noise on each count that tells of few; a share is of noised counts, and kronor follow whom they went to."""
    indicator, adds, base = figure.indicator, figure.numerator or 0, figure.denominator or 0
    if indicator.small == "sum":
        told = _with_noise(figure, 0, adds)
        return replace(figure, numerator=min(told, base) if indicator.kind == "share" else told)
    if indicator.small == "base":
        told = _with_noise(figure, 1, base)
        return replace(figure, numerator=round(adds * told / base) if base else adds, denominator=told)
    if indicator.small == "both":
        told = _with_noise(figure, 0, adds)
        return replace(figure, numerator=told, denominator=told + _with_noise(figure, 1, base - adds))
    return figure


def _with_noise(figure: Figure, place: int, count: int) -> int:
    """By the cell-key method: a record is what a territory counted in a month, and has a key that nobody knows."""
    if count <= 0:
        return count
    key = figure.indicator.key
    counted = figure.indicator.counts[place] or (f"{key} rest" if place else key)
    what = f"{counted} {figure.part} {figure.territory}".encode()
    records = [(cell_key.record_key(_secret(), b"%s %s" % (what, str(month).encode())), 0) for month in figure.known]
    return cell_key.perturbed(replace(cell_key.cell(records), count=count), cell_key.gentle())


@cache
def _secret() -> bytes:
    """This installation's own: another secret is another noise."""
    return hmac.digest(settings.SECRET_KEY.encode(), b"noise of figures", "sha256")


Key = tuple[str, str, date]  # indicator, part, month


class Sights:
    """What a viewer may see of a territory's figures. At most three queries, and none where many contribute."""

    def __init__(self, viewer: User, territory: Territory, contributors: Iterable[tuple[Key, int]]) -> None:
        self.own_town = any(
            one.role == Role.MUNICIPALITY_COORDINATOR and one.territory_id == territory.code for one in viewer.standing
        )
        self.own = frozenset(viewer.organisations())
        self.counts = dict(contributors)
        self.others = self._others(territory, {key for key, count in self.counts.items() if 0 < count <= FEW})
        everybody = {organisation for some in self.others.values() for organisation in some}
        self.protected = _protected(everybody)

    def of(self, indicator: str, part: str, months: Iterable[date]) -> Sight:
        """Whole when every month is one's own; protected when a single one is."""
        keys = [(indicator, part, month) for month in months if (indicator, part, month) in self.counts]
        return Sight(
            all(self._is_own(key) for key in keys),
            indicator in NIGHTLY and any(self._is_protected(key) for key in keys),
        )

    def _is_own(self, key: Key) -> bool:
        return self.own_town if not self.counts[key] else not self.others.get(key, {None})

    def _is_protected(self, key: Key) -> bool:
        others = self.others.get(key)
        return bool(others) and self.protected.issuperset(others or ())

    def _others(self, territory: Territory, few: Collection[Key]) -> dict[Key, set[UUID]]:
        """Who else adds to the figures of few contributors, the viewer's organisations left out."""
        found: dict[Key, set[UUID]] = {key: set() for key in few}
        for key, organisation in _contributors(territory, few):
            if key in found and organisation not in self.own:
                found[key].add(organisation)
        return found


NIGHTLY = frozenset(of_source("nights"))


def _contributors(territory: Territory, few: Collection[Key]) -> Iterator[tuple[Key, UUID]]:
    if not few:
        return
    rows = Contribution.objects.filter(indicator__in={key[0] for key in few}, month__in={key[2] for key in few})
    if len(territory.code) == 4:
        rows = rows.filter(territory=territory)
    elif territory.code != SWEDEN:
        rows = rows.filter(territory__code__startswith=territory.code)
    told = rows.exclude(organisation=None).values_list("indicator", "part", "month", "organisation")
    for indicator, part, month, organisation in told:
        yield (indicator, part, month), organisation


def _protected(organisations: Collection[UUID]) -> frozenset[UUID]:
    """Those that keep a shelter of which only its area may be known."""
    if not organisations:
        return frozenset()
    hidden = Shelter.objects.filter(organisation__in=organisations, visibility=Shelter.Visibility.AREA_ONLY)
    return frozenset(hidden.values_list("organisation", flat=True))
