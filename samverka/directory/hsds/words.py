"""How values are written, and how parts without an id of their own are named."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5


Row = Mapping[str, Any]
Thing = dict[str, Any]
OURS = UUID("5f0c3a52-5f0e-5d0b-8f0e-2f7f6c1b9d31")  # names our taxonomies and terms


def told(**values: Any) -> Thing:
    """What is known, and nothing else."""
    return {name: value for name, value in values.items() if value is not None and value != "" and value != []}


def part(owner: UUID, name: object) -> str:
    """The id of a part: the same as long as its owner has it."""
    return str(uuid5(owner, str(name)))


def day(on: date | None) -> str | None:
    return on.isoformat() if on else None


def moment(at: datetime) -> str:
    """In UTC, to the millisecond."""
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def number(amount: Any) -> float | None:
    return None if amount is None else float(amount)


def identity(id: UUID | None) -> str | None:
    return str(id) if id else None


def phones(owner: UUID, number: str) -> list[Thing]:
    return [{"id": part(owner, "phone"), "number": number, "type": "voice"}] if number else []
