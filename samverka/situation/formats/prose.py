"""The authors' text: paragraphs with an empty line between, and lists of lines that begin with a dash."""

import re
from itertools import groupby
from typing import NamedTuple


DASH = re.compile(r"^[-*•–] +")  # noqa: RUF001 (as people type it)


class Piece(NamedTuple):
    """A paragraph, or a list. What is written stays text, whatever signs are in it."""

    kind: str  # "p" or "list"
    lines: tuple[str, ...]


def pieces(text: str) -> list[Piece]:
    """The text in pieces; single line ends within a paragraph are kept as lines."""
    found: list[Piece] = []
    for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()):
        lines = [line.strip() for line in part.split("\n") if line.strip()]
        for is_list, same in groupby(lines, key=lambda line: bool(DASH.match(line))):
            told = tuple(DASH.sub("", line) if is_list else line for line in same)
            found.append(Piece("list" if is_list else "p", told))
    return found
