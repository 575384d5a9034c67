"""How long it is known who asked. Cards, and the law that they cite, are kept."""

from django.utils.translation import gettext_lazy as _

from samverka.core.county import counties_of
from samverka.core.keeping import Rule, keep
from samverka.exchange.actions import discussions, practices, purge, purge_help
from samverka.exchange.models import AdviceQuestion, Meeting, MeetingMail, Need, Offer


keep(
    Rule(
        kind="exchange.advicequestion",
        text=_(
            "Who asked a question is emptied so long after it was asked, answered or not, and so are its words once it "
            "is answered; the card stays."
        ),
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
    Rule(
        kind="exchange.meeting.minutes",
        text=_("What was said at a meeting is emptied so long after it, with its files; what was decided stays."),
        fate="erase",
        days=3650,
        most=3650,
        carry_out=purge.forget_minutes,
        counties=lambda: counties_of(Meeting),
    ),
    Rule(
        kind="exchange.meeting.unheld",
        text=_("A meeting that was planned and never held is deleted so long after its day."),
        fate="purge",
        days=365,
        most=730,
        carry_out=purge.forget_unheld,
        counties=lambda: counties_of(Meeting),
    ),
    Rule(
        kind="exchange.meetingmail",
        text=_("To which mailboxes a meeting was mailed is deleted so long after its day."),
        fate="purge",
        days=90,
        most=365,
        carry_out=purge.forget_mails,
        counties=lambda: counties_of(MeetingMail),
    ),
    Rule(
        kind="exchange.post",
        text=_("Who wrote a post in a discussion is emptied so long after; for which organisation stays."),
        fate="erase",
        days=730,
        most=730,
        carry_out=discussions.forget_writers,
    ),
    Rule(
        kind="exchange.discussion",
        text=_("A discussion is deleted with its posts so long after it was archived."),
        fate="purge",
        days=1825,
        most=1825,
        carry_out=discussions.forget_discussions,
    ),
    Rule(
        kind="exchange.offer.unconfirmed",
        text=_("An offer of help that its giver has not confirmed is deleted so long after it came."),
        fate="purge",
        days=3,
        most=14,
        carry_out=purge_help.purge_unconfirmed,
        counties=lambda: counties_of(Offer),
    ),
    Rule(
        kind="exchange.offer.giver",
        text=_(
            "Who offered help, and in which words, is emptied so long after the offer was answered; of those who may "
            "be asked again, so long after they were. Of an offer that is withdrawn it is emptied at once."
        ),
        fate="erase",
        days=30,
        most=90,
        carry_out=purge_help.forget_givers,
        counties=lambda: counties_of(Offer),
    ),
    Rule(
        kind="exchange.offer",
        text=_("What kind of help was offered, without who gave it, is deleted so long after it was answered."),
        fate="purge",
        days=1095,
        most=1825,
        carry_out=purge_help.purge_offers,
        counties=lambda: counties_of(Offer),
    ),
    Rule(
        kind="exchange.need",
        text=_("What an organisation needed is deleted so long after it was closed."),
        fate="purge",
        days=1095,
        most=1825,
        carry_out=purge_help.purge_needs,
        counties=lambda: counties_of(Need),
    ),
)
