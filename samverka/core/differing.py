"""Two wordings of a text: what differs, word by word, and both joined. Pure."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from html import escape


LONG = 1500  # words from which a word that is everywhere says nothing


def _opcodes(before: list[str], after: list[str]) -> Sequence[tuple[str, int, int, int, int]]:
    return SequenceMatcher(None, before, after, autojunk=max(len(before), len(after)) > LONG).get_opcodes()


def marked(theirs: str, mine: str) -> tuple[str, str]:
    """Both as HTML: what stands in theirs alone as taken away, what stands in mine alone as put in."""
    before, after = re.findall(r"\S+\s*|\s+", theirs), re.findall(r"\S+\s*|\s+", mine)
    old, new = [], []
    for kind, start, end, begin, stop in _opcodes([one.strip() for one in before], [one.strip() for one in after]):
        gone, came = escape("".join(before[start:end])), escape("".join(after[begin:stop]))
        old.append(gone if kind == "equal" or not gone else f"<del>{gone}</del>")
        new.append(came if kind == "equal" or not came else f"<ins>{came}</ins>")
    return "".join(old), "".join(new)


def joined(theirs: str, mine: str) -> str:
    """All lines of both; where they differ, theirs and then mine."""
    before, after = theirs.splitlines(), mine.splitlines()
    found: list[str] = []
    for kind, start, end, begin, stop in _opcodes(before, after):
        found += before[start:end] if kind == "equal" else [*before[start:end], *after[begin:stop]]
    return "\n".join(found)
