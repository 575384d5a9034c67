"""What must be true of any table."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.apps import apps
from django.db import connection

from samverka.core import finding
from samverka.core.county import CountyForeignKey
from samverka.core.verifying import check


GUARDS = {  # triggers without which the audit trail could be changed unseen
    "sqlite": {
        *("core_entry_no_update", "core_entry_no_delete", "core_purge_no_update", "core_purge_no_delete"),
        *("core_segment_stays", "core_segment_no_delete"),
    },
    "postgresql": {
        *("core_entry_no_update", "core_entry_no_delete", "core_purge_no_change", "core_segment_stays"),
    },
}
TRIGGERS = {
    "sqlite": "select name from sqlite_master where type = 'trigger'",
    "postgresql": "select tgname from pg_trigger where not tgisinternal and tgenabled = 'O'",
}


@check("the database file is whole")
def database(at: datetime) -> Iterable[str]:
    if connection.vendor != "sqlite":
        loose = "select conrelid::regclass || '.' || conname from pg_constraint where not convalidated"
        return [f"The constraint {name} was never checked." for (name,) in _rows(loose)]
    found = [f"SQLite says: {told}." for (told,) in _rows("pragma integrity_check") if told != "ok"]
    keys = _rows("pragma foreign_key_check")
    return [*found, *(f"A row of {table} points to nothing in {parent}." for table, _row, parent, _key in keys)]


@check("the database guards what only grows")
def guards(at: datetime) -> Iterable[str]:
    there = {name for (name,) in _rows(TRIGGERS[connection.vendor])}
    return [f"The guard {name} is missing or switched off." for name in sorted(GUARDS[connection.vendor] - there)]


@check("what belongs together lies in the same county")
def counties(at: datetime) -> Iterator[str]:
    quote = connection.ops.quote_name
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, CountyForeignKey):
                child, parent = quote(model._meta.db_table), quote(field.related_model._meta.db_table)
                sql = (
                    f"select count(*) from {child} c join {parent} p on c.{quote(field.column)} = p.id"  # noqa: S608
                    " where c.county <> p.county"
                )
                [(count,)] = _rows(sql)
                if count:
                    yield f"{count} of {model._meta.label} point to a {field.name} of another county."


@check("whatever can be found is found by what is told of it now")
def findable(at: datetime) -> Iterator[str]:
    return finding.faults()


def _rows(sql: str) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())
