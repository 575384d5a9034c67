"""From hours to text."""

from collections.abc import Iterable
from datetime import date, time
from itertools import pairwise

from samverka.directory.hours import (
    MIDNIGHT,
    SUNDAY,
    Behaviour,
    DatedException,
    Effect,
    Hours,
    Kind,
    Rule,
    Wall,
)
from samverka.directory.osm_hours.words import COMMENTS, MONTHS, SINCE_EVER, WEEKDAYS


CAREFUL_FIRST = (Behaviour.CLOSED, Behaviour.UNKNOWN, Behaviour.AS_SUNDAY, Behaviour.OPEN)


def write(hours: Hours, kind: Kind = Kind.OPEN) -> str:
    """One kind of hours as text; nothing when no weekly rule is stated, or when OpenStreetMap could not say it."""
    hours = hours.of(kind)
    if not hours.rules or any(rule.season and (rule.valid_from or rule.valid_to) for rule in hours.rules):
        return ""
    weekly = _weekly(hours.rules)
    joint = "; " if _stand_apart(hours) else ", "
    parts = ["24/7"] if weekly == ["Mo-Su 00:00-24:00"] else [joint.join(weekly)]
    parts += _holidays(hours)
    parts += [_exception(one, hours) for one in reversed(hours.exceptions) if one.effect != Effect.MESSAGE]
    return "; ".join(parts)


def _stand_apart(hours: Hours) -> bool:
    """Whether no rule touches another's days, so that either way of joining them says the same."""
    days = [day for _, rules in _alike(hours.rules) for day in rules[0].weekdays]
    return len(days) == len(set(days)) and not _is_overnight(hours)


def _is_overnight(hours: Hours) -> bool:
    return any(wall.is_overnight for wall in hours.walls())


def _alike(rules: Iterable[Rule]) -> list[tuple[str, list[Rule]]]:
    """Rules by their days, as text."""
    groups: dict[str, list[Rule]] = {}
    for rule in rules:
        groups.setdefault(f"{_validity(rule)}{_days(rule)}", []).append(rule)
    return list(groups.items())


def _weekly(rules: Iterable[Rule]) -> list[str]:
    return [f"{days} {_times(rule.wall for rule in same)}{_comment(same[0].kind)}" for days, same in _alike(rules)]


def _holidays(hours: Hours) -> list[str]:
    said = (hours.on_holiday or Behaviour.UNKNOWN, hours.on_eve or Behaviour.UNKNOWN)
    match min(said, key=CAREFUL_FIRST.index):
        case Behaviour.OPEN:
            return []
        case Behaviour.UNKNOWN:
            return [f"PH {_times(hours.walls())} unknown" if _is_overnight(hours) else "PH unknown"]
        case Behaviour.AS_SUNDAY:
            sunday = [rule for rule in hours.rules if SUNDAY in rule.weekdays and rule.nth is None]
            texts = {f"{_validity(rule)}PH {_times([rule.wall])}{_comment(rule.kind)}": None for rule in sunday}
            return [", ".join([_off("PH", hours), *texts])]
        case _:
            return [_off("PH", hours)]


def _exception(one: DatedException, hours: Hours) -> str:
    dates = _date(one.first) if one.first == one.last else f"{_date(one.first)}-{_date(one.last)}"
    if not one.hours:
        return f"{_off(dates, hours)}{_comment(Kind.OPEN, one.message)}"
    return f"{_off(dates, hours)}, {dates} {_times(one.hours)}{_comment(one.kind, one.message)}"


def _off(days: str, hours: Hours) -> str:
    return f"{days} {_times(hours.walls())} off" if _is_overnight(hours) else f"{days} off"


def _comment(kind: Kind, message: str = "") -> str:
    words = COMMENTS[kind] or " ".join(message.replace('"', "'").split())
    return f' "{words}"' if words else ""


def _validity(rule: Rule) -> str:
    if rule.season:
        return f"{_month_day(*rule.season.first)}-{_month_day(*rule.season.last)} "
    if rule.valid_to:
        return f"{_date(rule.valid_from or SINCE_EVER)}-{_date(rule.valid_to)} "
    return f"{_date(rule.valid_from)}+ " if rule.valid_from else ""


def _days(rule: Rule) -> str:
    days = sorted(rule.weekdays)
    if rule.nth is not None:
        return ",".join(f"{WEEKDAYS[day]}[{rule.nth}]" for day in days)
    breaks = [0, *(at for at, (one, next_one) in enumerate(pairwise(days), 1) if next_one > one + 1), len(days)]
    runs = [days[begin:end] for begin, end in pairwise(breaks)]
    return ",".join(WEEKDAYS[run[0]] + (f"-{WEEKDAYS[run[-1]]}" if len(run) > 1 else "") for run in runs)


def _times(walls: Iterable[Wall]) -> str:
    return ",".join(f"{wall.opens:%H:%M}-{_closing(wall.closes)}" for wall in sorted(set(walls)))


def _closing(wall: time) -> str:
    return "24:00" if wall == MIDNIGHT else f"{wall:%H:%M}"


def _date(on: date) -> str:
    return f"{on.year} {_month_day(on.month, on.day)}"


def _month_day(month: int, day: int) -> str:
    return f"{MONTHS[month - 1]} {day:02}"
