"""How long what belongs to surveys and estimates is kept. What was answered in choices and figures stays."""

from django.utils.translation import gettext_lazy as _

from samverka.core.keeping import Rule, keep
from samverka.situation.actions import purge


keep(
    Rule(
        kind="situation.answerlink",
        text=_("A mailed way in to a questionnaire is deleted so long after it was last good."),
        fate="purge",
        days=30,
        most=365,
        carry_out=purge.purge_links,
    ),
    Rule(
        kind="situation.answer.mailbox",
        text=_("The mailbox to which a questionnaire went is emptied so long after the survey was locked."),
        fate="erase",
        days=400,
        most=1095,
        carry_out=purge.erase_mailboxes,
    ),
    Rule(
        kind="situation.preview",
        text=_("Previews of tables are deleted so long after they were asked for; what was published stays."),
        fate="purge",
        days=30,
        most=365,
        carry_out=purge.purge_previews,
    ),
    Rule(
        kind="situation.answervalue",
        text=_("Free texts in answers are emptied so long after the survey was locked; the rest of the answer stays."),
        fate="erase",
        days=1095,
        most=1825,
        carry_out=purge.erase_texts,
    ),
    Rule(
        kind="situation.reportcomment",
        text=_(
            "What was said of a draft that went round goes so long after the report is published, or after it went "
            "round if it never is; the report stays."
        ),
        fate="purge",
        days=365,
        most=1095,
        carry_out=purge.purge_comments,
    ),
    Rule(
        kind="situation.estimate.note",
        text=_("Notes on estimates are emptied so long after they were stated; the estimates stay."),
        fate="erase",
        days=1095,
        most=3650,
        carry_out=purge.erase_notes,
    ),
    Rule(
        kind="situation.overlaptable",
        text=_("A table of overlaps goes with its answer so long after it was brought. What was stated of it stays."),
        fate="purge",
        days=1825,
        most=3650,
        carry_out=purge.purge_overlaps,
    ),
)
