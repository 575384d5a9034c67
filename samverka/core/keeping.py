"""How long things are kept, and how they go. Each app says so in its `retention.py`; this is the program's own input.

A period is policy data: it can be decided otherwise for the nation or a county, within what is allowed. What is
told here is also the retention table that anybody may read.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from samverka.core.county import SWEDEN
from samverka.core.policy import Key, effective, register, whole


BATCH = 500  # rows that go in one transaction, so that nobody waits long


class Carry(Protocol):
    def __call__(self, *, county: str, before: datetime, at: datetime, limit: int) -> int:
        """Let go of at most `limit` things of the county whose time ended before `before`; how many they were."""


def nationwide() -> Iterable[str]:
    return (SWEDEN,)


@dataclass(frozen=True, slots=True)
class Rule:
    """What becomes of one kind of thing, and when."""

    kind: str  # "shelters.placeticket"
    text: Any  # what goes, and from when the days are counted
    fate: str  # one of privacy.FATES, or close
    days: int  # when nobody has decided otherwise
    most: int  # what can be decided at most
    carry_out: Carry = field(repr=False)
    counties: Callable[[], Iterable[str]] = field(default=nationwide, repr=False)

    @property
    def key(self) -> str:
        """The name of its policy."""
        return f"{CHAPTER}.{self.kind}"

    def period(self, county: str, *, on: date) -> int:
        """The days that hold in a county on a date."""
        scopes = [f"nation:{SWEDEN}", f"county:{county}"]
        return int(effective(scopes, on=on).value(self.key))

    def before(self, county: str, *, at: datetime) -> datetime:
        return at - timedelta(days=self.period(county, on=at.date()))


CHAPTER = "retention"
RULES: dict[str, Rule] = {}


def keep(*rules: Rule) -> None:
    """Make rules known, and their periods as policy."""
    RULES.update({rule.kind: rule for rule in rules})
    register(*(Key(rule.key, rule.text, whole(0, rule.most), rule.days, chapter=CHAPTER) for rule in rules))
