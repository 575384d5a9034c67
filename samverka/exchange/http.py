"""Mails of the exchange: to shared mailboxes, with a title and a link."""

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from samverka.exchange.models import Practice


def ask_owner(practice: Practice, *, to: str, until: str) -> None:
    """Is it still so? Whoever speaks for the organisation answers when logged in."""
    with override(settings.LANGUAGE_CODE):
        text = _(
            "%(organisation)s has shared “%(title)s” as a good practice. Is it still so? Confirm it with one click, or "
            "change what is no longer right:\n\n%(link)s\n\nWithout an answer it is put away after %(until)s.\n"
        )
        told = {
            "organisation": practice.organisation, "title": practice.title, "until": until,
            "link": f"{settings.SITE_ADDRESS.rstrip('/')}{reverse('exchange:practice', args=[practice.pk])}",
        }  # fmt: skip
        send_mail(_("Is it still so?"), text % told, None, [to])
