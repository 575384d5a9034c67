"""Areas, teams, tallies and what goes with a round, and what the database itself must never let happen."""

from samverka.outreach.models.advice import AdviceSession, GroupActivity
from samverka.outreach.models.aid import CareRefusal, EmergencyAidTally
from samverka.outreach.models.areas import Area, Team
from samverka.outreach.models.counters import LanguageCounter, LanguageTap, UniqueStatement
from samverka.outreach.models.duties import Duty, Speaker
from samverka.outreach.models.positions import Position, PositionGrant
from samverka.outreach.models.referrals import LineReferral, Referral
from samverka.outreach.models.removals import PlanTick, RemovalCase, RemovalStep, RemovalSum
from samverka.outreach.models.rounds import Handover, PlannedRound
from samverka.outreach.models.settlements import Settlement, SettlementTally
from samverka.outreach.models.tallies import PlaceType, Tally, TallyCorrection, TallySum
from samverka.outreach.models.tips import Tip
from samverka.outreach.models.visits import VisitCorrection, VisitSum, VisitTally, VisitTap


__all__ = [
    "AdviceSession",
    "Area",
    "CareRefusal",
    "Duty",
    "EmergencyAidTally",
    "GroupActivity",
    "Handover",
    "LanguageCounter",
    "LanguageTap",
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
    "VisitCorrection",
    "VisitSum",
    "VisitTally",
    "VisitTap",
]
