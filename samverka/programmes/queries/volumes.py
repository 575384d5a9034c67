"""What was agreed held against what was delivered, period by period."""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Max, Q, QuerySet
from django.utils.timezone import localdate

from samverka.actors.models import User
from samverka.programmes import policy
from samverka.programmes.models import Agreement, Amended, Party, Stated, Volume
from samverka.programmes.models.agreements import RUNNING, AgreementState
from samverka.situation.queries import LENGTHS, Figure, Period, delivered, month_of


Kind = Volume.Kind
COUNTED: dict[str, str] = {  # by an indicator of the situation picture
    Kind.NIGHTS: "nights_open",
    Kind.BED_NIGHTS: "bed_nights",
    Kind.VISITS: "desk_visits",
    Kind.OUTREACH: "outreach_visits",
}
BEDS, NIGHTS = "occupancy", "nights_open"  # places per night: beds that could be given out, by nights
MINUS = "\N{MINUS SIGN}"
SETTLES = timedelta(days=14)  # after a period its nights are frozen and put right


@dataclass(frozen=True, slots=True)
class Held:
    """A volume in a period: agreed, delivered, and how far apart. None: nothing is known, or it is hidden."""

    volume: Volume
    period: Period
    agreed: float
    delivered: float | None
    is_hidden: bool = False

    @property
    def deviation(self) -> float | None:
        """As a share of what was agreed; below nought when it was less."""
        return (self.delivered - self.agreed) / self.agreed if self.delivered is not None and self.agreed else None

    @property
    def percent(self) -> str:
        """The same as people read it."""
        return "" if self.deviation is None else f"{round(self.deviation * 100):+d} %".replace("-", MINUS)

    def is_far(self, percent: int) -> bool:
        return self.deviation is not None and abs(self.deviation) * 100 > percent


Row = tuple[Volume, list[Held]]


def is_counted(kind: str) -> bool:
    """Do nights and tallies tell it, so that nobody need state it?"""
    return kind in COUNTED or kind == Kind.PLACES


def runners(agreement: Agreement) -> list[UUID]:
    """The organisations that run it."""
    return [one.organisation_id for one in agreement.parties.all() if one.part == Party.Part.PROVIDER]


def periods_of(agreement: Agreement, by: str, *, until: date) -> list[Period]:
    """Months, quarters or years of an agreement up to the one that holds a day, the first first."""
    length, first, last = LENGTHS[by], agreement.first_day, min(agreement.last_day, until)
    numbers = range((first.year * 12 + first.month - 1) // length, (last.year * 12 + last.month - 1) // length + 1)
    return [
        Period(by, tuple(month_of(month) for month in range(number * length, (number + 1) * length)))  # type: ignore[arg-type]
        for number in numbers
    ]


def year_of(year: int) -> Period:
    return Period("year", tuple(date(year, month, 1) for month in range(1, 13)))


def last_day(period: Period) -> date:
    month = period.months[-1]
    return month.replace(day=monthrange(month.year, month.month)[1])


def volumes(agreement: Agreement) -> QuerySet[Volume]:
    """What is promised, and what is amended of it."""
    return agreement.volumes.prefetch_related("amended").order_by("kind")


def held(viewer: User | None, agreement: Agreement, over: Sequence[Period]) -> list[Row]:
    """Each volume over some periods, as the viewer may see what was delivered. At most five queries."""
    promised = list(volumes(agreement).prefetch_related("stated"))
    if not promised or not over:
        return []
    keys = {COUNTED[one.kind] for one in promised if one.kind in COUNTED}
    if any(one.kind == Kind.PLACES for one in promised):
        keys |= {BEDS, NIGHTS}
    told = delivered(viewer, runners(agreement), agreement.territory_id, sorted(keys), over) if keys else {}
    return [
        (one, [_held(agreement, one, period, number, told) for number, period in enumerate(over)]) for one in promised
    ]


def _held(
    agreement: Agreement, volume: Volume, period: Period, number: int, told: dict[str, list[Figure]]
) -> Held:  # fmt: skip
    due = agreed(agreement, volume, period)
    if volume.kind == Kind.PLACES:
        beds, nights = told[BEDS][number], told[NIGHTS][number]
        hidden = bool(beds.status or nights.status)
        shared = _nights(nights)
        a_night = beds.denominator / shared if beds.denominator and shared else None
        return Held(volume, period, due, None if hidden else a_night, hidden)
    if volume.kind in COUNTED:
        figure = told[COUNTED[volume.kind]][number]
        adds = _nights(figure) if volume.kind == Kind.NIGHTS else figure.numerator
        return Held(volume, period, due, adds, bool(figure.status))
    return Held(volume, period, due, _stated(volume.stated.all(), period))


def _nights(figure: Figure) -> int | None:
    """Nights on which anything was open: those of several shelters fall together, no month has more than its days."""
    days = sum(monthrange(month.year, month.month)[1] for month in figure.known)
    return None if figure.numerator is None else min(figure.numerator, days)


def _stated(rows: Iterable[Stated], period: Period) -> int | None:
    amounts = [one.amount for one in rows if one.month in period.months]
    return sum(amounts) if amounts else None


def agreed(agreement: Agreement, volume: Volume, period: Period) -> float:
    """What is agreed for a period: a share of it by its days, when it runs, or is agreed so, for a part of it only."""
    parts = _parts(agreement, volume)
    if volume.per == Volume.Per.NIGHT:
        days = [(one.said.amount, sum(one.days(month) for month in period.months)) for one in parts]
        days = [one for one in days if one[0]] if any(all(one) for one in days) else days
        number = sum(each for _amount, each in days)
        return sum(amount * each for amount, each in days) / number if number else float(volume.amount)
    return sum(one.share(period) for one in parts)


def amended_from(agreement: Agreement) -> date | None:
    """From which day on volumes are agreed anew: the extension's first, or the first that is not settled."""
    if not agreement.is_extended or agreement.extended_from is None:
        return None
    frozen = agreement.follow_ups.filter(frozen_at__isnull=False).aggregate(last=Max("year"))["last"]
    since = max(agreement.extended_from, date(frozen + 1, 1, 1)) if frozen else agreement.extended_from
    return since if since <= agreement.last_day else None


@dataclass(frozen=True, slots=True)
class _Part:
    """What is agreed from one day to another. It was agreed on until a third, however early it ended."""

    said: Volume | Amended
    first: date
    last: date
    until: date

    def days(self, month: date) -> int:
        return _days(month, self.first, self.last)

    def share(self, period: Period) -> float:
        """How much of it falls into a period."""
        if self.said.per == Volume.Per.WHOLE:
            days = sum(_days(month, self.first, min(self.last, self.until)) for month in period.months)
            return self.said.amount * days / ((self.until - self.first).days + 1)
        months = sum(self.days(month) / monthrange(month.year, month.month)[1] for month in period.months)
        return self.said.amount * (months if self.said.per == Volume.Per.MONTH else months / 12)


def _parts(agreement: Agreement, volume: Volume) -> list[_Part]:
    """As it was signed, and then for each extension, for the days on which it ran."""
    amended = [one for one in volume.amended.all() if one.since <= agreement.last_day]
    lasts = [*(one.since - timedelta(days=1) for one in amended), agreement.last_day]
    signed = _Part(volume, agreement.first_day, lasts[0], agreement.signed_until or agreement.last_day)
    anew = zip(amended, lasts[1:], strict=True)
    return [signed, *(_Part(one, one.since, last, one.until) for one, last in anew)]


def _days(month: date, first: date, last: date) -> int:
    """How many days of a month lie between two days."""
    end = month.replace(day=monthrange(month.year, month.month)[1])
    return max(0, (min(last, end) - max(first, month)).days + 1)


def percent_of(agreement: Agreement, *, on: date) -> int:
    """From how far off both parties are asked."""
    return int(policy.rules_of(agreement.territory_id, on=on).value(policy.DEVIATION_PERCENT))


def to_compare(*, at: datetime) -> QuerySet[Agreement]:
    """Those of which it has not been looked today whether a period has ended."""
    today = localdate(at)
    lately = Q(state__in=RUNNING) | Q(
        state=AgreementState.ENDED, last_day__gte=today - 2 * SETTLES, signed_on__isnull=False
    )
    return Agreement.objects.filter(lately, Q(compared_on=None) | Q(compared_on__lt=today), first_day__lte=today)


def far_off(agreement: Agreement, *, on: date) -> list[Held]:
    """What lies far off in periods that have settled since it was last looked."""
    since = agreement.compared_on or date.min
    over = [
        one
        for one in periods_of(agreement, agreement.followed_up, until=on)
        if since < min(last_day(one), agreement.last_day) + SETTLES <= on
    ]
    percent = percent_of(agreement, on=on)
    return [one for _volume, row in held(None, agreement, over) for one in row if one.is_far(percent)]
