"""Mail servers that refuse some mailboxes, as they do when one no longer exists, or do not answer at all."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from smtplib import SMTPRecipientsRefused

from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend


GONE, BUSY = "gone@example.org", "busy@example.org"


class Refusing(EmailBackend):
    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        if any(GONE in message.to for message in messages):
            raise SMTPRecipientsRefused({GONE: (550, b"No such mailbox")})
        if any(BUSY in message.to for message in messages):
            raise SMTPRecipientsRefused({BUSY: (450, b"Come again later")})
        return super().send_messages(messages)


@contextmanager
def silent(settings) -> Iterator[None]:
    """Nobody listens where the mail server should be."""
    usual = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    yield
    settings.EMAIL_BACKEND = usual
