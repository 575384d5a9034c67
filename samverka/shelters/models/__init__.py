"""The nouns of a shelter night, and what the database itself must never let happen."""

from samverka.shelters.models.cold import (
    ColdAnnouncement,
    ColdNightEvent,
    ColdReading,
    ColdSite,
    ColdText,
    ColdWatch,
)
from samverka.shelters.models.draws import Draw, Slip
from samverka.shelters.models.imports import Import, ImportPart
from samverka.shelters.models.nights import Capacity, Correction, HandoverNote, Night, NightFigure, TurnAwayFigure
from samverka.shelters.models.openings import Opening
from samverka.shelters.models.party import Party
from samverka.shelters.models.places import NightPlace, PlaceEvent, PlaceTicket, TurnAway, TurnAwayCorrection
from samverka.shelters.models.pool_requests import PoolRequest
from samverka.shelters.models.screens import Screen
from samverka.shelters.models.seasons import HostLink, HostSlot, Season
from samverka.shelters.models.sites import Group, Pool, Shelter


__all__ = [
    "Capacity",
    "ColdAnnouncement",
    "ColdNightEvent",
    "ColdReading",
    "ColdSite",
    "ColdText",
    "ColdWatch",
    "Correction",
    "Draw",
    "Group",
    "HandoverNote",
    "HostLink",
    "HostSlot",
    "Import",
    "ImportPart",
    "Night",
    "NightFigure",
    "NightPlace",
    "Opening",
    "Party",
    "PlaceEvent",
    "PlaceTicket",
    "Pool",
    "PoolRequest",
    "Screen",
    "Season",
    "Shelter",
    "Slip",
    "TurnAway",
    "TurnAwayCorrection",
    "TurnAwayFigure",
]
