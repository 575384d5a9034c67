"""Tables as others send them, and as others want them. Knows files and cells, but not what they are about."""

from samverka.core.sheets.cells import Cell, day, fold, is_blank, line_is_total, whole, wholes
from samverka.core.sheets.columns import Header, Meanings, find_header, guess
from samverka.core.sheets.reading import Line, Table, Unreadable, decode, read, weight
from samverka.core.sheets.writing import Column, Sheet, csv, harmless, pdf, xlsx


__all__ = [
    "Cell",
    "Column",
    "Header",
    "Line",
    "Meanings",
    "Sheet",
    "Table",
    "Unreadable",
    "csv",
    "day",
    "decode",
    "find_header",
    "fold",
    "guess",
    "harmless",
    "is_blank",
    "line_is_total",
    "pdf",
    "read",
    "weight",
    "whole",
    "wholes",
    "xlsx",
]
