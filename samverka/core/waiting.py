"""What waits for somebody today, and what is new to them. Each app says so in its `waiting.py`.

What is told here also goes out by mail, where anybody may read it: counts in fixed words, and titles of what is
published. Never where something is, what somebody wrote, or the title of anything that is not published.
"""

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.timezone import localtime


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for somebody: how many in words, one verb, and one page where it is done."""

    text: str  # "3 questions wait at the advice desk"
    verb: str  # "Answer"
    address: str
    due: date | None = None  # the first day on which one of them is due
    late: int = 0  # how many of them are overdue
    is_pressing: bool = False  # it is to be done now or tonight
    is_mailed: bool = True  # also its number may be read by anybody


@dataclass(frozen=True, slots=True)
class News:
    """One thing that has happened: what kind of thing, its title if that is published, and its page."""

    kind: str  # "New card"
    address: str
    at: datetime
    title: str = ""
    is_mailed: bool = True


Rows = Callable[[Any, datetime], "QuerySet[Any, Any]"]
Waits = Callable[[Any, datetime], Iterable[Waiting]]
Tells = Callable[[Any, datetime, datetime], Iterable[News]]


@dataclass(frozen=True, eq=False)
class Pile:
    """Things of one kind that wait: the rows that the database counts, and the words for how many there are.

    What is overdue is told by `due`, a field of days. All piles of somebody are counted in one question.
    """

    rows: Rows
    text: Any  # ngettext_lazy with %(count)s
    verb: Any
    page: str
    query: str = ""  # after the page's address: "only=overdue"
    due: str = ""
    is_pressing: bool = False
    is_mailed: bool = True

    def told(self, count: int, due: date | None, late: int) -> Waiting:
        address = reverse(self.page) + (f"?{self.query}" if self.query else "")
        text = str(self.text % {"count": count})
        return Waiting(text, str(self.verb), address, due, late, self.is_pressing, self.is_mailed)


Asked = TypeVar("Asked", Waits, Tells, Pile)
PILES: dict[Pile, frozenset[str]] = {}
WAITS: dict[Waits, frozenset[str]] = {}
TELLS: dict[Tells, frozenset[str]] = {}
MANY = 1_000  # questions that are remembered
_questions: dict[tuple[Any, ...], tuple[str, list[Any]]] = {}


def piles(*roles: str, **words: Any) -> Callable[[Rows], Rows]:
    """Make known what waits for those who have one of these roles, as a question that the database counts.

    The function is told the user and the moment, and gives a QuerySet without asking anything itself: what it gives is
    put together once an hour. `words` are those of a Pile.
    """

    def known(rows: Rows) -> Rows:
        PILES[Pile(rows, **words)] = frozenset(roles)
        return rows

    return known


def waits(*roles: str) -> Callable[[Waits], Waits]:
    """The same for what cannot be counted in the database alone, by a function of the user and the moment.

    It asks the database once or twice, whatever the number of things. Without roles, for everybody.
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


def waiting(user: Any, *, roles: Collection[str], footing: Hashable, at: datetime) -> list[Waiting]:
    """All that waits for somebody with these roles: first what presses or is overdue, then what is due first.

    `footing` is whatever the rows that somebody sees depend on, beside the hour.
    """
    found = [*_counted(user, roles=roles, footing=footing, at=at)]
    found += [one for ask in _meant_for(WAITS, roles) for one in ask(user, at)]
    return sorted(found, key=lambda one: (not one.is_pressing, not one.late, one.due is None, one.due or date.max))


def news(user: Any, *, roles: Collection[str], since: datetime, at: datetime) -> list[News]:
    """All that is new to somebody with these roles, the newest first."""
    found = [one for ask in _meant_for(TELLS, roles) for one in ask(user, since, at)]
    return sorted(found, key=lambda one: one.at, reverse=True)


def _counted(user: Any, *, roles: Collection[str], footing: Hashable, at: datetime) -> Iterator[Waiting]:
    """The piles that are not empty. One query."""
    hour = localtime(at).replace(minute=0, second=0, microsecond=0)
    asked = (connection.vendor, footing, hour)
    mine = tuple(_meant_for(PILES, roles))
    found = _questions.get(asked)  # another thread may clear them all meanwhile
    if found is None:
        if len(_questions) >= MANY:
            _questions.clear()
        found = _questions[asked] = _question(mine, user, hour)
    sql, given = found
    if sql:
        with connection.cursor() as cursor:
            cursor.execute(sql, given)
            for number, count, due, late in cursor.fetchall():
                if count:
                    yield mine[number].told(count, date.fromisoformat(due) if isinstance(due, str) else due, late)


def _question(mine: Iterable[Pile], user: Any, at: datetime) -> tuple[str, list[Any]]:
    """SQL and its parameters: to put them together takes longer than to run them."""
    parts, given = [], []
    today = connection.ops.adapt_datefield_value(at.date())
    for number, pile in enumerate(mine):
        try:
            sql, told = _rows(pile, user, at).query.sql_with_params()
        except EmptyResultSet:
            continue
        sums = "MIN(due), COUNT(CASE WHEN due < %s THEN 1 END)" if pile.due else "CAST(NULL AS date), 0"
        parts.append(f"SELECT {number}, COUNT(*), {sums} FROM ({sql}) AS pile{number}")  # noqa: S608 (numbers of ours)
        given += [*([today] if pile.due else []), *told]
    return " UNION ALL ".join(parts), given


def _rows(pile: Pile, user: Any, at: datetime) -> "QuerySet[Any, Any]":
    rows = pile.rows(user, at).order_by()
    return rows.annotate(due=F(pile.due)).values_list("pk", "due") if pile.due else rows.values_list("pk")


def _meant_for(asked: dict[Asked, frozenset[str]], roles: Collection[str]) -> Iterator[Asked]:
    return (ask for ask, wanted in asked.items() if not wanted or wanted.intersection(roles))
