"""Texts that the database keeps an index of, so that they are found by their words (ADR 25)."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import connection, models
from django.db.models import BooleanField, F, Func, IntegerField, Q, TextField
from django.utils.translation import gettext_lazy as _

from samverka.core.prepared import Given


MARK, FIELD = "§", "¤"  # stand in no word: nobody can ask for what is marked so


class Indexed(models.Model):
    """The words of one thing: what may be asked for by code, marked, then each field after its name.

    "§0180 §01 ¤name dusch ¤area sodermalm". The best field comes first.
    """

    FIELDS: ClassVar[tuple[str, ...]]

    words = models.TextField(_("words"))  # folded, with blanks between them

    class Meta:
        abstract = True


SQLITE = (
    """create virtual table TABLE_index using fts5(
         words, content='TABLE', content_rowid='id', detail=none, tokenize='ascii', prefix='3'
       )""",
    """create trigger TABLE_added after insert on TABLE
       begin insert into TABLE_index(rowid, words) values (new.id, new.words); end""",
    """create trigger TABLE_removed after delete on TABLE
       begin insert into TABLE_index(TABLE_index, rowid, words) values ('delete', old.id, old.words); end""",
    """create trigger TABLE_changed after update of words on TABLE
       begin
         insert into TABLE_index(TABLE_index, rowid, words) values ('delete', old.id, old.words);
         insert into TABLE_index(rowid, words) values (new.id, new.words);
       end""",
)
POSTGRESQL = (
    """alter table TABLE add column vector tsvector
       generated always as (array_to_tsvector(string_to_array(words, ' '))) stored""",
    "alter table TABLE alter column vector set statistics 1000",  # else any other form of a word is taken to be common
    "alter table TABLE alter column vector set storage main, alter column words set storage main",  # what is compared
    "create index TABLE_index on TABLE using gin (vector)",
)


def newest_of(model: type[Indexed], *, are_few: bool = False) -> Q:
    """A condition of what is `Prepared`: one of the newest texts that answer the given `question`, at most so many as
    `most` says.

    When `are_few` that do, whatever the words are, PostgreSQL is not left to look for them from the newest text on.
    """
    given = F("id"), Given("question", TextField()), Given("most", IntegerField())
    return Q(_Newest(*given, table=model._meta.db_table, order="id + 0" if are_few else "id"))


class _Newest(Func):
    output_field = BooleanField()
    arity = 3

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        index = f"{self.extra['table']}_index"
        found = f"select rowid from {index} where {index} match %s order by rowid desc limit %s"  # noqa: S608
        return self._among(found, compiler)

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        table, order = self.extra["table"], self.extra["order"]
        found = f"select id from {table} where vector @@ %s::tsquery order by {order} desc limit %s"  # noqa: S608
        return self._among(found, compiler)

    def _among(self, found: str, compiler: Any) -> Any:
        told = [compiler.compile(one) for one in self.source_expressions]
        sql = f"%s in ({found})" % tuple(sql for sql, _values in told)
        return sql, tuple(value for _sql, values in told for value in values)


def newest(
    model: type[Indexed], *questions: str, columns: str, apart: str = "", kind: str = "", most: int
) -> list[tuple[Any, ...]]:
    """The newest texts that answer a question, at most so many, the newest first.

    The question is written in the database's own language. PostgreSQL is told it in parts,
    which takes it a quarter less than one; `apart` what is true of many texts, so that it looks for the words alone and
    only then at that; and the kind. One query.
    """
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            found = f"select rowid from {table}_index where {table}_index match %s order by rowid desc limit %s"  # noqa: S608
            sql = f"select {columns} from {table} where id in ({found}) order by id desc"  # noqa: S608
            cursor.execute(sql, [*questions, most])
        else:
            sql = f"select {columns} from {table} where {_postgres(questions, apart, kind)} desc limit %s"  # noqa: S608
            cursor.execute(sql, [*([kind] if kind else []), most])
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _postgres(questions: Iterable[str], apart: str, kind: str) -> str:
    """The question stands in it, so that it is planned for these words: common ones from the newest text on."""
    where = ["kind = %s"] if kind else []
    where += [f"vector @@ {_quoted(question)}" for question in questions]
    if apart:
        where.append(f"ts_match_vq(vector, {_quoted(apart)})")  # as @@, but no index is asked for it
    return f"{' and '.join(where)} order by id"


def _quoted(question: str) -> str:
    inside = question.replace("'", "''").replace("%", "%%")
    return f"'{inside}'::tsquery"


def tidy() -> None:
    """Have SQLite put an index together that it has written piece by piece; PostgreSQL does so by itself.

    Asked again, it costs next to nothing. What is found is the same, in two thirds of the time.
    """
    if connection.vendor == "sqlite":
        for table in [model._meta.db_table for model in Indexed.__subclasses__()]:
            with connection.cursor() as cursor:
                cursor.execute(f"insert into {table}_index({table}_index) values ('optimize')")  # noqa: S608


def make_index(table: str) -> Any:
    """What a migration runs after it has made the table of an `Indexed` model."""

    def forward(apps: Any, schema_editor: Any) -> None:
        for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
            schema_editor.execute(statement.replace("TABLE", table), params=None)

    return forward
