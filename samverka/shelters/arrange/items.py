"""What is packed: a party, or one person of it, as a number of beds and the places where they may be."""

from collections.abc import Sequence
from typing import NamedTuple

from samverka.shelters.draw import Bin, Party, parts, suits


class Item(NamedTuple):
    """Those who sleep in one bin together. Items of the same make-up are equal: they can change beds."""

    people: int
    bins: frozenset[int]  # where they may sleep, by place in the list of bins


def ways(party: Party, bins: Sequence[Bin]) -> list[dict[str, Item]]:
    """The ways in which a party can be placed, the best first: whole, then as its parts."""
    whole = {str(party.number): _item(party, bins)}
    split = {f"{party.number}.{turn}": _item(one, bins) for turn, one in enumerate(parts(party), start=1)}
    return [whole] if len(split) == 1 else [whole, split]


def hardness(item: Item) -> tuple[int, int, list[int]]:
    """Large parties with few bins come first."""
    return -item.people, len(item.bins), sorted(item.bins)


def at_least(asked: Sequence[Item], known: Sequence[Item]) -> bool:
    """Is `asked` as hard to place as `known`, item by item? Both lie hardest first."""
    if len(known) == 1:
        return any(mine.people >= known[0].people and mine.bins <= known[0].bins for mine in asked)
    return len(asked) == len(known) and all(
        mine.people >= theirs.people and mine.bins <= theirs.bins for mine, theirs in zip(asked, known, strict=True)
    )


def _item(party: Party, bins: Sequence[Bin]) -> Item:
    fitting = (place for place, bin in enumerate(bins) if party.people <= bin.beds and suits(bin, party))
    return Item(party.people, frozenset(fitting))
