"""A mail server that refuses some mailboxes, as servers do when one no longer exists."""

from collections.abc import Sequence
from smtplib import SMTPRecipientsRefused

from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend


GONE = "gone@example.org"


class Refusing(EmailBackend):
    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        if any(GONE in message.to for message in messages):
            raise SMTPRecipientsRefused({GONE: (550, b"No such mailbox")})
        return super().send_messages(messages)
