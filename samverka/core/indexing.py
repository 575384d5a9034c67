"""Texts that the database keeps an index of, so that they are found by their words (ADR 25)."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


MARK = "§"  # stands in no word: what is marked can be asked for by nobody


class Words(models.TextField):  # type: ignore[type-arg]  # cannot be told its types when it runs
    """Folded words with blanks between them."""


@Words.register_lookup
class Hold(models.Lookup):
    """Does a text hold these words? Written as `searching` writes it, in the database's own language."""

    lookup_name = "hold"

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        return self._of("ID in (select rowid from TABLE_index where TABLE_index match %s)", compiler), [self.rhs]

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """First of all, by the index: the planner takes it to be cheap to read every text."""
        return self._of("ID = any(array(select id from TABLE where vector @@ %s::tsquery))", compiler), [self.rhs]

    def _of(self, sql: str, compiler: Any) -> str:
        column = f"{compiler.quote_name_unless_alias(self.lhs.alias)}.id"
        return sql.replace("TABLE", self.lhs.target.model._meta.db_table).replace("ID", column)


class Indexed(models.Model):
    """The words of one thing: what may be asked for by code, marked, then each field after its own name.

    "§0180 §01 §name dusch §area sodermalm". The best field comes first.
    """

    FIELDS: ClassVar[tuple[str, ...]]

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
    "create index TABLE_index on TABLE using gin (vector)",
)


def make_index(table: str) -> Any:
    """What a migration runs after it has made the table of an `Indexed` model."""

    def forward(apps: Any, schema_editor: Any) -> None:
        for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
            schema_editor.execute(statement.replace("TABLE", table), params=None)

    return forward
