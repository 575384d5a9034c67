"""Edits carry the version that the person saw, so that nobody overwrites a colleague unseen."""

from hashlib import sha256

from django.db.models import Model
from django.utils.translation import gettext as _

from samverka.core.access import Stale


NOTHING = "0" * 12  # the version of what is not there


def version(record: Model | None) -> str:
    """A short name for all that is told of a record: when that changes, so does the name."""
    if record is None:
        return NOTHING
    told = [(field.attname, getattr(record, field.attname)) for field in record._meta.concrete_fields]
    return sha256(repr(told).encode()).hexdigest()[:12]


def version_now(record: Model | None) -> str:
    """The version of a record as a colleague has left it."""
    if record:
        record.refresh_from_db()
    return version(record)


def check_seen(record: Model | None, seen: str) -> None:
    """Stale when the record is not as it was `seen`. Whoever saw nothing, such as a script, says nothing."""
    if seen and seen != version(record):
        raise Stale(_("A colleague has changed this since you read it. Look at it again."))
