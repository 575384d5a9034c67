"""Months, quarters and years in which figures are told."""

from dataclasses import dataclass
from datetime import date
from typing import Literal


By = Literal["month", "quarter", "year"]
LENGTHS: dict[str, int] = {"month": 1, "quarter": 3, "year": 12}
TOLD = {"month": 13, "quarter": 9, "year": 6}  # so many at once: the last can be held against the same a year before


@dataclass(frozen=True, slots=True)
class Period:
    """Some months one after another, told by their first days."""

    by: By
    months: tuple[date, ...]

    @property
    def first(self) -> date:
        return self.months[0]

    @property
    def code(self) -> str:
        """As machines write it: 2027-01, 2027-Q1, 2027."""
        if self.by == "quarter":
            return f"{self.first.year}-Q{self.first.month // 3 + 1}"
        return str(self.first.year) if self.by == "year" else f"{self.first:%Y-%m}"


def month_of(number: int) -> date:
    """The first day of the month with a number; that of January 2027 is 2027 times 12."""
    return date(number // 12, number % 12 + 1, 1)


def periods(by: By, *, until: date) -> list[Period]:
    """The last periods up to the one that holds a day, the oldest first."""
    length = LENGTHS[by]
    last = (until.year * 12 + until.month - 1) // length
    return [
        Period(by, tuple(month_of(number) for number in range(one * length, (one + 1) * length)))
        for one in range(last - TOLD[by] + 1, last + 1)
    ]
