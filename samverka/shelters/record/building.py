"""Making an open record: the list that is locked, and the draw over it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from samverka.shelters import arrange
from samverka.shelters.draw import Bin, Party, Result, commitment, hash_of, order, seed


VERSION = 1
PARTY = ("number", "women", "men", "other", "children", "dog", "step_free", "together", "tier", "weight")
BIN = ("id", "site", "kind", "beds", "step_free", "pets", "exclusive")


def locked_list(
    *, head: Mapping[str, Any], parties: Sequence[Party], bins: Sequence[Bin], withdrawn: Iterable[int] = ()
) -> dict[str, Any]:
    """What is locked before the secret is told: slips, free beds and rules. Wishes are no part of it.

    `withdrawn` are the numbers of slips that were taken back, so that no number can go missing unseen.
    """
    return {
        **head,
        "slips": [{name: getattr(party, name) for name in PARTY} for party in sorted(parties, key=lambda p: p.number)],
        "withdrawn": sorted(withdrawn),
        "bins": [{name: getattr(bin, name) for name in BIN} for bin in bins],
    }


def list_hash(locked: Mapping[str, Any]) -> str:
    return hash_of(locked)


def build(
    locked: Mapping[str, Any], *, secret: str, witness: str, wishes: Mapping[int, str]
) -> tuple[dict[str, Any], list[Result]]:
    """Draw the lots over a locked list: the open record, and what became of each slip."""
    found = seed(secret=bytes.fromhex(secret), witness=witness, list_hash=list_hash(locked))
    parties, bins = slips_of(locked), bins_of(locked)
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


def slips_of(locked: Mapping[str, Any]) -> list[Party]:
    return [Party(**{name: slip[name] for name in PARTY}) for slip in locked["slips"]]


def bins_of(locked: Mapping[str, Any]) -> list[Bin]:
    return [Bin(**{name: bin[name] for name in BIN}) for bin in locked["bins"]]
