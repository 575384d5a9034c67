"""Reference documents that the code writes about itself. Each app says so in its `reference.py`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
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


Step = tuple[str, str, str]  # from, to, what is done; "" is before the first and after the last


def diagram(steps: Sequence[Step], labels: Mapping[str, str]) -> str:
    """How something moves from state to state, as a Mermaid diagram."""
    names = [f"    {name}: {label}" for name, label in labels.items() if any(name in step[:2] for step in steps)]
    lines = [f"    {old or '[*]'} --> {new or '[*]'}: {done}" for old, new, done in steps]
    return "\n".join(["```mermaid", "stateDiagram-v2", *names, *lines, "```"])
