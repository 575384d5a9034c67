"""How long what is told about entries is kept. Old wordings stay: they say what a translation was made from."""

from django.utils.translation import gettext_lazy as _

from samverka.core.keeping import Rule, keep
from samverka.directory.actions import campaigns, feeds, upkeep


keep(
    Rule(
        kind="directory.errorreport",
        text=_("A report that an entry is wrong is deleted so long after it was answered."),
        fate="purge",
        days=90,
        most=365,
        carry_out=upkeep.purge_reports,
    ),
    Rule(
        kind="directory.errorreport.unanswered",
        text=_("A report that an entry is wrong is deleted so long after it was made, answered or not."),
        fate="purge",
        days=365,
        most=730,
        carry_out=upkeep.purge_old_reports,
    ),
    Rule(
        kind="directory.campaignlink",
        text=_("A mailed link is deleted so long after it was last good; that entries were found right stays."),
        fate="purge",
        days=30,
        most=365,
        carry_out=campaigns.purge_links,
    ),
    Rule(
        kind="directory.feedreading",
        text=_("What a feed said, with its file, is deleted so long after it was read; the entries stay."),
        fate="purge",
        days=14,
        most=60,
        carry_out=feeds.purge_readings,
    ),
)
