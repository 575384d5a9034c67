"""Files as people make them."""

import io

from openpyxl import Workbook


def table(rows, *, name="Blad1", merge=(), book=None):
    book = book or Workbook()
    page = book.active
    page.title = name
    for row in rows:
        page.append(row)
    for cells in merge:
        page.merge_cells(cells)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def text(*lines, encoding="utf-8"):
    return "\r\n".join(lines).encode(encoding)
