"""Tables as others want them: real dates and numbers for spreadsheets, tagged pages for paper."""

import csv as comma
import io
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import typst
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.writer.excel import save_workbook

from samverka.core.sheets.cells import Cell


FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")  # noqa: RUF001 (spreadsheets take the wide signs too)
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
FORMATS = {"date": "yyyy-mm-dd", "number": "0", "share": "0.0%"}
WIDTHS = {"date": 12, "number": 11, "decimal": 11, "share": 12, "text": 24}
ROOT = Path(__file__).parents[2]  # what templates of pages take in lies below
NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")


@dataclass(frozen=True, slots=True)
class Column:
    """A heading, and what stands under it: text, date, number (whole or decimal) or share (0 to 1)."""

    title: str
    kind: str = "text"

    @property
    def is_number(self) -> bool:
        return self.kind in ("number", "decimal", "share")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A named table to write."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]


def xlsx(sheets: Sequence[Sheet], *, title: str) -> bytes:
    """A workbook with one sheet for each table: heading frozen, columns as wide as they need, cells of their kind."""
    book = Workbook(write_only=True)
    book.properties.title, book.properties.creator = title, "Samverka"
    for sheet in sheets:
        page = book.create_sheet(NOT_IN_NAMES.sub(" ", sheet.name)[:31].strip() or None)
        page.freeze_panes = "A2"
        page.print_title_rows = "1:1"
        page.page_setup.orientation = "landscape"
        page.page_setup.fitToHeight = 0
        page.sheet_properties.pageSetUpPr.fitToPage = True
        for place, column in enumerate(sheet.columns, start=1):
            page.column_dimensions[get_column_letter(place)].width = max(WIDTHS[column.kind], len(column.title) * 0.7)
        page.append([_heading(page, column) for column in sheet.columns])
        for row in sheet.rows:
            page.append([_cell(page, cell, column) for cell, column in zip(row, sheet.columns, strict=True)])
    file = io.BytesIO()
    save_workbook(book, file)
    return file.getvalue()


def csv(sheet: Sheet, *, separator: str = ";") -> bytes:
    """A text file that spreadsheets open as it is. With semicolons decimals have a comma, as Swedish ones expect."""
    text = io.StringIO(newline="")
    writer = comma.writer(text, delimiter=separator)
    writer.writerow([harmless(column.title) for column in sheet.columns])
    for row in sheet.rows:
        writer.writerow([_written(cell, separator) for cell in row])
    return text.getvalue().encode("utf-8-sig")


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    plain = CONTROL.sub(" ", text)
    return f"'{plain}" if text.startswith(FORMULA) else plain


def pdf(template: Path, told: dict[str, Any]) -> bytes:
    """Pages by a template, tagged for those who listen (PDF/UA-1). What is told stays text, whatever it says."""
    said = {"told": json.dumps(told)}
    return typst.compile(str(template), root=str(ROOT), sys_inputs=said, pdf_standards=["ua-1"])


def _heading(page: Any, column: Column) -> Any:
    cell = _cell(page, column.title, Column(column.title))
    cell.font = Font(bold=True)
    cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal="right" if column.is_number else "left")
    return cell


def _cell(page: Any, value: Cell, column: Column) -> Any:
    if isinstance(value, str):
        lines = [CONTROL.sub(" ", line) for line in value.splitlines()]
        cell = WriteOnlyCell(page, "\n".join(lines))
        cell.data_type = "s"  # text, even where it begins with "="
        if len(lines) > 1:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        return cell
    if value is None:
        return None
    cell = WriteOnlyCell(page, value)  # type: ignore[arg-type]
    cell.number_format = FORMATS.get(column.kind, "General")
    return cell


def _written(cell: Cell, separator: str) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        decimal = f"{cell:.4f}".rstrip("0").rstrip(".") or "0"
        return decimal.replace(".", ",") if separator == ";" else decimal
    if isinstance(cell, date):
        return cell.isoformat()
    return harmless(cell) if isinstance(cell, str) else str(cell)
