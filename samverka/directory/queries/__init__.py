"""Questions that the directory can answer. Reads only."""

from samverka.directory.queries.texts import Shown, Texts, texts


__all__ = ["Shown", "Texts", "texts"]
