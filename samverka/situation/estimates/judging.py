"""The whole answer: a number with all that must be told with it, or the reasons why there is none.

What is said is codes and numbers; the sentences
are made elsewhere, in the reader's language.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from samverka.situation.estimates.bootstrap import bootstrap
from samverka.situation.estimates.bounds import by_coverage, chao, covered
from samverka.situation.estimates.fitting import Fits, fit
from samverka.situation.estimates.intervals import wald_log
from samverka.situation.estimates.lattice import Floats, Model, generators, hierarchical, main_effects, matrix, model_of
from samverka.situation.estimates.linkage import IfLinks, sensitivity
from samverka.situation.estimates.overlaps import Overlaps, Reason
from samverka.situation.estimates.selection import downhill, forward, least, ranked
from samverka.situation.estimates.two_lists import chapman


LEAST_OVERLAPS = 10  # fewer people on several lists say nothing
ALL_MODELS = 5  # lists, up to which all hierarchical models are compared; there are too many for more
SERIOUS = 10.0  # within this of the least criterion, nothing strong is said against a model (Raftery 1995)
COMPARED = 400  # models in the band at most
AGAIN = 60  # models to choose from in each bootstrap (Silverman, Chan & Vincent 2024: more change little)
WAVERS, UNSTABLE = 2.0, 3.0  # times the low end, at the high end: of the interval, and of the best models
LOW_COVERAGE = 0.55  # Chao, Tsay, Lin, Shau & Chao 2001
OFTEN = 0.05  # of the bootstraps

Ends = tuple[float, float]
Verdict = Literal["steady", "wavering", "unstable"]


@dataclass(frozen=True, slots=True)
class Refused:
    """There is no number, and why."""

    seen: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class ByRule:
    """The total that another rule of choosing a model comes to: `independent`, `forward`, `downhill` or `aic`."""

    rule: str
    total: float


@dataclass(frozen=True, slots=True)
class Hidden:
    """An estimate of all people, those seen too. `interval` holds the choice of the model, `alone` does not."""

    seen: int
    total: float
    interval: Ends
    alone: Ends
    band: Ends  # of the best models
    models: int  # in the band
    model: tuple[tuple[str, ...], ...]  # the lists that go together, in the best of them
    rules: tuple[ByRule, ...]  # what others would have said
    least: float  # by Chao's bound
    least_by_coverage: float
    coverage: float  # the share of all that the lists reach
    links: tuple[IfLinks, ...]
    verdict: Verdict
    reasons: tuple[Reason, ...]
    drawn: int
    seed: int


def estimate(table: Overlaps, *, seed: int, times: int = 1000) -> Hidden | Refused:
    """How many there are; with two lists by Chapman's estimate, with more by the log-linear model of least BIC.

    The same table, seed and times give the same answer. `times` is how often table and model are drawn anew.
    """
    if table.overlapping < LEAST_OVERLAPS:
        told = {"overlapping": table.overlapping, "least": LEAST_OVERLAPS}
        return Refused(table.seen, (Reason("few_overlaps", told),))
    if len(table) == 2:
        return _of_two(table, seed=seed)
    models = _candidates(table)
    fits = _all(table, models)
    best = ranked(fits, most=COMPARED)
    if not len(best):
        return Refused(table.seen, (Reason("no_estimate"),))
    return _of_many(table, fits.rows(best), _by_rules(table, fits), seed=seed, times=times)


def _candidates(table: Overlaps) -> list[Model]:
    """The models compared: all that there are, or those that the way downhill comes past."""
    if len(table) <= ALL_MODELS:
        return list(hierarchical(len(table), order=len(table) - 1))
    tried: set[Model] = set()
    downhill(order=2, tried=tried)(table.array()[None])
    return sorted(tried)


def _all(table: Overlaps, models: list[Model]) -> Fits:
    counts = table.array()
    return fit(np.broadcast_to(counts, (len(models), len(counts))), matrix(models, lists=len(table)))


def _by_rules(table: Overlaps, fits: Fits) -> tuple[ByRule, ...]:
    """What other usual rules say; those that have no estimate are left out."""
    counts = table.array()[None]
    found = {
        "independent": least([main_effects(len(table))])(counts).total[0],
        "forward": forward()(counts).total[0],
        "downhill": downhill(order=2)(counts).total[0],
        "aic": fits.total[ranked(fits, criterion="aic", most=1)][0],
    }
    return tuple(ByRule(rule, float(total)) for rule, total in found.items() if np.isfinite(total))


def _of_two(table: Overlaps, *, seed: int) -> Hidden:
    guess = chapman(table)
    ends = guess.interval()
    reasons = [Reason("two_lists"), *_warnings(table, guess.total, ends)]
    return Hidden(
        seen=table.seen, total=guess.total, interval=ends, alone=ends, band=(guess.total, guess.total), models=1,
        model=tuple((name,) for name in table.lists), rules=(), least=guess.total,
        least_by_coverage=by_coverage(table), coverage=covered(table),
        links=sensitivity(table.array(), _chapman), verdict=_verdict(ends, at_best="wavering"),
        reasons=tuple(reasons), drawn=0, seed=seed,
    )  # fmt: skip


def _chapman(counts: Floats) -> Floats:
    _, first, second, both = counts.T
    return np.asarray((first + both + 1) * (second + both + 1) / (both + 1) - 1)


def _of_many(table: Overlaps, fits: Fits, rules: tuple[ByRule, ...], *, seed: int, times: int) -> Hidden:
    """`fits` holds the models from the best on."""
    values = fits.penalised(criterion="bic")
    close = fits.total[values <= values[0] + SERIOUS]
    band = float(close.min()), float(close.max())
    drawn = bootstrap(table.array(), least([model_of(terms) for terms in fits.terms[:AGAIN]]), times=times, seed=seed)
    ends, total = drawn.interval(), float(fits.total[0])
    reasons = []
    if is_saturated := int(fits.alive[0].sum()) >= int(fits.live[0].sum()):
        reasons.append(Reason("saturated"))
    if is_often := drawn.failed > OFTEN * times:
        reasons.append(Reason("often_no_estimate", {"failed": drawn.failed, "drawn": times}))
    if len(close) > 1:
        reasons.append(Reason("other_models", {"low": band[0], "high": band[1], "models": len(close)}))
    reasons += _warnings(table, total, ends)
    verdict = "unstable" if is_saturated or is_often or table.apart else _verdict(ends, band, at_best="steady")
    return Hidden(
        seen=table.seen, total=total, interval=ends, alone=wald_log(fits), band=band, models=len(close),
        model=_named(table, model_of(fits.terms[0])), rules=rules, least=chao(table).total,
        least_by_coverage=by_coverage(table), coverage=covered(table),
        links=sensitivity(table.array(), lambda counts: _same_model(fits, counts)), verdict=verdict,
        reasons=tuple(reasons), drawn=times, seed=seed,
    )  # fmt: skip


def _same_model(fits: Fits, counts: Floats) -> Floats:
    return fit(counts, np.broadcast_to(fits.terms[0], counts.shape)).total


def _named(table: Overlaps, model: Model) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(table.lists[number] for number in one) for one in generators(model))


def _times(ends: Ends) -> float:
    """How many times the low end goes into the high end."""
    return ends[1] / ends[0]


def _verdict(*ranges: Ends, at_best: Verdict) -> Verdict:
    widest = max(_times(ends) for ends in ranges)
    if not widest <= UNSTABLE:
        return "unstable"
    return "wavering" if widest > WAVERS else at_best


def _warnings(table: Overlaps, total: float, ends: Ends) -> list[Reason]:
    """What holds for any number of lists."""
    reasons = []
    if not _times(ends) <= WAVERS:
        reasons.append(Reason("wide_interval", {"low": ends[0], "high": ends[1]}))
    if table.apart:
        reasons.append(Reason("lists_apart", {"lists": table.apart}))
    if total < (bound := chao(table).total) and len(table) > 2:
        reasons.append(Reason("below_bound", {"bound": bound}))
    if (share := covered(table)) < LOW_COVERAGE:
        reasons.append(Reason("low_coverage", {"share": share}))
    return reasons
