"""The open record: it follows from itself, and whoever changes it is found out."""

import json
from copy import deepcopy
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import samverka
from samverka.shelters import record
from samverka.shelters.draw import Bin, Party, commitment, hash_of, seed
from samverka.shelters.record import reading
from samverka.shelters.tests.pools import SHAPES, hard_pool
from samverka.shelters.tests.test_draw import bins, parties


pytestmark = pytest.mark.on_sqlite


SECRET = "ab" * 32
OPENSSL = "5de7ceb79b681b0d3e1f4ded87da7940a4d9872adbf2b48493a069950e87f87a"


def drawn_record(parties, bins, *, withdrawn=(), witness="snö", **policy):
    policy = {"priority_order": [], "carry_over_days": 14} | policy
    head = {"pool": "Poolen", "date": "2027-01-15", "round": 1, "nights": 5}
    rules = {"policy": policy, "policy_version": hash_of(policy)[:16]}
    locked = record.locked_list(head=head | rules, parties=parties, bins=bins, withdrawn=withdrawn)
    made, _ = record.build(locked, secret=SECRET, witness=witness, wishes={})
    return made


def of_two_for_one():
    return drawn_record([Party(1, women=1), Party(3, women=1)], [Bin("A-1", "A", "mixed", 1)], withdrawn=[2])


def locked_anew(made):
    """The same draw after its list was changed, with everything that follows by arithmetic worked out again."""
    found = record.list_hash(made["list"])
    sown = seed(secret=bytes.fromhex(made["secret"]), witness=made["witness"], list_hash=found)
    return made | {"list_hash": found, "seed": sown}


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(parties, bins)
def test_a_record_follows_from_itself(parties, bins):
    withdrawn = [one.number for one in parties if one.tier]

    made = drawn_record([one for one in parties if not one.tier], bins, withdrawn=withdrawn)

    assert record.problems(made) == []
    assert record.problems(record.parse(json.dumps(made).encode())) == []


@pytest.mark.slow
@pytest.mark.parametrize("shape", SHAPES)
def test_a_record_of_a_hard_night_follows_from_itself(shape):
    made = drawn_record(*hard_pool(shape, parties=60, places=40))

    assert record.problems(made) == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda it: it.update(witness="regn"), "The seed does not follow"),
        (lambda it: it.update(witness="Snö"), "The seed does not follow"),
        (lambda it: it.update(secret="cd" * 32), "The secret is not the one"),
        (lambda it: it.update(seed="00" * 32), "The seed does not follow"),
        (lambda it: it["list"]["bins"][0].update(beds=2), "The list is not the one"),
        (lambda it: it["list"]["slips"].pop(), "The list is not the one"),
        (lambda it: it["results"].reverse(), "The order does not follow"),
        (lambda it: it["results"].pop(), "The order does not follow"),
        (lambda it: it["results"][0].update(bins=[]), "which is not what happened"),
        (lambda it: it["results"][0].update(bins=[], reason="no_room"), "lost, but there was room"),
        (lambda it: it["results"][1].update(bins=[["A-1", 1]]), "More sleep in A-1"),
        (lambda it: it["results"][1].update(bins=[["A-1", 1]], reason="placed"), "there was no room for it"),
        (lambda it: it["results"][1].update(reason="no_suitable_group"), "lost for another reason"),
        (lambda it: it["results"][1].update(reason="undecided"), "could not be settled"),
        (lambda it: it["results"][0].update(bins=[["B-1", 1]]), "where it may not sleep"),
        (lambda it: it["results"][0].update(bins=[["A-1", 2]]), "not placed whole"),
        (lambda it: it["results"][0].update(reason="split"), "could have been kept together"),
        (lambda it: it.update(version=2), "another version"),
        (lambda it: it.pop("list"), "not a record"),
        (lambda it: it.update(more=1), "not a record"),
    ],
)
def test_whoever_changes_a_record_is_found_out(change, problem):
    made = of_two_for_one()

    change(made)

    assert any(problem in told for told in record.problems(made))


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda it: it["withdrawn"].clear(), "Slip 2 is missing"),
        (lambda it: it["withdrawn"].append(3), "Slip 3 stands twice"),
        (lambda it: it["bins"].append(it["bins"][0]), "Bed A-1 stands twice"),
        (lambda it: it["slips"][0].update(tier=1), "Slip 1 is not drawn among those"),
        (lambda it: it["policy"].update(nights=9), "The version of the rules"),
        (lambda it: it["slips"][0].update(women=0), "Slip 1 is for nobody"),
    ],
)
def test_a_list_that_was_locked_against_its_own_rules_is_found_out(change, problem):
    """Who keeps the secret could lock a list that favours somebody, and work out everything else from it."""
    made = of_two_for_one()

    change(made["list"])

    assert any(problem in told for told in record.problems(locked_anew(made)))


def of_extra_lots(*, days):
    return drawn_record([Party(1, women=1, weight=1)], [Bin("A-1", "A", "mixed", 1)], carry_over_days=days)


def of_women_first(*, priorities):
    parties = [Party(1, women=1), Party(2, men=1, tier=1)]
    return drawn_record(parties, [Bin("A-1", "A", "mixed", 1)], priority_order=priorities)


def test_an_extra_lot_that_the_rules_do_not_give_is_found_out():
    assert record.problems(of_extra_lots(days=14)) == []
    assert record.problems(of_extra_lots(days=0)) == ["Slip 1 has an extra lot, which these rules do not give."]


def test_who_is_drawn_first_follows_from_the_published_rules():
    assert record.problems(of_women_first(priorities=["women"])) == []
    assert "Slip 2 is not drawn among those where the rules put it." in record.problems(of_women_first(priorities=[]))


def test_a_party_that_could_have_been_kept_together_is_found_out():
    made = drawn_record([Party(1, women=2, together="prefer")], [Bin("A-1", "A", "women", 2)])

    made["results"][0].update(reason="split", bins=[["A-1", 1], ["A-1", 1]])

    assert record.problems(made) == ["Slip 1 could have been kept together."]


def impossible_arrangements():
    """A man among women, two parties in a room for one, a dog where none may be, a child among adults."""
    women, room = Bin("A-1", "A", "women", 4), Bin("B-1", "B", "mixed", 4, exclusive=True)
    hall, family = Bin("C-1", "C", "mixed", 4, pets=True), Bin("D-1", "D", "family", 4)
    parties = [Party(1, women=1), Party(2, men=1), Party(3, men=1, dog=True), Party(4, women=1, children=1)]
    for moves in ({2: "A-1"}, {1: "B-1", 2: "B-1"}, {3: "A-1"}, {3: "D-1"}, {4: "C-1"}):
        made = drawn_record(parties, [women, room, hall, family])
        for result in made["results"]:
            if result["number"] in moves:
                result["bins"][0][0] = moves[result["number"]]
        yield made


@pytest.mark.parametrize("made", list(impossible_arrangements()))
def test_an_arrangement_that_cannot_be_is_found_out(made):
    [told] = record.problems(made)

    assert "where it may not sleep" in told or "More sleep in B-1" in told


def leaves(thing, path=()):
    """Every place in a record where a value stands."""
    for key, value in thing.items() if isinstance(thing, dict) else enumerate(thing):
        yield (*path, key)
        if isinstance(value, dict | list):
            yield from leaves(value, (*path, key))


def inside(thing, path):
    for key in path:
        thing = thing[key]
    return thing


def other(value):
    """Something else of the same kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, str):
        return f"{'b' if value.startswith('a') else 'a'}{value[1:]}"
    return [*value, deepcopy(value[0])] if isinstance(value, list) and value else value


FULL = drawn_record(*hard_pool("needs", parties=12, places=9))


def is_seen(path, *, change):
    made = deepcopy(FULL)
    change(inside(made, path[:-1]), path[-1])
    return made == FULL or record.problems(made) != []


@pytest.mark.slow
def test_no_value_of_a_record_can_be_changed_unseen():
    def change(parent, key):
        parent[key] = other(parent[key])

    assert [path for path in leaves(FULL) if not is_seen(path, change=change)] == []


@pytest.mark.slow
def test_no_value_of_a_record_can_be_taken_away_unseen():
    def change(parent, key):
        del parent[key]

    assert [path for path in leaves(FULL) if not is_seen(path, change=change)] == []


garbage = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(), max_size=5)
    | st.sampled_from([10**4000, -1, "\ud800", [], {}, [[]], "00" * 32, [["A-1", 1]]])
)
json_like = st.recursive(garbage, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))


@given(json_like)
def test_whatever_is_no_record_is_said_to_be_none(thing):
    assert record.problems(thing)


@pytest.mark.slow
@settings(max_examples=400, deadline=None)
@given(st.sampled_from(sorted(leaves(FULL), key=str)), json_like)
def test_garbage_anywhere_in_a_record_is_never_more_than_a_problem(path, thing):
    made = deepcopy(FULL)
    assume(path[-1] not in ("bins", 0) or path[0] != "results")  # another bed may be as good
    assume(type(thing) is not type(inside(made, path)) or thing != inside(made, path))

    inside(made, path[:-1])[path[-1]] = thing

    assert record.problems(made)


@given(st.binary() | st.text().map(str.encode))
def test_whatever_is_no_json_is_said_to_be_none(text):
    try:
        found = record.parse(text)
    except record.Damaged:
        return
    assert record.problems(found)


@pytest.mark.parametrize(
    "text",
    [
        b'{"version": 1, "version": 1}',
        b'{"version": NaN}',
        b'{"version": -Infinity}',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"9" * 10_000,
        b"\xff\xfe",
        b"",
        b" " * (record.MOST_BYTES + 1),
    ],
    ids=["twice", "nan", "infinity", "nested", "deep", "digits", "utf-16", "empty", "large"],
)
def test_json_that_could_be_read_in_two_ways_or_not_at_all_is_refused(text):
    with pytest.raises(record.Damaged):
        record.parse(text)


def test_a_record_larger_than_any_night_is_refused_before_it_costs_anything():
    made = of_two_for_one()
    made["list"]["slips"] *= reading.MOST_SLIPS

    [told] = record.problems(made)

    assert told == "This is not a record of a draw, or it is damaged (list.slips)."


def test_the_promises_that_rest_on_a_broken_one_are_not_looked_at():
    made = of_two_for_one()
    made["results"].reverse()

    assert [check.faults is None for check in record.checks(made)] == [False] * 6 + [True] * 2


def test_the_reference_tells_every_field_of_a_record():
    told = (Path(samverka.__file__).parents[1] / "docs" / "reference" / "draw-record.md").read_text()
    made = of_two_for_one()

    names = {*made, *made["list"], *made["list"]["slips"][0], *made["list"]["bins"][0], *made["results"][0]}
    assert [name for name in sorted({*names, *reading.REASONS}) if f"`{name}`" not in told] == []


def test_the_seed_is_what_openssl_says():
    """printf 'snö\\n%064d' 0 | openssl dgst -sha256 -mac HMAC -macopt hexkey:abab…"""
    told = seed(secret=bytes.fromhex(SECRET), witness="snö", list_hash="0" * 64)

    assert told == OPENSSL
    assert commitment(bytes.fromhex(SECRET)) == "9a2db2e23f1504cd056606553ac049c5e718e8f9ce9233876df1a7a1821af885"
