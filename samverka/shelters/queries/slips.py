"""What a slip is told after the draw: one sentence, why or why not."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from samverka.core.ids import pictures
from samverka.shelters.models import Draw, NightPlace, Slip


@dataclass(frozen=True, slots=True)
class SlipLine:
    """One slip with what became of it."""

    id: UUID
    number: int
    code: str
    party: str
    people: int
    is_withdrawn: bool
    is_placed: bool | None
    sentence: str
    tickets: list[str]

    @property
    def pictures(self) -> tuple[str, str]:
        return pictures(self.code)


def slips(draw: Draw) -> list[SlipLine]:
    """The draw's slips by number, each with its sentence once the lots are drawn. Two queries at most."""
    rows = list(draw.slips.filter(county=draw.county).order_by("number"))
    drawn = sum(row.position is not None for row in rows)
    where = _shelters(row for row in rows if row.was_placed)
    return [
        SlipLine(
            row.pk, row.number, row.code, row.described, row.people, row.withdrawn_at is not None, row.was_placed,
            sentence(row, of=drawn, shelter=where.get(row.pk, "")), row.tickets,
        )
        for row in rows
    ]  # fmt: skip


def sentence(slip: Slip, *, of: int, shelter: str = "") -> str:
    """Why a slip won or lost: “Drawn as 34 of 61. The beds that suit you ended before your turn.”"""
    if slip.result is None or slip.position is None:
        return _("Withdrawn.") if slip.withdrawn_at else ""
    later = slip.was_placed and not slip.result["bins"]
    return told("later" if later else slip.result["reason"], position=slip.position, of=of, shelter=shelter)


def told(reason: str, *, position: int, of: int, shelter: str = "") -> str:
    """Why or why not, in one sentence after the slip's place in the order. Without a shelter, none is pointed out."""
    drawn = _("Drawn as number %(position)s of %(of)s.") % {"position": position, "of": of}
    place = {"shelter": shelter or _("one of the shelters")}
    sentences = {
        "placed": _("Has a place at %(shelter)s.") % place,
        "later": _("Got a place later at %(shelter)s.") % place,
        "split": _("Has places, not all in one room: %(shelter)s.") % place,
        "no_room": _("The beds that suit this party ended before its turn."),
        "no_suitable_group": _("No shelter tonight has beds that suit this party."),
        "child_needs_family": _("A child is not placed in a shelter for adults. The social services help."),
        "undecided": _("It could not be settled whether there was room."),
    }
    return f"{drawn} {sentences[reason]}"


def _shelters(rows: Iterable[Slip]) -> dict[UUID, str]:
    """The shelters that each slip's tickets sleep at, by the slip's id."""
    tickets = {ticket: row.pk for row in rows for ticket in row.tickets}
    places = NightPlace.objects.live().filter(ticket__in=list(tickets))
    found: dict[UUID, list[str]] = {}
    for ticket, name in places.order_by("given_at").values_list("ticket", "night__shelter__name"):
        names = found.setdefault(tickets[str(ticket)], [])
        names += [name] if name not in names else []
    return {slip: ", ".join(names) for slip, names in found.items()}
