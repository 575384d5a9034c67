"""The open record of a draw: everything that anyone needs to repeat it, and the check that does.

`build` makes it, `problems` reads one from anywhere and says, in plain words, what does not follow.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from samverka.shelters import arrange
from samverka.shelters.draw import Bin, Party, Result, commitment, hash_of, order, parts, seed, suits


VERSION = 1
PARTY = ("number", "women", "men", "other", "children", "dog", "step_free", "together", "tier", "weight")
BIN = ("id", "site", "kind", "beds", "step_free", "pets", "exclusive")


def locked_list(*, head: Mapping[str, Any], parties: Sequence[Party], bins: Sequence[Bin]) -> dict[str, Any]:
    """What is locked before the secret is told: slips, free beds and rules. Wishes are no part of it."""
    return {
        **head,
        "slips": [{name: getattr(party, name) for name in PARTY} for party in sorted(parties, key=lambda p: p.number)],
        "bins": [{name: getattr(bin, name) for name in BIN} for bin in bins],
    }


def list_hash(locked: Mapping[str, Any]) -> str:
    return hash_of(locked)


def build(
    locked: Mapping[str, Any], *, secret: str, witness: str, wishes: Mapping[int, str]
) -> tuple[dict[str, Any], list[Result]]:
    """Draw the lots over a locked list: the open record, and what became of each slip."""
    found = seed(secret=bytes.fromhex(secret), witness=witness, list_hash=list_hash(locked))
    parties, bins = _parties(locked), _bins(locked)
    wishing = [replace(party, wish=wishes.get(party.number)) for party in order(parties, seed=found)]
    results = arrange.lots(wishing, bins)
    record = {
        "version": VERSION,
        "list": dict(locked),
        "list_hash": list_hash(locked),
        "commitment": commitment(bytes.fromhex(secret)),
        "secret": secret,
        "witness": witness,
        "seed": found,
        "results": [
            {
                "number": one.number,
                "position": one.position,
                "reason": one.reason,
                "bins": [list(part) for part in one.bins],
            }
            for one in results
        ],
    }
    return record, results


def problems(record: Any) -> list[str]:
    """What does not follow in a record; nothing when all of it does. Never raises, whatever it is given."""
    try:
        return list(_problems(record))
    except (ArithmeticError, AttributeError, KeyError, LookupError, TypeError, ValueError, RecursionError):
        return ["This is not a record of a draw, or it is damaged."]


def _problems(record: Mapping[str, Any]) -> Iterator[str]:
    locked, secret = record["list"], bytes.fromhex(record["secret"])
    if record["version"] != VERSION:
        yield f"Version {record['version']} of the record is not known."
    if commitment(secret) != record["commitment"]:
        yield "The secret is not the one that was committed to."
    if list_hash(locked) != record["list_hash"]:
        yield "The list is not the one that was locked."
    if seed(secret=secret, witness=record["witness"], list_hash=record["list_hash"]) != record["seed"]:
        yield "The seed does not follow from the secret, the witness and the list."
    parties, bins = _parties(locked), {bin.id: bin for bin in _bins(locked)}
    if len({party.number for party in parties}) != len(parties) or len(bins) != len(locked["bins"]):
        yield "A number or a bed stands twice in the list."
    drawn = order(parties, seed=record["seed"])
    results = record["results"]
    told = [(one["number"], one["position"]) for one in results]
    if told != [(party.number, position) for position, party in enumerate(drawn, start=1)]:
        yield "The order does not follow from the seed."
        return
    placed = {one["number"]: [(str(bin), int(people)) for bin, people in one["bins"]] for one in results}
    yield from _arrangement(drawn, bins, placed)
    yield from _law(drawn, list(bins.values()), placed, {one["number"]: one["reason"] for one in results})


def _arrangement(
    drawn: Sequence[Party], bins: Mapping[str, Bin], placed: Mapping[int, Sequence[tuple[str, int]]]
) -> Iterator[str]:
    """Does everybody fit where the record puts them?"""
    used: Counter[str] = Counter()
    visits: Counter[str] = Counter()
    for party in drawn:
        where = placed[party.number]
        whole = len(where) == 1 and where[0][1] == party.people
        pieces = [party] if whole else parts(party)
        if where and [people for _, people in where] != [piece.people for piece in pieces]:
            yield f"Slip {party.number} is not placed whole, though it must be."
            continue
        for piece, (name, people) in zip(pieces, where, strict=False):
            if name not in bins or not suits(bins[name], piece):
                yield f"Slip {party.number} is placed where it may not sleep."
            used[name] += people
            visits[name] += 1
    for name, bin in bins.items():
        if used[name] > bin.beds or (bin.exclusive and visits[name] > 1):
            yield f"More sleep in {name} than there are beds."


def _law(
    drawn: Sequence[Party],
    bins: Sequence[Bin],
    placed: Mapping[int, Sequence[tuple[str, int]]],
    reasons: Mapping[int, str],
) -> Iterator[str]:
    """Prove again that nobody who lost could have been placed without moving out one drawn before."""
    arrangement = arrange.Arrangement(bins)
    for party in drawn:
        where = placed[party.number]
        ways = arrange.ways(party, bins)
        taken = ways[0] if len(where) == 1 else ways[-1]
        if not where and reasons[party.number] == "undecided":
            yield f"For slip {party.number} it was not settled whether there was room."
        tried = [taken] if where else ways
        try:
            found = any(arrangement.add(way) for way in tried)
        except arrange.Undecided:
            yield f"For slip {party.number} it could not be settled whether there was room."
            continue
        if where and not found:
            yield f"Slip {party.number} is placed, but there was no room for it."
        if not where and found:
            yield f"Slip {party.number} lost, but there was room for it."
            return


def _parties(locked: Mapping[str, Any]) -> list[Party]:
    return [Party(**{name: slip[name] for name in PARTY}) for slip in locked["slips"]]


def _bins(locked: Mapping[str, Any]) -> list[Bin]:
    return [Bin(**{name: bin[name] for name in BIN}) for bin in locked["bins"]]
