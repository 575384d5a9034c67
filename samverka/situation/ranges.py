"""Estimates as ranges, added and compared honestly: a sum is no surer than its parts, and a gap is no zero.

A range says of one area how many there are at least and at most, on which day, how that was found, and how sure it
is. Areas are told by SCB's codes: two digits for a county, four for a municipality, which begin with its county.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal


Confidence = Literal["low", "medium", "high"]
Direction = Literal["more", "fewer", "cannot_tell"]
COUNTED = frozenset({"count_night", "outreach_based", "tally_based"})
LEVELS: tuple[Confidence, ...] = ("low", "medium", "high")


@dataclass(frozen=True, slots=True)
class Range:
    """From `low` to `high` people in an area, as of a day. Raises ValueError for ends that are no range."""

    area: str
    low: int
    high: int
    as_of: date
    confidence: Confidence
    method: str = "expert_judgement"
    definition: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.high:
            raise ValueError(f"{self.low}-{self.high} is no range")


def surest(method: str, *, as_of: date, on: date) -> Confidence:
    """The highest confidence that may be claimed: high where people were counted within 14 days, medium where there
    was regular outreach in the last three months, low where somebody judged."""
    age = on - as_of
    if method == "count_night" and age <= timedelta(days=14):
        return "high"
    return "medium" if method in COUNTED and age <= timedelta(days=92) else "low"


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of which areas there is something to add, which are missing, and which of it is old."""

    areas: int
    missing: tuple[str, ...]
    outdated: tuple[str, ...]

    @property
    def known(self) -> int:
        return self.areas - len(self.missing)

    @property
    def is_whole(self) -> bool:
        return not self.missing

    @property
    def outdated_share(self) -> float | None:
        """Of those known; None where nothing is."""
        return len(self.outdated) / self.known if self.known else None


@dataclass(frozen=True, slots=True)
class Total:
    """The sum over the areas that are known. Where none is, there is no number: not even 0."""

    low: int | None
    high: int | None
    confidence: Confidence | None
    since: date | None  # the oldest day that went in
    coverage: Coverage


def coverage(ranges: Collection[Range], *, areas: Collection[str], on: date, good_for: timedelta) -> Coverage:
    """Which of the areas are covered; what is older than `good_for` on that day is outdated, but counts."""
    known = {one.area for one in ranges}
    old = {one.area for one in ranges if on - one.as_of > good_for}
    return Coverage(len(set(areas)), tuple(sorted(set(areas) - known)), tuple(sorted(old)))


def add(ranges: Iterable[Range], *, areas: Collection[str], on: date, good_for: timedelta) -> Total:
    """The sum for these areas: ends are added, the lowest confidence is carried, the missing are named.

    Ends are not drawn together as independent errors would be: neighbours err together, by the same method.
    Raises ValueError where an area would count twice, is not asked for, or is counted by another definition.
    """
    parts = list(ranges)
    _check(parts, areas)
    told = coverage(parts, areas=areas, on=on, good_for=good_for)
    if not parts:
        return Total(None, None, None, None, told)
    return Total(
        low=sum(one.low for one in parts),
        high=sum(one.high for one in parts),
        confidence=min((one.confidence for one in parts), key=LEVELS.index),
        since=min(one.as_of for one in parts),
        coverage=told,
    )


def _check(parts: Sequence[Range], areas: Collection[str]) -> None:
    if strangers := sorted({one.area for one in parts} - set(areas)):
        raise ValueError(f"not asked for: {', '.join(strangers)}")
    if len({one.definition for one in parts}) > 1:
        raise ValueError("counted by different definitions")
    codes = sorted(one.area for one in parts)
    if twice := [later for earlier, later in pairwise(codes) if later.startswith(earlier)]:
        raise ValueError(f"counted twice: {', '.join(twice)}")  # the same area, or a part of one


@dataclass(frozen=True, slots=True)
class Change:
    """From an earlier picture to a later one, over the areas that both know by the same definition."""

    low: int | None
    high: int | None
    direction: Direction
    areas: int
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]
    differently: tuple[str, ...]  # by another definition, so not compared

    @property
    def is_like_with_like(self) -> bool:
        return not (self.only_before or self.only_after or self.differently)


def compare(before: Iterable[Range], after: Iterable[Range]) -> Change:
    """How many more there are than before. Areas that one picture lacks are left out of both, and named."""
    old, new = ({one.area: one for one in picture} for picture in (before, after))
    both = sorted(old.keys() & new.keys())
    differently = tuple(area for area in both if old[area].definition != new[area].definition)
    shared = [area for area in both if area not in differently]
    low = sum(new[area].low - old[area].high for area in shared) if shared else None
    high = sum(new[area].high - old[area].low for area in shared) if shared else None
    return Change(
        low, high, _direction(low, high), len(shared), tuple(sorted(old.keys() - new.keys())),
        tuple(sorted(new.keys() - old.keys())), differently,
    )  # fmt: skip


def _direction(low: int | None, high: int | None) -> Direction:
    """Only ranges that do not touch say which way it went."""
    if low is not None and low > 0:
        return "more"
    return "fewer" if high is not None and high < 0 else "cannot_tell"


def breaks(series: Sequence[Range]) -> list[bool]:
    """For each range of one area, the oldest first, whether it is counted otherwise than the one before it."""
    changes = [
        (earlier.definition, earlier.method) != (later.definition, later.method) for earlier, later in pairwise(series)
    ]
    return [False, *changes][: len(series)]


@dataclass(frozen=True, slots=True)
class Trend:
    """Which way a series goes since its last break, from the first day to the last of so many ranges."""

    direction: Direction
    since: date | None
    ranges: int
    is_broken: bool  # something came before that cannot be compared


def trend(series: Iterable[Range]) -> Trend:
    """The trend of one area. Raises ValueError if there are several areas, or two ranges for one day."""
    line = sorted(series, key=lambda one: one.as_of)
    if len({one.area for one in line}) > 1 or len({one.as_of for one in line}) < len(line):
        raise ValueError("a series is of one area, with one range a day")
    places = [place for place, is_break in enumerate(breaks(line)) if is_break]
    stretch = line[places[-1] :] if places else line
    if not stretch:
        return Trend("cannot_tell", None, 0, False)
    first, last = stretch[0], stretch[-1]
    direction = _direction(last.low - first.high, last.high - first.low)
    return Trend(direction, first.as_of, len(stretch), bool(places))
