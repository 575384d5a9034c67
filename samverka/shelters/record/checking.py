"""Checking an open record: does everything follow? Each step is a promise in plain words, and what breaks it."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from samverka.shelters import arrange
from samverka.shelters.draw import Party, commitment, hash_of, order, parts, seed, suits, tier
from samverka.shelters.record.building import VERSION, bins_of, list_hash, slips_of
from samverka.shelters.record.reading import fault


@dataclass(frozen=True, slots=True)
class Check:
    """One promise, and what breaks it. `faults` is None when it could not be looked at: one before it is broken."""

    promise: str
    faults: list[str] | None

    @property
    def holds(self) -> bool:
        return self.faults == []


def problems(record: Any) -> list[str]:
    """What does not follow in a record; nothing when all of it does. Never raises, whatever it is given."""
    return [told for check in checks(record) for told in check.faults or []]


def checks(record: Any) -> Iterator[Check]:
    """Every promise of a draw, in the order in which they rest upon each other."""
    whole = True
    for promise, look, is_needed in STEPS:
        check = Check(promise, list(look(record)) if whole else None)
        whole = whole and (check.holds or not is_needed)
        yield check


def _form(record: Any) -> Iterator[str]:
    version = record.get("version") if isinstance(record, dict) else None
    if type(version) is int and version != VERSION:
        yield "This is another version of the record, which is not known here."
    elif where := fault(record):
        yield f"This is not a record of a draw, or it is damaged ({where.lstrip('.')})."


def _secret(record: Mapping[str, Any]) -> Iterator[str]:
    if commitment(bytes.fromhex(record["secret"])) != record["commitment"]:
        yield "The secret is not the one that was committed to."


def _list(record: Mapping[str, Any]) -> Iterator[str]:
    if list_hash(record["list"]) != record["list_hash"]:
        yield "The list is not the one that was locked."


def _rules(record: Mapping[str, Any]) -> Iterator[str]:
    """Are all numbers accounted for, and does everybody stand where the rules of the night put them?"""
    locked = record["list"]
    slips, policy = slips_of(locked), locked["policy"]
    numbers = Counter([slip.number for slip in slips] + locked["withdrawn"])
    names = Counter(bin["id"] for bin in locked["bins"])
    yield from (f"Slip {number} stands twice in the list." for number, count in numbers.items() if count > 1)
    yield from (f"Bed {name} stands twice in the list." for name, count in names.items() if count > 1)
    missing = sorted(set(range(1, max(numbers, default=0))) - set(numbers))
    if missing:
        yield f"Slip {missing[0]} is missing: it was neither drawn nor taken back."
    if hash_of(policy)[:16] != locked["policy_version"]:
        yield "The version of the rules does not name these rules."
    first = policy.get("priority_order", [])
    for slip in slips:
        if slip.tier != tier(slip, first if isinstance(first, list) else []):
            yield f"Slip {slip.number} is not drawn among those where the rules put it."
        if slip.weight and not policy.get("carry_over_days"):
            yield f"Slip {slip.number} has an extra lot, which these rules do not give."
        if not slip.people:
            yield f"Slip {slip.number} is for nobody."


def _seed(record: Mapping[str, Any]) -> Iterator[str]:
    secret = bytes.fromhex(record["secret"])
    if seed(secret=secret, witness=record["witness"], list_hash=record["list_hash"]) != record["seed"]:
        yield "The seed does not follow from the secret, the witness and the list."


def _order(record: Mapping[str, Any]) -> Iterator[str]:
    told = [(one["number"], one["position"]) for one in record["results"]]
    if told != [(party.number, position) for position, party in enumerate(_drawn(record), start=1)]:
        yield "The order does not follow from the seed."


def _arrangement(record: Mapping[str, Any]) -> Iterator[str]:
    """Does everybody fit where the record puts them?"""
    bins = {bin.id: bin for bin in bins_of(record["list"])}
    used: Counter[str] = Counter()
    visits: Counter[str] = Counter()
    for party, result in zip(_drawn(record), record["results"], strict=True):
        pieces = _pieces(party, result["bins"])
        if pieces is None:
            yield f"Slip {party.number} is not placed whole, though it must be."
            continue
        for piece, (name, people) in zip(pieces, result["bins"], strict=True):
            if name not in bins or not suits(bins[name], piece):
                yield f"Slip {party.number} is placed where it may not sleep."
            used[name] += people
            visits[name] += 1
    for name, bin in bins.items():
        if used[name] > bin.beds or (bin.exclusive and visits[name] > 1):
            yield f"More sleep in {name} than there is room for."


def _pieces(party: Party, where: Sequence[tuple[str, int]]) -> list[Party] | None:
    """The party as it was placed: whole, person by person, or nobody. None when it is neither."""
    for pieces in ([], [party], parts(party)):
        if [piece.people for piece in pieces] == [people for _, people in where]:
            return pieces
    return None


def _law(record: Mapping[str, Any]) -> Iterator[str]:
    """Draw again, and prove of each who lost that there was no room without moving out one drawn before."""
    outcomes = arrange.outcomes(arrange.Arrangement(bins_of(record["list"])), _drawn(record))
    for result, (party, reason, _) in zip(record["results"], outcomes, strict=True):
        told, number = result["reason"], party.number
        if len(result["bins"]) != {"placed": 1, "split": party.people}.get(told, 0):
            yield f"Slip {number} was told “{told}”, which is not what happened."
            return
        if "undecided" in (told, reason):
            yield f"For slip {number} it could not be settled whether there was room."
        if told != reason:
            yield from [] if "undecided" in (told, reason) else [f"Slip {number} {_differs(told, reason)}"]
            return  # what comes after rests on this one


def _differs(told: str, reason: str) -> str:
    if told in WON and reason in WON:
        return "could have been kept together." if told == "split" else "is placed whole, but there was no room for it."
    if told in WON:
        return "is placed, but there was no room for it."
    return "lost, but there was room for it." if reason in WON else "lost for another reason than it was told."


def _drawn(record: Mapping[str, Any]) -> list[Party]:
    return order(slips_of(record["list"]), seed=record["seed"])


WON = ("placed", "split")
STEPS: tuple[tuple[str, Callable[[Any], Iterator[str]], bool], ...] = (
    ("It is the record of a draw.", _form, True),
    ("The secret is the one that was promised before the first slip.", _secret, False),
    ("The list of slips and beds is the one that was locked.", _list, False),
    ("No number is missing, and everybody stands where the rules of the night put them.", _rules, True),
    ("The seed follows from the secret, the witness's word and the list.", _seed, False),
    ("The order follows from the seed.", _order, True),
    ("All who have places fit there, and whole parties are kept together.", _arrangement, False),
    ("Nobody who lost could have been placed without moving out one drawn before.", _law, False),
)
