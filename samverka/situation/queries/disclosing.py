"""The one way by which a figure comes to somebody else's eyes.

Those whose own figure it is see it as it is. From others counts of 1 to 4 are hidden, and what only protected
shelters add to: their name and place are told to nobody, so neither are their guests. Hidden is null with the status
`c`, which is neither zero nor missing. What else others see carries a little noise, the same wherever and however
often the same is asked, and another when the count has grown: a hidden month cannot be had by taking two others from
their quarter, nor what a day added by looking twice. Nights and beds carry it too: protected shelters have some.
"""

import hmac
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db.models import CharField, F, Value
from django.db.models.functions import Left

from samverka.actors.models import Role, User
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
    is_rounded: bool = False  # it carries noise

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
    return replace(_noised(figure), is_rounded=figure.indicator.is_noised)


def _is_small(figure: Figure) -> bool:
    adds, base = figure.numerator or 0, figure.denominator or 0
    counts = {"never": (), "sum": (adds,), "base": (base,), "both": (adds, base, base - adds)}
    return any(count in SMALL for count in counts[figure.indicator.small])


def _noised(figure: Figure) -> Figure:
    """With noise on each count that tells of few; a share is of noised counts, and kronor follow whom they went to."""
    indicator, adds, base = figure.indicator, figure.numerator or 0, figure.denominator or 0
    if not indicator.is_noised:
        return figure
    if indicator.small == "never":
        return replace(figure, numerator=_with_noise(figure, 0, adds, hide=0))
    if indicator.small == "sum":
        told = _with_noise(figure, 0, adds)
        if indicator.kind == "share":  # of beds, and no more are slept in than there are
            base = max(_with_noise(figure, 1, base, hide=0), told)
            return replace(figure, numerator=told, denominator=base)
        return replace(figure, numerator=told)
    if indicator.small == "base":
        told = _with_noise(figure, 1, base)
        return replace(figure, numerator=round(adds * told / base) if base else adds, denominator=told)
    told = _with_noise(figure, 0, adds)
    return replace(figure, numerator=told, denominator=told + _with_noise(figure, 1, base - adds))


def _with_noise(figure: Figure, place: int, count: int, *, hide: int = max(SMALL)) -> int:
    """By the cell-key method: a record is what a territory counted in a month, and has a key that nobody knows.

    How many there are until the last month is one more record: who looks again when there are more meets other noise.
    """
    if count <= 0:
        return count
    key = figure.indicator.key
    counted = figure.indicator.counts[place] or (f"{key} rest" if place else key)
    keys = [_record_key(counted, figure.part, figure.territory, month) for month in figure.known]
    keys.append(_record_key(counted, figure.part, figure.territory, figure.known[-1], count))
    return cell_key.perturbed(cell_key.Cell(count, sum(keys)), cell_key.gentle(hide=hide))


@lru_cache(maxsize=100_000)  # the figures of a country's last years
def _record_key(counted: str, part: str, territory: str, month: date, count: int | None = None) -> int:
    return cell_key.record_key(_secret(), f"{counted} {part} {territory} {month} {count}".encode())


@cache
def _secret() -> bytes:
    """This installation's own: another secret is another noise."""
    return hmac.digest(settings.SECRET_KEY.encode(), b"noise of figures", "sha256")


Key = tuple[str, str, str, date]  # area, indicator, part, month


class Sights:
    """What a viewer may see of figures of some areas: of one, of municipalities, or of counties.

    At most three queries, for one area or for all, and none where many contribute.
    """

    def __init__(self, viewer: User, areas: Collection[str], contributors: Iterable[tuple[Key, int]]) -> None:
        towns = [one.territory_id for one in viewer.standing if one.role == Role.MUNICIPALITY_COORDINATOR]
        own_towns = frozenset(towns).intersection(areas)
        self.counts = dict(contributors)
        few = {key: count for key, count in self.counts.items() if 0 < count <= FEW}
        own = frozenset(viewer.organisations())
        protected = protected_keepers() - own if few else frozenset()
        ours, theirs = Counter[Key](), Counter[Key]()
        for key, organisation in _contributors(few, own | protected):
            (ours if organisation in own else theirs)[key] += 1
        self.own = {key for key, count in few.items() if ours[key] == count}
        self.own |= {key for key, count in self.counts.items() if not count and key[0] in own_towns}
        self.protected = {key for key, count in few.items() if 0 < count - ours[key] == theirs[key]}

    def of(self, area: str, indicator: str, part: str, months: Iterable[date]) -> Sight:
        """Whole when every month is one's own; protected when in a single one nobody but the protected adds."""
        if not self.own and not self.protected:
            return NONE_OF_IT
        keys = [key for month in months if (key := (area, indicator, part, month)) in self.counts]
        return Sight(self.own.issuperset(keys), indicator in NIGHTLY and not self.protected.isdisjoint(keys))


NONE_OF_IT = Sight(is_whole=False, is_protected=False)
NIGHTLY = frozenset(of_source("nights"))


def _contributors(few: Collection[Key], among: Collection[UUID]) -> Iterator[tuple[Key, UUID]]:
    """Which of these organisations add to figures of these indicators, areas and months, each once to each."""
    if not few or not among:
        return
    areas, indicators, _parts, months = map(set, zip(*few, strict=True))
    rows = Contribution.objects.filter(indicator__in=indicators, month__in=months, organisation__in=among)
    area: Any = F("territory")
    if areas == {SWEDEN}:
        area = Value(SWEDEN, CharField())
    elif len(min(areas)) == 2:
        area = Left("territory", 2)
    rows = rows.annotate(area=area)
    rows = rows if areas == {SWEDEN} else rows.filter(area__in=areas)
    told = rows.order_by().values_list("area", "indicator", "part", "month", "organisation").distinct()
    for one, indicator, part, month, organisation in told:
        yield (one, indicator, part, month), organisation


def protected_keepers() -> frozenset[UUID]:
    """Those that keep a shelter of which only its area may be known."""
    hidden = Shelter.objects.filter(visibility=Shelter.Visibility.AREA_ONLY).order_by()
    return frozenset(hidden.values_list("organisation", flat=True).distinct())
