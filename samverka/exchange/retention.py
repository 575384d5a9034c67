"""How long it is known who asked. Cards, and the law that they cite, are kept."""

from django.utils.translation import gettext_lazy as _

from samverka.core.county import counties_of
from samverka.core.keeping import Rule, keep
from samverka.exchange.actions import practices, purge
from samverka.exchange.models import AdviceQuestion


keep(
    Rule(
        kind="exchange.advicequestion",
        text=_("Who asked a question, and in which words, is emptied so long after it was asked; the card stays."),
        fate="erase",
        days=365,
        most=365,
        carry_out=purge.forget_askers,
        counties=lambda: counties_of(AdviceQuestion),
    ),
    Rule(
        kind="exchange.advicequestion.waiting",
        text=_("A question that nobody has answered is deleted so long after it was asked."),
        fate="purge",
        days=730,
        most=730,
        carry_out=purge.forget_waiting,
        counties=lambda: counties_of(AdviceQuestion),
    ),
    Rule(
        kind="exchange.practice.suggested",
        text=_("A practice that was never published is deleted so long after it was last changed."),
        fate="purge",
        days=730,
        most=1095,
        carry_out=practices.forget_suggestions,
    ),
)
