"""What a file is, by what it holds, and who cleans it."""

from samverka.core.files import MOST, Cleaned
from samverka.core.files.offices import clean_office
from samverka.core.files.pdfs import clean_pdf
from samverka.core.files.pictures import clean_picture
from samverka.core.files.problems import Unusable


def clean(content: bytes) -> Cleaned:
    """The file without what it says of whoever made it. Raises Unusable."""
    if not content:
        raise Unusable("empty")
    if len(content) > MOST:
        raise Unusable("too_large")
    if content.startswith(b"PK\x03\x04"):
        return Cleaned(*clean_office(content))
    if content.lstrip()[:5] == b"%PDF-":
        return Cleaned("pdf", clean_pdf(content.lstrip()))
    if content.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")) or content[8:12] == b"WEBP":
        return Cleaned(*clean_picture(content))
    raise Unusable("unknown")
