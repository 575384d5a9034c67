"""How long agreements are kept that came to nothing. Those that were signed are kept."""

from django.utils.translation import gettext_lazy as _

from samverka.core.keeping import Rule, keep
from samverka.programmes.actions import purge


keep(
    Rule(
        kind="programmes.agreement.unsigned",
        text=_("A dialogue about an agreement that was never signed is deleted so long after its last change."),
        fate="purge",
        days=730,
        most=1825,
        carry_out=purge.forget_dialogues,
    ),
    Rule(
        kind="programmes.project.planned",
        text=_("A planned project that was never granted is deleted so long after its last change."),
        fate="purge",
        days=730,
        most=1825,
        carry_out=purge.forget_plans,
    ),
    Rule(
        kind="programmes.strategy.draft",
        text=_("A strategy that was never put to anybody is deleted so long after its last change."),
        fate="purge",
        days=730,
        most=1825,
        carry_out=purge.forget_initiatives,
    ),
    Rule(
        kind="programmes.consultationanswer",
        text=_("Where somebody who was consulted is reached is emptied so long after the consultation; answers stay."),
        fate="erase",
        days=90,
        most=365,
        carry_out=purge.forget_mailboxes,
    ),
    Rule(
        kind="programmes.backer",
        text=_(
            "Where somebody asked for backing is reached is emptied when the consultation closes, and at the latest so "
            "long after answers were due; what they think stays."
        ),
        fate="erase",
        days=90,
        most=365,
        carry_out=purge.forget_backers_mailboxes,
    ),
    Rule(
        kind="programmes.proposal.draft",
        text=_("A draft of a proposal in which nobody has written is deleted so long after the last change."),
        fate="purge",
        days=730,
        most=1095,
        carry_out=purge.drop_drafts,
    ),
    Rule(
        kind="programmes.call.draft",
        text=_("A call for grants that was never announced is deleted so long after its last change."),
        fate="purge",
        days=730,
        most=1095,
        carry_out=purge.forget_calls,
    ),
    Rule(
        kind="programmes.application.draft",
        text=_("An application that was not handed in, or was withdrawn, is deleted so long after its last change."),
        fate="purge",
        days=730,
        most=1095,
        carry_out=purge.forget_applications,
    ),
)
