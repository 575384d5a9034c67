"""Mails with a way in to a questionnaire: to a role mailbox, or to a colleague; nothing about anybody in them."""

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import override

from samverka.core.mailing import Letters, letter
from samverka.situation.models import Answer, AnswerLink


def link_letters(link: AnswerLink, token: str, *, to: str = "", is_reminder: bool = False) -> Letters:
    """The token stands in this mail and nowhere else; where it went is kept of role mailboxes alone."""
    answer = link.answer
    with override(settings.LANGUAGE_CODE):
        told = {
            "survey": answer.survey, "asks": answer.survey.organisation, "respondent": answer.respondent,
            "due": answer.survey.due_on.isoformat(), "until": localdate(link.expires_at).isoformat(),
            "link": f"{settings.SITE_ADDRESS.rstrip('/')}{reverse('situation:by_link', args=[token])}",
        }  # fmt: skip
        return letter(_subject(link, is_reminder=is_reminder), _text(answer, link) % told, to or answer.mailbox)


def _subject(link: AnswerLink, *, is_reminder: bool) -> str:
    if link.kind == AnswerLink.Kind.COLLEAGUE:
        return _("Can you help with a questionnaire?")
    return _("We miss your answer") if is_reminder else _("A questionnaire to answer")


def _text(answer: Answer, link: AnswerLink) -> str:
    if link.kind == AnswerLink.Kind.COLLEAGUE:
        return _(
            "A colleague asks you to help answer for %(respondent)s: “%(survey)s”, from %(asks)s.\n"
            "You need no log-in. What is filled in already is there, and what you save stays:\n\n%(link)s\n\n"
            "Answers are due on %(due)s. The link is good until %(until)s.\n"
        )
    return _(
        "%(asks)s asks %(respondent)s: “%(survey)s”. Much is filled in already; you need no log-in, and may go on "
        "another day:\n\n%(link)s\n\n"
        "Answers are due on %(due)s. The link is yours alone and is good until %(until)s. That there is no basis is "
        "an answer too.\n"
    )
