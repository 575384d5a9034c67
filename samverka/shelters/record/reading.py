"""Reading a record that anyone may have written: every field is there, of its kind, and no larger than a night."""

import json
from collections.abc import Callable
from typing import Any


MOST_BYTES = 4 * 1024 * 1024
MOST_SLIPS = 5_000
MOST_BINS = 2_000
MOST_PEOPLE = 50  # of one sort in one party

Shape = Callable[[Any, str], str]
"""Where a thing is not as it should be, or an empty string. It is given the thing and where that stands."""


class Damaged(ValueError):
    """This is no record. The message says why, for people."""


def parse(text: bytes) -> Any:
    """A JSON text, where no key stands twice and every number is a number."""
    if len(text) > MOST_BYTES:
        raise Damaged("The file is too large to be the record of a draw.")
    try:
        return json.loads(text.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Damaged("The file is not JSON, as the record of a draw is, or it is damaged.") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError(pairs)
    return found


def _no_number(word: str) -> Any:
    raise ValueError(word)


def fault(record: Any) -> str:
    """Where this is not the record of a draw, or an empty string."""
    return RECORD(record, "")


def whole(low: int, high: int) -> Shape:
    return lambda thing, where: "" if type(thing) is int and low <= thing <= high else where


def one_of(*choices: object) -> Shape:
    return lambda thing, where: "" if any(type(thing) is type(one) and thing == one for one in choices) else where


def text(most: int = 300) -> Shape:
    return lambda thing, where: "" if isinstance(thing, str) and len(thing) <= most and _is_sound(thing) else where


def digits(count: int) -> Shape:
    """Hexadecimal, small letters."""
    return lambda thing, where: (
        "" if isinstance(thing, str) and len(thing) == count and not set(thing) - set("0123456789abcdef") else where
    )


def several(shape: Shape, *, most: int) -> Shape:
    def read(thing: Any, where: str) -> str:
        if not isinstance(thing, list) or len(thing) > most:
            return where
        return next(filter(None, (shape(one, f"{where}[{place}]") for place, one in enumerate(thing))), "")

    return read


def fields(shapes: dict[str, Shape]) -> Shape:
    def read(thing: Any, where: str) -> str:
        if not isinstance(thing, dict) or set(thing) != set(shapes):
            return where or "the whole"
        return next(filter(None, (shape(thing[name], f"{where}.{name}") for name, shape in shapes.items())), "")

    return read


def rules(thing: Any, where: str) -> str:
    """The rules of the night: yes, no, whole numbers, texts, and lists of texts."""
    if not isinstance(thing, dict) or len(thing) > 200 or not all(map(_is_sound, thing)):
        return where
    kinds = (whole(-(10**9), 10**9), one_of(True, False), text(1000), several(text(), most=20))
    return next((f"{where}.{key}" for key, value in thing.items() if all(kind(value, "?") for kind in kinds)), "")


def part(thing: Any, where: str) -> str:
    """Where one part of a party sleeps: a bed's name, and how many of them."""
    sound = isinstance(thing, list) and len(thing) == 2 and not text()(thing[0], "?") + COUNT(thing[1], "?")
    return "" if sound else where


def _is_sound(text: str) -> bool:
    """Can it be written as UTF-8? JSON can name half a character, which nobody can."""
    return text.isascii() or not any("\ud800" <= sign <= "\udfff" for sign in text)


NUMBER = whole(1, 32_767)
COUNT = whole(0, 4 * MOST_PEOPLE)
YES_NO = one_of(True, False)
SLIP = {
    "number": NUMBER,
    **dict.fromkeys(("women", "men", "other", "children"), whole(0, MOST_PEOPLE)),
    "dog": YES_NO,
    "step_free": YES_NO,
    "together": one_of("must", "prefer"),
    "tier": whole(0, 100),
    "weight": whole(0, 1),
}
BIN = {
    "id": text(20),
    "site": text(20),
    "kind": one_of("women", "men", "mixed", "family", "accessible"),
    "beds": whole(0, 32_767),
    "step_free": YES_NO,
    "pets": YES_NO,
    "exclusive": YES_NO,
}
LIST = {
    "pool": text(),
    "date": text(10),
    "round": whole(1, 100),
    "nights": whole(1, 100),
    "policy": rules,
    "policy_version": digits(16),
    "slips": several(fields(SLIP), most=MOST_SLIPS),
    "withdrawn": several(NUMBER, most=MOST_SLIPS),
    "bins": several(fields(BIN), most=MOST_BINS),
}
REASONS = ("placed", "split", "no_room", "no_suitable_group", "child_needs_family", "undecided")
RESULT = {
    "number": NUMBER,
    "position": NUMBER,
    "reason": one_of(*REASONS),
    "bins": several(part, most=4 * MOST_PEOPLE),
}
RECORD = fields(
    {
        "version": whole(1, 1),
        "list": fields(LIST),
        **dict.fromkeys(("list_hash", "commitment", "secret", "seed"), digits(64)),
        "witness": text(),
        "results": several(fields(RESULT), most=MOST_SLIPS),
    }
)
