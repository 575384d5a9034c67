"""Mail to one mailbox, such that one which is refused for good keeps nobody else from theirs."""

import logging
from smtplib import SMTPDataError, SMTPNotSupportedError, SMTPRecipientsRefused

from django.core.mail import send_mail


log = logging.getLogger(__name__)


def is_final(fault: Exception) -> bool:
    """Would the same mail be refused again (RFC 5321, replies that begin with 5)?"""
    if isinstance(fault, SMTPDataError):
        return fault.smtp_code >= 500
    return isinstance(fault, SMTPRecipientsRefused | SMTPNotSupportedError | ValueError)


def mail_to(mailbox: str, subject: str, text: str) -> None:
    """Send it; what is refused for good counts as sent. Raises OSError for what may be tried again."""
    try:
        send_mail(subject, text, None, [mailbox])
    except (OSError, ValueError) as fault:
        if not is_final(fault):
            raise
        log.warning("A mailbox was refused; the mail is not sent.")
