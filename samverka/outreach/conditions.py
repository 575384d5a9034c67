"""How people live somewhere, as what was seen of it comes to: good, poor or not known, with its reasons.

What was seen is a list of codes. One poor thing makes a condition poor, whatever is good beside it.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple


GOOD, POOR, UNKNOWN = "good", "poor", "unknown"
SEEN: Mapping[str, Mapping[str, bool]] = {  # condition: what can be seen, and whether it is good
    "water": {"tap_near": True, "no_water": False, "water_far": False, "water_unsafe": False},
    "toilet": {"toilets": True, "no_toilet": False, "too_few_toilets": False, "toilets_not_cleaned": False},
    "waste": {"waste_collected": True, "waste_lies": False, "rats": False},
    "electricity": {"power_safe": True, "no_power": False, "wiring_unsafe": False},
    "fire": {"way_free": True, "open_fire": False, "gas_indoors": False, "way_blocked": False},
}
CODES = {code: condition for condition, codes in SEEN.items() for code in codes}


class Condition(NamedTuple):
    """One condition: how it is, and why we say so."""

    name: str
    status: str
    reasons: tuple[str, ...]


def conditions(seen: Iterable[str]) -> list[Condition]:
    """Each condition as what was seen makes it, with the reasons that decided."""
    found = set(seen)
    return [_condition(name, [code for code in codes if code in found]) for name, codes in SEEN.items()]


def _condition(name: str, codes: list[str]) -> Condition:
    poor = tuple(code for code in codes if not SEEN[name][code])
    return Condition(name, POOR if poor else GOOD if codes else UNKNOWN, poor or tuple(codes))
