"""A report's content in words: one telling for the page, for paper, for a letter and for a sheet."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from samverka.situation.presets.asked import METHOD
from samverka.situation.queries.basis import Told


METHODS = dict(METHOD)
SURE = {
    "high": gettext_lazy("Confidence: high."),
    "medium": gettext_lazy("Confidence: medium."),
    "low": gettext_lazy("Confidence: low."),
}
WHY = {
    "few": gettext_lazy(
        "It is a small count, rests on too few, or would give away one that does. Hidden is not nought."
    ),
    "place": gettext_lazy("Of people reports tell by county or country, never by municipality."),
    "statistics": gettext_lazy("This number is told by the published statistics, and not in a second way."),
    "apart": gettext_lazy("Organisations' figures are not added: the same people may be met by several."),
    "unpublished": gettext_lazy("Nothing is published of this for the time."),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One figure in words."""

    label: str
    value: str
    facts: tuple[str, ...]
    source: int | None
    told: Told

    @property
    def under(self) -> str:
        """What a part of the lines is about."""
        return str(self.told.get("under", ""))

    @property
    def is_sum(self) -> bool:
        return bool(self.told.get("is_sum"))


@dataclass(frozen=True, slots=True)
class Standing:
    """How something on which a decision may be taken stands today."""

    state: str
    banner: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Names in a list; or what is read as text, with how it stood and stands."""

    label: str
    names: list[str]
    lines: list[str]
    text: str
    then: Told | None  # how it stood when the report was told
    now: Standing | None
    is_prose: bool

    @property
    def has_changed(self) -> bool:
        """Does it stand otherwise than was told?"""
        return self.then is not None and self.now is not None and self.now.state != self.then["state"]


@dataclass(frozen=True, slots=True)
class Shown:
    """One section in words."""

    id: str
    heading: str
    text: str
    block: str
    code: str
    lines: list[Line]
    groups: list[Group]
    facts: tuple[str, ...] = ()  # that hold for all of several lines, or explain some of them
    source: int | None = None  # of all of several lines

    @property
    def tells(self) -> bool:
        """Is there more to say of some line than its figure?"""
        return any(one.facts or one.source is not None for one in self.lines)

    @property
    def single(self) -> Line | None:
        """A range that stands alone is shown large."""
        return self.lines[0] if len(self.lines) == 1 and self.lines[0].told["kind"] == "range" else None


@dataclass(frozen=True, slots=True)
class Source:
    """Where figures come from, in words."""

    number: int
    title: str
    facts: tuple[str, ...]
    kind: str
    told: Told

    @property
    def way(self) -> str:
        """Where everybody reads it, if anywhere."""
        match self.kind:
            case "table":
                return f"{reverse('situation:statistics')}#{self.told['name']}"
            case "report":
                return reverse("situation:published_report", args=[self.told["key"]])
        return str(self.told.get("way", ""))

    @property
    def ways(self) -> list[tuple[str, str]]:
        """The pages that everybody reads it on, each with what the way there says: its own, or those of its parts."""
        parts = [(str(one["says"]), str(one["way"])) for one in self.told.get("parts", ())]
        if not self.way:
            return parts
        return [(_("The published table") if self.kind == "table" else _("Read it"), self.way), *parts]


def shown(content: Told, standings: Mapping[tuple[str, str], Standing] | None = None) -> list[Shown]:
    """The sections in the language that is spoken; figures as they were frozen, beside how things stand today."""
    return [_section(one, standings or {}) for one in content["sections"]]


def _group(group: Told, standings: Mapping[tuple[str, str], Standing]) -> Group:
    then = group.get("stands")
    now = standings.get((then["kind"], then["key"])) if then else None
    lines, text = group.get("lines", []), group.get("text", "")
    return Group(group["label"], group["names"], lines, text, then, now, is_prose="lines" in group)


def _section(one: Told, standings: Mapping[tuple[str, str], Standing]) -> Shown:
    """What holds for every line, and why some tell nothing, is said once below them."""
    found = [(told, tuple(facts_of(told)), told["source"]) for told in one["figures"]]
    shared: tuple[str, ...] = ()
    source = None
    if len(found) > 1:
        whys = {str(WHY[told["why"]]) for told, _facts, _source in found if told["why"]}
        every = [fact for fact in found[0][1] if all(fact in facts for _told, facts, _source in found)]
        shared = tuple(dict.fromkeys([*every, *sorted(whys)]))
        source = found[0][2] if len({source for _told, _facts, source in found}) == 1 else None
    lines = [
        Line(
            told["label"], value_of(told), tuple(fact for fact in facts if fact not in shared),
            None if source is not None else where, told,
        )
        for told, facts, where in found
    ]  # fmt: skip
    groups = [_group(group, standings) for group in one["groups"]]
    return Shown(one["id"], one["heading"], one["text"], one["block"], one["code"], lines, groups, shared, source)


def value_of(told: Told) -> str:
    """The figure itself: a range, a number, or that there is none."""
    if told["low"] is None:
        return pgettext("figure", "not told") if told["status"] == "c" else pgettext("figure", "not known")
    ends = [str(number_format(end, force_grouping=True)) for end in (told["low"], told["high"])]
    number = ends[0] if told["low"] == told["high"] else "–".join(ends)  # noqa: RUF001 (a range)
    if told["kind"] == "response" and told["areas"]:
        shares = {"number": number, "asked": told["areas"], "percent": round(100 * told["low"] / told["areas"])}
        return _("%(number)s of %(asked)s (%(percent)s %%)") % shares
    return f"{number} {told['unit']}".strip()


def facts_of(told: Told) -> Iterator[str]:
    """How it is known, how sure it is, and what is missing in it."""
    if told["why"]:
        yield str(WHY[told["why"]])
    if told["confidence"]:
        yield str(SURE[told["confidence"]])
    if told["methods"]:
        yield _("Known by: %(methods)s.") % {"methods": methods_of(told)}
    if told["as_of"]:
        yield _("The oldest figure in it is from %(day)s.") % {"day": day_of(told["as_of"])}
    if told["kind"] in ("range", "choice") and told["areas"] and told["why"] != "statistics":
        yield coverage_of(told)
    if told["kind"] == "range" and told["outdated"]:
        yield _("Older than half a year: %(percent)s %%.") % {"percent": outdated_of(told)}
    if told.get("names"):
        yield f"{', '.join(told['names'])}."
    if told.get("partly"):
        yield _("With gaps: %(count)s.") % {"count": told["partly"]}


def methods_of(told: Told) -> str:
    return ", ".join(f"{METHODS.get(code, code)} ({count})" for code, count in told["methods"])


def coverage_of(told: Told) -> str:
    """“27 of 33 municipalities; missing: …”."""
    whom = _("counties") if told["of"] == "counties" else _("municipalities")
    told_of = {"known": told["known"], "areas": told["areas"], "whom": whom, "missing": ", ".join(told["missing"])}
    if not told["of"]:
        return _("%(known)s of %(areas)s have answered.") % told_of
    if told["missing"]:
        return _("%(known)s of %(areas)s %(whom)s; missing: %(missing)s.") % told_of
    return _("%(known)s of %(areas)s %(whom)s.") % told_of


def outdated_of(told: Told) -> int:
    """The per cent of what is known that was old on the day of the report."""
    return round(100 * (told["outdated"] or 0) / told["known"]) if told["known"] else 0


def day_of(iso: str) -> str:
    return str(date_format(date.fromisoformat(iso), "j F Y"))


def adopted(content: Told) -> str:
    """Who stands for a final report, and on which days it was adopted and handed over; of others nothing."""
    if "adopted_on" not in content:
        return ""
    told = {name: day_of(content[name]) for name in ("adopted_on", "handed_over_on")}
    said = _("Adopted by %(organisation)s on %(adopted_on)s, and handed over on %(handed_over_on)s.")
    return said % {"organisation": content["organisation"], **told}


def sources_of(content: Told) -> list[Source]:
    """Each source with what may be known of it."""
    return [
        Source(number, _title(one), tuple(filter(None, _facts(one))), one["kind"], one)
        for number, one in enumerate(content["sources"], 1)
    ]


def _title(one: Told) -> str:
    if "says" in one:  # of a higher app, which says itself what it is
        return str(one["says"])
    match one["kind"]:
        case "question":
            return _("Question %(number)s in “%(questionnaire)s”: %(text)s") % one
        case "survey":
            return _("The questionnaire “%(questionnaire)s”") % one
        case "profile":
            return _("Forms of support, as municipalities told them: %(text)s") % one
        case "table":
            return _("Published statistics: %(title)s, version %(version)s") % one
        case "report":
            return _("The report of %(territory)s: %(title)s") % one
    return str(one["indicator"])


def _facts(one: Told) -> Iterator[str]:
    if one["kind"] in ("question", "survey"):
        told: Any = {"name": one["name"], "from": day_of(one["from"]), "to": day_of(one["to"])}
        yield str(one.get("hint", ""))
        yield _("Asked in “%(name)s”, about %(from)s to %(to)s.") % told
        if one["locked_on"]:
            yield _("The answers are as they were when the survey was locked on %(day)s.") % {
                "day": day_of(one["locked_on"])
            }
    if "numerator" in one:
        yield _("Counted: %(numerator)s.") % one
        if one["denominator"]:
            yield _("Divided by: %(denominator)s.") % one
        yield _("Source: %(origin)s.") % one
        yield str(one["caveats"])
    if one["kind"] == "indicator" and "parts" not in one:
        yield _("It is counted in Samverka and has no page of its own.")
