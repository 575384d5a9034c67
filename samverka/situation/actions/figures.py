"""Figures kept up to date: what a county's audit trail tells is taken in once, whatever is purged later (ADR 0035)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils.timezone import localdate

from samverka.core import audit, bulk
from samverka.core.county import SWEDEN
from samverka.core.models import Entry
from samverka.situation.indicators import of_source
from samverka.situation.models import Contribution, FigureMark, IndicatorFigure
from samverka.situation.queries import changes, counted_counties, sources, within
from samverka.situation.queries.sources import Row, Slice


Key = tuple[str, str, str, date, UUID | None]  # indicator, part, territory, month, organisation
COLUMNS = ("indicator", "part", "territory", "month", "organisation", "numerator", "denominator")
GROWING = ("nights", "removals")
COUNTED = (*GROWING, *sources.CHANGING)


def keep_figures(*, at: datetime) -> int:
    """Take in what is new in every county's trail; in how many there was something. Done by the clock."""
    today, behind = localdate(at), 0
    marks = {one.county: one for one in FigureMark.objects.all()}
    for county in counted_counties():
        mark = marks.get(county)
        newest = Entry.objects.filter(county=county).order_by("-number").values_list("number", flat=True).first()
        if mark is None or mark.daily_on != today or (newest or 0) > mark.entry:
            follow_trail(county=county, at=at)
            behind += 1
    return behind


@transaction.atomic
def follow_trail(*, county: str, at: datetime) -> int:
    """Take in what the county's trail tells since the last time; how many of its entries were about figures.

    What grows is added, each row once; a month in which something changed is counted anew. Where the trail begins
    later than it was left, everything is counted.
    """
    mark, is_new = FigureMark.objects.select_for_update(no_key=True).get_or_create(county=county)
    last = audit.hold(county)
    if is_new or changes.has_gap(county, after=mark.entry):
        count_everything(county=county, at=at)
        sum_up_country(at=at)
        return 0
    told = changes.entries(county, after=mark.entry, until=last)
    seen = _add(county, changes.grown(county, told, after=mark.entry))
    seen |= _recount(county, changes.touched(told))
    for source in sorted(changes.to_recount(county, told)):
        seen |= _count_source(county, source)
    if mark.daily_on != localdate(at):
        mark.daily_on = localdate(at)
        seen |= _count_daily(county, on=mark.daily_on)
    mark.entry = last
    mark.save()
    _sum_up(county, seen, at=at, revision=last)
    return len(told)


@transaction.atomic
def count_everything(*, county: str, at: datetime) -> None:
    """Count all of a county from its rows, but the months whose rows may be purged: these stay as they were counted.

    The country's figures are for `sum_up_country`.
    """
    mark, _is_new = FigureMark.objects.select_for_update(no_key=True).get_or_create(county=county)
    mark.entry, mark.daily_on = audit.hold(county), localdate(at)
    for source in COUNTED:
        _count_source(county, source)
    _count_daily(county, on=mark.daily_on)
    mark.save()
    sum_up_county(county=county, at=at)


@transaction.atomic
def sum_up_county(*, county: str, at: datetime) -> None:
    """Make the figures of a county and its municipalities anew from what is counted."""
    mark, _is_new = FigureMark.objects.select_for_update(no_key=True).get_or_create(county=county)
    codes = within(county)
    IndicatorFigure.objects.filter(territory__in=codes).delete()
    _insert("", [code for code in codes if code != county], at=at, revision=mark.entry)
    _insert(county, codes, at=at, revision=mark.entry)


@transaction.atomic
def sum_up_country(*, at: datetime) -> None:
    """Make the country's figures anew from what is counted."""
    revision = _hold_country()
    IndicatorFigure.objects.filter(territory=SWEDEN).delete()
    _insert(SWEDEN, None, at=at, revision=revision)


def _count_source(county: str, source: str) -> set[Key]:
    """Count a source of a county from the first month that is whole; the first time, all that there is."""
    counted = Contribution.objects.filter(territory__in=within(county), indicator__in=of_source(source))
    after = changes.closed(source, county=county) if counted.exists() else date.min
    first = audit.next_month(after.replace(day=1)) if after > date.min else after
    old = counted.filter(month__gte=first)
    gone = set(old.values_list(*COLUMNS[:5]))
    old.delete()
    return gone | _add(county, sources.everything(source, Slice(county, first=first)), is_empty=True)


def _recount(county: str, touched: changes.Touched) -> set[Key]:
    """Count months anew, but those whose rows may be purged."""
    seen: set[Key] = set()
    for source, pairs in sorted(touched.items()):
        after, by_month = changes.closed(source, county=county), defaultdict(set)
        for code, month in pairs:
            if month > after:
                by_month[month].add(code)
        for month, codes in sorted(by_month.items()):
            old = Contribution.objects.filter(territory__in=codes, month=month, indicator__in=of_source(source))
            seen |= {_key(one) for one in old}
            old.delete()
            some = Slice(county, frozenset(codes), month, month)
            seen |= _add(county, sources.everything(source, some), is_empty=True)
    return seen


def _count_daily(county: str, *, on: date) -> set[Key]:
    """What is counted once a day: the directory, and surveys, which may be sent from outside the county.

    What the directory holds today stands for this month. Earlier months stay: nobody can count them any more.
    """
    seen: set[Key] = set()
    this_month, always = {"month": on.replace(day=1)}, dict[str, date]()
    for source, months, rows in (
        ("directory", this_month, sources.services(county, on=on)),
        ("surveys", always, sources.responses(county)),
    ):
        old = Contribution.objects.filter(
            territory__in=within(county), indicator__in=of_source(source), **months
        )  # fmt: skip
        seen |= set(old.values_list(*COLUMNS[:5]))
        old.delete()
        seen |= _add(county, rows, is_empty=True)
    return seen


def _add(county: str, rows: Iterable[Row], *, is_empty: bool = False) -> set[Key]:
    """Add rows to what is counted; which it were. `is_empty` when nothing of them is there yet."""
    sums: dict[Key, list[int]] = defaultdict(lambda: [0, 0])
    for row in rows:
        if row.territory.startswith(county):
            total = sums[row[:5]]
            total[0] += row.numerator
            total[1] += row.denominator
    there = {} if is_empty or not sums else {_key(one): one for one in _among(sums)}
    made = []
    for key, (numerator, denominator) in sums.items():
        if one := there.get(key):
            one.numerator, one.denominator = one.numerator + numerator, one.denominator + denominator
        else:
            made.append((*key, numerator, denominator))
    bulk.add(Contribution, COLUMNS, made)
    bulk.update(list(there.values()), "numerator", "denominator")
    return set(sums)


def _among(keys: Iterable[Key]) -> Iterable[Contribution]:
    indicators, _parts, territories, months, _organisations = map(set, zip(*keys, strict=True))
    return Contribution.objects.select_for_update(no_key=True).filter(
        territory__in=territories, month__in=months, indicator__in=indicators
    )


def _key(one: Contribution) -> Key:
    return one.indicator, one.part, one.territory_id, one.month, one.organisation_id


def _sum_up(county: str, seen: set[Key], *, at: datetime, revision: int) -> None:
    """Make the figures of these municipalities and months anew, and those of the county and the country."""
    if not seen:
        return
    indicators, _parts, territories, months, _organisations = (
        sorted(set(some), key=str) for some in zip(*seen, strict=True)
    )
    here = {"indicator__in": indicators, "month__in": months}
    towns = [code for code in territories if code != county]
    IndicatorFigure.objects.filter(territory__in=[*towns, county], **here).delete()
    _insert("", towns, indicators, months, at=at, revision=revision)
    _insert(county, within(county), indicators, months, at=at, revision=revision)
    country = _hold_country()
    IndicatorFigure.objects.filter(territory=SWEDEN, **here).delete()
    _insert(SWEDEN, None, indicators, months, at=at, revision=country)


def _hold_country() -> int:
    """The next number of the country's figures, which nobody else changes until the transaction ends."""
    mark, _is_new = FigureMark.objects.select_for_update(no_key=True).get_or_create(county=SWEDEN)
    mark.entry += 1
    mark.save()
    return mark.entry


def _insert(
    whole: str, codes: list[str] | None, indicators: list[str] | None = None, months: list[date] | None = None, *,
    at: datetime, revision: int,
) -> None:  # fmt: skip
    """Insert the figures of territories, each for itself or added up to a `whole`, by one statement.

    What is not told is not asked for: of all territories, indicators or months.
    """
    chosen = {"territory_id": codes, "indicator": indicators, "month": months}
    asked = {column: some for column, some in chosen.items() if some is not None}
    if not all(asked.values()):
        return
    where = [f"{column} in ({', '.join(['%s'] * len(some))})" for column, some in asked.items()]
    name, by = ("cast(%s as varchar(4))", "") if whole else ("territory_id", ", territory_id")
    statement = f"""
        insert into situation_indicatorfigure (indicator, part, territory_id, month, numerator, denominator,
            organisations, largest, computed_at, revision)
        select indicator, part, {name}, month, sum(adds), sum(base), count(organisation_id),
            coalesce(max(case when organisation_id is null then 0 else adds end), 0), %s, %s
        from (
            select indicator, part, month, organisation_id{by}, sum(numerator) as adds, sum(denominator) as base
            from situation_contribution {f"where {' and '.join(where)}" if where else ""}
            group by indicator, part, month, organisation_id{by}
        ) as one
        group by indicator, part, month{by}
    """  # noqa: S608 (parts of our own)
    moment = connection.ops.adapt_datetimefield_value(at)
    with connection.cursor() as cursor:
        cursor.execute(
            statement,
            [*([whole] if whole else []), moment, revision, *(one for some in asked.values() for one in some)],
        )
