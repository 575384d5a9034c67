"""A long text as the paragraphs of a letter, in styles of Word's own where its template has them."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import count
from typing import Any

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.numbering import CT_Num
from markupsafe import escape

from samverka.core.markdown import Block, run


DEEPEST = 3  # of Word's own lists
INDENT = 360  # of what has no style of its own, in twentieths of a point
LINKED = '<w:color w:val="1F4E9E"/><w:u w:val="single"/>'


class Prose:
    """What `{{p …}}` puts in the place of its paragraph. All that is written is escaped."""

    def __init__(self, document: Document, blocks: Sequence[Block]) -> None:
        self.document, self.blocks = document, blocks

    def __html__(self) -> str:
        self.__dict__.pop("numbering", None)  # other texts of the document have taken numbers since
        return "".join(self._told(self.blocks))

    @cached_property
    def styles(self) -> dict[str | None, Any]:
        return {one.name: one for one in self.document.styles}

    @cached_property
    def numbering(self) -> tuple[Any, dict[int, Any], Iterator[int]]:
        """Where the document has its rows of numbers, those by their number, and numbers that are free."""
        found = self.document.part.part_related_by(RELATIONSHIP_TYPE.NUMBERING).element  # type: ignore[attr-defined]
        known = {one.numId: one for one in found.num_lst}
        return found, known, count(max(known, default=0) + 1)

    def _told(self, blocks: Sequence[Block], depth: int = 0, name: str = "Normal") -> Iterator[str]:
        for one in blocks:
            match one["kind"]:
                case "heading":
                    yield self._paragraph(one["runs"], self.styles.get(f"Heading {one['level']}"), is_bold=True)
                case "p":
                    yield self._paragraph(one["runs"], self.styles.get(name), depth=depth)
                case "quote":
                    yield from self._told(one["blocks"], depth + 1, "Quote")
                case _:
                    yield from self._listed(one, min(depth + 1, DEEPEST))

    def _listed(self, one: Block, depth: int) -> Iterator[str]:
        """A list of numbers begins anew; without styles for lists, the signs are written out."""
        is_numbered = one["kind"] == "numbered"
        name = "List Number" if is_numbered else "List Bullet"
        style = self.styles.get(name if depth == 1 else f"{name} {depth}")
        number = self._numbers(style, one["start"]) if is_numbered else None
        is_styled = number is not None if is_numbered else style is not None
        for place, inside in enumerate(one["items"], one.get("start", 1)):
            leads = bool(inside) and inside[0]["kind"] == "p"
            runs = inside[0]["runs"] if leads else []
            if is_styled:
                yield self._paragraph(runs, style, number=number)
            else:
                yield self._paragraph([run(f"{place}. " if is_numbered else "• "), *runs], None, depth=depth)
            yield from self._told(inside[1:] if leads else inside, depth)

    def _numbers(self, style: Any, start: int) -> int | None:
        """A new row of numbers that looks as the style's own."""
        try:
            numbering, known, free = self.numbering
            like = known[style.element.pPr.numPr.numId.val]
        except (KeyError, AttributeError):
            return None
        # the library's own way looks through all that there are for each that is made
        made = CT_Num.new(next(free), like.abstractNumId.val)  # type: ignore[no-untyped-call]
        made.add_lvlOverride(ilvl=0).add_startOverride(start)
        numbering.insert_element_before(made, "w:numIdMacAtCleanup")
        return int(made.numId)

    def _paragraph(
        self, runs: Sequence[Block], style: Any, *, depth: int = 0, number: int | None = None, is_bold: bool = False
    ) -> str:
        looks = f'<w:pStyle w:val="{escape(style.style_id)}"/>' if style is not None else ""
        if number is not None:
            looks += f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>'
        if depth:
            looks += f'<w:ind w:left="{INDENT * depth}"/>'
        told = (self._run(one, is_bold=is_bold and style is None) for one in runs)
        return f"<w:p><w:pPr>{looks}</w:pPr>{''.join(told)}</w:p>"

    def _run(self, one: Block, *, is_bold: bool) -> str:
        if one["text"] == "\n":
            return "<w:r><w:br/></w:r>"
        looks = "<w:b/>" if one["is_bold"] or is_bold else ""
        looks += "<w:i/>" if one["is_italic"] else ""
        looks += LINKED if one["link"] else ""
        said = f'<w:r><w:rPr>{looks}</w:rPr><w:t xml:space="preserve">{escape(one["text"])}</w:t></w:r>'
        if not one["link"]:
            return said
        key = self.document.part.relate_to(one["link"], RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        return f'<w:hyperlink r:id="{key}">{said}</w:hyperlink>'
