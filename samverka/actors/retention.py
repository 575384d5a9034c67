"""How long it is known who logs in, and who was asked to."""

from django.utils.translation import gettext_lazy as _

from samverka.actors import actions
from samverka.core.keeping import Rule, keep


keep(
    Rule(
        kind="actors.invitation",
        text=_("An invitation is deleted so long after it was answered, withdrawn or ran out."),
        fate="purge",
        days=30,
        most=90,
        carry_out=actions.purge_invitations,
    ),
    Rule(
        kind="actors.token",
        text=_("A machine's token is deleted so long after it has ended."),
        fate="purge",
        days=30,
        most=365,
        carry_out=actions.purge_tokens,
    ),
    Rule(
        kind="actors.delivery",
        text=_("What was written without a network and could not be taken in is deleted so long after it came."),
        fate="purge",
        days=30,
        most=90,
        carry_out=actions.purge_deliveries,
    ),
    Rule(
        kind="actors.user.disabled",
        text=_("An account is closed when nobody has used it for so long."),
        fate="close",
        days=183,
        most=183,
        carry_out=actions.disable_inactive,
    ),
    Rule(
        kind="actors.user.anonymised",
        text=_("A closed account loses its name, address and keys when nobody has used it for so long."),
        fate="replace",
        days=365,
        most=365,
        carry_out=actions.anonymise_former,
    ),
)
