"""Tables with their newest periods, as people read them on a page; and a preview as if it were published already."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db.models import Q

from samverka.actors.models import Territory
from samverka.core.alphabet import alphabetic
from samverka.core.county import SWEDEN
from samverka.situation.disclosure.lattice import Crossing, crossing_of, months_of, quarter_of
from samverka.situation.formats.cubes import Cell, Cube
from samverka.situation.indicators import INDICATORS
from samverka.situation.models import Preview, PublishedCell, PublishedTable
from samverka.situation.queries.publishable import categories_of, method_for, words_for
from samverka.situation.queries.published import Row, cube_of, key_of, last_periods, newest_tables


Area, Step = PublishedTable.Area, PublishedTable.Step
QUARTERS = 4  # on a page, and the months of the last; files hold all
FIELDS = ("area", "period", "category", "value", "status")


@dataclass(frozen=True, slots=True)
class Shown:
    """A table with its newest periods, and the counties of which nothing is told in the last of them."""

    table: PublishedTable
    cube: Cube
    missing: list[str]

    @property
    def periods(self) -> list[str]:
        return self.cube.axes[1].codes

    def lines(self) -> Iterator[tuple[list[str], list[Cell | None]]]:
        """What each line is called, and its number in each period; none where nothing is told."""
        area, _period, *category = self.cube.axes
        for code, name in area.labels.items():
            for kind, called in category[0].labels.items() if category else [("", "")]:
                last = [kind] if category else []
                cells = [self.cube.cells.get((code, period, *last)) for period in self.periods]
                if any(cells):
                    yield [name, called] if category else [name], cells


def shown(language: str) -> list[Shown]:
    """Every published table. Four queries."""
    tables = sorted(newest_tables(), key=_order)
    windows = {name: set(_window(last)) for name, last in last_periods().items()}
    asked = {period for periods in windows.values() for period in periods}
    cells = PublishedCell.objects.filter(period__in=asked, table__name__in=windows)
    rows: dict[str, list[Row]] = defaultdict(list)
    for name, *row in cells.values_list("table__name", *FIELDS):
        if row[1] in windows[name]:
            rows[name].append((row[0], row[1], row[2], row[3], row[4]))
    return _shown([(one, rows[one.name]) for one in tables], language)


def previewed(preview: Preview, language: str, *, at: datetime) -> list[Shown]:
    """The tables of a preview, together with what was told of these quarters before."""
    about = INDICATORS[preview.measure].about
    parts: dict[Crossing, list[Row]] = defaultdict(list)
    for row in [*_fresh(preview), *_told(preview)]:
        if crossing := crossing_of(key_of(preview.measure, *row[:3]), about=about):
            parts[crossing].append(row)
    tables = [(_as_table(preview, one, at=at), rows) for one, rows in parts.items()]
    return _shown(sorted(tables, key=lambda pair: _place(pair[0])), language)


def _fresh(preview: Preview) -> Iterator[Row]:
    for area, period, category, value in preview.cells:
        yield area, period, category, value, "c" if value is None else ""


def _told(preview: Preview) -> Iterable[Row]:
    periods = [*preview.quarters, *(month for one in preview.quarters for month in months_of(one))]
    here = Q() if preview.territory_id == SWEDEN else Q(area__startswith=preview.territory_id)
    cells = PublishedCell.objects.filter(here, measure=preview.measure, period__in=periods)
    return list(cells.exclude(table__publication=preview.pk).values_list(*FIELDS))


def _as_table(preview: Preview, crossing: Crossing, *, at: datetime) -> PublishedTable:
    indicator = INDICATORS[preview.measure]
    words = words_for(indicator, categories_of(preview))
    return PublishedTable(
        name=f"{preview.measure}-{crossing.area}-{crossing.period}".replace("_", "-"), version=1,
        territory=preview.territory, measure=preview.measure, about=indicator.about, area=crossing.area,
        step=crossing.period, method=method_for(indicator), width=preview.width, published_at=at,
        words={language: asdict(one) for language, one in words.items()},
    )  # fmt: skip


def _shown(tables: list[tuple[PublishedTable, list[Row]]], language: str) -> list[Shown]:
    told: dict[tuple[str, str], set[str]] = defaultdict(set)
    for table, rows in tables:
        for area, period, *_rest in rows:
            told[table.measure, period].add(area)
    codes = {area for areas in told.values() for area in areas}
    names = dict(Territory.objects.filter(Q(code__in=codes) | Q(code__regex="^..$")).values_list("code", "name"))
    counties = {code: name for code, name in names.items() if len(code) == 2 and code != SWEDEN}
    return [
        Shown(
            table, cube_of(table, language, rows, names=names),
            _missing(table, max(row[1] for row in rows), counties, told),
        )
        for table, rows in tables
    ]  # fmt: skip


def _missing(
    table: PublishedTable, period: str, counties: dict[str, str], told: dict[tuple[str, str], set[str]]
) -> list[str]:
    """When the whole country was told of: the counties that have no number in it, not even a hidden one."""
    is_national = any(SWEDEN in told[table.measure, month] for month in months_of(period))
    if table.area == Area.MUNICIPALITY or not is_national:
        return []
    return sorted((name for code, name in counties.items() if code not in told[table.measure, period]), key=alphabetic)


def _window(last: str) -> list[str]:
    """The newest periods up to the last."""
    if "Q" not in last:
        return list(months_of(quarter_of(last)))
    number = int(last[:4]) * 4 + int(last[-1]) - 1
    return [f"{one // 4}-Q{one % 4 + 1}" for one in range(number - QUARTERS + 1, number + 1)]


def _order(table: PublishedTable) -> tuple[int, int, str]:
    """As indicators stand, and what is none of ours at the end."""
    known = list(INDICATORS)
    return known.index(table.measure) if table.measure in known else len(known), *_place(table)


def _place(table: PublishedTable) -> tuple[int, str]:
    """The whole country first, then counties, then municipalities; long periods before short ones."""
    return Area.values.index(table.area), "" if table.step == Step.QUARTER else table.step
