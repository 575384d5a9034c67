"""Long texts as people write them: a small part of Markdown (CommonMark), the same on page, paper and in letters.

Paragraphs, headings, lists, quotations, bold, italic and links. Whatever else is written stays the text that it is:
no HTML, no pictures, no code, no links but to the web and to mail, and nothing deeper than people read.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, paragraph
from markdown_it.token import Token


DASH = re.compile(r"^([ \t]*)[•–](?= )", re.MULTILINE)  # noqa: RUF001 (as people type it)
ADDRESS = re.compile(r"^(https?://|mailto:)[^\s]+$", re.IGNORECASE)
MARKED = re.compile(r"[\\*_#<>\[\0\t-\r\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")
LAST = 6  # there is no smaller heading
DEEPEST = 8  # quotations in each other, of which a list takes the place of two
MARKS = {"strong": "is_bold", "em": "is_italic"}
Block = dict[str, Any]
PARTS = ["heading", "list", "blockquote", "emphasis", "link", "autolink", "escape", "newline"]


class Reader(MarkdownIt):
    """Knows no more than what is told above."""

    def __init__(self) -> None:
        super().__init__("zero", {"breaks": True})
        self.enable(PARTS)
        self.block.ruler.before("blockquote", "deep", _deep)

    def validateLink(self, url: str) -> bool:  # noqa: N802 (the library's name)
        return bool(ADDRESS.match(url))


def _deep(state: StateBlock, line: int, end: int, silent: bool) -> bool:
    """Signs of what would stand deeper are words: the library would leave out all that it does not go into."""
    return state.level >= DEEPEST and paragraph(state, line, end, silent)


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


def blocks(text: str, *, top: int = 2) -> list[Block]:
    """The same for paper and letters, as JSON tells it: no language of theirs ever sees what is written.

    A heading and a "p" have `runs`: words with `is_bold`, `is_italic` and `link`; a line's end is a run too. A heading
    has its `level`, a list and a "numbered" list `items` of blocks (and a number to `start` with), a "quote" `blocks`.
    What a link hides stands after it.
    """
    found = tokens(text)
    _shift(found, top)
    return _blocks(iter(found))


def plain(text: str) -> str:
    """The words alone, a line for each paragraph, heading and point. Texts in which nothing is marked cost little."""
    lines = [line for line in text.split("\n") if line]
    if all(map(_is_plain, lines)):
        return "\n".join(lines)
    return "\n".join(_lines(_blocks(iter(tokens(text)))))


def _is_plain(line: str) -> bool:
    """Does it say what it says? Only what begins with a letter and has single blanks is told so at once."""
    return line[0].isalpha() and line[-1] != " " and "  " not in line and not MARKED.search(line)


def _blocks(found: Iterator[Token]) -> list[Block]:
    """Those until the one that they stand in is over."""
    told: list[Block] = []
    for token in found:
        if token.nesting < 0:
            break
        match token.type.removesuffix("_open"):
            case "heading":
                told.append({"kind": "heading", "level": int(token.tag[1]), "runs": _inline(found)})
            case "paragraph":
                told.append({"kind": "p", "runs": _inline(found)})
            case "bullet_list":
                told.append({"kind": "list", "items": [one["blocks"] for one in _blocks(found)]})
            case "ordered_list":
                items, start = [one["blocks"] for one in _blocks(found)], int(token.attrs.get("start", 1))
                told.append({"kind": "numbered", "start": start, "items": items})
            case "blockquote" | "list_item":
                told.append({"kind": "quote", "blocks": _blocks(found)})
    return told


def _inline(found: Iterator[Token]) -> list[Block]:
    """What stands in a paragraph or a heading, and its end."""
    runs: list[Block] = []
    inline, marks, link = next(found), dict.fromkeys(MARKS.values(), 0), ""
    for token in inline.children or []:
        name = token.type.rpartition("_")[0]
        if name in MARKS:
            marks[MARKS[name]] += token.nesting
        elif token.type == "link_open":
            link, said = str(token.attrGet("href")), len(runs)
        elif token.type == "link_close":
            hidden, words = link.removeprefix("mailto:"), "".join(one["text"] for one in runs[said:])
            runs += [_run(f" ({hidden})", {}, "")] if hidden not in (words, f"http://{words}") else []
            link = ""
        elif text := "\n" if token.type in ("softbreak", "hardbreak") else token.content:
            runs.append(_run(text, marks, link))
    next(found)
    return runs


def _run(text: str, marks: dict[str, int], link: str) -> Block:
    return run(text, link=link, **{name: bool(marks.get(name)) for name in MARKS.values()})


def run(text: str, *, link: str = "", is_bold: bool = False, is_italic: bool = False) -> Block:
    """Words that look the same all through, also for whoever puts them together by hand."""
    return {"text": text, "link": link, "is_bold": is_bold, "is_italic": is_italic}


def _lines(found: list[Block]) -> Iterator[str]:
    for one in found:
        if "runs" in one:
            yield "".join(run["text"] for run in one["runs"])
        elif "blocks" in one:
            yield from _lines(one["blocks"])
        for place, inside in enumerate(one.get("items", ()), one.get("start", 1)):
            sign = f"{place}. " if "start" in one else "- "
            yield sign + "\n  ".join(_lines(inside))


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
