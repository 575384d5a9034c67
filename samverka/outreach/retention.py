"""How long what is known in the field is kept."""

from django.utils.translation import gettext_lazy as _

from samverka.core.county import counties_of
from samverka.core.keeping import Rule, keep
from samverka.outreach.actions import purge, purge_removals
from samverka.outreach.models import (
    Duty,
    Handover,
    Position,
    PositionGrant,
    Referral,
    RemovalCase,
    Settlement,
    SettlementTally,
    Tally,
)


keep(
    Rule(
        kind="outreach.tally",
        text=_("A tally is deleted so long after its half hour; sums by team, area and month stay."),
        fate="purge",
        days=400,
        most=730,
        carry_out=purge.purge_tallies,
        counties=lambda: counties_of(Tally),
    ),
    Rule(
        kind="outreach.tally.by",
        text=_("Who noted a tally is forgotten so long after it was noted."),
        fate="erase",
        days=1,
        most=7,
        carry_out=purge.forget_authors,
        counties=lambda: counties_of(Tally),
    ),
    Rule(
        kind="outreach.referral",
        text=_("A referral is deleted so long after it was sent."),
        fate="purge",
        days=400,
        most=730,
        carry_out=purge.purge_referrals,
        counties=lambda: counties_of(Referral),
    ),
    Rule(
        kind="outreach.handover",
        text=_("What a team handed over is deleted so long after it was written."),
        fate="purge",
        days=14,
        most=60,
        carry_out=purge.purge_handovers,
        counties=lambda: counties_of(Handover),
    ),
    Rule(
        kind="outreach.plannedround",
        text=_("Where a team meant to go is deleted so long after the evening."),
        fate="purge",
        days=60,
        most=365,
        carry_out=purge.purge_plans,
    ),
    Rule(
        kind="outreach.duty",
        text=_("When somebody was on duty for a language is deleted so long after its end."),
        fate="purge",
        days=2,
        most=30,
        carry_out=purge.purge_duties,
        counties=lambda: counties_of(Duty),
    ),
    Rule(
        kind="outreach.speaker",
        text=_("Which languages somebody speaks at work is deleted so long after they last said so."),
        fate="purge",
        days=365,
        most=730,
        carry_out=purge.purge_speakers,
    ),
    Rule(
        kind="outreach.position",
        text=_("Where a settlement is is deleted on the day after the last for which it was kept."),
        fate="purge",
        days=0,
        most=0,
        carry_out=purge_removals.purge_positions,
        counties=lambda: counties_of(Position),
    ),
    Rule(
        kind="outreach.positiongrant",
        text=_("Who was named to see where a settlement is, is deleted so long after that ended."),
        fate="purge",
        days=90,
        most=365,
        carry_out=purge_removals.purge_grants,
        counties=lambda: counties_of(PositionGrant),
    ),
    Rule(
        kind="outreach.removalcase",
        text=_("A removal is deleted with its dates and its plan so long after it was closed; a year's counts stay."),
        fate="purge",
        days=90,
        most=365,
        carry_out=purge_removals.purge_removals,
        counties=lambda: counties_of(RemovalCase),
    ),
    Rule(
        kind="outreach.settlement",
        text=_("A settlement is deleted so long after it was closed, when its removals are gone."),
        fate="purge",
        days=90,
        most=365,
        carry_out=purge_removals.purge_settlements,
        counties=lambda: counties_of(Settlement),
    ),
    Rule(
        kind="outreach.settlementtally",
        text=_("What was seen of a settlement is deleted so long after its half hour."),
        fate="purge",
        days=400,
        most=730,
        carry_out=purge_removals.purge_settlement_tallies,
        counties=lambda: counties_of(SettlementTally),
    ),
)
