"""What has been decided about a pool's rules."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from samverka.core.models import Policy
from samverka.core.policy import KEYS, known
from samverka.shelters.models import Pool


@dataclass(frozen=True, slots=True)
class Decided:
    """One value of a rule, from when to when, and where it is written."""

    text: Any
    told: str
    valid_from: date
    valid_to: date | None
    source: str
    decided_by: str


def decided_rules(pool: Pool) -> list[Decided]:
    """What was decided for the pool and what surrounds it, the newest first; at most a hundred. One query."""
    names = [key.name for key in known()]
    rows = Policy.objects.filter(scope__in=pool.scopes, key__in=names).order_by("-valid_from", "key")[:100]
    return [
        Decided(key.text, key.told(row.value), row.valid_from, row.valid_to, row.source, row.decided_by)
        for key, row in ((KEYS[row.key], row) for row in rows)
    ]


def last_decided(pool: Pool, key: str) -> Policy | None:
    """What was decided last about a rule, for the pool itself."""
    return Policy.objects.filter(scope=pool.scopes[-1], key=key).order_by("-valid_from").first()
