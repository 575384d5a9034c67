"""How long what is noted about worries is kept. Notes go first."""

from django.utils.translation import gettext_lazy as _

from samverka.core.county import counties_of
from samverka.core.keeping import Rule, keep
from samverka.safeguarding.actions import purge
from samverka.safeguarding.models import ConcernNote, Sighting


keep(
    Rule(
        kind="safeguarding.concernnote",
        text=_("A concern note is deleted so long after it was closed."),
        fate="purge",
        days=90,
        most=365,
        carry_out=purge.purge_closed_notes,
        counties=lambda: counties_of(ConcernNote),
    ),
    Rule(
        kind="safeguarding.concernnote.unclosed",
        text=_("A concern note is deleted so long after the worry was noticed, closed or not."),
        fate="purge",
        days=365,
        most=365,
        carry_out=purge.purge_old_notes,
        counties=lambda: counties_of(ConcernNote),
    ),
    Rule(
        kind="safeguarding.sighting",
        text=_("That children were seen, and what became of it, is deleted so long after."),
        fate="purge",
        days=730,
        most=730,
        carry_out=purge.purge_sightings,
        counties=lambda: counties_of(Sighting),
    ),
)
