"""On paper (PDF/UA-1) and as workbooks: a submitted period for a fund, and an agreement's year."""

from samverka.programmes.paper.follow_ups import printed as printed_year
from samverka.programmes.paper.follow_ups import workbook
from samverka.programmes.paper.indicators import printed, span, tables, words_of


MAKE = {"pdf": printed, "xlsx": tables}
__all__ = ["MAKE", "printed", "printed_year", "span", "tables", "words_of", "workbook"]
