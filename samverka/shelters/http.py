"""Mails of shelters: to a role mailbox, without a word about anybody."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from samverka.actors.models import ContactLine
from samverka.core.mailing import Letters, letter
from samverka.shelters.models import ColdAnnouncement, ColdNightEvent, HostLink
from samverka.shelters.queries import HostDay


def day_letters(link: HostLink, day: HostDay, mailbox: str) -> Letters:
    """The day's sentence, and the link that tells it as it is now."""
    way = f"{settings.SITE_ADDRESS.rstrip('/')}{reverse('shelters:host_day', args=[link.key])}"
    with override(settings.LANGUAGE_CODE):
        lead = _("As it is now, without a log-in:")
        return letter(day.verdict, f"{day.sentence}\n\n{lead}\n{way}\n", mailbox)


def cold_night_letters(announcement: ColdAnnouncement, line: ContactLine) -> Letters:
    """The announcement in every language, Swedish first."""
    with override(settings.LANGUAGE_CODE):
        place, day = announcement.event.territory, f"{announcement.event.date:%Y-%m-%d}"
        subject = _("Extra-cold night %(day)s, %(place)s") % {"day": day, "place": place}
    text = "\n\n".join(f"[{language}]\n{told}" for language, told in announcement.texts.items())
    return letter(subject, f"{text}\n", line.email)


def cold_alert_letters(event: ColdNightEvent, mailboxes: list[str]) -> Letters:
    """The forecast has met the rule: a person is asked to decide, with the page where that is done."""
    way = f"{settings.SITE_ADDRESS.rstrip('/')}{reverse('shelters:cold_night', args=[event.pk])}"
    with override(settings.LANGUAGE_CODE):
        filled = {"day": f"{event.date:%Y-%m-%d}", "place": event.territory, "way": way}
        subject = _("Decide on %(day)s: it may be an extra-cold night in %(place)s") % filled
        text = _("The forecast for the night of %(day)s meets your rule. Nobody has decided yet.\n\n%(way)s\n") % filled
        return letter(subject, text, *mailboxes)
