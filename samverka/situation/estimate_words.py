"""What an estimate means and what it does not, in the reader's language."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from math import ceil, floor, isfinite, log10
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from samverka.situation.estimates import Hidden, Reason, Refused
from samverka.situation.ranges import Change, Coverage, Trend


Words = str | Promise

HEADLINES: dict[str, Words] = {
    "steady": _("About %(total)s people, most likely between %(low)s and %(high)s. %(seen)s of them are on some list."),
    "wavering": _(
        "Somewhere between %(low)s and %(high)s people; the best guess is about %(total)s."
        " %(seen)s of them are on some list."
    ),
    "unstable": _(
        "These lists do not settle how many there are: the answers go from %(low)s to %(high)s."
        " Do not publish one number. %(seen)s people are on some list."
    ),
    "refused": _("These lists give no number. %(seen)s people are on some list, and that is all that can be said."),
}
MEANS: tuple[Words, ...] = (
    _(
        "It is everybody who might have come on one of these lists, in the area and the time that the lists cover,"
        " those on them too."
    ),
    _("It is inferred from how many are on several lists at once, and from assumptions about how people come on them."),
)
HOW = {
    True: _(
        "The range holds chance, and also that another model might have been chosen:"
        " the table was drawn and the model chosen anew %(drawn)s times."
    ),
    False: _("The range holds chance alone."),
}
MEANS_NOT: tuple[Words, ...] = (
    _("It does not hold those who could come on none of these lists, such as those who keep away from all help."),
    _("It is not the number on one night: the lists of a season hold all who came by in it."),
    _("It does not say who or where people are. There is no list of them, and none can be made from this."),
)
REASONS: dict[str, Words] = {
    "few_overlaps": _("Only %(overlapping)s people are on more than one list; it takes at least %(least)s."),
    "no_estimate": _("No model has an answer for this table: too many of its overlaps are empty."),
    "two_lists": _(
        "Two lists cannot show whether they depend on each other. If whoever is on one is likelier to be on the other,"
        " there are more people than this; if less likely, there are fewer. A third list would tell."
    ),
    "saturated": _("The best model has as many unknowns as the table has numbers, so nothing is left to test it by."),
    "often_no_estimate": _("Of %(drawn)s tables drawn anew, %(failed)s gave no answer."),
    "other_models": _("%(models)s models fit about equally well, and they answer from %(low)s to %(high)s."),
    "wide_interval": _("The range is wide: its high end is more than twice its low end."),
    "lists_apart": _("These lists share nobody with the rest, and perhaps are of other people: %(lists)s."),
    "below_bound": _("If some people are harder to find than others, there are at least %(bound)s."),
    "low_coverage": _(
        "Judged by their overlaps, the lists reach about %(share)s %% of all. The less they reach,"
        " the more the number leans on its assumptions."
    ),
    "missed_links": _("If %(share)s %% of those on several lists were not recognised, there are about %(total)s."),
    "false_links": _("If %(share)s %% of those on several lists were taken for somebody else, about %(total)s."),
    "number_of_lists": _("A table has from %(least)s to %(most)s lists; this one has %(lists)s."),
    "names_of_lists": _("Each list needs a name of its own."),
    "length_of_row": _("Row %(row)s has %(found)s columns; there should be %(expected)s."),
    "neither_0_nor_1": _("Row %(row)s: mark each list by 1 (on it) or 0 (not on it)."),
    "no_whole_number": _("Row %(row)s: the number of people is a whole number, 0 or more."),
    "on_no_list": _("Row %(row)s tells of people on no list. They are what is asked for; leave the row out."),
    "pattern_twice": _("Row %(row)s repeats the lists of an earlier row."),
    "empty_list": _("Nobody is on the list %(list)s; leave it out."),
}
RULES: dict[str, Words] = {
    "independent": _("If no list had anything to do with another, there would be about %(total)s."),
    "forward": _("Taking up one pair of lists after another, the most surprising first, gives about %(total)s."),
    "downhill": _("Going from model to better model until none near by is better gives about %(total)s."),
    "aic": _("A rule that is readier to take up more (Akaike's) gives about %(total)s."),
}
TRENDS: dict[str, Words] = {
    "more": _("There are more than on %(day)s: the ranges do not touch."),
    "fewer": _("There are fewer than on %(day)s: the ranges do not touch."),
    "cannot_tell": _("Whether there are more or fewer than on %(day)s cannot be told: the ranges overlap."),
}
CHANGES: dict[str, Words] = {
    "more": _("Since %(day)s they have become between %(low)s and %(high)s more."),
    "fewer": _("Since %(day)s they have become between %(low)s and %(high)s fewer."),
    "cannot_tell": _("Since %(day)s it is anything from %(low)s fewer to %(high)s more: that cannot be told apart."),
}
SHARE = 0.05  # of the links, that is told of


@dataclass(frozen=True, slots=True)
class Told:
    """An answer in sentences: the number first, what it means, what it does not, and what speaks against it."""

    headline: str
    means: tuple[str, ...] = ()
    means_not: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()
    otherwise: tuple[str, ...] = ()  # what other rules of choosing a model would say


def tell(answer: Hidden | Refused) -> Told:
    if isinstance(answer, Refused):
        headline = HEADLINES["refused"] % {"seen": _exactly(answer.seen)}
        return Told(headline, cautions=tuple(say(reason) for reason in answer.reasons))
    low, high = answer.interval
    if answer.verdict == "unstable":
        ends = [end for end in (low, high, *answer.band) if isfinite(end)]  # if nothing drawn had an answer: the band
        low, high = min(ends), max(ends)
    told = {"total": about(answer.total), "low": at_least(low), "high": at_most(high), "seen": _exactly(answer.seen)}
    how = HOW[answer.drawn > 0] % {"drawn": _exactly(answer.drawn)}
    return Told(
        headline=HEADLINES[answer.verdict] % told,
        means=(*map(str, MEANS), how),
        means_not=tuple(map(str, MEANS_NOT)),
        cautions=(*(say(reason) for reason in answer.reasons), *_links(answer)),
        otherwise=tuple(str(RULES[one.rule]) % {"total": about(one.total)} for one in answer.rules),
    )


def tell_coverage(coverage: Coverage, *, names: Mapping[str, str]) -> str:
    """Of how many areas there is something, which are missing, and how much of it is old. `names` is by code."""
    told = {"known": coverage.known, "areas": coverage.areas}
    sentences = [_("%(known)s of %(areas)s areas.") % told]
    if coverage.missing:
        sentences.append(_("Missing: %(names)s.") % {"names": ", ".join(names[code] for code in coverage.missing)})
    if coverage.outdated_share:
        sentences.append(_("Out of date: %(share)s %%.") % {"share": _exactly(round(coverage.outdated_share * 100))})
    return " ".join(map(str, sentences))


def tell_trend(trend: Trend) -> str:
    """Which way a series goes, in words."""
    day = {"day": date_format(trend.since, "j F Y")} if trend.since else {}
    sentences = [TRENDS[trend.direction] % day] if trend.ranges > 1 else []
    if trend.is_broken:
        sentences.append(_("Numbers from before the break were found in another way, and are not compared."))
    elif not sentences:
        sentences.append(_("There is one number. A trend takes two, found in the same way."))
    return " ".join(map(str, sentences))


def tell_change(change: Change, *, day: date, names: Mapping[str, str]) -> str:
    """What has changed since an earlier picture, and what could not be compared. `names` is by code."""
    told = {"day": date_format(day, "j F Y"), "areas": change.areas}
    if change.low is None or change.high is None:
        return _("Nothing that is known now can be compared with what was known on %(day)s.") % told
    ends = sorted((abs(change.low), abs(change.high))) if change.direction == "fewer" else (change.low, change.high)
    low, high = (_exactly(abs(end)) for end in ends)
    sentences = [CHANGES[change.direction] % {**told, "low": low, "high": high}]
    if change.areas > 1 or len(names) > 1:
        sentences.append(_("Areas compared: %(areas)s.") % told)
    for text, codes in (
        (_("Known then, but not since: %(names)s."), change.only_before),
        (_("Known only since then: %(names)s."), change.only_after),
    ):
        if codes and len(names) > 1:
            sentences.append(text % {"names": ", ".join(names[code] for code in codes)})
    return " ".join(map(str, sentences))


def say(reason: Reason) -> str:
    """The sentence for a reason, with its numbers as people write them."""
    return str(REASONS[reason.code]) % {name: _written(name, value) for name, value in reason.told.items()}


def _links(answer: Hidden) -> Iterator[str]:
    """What wrong links would change, for one share of them."""
    for one in answer.links:
        if one.share == SHARE:
            code = "missed_links" if one.missed else "false_links"
            yield say(Reason(code, {"share": one.share, "total": one.total}))


def _written(name: str, value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(value)
    if name == "share":
        return _exactly(round(value * 100))
    return about(value) if isinstance(value, float) else str(value) if isinstance(value, str) else _exactly(value)


def about(people: float) -> str:
    """A number that pretends no more than it knows: two figures."""
    return _exactly(round(people / (step := _step(people))) * step)


def at_least(people: float) -> str:
    """The low end of a range, rounded away from the middle."""
    return _exactly(floor(people / (step := _step(people))) * step)


def at_most(people: float) -> str:
    return _exactly(ceil(people / (step := _step(people))) * step)


def ends_of(answer: Hidden) -> tuple[int, int]:
    """The range that is told of an answer, as numbers."""
    low, high = answer.interval
    return floor(low / (step := _step(low))) * step, ceil(high / (step := _step(high))) * step


def _step(people: float) -> int:
    return int(10 ** max(floor(log10(max(people, 1))) - 1, 0))


def _exactly(people: int) -> str:
    return str(number_format(people, force_grouping=True))
