"""Edits carry the version that the person saw, so that nobody overwrites a colleague unseen."""

from collections.abc import Sequence
from hashlib import sha256

from django.db.models import BinaryField, Model
from django.utils.translation import gettext as _

from samverka.core.access import Stale


NOTHING = "0" * 12  # the version of what is not there


def version(record: Model | Sequence[Model] | None, *names: str) -> str:
    """A short name for all that is told of a record, or of several, or for some of its fields.

    When what is told changes, so does the name. Bytes of a file tell nothing that does not stand beside them.
    """
    records = [record] if isinstance(record, Model) else record
    if not records:
        return NOTHING
    told = [[(name, getattr(one, name)) for name in names or _all(one)] for one in records]
    return sha256(repr(told).encode()).hexdigest()[:12]


def version_now(record: Model | None, *names: str) -> str:
    """The version of a record as a colleague has left it."""
    if record:
        record.refresh_from_db()
    return version(record, *names)


def check_seen(record: Model | Sequence[Model] | None, seen: str, *names: str) -> None:
    """Stale when the record is not as it was `seen`. Whoever saw nothing, such as a script, says nothing."""
    if seen and seen != version(record, *names):
        raise Stale(_("A colleague has changed this since you read it. Look at it again."))


def _all(record: Model) -> list[str]:
    return [field.attname for field in record._meta.concrete_fields if not isinstance(field, BinaryField)]
