"""Many rows by few statements. For actions only.

`bulk_create` compiles every field of every row, which costs several times what the database needs; an import of
thousands of nights would spend its second on that. Constraints and triggers hold here as everywhere.
"""

from collections.abc import Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Field, Model

from samverka.core.county import CountyRecord


AT_ONCE = 500  # rows in one statement


def insert(rows: Sequence[Model]) -> None:
    """Add rows of one model. They have their keys already."""
    if not rows:
        return
    fields = rows[0]._meta.concrete_fields
    columns = ", ".join(_column(field) for field in fields)
    _run(f"insert into {_table(rows[0])} ({columns}) %s", rows, fields)
    for row in rows:
        row._state.adding = False


def add(model: type[Model], names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Add rows that are told as the values of these fields, in their order. The database gives them their keys."""
    by_name = {field.name: field for field in model._meta.concrete_fields}
    fields = [by_name[name] for name in names]
    table = connection.ops.quote_name(model._meta.db_table)
    here = connections[DEFAULT_DB_ALIAS]
    for start in range(0, len(rows), AT_ONCE):
        told = zip(fields, zip(*rows[start : start + AT_ONCE], strict=True), strict=True)
        columns = [[field.get_db_prep_save(value, here) for value in column] for field, column in told]
        _write(f"insert into {table} ({', '.join(map(_column, fields))}) %s", columns, fields)


def update(rows: Sequence[Model], *names: str) -> None:
    """Write these fields of rows of one model that are there already. The caller holds them."""
    if not rows:
        return
    by_name = {field.name: field for field in rows[0]._meta.concrete_fields}
    keys = ("county", "id") if isinstance(rows[0], CountyRecord) else ("id",)
    fields = [by_name[name] for name in (*keys, *names)]
    table, first = _table(rows[0]), len(keys) + 1
    changes = ", ".join(f"{_column(by_name[name])} = told.column{place}" for place, name in enumerate(names, first))
    here = " and ".join(f"{table}.{key} = told.column{place}" for place, key in enumerate(keys, 1))
    _run(f"update {table} set {changes} from (%s) as told where {here}", rows, fields)  # noqa: S608


def _table(row: Model) -> str:
    return connection.ops.quote_name(row._meta.db_table)


def _column(field: "Field[Any, Any]") -> str:
    return connection.ops.quote_name(str(field.column))


def _run(statement: str, rows: Sequence[Model], fields: "Sequence[Field[Any, Any]]") -> None:
    """Run the statement, which has one %s for the rows, for some rows at a time."""
    here = connections[DEFAULT_DB_ALIAS]  # the thing itself: asking through the proxy costs as much as the answer
    tellers = [(field.attname, field.get_db_prep_save) for field in fields]
    for start in range(0, len(rows), AT_ONCE):
        some = rows[start : start + AT_ONCE]
        _write(statement, [[tell(getattr(row, name), here) for row in some] for name, tell in tellers], fields)


def _write(statement: str, columns: list[list[Any]], fields: "Sequence[Field[Any, Any]]") -> None:
    """Run the statement for values that are ready, column by column."""
    here = connections[DEFAULT_DB_ALIAS]
    with here.cursor() as cursor:
        if here.vendor == "postgresql":
            cursor.execute(statement % _arrays(fields), columns)
        else:
            rows = zip(*columns, strict=True)
            cursor.execute(statement % _values(fields, len(columns[0])), [told for row in rows for told in row])


def _arrays(fields: "Sequence[Field[Any, Any]]") -> str:
    """Rows as one array for each column: PostgreSQL's driver reads few large values faster than many small ones."""
    names = ", ".join(f"column{place}" for place in range(1, len(fields) + 1))
    arrays = ", ".join(f"%s::{field.db_type(connection)}[]" for field in fields)
    return f"select {names} from unnest({arrays}) as rows({names})"  # noqa: S608


def _values(fields: "Sequence[Field[Any, Any]]", count: int) -> str:
    row = f"({', '.join(['%s'] * len(fields))})"
    return f"values {', '.join([row] * count)}"
