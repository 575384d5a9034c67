"""The week that nobody has to write up: sums by area, what was needed and given, and whether those sent on arrived."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils.timezone import make_aware

from samverka.actors.models import Territory, User
from samverka.core.alphabet import alphabetic
from samverka.outreach.models import LineReferral, Referral, Tally
from samverka.outreach.models.areas import fielding, overseen
from samverka.outreach.models.tallies import NOBODY, Range
from samverka.outreach.queries.tallies import summed


@dataclass(slots=True)
class AreaWeek:
    """One area's sums."""

    area: str
    visits: int = 0
    unchanged: int = 0
    adults: Range = NOBODY
    children: Range = NOBODY

    def add(self, row: Tally) -> None:
        visits, unchanged, *ends = summed(row)
        self.visits, self.unchanged = self.visits + visits, self.unchanged + unchanged
        self.adults, self.children = self.adults.plus(*ends[:2]), self.children.plus(*ends[2:])


@dataclass(slots=True)
class Week:
    """What a municipality's week came to. Contacts are counted, not people: nobody is told apart."""

    monday: date
    areas: list[AreaWeek] = field(default_factory=list)
    whole: AreaWeek = field(default_factory=lambda: AreaWeek(""))
    needs: list[tuple[str, int]] = field(default_factory=list)
    helped_with: list[tuple[str, int]] = field(default_factory=list)
    follow_ups: int = 0
    unknown_children: int = 0
    sent: int = 0
    received: int = 0
    open: int = 0

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)


def week(viewer: User, municipality: Territory, *, monday: date) -> Week:
    """The sums that the viewer may see: of the own teams' rows, or of all for those who coordinate. Four queries."""
    begins = make_aware(datetime.combine(monday, time()))
    ends = make_aware(datetime.combine(monday + timedelta(days=7), time()))
    mine = Q(team__organisation__in=fielding(viewer)) | overseen(viewer)
    here = Q(county=municipality.county, municipality=municipality)
    rows = Tally.objects.counted().filter(here & mine, seen_at__gte=begins, seen_at__lt=ends)
    found = Week(monday)
    _add(found, rows.select_related("area").prefetch_related("corrections"))
    sent = Referral.objects.filter(here & mine, sent_at__gte=begins, sent_at__lt=ends, withdrawn_at=None)
    for receiver, received_at in sent.values_list("receiver", "received_at"):
        found.sent += 1
        found.received += received_at is not None
        found.open += received_at is None and receiver is not None
    return found


def line_referrals(municipality: Territory, *, month: date) -> Counter[str]:
    """How many were led to each line for those who are exploited."""
    rows = LineReferral.objects.filter(county=municipality.county, municipality=municipality, month=month)
    return Counter(rows.values_list("line", flat=True))


def _add(found: Week, rows: Iterable[Tally]) -> None:
    areas: dict[str, AreaWeek] = {}
    needs: Counter[str] = Counter()
    helped: Counter[str] = Counter()
    for row in rows:
        areas.setdefault(row.area.name, AreaWeek(row.area.name)).add(row)
        found.whole.add(row)
        needs.update(row.needs)
        helped.update(row.helped_with)
        found.follow_ups += row.follow_up
        found.unknown_children += row.children == Tally.Children.UNKNOWN
    found.areas = [areas[name] for name in sorted(areas, key=alphabetic)]
    found.needs, found.helped_with = needs.most_common(), helped.most_common()
