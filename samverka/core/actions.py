"""Changes to what every app shares. The app that calls has asked its own rule."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from samverka.core import audit, policy
from samverka.core.access import Refused
from samverka.core.models import Policy


@transaction.atomic
def write_policy(
    *,
    scopes: list[str],
    key: str,
    value: Any,
    valid_from: date,
    source: str,
    decided_by: str,
    by: audit.Actor,
    at: datetime,
) -> Policy:
    """Let a rule hold from a date on, in the last of `scopes`; the one before it ends the day before.

    A rule in use is never edited, so that last winter can be recomputed as it was. Refused when the value cannot be
    read, when it begins before one that is decided already, or when it contradicts another rule.
    """
    value, scope = policy.read(key, value), scopes[-1]
    rows = Policy.objects.select_for_update().filter(scope=scope, key=key)
    later = rows.filter(valid_from__gt=valid_from).order_by("valid_from").first()
    if later:
        raise Refused(_("Another value is already decided from %(day)s.") % {"day": later.valid_from})
    if rows.filter(valid_from=valid_from).exists():
        raise Refused(_("A value is already decided from this day. Choose a later day."))
    rows.filter(valid_to=None).update(valid_to=valid_from - timedelta(days=1))
    row = Policy.objects.create(
        scope=scope, key=key, value=value, valid_from=valid_from, source=source, decided_by=decided_by
    )
    if faults := policy.contradictions(policy.effective(scopes, on=valid_from)):
        raise Refused(" ".join(faults))
    audit.record(by=by, verb="core.policy_written", subject=row, at=at, key=key)
    return row
