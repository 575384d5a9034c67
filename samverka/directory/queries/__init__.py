"""Questions that the directory can answer. Reads only."""

from samverka.directory.queries.categories import (Sort, sorts)
from samverka.directory.queries.hours import ()
from samverka.directory.queries.mine import ()
from samverka.directory.queries.services import (Here, Message, Now, Offer, Spot, Told, book, names, told)
from samverka.directory.queries.texts import (Shown, Texts, texts)
from samverka.directory.queries.towns import ()
from samverka.directory.queries.upkeep import ()


__all__ = [
    "Here",
    "Message",
    "Now",
    "Offer",
    "Shown",
    "Sort",
    "Spot",
    "Texts",
    "Told",
    "book",
    "names",
    "sorts",
    "texts",
    "told",
]
