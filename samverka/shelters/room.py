"""Is there room? So many parties of these kinds, night after night, against the beds that are free. Pure arithmetic."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from samverka.shelters.arrange import lots
from samverka.shelters.draw import Bin, Party


@dataclass(frozen=True, slots=True)
class Beds:
    """One night's free beds: those that are confirmed, and those that hosts have planned and not confirmed yet."""

    sure: tuple[Bin, ...] = ()
    hoped: tuple[Bin, ...] = ()
    hosts: int = 0  # shelters that are open, or mean to be

    @property
    def free(self) -> int:
        return sum(bin.beds for bin in self.sure)

    @property
    def more(self) -> int:
        return sum(bin.beds for bin in self.hoped)


@dataclass(frozen=True, slots=True)
class NightRoom:
    """How a night turns out, in people."""

    day: date
    beds: Beds
    people: int
    placed: int  # in beds that are confirmed
    placed_if: int  # if what is planned opens too

    @property
    def short(self) -> int:
        """For how many there is no confirmed bed that suits them."""
        return self.people - self.placed

    @property
    def short_still(self) -> int:
        """For how many there is none even if all that is planned opens."""
        return self.people - self.placed_if

    @property
    def state(self) -> str:
        return "full" if self.short_still else "few" if self.short else "left"


def parties_of(
    *, women: int = 0, men: int = 0, couples: int = 0, families: int = 0, family_size: int = 4
) -> list[Party]:
    """Parties of each kind, those first that are hardest to place: families, couples, then one by one."""
    kinds = [
        *[Party(0, women=1, children=family_size - 1)] * families,
        *[Party(0, women=1, men=1)] * couples,
        *[Party(0, women=1)] * women,
        *[Party(0, men=1)] * men,
    ]
    return [replace(kind, number=number) for number, kind in enumerate(kinds, start=1)]


def room(parties: Sequence[Party], nights: Mapping[date, Beds]) -> list[NightRoom]:
    """How each night turns out. Nobody is promised anything by it, and parties are kept together."""
    people = sum(party.people for party in parties)
    return [
        NightRoom(day, beds, people, _placed(parties, beds.sure), _placed(parties, beds.sure + beds.hoped))
        for day, beds in sorted(nights.items())
    ]


def _placed(parties: Sequence[Party], bins: Sequence[Bin]) -> int:
    sizes = {party.number: party.people for party in parties}
    found = lots(parties, [bin for bin in bins if bin.beds])
    return sum(sizes[result.number] for result in found if result.is_placed)
