"""From the bytes of somebody's file to lines of cells, or a plain reason why not."""

import csv
import io
import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string

from samverka.core.sheets.cells import Cell, is_blank
from samverka.core.sheets.columns import HEADER_WITHIN, MOST_COLUMNS


ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
MOST_UNPACKED = 150_000_000  # bytes; a sheet of 100,000 lines is a third of it
MOST_PARTS = 2_000
PROLOGUE = 4_000  # bytes
MOST_FILLED = 500_000  # cells filled in from merged ones
LONGEST_CELL = 200
BLANKS_IN_A_ROW = 2_000  # nothing comes after so many empty lines
LINES_BETWEEN_TELLS = 5_000
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?\bref="([A-Z]{1,3}\d{1,7}):([A-Z]{1,3}\d{1,7})"')
NO_RESULT = re.compile(rb"</(?:\w+:)?f>\s*(?:</(?:\w+:)?c>|<(?:\w+:)?v\s*/>|<(?:\w+:)?v></)")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

Line = tuple[int, list[Cell]]
Tell = Callable[[int], None]
Knows = Callable[[list[list[Cell]]], bool]


class Unreadable(Exception):
    """This file cannot be read: `why` is empty, broken, not_a_table, old_excel, too_large or too_many_lines."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Table:
    """The lines of one sheet that hold anything, each with its number in the file."""

    lines: list[Line]
    sheet: str = ""
    sheets: list[str] = field(default_factory=list)
    has_empty_formulas: bool = False


def read(
    raw: bytes,
    *,
    most_lines: int,
    sheet: str = "",
    knows: Knows = lambda rows: False,
    tell: Tell | None = None,
    longest: int = LONGEST_CELL,
) -> Table:
    """The table in a file: XLSX, or text with separators in any of the usual encodings.

    Without a `sheet` it is the first one whose first rows the caller `knows`, else the first with anything in it.
    While it reads it will `tell` how many lines there are so far.
    """
    tell = tell or _hush
    if not raw.strip():
        raise Unreadable("empty")
    if raw.startswith(OLD_EXCEL):
        raise Unreadable("old_excel")
    table = (
        _workbook(raw, sheet, most_lines, knows, tell, longest)
        if raw.startswith(ZIP)
        else _text(raw, most_lines, tell, longest)
    )
    if not table.lines:
        raise Unreadable("empty")
    return table


def weight(raw: bytes) -> int:
    """About how many lines the file has, without reading it."""
    if not raw.startswith(ZIP):
        return raw.count(b"\n") + raw.count(b"\r") // 2
    try:
        with ZipFile(io.BytesIO(raw)) as archive:
            return sum(part.file_size for part in archive.infolist()) // 400
    except (BadZipFile, ValueError, OSError):
        return 0


def _text(raw: bytes, most_lines: int, tell: Tell, longest: int) -> Table:
    text = decode(raw)
    first, _, rest = text.partition("\n")
    separator = ""
    if first.lower().startswith("sep=") and len(first) == 5:
        separator, text = first[4], rest
    separator = separator or _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        rows = ((reader.line_num, [_words(cell, longest) for cell in row[:MOST_COLUMNS]]) for row in reader)
        return Table(_filled(rows, most_lines, tell))
    except csv.Error as error:
        raise Unreadable("broken") from error


def decode(raw: bytes) -> str:
    """The text in a file made by somebody's spreadsheet: UTF-8, UTF-16 or Windows-1252."""
    sample = raw[:4000]
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif len(sample) > 3 and sample[1::2].count(0) > len(sample) // 3:
        encoding = "utf-16-le"
    elif len(sample) > 3 and sample[0::2].count(0) > len(sample) // 3:
        encoding = "utf-16-be"
    else:
        encoding = "utf-8-sig"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    if len(CONTROL.findall(text[:10_000])) + text[:10_000].count("\ufffd") > 3:
        raise Unreadable("not_a_table")
    return CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _separator(text: str) -> str:
    """The sign that cuts the first lines into most equal pieces."""
    sample = "\n".join(text.split("\n", 60)[:60])[:100_000]

    def evenness(sign: str) -> int:
        try:
            widths = [len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=sign) if row]
        except csv.Error:
            return -1
        usual = max(set(widths), key=widths.count, default=1)
        return (usual - 1) * widths.count(usual)

    return max(";\t,|", key=evenness)


def _words(cell: str, longest: int) -> Cell:
    words = cell.strip()
    return words[:longest] if words else None


def _workbook(raw: bytes, sheet: str, most_lines: int, knows: Knows, tell: Tell, longest: int) -> Table:
    try:
        with ZipFile(io.BytesIO(raw)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise Unreadable("too_large")
            if "[Content_Types].xml" not in archive.namelist():
                raise Unreadable("not_a_table")
            if any(b"<!DOCTYPE" in archive.open(part).read(PROLOGUE) for part in parts):
                raise Unreadable("broken")  # no spreadsheet declares entities; only mischief does
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it tells of fashions of Excel's that say nothing about cells
            return _sheet(raw, sheet, most_lines, knows, tell, longest)
    except Unreadable:
        raise
    except Exception as error:  # whatever a broken part makes it stumble over, it is the file that is broken
        raise Unreadable("broken") from error


def _sheet(raw: bytes, wanted: str, most_lines: int, knows: Knows, tell: Tell, longest: int) -> Table:
    book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True, keep_links=False)
    try:
        sheets: list[Any] = [one for one in book.worksheets if one.sheet_state == "visible"] or book.worksheets
        chosen = next((one for one in sheets if one.title == wanted), None)
        chosen = chosen or _best(sheets, knows)
        if chosen is None:
            raise Unreadable("empty")
        lines = _filled(_cells(chosen, longest), most_lines, tell)
        path = chosen._worksheet_path
    finally:
        book.close()
    with ZipFile(io.BytesIO(raw)) as archive:
        source = archive.read(path)
    _fill_merged(lines, source)
    return Table(lines, chosen.title, [one.title for one in sheets], bool(NO_RESULT.search(source)))


def _best(sheets: Sequence[Any], knows: Knows) -> Any:
    """The first sheet with a heading that we understand, else the first with anything in it."""
    first = None
    for sheet in sheets:
        top = _filled(
            (line for line, _ in zip(_cells(sheet, LONGEST_CELL), range(HEADER_WITHIN), strict=False)), HEADER_WITHIN
        )
        if knows([row for _, row in top]):
            return sheet
        first = first or (sheet if top else None)
    return first


def _cells(sheet: Any, longest: int) -> Iterator[Line]:
    sheet.reset_dimensions()  # what the file says of its own size is often wrong
    for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), start=1):
        width = len(row)
        while width and row[width - 1] is None:
            width -= 1
        yield number, [_value(cell, longest) for cell in row[:width]]


def _value(cell: object, longest: int) -> Cell:
    if isinstance(cell, str):
        return _words(CONTROL.sub("", cell), longest)
    if isinstance(cell, datetime):
        return cell.date()
    if cell is None or isinstance(cell, int | float | date):
        return cell
    return str(cell)[:LONGEST_CELL]


def _hush(lines: int) -> None:
    """Nobody asked."""


def _filled(rows: Iterable[Line], most_lines: int, tell: Tell = _hush) -> list[Line]:
    """The lines that hold anything, up to so many; a desert of empty ones ends the table."""
    lines: list[Line] = []
    last = 0
    for number, row in rows:
        if not all(is_blank(cell) for cell in row):
            lines.append((number, row))
            last = number
            if len(lines) > most_lines:
                raise Unreadable("too_many_lines")
            if len(lines) % LINES_BETWEEN_TELLS == 0:
                tell(len(lines))
        elif number - last > BLANKS_IN_A_ROW:
            break
    return lines


def _fill_merged(lines: list[Line], source: bytes) -> None:
    """Give every line of a merged cell its text; across columns a merged cell is a title."""
    by_number = dict(lines)
    left = MOST_FILLED
    for found in MERGED.finditer(source):
        letter, top = coordinate_from_string(found[1].decode())
        _, bottom = coordinate_from_string(found[2].decode())
        place = column_index_from_string(letter) - 1
        above = by_number.get(top)
        left -= bottom - top
        if above is None or place >= len(above) or left < 0:
            continue
        for number in range(top + 1, bottom + 1):
            row = by_number.get(number)
            if row is not None:
                row.extend([None] * (place + 1 - len(row)))
                row[place] = above[place] if row[place] is None else row[place]
