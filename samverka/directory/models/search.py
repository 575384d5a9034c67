"""What services are found by. All of it can be written anew from the entries themselves."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from samverka.core import privacy
from samverka.directory.models.entries import Service


class Words(models.TextField):  # type: ignore[type-arg]  # cannot be told its types when it runs
    """Folded words with blanks between them. The database keeps an index of them (ADR 25)."""


@Words.register_lookup
class Hold(models.Lookup):
    """Does a text hold these words? Written as `queries.search` writes it, in the database's own language."""

    lookup_name = "hold"

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        found = "select rowid from directory_searchindex where directory_searchindex match %s"
        return f"{self._id(compiler)} in ({found})", [self.rhs]

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """First of all, by the index: the planner takes it to be cheap to read every text."""
        found = "select id from directory_searchtext where vector @@ %s::tsquery"
        return f"{self._id(compiler)} = any(array({found}))", [self.rhs]

    def _id(self, compiler: Any) -> str:
        return f"{compiler.quote_name_unless_alias(self.lhs.alias)}.id"


class SearchText(models.Model):
    """The words of one service in all languages: where it is by code, then each field after its own name.

    "§0180 §01 §name dusch §area sodermalm": what is marked can be asked for by nobody.
    """

    MARK = "§"  # stands in no word
    FIELDS = ("name", "category", "place", "provider", "area", "easy", "description")

    service = models.OneToOneField(Service, models.CASCADE, related_name="search_text")
    words = Words(_("words"))

    class Privacy(privacy.Fields):
        open = {"id", "service", "words"}

    def __str__(self) -> str:
        return str(self.service_id)


class SearchKey(models.Model):
    """A key under which a word of the directory is found when it is misspelt, or is the last part of a compound."""

    key = models.IntegerField(_("key"))
    word = models.CharField(_("word"), max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "word"], name="a_word_has_a_key_once")]

    class Privacy(privacy.Fields):
        open = {"id", "key", "word"}

    def __str__(self) -> str:
        return self.word
