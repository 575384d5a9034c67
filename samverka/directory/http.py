"""Mails with a way in: to a role mailbox, without a name, a place or a word about anybody in them."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import override

from samverka.core.mailing import Letters, letter
from samverka.directory import queries
from samverka.directory.models import CampaignLink


def link_letters(link: CampaignLink, token: str) -> Letters:
    """Ask whoever keeps a provider's entries whether they are right. The token stands in this mail and nowhere else."""
    way = f"{settings.SITE_ADDRESS.rstrip('/')}{reverse('directory:answer', args=[token])}"
    with override(_language(link)):
        text = _(
            "People who need a meal, a shower or a bed read in the public directory what you offer.\n"
            "Is it still right? It takes two minutes, and you need no log-in:\n\n%(link)s\n\n"
            "The link is yours alone and is good until %(day)s. What nobody has found right for half a year is no "
            "longer shown.\n"
        )
        last = localdate(link.expires_at - timedelta(seconds=1))
        filled = text % {"link": way, "day": last.isoformat()}
        return letter(_("Is this still right?"), filled, queries.mailbox(link.provider))


def _language(link: CampaignLink) -> str:
    known = dict(settings.LANGUAGES)
    return link.provider.language if link.provider.language in known else settings.LANGUAGE_CODE
