"""An agreement's years: volumes, deviations with what both parties say, money, and who has settled."""

from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Case, Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, ExtractYear
from django.utils.timezone import localdate

from samverka.actors.models import User
from samverka.programmes.models import (
    Agreement,
    AgreementMeeting,
    Deviation,
    DeviationComment,
    FollowUp,
    Party,
    Payment,
    Settling,
)
from samverka.programmes.models.agreements import SPEAK
from samverka.programmes.queries.agreements import Year, money_of, own_parties
from samverka.programmes.queries.payments import payments
from samverka.programmes.queries.volumes import SETTLES, Held, held, last_day, periods_of, year_of


@dataclass(frozen=True, slots=True)
class Asked:
    """A deviation in its period, as the viewer may see it, and what each party says: None when it has said nothing."""

    deviation: Deviation
    held: Held | None
    said: list[tuple[Party, DeviationComment | None]]

    @property
    def is_waiting(self) -> bool:
        return any(comment is None for _party, comment in self.said)


@dataclass(frozen=True, slots=True)
class FollowedUp:
    """All that is told of an agreement's year."""

    agreement: Agreement
    year: int
    is_over: bool
    is_compared: bool  # each of its periods has been held against what was agreed
    follow_up: FollowUp | None
    volumes: list[Held]
    asked: list[Asked]
    money: list[Year]
    payments: list[Payment]  # that were due in the year, or paid
    settlings: list[tuple[Party, date | None]]
    meetings: list[AgreementMeeting]

    @property
    def uncounted(self) -> list[Held]:
        return [one for one in self.volumes if one.is_uncounted]

    @property
    def is_rounded(self) -> bool:
        return any(one.is_rounded for one in self.volumes)

    @property
    def is_settled(self) -> bool:
        return bool(self.follow_up and self.follow_up.settled_at)

    @property
    def is_frozen(self) -> bool:
        return bool(self.follow_up and self.follow_up.frozen_at)

    @property
    def objection(self) -> str:
        return self.follow_up.objection if self.follow_up else ""


def answering(agreement: Agreement) -> list[Party]:
    """Those who answer for it: who pays, and who runs it."""
    return [one for one in agreement.parties.all() if one.part != Party.Part.PARTNER]


def own_party(viewer: User, agreement: Agreement) -> Party | None:
    """The party that the viewer works for; whoever answers for it first."""
    own = [one for one in agreement.parties.all() if one.organisation_id in viewer.organisations()]
    return min(own, key=lambda one: (one.part == Party.Part.PARTNER, one.pk), default=None)


def years(agreement: Agreement, *, on: date) -> list[int]:
    """The years in which it has run, the last first."""
    if agreement.signed_on is None or agreement.first_day > on:
        return []
    return [one.first.year for one in reversed(periods_of(agreement, "year", until=on))]


def to_settle(viewer: User, *, on: date) -> QuerySet[Party]:
    """Where those whom the viewer speaks for run it, and have not settled all years that are over."""
    said = Settling.objects.filter(party=OuterRef("pk")).order_by().values("party").annotate(number=Count("pk"))
    last = Case(When(agreement__last_day__lt=on, then=ExtractYear("agreement__last_day")), default=Value(on.year - 1))
    rows = _spoken_for(viewer).filter(part=Party.Part.PROVIDER, agreement__signed_on__isnull=False)
    rows = rows.annotate(
        over=last - ExtractYear("agreement__first_day") + 1, settled=Coalesce(Subquery(said.values("number")), 0)
    )
    return rows.filter(over__gt=F("settled")).select_related("agreement").order_by("agreement__last_day", "pk")


def to_confirm(viewer: User) -> QuerySet[FollowUp]:
    """Years that those who run it have settled, and a payer whom the viewer speaks for has not."""
    pays = _spoken_for(viewer).filter(part=Party.Part.PAYER)
    said = Settling.objects.filter(follow_up=OuterRef("pk"), party__in=pays)
    rows = FollowUp.objects.filter(
        ~Exists(said), frozen_at__isnull=False, settled_at=None, agreement__in=pays.values("agreement")
    )
    return rows.select_related("agreement").order_by("year", "pk")


def years_to_settle(viewer: User, *, on: date, most: int) -> list[tuple[Agreement, int, str]]:
    """Each year whose turn it is, the first first, with what must be looked at again."""
    found = []
    parties = to_settle(viewer, on=on).prefetch_related("agreement__follow_ups", "settlings__follow_up")
    for one in parties[:most]:
        done = {said.follow_up.year for said in one.settlings.all()}
        objections = {year.year: year.objection for year in one.agreement.follow_ups.all()}
        left = [year for year in reversed(years(one.agreement, on=on)) if year not in done]
        over = (year for year in left if on > min(date(year, 12, 31), one.agreement.last_day))
        found += [(one.agreement, year, objections.get(year, "")) for year in over]
    return [*found, *((one.agreement, one.year, "") for one in to_confirm(viewer)[:most])]


def _spoken_for(viewer: User) -> QuerySet[Party]:
    return Party.objects.filter(organisation__in=[one.organisation_id for one in viewer.standing if one.role in SPEAK])


def deviations(agreement: Agreement) -> QuerySet[Deviation]:
    comments = DeviationComment.objects.select_related("party__organisation")
    rows = Deviation.objects.filter(volume__agreement=agreement).select_related("volume")
    return rows.prefetch_related(Prefetch("comments", comments)).order_by("period", "volume__kind")


def untold(agreement: Agreement) -> QuerySet[Deviation]:
    return Deviation.objects.filter(volume__agreement=agreement, told_on=None)


def with_untold() -> QuerySet[Agreement]:
    """Agreements of whose deviations the parties have not been told."""
    fresh = Deviation.objects.filter(volume__agreement=OuterRef("pk"), told_on=None)
    return Agreement.objects.filter(Exists(fresh)).select_related("territory").order_by("pk")


def uncommented(viewer: User) -> QuerySet[Deviation]:
    """Deviations of which a party that the viewer works for has said nothing, in years that are not settled."""
    settled = FollowUp.objects.filter(
        agreement=OuterRef("volume__agreement"), year=OuterRef("year"), settled_at__isnull=False
    )
    mine = own_parties(viewer).exclude(part=Party.Part.PARTNER)
    said = DeviationComment.objects.filter(deviation=OuterRef("pk"), party__in=mine)
    rows = Deviation.objects.filter(~Exists(settled), ~Exists(said), volume__agreement__parties__in=mine)
    return rows.select_related("volume__agreement").order_by("found_on", "pk").distinct()


def followed_up(viewer: User, agreement: Agreement, year: int, *, on: date) -> FollowedUp:
    """One year, as the viewer may see it; once it is frozen, as it was frozen; what was hidden stays hidden."""
    there = agreement.follow_ups.filter(year=year).first()
    period, compared = year_of(year), agreement.compared_on or date.min
    parts = [one for one in periods_of(agreement, agreement.followed_up, until=on) if one.first.year == year]
    rows = [row for _volume, row in held(viewer, agreement, [period, *parts], on=on)]
    volumes = [_frozen(there, row[0]) if there and there.frozen_at else row[0] for row in rows]
    settled = {one.party_id: localdate(one.at) for one in there.settlings.all()} if there else {}
    last = min(last_day(period), agreement.last_day)
    return FollowedUp(
        agreement=agreement, year=year, is_over=on > last, is_compared=compared >= last + SETTLES, follow_up=there,
        volumes=volumes, asked=_asked(agreement, year, [one for row in rows for one in row[1:]]),
        money=money_of(agreement, year=year, tells_paid=True),
        payments=list(payments(agreement).filter(Q(due_on__year=year) | Q(paid_on__year=year))),
        settlings=[(one, settled.get(one.pk)) for one in answering(agreement)],
        meetings=list(agreement.meetings.filter(held_on__year=year).order_by("held_on", "pk")),
    )  # fmt: skip


def _frozen(year: FollowUp, one: Held) -> Held:
    kind, agreed, delivered = one.volume.kind, year.agreed or {}, year.delivered or {}
    came = None if one.is_hidden else delivered.get(kind)
    return replace(one, agreed=agreed.get(kind, one.agreed), delivered=came, is_rounded=False)


def _asked(agreement: Agreement, year: int, told: list[Held]) -> list[Asked]:
    by_period, parties = {(one.volume.pk, one.period.code): one for one in told}, answering(agreement)
    asked = []
    for one in deviations(agreement).filter(year=year):
        said = {comment.party_id: comment for comment in one.comments.all()}
        figures = by_period.get((one.volume_id, one.period))
        asked.append(Asked(one, figures, [(party, said.get(party.pk)) for party in parties]))
    return asked
