"""A published table in one language, with all that its reader must know."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import product


ALL = "_T"  # the code for all categories together, as SDMX writes it


@dataclass(frozen=True, slots=True)
class Axis:
    """A dimension: its codes in order, and what each is called."""

    name: str
    label: str
    labels: Mapping[str, str]

    @property
    def codes(self) -> list[str]:
        return list(self.labels)


@dataclass(frozen=True, slots=True)
class Cell:
    """A number or none, and the letter of its status or none."""

    value: int | None = None
    status: str = ""


UNTOLD = Cell()  # never published; not zero


@dataclass(frozen=True, slots=True)
class Cube:
    """A table: its cells by one code for each axis, in the order of the axes."""

    name: str
    version: int
    language: str
    title: str
    description: str
    unit: str
    source: str
    method: str
    publisher: str
    licence: str
    published_at: datetime
    measure: str
    measured: str  # what the measure is called
    headings: Mapping[str, str]  # of the columns that are no axis: value, status, and the names of codes
    axes: tuple[Axis, ...]
    cells: Mapping[tuple[str, ...], Cell]
    letters: Mapping[str, str]  # what each status means

    def rows(self) -> Iterator[tuple[tuple[str, ...], Cell]]:
        """Every combination of codes, the last axis turning fastest."""
        for codes in product(*(one.codes for one in self.axes)):
            yield codes, self.cells.get(codes, UNTOLD)

    @property
    def lines(self) -> list[tuple[tuple[str, ...], Cell]]:
        """The cells that were told, in order."""
        return [(codes, cell) for codes, cell in self.rows() if codes in self.cells]


@dataclass(frozen=True, slots=True)
class Words:
    """What is said of a measure, in one language."""

    title: str  # "Bed nights"
    unit: str
    description: str  # what is counted, and what is not
    source: str
    categories: Mapping[str, str]  # code: what it is called
