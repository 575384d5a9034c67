"""Areas, teams, tallies and what goes with a round, and what the database itself must never let happen."""

from samverka.outreach.models.areas import Area, Team
from samverka.outreach.models.counters import LanguageCounter, UniqueStatement
from samverka.outreach.models.duties import Duty, Speaker
from samverka.outreach.models.positions import Position, PositionGrant
from samverka.outreach.models.referrals import LineReferral, Referral
from samverka.outreach.models.removals import PlanTick, RemovalCase, RemovalStep, RemovalSum
from samverka.outreach.models.rounds import Handover, PlannedRound
from samverka.outreach.models.settlements import Settlement, SettlementTally
from samverka.outreach.models.tallies import PlaceType, Tally, TallyCorrection, TallySum
from samverka.outreach.models.tips import Tip


__all__ = [
    "Area",
    "Duty",
    "Handover",
    "LanguageCounter",
    "LineReferral",
    "PlaceType",
    "PlanTick",
    "PlannedRound",
    "Position",
    "PositionGrant",
    "Referral",
    "RemovalCase",
    "RemovalStep",
    "RemovalSum",
    "Settlement",
    "SettlementTally",
    "Speaker",
    "Tally",
    "TallyCorrection",
    "TallySum",
    "Team",
    "Tip",
    "UniqueStatement",
]
