"""Which column is which, whatever it is called."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from samverka.shelters.sheets.cells import Cell, fold, is_blank


MEANINGS = {  # the most particular first: “reason for blocked places” is a reason
    "because": ["orsak", "anledning", "skäl", "varför", "because", "reason", "why", "cause"],
    "rooms": ["spärrade rum", "stängda rum", "rum som är spärrade", "blocked rooms", "closed rooms"],
    "blocked": [
        *(
            "spärrade",
            "spärrat",
            "spärr",
            "stängda",
            "avstängda",
            "blockerade",
            "ur bruk",
            "ej i bruk",
            "otillgängliga",
        ),
        *("blocked", "closed", "out of use", "unavailable", "offline"),
    ],
    "overflow": [
        *("extra", "extraplatser", "tillfälliga", "utökning", "utökade", "nödplatser", "reservbäddar"),
        *("overflow", "surge", "additional"),
    ],
    "reserved": [
        *("reserverade", "reserverat", "reserv", "hänvisning", "hänvisade", "för uppsökande", "uppsökande"),
        *("reserved", "referral", "kept for referral", "kept"),
    ],
    "group": [
        *("grupp", "avdelning", "avd", "sal", "sovsal", "målgrupp", "kategori", "typ"),
        *("group", "unit", "ward", "dorm", "dormitory", "category", "type"),
    ],
    "site": [
        *(
            "härbärge",
            "härbärget",
            "boende",
            "boendet",
            "enhet",
            "lokal",
            "anläggning",
            "kyrka",
            "församling",
            "värd",
            "plats",
        ),
        *("shelter", "site", "venue", "facility", "location", "host"),
    ],
    "date": ["datum", "natt", "natten", "nattdatum", "dag", "kväll", "date", "night", "day", "evening"],
    "beds": [
        *("platser", "antal platser", "antal", "sängar", "bäddar", "sängplatser", "bäddplatser", "kapacitet"),
        *("ordinarie", "ordinarie platser", "nominal", "beds", "places", "capacity", "number of beds", "spaces"),
    ],
}
NUMBERS = ("beds", "blocked", "overflow", "reserved", "rooms")
HEADER_WITHIN = 40
MOST_COLUMNS = 60


@dataclass(frozen=True, slots=True)
class Header:
    """Where the table begins, and what its columns mean: field to place."""

    row: int  # the place in the list of rows; -1 when there is none
    columns: dict[str, int]

    @property
    def is_enough(self) -> bool:
        """Can lines be read with it? A night and some number are needed; the rest may go without saying."""
        return "date" in self.columns and any(name in self.columns for name in NUMBERS)


def find_header(rows: Sequence[Sequence[Cell]], *, own: Mapping[str, str] | None = None) -> Header:
    """The row among the first ones that names most columns. `own` are our own headings: folded text to field."""
    best = Header(-1, {})
    for place, row in enumerate(rows[:HEADER_WITHIN]):
        texts = [cell for cell in row if isinstance(cell, str) and not is_blank(cell)]
        if len(texts) < 2:
            continue
        columns = guess(row, own=own)
        if len(columns) > len(best.columns) or best.row < 0:
            best = Header(place, columns)
    return best


def guess(headings: Sequence[Cell], *, own: Mapping[str, str] | None = None) -> dict[str, int]:
    """What the columns mean, each meaning once: as we call it ourselves, else exactly, else as part of a heading."""
    folded = [fold(cell) if isinstance(cell, str) else "" for cell in headings[:MOST_COLUMNS]]
    found: dict[str, int] = {}
    exact = {**{fold(word): field for field, words in MEANINGS.items() for word in words}, **(own or {})}
    for place, text in enumerate(folded):
        if text in exact:
            found.setdefault(exact[text], place)
    for field, words in MEANINGS.items():
        for place, text in enumerate(folded):
            if field in found or place in found.values():
                continue
            if any(f" {fold(word)} " in f" {text} " for word in words):
                found[field] = place
    return found
