"""Patterns of lists, and the log-linear models over them, as numbers.

A *pattern* says on which lists somebody is: bit k of it is the list k. A *term* of a model is a set of lists too,
written in the same way; the empty term is the intercept. A *model* is a set of terms with all their subsets
(hierarchical): bit t of it is the term t. It always holds the intercept and each list alone.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import combinations

import numpy as np
import numpy.typing as npt


Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Places = np.ndarray[tuple[int, int], np.dtype[np.intp]]
Model = int


@lru_cache
def within(lists: int) -> Floats:
    """1 at [term, pattern] where the pattern holds all lists of the term: 2^lists x 2^lists."""
    numbers = np.arange(2**lists)
    held = np.asarray((numbers[:, None] & numbers) == numbers[:, None], dtype=np.float64)
    held.flags.writeable = False  # it is kept
    return held


def width(patterns: int) -> int:
    """The number of lists that so many patterns (2^lists) belong to."""
    return patterns.bit_length() - 1


def main_effects(lists: int) -> Model:
    """The model in which lists have nothing to do with each other."""
    return 1 | sum(1 << (1 << one) for one in range(lists))


def terms(model: Model) -> list[int]:
    return [term for term in range(model.bit_length()) if model >> term & 1]


def interactions(model: Model) -> list[int]:
    """The terms of two lists and more."""
    return [term for term in terms(model) if term.bit_count() > 1]


def matrix(models: Sequence[Model], *, lists: int) -> Bools:
    """A row for each model, a column for each term."""
    size = max(2**lists // 8, 1)  # bytes
    rows = b"".join(model.to_bytes(size, "little") for model in models)
    bits = np.unpackbits(np.frombuffer(rows, dtype=np.uint8), bitorder="little")
    return bits.reshape(len(models), 8 * size)[:, : 2**lists].astype(bool)


def model_of(terms_of_row: Bools) -> Model:
    """The model that a row of such a matrix stands for."""
    return sum(1 << int(term) for term in np.flatnonzero(terms_of_row))


def closed(found: Sequence[Sequence[int]], *, lists: int) -> Model:
    """The smallest model with these interactions, each told as the numbers of its lists."""
    model = main_effects(lists)
    for lists_of_term in found:
        for size in range(2, len(lists_of_term) + 1):
            for part in combinations(lists_of_term, size):
                model |= 1 << sum(1 << one for one in part)
    return model


def generators(model: Model) -> tuple[tuple[int, ...], ...]:
    """The largest terms of a model, as the numbers of their lists: what it is called by."""
    found = terms(model)
    largest = [one for one in found if one and not any(one != other and one & other == one for other in found)]
    return tuple(sorted(tuple(number for number in range(one.bit_length()) if one >> number & 1) for one in largest))


def _parts(term: int) -> Iterator[int]:
    """The term without one of its lists, each in turn."""
    return (term & ~(1 << number) for number in range(term.bit_length()) if term >> number & 1)


@lru_cache(maxsize=65536)
def neighbours(model: Model, *, lists: int, order: int) -> tuple[Model, ...]:
    """The models with one interaction more, of at most `order` lists, or one less."""
    more = [
        model | 1 << term
        for term in range(2**lists)
        if 1 < term.bit_count() <= order and not model >> term & 1 and all(model >> part & 1 for part in _parts(term))
    ]
    less = [
        model & ~(1 << term)
        for term in interactions(model)
        if not any(model >> (term | 1 << one) & 1 for one in range(lists) if not term >> one & 1)
    ]
    return tuple(more + less)


@lru_cache
def hierarchical(lists: int, *, order: int) -> tuple[Model, ...]:
    """All models with interactions of at most `order` lists. Five lists: 1,024 pairwise ones, 6,893 up to four."""
    models = [main_effects(lists)]
    for size in range(2, order + 1):
        candidates = [term for term in range(2**lists) if term.bit_count() == size]
        models = [larger for model in models for larger in _with_some(model, candidates)]
    return tuple(models)


def _with_some(model: Model, candidates: Sequence[int]) -> list[Model]:
    """The model with each choice of those candidates that it may hold."""
    larger = [model]
    for term in candidates:
        if all(model >> part & 1 for part in _parts(term)):
            larger += [one | 1 << term for one in larger]
    return larger
