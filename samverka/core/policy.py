"""Rules of a place as dated data: what holds here, on this date, and where that is written."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from functools import lru_cache
from hashlib import sha256
from time import monotonic
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from samverka.core.access import Unfit
from samverka.core.models import Policy


A_MINUTE = 60  # seconds
Check = Callable[[Any], Any]
"""Turns what was written into the value, or raises ValueError with a sentence for the writer."""


@dataclass(frozen=True, slots=True)
class Key:
    """One kind of rule: its name, what it says, how its value is read, and what holds when nobody has decided."""

    name: str
    text: Any
    read: Check
    default: Any
    chapter: str = ""  # rules of a chapter are not kept with what is done at night
    words: Mapping[str, Any] = field(default_factory=dict)  # how values are told that are no plain words
    is_set: bool = False  # some of the words, in no order

    def told(self, value: Any) -> str:
        """A value as people read it."""
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        parts = value if isinstance(value, list) else [value]
        return ", ".join(str(self.words.get(part, part)) for part in parts)


KEYS: dict[str, Key] = {}
CONTRADICTIONS: list[Callable[["Policies"], Iterable[str]]] = []


def register(*keys: Key) -> None:
    KEYS.update({key.name: key for key in keys})


def known(chapter: str = "") -> list[Key]:
    """The rules of a chapter, in the order in which they were made known."""
    return [key for key in KEYS.values() if key.chapter == chapter]


@dataclass(frozen=True, slots=True)
class Policies:
    """The rules in force for a scope on a date."""

    rows: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def value(self, key: str) -> Any:
        return self.rows[key]["value"] if key in self.rows else KEYS[key].default

    def time(self, key: str) -> time:
        return time.fromisoformat(self.value(key))

    def source(self, key: str) -> str:
        return str(self.rows[key]["source"]) if key in self.rows else ""

    def scope(self, key: str) -> str:
        return str(self.rows[key]["scope"]) if key in self.rows else ""

    def as_record(self) -> dict[str, Any]:
        """Every rule and its value, to be kept with what was done under them."""
        return {name: self.value(name) for name in sorted(key.name for key in known())}

    @property
    def version(self) -> str:
        """A short name for exactly these rules: the same rules, the same name, whoever works it out."""
        told = json.dumps(self.as_record(), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return sha256(told.encode()).hexdigest()[:16]


def effective(scopes: Sequence[str], *, on: date) -> Policies:
    """The rules that hold on `on`: of each, the one of the last scope that has one. One query."""
    ends = Q(valid_to=None) | Q(valid_to__gte=on)
    rows = Policy.objects.filter(ends, scope__in=scopes, valid_from__lte=on).values("scope", "key", "value", "source")
    by_rank = sorted(rows, key=lambda row: scopes.index(row["scope"]))
    return Policies({row["key"]: row for row in by_rank if row["key"] in KEYS})


def lately(scopes: Sequence[str], *, on: date) -> Policies:
    """The same, as this process has read it within a minute, or since it wrote a rule itself. One query, or none.

    For what everybody asks all the time, and what nobody needs to the second.
    """
    return _lately(tuple(scopes), on, int(monotonic()) // A_MINUTE)


@lru_cache(maxsize=64)
def _lately(scopes: tuple[str, ...], on: date, minute: int) -> Policies:
    return effective(scopes, on=on)


def forget() -> None:
    """Read rules anew: one has been written."""
    _lately.cache_clear()


@dataclass(frozen=True, slots=True)
class Decided:
    """One value of a rule, from when to when, and where it is written."""

    text: Any
    told: str
    valid_from: date
    valid_to: date | None
    source: str
    decided_by: str


def decided(scopes: Sequence[str], chapter: str = "") -> list[Decided]:
    """What was decided for these scopes, the newest first; at most a hundred. One query."""
    names = [key.name for key in known(chapter)]
    rows = Policy.objects.filter(scope__in=scopes, key__in=names).order_by("-valid_from", "key")[:100]
    return [
        Decided(key.text, key.told(row.value), row.valid_from, row.valid_to, row.source, row.decided_by)
        for key, row in ((KEYS[row.key], row) for row in rows)
    ]


def last_decided(scope: str, key: str) -> Policy | None:
    """What was decided last about a rule, for a scope itself."""
    return Policy.objects.filter(scope=scope, key=key).order_by("-valid_from").first()


def changes(scopes: Sequence[str], *, since: date) -> list[date]:
    """`since`, and every later day on which a rule of these scopes begins, or the day after one ends."""
    rows = Policy.objects.filter(Q(valid_to=None) | Q(valid_to__gte=since), scope__in=scopes)
    ends = {to + timedelta(days=1) for to in rows.values_list("valid_to", flat=True) if to}
    begins = set(rows.values_list("valid_from", flat=True))
    return sorted(day for day in {since, *begins, *ends} if day >= since)


def read(key: str, written: Any) -> Any:
    """The value of a rule as it was written; Unfit, with a sentence, when it cannot be."""
    if key not in KEYS:
        raise Unfit(_("There is no rule called “%(key)s”.") % {"key": key}, field="key")
    try:
        return KEYS[key].read(written)
    except (TypeError, ValueError) as error:
        raise Unfit(str(error), field="value") from error


def contradictions(policies: Policies) -> list[str]:
    """In what way these rules cannot hold together."""
    return [sentence for check in CONTRADICTIONS for sentence in check(policies)]


def wall_time(written: Any) -> str:
    """A local wall time "HH:MM". 02:00-02:59 is refused: the clock change skips or repeats it."""
    try:
        found = time.fromisoformat(str(written))
    except ValueError:
        raise ValueError(_("Write a time as 20:30.")) from None
    if found.hour == 2:
        raise ValueError(_("Choose another hour: 02:00 to 02:59 does not exist, or comes twice, when clocks change."))
    return f"{found:%H:%M}"


def whole(low: int, high: int) -> Check:
    """A whole number from `low` to `high`."""

    def read(written: Any) -> int:
        try:
            found = int(str(written))
        except ValueError:
            found = low - 1
        if not low <= found <= high:
            raise ValueError(_("Write a whole number from %(low)s to %(high)s.") % {"low": low, "high": high})
        return found

    return read


def one_of(*choices: str) -> Check:
    def read(written: Any) -> str:
        if written not in choices:
            raise ValueError(_("Choose one of: %(choices)s.") % {"choices": ", ".join(choices)})
        return str(written)

    return read


def some_of(*choices: str) -> Check:
    """Any of the choices, in the order of their importance; written with commas, or as a list."""

    def read(written: Any) -> list[str]:
        words = written.split(",") if isinstance(written, str) else list(written)
        found = [str(word).strip() for word in words if str(word).strip()]
        if set(found) - set(choices) or len(set(found)) != len(found):
            raise ValueError(_("Choose any of these, each once: %(choices)s.") % {"choices": ", ".join(choices)})
        return found

    return read


def yes_no(written: Any) -> bool:
    """As people say it in their language, or as machines do."""
    said, yes, no = str(written).strip().lower(), ("true", "yes", "1", _("yes")), ("false", "no", "0", _("no"))
    if said not in (*yes, *no):
        raise ValueError(_("Choose yes or no."))
    return said in yes


def text(written: Any) -> str:
    found = " ".join(str(written).split())
    if len(found) > 300:
        raise ValueError(_("Write at most 300 characters."))
    return found
