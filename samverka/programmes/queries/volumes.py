"""What was agreed held against what was delivered, period by period."""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Max, Q, QuerySet
from django.utils.timezone import localdate

from samverka.actors.models import User
from samverka.programmes import policy
from samverka.programmes.models import Agreement, Amended, Party, Stated, Volume
from samverka.programmes.models.agreements import RUNNING, AgreementState
from samverka.situation.queries import LENGTHS, Figure, Period, Supply, delivered, month_of, supplied


Kind = Volume.Kind
COUNTED: dict[str, str] = {  # by an indicator of the situation picture
    Kind.BED_NIGHTS: "bed_nights",
    Kind.VISITS: "desk_visits",
    Kind.OUTREACH: "outreach_visits",
}
SUPPLIED = (Kind.NIGHTS, Kind.PLACES)  # nights as they were frozen, and the beds of one of them
MINUS = "\N{MINUS SIGN}"
SETTLES = timedelta(days=14)  # after a period its nights are frozen and put right


@dataclass(frozen=True, slots=True)
class Held:
    """A volume in a period: agreed, delivered, and how far apart. None: nothing is counted, or it is hidden.

    While the period runs, what is agreed is for the days that are gone, and nothing is held against it.
    """

    volume: Volume
    period: Period
    agreed: float
    delivered: float | None
    is_hidden: bool = False
    is_rounded: bool = False  # of people, as others see it
    is_running: bool = False
    is_missed: bool = False  # is it too late to count it, and was it entered in time?
    whole: float = 0  # what is agreed for all of the period

    @property
    def promised(self) -> float:
        """What is agreed for all of a period that runs; of one that is over, what it is held against."""
        return self.whole if self.is_running else self.agreed

    @property
    def deviation(self) -> float | None:
        """As a share of what was agreed; below nought when it was less. Of what nobody counted, nothing came."""
        if self.is_running or self.is_hidden or not self.agreed or (self.delivered is None and not self.is_missed):
            return None
        return ((self.delivered or 0) - self.agreed) / self.agreed

    @property
    def is_uncounted(self) -> bool:
        """Was something agreed for a time that is over and settled, and nothing counted?"""
        return self.delivered is None and self.deviation is not None

    @property
    def percent(self) -> str:
        """The same as people read it."""
        return "" if self.deviation is None else f"{round(self.deviation * 100):+d} %".replace("-", MINUS)

    def is_far(self, percent: int) -> bool:
        return self.deviation is not None and abs(self.deviation) * 100 > percent


Row = tuple[Volume, list[Held]]


def is_counted(kind: str) -> bool:
    """Do nights and tallies tell it, so that nobody need state it?"""
    return kind in COUNTED or kind in SUPPLIED


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


def held(viewer: User | None, agreement: Agreement, over: Sequence[Period], *, on: date) -> list[Row]:
    """Each volume over some periods, as the viewer may see what was delivered; none before it is signed. At most eight
    queries.
    """
    promised = list(volumes(agreement).prefetch_related("stated"))
    if agreement.signed_on is None or not promised or not over:
        return []
    whose, kinds = (runners(agreement), agreement.territory_id), {one.kind for one in promised}
    keys = sorted(COUNTED[kind] for kind in kinds.intersection(COUNTED))
    told = delivered(viewer, *whose, keys, over) if keys else {}
    supply: list[Supply] = []
    if kinds.intersection(SUPPLIED):
        supply = supplied(viewer, *whose, over, since=agreement.first_day, until=agreement.last_day)
    return [
        (one, [_held(agreement, one, period, n, told, supply, on) for n, period in enumerate(over)]) for one in promised
    ]


def _held(
    agreement: Agreement, volume: Volume, period: Period, number: int, told: dict[str, list[Figure]],
    supply: list[Supply], on: date,
) -> Held:  # fmt: skip
    due, whole = agreed(agreement, volume, period, until=on - timedelta(days=1)), agreed(agreement, volume, period)
    last = min(last_day(period), agreement.last_day)
    is_missed = last + SETTLES <= on and last >= localdate(agreement.begun_at)
    one = Held(volume, period, due, None, is_running=on <= last, is_missed=is_missed, whole=whole)
    if volume.kind in SUPPLIED:
        nights, beds, is_hidden = supply[number]
        came = nights if volume.kind == Kind.NIGHTS else beds / nights if nights and beds is not None else None
        return replace(one, delivered=came, is_hidden=is_hidden)
    if volume.kind in COUNTED:
        figure = told[COUNTED[volume.kind]][number]
        return replace(one, delivered=figure.numerator, is_hidden=bool(figure.status), is_rounded=figure.is_rounded)
    return replace(one, delivered=_stated(volume.stated.all(), period))


def _stated(rows: Iterable[Stated], period: Period) -> int | None:
    amounts = [one.amount for one in rows if one.month in period.months]
    return sum(amounts) if amounts else None


def agreed(agreement: Agreement, volume: Volume, period: Period, *, until: date = date.max) -> float:
    """What is agreed for a period: a share of it by its days, when it runs, or is agreed so, for a part of it only; or
    for its days until one of them.
    """
    parts = [replace(one, last=min(one.last, until)) for one in _parts(agreement, volume)]
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
    return [one for _volume, row in held(None, agreement, over, on=on) for one in row if one.is_far(percent)]
