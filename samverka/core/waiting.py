"""What waits for somebody today, and what is new to them. Each app says so in its `waiting.py`.

What is told here also goes out by mail, where anybody may read it: counts in fixed words, and titles of what is
published. Never where something is, what somebody wrote, or the title of anything that is not published.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple, TypeVar

from django.db.models import Count, Min, Q, QuerySet


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for somebody: how many in words, one verb, and one page where it is done."""

    text: str  # "3 questions wait at the advice desk"
    verb: str  # "Answer"
    address: str
    due: date | None = None  # the first day on which one of them is due
    late: int = 0  # how many of them are overdue
    is_pressing: bool = False  # it is to be done now or tonight


@dataclass(frozen=True, slots=True)
class News:
    """One thing that has happened: what kind of thing, its title if that is published, and its page."""

    kind: str  # "New card"
    address: str
    at: datetime
    title: str = ""


class Pile(NamedTuple):
    """Things of a kind that wait: how many, when the first is due, and how many are overdue."""

    number: int
    due: date | None
    late: int


Waits = Callable[[Any, datetime], Iterable[Waiting]]
Tells = Callable[[Any, datetime, datetime], Iterable[News]]
Asked = TypeVar("Asked", Waits, Tells)
WAITS: dict[Waits, frozenset[str]] = {}
TELLS: dict[Tells, frozenset[str]] = {}


def waits(*roles: str) -> Callable[[Waits], Waits]:
    """Make known what waits for those who have one of these roles; for everybody, when none is named.

    The function is told the user and the moment. It asks the database once, whatever the number of things.
    """

    def known(ask: Waits) -> Waits:
        WAITS[ask] = frozenset(roles)
        return ask

    return known


def tells(*roles: str) -> Callable[[Tells], Tells]:
    """Make known what is new to those who have one of these roles since a moment, the newest first, at most a few.

    The function is told the user, since when, and the moment.
    """

    def known(ask: Tells) -> Tells:
        TELLS[ask] = frozenset(roles)
        return ask

    return known


def waiting(user: Any, *, roles: Collection[str], at: datetime) -> list[Waiting]:
    """All that waits for somebody with these roles: first what presses or is overdue, then what is due first."""
    found = [one for ask in _meant_for(WAITS, roles) for one in ask(user, at)]
    return sorted(found, key=lambda one: (not one.is_pressing, not one.late, one.due is None, one.due or date.max))


def news(user: Any, *, roles: Collection[str], since: datetime, at: datetime) -> list[News]:
    """All that is new to somebody with these roles, the newest first."""
    found = [one for ask in _meant_for(TELLS, roles) for one in ask(user, since, at)]
    return sorted(found, key=lambda one: one.at, reverse=True)


def pile(rows: "QuerySet[Any, Any]", *, on: date, due: str = "due_on") -> Pile:
    """How many rows there are, and how they lie in time by their field `due`. One query."""
    late = Count("pk", filter=Q(**{f"{due}__lt": on}))
    told = rows.order_by().aggregate(number=Count("pk"), due=Min(due), late=late)
    return Pile(told["number"], told["due"], told["late"])


def _meant_for(asked: dict[Asked, frozenset[str]], roles: Collection[str]) -> Iterator[Asked]:
    return (ask for ask, wanted in asked.items() if not wanted or wanted.intersection(roles))
