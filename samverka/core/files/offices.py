"""Word, Excel and OpenDocument files: known by what they say inside, packed anew without who wrote them.

Their XML is never parsed, only searched, so that nothing in it can make us do anything.
"""

import re
import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from samverka.core.files.pictures import clean_picture
from samverka.core.files.problems import Unusable


MOST_PARTS = 2000
MOST_UNPACKED = 100 * 1024 * 1024
MAIN = {
    b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": "docx",
    b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": "xlsx",
}
ODT = b"application/vnd.oasis.opendocument.text"
MACROS = re.compile(r"vbaproject|vbadata|activex|macrosheets|oleobject|^basic/|^scripts/|\.bin$|\.exe$", re.IGNORECASE)
SETTINGS = re.compile(r"printersettings", re.IGNORECASE)  # names the printer; nobody misses it
LINK = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
QUOTED = rb"""(?:"[^"]*"|'[^']*')"""
WITHIN = rb"""(?:[^>"']|"[^"]*"|'[^']*')*?"""  # attributes before
AUTHORS = (
    (
        re.compile(rb'\b((?:w|w15|w16cid|x):(?:author|initials|userId|providerId))\s*=\s*("[^"]*"|\'[^\']*\')'),
        rb'\1=""',
    ),
    (re.compile(rb"(<(?:\w+:)?(?:author|creator|initials|sender-initials)>)[^<]*"), rb"\1"),
    *(
        (re.compile(rb"(<(?:\w+:)?%s\b%s\s%s)\s*=\s*%s" % (tag, WITHIN, name, QUOTED)), rb'\1=""')
        for tag, name in (
            (b"person", b"displayName"),
            (b"person", b"userId"),
            (b"person", b"providerId"),
            (b"absPath", b"url"),
            (b"fileSharing", b"userName"),
            (b"header", b"userName"),
            (b"userInfo", b"name"),
        )
    ),
)
EMPTY = {
    "docprops/core.xml": b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>',
    "docprops/app.xml": b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>',
    "docprops/custom.xml": b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>',
    "meta.xml": b'<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    b'office:version="1.3">'
    b"<office:meta/></office:document-meta>",
}
HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n'


def clean_office(content: bytes) -> tuple[str, bytes]:
    """The kind of the document and the document. Raises Unusable."""
    out = BytesIO()
    try:
        with ZipFile(BytesIO(content)) as found, ZipFile(out, "w", ZIP_DEFLATED) as kept:
            parts = found.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise Unusable("unpacks")
            kind = _kind(found)
            for name, told in _cleaned(found, parts):
                how = ZIP_STORED if name == "mimetype" else ZIP_DEFLATED
                kept.writestr(ZipInfo(name), told, compress_type=how)
    except (BadZipFile, zlib.error, struct.error, OSError, ValueError, KeyError, EOFError, NotImplementedError):
        raise Unusable("broken") from None
    except RuntimeError:  # how zipfile says that there is a password
        raise Unusable("locked") from None
    return kind, out.getvalue()


def _kind(found: ZipFile) -> str:
    names = set(found.namelist())
    if "[Content_Types].xml" in names:
        types = _read(found, "[Content_Types].xml")
        if b"macroEnabled" in types or b"vbaProject" in types:
            raise Unusable("macros")
        for main, kind in MAIN.items():
            if main in types:
                return kind
    elif "mimetype" in names and _read(found, "mimetype").strip() == ODT:
        return "odt"
    raise Unusable("unknown")


def _read(found: ZipFile, name: str) -> bytes:
    """A part, no longer than it says that it is."""
    with found.open(name) as part:
        told = part.read(MOST_UNPACKED + 1)
    if len(told) > MOST_UNPACKED:
        raise Unusable("unpacks")
    return told


def _cleaned(found: ZipFile, parts: list[ZipInfo]) -> Iterator[tuple[str, bytes]]:
    """Each part once. The paths are names within the file and never leave it."""
    seen: set[str] = set()
    size = 0
    for part in parts:
        name = part.filename
        if part.is_dir() or name in seen:
            continue
        seen.add(name)
        if not SETTINGS.search(name) and MACROS.search(name):
            raise Unusable("macros")
        told = _read(found, name)
        size += len(told)
        if size > MOST_UNPACKED:
            raise Unusable("unpacks")
        yield name, _part(name, told)


def _part(name: str, told: bytes) -> bytes:
    lower = name.lower()
    if lower in EMPTY:
        return HEAD + EMPTY[lower]
    if "thumbnail" in lower or SETTINGS.search(name):
        return b""
    if lower.endswith((".jpg", ".jpeg", ".png")):
        return clean_picture(told)[1]
    if lower.endswith(".rels"):
        _refuse_elsewhere(told)
    if lower.endswith(".xml"):
        if b"<script:event-listener" in told or b"<!ENTITY" in told or told[:2] in (b"\xff\xfe", b"\xfe\xff"):
            raise Unusable("macros")
        for pattern, instead in AUTHORS:
            told = pattern.sub(instead, told)
    return told


def _refuse_elsewhere(told: bytes) -> None:
    """Links that a person follows are fine; parts that are fetched when the file is opened are not."""
    for link in LINK.findall(told):
        if b"External" in link and b"relationships/hyperlink" not in link:
            raise Unusable("elsewhere")
