"""Who changes or tells something without being a user; the audit trail calls them so."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Nameless:
    """Anybody at all, or whoever holds a mailed link."""

    pk: str


ANYBODY = Nameless("anybody")
