"""Questionnaires to begin with, as data: handbook 3.11. Whoever sends them may change them first."""

from samverka.situation.presets.asked import Asked, Preset
from samverka.situation.presets.municipal import MUNICIPAL
from samverka.situation.presets.others import COUNTY_BOARD, ENFORCEMENT, NGO, REGIONAL


PRESETS: dict[str, Preset] = {
    "municipal": MUNICIPAL,
    "regional": REGIONAL,
    "county_board": COUNTY_BOARD,
    "ngo": NGO,
    "enforcement": ENFORCEMENT,
}

__all__ = ["PRESETS", "Asked", "Preset"]
