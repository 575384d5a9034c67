"""Questions that are put together once and asked again and again.

Django makes SQL from a question each time anew, which takes it several times what the database needs for a look at an
index. What every check-in asks is put together when it is first asked, with `Given` where its values come in.
"""

import json
from collections.abc import Callable, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import BooleanField, Expression, F, Field, Func, Q, QuerySet, UUIDField
from django.db.models.query import ModelIterable, RelatedPopulator, get_related_populators


Found = TypeVar("Found")


class Given(Expression):
    """A value that is told when the question is asked, and kept as `field` keeps values."""

    def __init__(self, name: str, field: "Field[Any, Any]") -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return "%s", (self,)


class Several(Field):  # type: ignore[type-arg]  # cannot be told its types when it runs
    """Values that are given as one, each kept as `of` keeps it."""

    def __init__(self, of: "Field[Any, Any]") -> None:
        super().__init__()
        self.of = of

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> str:
        told = (self.of.get_db_prep_value(one, connection) for one in value)
        return f"{{{','.join(map(str, told))}}}" if connection.vendor == "postgresql" else json.dumps([*told])


def among(name: str, *, column: str = "", of: "Field[Any, Any] | None" = None) -> Q:
    """A condition: the column, called `name` unless told, is one of the values that are given: UUIDs unless told.

    Of other kinds only such as are written without signs of their own, like whole numbers.
    """
    return Q(_Among(F(column or name), Given(name, Several(of or UUIDField()))))


class _Among(Func):
    output_field = BooleanField()
    arity = 2

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        of_list = " in (select value from json_each("
        return self.as_sql(compiler, connection, template="%(expressions)s))", arg_joiner=of_list, **more)

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        several: Any = self.source_expressions[1].output_field
        kind = several.of.db_type(connection)
        return self.as_sql(compiler, connection, template=f"%(expressions)s::{kind}[])", arg_joiner=" = any(", **more)


class _Record(NamedTuple):
    """How whole rows are made of columns."""

    model: type[Any]
    names: list[str]
    columns: slice
    populators: list[RelatedPopulator]

    def read(self, row: list[Any]) -> Any:
        record = self.model.from_db(DEFAULT_DB_ALIAS, self.names, row[self.columns])
        for populator in self.populators:
            populator.populate(row, record)
        return record


class _Statement(NamedTuple):
    """What is ready: SQL, what fills it, and how a row is read."""

    sql: str
    filled: tuple[Any, ...]
    converters: Sequence[tuple[int, tuple[Sequence[Callable[..., Any]], Any]]]
    read: Callable[[list[Any]], Any]


EVERY: list["Prepared[Any]"] = []


def prepare_all() -> None:
    """Put together all that is known so far, as a server does before anybody asks."""
    for one in EVERY:
        one.prepare(connections[DEFAULT_DB_ALIAS].vendor)


class Prepared(Generic[Found]):
    """A question for whole rows, and for the rows that `select_related` adds; or, by `values_list`, for columns."""

    def __init__(self, question: Callable[[], "QuerySet[Any, Found]"]) -> None:
        self.question = question
        self.ready: dict[str, _Statement | None] = {}
        EVERY.append(self)

    def __call__(self, **given: object) -> list[Found]:
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
        return [_read(ask, row, here) for row in rows] if ask.converters or ask.read is not tuple else rows

    def first(self, **given: object) -> Found | None:
        return next(iter(self(**given)), None)

    def prepare(self, vendor: str) -> _Statement | None:
        """What is ready for this kind of database, put together when it is not."""
        if vendor not in self.ready:
            self.ready[vendor] = self._prepare()
        return self.ready[vendor]

    def _prepare(self) -> _Statement | None:
        """None when nothing can be found, whatever is given: nobody works there."""
        question = self.question()
        compiler = question.query.get_compiler(using=DEFAULT_DB_ALIAS)
        try:
            sql, filled = compiler.as_sql()
        except EmptyResultSet:
            return None
        converters = compiler.get_converters(column for column, *_ in compiler.select)
        are_rows = issubclass(question._iterable_class, ModelIterable)
        return _Statement(sql, filled, list(converters.items()), _record(compiler) if are_rows else tuple)


def _record(compiler: Any) -> Callable[[list[Any]], Any]:
    told = compiler.klass_info["select_fields"]
    columns = slice(told[0], told[-1] + 1)
    return _Record(
        compiler.klass_info["model"],
        [column.target.attname for column, *_ in compiler.select[columns]],
        columns,
        get_related_populators(compiler.klass_info, compiler.select, DEFAULT_DB_ALIAS),  # type: ignore[call-arg]  # stubs of 6.1
    ).read


def _read(ask: _Statement, row: Sequence[Any], here: Any) -> Any:
    read = list(row)
    for place, (converters, expression) in ask.converters:
        for convert in converters:
            read[place] = convert(read[place], expression, here)
    return ask.read(read)
