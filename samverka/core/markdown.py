"""Long texts as people write them: a small part of Markdown (CommonMark), the same on page, paper and in letters.

Paragraphs, headings, lists, quotations, bold, italic and links. Whatever else is written stays the text that it is:
no HTML, no pictures, no code, and no links but to the web and to mail.
"""

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token


DASH = re.compile(r"^(\s*)[•–](?= )", re.MULTILINE)  # noqa: RUF001 (as people type it)
ADDRESS = re.compile(r"^(https?://|mailto:)[^\s]+$", re.IGNORECASE)
LAST = 6  # there is no smaller heading
PARTS = ["heading", "list", "blockquote", "emphasis", "link", "autolink", "escape", "newline"]


class Reader(MarkdownIt):
    """Knows no more than what is told above."""

    def __init__(self) -> None:
        super().__init__("zero", {"breaks": True})
        self.enable(PARTS)

    def validateLink(self, url: str) -> bool:  # noqa: N802 (the library's name)
        return bool(ADDRESS.match(url))


READER = Reader()


def tokens(text: str) -> list[Token]:
    """What the text consists of; dashes and dots that people type begin lists too."""
    return READER.parse(DASH.sub(r"\1-", text))


def html(text: str, *, top: int = 2) -> str:
    """The text for a page, safe as it stands. Its headings begin at `top` and leave no level out."""
    found = tokens(text)
    _shift(found, top)
    for token in found:
        for one in token.children or []:
            if one.type == "link_open":
                one.attrSet("rel", "noopener noreferrer")
    return str(READER.renderer.render(found, READER.options, {}))


def _shift(found: Sequence[Token], top: int) -> None:
    above: list[int] = []
    for token in found:
        if token.type == "heading_open":
            level = int(token.tag[1])
            while above and above[-1] >= level:
                above.pop()
            above.append(level)
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(LAST, top + len(above) - 1)}"
