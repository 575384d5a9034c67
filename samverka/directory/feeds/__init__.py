"""Other directories as they are sent: read into one normal form, whatever shape they come in.

Knows files, addresses and the words of HSDS, but nothing of our own entries. A feed that is cut, lies or contradicts
itself as a whole is `Broken`; what is wrong with one of its entries stays with that entry.
"""

from samverka.directory.feeds.fetching import Limits, fetch
from samverka.directory.feeds.normal import Reader, Told
from samverka.directory.feeds.shapes import is_workbook, things
from samverka.directory.feeds.sheet import FIELDS, find_header, guess, is_enough, lines
from samverka.directory.feeds.words import Broken


__all__ = [
    "FIELDS",
    "Broken",
    "Limits",
    "Reader",
    "Told",
    "fetch",
    "find_header",
    "guess",
    "is_enough",
    "is_workbook",
    "lines",
    "things",
]
