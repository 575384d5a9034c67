"""A Word document as bytes."""

import io

from docx.document import Document
from docx.opc.pkgwriter import PackageWriter


def packed(document: Document) -> bytes:
    """The file that the document is, with all its parts."""
    package, file = document.part.package, io.BytesIO()
    if package is None:
        raise ValueError("no document")
    for part in package.parts:
        part.before_marshal()
    PackageWriter.write(file, package.rels, package.parts)  # type: ignore[no-untyped-call]
    return file.getvalue()
