"""Many rows at once, by one prepared statement. For actions only.

`bulk_create` compiles every field of every row, which costs several times what the database needs; an import of
thousands of nights would spend its second on that. Constraints and triggers hold here as everywhere.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Field, Model

from samverka.core.county import CountyRecord


def insert(rows: Sequence[Model]) -> None:
    """Add rows of one model. They have their keys already."""
    if not rows:
        return
    fields = rows[0]._meta.concrete_fields
    columns = ", ".join(_column(field) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    _run(f"insert into {_table(rows[0])} ({columns}) values ({marks})", [_told(row, fields) for row in rows])  # noqa: S608
    for row in rows:
        row._state.adding = False


def update(rows: Sequence[CountyRecord], *names: str) -> None:
    """Write these fields of rows of one model that are there already. The caller holds them."""
    if not rows:
        return
    meta = rows[0]._meta
    by_name = {field.name: field for field in meta.concrete_fields}
    fields = [by_name[name] for name in (*names, "county", "id")]
    changes = ", ".join(f"{_column(field)} = %s" for field in fields[:-2])
    told = [_told(row, fields) for row in rows]
    _run(f"update {_table(rows[0])} set {changes} where county = %s and id = %s", told)  # noqa: S608


def _table(row: Model) -> str:
    return connection.ops.quote_name(row._meta.db_table)


def _column(field: "Field[Any, Any]") -> str:
    return connection.ops.quote_name(str(field.column))


def _told(row: Model, fields: "Sequence[Field[Any, Any]]") -> list[Any]:
    return [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]


def _run(statement: str, told: list[list[Any]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(statement, told)
