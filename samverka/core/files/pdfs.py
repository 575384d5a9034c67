"""PDF without what it says of whoever made it, and with nothing in it that acts by itself."""

from io import BytesIO
from typing import Any

import pikepdf

from samverka.core.files.problems import Unusable


GONE = {  # what is taken out wherever it stands: metadata, what acts, and files within
    *("/Metadata", "/PieceInfo", "/LastModified", "/OpenAction", "/AA", "/JS", "/JavaScript", "/EmbeddedFiles"),
    *("/AF", "/EF", "/XFA", "/Collection", "/RichMediaContent", "/RichMediaSettings"),
}
ACTS = {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/Rendition", "/RichMediaExecute", "/GoToE", "/GoToR"}
NOTES = {"/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"}
MOST_OBJECTS = 200_000
MOST_PAGES = 1000
DEEPEST = 40


def clean_pdf(content: bytes) -> bytes:
    """The same pages. Raises Unusable."""
    out = BytesIO()
    try:
        with pikepdf.open(BytesIO(content)) as pdf:
            if len(pdf.objects) > MOST_OBJECTS or len(pdf.pages) > MOST_PAGES:
                raise Unusable("unpacks")
            if not len(pdf.pages):
                raise Unusable("broken")
            if "/Info" in pdf.trailer:
                del pdf.trailer["/Info"]
            for one in pdf.objects:
                _strip(one, 0)
            pdf.save(out, compress_streams=True, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    except pikepdf.PasswordError:
        raise Unusable("locked") from None
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RuntimeError, OverflowError):
        raise Unusable("broken") from None
    return out.getvalue()


def _strip(one: Any, depth: int) -> None:
    if depth > DEEPEST:
        raise Unusable("broken")
    if isinstance(one, pikepdf.Array):
        _strip_list(one, depth)
    elif isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
        for name in list(one.keys()):
            value = one[name]
            if name in GONE or (name in ("/A", "/Next", "/PA") and _acts(value)):
                del one[name]
            elif not getattr(value, "is_indirect", False):  # else it is met by itself
                _strip(value, depth + 1)
            elif name == "/Annots" and isinstance(value, pikepdf.Array):
                _strip_list(value, depth + 1)


def _strip_list(found: Any, depth: int) -> None:
    for place in reversed(range(len(found))):
        value = found[place]
        if _acts(value) or _is_note(value):
            del found[place]
        elif not getattr(value, "is_indirect", False):
            _strip(value, depth + 1)


def _acts(value: Any) -> bool:
    if isinstance(value, pikepdf.Array):
        return any(_acts(one) for one in value)
    return isinstance(value, pikepdf.Dictionary) and "/S" in value and str(value["/S"]) in ACTS


def _is_note(value: Any) -> bool:
    return isinstance(value, pikepdf.Dictionary) and str(value.get("/Subtype", "")) in NOTES
