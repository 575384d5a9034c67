"""Before somebody's template is taken in: is it a Word document, harmless, and can it be filled in?"""

import io
import re
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext as _
from docx import Document
from docx.opc.exceptions import OpcError
from jinja2 import TemplateError, TemplateSyntaxError

from samverka.core.access import Unfit
from samverka.situation.paper.letter import WRONG, letter
from samverka.situation.queries.basis import Told, figure


MOST = 20 * 1024**2  # bytes when unpacked
RELATION = re.compile(rb"<Relationship\b[^>]*>")
SAMPLE: Told = {
    "title": "A < B & C", "territory": "01", "territory_name": "Stockholms län", "organisation": "Länsstyrelsen",
    "from": "2026-01-01", "to": "2026-12-31", "language": "sv", "told_on": "2027-01-31", "change": "Rättat.",
    "survey": "",
    "sections": [
        {
            "id": "", "heading": "I korthet", "text": "Ett stycke.\n\n- en punkt", "block": "", "code": "",
            "figures": [], "groups": [{"label": "Utan svar", "names": ["Solna", "Nacka"]}],
        },
        {
            "id": "", "heading": "Vuxna", "text": "", "block": "question", "code": "adults", "groups": [],
            "figures": [figure("Hur många?", kind="range", low=5, high=9, known=3, areas=4, source=0)],
        },
        {
            "id": "", "heading": "Årstid", "text": "", "block": "question", "code": "season", "groups": [],
            "figures": [figure(one, kind="choice", low=9, high=9, under="När?", source=0) for one in ("a", "b")],
        },
    ],
    "sources": [{"kind": "report", "key": "01-2026-1", "title": "Lägesbild", "territory": "Stockholms län"}],
}  # fmt: skip


def try_out(file: bytes) -> None:
    """Fill it in with a small report. Raises Unfit with what is wrong."""
    _open(file)
    try:
        made = Document(io.BytesIO(letter(SAMPLE, 1, file)))
    except TemplateSyntaxError as wrong:
        raise Unfit(_("A tag in it is not whole: %(why)s") % {"why": wrong.message}, field="file") from wrong
    except TemplateError as wrong:
        raise Unfit(_("A tag in it cannot be filled in: %(why)s") % {"why": wrong.message}, field="file") from wrong
    except (OpcError, SyntaxError, BadZipFile, *WRONG) as wrong:
        raise Unfit(_("This is no Word document (DOCX) that can be filled in."), field="file") from wrong

    if made.element.xpath("//w:t/w:p"):
        told = _("Write the text of a section as %(tag)s, in a paragraph of its own.")
        raise Unfit(told % {"tag": "{{p section.prose }}"}, field="file")


def _open(file: bytes) -> None:
    """Small enough when it is unpacked, without macros, and without anything that is fetched when it is read."""
    try:
        with ZipFile(io.BytesIO(file)) as zipped:
            if sum(part.file_size for part in zipped.infolist()) > MOST:
                raise Unfit(_("The document is too large when it is unpacked."), field="file")
            names = zipped.namelist()
            tags = [tag for name in names if name.endswith(".rels") for tag in RELATION.findall(zipped.read(name))]
    except (BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError) as wrong:
        raise Unfit(_("This is no Word document (DOCX) that can be filled in."), field="file") from wrong
    afar = [tag for tag in tags if b"External" in tag and b"/hyperlink" not in tag]
    if afar or any("vbaProject" in name for name in names):
        raise Unfit(_("It holds macros, or fetches something from elsewhere. Save it without."), field="file")
