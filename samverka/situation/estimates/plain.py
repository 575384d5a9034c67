"""An answer as plain numbers, lists and words, which can be kept as JSON, and back again."""

from collections.abc import Mapping
from dataclasses import asdict
from math import inf, isfinite
from typing import Any

from samverka.situation.estimates.judging import ByRule, Hidden, Refused
from samverka.situation.estimates.linkage import IfLinks
from samverka.situation.estimates.overlaps import Reason


Plain = dict[str, Any]
ENDLESS = "endless"  # JSON knows no infinity


def plain(answer: Hidden | Refused) -> Plain:
    told: Plain = _plain(asdict(answer))
    return told


def answer_in(kept: Mapping[str, Any]) -> Hidden | Refused:
    """The answer that `plain` was made of."""
    told = {name: _back(value) for name, value in kept.items()}
    told["reasons"] = tuple(Reason(**one) for one in told["reasons"])
    if "total" not in told:
        return Refused(**told)
    told["rules"] = tuple(ByRule(**one) for one in told["rules"])
    told["links"] = tuple(IfLinks(**one) for one in told["links"])
    return Hidden(**told)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return ENDLESS if isinstance(value, float) and not isfinite(value) else value


def _back(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _back(one) for name, one in value.items()}
    if isinstance(value, list):
        return tuple(_back(one) for one in value)
    return inf if value == ENDLESS else value
