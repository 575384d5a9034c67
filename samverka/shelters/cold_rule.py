"""When a night is extra cold: a place's rule, held against a forecast and warnings, with the reason. Pure arithmetic.

It proposes; a person decides. What is known is never stretched: where hours are missing, or the forecast is old, and
nothing that is known meets the rule, the answer is that nobody knows.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from samverka.shelters import clock


METRICS = ("air_temperature", "felt")
LEVELS = ("message", "yellow", "orange", "red")  # of SMHI since 26 October 2021, the gravest last
NEVER, UNSTATED = "never", "unstated"  # warnings do not count; the rule speaks of a class that is no more
CALM, BREEZE = 2.0, 35.0  # metres a second between which wind chill is reckoned
GAP = timedelta(hours=6)  # between two steps of a forecast; beyond it the night is not wholly told
MARGIN = 3.0  # degrees above the threshold from which on a night is watched


@dataclass(frozen=True, slots=True)
class Trigger:
    """When a place proposes an extra-cold night. Seasons are written "11-01", hours "18:00"."""

    threshold: float  # °C, or colder
    metric: str = "air_temperature"
    begins: str = "18:00"
    ends: str = "08:00"
    warning_level: str = NEVER  # the mildest that counts
    warning_types: tuple[str, ...] = ()  # SMHI's own codes; none: every type
    latitude: float = 0.0
    longitude: float = 0.0
    lead_hours: int = 48
    oldest_hours: int = 12  # a forecast issued longer ago does not say that it will be warm
    season_first: str = "11-01"
    season_last: str = "03-31"

    def as_record(self) -> dict[str, Any]:
        return asdict(self) | {"warning_types": list(self.warning_types)}

    def window(self, night: date) -> tuple[datetime, datetime]:
        """From when to when the night is looked at. It is an hour longer or shorter when clocks change."""
        begins, ends = time.fromisoformat(self.begins), time.fromisoformat(self.ends)
        return clock.by_night(night, begins), clock.by_night(night, ends)

    def is_in_season(self, night: date) -> bool:
        """A season may lie over new year."""
        first, last, day = self.season_first, self.season_last, f"{night:%m-%d}"
        return first <= day <= last if first <= last else day >= first or day <= last


def trigger(record: Mapping[str, Any]) -> Trigger:
    """A rule as it was kept."""
    return Trigger(**{**record, "warning_types": tuple(record.get("warning_types", ()))})


@dataclass(frozen=True, slots=True)
class Hour:
    """What a forecast says of one moment: °C, and wind in metres a second where it is told."""

    at: datetime
    temperature: float
    wind: float | None = None


@dataclass(frozen=True, slots=True)
class Alert:
    """A warning that concerns the place. Without an end it holds until it is withdrawn."""

    level: str
    kind: str
    begins: datetime
    ends: datetime | None = None

    def as_record(self) -> dict[str, str]:
        ends = self.ends.isoformat() if self.ends else ""
        return {"level": self.level, "kind": self.kind, "begins": self.begins.isoformat(), "ends": ends}


@dataclass(frozen=True, slots=True)
class Verdict:
    """Is the rule met, the value it rests on, and why. `is_met` is None where nobody knows."""

    is_met: bool | None
    value: float | None  # the coldest of the night
    value_at: datetime | None
    reasons: tuple[str, ...]  # season, colder, warmer, warned, unstated, incomplete, old, no_forecast, …
    warnings: tuple[Alert, ...]  # those that fall in the night, whether they count or not

    def is_near(self, rule: Trigger) -> bool:
        """Is the night worth watching?"""
        return bool(self.is_met) or (self.value is not None and self.value <= rule.threshold + MARGIN)


def felt(temperature: float, wind: float) -> float:
    """The temperature that bare skin feels in the wind, as SMHI reckons it; in a calm it is the air's."""
    if temperature > 10 or wind < CALM:
        return temperature
    chill: float = min(wind, BREEZE) ** 0.16
    return round(13.126667 + 0.6215 * temperature - 13.924748 * chill + 0.4875195 * temperature * chill, 1)


def judge(
    rule: Trigger,
    night: date,
    hours: Iterable[Hour],
    warnings: Iterable[Alert] | None = (),
    *,
    issued_at: datetime | None,
    at: datetime,
) -> Verdict:
    """Hold a forecast against a rule. Hours that are over when it is issued need not be told any more.

    `warnings` is None when nobody knows whether there are any.
    """
    begins, ends = rule.window(night)
    told = _told(rule, hours, begins, ends)
    falling = tuple(one for one in warnings or () if one.begins < ends and (one.ends is None or one.ends > begins))
    counting = [one for one in falling if _counts(rule, one)]
    value_at, value = min(told, key=lambda one: (one[1], one[0])) if told else (None, None)
    if not rule.is_in_season(night):
        return Verdict(False, value, value_at, ("season",), falling)
    reasons = []
    if value is not None and value <= rule.threshold:
        reasons.append("colder")
    if counting:
        reasons.append("warned")
    if reasons:
        return Verdict(True, value, value_at, tuple(reasons), falling)
    doubts = _doubts(rule, told, max(begins, issued_at or begins), ends, issued_at=issued_at, at=at)
    if rule.warning_level == UNSTATED and falling:
        doubts.append("unstated")
    if rule.warning_level in LEVELS and warnings is None:
        doubts.append("no_warnings")
    unknown = {"no_forecast", "incomplete", "old", "no_warnings"} & set(doubts)
    return Verdict(None if unknown else False, value, value_at, tuple(doubts) or ("warmer",), falling)


def by_hand(rule: Trigger, night: date, value: float, *, level: str = "", kind: str = "") -> Verdict:
    """The same for a value that somebody has read, with a warning for the night where there is one."""
    begins, ends = rule.window(night)
    warnings = [Alert(level, kind, begins, ends)] if level else []
    verdict = judge(rule, night, [], warnings, issued_at=None, at=begins)
    if verdict.reasons == ("season",):
        return Verdict(False, value, None, verdict.reasons, verdict.warnings)
    cold = ("colder",) if value <= rule.threshold else ()
    warned = tuple(reason for reason in verdict.reasons if reason in ("warned", "unstated"))
    is_met = bool(cold or "warned" in warned)
    return Verdict(is_met, value, None, (*cold, *warned) or ("warmer",), verdict.warnings)


def _told(rule: Trigger, hours: Iterable[Hour], begins: datetime, ends: datetime) -> list[tuple[datetime, float]]:
    """What the rule looks at, hour by hour of the night. Without wind nobody can tell what is felt."""
    inside = [one for one in hours if begins <= one.at <= ends]
    if rule.metric == "felt":
        return [(one.at, felt(one.temperature, one.wind)) for one in inside if one.wind is not None]
    return [(one.at, one.temperature) for one in inside]


def _counts(rule: Trigger, warning: Alert) -> bool:
    """Levels are compared, never classes: a rule that names none that there is counts none. An untold type counts."""
    if rule.warning_level not in LEVELS or warning.level not in LEVELS:
        return False
    grave = LEVELS.index(warning.level) >= LEVELS.index(rule.warning_level)
    return grave and (not rule.warning_types or not warning.kind or warning.kind in rule.warning_types)


def _doubts(
    rule: Trigger,
    told: list[tuple[datetime, float]],
    begins: datetime,
    ends: datetime,
    *,
    issued_at: datetime | None,
    at: datetime,
) -> list[str]:
    """Why one cannot say that the night will be mild."""
    if not told:
        return ["no_forecast"]
    moments = [begins, *sorted(moment for moment, _value in told), ends]
    doubts = []
    if any(later - earlier > GAP for earlier, later in pairwise(moments)):
        doubts.append("incomplete")
    if issued_at is None or at - issued_at > timedelta(hours=rule.oldest_hours):
        doubts.append("old")
    return doubts
