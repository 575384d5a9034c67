"""A host's day: does it open tonight, for how many, who is missing, and whom to ring."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samverka.actors.models import ContactLine, User
from samverka.core.alphabet import Alphabetic
from samverka.core.policy import effective
from samverka.shelters import clock
from samverka.shelters.models import HostLink, HostSlot, Season, Shelter
from samverka.shelters.models.sites import keeping
from samverka.shelters.policy import MORNING_CLOSE
from samverka.shelters.queries.tonight import beds_and_people


State = HostSlot.State
ANSWERS = (ContactLine.Function.DUTY, ContactLine.Function.INTAKE, ContactLine.Function.COORDINATION)
OPENS = (State.CONFIRMED, State.STAFFED, State.OPENED)


@dataclass(frozen=True, slots=True)
class HostDay:
    """What a host is told of tonight: numbers and functions, and nobody."""

    host: Shelter
    date: date
    slot: HostSlot | None
    places: int
    guests: int  # who are expected, or have come
    ring: list[tuple[str, str]]  # who answers, and the number
    doors_open: str
    told_by: datetime  # by then every host knows
    is_late: bool  # that hour has come

    @property
    def opens(self) -> bool:
        return bool(self.slot and self.slot.state in OPENS)

    @property
    def waits(self) -> bool:
        """It has a turn tonight and has not said how many beds there are."""
        return bool(self.slot and self.slot.state == State.SCHEDULED)

    @property
    def verdict(self) -> str:
        if self.opens:
            return _("You open tonight")
        if self.waits:
            return _("You open tonight, but have not confirmed") if self.is_late else _("You are to open tonight")
        return _("You do not open tonight")

    @property
    def numbers(self) -> list[str]:
        """How many guests, and how many volunteers are missing; nothing where the doors stay shut."""
        if not (self.slot and (self.opens or self.waits)):
            return []
        guests = ngettext("%(count)s guest is expected", "%(count)s guests are expected", self.guests)
        told = [guests % {"count": self.guests} if self.guests else _("no guest is expected yet")]
        lacking = ngettext("%(count)s volunteer is missing", "%(count)s volunteers are missing", self.slot.missing)
        return [*told, lacking % {"count": self.slot.missing} if self.slot.missing else _("all volunteers are found")]

    @property
    def sentence(self) -> str:
        """The day in one sentence: whether, how many guests, how many volunteers, whom to ring."""
        ring = [_("ring %(who)s, %(phone)s") % {"who": who, "phone": phone} for who, phone in self.ring[:1]]
        return f"{'; '.join([self.verdict, *self.numbers, *ring])}."


def host_link(key: str, *, at: datetime) -> HostLink | None:
    """The link that a key opens, while it is good. One query."""
    lasting = HostLink.objects.lasting(at).filter(digest=sha256(key.encode()).hexdigest())
    linked = lasting.select_related("host__organisation", "host__pool", "season__pool__organisation")
    return linked.first() if key else None


def host_day(*, season: Season, host: Shelter, at: datetime) -> HostDay:
    """Tonight at a host. Five queries."""
    date = clock.tonight(at, closes=MORNING_CLOSE)
    slot = _tonight(HostSlot.objects.filter(county=season.county, season=season, host=host), date).first()
    return _days([(host, slot)], season, date, at=at)[0]


def my_days(*, viewer: User, at: datetime) -> list[HostDay]:
    """Tonight at the hosts that the viewer keeps and that take turns in a season that is going on."""
    date = clock.tonight(at, closes=MORNING_CLOSE)
    seasons = Season.objects.filter(first__lte=date, last__gte=date).select_related("pool__organisation")
    found = []
    for season in seasons.filter(slots__host__organisation__in=keeping(viewer)).distinct().order_by("pk"):
        turns = HostSlot.objects.filter(county=season.county, season=season)
        hosts = Shelter.objects.filter(organisation__in=keeping(viewer), pk__in=turns.values("host"), is_active=True)
        slots = {slot.host_id: slot for slot in _tonight(turns.filter(host__in=hosts), date)}
        mine = hosts.select_related("organisation").order_by(Alphabetic("name"))
        found += _days([(host, slots.get(host.pk)) for host in mine], season, date, at=at)
    return found


def links_to_mail(*, at: datetime) -> list[HostLink]:
    """The links whose host has a turn tonight and wants to be told by mail, and was not told yet."""
    date = clock.tonight(at, closes=MORNING_CLOSE)
    due = Q(mailed_on=None) | Q(mailed_on__lt=date)
    turns = HostSlot.objects.filter(date=date, night__isnull=False)
    wanted = HostLink.objects.lasting(at).filter(due, by_mail=True, season__first__lte=date, season__last__gte=date)
    linked = wanted.select_related("host__organisation", "host__pool", "season__pool__organisation")
    with_turns = set(turns.filter(season__in=wanted.values("season")).values_list("season", "host"))
    return [link for link in linked.order_by("pk") if (link.season_id, link.host_id) in with_turns]


def mailbox_of(link: HostLink, slot: HostSlot | None) -> str:
    """Where the day's sentence goes: the role mailbox of whoever answers for the turn, or for the host."""
    if slot and slot.line and slot.line.email:
        return slot.line.email
    lines = ContactLine.objects.filter(organisation=link.host.organisation_id, function__in=ANSWERS).exclude(email="")
    return next((line.email for line in _in_order(lines)), "")


def calendar_turns(link: HostLink) -> QuerySet[HostSlot]:
    """The turns that a host subscribes to, with those that came to nothing."""
    turns = HostSlot.objects.filter(county=link.season.county, season=link.season_id, host=link.host_id)
    return turns.select_related("night", "host").order_by("date", "pk")


def _tonight(turns: QuerySet[HostSlot], date: date) -> QuerySet[HostSlot]:
    return turns.filter(date=date, withdrawn_at=None).select_related("night", "line", "host", "season")


def _days(
    hosts: Iterable[tuple[Shelter, HostSlot | None]], season: Season, date: date, *, at: datetime
) -> list[HostDay]:
    hosts = list(hosts)
    nights = [slot.night.pk for _host, slot in hosts if slot and slot.night]
    counts = beds_and_people(nights)
    lines = list(
        ContactLine.objects.filter(organisation=season.pool.organisation_id, function__in=ANSWERS).exclude(phone="")
    )
    days = []
    for host, slot in hosts:
        said = effective(host.scopes, on=date)
        told_by = clock.by_day(date, said.time("told_by"))
        beds, people = counts.get(slot.night.pk, (slot.beds, 0)) if slot and slot.night else (0, 0)
        days.append(
            HostDay(
                host, date, slot, beds, people,
                _ring(host, slot, lines), f"{said.value('doors_open')}", told_by, told_by <= at,
            )
        )  # fmt: skip
    return days


def _ring(host: Shelter, slot: HostSlot | None, lines: list[ContactLine]) -> list[tuple[str, str]]:
    """Whom the host rings: the line that answers for its turn, then the intake's, by their functions."""
    own = [slot.line] if slot and slot.line and slot.line.phone else []
    told = {line.phone: str(line.get_function_display()) for line in reversed([*own, *_in_order(lines)])}
    return [(who, phone) for phone, who in reversed(told.items())]


def _in_order(lines: Iterable[ContactLine]) -> list[ContactLine]:
    return sorted(lines, key=lambda line: ANSWERS.index(ContactLine.Function(line.function)))
