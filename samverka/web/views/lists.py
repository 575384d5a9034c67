"""Lists of services: what is open now, tonight, today, or of one kind, as somebody in the street reads it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, time
from functools import cached_property
from itertools import groupby
from typing import NamedTuple
from urllib.parse import quote
from uuid import UUID

from django.utils.timezone import localdate

from samverka.directory import queries
from samverka.directory.hours import HERE, Span, State, Wall, window
from samverka.directory.models import Service
from samverka.directory.queries import Here, Now, Shown, Sort, Told, TownName, words
from samverka.shelters import clock


MORNING = time(6)  # until then whoever asks for tonight means the night that it is
KINDS = {"category": "category__code", "group": "category__group"}  # of an offer, and where it comes from
NIGHT, EVENING = Wall(time(20), MORNING), Wall(time(18), time(0))


class Line(NamedTuple):
    """One service in a list."""

    here: Here
    sort: Sort
    name: Shown
    place: Shown | None
    state: str
    status: str
    today: str

    @property
    def geo(self) -> str:
        return geo(self.here)


class Section(NamedTuple):
    """Lines under a heading."""

    name: str
    title: object
    lines: list[Line]


@dataclass(frozen=True)
class Listed:
    """What a town offers at a moment, in a language."""

    town: TownName
    language: str
    at: datetime
    stamp: str
    kind: tuple[str, str] = ("", "")  # a field of `KINDS` and its value: of this kind only
    only: tuple[UUID, ...] | None = None  # these services, which are known to be shown

    @cached_property
    def all(self) -> tuple[Told, ...]:
        """Everything is remembered, since pages share it; as long as nobody has asked for it, only a part is read."""
        today, (field, value) = localdate(self.at), self.kind
        if self.only is None and not field:
            return queries.book(self.town, self.stamp, today)
        known = queries.book_if_read(self.town, self.stamp)
        if self.only is not None:
            by_id = {one.offer.pk: one for one in known or ()}
            if by_id.keys() >= {*self.only}:
                return tuple(by_id[pk] for pk in self.only)
            return tuple(queries.told_of(self.only, on=today))
        if known is not None:
            return tuple(one for one in known if getattr(one.offer, field) == value)
        some = queries.services_of(self.town, on=today).filter(**{KINDS[field]: value})
        return tuple(queries.told(some, on=today))

    @cached_property
    def now(self) -> list[Now]:
        return [one.now(self.at, town=self.town.code) for one in self.all]

    def lines(self, wanted: Callable[[Now], bool]) -> list[Line]:
        """The services that are wanted, each by the spot to go to."""
        found = [one for one in self.now if wanted(one)]
        sorts, names = queries.sorts(self.language, self.stamp), queries.names(found, language=self.language)
        return [_line(one, sorts, names, self.at) for one in found]

    def until(self) -> datetime:
        """Until when no status changes by itself."""
        return min([day(self.at).closes, *(one.until for one in self.now)])


def day(at: datetime) -> Span:
    """The whole day that it is."""
    return window(localdate(at), Wall(time(0), time(0)))


def may_be_open(here: Here, during: Span) -> bool:
    """Open at some time; also who may be, and must be called first."""
    closed = here.offer.state == Service.State.TEMPORARILY_CLOSED
    return not closed and here.times.main[1].during(during) != State.CLOSED


def is_open(here: Here, during: Span) -> bool:
    """Only what is known to be open: nobody walks through the evening for a perhaps."""
    running = here.offer.state in (Service.State.OPEN, Service.State.PARTLY_OPEN)
    return running and here.times.main[1].during(during) == State.OPEN


def tonight(at: datetime, wall: Wall) -> Span:
    """What is left of some hours tonight. Until the morning it is still yesterday's night."""
    whole = window(clock.tonight(at, closes=MORNING), wall)
    return Span(max(at, whole.opens), max(at, whole.closes))


def by_group(lines: Iterable[Line]) -> list[Section]:
    """The lines under the words of their pictograms; what is open comes first."""
    order = list(words.GROUPS)
    ranked = sorted(lines, key=lambda line: (order.index(line.sort.group), line.state != "open"))
    return [
        Section(group, words.GROUPS[group], list(some)) for group, some in groupby(ranked, lambda one: one.sort.group)
    ]


def geo(here: Here) -> str:
    """An address for the phone's own map."""
    if here.point is None:
        return ""
    latitude, longitude = (f"{number:.5f}" for number in here.point)
    return f"geo:{latitude},{longitude}?q={latitude},{longitude}({quote(here.offer.name)})"


def _line(now: Now, sorts: dict[str, Sort], names: queries.Texts, at: datetime) -> Line:
    here, status, _until = now
    spot = here.spot
    today = here.times.main[1].day(at.astimezone(HERE).date())
    place = names.of(spot, "name") if spot and spot.name else None
    return Line(
        here, sorts[here.offer.category], names.of(here.offer, "name"), place, status.state.value,
        words.open_or_not(here, status, at), words.hours_of(today.spans) if today.is_known else "",
    )  # fmt: skip
