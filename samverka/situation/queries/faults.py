"""Where figures differ from what they are made of."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Sum

from samverka.actors.models import Territory
from samverka.core.county import SWEDEN, counties_of
from samverka.core.models import Entry
from samverka.directory.models import Town
from samverka.situation.indicators import of_source
from samverka.situation.models import Contribution, IndicatorFigure
from samverka.situation.queries import changes, sources


GROUPED = ("indicator", "part", "territory", "month", "organisation")


def counties() -> list[str]:
    """The codes of all counties."""
    codes = Territory.objects.filter(code__regex="^[0-9]{2}$").exclude(code=SWEDEN)
    return list(codes.order_by("code").values_list("code", flat=True))


def counted_counties() -> list[str]:
    """The counties that have a trail, or whose directory has been begun: its entries are in the nation's trail."""
    begun = Town.objects.values_list("territory", flat=True)
    return sorted({*counties_of(Entry), *(code[:2] for code in begun)} - {SWEDEN})


def within(county: str) -> list[str]:
    """The codes of a county and its municipalities."""
    return list(Territory.objects.filter(code__startswith=county).order_by("code").values_list("code", flat=True))


def contribution_faults(county: str) -> Iterator[str]:
    """Contributions that are not what their rows come to, in the months whose rows are all there."""
    for source in ("nights", "removals", *sources.CHANGING):
        after = changes.closed(source, county=county)
        told: dict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0, 0])
        for row in sources.everything(source, sources.Slice(county)):
            if row.month > after and row.territory.startswith(county):
                told[row[:5]][0] += row.numerator
                told[row[:5]][1] += row.denominator
        kept = Contribution.objects.filter(
            territory__in=within(county), indicator__in=of_source(source), month__gt=after
        )
        for *key, numerator, denominator in kept.values_list(*GROUPED, "numerator", "denominator").iterator():
            if told.pop(tuple(key), [0, 0]) != [numerator, denominator]:
                yield _says(key, "is not what its rows come to")
        yield from (_says(key, "is not counted") for key, sums in told.items() if any(sums))


def sum_faults(county: str) -> Iterator[str]:
    """Figures of a county's municipalities, or of a county or the country, that are not the sums of contributions."""
    here, towns = Contribution.objects.all(), [code for code in within(county) if code != county]
    if county != SWEDEN:
        here = here.filter(territory__in=[county, *towns])
    told = {(): here} if county == SWEDEN else {(): here, ("territory",): here.filter(territory__in=towns)}
    for by, rows in told.items():
        sums = rows.order_by().values("indicator", "part", "month", *by).annotate(
            adds=Sum("numerator"), base=Sum("denominator"), organisations=Count("organisation", distinct=True)
        )  # fmt: skip
        wanted: dict[tuple[Any, ...], tuple[int, int, int]] = {
            (one["indicator"], one["part"], one.get("territory", county), one["month"]):
            (one["adds"], one["base"], one["organisations"])
            for one in sums
        }  # fmt: skip
        kept = IndicatorFigure.objects.filter(territory__in=towns if by else [county])
        for *key, adds, base, organisations in kept.values_list(
            "indicator", "part", "territory", "month", "numerator", "denominator", "organisations"
        ):
            if wanted.pop(tuple(key), None) != (adds, base, organisations):
                yield _says(key, "is not the sum of what adds to it")
        yield from (_says(key, "is missing") for key in wanted)


def _says(key: Any, wrong: str) -> str:
    indicator, part, territory, month = key[:4]
    return f"{indicator}{f' ({part})' if part else ''} in {territory}, {month:%Y-%m}, {wrong}."
