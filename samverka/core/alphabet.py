"""The Swedish alphabet: å, ä and ö come last, whichever database sorts, and wherever it was set up."""

from typing import Any

from django.db.models import CharField, Func, Value

from samverka.core.spelling import fold


LETTERS, SIGNS = "åäöÅÄÖ", "{|}{|}"  # signs that come after z
LAST = str.maketrans(LETTERS, SIGNS)


def alphabetic(text: str) -> str:
    """What a text is sorted by. Capitals and other accents do not matter."""
    return fold(text.translate(LAST))


class Alphabetic(Func):
    """The same of a column, to order by; capitals do not matter."""

    function = "LOWER"
    output_field = CharField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        found: Any = Func(*self.source_expressions, function="LOWER", output_field=CharField())
        for letter, sign in zip(LETTERS, SIGNS, strict=True):
            found = Func(found, Value(letter), Value(sign), function="REPLACE", output_field=CharField())
        return compiler.compile(found)

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        signs = f"TRANSLATE(LOWER(%(expressions)s), '{LETTERS}', '{SIGNS}') COLLATE \"C\""
        return self.as_sql(compiler, connection, template=signs, **more)
