"""What is known of how many there are: what was stated, and what answers to surveys said, side by side.

A survey's answers are read where they are and kept nowhere else (ADR 0041). Others than those whose own number it is
see ends of 1 to 4 moved out to 0 and 5: a wider range that is true, and of which sums tell no more.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils.timezone import localdate

from samverka.actors.models import Role, Territory, User
from samverka.situation.models import Answer, Definition, Estimate, OverlapTable
from samverka.situation.queries.compiled import GOOD_FOR, told_ranges
from samverka.situation.queries.disclosing import SMALL
from samverka.situation.ranges import Change, Range, Total, Trend, add, breaks, compare, trend


ASKED = {"adults": Definition.ADULTS, "children": Definition.CHILDREN, "by_night": Definition.BY_NIGHT}
WHOLE: dict[str, str] = {
    Definition.ADULTS: Definition.EVERYBODY, Definition.CHILDREN: Definition.EVERYBODY,
    Definition.ADULTS_OVER_TIME: Definition.OVER_TIME, Definition.CHILDREN_OVER_TIME: Definition.OVER_TIME,
}  # fmt: skip
WIDER = 5  # where an end of 1 to 4 is moved out to


@dataclass(frozen=True, slots=True)
class Known:
    """One statement of how many there are, as somebody may see it. Without a range, there is no basis."""

    territory: str
    definition: str
    range: Range | None
    as_of: date
    method: str
    source: str
    is_widened: bool = False
    estimate: Estimate | None = None  # none: it is an answer to a survey

    @property
    def order(self) -> tuple[date, bool, str]:
        """The last is what holds: the newest day, and of one day what was stated last, before answers."""
        return self.as_of, self.estimate is not None, self.estimate.stated_at.isoformat() if self.estimate else ""


@dataclass(frozen=True, slots=True)
class Picture:
    """What is known of one definition in a territory and in the areas inside it."""

    definition: Definition
    all: Sequence[Known]  # of the territory, the newest first
    series: Sequence[tuple[Known, bool]]  # one a day, the oldest first, and whether it is counted otherwise
    trend: Trend | None
    change: Change | None
    inside: Sequence[tuple[Territory, Known | None]]
    total: Total | None
    change_inside: Change | None

    @property
    def latest(self) -> Known | None:
        return self.series[-1][0] if self.series else None


def pictures(
    viewer: User, territory: Territory, *, inside: Sequence[Territory], on: date, before: date
) -> list[Picture]:  # fmt: skip
    """Every definition of which something is known, there and in the areas `inside` it, compared with what was known
    until `before`. Three queries."""
    found: dict[str, dict[str, list[Known]]] = defaultdict(lambda: defaultdict(list))
    for one in sorted(known(viewer, [territory.code, *(area.code for area in inside)]), key=lambda one: one.order):
        if one.as_of <= on:
            found[one.definition][one.territory].append(one)
    return [
        _picture(definition, territory, inside, found[definition], on=on, before=before)
        for definition in Definition
        if definition in found
    ]


def _picture(
    definition: Definition, territory: Territory, inside: Sequence[Territory], found: dict[str, list[Known]], *,
    on: date, before: date,
) -> Picture:  # fmt: skip
    own = found.get(territory.code, [])
    daily = list({one.as_of: one for one in own}.values())  # of each day the last
    ranges = [one.range for one in daily if one.range]
    areas = [(area, found[area.code][-1] if area.code in found else None) for area in inside]
    here = [one.range for _area, one in areas if one and one.range]
    codes = [area.code for area in inside]
    is_known = any(code in found for code in codes)
    return Picture(
        definition=definition,
        all=own[::-1],
        series=_with_breaks(daily),
        trend=trend(ranges) if ranges else None,
        change=_change([own], before) if own else None,
        inside=areas if is_known else [],
        total=add(here, areas=codes, on=on, good_for=GOOD_FOR) if is_known else None,
        change_inside=_change([found[code] for code in codes if code in found], before) if is_known else None,
    )


def _with_breaks(daily: Sequence[Known]) -> list[tuple[Known, bool]]:
    """A day without a basis breaks nothing: it tells nothing."""
    marks = iter(breaks([one.range for one in daily if one.range]))
    return [(one, next(marks) if one.range else False) for one in daily]


def _change(areas: Iterable[Sequence[Known]], before: date) -> Change | None:
    """From what was known until that day to what is known since; None where nothing was."""
    old, new = [], []
    for rows in areas:
        old += [one.range for one in rows if one.as_of <= before][-1:]
        new += [one.range for one in rows if one.as_of > before][-1:]
    known_before = [one for one in old if one]
    return compare(known_before, [one for one in new if one]) if known_before else None


def known(viewer: User, codes: Collection[str]) -> list[Known]:
    """All that stands of these territories, as the viewer may see it. Three queries."""
    towns = frozenset(one.territory_id for one in viewer.standing if one.role == Role.MUNICIPALITY_COORDINATOR)
    homes = frozenset(viewer.organisations())
    rows = Estimate.objects.stated().filter(territory__in=codes).select_related("organisation")
    stated = [(_stated(one), one.territory_id in towns or one.organisation_id in homes) for one in rows]
    answered = [(one, one.territory in towns) for one in _answered([code for code in codes if len(code) == 4])]
    return _disclosed([*stated, *answered])


def stated(viewer: User, territory: Territory) -> list[Known]:
    """What stands of one territory, the newest first."""
    return sorted(known(viewer, [territory.code]), key=lambda one: one.order, reverse=True)


def as_stated(one: Estimate, *, is_own: bool) -> Known:
    return _seen(_stated(one), is_own=is_own)


def _stated(one: Estimate) -> Known:
    source = one.source or one.organisation.name
    return Known(one.territory_id, one.definition, one.range, one.as_of, one.method, source, estimate=one)


def _disclosed(rows: Sequence[tuple[Known, bool]]) -> list[Known]:
    """Each as it may be seen by somebody whose own it is or not."""
    parts: dict[tuple[str, str, date], list[Range]] = defaultdict(list)
    for one, _is_own in rows:
        if one.range and one.definition in WHOLE:
            parts[one.territory, WHOLE[one.definition], one.as_of].append(one.range)
    return [
        _seen(one if is_own else _blurred(one, parts[one.territory, one.definition, one.as_of]), is_own=is_own)
        for one, is_own in rows
    ]


def _blurred(one: Known, parts: Sequence[Range]) -> Known:
    """A whole as wide as its part and the rest with small ends moved out: or the rest would be had by subtracting."""
    if one.range is None:
        return one
    lows = [part.low for part in parts if one.range.low - part.low in SMALL]
    highs = [part.high + WIDER for part in parts if one.range.high - part.high in SMALL]
    low, high = min([one.range.low, *lows]), max([one.range.high, *highs])
    if (low, high) == (one.range.low, one.range.high):
        return one
    return replace(one, range=replace(one.range, low=low, high=high), is_widened=True)


def _answered(codes: Sequence[str]) -> Iterator[Known]:
    """Answers of municipalities as wholes, in surveys that somebody has read through, and in their own pictures."""
    if not codes:
        return
    is_read = Q(survey__state__in=("compiled", "published")) | Q(survey__territory__code__regex="^[0-9]{4}$")
    rows = Answer.objects.told().filter(is_read, territory__in=codes, organisation=None)
    asked = rows.filter(questionnaire__meant_for="municipality").select_related("survey")
    for answer, code, one in told_ranges(list(asked), tuple(ASKED)):
        if answer.answered_at is None:
            continue
        definition, day = ASKED[code], localdate(answer.answered_at)
        told = replace(one, definition=definition) if one else None
        method = one.method if one else ""
        yield Known(answer.territory_id, definition, told, day, method, answer.survey.name)


def _seen(one: Known, *, is_own: bool) -> Known:
    """As it is for those whose own it is; for others with small ends moved out."""
    if is_own or one.range is None or not {one.range.low, one.range.high} & set(SMALL):
        return one
    low = 0 if one.range.low in SMALL else one.range.low
    high = WIDER if one.range.high in SMALL else one.range.high
    return replace(one, range=replace(one.range, low=low, high=high), is_widened=True)


def overlap_tables(viewer: User, territory: Territory) -> list[OverlapTable]:
    """The newest version of each table that the viewer's organisations brought of a territory, the newest first."""
    rows = OverlapTable.objects.visible_to(viewer).filter(territory=territory)
    newest: dict[UUID, OverlapTable] = {}
    for one in rows.defer("counts").order_by("version"):
        newest[one.series] = one
    return sorted(newest.values(), key=lambda one: one.brought_at, reverse=True)


def a_year_before(day: date) -> date:
    return day - timedelta(days=365)
