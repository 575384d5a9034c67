"""What was published so far: as tables for readers, and as an attacker reads it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import groupby

from django.conf import settings
from django.db.models import Count, Max, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from samverka.actors.models import Territory
from samverka.core.county import SWEDEN
from samverka.situation.disclosure import attack
from samverka.situation.disclosure.lattice import crossing_of
from samverka.situation.disclosure.tables import Dimension, Key, Table, tabulate
from samverka.situation.formats.cubes import ALL, Axis, Cell, Cube
from samverka.situation.models import Dump, PublishedCell, PublishedTable


LANGUAGES = ("sv", "en")
Row = tuple[str, str, str, int | None, str]  # area, period, category, value and status
Method = PublishedTable.Method


def newest_tables() -> QuerySet[PublishedTable]:
    """Each table once, as it is now."""
    return PublishedTable.objects.newest().order_by("name")


def last_periods() -> dict[str, str]:
    """Until when each table tells: its newest version may tell of something older, or of another county."""
    return dict(PublishedTable.objects.order_by().values_list("name").annotate(Max("last_period")))


def versions_of(name: str) -> QuerySet[PublishedTable]:
    """All versions of a table, the newest first."""
    return PublishedTable.objects.filter(name=name).order_by("-version")


def table_named(name: str, version: int | None = None) -> PublishedTable | None:
    """A table, as it is now or as it was in a version."""
    found = versions_of(name)
    return (found if version is None else found.filter(version=version)).first()


def publication_mark() -> str:
    """What changes whenever something is published."""
    told = PublishedTable.objects.aggregate(many=Count("pk"), last=Max("published_at"))
    return f"{told['many']}-{told['last'].timestamp() if told['last'] else 0}"


def dumps() -> list[Dump]:
    """The files with everything, without what is in them."""
    return list(Dump.objects.defer("content").order_by("kind"))


def dump_mark(kind: str) -> str:
    """What changes whenever the file does."""
    return Dump.objects.filter(pk=kind).values_list("digest", flat=True).first() or ""


def published(measure: str) -> dict[Key, int | None]:
    """Every cell of a measure that was published; None where it is hidden."""
    rows = PublishedCell.objects.filter(measure=measure).order_by("area", "period", "category")
    return {key_of(measure, *codes): value for *codes, value in rows.values_list("area", "period", "category", "value")}


def releases(measure: str) -> list[attack.Release]:
    """All publications of a measure as its reader has them, with what was told of their cells until now.

    Only what is public goes in: hierarchies, and the cells as they were published.
    """
    told = published(measure)
    rows = PublishedTable.objects.filter(measure=measure).order_by("published_at", "publication", "name")
    firsts = [next(same) for _publication, same in groupby(rows, key=lambda one: one.publication)]
    return [_release(one, told) for one in firsts]


def _release(one: PublishedTable, told: dict[Key, int | None]) -> attack.Release:
    whole = hierarchy(one)
    shown = frozenset(cell for cell in whole.values if cell in told or _is_left_out(cell, one.about))
    values = {**whole.values, **{cell: told.get(cell) or 0 for cell in shown}}
    table = replace(whole, values=values, shown=shown)
    if one.method == Method.ROUNDING:
        return attack.rounded(table, values, base=one.width)
    return attack.suppressed(table, {cell for cell in shown if cell in told and told[cell] is None}, width=one.width)


def _is_left_out(cell: Key, about: str) -> bool:
    """A month of which nothing was told is missing, and its reader knows that it adds nothing (ADR 0036)."""
    return "Q" not in dict(cell).get("period", "Q") and crossing_of(cell, about=about) is not None


def hierarchy(one: PublishedTable) -> Table:
    """The cells and sums of a publication, without a number."""
    dimensions = [Dimension(name, parents, total) for name, total, parents in one.dimensions]
    return tabulate(one.measure, dimensions, {})


def key_of(measure: str, area: str, period: str, category: str) -> Key:
    """A cell as disclosure control knows it: totals are left out."""
    codes = {"area": "" if area == SWEDEN else area, "category": category, "period": period}
    return (("measure", measure), *((name, code) for name, code in codes.items() if code))


def codes_of(cell: Key) -> tuple[str, str, str]:
    """Area, period and category of a cell; the whole of the country, and of all categories, have codes too."""
    codes = dict(cell)
    return codes.get("area", SWEDEN), codes["period"], codes.get("category", "")


def newest_period(table: PublishedTable) -> str:
    return str(_cells(table).aggregate(last=Max("period"))["last"])


def cube(table: PublishedTable, language: str, *, period: str = "") -> Cube:
    """A version of a table with everything that was told of it until then, or of one period, in a language."""
    rows = _cells(table).filter(period=period) if period else _cells(table)
    return cube_of(table, language, rows.values_list("area", "period", "category", "value", "status"))


def cube_of(
    table: PublishedTable, language: str, rows: Iterable[Row], *, names: Mapping[str, str] | None = None
) -> Cube:
    """A table that tells these cells, in a language. `names` are those of territories, if they are known already."""
    told = list(rows)
    with override(language):
        axes = tuple(_axes(table, language, told, names))
        cells = {
            (area, period, category or ALL)[: len(axes)]: Cell(value, status)
            for area, period, category, value, status in told
        }
        return _cube(table, language, axes, cells)


def _cells(table: PublishedTable) -> QuerySet[PublishedCell]:
    return PublishedCell.objects.filter(table__name=table.name, table__version__lte=table.version)


def _cube(table: PublishedTable, language: str, axes: tuple[Axis, ...], cells: dict[tuple[str, ...], Cell]) -> Cube:
    words = table.words[language]
    return Cube(
        name=table.name, version=table.version, language=language, title=title_of(table, language),
        description=words["description"], unit=words["unit"], source=words["source"], method=method_of(table),
        publisher=settings.PUBLISHER["name"] or "Samverka", licence=table.licence, published_at=table.published_at,
        measure=table.measure, measured=words["title"], headings=_headings(), axes=axes, cells=cells,
        letters={letter: str(text) for letter, text in PublishedCell.Status.choices},
    )  # fmt: skip


def title_of(table: PublishedTable, language: str) -> str:
    """What is counted, and by what."""
    with override(language):
        by = {
            ("nation", "month"): _("the whole country by month"),
            ("county", "quarter"): _("counties by quarter"),
            ("county", "month"): _("counties by month"),
            ("municipality", "month"): _("municipalities by month"),
        }[table.area, table.step]
        return f"{table.words[language]['title']}: {by}"


def method_of(table: PublishedTable) -> str:
    """How small counts are protected, in the language that is spoken."""
    if table.method == Method.ROUNDING:
        return _(
            "Counts from 1 to %(most)d are never shown: inside the tables each becomes 0 or %(base)d, and sums are "
            "made of what they became. So every table adds up, and a number may differ a little from the true one."
        ) % {"most": table.width - 1, "base": table.width}
    return _(
        "Small counts, and counts that rest on too few organisations, are hidden (c), and so are others by which they "
        "could be worked out. What is shown is exact. Hidden is not zero."
    )


def _headings() -> dict[str, str]:
    return {
        "measure": _("What is counted"), "area_name": _("Name of the area"),
        "category_name": _("Name of the category"), "value": pgettext("statistics", "Number"), "status": _("Status"),
    }  # fmt: skip


def _axes(table: PublishedTable, language: str, told: Iterable[Row], names: Mapping[str, str] | None) -> Iterator[Axis]:
    areas, periods, categories = (sorted(set(codes)) for codes in list(zip(*told, strict=True))[:3])
    if names is None:
        names = dict(Territory.objects.filter(code__in=areas).values_list("code", "name"))
    called = {**names, SWEDEN: _("Sweden")}
    yield Axis("area", pgettext("statistics", "Area"), {code: called.get(code, code) for code in areas})
    yield Axis("period", _("Period"), {code: code for code in periods})
    if categories != [""]:
        kinds = table.words[language]["categories"]
        labels = {code or ALL: kinds.get(code, code) if code else _("All together") for code in categories}
        yield Axis("category", _("Category"), labels)
