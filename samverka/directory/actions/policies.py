"""The rules of the directory, which are the same in the whole country."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from samverka.actors.models import User
from samverka.core import policy
from samverka.core.actions import write_policy
from samverka.core.county import SWEDEN
from samverka.core.models import Policy
from samverka.core.versions import check_seen
from samverka.directory import rules
from samverka.directory.actions.towns import touch
from samverka.directory.policy import SCOPE


@transaction.atomic
def set_policy(
    *, key: str, value: Any, valid_from: date, source: str, by: User, at: datetime, decided_by: str = "", seen: str = ""
) -> Policy:
    """Let one rule hold from a day on. Said again, it changes nothing; refused as `write_policies` says.

    `seen` is the version of what was decided last, as the person saw it: Stale when somebody has decided since.
    """
    rules.set_policy(by)
    touch([SWEDEN], at=at)  # every page may say something else; and two may decide at once
    said = {"key": key, "value": policy.read(key, value), "valid_from": valid_from, "source": source}
    if there := Policy.objects.filter(scope=SCOPE, **said).first():
        return there
    check_seen(policy.last_decided(SCOPE, key), seen)
    decided_by = decided_by or by.standing[0].organisation.name
    return write_policy(scopes=[SCOPE], decided_by=decided_by, by=by, at=at, **said)
