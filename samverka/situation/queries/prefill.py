"""What a municipality has counted already, so that it need only be confirmed: one question of the database each."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import TruncDate
from django.utils.timezone import make_aware

from samverka.actors.models import Organisation
from samverka.outreach.models import (
    EmergencyAidTally,
    RemovalCase,
    RemovalStep,
    Settlement,
    Tally,
    TallyCorrection,
    Team,
    UniqueStatement,
    VisitTally,
)
from samverka.shelters.models import Correction, NightFigure, TurnAwayCorrection, TurnAwayFigure
from samverka.situation.models import Question


Kind = Question.Kind
BANDS = ((0, "0"), (2, "1_2"), (5, "3_5"), (10, "6_10"))  # at most so many: the code of a count band


@dataclass(frozen=True, slots=True)
class Period:
    """A municipality over some days, the first and the last among them."""

    code: str
    first: date
    last: date

    @property
    def county(self) -> str:
        return self.code[:2]

    @property
    def days(self) -> tuple[date, date]:
        return self.first, self.last

    @property
    def moments(self) -> tuple[datetime, datetime]:
        return make_aware(datetime.combine(self.first, time.min)), make_aware(datetime.combine(self.last, time.max))


@dataclass(frozen=True, slots=True)
class Counted:
    """A value as a question of this kind keeps it, and where it was counted."""

    value: Any
    source: str
    kind: str


def counted(code: str, *, first: date, last: date) -> dict[str, Counted]:
    """By the code of a question. What nobody has counted is left out: it is not nought."""
    here = Period(code, first, last)
    found = {name: Counted(ask(here), source, kind) for name, (source, kind, ask) in SOURCES.items()}
    return {name: one for name, one in found.items() if one.value is not None}


def _adults(here: Period) -> list[int] | None:
    """What teams that go out here alone believe to have met in a month: from the lowest month to the highest."""
    teams = Team.objects.annotate(towns=Count("municipalities")).filter(towns=1)
    rows = UniqueStatement.objects.filter(
        county=here.county, month__range=(here.first.replace(day=1), here.last),
        team__in=teams.values("pk").filter(pk__in=Team.objects.filter(municipalities=here.code).values("pk")),
    )  # fmt: skip
    months = rows.values("month").annotate(low=Sum("least"), high=Sum("most")).order_by("month")
    ends = [(one["low"], one["high"]) for one in months]
    return [min(low for low, _high in ends), max(high for _low, high in ends)] if ends else None


def _children(here: Period) -> list[int] | None:
    """On the day on which most were met."""
    rows = Tally.objects.counted().filter(
        county=here.county, municipality=here.code, seen_at__range=here.moments, children="yes"
    )
    days = rows.annotate(day=TruncDate("seen_at")).values("day").order_by("day")
    sums = days.annotate(low=Sum("children_least"), high=Sum("children_most"))
    met: dict[date, tuple[int, int]] = {one["day"]: (one["low"], one["high"]) for one in sums}
    changes = TallyCorrection.objects.filter(county=here.county, tally__in=rows)
    put_right = changes.annotate(day=TruncDate("tally__seen_at")).values("day").order_by("day")
    for one in put_right.annotate(by=Sum("children")):
        low, high = met[one["day"]]
        met[one["day"]] = (low + one["by"], high + one["by"])
    most = max(met.values(), key=lambda ends: ends[1], default=None)
    return list(most) if most else None


def _settlements(here: Period) -> str | None:
    """How many there were at any time in the period, as a band."""
    start, end = here.moments
    rows = Settlement.objects.filter(county=here.county, municipality=here.code, reported_at__lte=end)
    if not rows.exists():
        return None
    count = rows.exclude(closed_at__lt=start).count()
    return next((band for most, band in BANDS if count <= most), "more")


def _removals_started(here: Period) -> int | None:
    rows = RemovalCase.objects.filter(county=here.county, municipality=here.code)
    return rows.filter(opened_at__range=here.moments).count() if rows.exists() else None


def _removals_enforced(here: Period) -> int | None:
    rows = RemovalStep.objects.filter(county=here.county, removal__municipality=here.code)
    return rows.filter(state="enforced", on__range=here.days).count() if rows.exists() else None


def _outreach(here: Period) -> str | None:
    """Who has gone out: the municipality's own teams, or others'."""
    rows = Tally.objects.counted().filter(county=here.county, municipality=here.code, seen_at__range=here.moments)
    kinds = set(rows.order_by().values_list("team__organisation__kind", flat=True).distinct())
    if not kinds:
        return None
    return "own" if Organisation.Kind.MUNICIPALITY in kinds else "bought"


def _services(here: Period) -> list[str] | None:
    """Shelters and day centres for which something was counted."""
    nights = NightFigure.objects.filter(
        county=here.county, night__shelter__territory=here.code, date__range=here.days, bed_nights__gt=0
    )
    visits = VisitTally.objects.filter(county=here.county, municipality=here.code, date__range=here.days)
    found = [code for code, rows in (("shelter", nights), ("day", visits)) if rows.exists()]
    return found or None


def _bed_nights(here: Period) -> int | None:
    """As frozen and corrected."""
    rows = NightFigure.objects.filter(county=here.county, night__shelter__territory=here.code, date__range=here.days)
    changes = Correction.objects.filter(county=here.county, field="bed_nights", figure__in=rows)
    return _sum(rows, "bed_nights", changes, "change")


def _turned_away(here: Period) -> int | None:
    """At the doors and at the draws of the municipality's pools. None where no night was frozen."""
    frozen = NightFigure.objects.filter(county=here.county, night__shelter__territory=here.code, date__range=here.days)
    days = {"county": here.county, "date__range": here.days}
    doors = TurnAwayFigure.objects.filter(**days, night__shelter__territory=here.code)
    draws = TurnAwayFigure.objects.filter(**days, night=None, pool__territory=here.code)
    changes = TurnAwayCorrection.objects.filter(**days, night__shelter__territory=here.code)
    found = [_sum(doors, "people", changes, "people"), _sum(draws, "people")]
    if frozen.exists() or any(one is not None for one in found):
        return sum(one or 0 for one in found)
    return None


def _aid(here: Period) -> int | None:
    return _sum(_aid_rows(here), "granted")


def _tickets_home(here: Period) -> int | None:
    return _sum(_aid_rows(here).filter(kind=EmergencyAidTally.Kind.TICKET_HOME), "granted")


def _aid_rows(here: Period) -> QuerySet[EmergencyAidTally]:
    months = (here.first.replace(day=1), here.last)
    return EmergencyAidTally.objects.filter(county=here.county, municipality=here.code, month__range=months)


def _sum(rows: QuerySet[Any], name: str, changes: QuerySet[Any] | None = None, by: str = "") -> int | None:
    """The sum of a column with what was put right since; None where there is no row."""
    found = rows.aggregate(total=Sum(name))["total"]
    more = changes.aggregate(total=Sum(by))["total"] if changes is not None else None
    return None if found is None and more is None else max(0, (found or 0) + (more or 0))


SOURCES: dict[str, tuple[str, str, Callable[[Period], Any]]] = {
    "adults": ("outreach.uniquestatement", Kind.RANGE, _adults),
    "children": ("outreach.tally", Kind.RANGE, _children),
    "settlements": ("outreach.settlement", Kind.BAND, _settlements),
    "removals_started": ("outreach.removalcase", Kind.NUMBER, _removals_started),
    "removals_enforced": ("outreach.removalstep", Kind.NUMBER, _removals_enforced),
    "outreach": ("outreach.team", Kind.ONE_OF, _outreach),
    "services": ("shelters.night", Kind.SEVERAL_OF, _services),
    "bed_nights": ("shelters.nightfigure", Kind.NUMBER, _bed_nights),
    "turned_away": ("shelters.turnawayfigure", Kind.NUMBER, _turned_away),
    "aid": ("outreach.emergencyaidtally", Kind.NUMBER, _aid),
    "tickets_home": ("outreach.emergencyaidtally", Kind.NUMBER, _tickets_home),
}
