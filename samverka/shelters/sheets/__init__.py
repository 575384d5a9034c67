"""Tables as others send them, and as others want them. Knows files and cells, but nothing of nights."""

from samverka.shelters.sheets.cells import Cell, day, fold, is_blank, line_is_total, whole, wholes
from samverka.shelters.sheets.columns import MEANINGS, NUMBERS, Header, find_header, guess
from samverka.shelters.sheets.reading import Line, Table, Unreadable, decode, read, weight
from samverka.shelters.sheets.writing import Column, Sheet, csv, harmless, pdf, xlsx


__all__ = [
    "MEANINGS",
    "NUMBERS",
    "Cell",
    "Column",
    "Header",
    "Line",
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
