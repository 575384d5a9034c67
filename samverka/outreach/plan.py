"""The law's clock at a removal, and the support plan that follows from its dates. Pure arithmetic with days.

Days are counted from the day of service, and from the first day of the removal's window (T).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta


OUTREACH, COORDINATOR = "outreach_worker", "municipality_coordinator"


@dataclass(frozen=True, slots=True)
class Clock:
    """The periods of the law and of the plan, in days."""

    objection: int = 10
    prepare: int = 3  # before T
    open: int = 1  # after T
    next: int = 2
    close: int = 14


@dataclass(frozen=True, slots=True)
class Dates:
    """What the plan follows from: the day of service, T, and the day on which it was over without T."""

    served_on: date | None = None
    removal_on: date | None = None
    over_on: date | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """One step: by whom, and until when."""

    code: str
    role: str
    due: date

    def is_overdue(self, on: date) -> bool:
        return self.due < on


def objections_until(served_on: date, clock: Clock) -> date:
    """The last day to object."""
    return _on(served_on, clock.objection)


def is_short(dates: Dates, clock: Clock) -> bool:
    """Is there less time between service and removal than there is to object?"""
    return bool(dates.served_on and dates.removal_on and dates.removal_on <= objections_until(dates.served_on, clock))


def support_plan(dates: Dates, *, needs: Collection[str] = (), clock: Clock) -> list[Planned]:
    """The steps of support, each with its day; the earliest first. Without a date there is nothing to plan."""
    steps, day = [], dates.removal_on
    if told_on := dates.served_on or (day and _on(day, -1)):
        steps.append(Planned("information", OUTREACH, told_on))
    if day:
        steps += _around(day, needs, clock)
    if ends := day or dates.over_on:
        steps.append(Planned("close", COORDINATOR, _on(ends, clock.close)))
    return sorted(steps, key=lambda step: step.due)


def _around(day: date, needs: Collection[str], clock: Clock) -> list[Planned]:
    """What is done before the day, on it, and in the days after."""
    wanted = [
        ("places", COORDINATOR), ("interpreter", OUTREACH), ("storage", COORDINATOR), ("transport", COORDINATOR),
        ("ticket_home", OUTREACH),
    ]  # fmt: skip
    return [
        *(Planned(code, role, _on(day, -clock.prepare)) for code, role in wanted if code in needs),
        Planned("on_site", OUTREACH, day),
        Planned("open_places", OUTREACH, _on(day, clock.open)),
        Planned("next_step", OUTREACH, _on(day, clock.next)),
    ]


def _on(day: date, days: int) -> date:
    return day + timedelta(days=days)
