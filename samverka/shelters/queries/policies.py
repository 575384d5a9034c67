"""What has been decided about a pool's rules."""

from samverka.core import policy
from samverka.core.models import Policy
from samverka.shelters.models import Pool


def decided_rules(pool: Pool) -> list[policy.Decided]:
    """What was decided for the pool and what surrounds it, the newest first; at most a hundred. One query."""
    return policy.decided(pool.scopes)


def last_decided(pool: Pool, key: str) -> Policy | None:
    """What was decided last about a rule, for the pool itself."""
    return policy.last_decided(pool.scopes[-1], key)
