"""Tips: who reads those of a municipality, which wait, and whether the child channel was used."""

from collections import Counter
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils.timezone import localdate

from samverka.actors.models import COORDINATORS, Membership, Role, User
from samverka.core.alphabet import Alphabetic, alphabetic
from samverka.core.county import SWEDEN
from samverka.directory.policy import calendar
from samverka.directory.queries import TownName, towns
from samverka.outreach.models import Area, Team, Tip
from samverka.outreach.models.settlements import near
from samverka.outreach.models.tips import TRIAGE_ROLES, TipQuerySet
from samverka.outreach.policy import TIP_ANSWER_DAYS, rules_of
from samverka.safeguarding.models import Sighting


TIP = "outreach.tip"  # what a sighting says that it was noted with
A_DAY, WEEKEND = timedelta(days=1), 5


class Waiting(NamedTuple):
    """How many tips wait for the viewer, and how many for longer than was promised."""

    open: int
    overdue: int


class TipCount(NamedTuple):
    """What those who coordinate a county or the nation are told: counts."""

    municipality: str
    open: int
    overdue: int


def takes_tips(code: str) -> bool:
    """Is there anybody who reads the tips of a municipality?"""
    return _readers().filter(territory__in=(code, code[:2], SWEDEN)).exists()


def tip_towns() -> list[TownName]:
    """The municipalities where somebody reads tips. One query."""
    read = set(_readers().values_list("territory", flat=True))
    return [town for town in towns().values() if read & {town.code, town.code[:2], SWEDEN}]


def _readers() -> QuerySet[Membership]:
    return Membership.objects.current().filter(role__in=TRIAGE_ROLES, user__is_active=True)


def tip_areas(code: str) -> QuerySet[Area]:
    """The areas that can be chosen in a municipality."""
    return Area.objects.filter(municipality=code, retired_on=None).order_by(Alphabetic("name"))


def answer_due(code: str, *, on: date) -> date:
    """The last working day by which a tip of a day is answered, for who asks."""
    left, holidays = int(rules_of(code, on=on).value(TIP_ANSWER_DAYS)), calendar(on)
    while left:
        on += A_DAY
        left -= on.weekday() < WEEKEND and on not in holidays
    return on


def read_tip(digest: str) -> Tip | None:
    """The tip whose code has this digest."""
    return Tip.objects.filter(digest=digest).first()


def tips(viewer: User) -> TipQuerySet:
    """What the viewer may see, what is due first."""
    return Tip.objects.visible_to(viewer).due_first().select_related("municipality", "area", "team__organisation")


def reads_tips(viewer: User) -> bool:
    """Is it the viewer's work to read what the public tells?"""
    return any(one.role in TRIAGE_ROLES for one in viewer.standing)


def tips_waiting(viewer: User, *, at: datetime) -> Waiting:
    """What waits for the viewer. One query."""
    rows = Tip.objects.visible_to(viewer).waiting()
    due = list(rows.values_list("due_on", flat=True))
    return Waiting(len(due), sum(one is not None and one < localdate(at) for one in due))


def tip_counts(viewer: User, *, on: date) -> list[TipCount]:
    """Each municipality that the viewer follows, with its tips that wait."""
    wide = [role for role in COORDINATORS if role != Role.MUNICIPALITY_COORDINATOR]
    rows = Tip.objects.waiting().filter(near(viewer, wide))
    there = Counter(rows.values_list("municipality__name", flat=True))
    late = Counter(rows.filter(due_on__lt=on).values_list("municipality__name", flat=True))
    return [TipCount(name, there[name], late[name]) for name in sorted(there, key=alphabetic)]


def tip_channel(tip: Tip) -> int:
    """For how many sightings of children that the tip told of the channel is not used yet."""
    return Sighting.objects.open().filter(source_kind=TIP, source_id=tip.pk).count()


def teams_for(code: str) -> QuerySet[Team]:
    """The teams that go out in a municipality."""
    rows = Team.objects.filter(municipalities=code, is_active=True).select_related("organisation")
    return rows.order_by(Alphabetic("organisation__name"), Alphabetic("name"))


def next_door(code: str) -> list[TownName]:
    """The other municipalities that take tips: those of the county first."""
    return sorted((town for town in tip_towns() if town.code != code), key=lambda town: town.code[:2] != code[:2])
