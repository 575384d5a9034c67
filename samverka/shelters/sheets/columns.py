"""What the columns of a sheet of capacities are called."""

from collections.abc import Callable, Mapping, Sequence

from samverka.core import sheets
from samverka.core.sheets import Cell, Header, Table


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


def is_enough(columns: Mapping[str, int]) -> bool:
    """Can lines be read with them? A night and some number are needed; the rest may go without saying."""
    return "date" in columns and any(name in columns for name in NUMBERS)


def find_header(rows: Sequence[Sequence[Cell]], *, own: Mapping[str, str] | None = None) -> Header:
    return sheets.find_header(rows, meanings=MEANINGS, own=own)


def guess(headings: Sequence[Cell], *, own: Mapping[str, str] | None = None) -> dict[str, int]:
    return sheets.guess(headings, meanings=MEANINGS, own=own)


def read(
    raw: bytes,
    *,
    most_lines: int,
    sheet: str = "",
    own: Mapping[str, str] | None = None,
    tell: Callable[[int], None] | None = None,
) -> Table:
    """The table in a file: the sheet that is asked for, else the first with a heading we understand."""

    def knows(rows: Sequence[Sequence[Cell]]) -> bool:
        return is_enough(find_header(rows, own=own).columns)

    return sheets.read(raw, most_lines=most_lines, sheet=sheet, knows=knows, tell=tell)
