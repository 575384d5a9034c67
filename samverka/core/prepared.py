"""Questions that are put together once and asked again and again.

Django makes SQL from a question each time anew, which takes it several times what the database needs for a look at an
index. What every check-in asks is put together when it is first asked, with `Given` where its values come in.
"""

from collections.abc import Callable, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, Field, Model, QuerySet
from django.db.models.query import RelatedPopulator, get_related_populators


Record = TypeVar("Record", bound=Model)


class Given(Expression):
    """A value that is told when the question is asked, and kept as `field` keeps values."""

    def __init__(self, name: str, field: "Field[Any, Any]") -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return "%s", (self,)


class _Statement(NamedTuple):
    """What is ready: SQL, what fills it, and how a row is read."""

    model: type[Any]
    sql: str
    filled: tuple[Any, ...]
    converters: Sequence[tuple[int, tuple[Sequence[Callable[..., Any]], Any]]]
    names: list[str]
    columns: slice
    populators: list[RelatedPopulator]


EVERY: list["Prepared[Any]"] = []


def prepare_all() -> None:
    """Put together all that is known so far, as a server does before anybody asks."""
    for one in EVERY:
        one.prepare(connections[DEFAULT_DB_ALIAS].vendor)


class Prepared(Generic[Record]):
    """A question for whole rows, and for the rows that `select_related` adds."""

    def __init__(self, question: Callable[[], QuerySet[Record]]) -> None:
        self.question = question
        self.ready: dict[str, _Statement | None] = {}
        EVERY.append(self)

    def __call__(self, **given: object) -> list[Record]:
        """The rows, in one query. `given` holds a value for the name of each `Given`."""
        here = connections[DEFAULT_DB_ALIAS]
        ask = self.prepare(here.vendor)
        if ask is None:
            return []
        filled = [
            one.output_field.get_db_prep_value(given[one.name], here) if isinstance(one, Given) else one
            for one in ask.filled
        ]
        with here.cursor() as cursor:
            cursor.execute(ask.sql, filled)
            rows = cursor.fetchall()
        return [self._record(ask, row, here) for row in rows]

    def first(self, **given: object) -> Record | None:
        return next(iter(self(**given)), None)

    def prepare(self, vendor: str) -> _Statement | None:
        """What is ready for this kind of database, put together when it is not."""
        if vendor not in self.ready:
            self.ready[vendor] = self._prepare()
        return self.ready[vendor]

    def _prepare(self) -> _Statement | None:
        """None when nothing can be found, whatever is given: nobody works there."""
        compiler = self.question().query.get_compiler(using=DEFAULT_DB_ALIAS)
        try:
            sql, filled = compiler.as_sql()
        except EmptyResultSet:
            return None
        told = compiler.klass_info["select_fields"]
        columns = slice(told[0], told[-1] + 1)
        return _Statement(
            compiler.klass_info["model"],
            sql,
            filled,
            list(compiler.get_converters(column for column, *_ in compiler.select).items()),
            [column.target.attname for column, *_ in compiler.select[columns]],
            columns,
            get_related_populators(compiler.klass_info, compiler.select, DEFAULT_DB_ALIAS),  # type: ignore[call-arg]  # stubs of 6.1
        )

    def _record(self, ask: _Statement, row: Sequence[Any], here: Any) -> Record:
        read = list(row)
        for place, (converters, expression) in ask.converters:
            for convert in converters:
                read[place] = convert(read[place], expression, here)
        record: Record = ask.model.from_db(DEFAULT_DB_ALIAS, ask.names, read[ask.columns])
        for populator in ask.populators:
            populator.populate(read, record)
        return record
