"""How long what belongs to a night is kept."""

from django.utils.translation import gettext_lazy as _

from samverka.core.county import counties_of
from samverka.core.keeping import Rule, keep
from samverka.shelters.actions import host_links, imports, purge, screens
from samverka.shelters.models import Correction, Draw, HandoverNote, PlaceTicket, Slip, TurnAway, TurnAwayCorrection


keep(
    Rule(
        kind="shelters.placeticket",
        text=_("A place ticket, with its code and party, is deleted so long after its last night."),
        fate="purge",
        days=7,
        most=30,
        carry_out=purge.purge_tickets,
        counties=lambda: counties_of(PlaceTicket),
    ),
    Rule(
        kind="shelters.slip",
        text=_("A slip is deleted so long after it was handed out, or when it can no longer give an extra lot."),
        fate="purge",
        days=1,
        most=30,
        carry_out=purge.purge_slips,
        counties=lambda: counties_of(Slip),
    ),
    Rule(
        kind="shelters.screen",
        text=_("A screen, with its key, is deleted so long after it has ended."),
        fate="purge",
        days=30,
        most=365,
        carry_out=screens.purge_screens,
    ),
    Rule(
        kind="shelters.hostlink",
        text=_("A host's link, with its key, is deleted so long after it has ended."),
        fate="purge",
        days=30,
        most=365,
        carry_out=host_links.purge_host_links,
    ),
    Rule(
        kind="shelters.handovernote",
        text=_("A handover note is deleted so long after it was written."),
        fate="purge",
        days=14,
        most=60,
        carry_out=purge.purge_notes,
        counties=lambda: counties_of(HandoverNote),
    ),
    Rule(
        kind="shelters.draw.record",
        text=_("The open record of a draw is emptied so long after its night; commitment and hash stay."),
        fate="erase",
        days=90,
        most=365,
        carry_out=purge.close_records,
        counties=lambda: counties_of(Draw),
    ),
    Rule(
        kind="shelters.turnaway",
        text=_("A turn-away is deleted so long after its night; sums by reason stay."),
        fate="purge",
        days=730,
        most=730,
        carry_out=purge.purge_turn_aways,
        counties=lambda: counties_of(TurnAway),
    ),
    Rule(
        kind="shelters.turnaway.sent_to",
        text=_("Where those turned away were sent is emptied so long after it was written."),
        fate="erase",
        days=14,
        most=60,
        carry_out=purge.forget_where_sent,
        counties=lambda: counties_of(TurnAway),
    ),
    Rule(
        kind="shelters.correction.reason",
        text=_("The reason of a correction is emptied so long after it was written; the correction stays."),
        fate="erase",
        days=730,
        most=3650,
        carry_out=purge.forget_reasons,
        counties=lambda: counties_of(Correction),
    ),
    Rule(
        kind="shelters.poolrequest",
        text=_("A request to join a pool is deleted so long after it was answered or withdrawn."),
        fate="purge",
        days=365,
        most=730,
        carry_out=purge.purge_pool_requests,
    ),
    Rule(
        kind="shelters.turnawaycorrection.because",
        text=_("Why turn-aways were corrected is emptied so long after it was written; the correction stays."),
        fate="erase",
        days=730,
        most=3650,
        carry_out=purge.forget_why_turn_aways_were_corrected,
        counties=lambda: counties_of(TurnAwayCorrection),
    ),
    Rule(
        kind="shelters.import.unwritten",
        text=_("A file of capacities that nobody has approved is deleted so long after it was sent."),
        fate="purge",
        days=1,
        most=7,
        carry_out=imports.purge_imports,
    ),
    Rule(
        kind="shelters.import",
        text=_("A file of capacities, and what it changed, is deleted so long after it was sent."),
        fate="purge",
        days=7,
        most=30,
        carry_out=purge.purge_imports,
    ),
)
