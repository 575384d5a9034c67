"""What leaves for a fund: a submitted period as a workbook, and on paper (PDF/UA-1)."""

from samverka.programmes.paper.indicators import printed, tables, words_of


MAKE = {"pdf": printed, "xlsx": tables}
__all__ = ["MAKE", "printed", "tables", "words_of"]
