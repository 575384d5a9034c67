"""What becomes of each line of a file: which night and group it means, what it would change, or why it cannot."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, TypeVar, cast
from uuid import UUID

from django.utils.translation import gettext as _

from samverka.core.access import Refused
from samverka.core.alphabet import Alphabetic
from samverka.core.free_text import ReadThrough, objection
from samverka.core.ids import new_id
from samverka.shelters import sheets
from samverka.shelters.actions.nights import Beds, set_beds
from samverka.shelters.models import Capacity, Group, Night, Shelter
from samverka.shelters.queries.imports import (
    CHANGED,
    COLUMNS,
    LEFT_OUT,
    NEW,
    REFUSED,
    UNCHANGED,
    Fate,
    Key,
    Values,
    capacities_of,
    draws_under_way,
    most_places,
    nights_between,
    values,
)


FARTHEST = timedelta(days=731)
MOST_BEDS = 1000
LONGEST_REASON = 100
OVER = (Night.State.CLOSED,)

Found = TypeVar("Found")


class Passed(Exception):
    """This line is left out, and that is all right."""


@dataclass(slots=True)
class Comparison:
    """Compares lines with the nights of some shelters. Blank nights and shelters mean the same as above."""

    shelters: Sequence[Shelter]
    columns: dict[str, int]
    tonight: date
    heading: list[sheets.Cell] = field(default_factory=list)
    seen: dict[tuple[UUID, UUID, date], int] = field(default_factory=dict)
    nights: dict[Key, Night] = field(default_factory=dict)
    capacities: dict[UUID, dict[UUID, Capacity]] = field(default_factory=dict)
    drawing: set[tuple[UUID, date]] = field(default_factory=set)
    groups: dict[UUID, list[Group]] = field(default_factory=dict)
    answers: dict[Any, Any] = field(default_factory=dict)
    places: dict[Key, dict[UUID, int]] = field(default_factory=dict)  # what each group would hold, as the lines say
    above_day: date | None = None
    above_shelter: Shelter | None = None

    def learn(self, lines: Sequence[sheets.Line]) -> None:
        """Look up, once, the nights that these lines name."""
        place = self.columns["date"]
        named = (self._quiet_day(row[place]) for _, row in lines if place < len(row))
        days = {day for day in named if day and self.tonight <= day <= self.tonight + FARTHEST}
        for group in Group.objects.filter(shelter__in=self.shelters, is_active=True).order_by(Alphabetic("name")):
            self.groups.setdefault(group.shelter_id, []).append(group)
        if days:
            first, last = min(days), max(days)
            self.nights = nights_between([one.pk for one in self.shelters], first, last)
            self.capacities = capacities_of(night for night in self.nights.values() if night.date in days)
            self.drawing = draws_under_way(first, last)

    def fates(self, lines: Iterable[sheets.Line]) -> Iterator[Fate]:
        for number, row in lines:
            try:
                yield self._fate(number, row)
            except Passed as passed:
                yield Fate(number, LEFT_OUT, str(passed), *self._told(row))
            except Refused as refused:
                yield Fate(number, REFUSED, str(refused), *self._told(row))

    def crowded(self) -> dict[tuple[str, str], str]:
        """The shelters' nights that would hold more than their rules allow, by ids and days as text, and why not."""
        named, most = {one.pk: one for one in self.shelters}, most_places(self.shelters)
        found = {}
        for (shelter, day), groups in self.places.items():
            limit = most(named[shelter], day)
            if limit and sum(groups.values()) > limit:
                told = {"places": sum(groups.values()), "most": limit}
                text = _("This night would have %(places)s places. At most %(most)s places may be given out here.")
                found[str(shelter), day.isoformat()] = text % told
        return found

    def _fate(self, number: int, row: list[sheets.Cell]) -> Fate:
        cells = {name: row[place] if place < len(row) else None for name, place in self.columns.items()}
        if row == self.heading:
            raise Passed(_("These are the headings again."))
        if sheets.line_is_total(row):
            raise Passed(_("This is a line of sums."))
        if all(sheets.is_blank(cells.get(name)) for name in sheets.NUMBERS):
            self._remember(cells)
            raise Passed(_("It says nothing of beds."))
        day = self._day(cells.get("date"))
        shelter = self._shelter(cells.get("site"))
        group = self._group(shelter, cells.get("group"))
        if day < self.tonight:
            raise Passed(_("This night is over. Figures of nights gone by are corrected on the night's page."))
        if day > self.tonight + FARTHEST:
            raise Refused(_("This night is more than two years away."))
        first = self.seen.setdefault((shelter.pk, group.pk, day), number)
        if first != number:
            raise Refused(_("Line %(line)s says something of the same group and night.") % {"line": first})
        return self._compared(number, cells, day, shelter, group)

    def _compared(self, number: int, cells: dict[str, sheets.Cell], day: date, shelter: Shelter, group: Group) -> Fate:
        night = self.nights.get((shelter.pk, day))
        if night and (night.frozen_at or night.state in OVER):
            raise Passed(_("This night is over. Figures of nights gone by are corrected on the night's page."))
        if night and night.state == Night.State.CANCELLED:
            raise Refused(_("This night is cancelled."))
        if (shelter.pool_id, day) in self.drawing:
            raise Refused(_("The draw is being made. Wait until it is published."))
        there = self.capacities.get(night.pk, {}).get(group.pk) if night else None
        capacity = there or Capacity(county=shelter.county, group=group, nominal=group.beds)
        capacity.group = group
        was, places = values(capacity), self._places(night, shelter, day)
        said = read_beds(cells, capacity)
        set_beds(capacity, said)
        now, places[group.pk] = values(capacity), capacity.allocable
        kind = NEW if there is None else UNCHANGED if was == now else CHANGED
        remark = objection(str(said.blocked_because)) if capacity.blocked else ""
        told = (day.isoformat(), str(shelter.pk), str(group.pk), night.state if night else "")
        return Fate(number, kind, remark, *told, was if there else None, now)

    def _places(self, night: Night | None, shelter: Shelter, day: date) -> dict[UUID, int]:
        """What each group would hold on a night, as the lines so far say; at first as it is, or usually is."""
        if (shelter.pk, day) not in self.places:
            held = self.capacities.get(night.pk, {}) if night else {}
            usual = {} if night else {group.pk: group.beds for group in self.groups[shelter.pk]}
            self.places[shelter.pk, day] = usual | {key: one.allocable for key, one in held.items()}
        return self.places[shelter.pk, day]

    def _day(self, cell: sheets.Cell) -> date:
        if sheets.is_blank(cell):
            if self.above_day is None:
                raise Refused(_("It does not say which night."))
            return self.above_day
        self.above_day = None  # an unreadable night is nobody's “same as above”
        self.above_day = self._once(("day", cell), lambda: _read_day(cell, self.tonight))
        return self.above_day

    def _quiet_day(self, cell: sheets.Cell) -> date | None:
        try:
            return None if sheets.is_blank(cell) else self._once(("day", cell), lambda: _read_day(cell, self.tonight))
        except Refused:
            return None

    def _shelter(self, cell: sheets.Cell) -> Shelter:
        if sheets.is_blank(cell):
            found = self.above_shelter or (self.shelters[0] if len(self.shelters) == 1 else None)
            if found is None:
                raise Refused(_("It does not say which shelter."))
            return found
        self.above_shelter = None
        self.above_shelter = self._once(("site", cell), lambda: _named(self.shelters, cell, _no_shelter))
        return self.above_shelter

    def _group(self, shelter: Shelter, cell: sheets.Cell) -> Group:
        groups = self.groups.get(shelter.pk, [])
        if sheets.is_blank(cell):
            if len(groups) != 1:
                told = {"shelter": shelter, "groups": _names(groups)}
                raise Refused(_("It does not say which group at %(shelter)s: %(groups)s.") % told)
            return groups[0]
        return self._once((shelter.pk, cell), lambda: _named(groups, cell, lambda: _no_group(cell, shelter, groups)))

    def _remember(self, cells: dict[str, sheets.Cell]) -> None:
        """A line that holds only a night or a shelter is a heading for those below."""
        for name, look in (("date", self._day), ("site", self._shelter)):
            try:
                if not sheets.is_blank(cells.get(name)):
                    look(cells[name])
            except Refused:
                continue

    def _once(self, key: Any, look: Callable[[], Found]) -> Found:
        """The answer to a question that many lines ask alike, also when it is a refusal."""
        if key not in self.answers:
            try:
                self.answers[key] = look()
            except Refused as refused:
                self.answers[key] = str(refused)
        answer = self.answers[key]
        if isinstance(answer, str):
            raise Refused(answer)
        return cast(Found, answer)

    def _told(self, row: list[sheets.Cell]) -> tuple[str, str, str]:
        """Night, shelter and group as the file says them."""
        places = (self.columns.get(name, len(row)) for name in ("date", "site", "group"))
        return tuple(_text(row[place])[:60] if place < len(row) else "" for place in places)  # type: ignore[return-value]


def read_beds(cells: dict[str, sheets.Cell], capacity: Capacity) -> Beds:
    """What a line says of a capacity; what it does not say stays as it is."""
    nominal, blocked, overflow, reserved = (_whole(cells, name) for name in ("beds", "blocked", "overflow", "reserved"))
    rooms = _rooms(cells, blocked, capacity) if capacity.group.rooms else ()
    _fits_rooms(cells, nominal, capacity)
    because = " ".join(_text(cells.get("because")).removeprefix("'").split())
    if len(because) > LONGEST_REASON:
        raise Refused(_("The reason is longer than %(most)s characters.") % {"most": LONGEST_REASON})
    return Beds(
        nominal=nominal,
        blocked=capacity.blocked if blocked is None else blocked,
        blocked_because=ReadThrough(because or capacity.blocked_because),
        blocked_rooms=rooms,
        overflow=capacity.overflow if overflow is None else overflow,
        reserved=capacity.reserved if reserved is None else reserved,
    )


def beds_of(now: Values) -> Beds:
    """The same, from what was kept with the preview."""
    nominal, blocked, because, rooms, overflow, reserved = now
    return Beds(blocked, ReadThrough(because), tuple(rooms), overflow, reserved, nominal)  # type: ignore[arg-type]


def new_night(shelter: Shelter, day: date) -> Night:
    return Night(id=new_id(), county=shelter.county, shelter=shelter, date=day)


def _rooms(cells: dict[str, sheets.Cell], blocked: int | None, capacity: Capacity) -> tuple[int, ...]:
    """Which private rooms are blocked: the file says their numbers, or that there are none."""
    try:
        said = sheets.wholes(cells.get("rooms"))
    except ValueError:
        raise Refused(_("Say which rooms are blocked by their numbers: 2, 3.")) from None
    if said is not None:
        return tuple(number for number in said if number)
    if blocked == 0:
        return ()
    if blocked is not None and blocked != capacity.blocked:
        raise Refused(_("%(group)s has private rooms. Say which rooms are blocked.") % {"group": capacity.group})
    return tuple(capacity.blocked_rooms)


def _fits_rooms(cells: dict[str, sheets.Cell], nominal: int | None, capacity: Capacity) -> None:
    rooms, group = capacity.group.rooms, capacity.group
    if rooms and nominal not in (None, capacity.nominal, sum(rooms)):
        raise Refused(_("%(group)s has %(beds)s beds in private rooms.") % {"group": group, "beds": sum(rooms)})
    if not rooms and not sheets.is_blank(cells.get("rooms")):
        raise Refused(_("%(group)s has no private rooms.") % {"group": group})


def _whole(cells: dict[str, sheets.Cell], name: str) -> int | None:
    cell = cells.get(name)
    try:
        number = sheets.whole(cell)
    except ValueError:
        number = MOST_BEDS + 1
    if number is not None and number > MOST_BEDS:
        told = {"written": _text(cell)[:40], "column": COLUMNS[name], "most": MOST_BEDS}
        raise Refused(_("%(column)s: “%(written)s” is not a whole number from 0 to %(most)s.") % told)
    return number


def _read_day(cell: sheets.Cell, tonight: date) -> date:
    try:
        found = sheets.day(cell, near=tonight)
    except ValueError:
        found = None
    if found is None:
        raise Refused(_("“%(written)s” is not a day. Write it as 2026-11-24.") % {"written": _text(cell)[:40]})
    return found


Named = TypeVar("Named", Shelter, Group)


def _named(choices: Sequence[Named], cell: sheets.Cell, none: Callable[[], str]) -> Named:
    """The one that is called so, else the only one whose name has the words in it, else the only one of the kind."""
    words = sheets.fold(_text(cell))
    names = [(sheets.fold(one.name), one) for one in choices]
    kinds = [(sheets.fold(str(one.get_kind_display())), one) for one in choices if isinstance(one, Group)]
    kinds += [(one.kind, one) for one in choices if isinstance(one, Group)]
    tries: list[list[Named]] = [
        [one for name, one in names if name == words],
        [one for name, one in names if words and (f" {words} " in f" {name} " or f" {name} " in f" {words} ")],
        [one for kind, one in dict.fromkeys(kinds) if kind == words],
    ]
    for found in tries:
        if len(found) == 1:
            return found[0]
        if found:
            raise Refused(_("“%(written)s” could be several. Write the whole name.") % {"written": _text(cell)[:40]})
    raise Refused(none() % {"written": _text(cell)[:40]})


def _no_shelter() -> str:
    return _("You have no shelter called “%(written)s”.")


def _no_group(cell: sheets.Cell, shelter: Shelter, groups: Sequence[Group]) -> str:
    told = {"written": _text(cell)[:40], "shelter": shelter, "groups": _names(groups)}
    text = _("%(shelter)s has no group called “%(written)s”. Its groups are: %(groups)s.")
    return (text % told).replace("%", "%%")


def _names(groups: Sequence[Group]) -> str:
    return ", ".join(group.name for group in groups) or "–"  # noqa: RUF001 (a dash)


def _text(cell: sheets.Cell) -> str:
    return "" if cell is None else str(cell)
