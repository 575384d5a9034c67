"""How long what every app shares is kept."""

from django.utils.translation import gettext_lazy as _

from samverka.core import actions, audit
from samverka.core.county import counties_of
from samverka.core.keeping import Rule, keep
from samverka.core.models import Entry


keep(
    Rule(
        kind="core.entry",
        text=_("A sealed month of the audit trail is deleted whole, so long after its end; its head stays."),
        fate="purge",
        days=730,
        most=3650,
        carry_out=audit.purge,
        counties=lambda: counties_of(Entry),
    ),
    Rule(
        kind="core.session",
        text=_("A log-in is deleted when it is over."),
        fate="purge",
        days=0,
        most=0,
        carry_out=actions.purge_sessions,
    ),
    Rule(
        kind="core.cache",
        text=_("Counts of failed tries are deleted when they count no more."),
        fate="purge",
        days=0,
        most=0,
        carry_out=actions.purge_cache,
    ),
    Rule(
        kind="core.storedfile",
        text=_("A file is deleted when what it stood beside is gone."),
        fate="purge",
        days=0,
        most=0,
        carry_out=actions.purge_files,
    ),
    Rule(
        kind="core.draft",
        text=_("A draft is deleted so long after somebody last wrote in it; when it is saved, at once."),
        fate="purge",
        days=30,
        most=90,
        carry_out=actions.purge_drafts,
    ),
)
