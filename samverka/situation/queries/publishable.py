"""What may be published of a territory: which measures, which quarters, and the table that they come to."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from samverka.actors.models import Role, Territory, User
from samverka.core.county import SWEDEN
from samverka.outreach.models import EmergencyAidTally
from samverka.situation.disclosure.lattice import PEOPLE, cube, months_of, quarter_of
from samverka.situation.disclosure.primary import USUAL, Rule
from samverka.situation.disclosure.tables import Key, Table
from samverka.situation.formats.cubes import Words
from samverka.situation.indicators import PUBLISHED, SOURCES, Indicator
from samverka.situation.models import Contribution, IndicatorFigure, Preview, PublishedCell, PublishedTable
from samverka.situation.queries.periods import month_of
from samverka.situation.queries.published import LANGUAGES


SETTLED = timedelta(days=30)  # after a quarter, in which late nights are frozen and mistakes corrected
AT_ONCE = 4  # quarters
PUBLISHERS = (Role.NATIONAL_COORDINATOR, Role.COUNTY_COORDINATOR)
KINDS = {"aid": dict(EmergencyAidTally.Kind.choices)}  # by source: what its parts are called


@dataclass(frozen=True, slots=True)
class Measure:
    """An indicator as it may be published: until when it was, and the settled quarters that would be new."""

    indicator: Indicator
    until: str
    quarters: list[str]  # the oldest first, a year at most


@dataclass(frozen=True, slots=True)
class Publishable:
    """A table to publish, and its cells of which nothing is known: everybody knows that they add nothing."""

    table: Table
    missing: frozenset[Key]


def publishing_territories(viewer: User) -> list[Territory]:
    """The territories whose tables the viewer publishes, the whole country first."""
    found = {one.territory_id: one.territory for one in viewer.standing if one.role in PUBLISHERS}
    return [found[code] for code in sorted(found)]


def measures(territory: Territory, *, on: date) -> list[Measure]:
    """Every measure that is published, with what would be new of the territory. Two queries."""
    known, told = defaultdict(set), defaultdict(set)
    figures = IndicatorFigure.objects.filter(territory=territory, part="", month__lt=unsettled(on))
    for key, month in figures.values_list("indicator", "month"):
        known[key].add(quarter_of(f"{month:%Y-%m}"))
    cells = PublishedCell.objects.filter(area__in={territory.pk, SWEDEN}, category="").exclude(period__contains="Q")
    for key, period in cells.values_list("measure", "period"):
        told[key].add(quarter_of(period))
    return [
        Measure(one, max(told[one.key], default=""), sorted(known[one.key] - told[one.key])[:AT_ONCE])
        for one in PUBLISHED
    ]


def unsettled(on: date) -> date:
    """The first day of the first quarter that is not settled."""
    day = on - SETTLED
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def settles_on(on: date) -> tuple[str, date]:
    """The next quarter that settles, and the day on which it does."""
    first = unsettled(on)
    return quarter_of(f"{first:%Y-%m}"), month_of(first.year * 12 + first.month + 2) + SETTLED


def publishable(indicator: Indicator, territory: Territory, quarters: Iterable[str]) -> Publishable:
    """The table of an indicator in some quarters, as its contributors have told it.

    A month in which nothing is known of an area is left out of what is told, and so is a quarter that lacks one: what
    is missing is not zero. People are counted by county at their finest, and so is a county that told as a whole.
    """
    counts: dict[tuple[str, str, str], dict[str, int]] = defaultdict(dict)
    for code, month, part, organisation, adds in _rows(indicator, territory, quarters):
        contributors = counts[code, month, part]
        contributors[organisation] = contributors.get(organisation, 0) + adds
    told = {codes: sum(some.values()) if indicator.is_word else some for codes, some in counts.items()}
    whole = cube(indicator.key, told, about=indicator.about, is_nation=territory.pk == SWEDEN)
    return _without_gaps(whole, known=_known(counts))


def rule_of(indicator: Indicator) -> Rule:
    """What counts nobody is hidden for whose it is alone, not for being few."""
    return replace(USUAL, small=0) if indicator.small == "never" else USUAL


def method_for(indicator: Indicator) -> str:
    """Rounding cannot hide whose a number is, so it is for what no organisation stands behind."""
    by = PublishedTable.Method
    return by.ROUNDING if indicator.is_word and indicator.small != "never" else by.SUPPRESSION


def categories_of(preview: Preview) -> list[str]:
    return sorted({category for _area, _period, category, _value in preview.cells} - {""})


def words_for(indicator: Indicator, categories: Collection[str]) -> dict[str, Words]:
    """What is said of an indicator to its readers, in each of their languages."""
    told = {}
    for language in LANGUAGES:
        with override(language):
            counted = str(indicator.numerator)
            description = _("%(counted)s. %(caveats)s Told by those who take part; who does not is missing.") % {
                "counted": counted[:1].upper() + counted[1:], "caveats": indicator.caveats,
            }  # fmt: skip
            kinds = KINDS.get(indicator.source, {})
            named = {code: str(kinds.get(code, code)) for code in categories}
            source = str(SOURCES[indicator.source])
            told[language] = Words(str(indicator.name), str(indicator.unit), description, source, named)
    return told


def contributions(indicator: Indicator, territory: Territory, quarters: Iterable[str]) -> QuerySet[Contribution]:
    """What the table is made of: by part, where there are parts."""
    months = [date.fromisoformat(f"{month}-01") for one in quarters for month in months_of(one)]
    rows = Contribution.objects.filter(indicator=indicator.key, month__in=months).exclude(territory=SWEDEN)
    if territory.pk != SWEDEN:
        rows = rows.filter(territory__code__startswith=territory.pk)
    return rows.exclude(part="") if indicator.source in KINDS else rows.filter(part="")


def _rows(
    indicator: Indicator, territory: Territory, quarters: Iterable[str]
) -> Iterator[tuple[str, str, str, str, int]]:
    """Area, month, part, contributor and how much."""
    rows = contributions(indicator, territory, quarters)
    told = list(rows.values_list("territory", "month", "part", "organisation", "numerator"))
    whole = {code for code, *_rest in told if len(code) == 2}
    for code, month, part, organisation, adds in told:
        area = code[:2] if indicator.about == PEOPLE or code[:2] in whole else code
        yield area, f"{month:%Y-%m}", part, str(organisation or ""), adds


def _known(counts: Iterable[tuple[str, str, str]]) -> set[tuple[str, str, str]]:
    """Area, month and category, each also as a part of what holds it."""
    return {
        (area, month, category)
        for code, month, part in counts
        for area, category in product((code, code[:2], SWEDEN), (part, ""))
    }


def _without_gaps(whole: Table, *, known: set[tuple[str, str, str]]) -> Publishable:
    gaps = set()
    for cell in whole.shown:
        codes = dict(cell)
        area, category = codes.get("area", SWEDEN), codes.get("category", "")
        if any((area, month, category) not in known for month in months_of(codes["period"])):
            gaps.add(cell)
    missing = frozenset(cell for cell in gaps if "Q" not in dict(cell)["period"])
    return Publishable(replace(whole, shown=whole.shown - (gaps - missing)), missing)
