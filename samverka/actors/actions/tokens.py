"""Keys for machines."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction

from samverka.actors import rules
from samverka.actors.models import Token, User
from samverka.core import audit


TOKEN = timedelta(days=365)


@transaction.atomic
def make_token(*, label: str, by: User, at: datetime) -> tuple[Token, str]:
    """A token for a machine, good for a year, and its text, which is shown once."""
    rules.make_token(by)
    text = secrets.token_urlsafe(32)
    digest = sha256(text.encode()).hexdigest()
    token = Token.objects.create(user=by, label=label, digest=digest, made_at=at, expires_at=at + TOKEN)
    audit.record(by=by, verb="actors.token_made", subject=token, at=at)
    return token, text


@transaction.atomic
def end_token(*, token: Token, by: User, at: datetime) -> None:
    """The machine is let in no more."""
    rules.end_token(by, token.user)
    if token.ended_at is None:
        token.ended_at = at
        token.save(update_fields=["ended_at"])
        audit.record(by=by, verb="actors.token_ended", subject=token, at=at)
