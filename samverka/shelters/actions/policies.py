"""The rules of a pool: one decided anew, or all begun from a known rule set."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from samverka.actors.models import User
from samverka.core import policy
from samverka.core.access import Refused
from samverka.core.actions import write_policies, write_policy
from samverka.core.models import Policy
from samverka.core.versions import check_seen
from samverka.shelters import queries, rules
from samverka.shelters.models import Pool
from samverka.shelters.presets import PRESETS


@transaction.atomic
def set_policy(
    *,
    key: str,
    value: Any,
    pool: Pool,
    valid_from: date,
    source: str,
    by: User,
    at: datetime,
    decided_by: str = "",
    seen: str = "",
) -> Policy:
    """Let one rule hold in a pool from a night on. Said again, it changes nothing; refused as `write_policies` says.

    `seen` is the version of what was decided last, as the person saw it: Stale when somebody has decided since.
    """
    rules.set_policy(by, pool)
    Pool.objects.select_for_update(no_key=True).get(pk=pool.pk)  # two may decide at once
    said = {"key": key, "value": policy.read(key, value), "valid_from": valid_from, "source": source}
    if there := Policy.objects.filter(scope=pool.scopes[-1], **said).first():
        return there
    check_seen(queries.last_decided(pool, key), seen)
    decided_by = decided_by or pool.organisation.name
    return write_policy(scopes=pool.scopes, decided_by=decided_by, by=by, at=at, **said)


@transaction.atomic
def apply_preset(
    *, name: str, pool: Pool, valid_from: date, by: User, at: datetime, decided_by: str = ""
) -> list[Policy]:
    """Let the rules of a known rule set hold in a pool from a date on; all of them, or none.

    Rules that already say the same stay as they are, so applying it again changes nothing.
    """
    rules.set_policy(by, pool)
    preset = PRESETS.get(name)
    if preset is None:
        raise Refused(_("There is no rule set of this name."))
    if preset.only_compared:
        raise Refused(_("This rule set is from another country, for comparison only."))
    scope = pool.scopes[-1]
    there = Policy.objects.filter(scope=scope, key__in=preset.rules, source=preset.source, valid_from__lte=valid_from)
    same = {row.key for row in there.filter(valid_to=None) if row.value == preset.rules[row.key]}
    return write_policies(
        scopes=pool.scopes,
        values={key: value for key, value in preset.rules.items() if key not in same},
        valid_from=valid_from,
        source=preset.source,
        decided_by=decided_by or pool.organisation.name,
        by=by,
        at=at,
    )
