"""The house's template of a report as a letter: plain styles of Word's own, and the tags that `letter` fills in."""

from docx import Document
from docx.document import Document as Letter
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import _Row

from samverka.situation.paper.packing import packed


TEXT = (  # style and paragraph; `{%p … %}` takes the paragraph that it stands in away
    ("Title", "{{ title }}"),
    ("Subtitle", "{{ subtitle }}"),
    ("Normal", "{%p if notice %}"),
    ("Intense Quote", "{{ notice }}"),
    ("Normal", "{%p endif %}"),
    ("Normal", "{%p if change %}"),
    ("Normal", "{{ said.change }}: {{ change }}"),
    ("Normal", "{%p endif %}"),
    ("Normal", "{%p for section in sections %}"),
    ("Heading 1", "{{ section.heading }}"),
    ("Normal", "{{p section.prose }}"),
    ("Normal", "{%p if section.lines %}"),
    ("table", ""),
    ("Normal", "{{ section.note }}{% if section.source %} {{ said.source }} {{ section.source }}.{% endif %}"),
    ("Normal", "{%p endif %}"),
    ("Normal", "{%p for group in section.groups %}"),
    ("Normal", "{{p group.prose }}"),
    ("Normal", "{%p endfor %}"),
    ("Normal", "{%p endfor %}"),
    ("Normal", "{%p if sources %}"),
    ("Heading 1", "{{ said.sources }}"),
    ("Normal", "{%p for source in sources %}"),
    ("Normal", "{{p source.prose }}"),
    ("Normal", "{%p endfor %}"),
    ("Normal", "{%p endif %}"),
)
HEAD = ("{{ said.what }}", "{{ said.figure }}", "{{ said.known }}")
ROWS = (  # `{%tr … %}` takes the row that it stands in away
    ("{%tr for line in section.lines %}", "", ""),
    ("{%tr if line.under %}", "", ""),
    ("{{ line.under }}", "", ""),
    ("{%tr endif %}", "", ""),
    ("{{ line.label }}", "{{ line.value }}", "{{ line.facts }}{% if line.source %} [{{ line.source }}]{% endif %}"),
    ("{%tr endfor %}", "", ""),
)


def make_template() -> bytes:
    """A document in Swedish on A4, in styles that whoever edits it knows by name."""
    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(24)
    document.core_properties.title, document.core_properties.author = "{{ title }}", "{{ author }}"
    document.core_properties.language = "sv-SE"
    _speak_swedish(document)
    document.styles["Normal"].font.size = Pt(11)
    for style, text in TEXT:
        if style == "table":
            _table(document)
        else:
            document.add_paragraph(text, style=style)
    return packed(document)


def _speak_swedish(document: Letter) -> None:
    for one in document.styles.element.iter(qn("w:lang")):
        one.set(qn("w:val"), "sv-SE")


def _table(document: Letter) -> None:
    table = document.add_table(rows=0, cols=3, style="Table Grid")
    for place, texts in enumerate((HEAD, *ROWS)):
        row = table.add_row()
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
        if place == 0:
            _head(row)
        if texts[0] == "{{ line.under }}":
            row.cells[0].merge(row.cells[2])


def _head(row: _Row) -> None:
    """Read out as headings, and repeated on each page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for cell in row.cells:
        for run in cell.paragraphs[0].runs:
            run.bold = True
