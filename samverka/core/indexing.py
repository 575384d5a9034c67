"""Texts that the database keeps an index of, so that they are found by their words (ADR 25)."""

from typing import Any, ClassVar, NamedTuple

from django.db import connection, models
from django.utils.translation import gettext_lazy as _


MARK = "§"  # stands in no word: what is marked can be asked for by nobody


class Words(models.TextField):  # type: ignore[type-arg]  # cannot be told its types when it runs
    """Folded words with blanks between them."""


class Asked(NamedTuple):
    """A question to an index, written as `searching` writes it in the database's own language."""

    question: str
    most: int  # texts that are looked at, the newest


@Words.register_lookup
class Hold(models.Lookup):
    """Is a text among the newest that hold these words? As `Asked` says."""

    lookup_name = "hold"
    prepare_rhs = False  # it is no text

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """The index goes from the newest on, and stops when there are enough."""
        newest = "select rowid from TABLE_index where TABLE_index match %s order by rowid desc limit %s"
        return self._of(f"ID in ({newest})", compiler), [*self.rhs]

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """The question stands in it, so that it is planned for these words: common ones from the newest text on.

        Where texts are few the index is asked for any word: PostgreSQL takes it to be cheap to compare a text.
        """
        asked = self.rhs.question.replace("'", "''").replace("%", "%%")
        newest_first = "id" if self.lhs.target.model.ARE_MANY else "id + 0"
        newest = f"select id from TABLE where vector @@ '{asked}'::tsquery order by {newest_first} desc limit %s"  # noqa: S608
        return self._of(f"ID = any(array({newest}))", compiler), [self.rhs.most]

    def _of(self, sql: str, compiler: Any) -> str:
        column = f"{compiler.quote_name_unless_alias(self.lhs.alias)}.id"
        return sql.replace("TABLE", self.lhs.target.model._meta.db_table).replace("ID", column)


class Indexed(models.Model):
    """The words of one thing: what may be asked for by code, marked, then each field after its own name.

    "§0180 §01 §name dusch §area sodermalm". The best field comes first.
    """

    FIELDS: ClassVar[tuple[str, ...]]
    ARE_MANY: ClassVar[bool]  # many ten thousand texts, of which many say the same word

    words = Words(_("words"))

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
    "create index TABLE_index on TABLE using gin (vector)",
)


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
