"""What is counted at front desks: a day, a month, and what a week came to in a municipality."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Sum

from samverka.actors.models import Organisation, Territory, User
from samverka.core.alphabet import Alphabetic, alphabetic
from samverka.directory.models import Category, Service
from samverka.outreach.models import AdviceSession, GroupActivity, VisitCorrection, VisitSum, VisitTally, VisitTap
from samverka.outreach.models.areas import overseen
from samverka.outreach.models.tallies import KINDS
from samverka.outreach.models.visits import SERVED, desks


def desk_services(viewer: User) -> QuerySet[Service]:
    """The running services of the organisations at whose desks the viewer counts."""
    rows = Service.objects.running().filter(provider__organisation__in=desks(viewer))
    return rows.select_related("provider__organisation", "category").order_by(
        Alphabetic("provider__name"), Alphabetic("name"), "pk"
    )


def counted_at(services: Iterable[Service], *, since: date) -> set[UUID]:
    """Those of the services at whose desks something has been counted since."""
    days = VisitTally.objects.filter(service__in=services, date__gte=since)
    return set(days.values_list("service_id", flat=True).distinct())


def town_of(service: Service) -> Territory | None:
    """The municipality in which a service is: of its first place, or else of whoever offers it."""
    stop = service.at_places.select_related("place__territory").first()
    found = [stop.place.territory if stop else None, service.provider.territory]
    found += [service.provider.organisation.territory if service.provider.organisation else None]
    return next((one for one in found if one and len(one.code) == 4), None)


def servings_of(service: Service) -> tuple[list[Category], list[Category]]:
    """What is served where the service is, as big buttons; and all else that can be."""
    there = Category.objects.filter(
        services__provider=service.provider_id, services__is_removed=False, group__in=SERVED
    )
    here = set(there.values_list("pk", flat=True))
    known = list(Category.objects.filter(group__in=SERVED))
    return [one for one in known if one.pk in here], [one for one in known if one.pk not in here]


def visit_day(service: Service, on: date) -> VisitTally | None:
    return VisitTally.objects.filter(service=service, date=on).first()


def last_tap(viewer: User, service: Service, *, on: date) -> VisitTap | None:
    """What the viewer tapped last on a day, and has not undone."""
    rows = VisitTap.objects.filter(tally__service=service, tally__date=on, by=viewer, undone_at=None)
    return rows.select_related("tally").order_by("-noted_at", "-pk").first()


def visit_days(service: Service, *, since: date) -> QuerySet[VisitTally]:
    """The days that were counted lately, the newest first."""
    return VisitTally.objects.filter(service=service, date__gte=since).order_by("-date")


def visit_corrections(tally: VisitTally | None) -> QuerySet[VisitCorrection]:
    """The counter-entries of a day, the oldest first."""
    return VisitCorrection.objects.filter(tally=tally).order_by("at", "pk")


def recent_sessions(viewer: User, service: Service, *, since: date) -> QuerySet[AdviceSession]:
    rows = AdviceSession.objects.visible_to(viewer).counted().filter(service=service, date__gte=since)
    return rows.select_related("referred_to", "referred_kind").order_by("-date", "-noted_at", "-pk")


def recent_activities(viewer: User, service: Service, *, since: date) -> QuerySet[GroupActivity]:
    rows = GroupActivity.objects.visible_to(viewer).counted().filter(service=service, date__gte=since)
    return rows.order_by("-date", "-noted_at", "-pk")


@dataclass(slots=True)
class DeskSums:
    """What a service, or all of them, came to. Visits are counted, not people."""

    name: str = ""
    counts: Counter[str] = field(default_factory=Counter)
    servings: Counter[str] = field(default_factory=Counter)
    topics: Counter[str] = field(default_factory=Counter)
    activities: int = 0
    participants: int = 0

    @property
    def visits(self) -> int:
        return self.counts.total()

    @property
    def sessions(self) -> int:
        return self.topics.total()

    def add(self, other: "DeskSums") -> None:
        self.counts.update(other.counts)
        self.servings.update(other.servings)
        self.topics.update(other.topics)
        self.activities += other.activities
        self.participants += other.participants


@dataclass(slots=True)
class DeskMonth:
    """What the front desks of an organisation came to in a month."""

    services: list[DeskSums]
    whole: DeskSums

    def __bool__(self) -> bool:
        return bool(self.services)


def desk_month(organisation: Organisation, *, month: date) -> DeskMonth:
    """Each service that counted in the month, by name. Four queries."""
    after = (month + timedelta(days=32)).replace(day=1)
    found = _sums(Q(organisation=organisation), month, after)
    for row in VisitSum.objects.filter(organisation=organisation, month=month).select_related("service"):
        sums = found.setdefault(row.service_id, DeskSums(row.service.name))
        sums.counts.update({kind: getattr(row, kind) for kind in KINDS})
        sums.servings.update(row.servings)
        sums.topics.update(row.topics)
        sums.activities, sums.participants = sums.activities + row.activities, sums.participants + row.participants
    return _month(found)


def desk_week(viewer: User, municipality: Territory, *, monday: date) -> DeskMonth:
    """A week's sums that the viewer may see: of the own desks, or of all for those who coordinate. Three queries."""
    mine = Q(organisation__in=desks(viewer)) | overseen(viewer)
    here = Q(county=municipality.county, municipality=municipality)
    return _month(_sums(here & mine, monday, monday + timedelta(days=7)))


def _month(found: dict[UUID, DeskSums]) -> DeskMonth:
    whole = DeskSums()
    for one in found.values():
        whole.add(one)
    return DeskMonth(sorted(found.values(), key=lambda one: alphabetic(one.name)), whole)


def _sums(where: Q, since: date, until: date) -> dict[UUID, DeskSums]:
    """By service, of the days from one until before another."""
    found: dict[UUID, DeskSums] = {}
    where &= Q(date__gte=since, date__lt=until)
    for row in VisitTally.objects.filter(where).select_related("service"):
        sums = found.setdefault(row.service_id, DeskSums(row.service.name))
        sums.counts.update({kind: getattr(row, kind) for kind in KINDS})
        sums.servings.update(row.servings)
    talks = AdviceSession.objects.counted().filter(where).values_list("service", "service__name", "topic")
    for service, name, topic, times in talks.annotate(times=Count("pk")).order_by():
        found.setdefault(service, DeskSums(name)).topics[topic] += times
    took_part = Sum(F("women") + F("men") + F("other") + F("children"))
    groups = GroupActivity.objects.counted().filter(where).values_list("service", "service__name")
    for service, name, times, people in groups.annotate(times=Count("pk"), took_part=took_part).order_by():
        sums = found.setdefault(service, DeskSums(name))
        sums.activities, sums.participants = sums.activities + times, sums.participants + people
    return found
