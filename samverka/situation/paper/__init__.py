"""A report as a file: to print, to go on writing in, or its tables. In the language of its texts. Knows no HTTP."""

from collections.abc import Callable

from samverka.situation.paper.letter import TEMPLATE, WRONG, letter
from samverka.situation.paper.printed import printed
from samverka.situation.paper.tables import lines, tables
from samverka.situation.paper.trying import try_out
from samverka.situation.queries.basis import Told


MAKE: dict[str, Callable[[Told, int], bytes]] = {"pdf": printed, "docx": letter, "xlsx": tables, "csv": lines}

__all__ = ["MAKE", "TEMPLATE", "WRONG", "letter", "lines", "printed", "tables", "try_out"]
