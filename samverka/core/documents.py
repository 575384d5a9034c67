"""Reference documents that the code writes about itself. Each app says so in its `reference.py`."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from django.conf import settings


Document = Callable[[], str]
DOCUMENTS: dict[str, Document] = {}
FOLDER = Path(settings.ROOT) / "docs" / "reference"
ORIGIN = "<!-- Written by `make docs` from the code. Do not edit. -->"


def document(name: str) -> Callable[[Document], Document]:
    """Make a document known under the name of its file."""

    def known(one: Document) -> Document:
        DOCUMENTS[name] = one
        return one

    return known


def page(title: str, *parts: str) -> str:
    """A whole document in Markdown."""
    return "\n\n".join([f"# {title}", ORIGIN, *parts]) + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(str(cell).replace('|', '/') for cell in line)} |" for line in lines)
