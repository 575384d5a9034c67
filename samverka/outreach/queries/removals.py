"""Removals: how far they have come, what the law's clock says, and what of the support plan is to be done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil
from typing import NamedTuple

from django.db.models import Prefetch, Q, QuerySet

from samverka.actors.models import Organisation, User
from samverka.core.alphabet import Alphabetic
from samverka.outreach.models import PlanTick, RemovalCase, RemovalStep, Settlement
from samverka.outreach.models.removals import OVER, State
from samverka.outreach.plan import Clock, Dates, Planned, is_short, objections_until, support_plan
from samverka.outreach.policy import PUBLIC_PLACE_HOURS, law_of, rules_of


NEEDED = {"interpreter": "needs_interpreter", "transport": "needs_transport", "storage": "needs_storage",
          "ticket_home": "needs_ticket_home", "places": "places"}  # fmt: skip


def removals(viewer: User) -> QuerySet[RemovalCase]:
    """Those whose page the viewer may see, each with its steps."""
    steps = Prefetch("steps", RemovalStep.objects.order_by("noted_at", "pk"))
    ticks = Prefetch("ticks", PlanTick.objects.order_by("done_at"))
    rows = RemovalCase.objects.visible_to(viewer).select_related("settlement__area", "municipality", "liaison")
    return rows.prefetch_related(steps, ticks).order_by("window_from", "-opened_at", "pk")


def windows(viewer: User) -> QuerySet[RemovalCase]:
    """What a liaison is told: steps and dates, nothing of people or how they live."""
    rows = RemovalCase.objects.told_to(viewer).select_related("settlement__area", "municipality", "liaison")
    return rows.prefetch_related("steps").order_by("window_from", "-opened_at", "pk")


def liaisons(code: str) -> QuerySet[Organisation]:
    """Landowners, police and enforcement that have a liaison for this municipality."""
    here = (code, code[:2], "00")
    rows = Organisation.objects.filter(memberships__role="liaison", memberships__territory__in=here, state="active")
    return rows.distinct().order_by(Alphabetic("name"))


def reached_on(removal: RemovalCase, *states: str) -> date | None:
    """The day on which a case last came into one of these states."""
    days = [step.on for step in removal.steps.all() if step.state in states]
    return max(days, default=None)


def dates_of(removal: RemovalCase) -> Dates:
    """The days from which the plan follows. Without a removal, only the end counts."""
    served_on = reached_on(removal, State.SERVED)
    ended_on = reached_on(removal, State.LEFT, State.WITHDRAWN, State.REJECTED)
    if ended_on:
        return Dates(served_on, None, ended_on)
    enforced_on = reached_on(removal, State.ENFORCED)
    ordered_on = reached_on(removal, State.POLICE_ORDER)
    window = removal.window_from if removal.state != State.POSTPONED else None
    hours = rules_of(removal.municipality_id, on=ordered_on).value(PUBLIC_PLACE_HOURS) if ordered_on else 0
    ordered = ordered_on + timedelta(days=ceil(hours / 24)) if ordered_on else None
    return Dates(served_on, enforced_on or window or ordered)


class Line(NamedTuple):
    """One step of a plan, and whether it is done."""

    step: Planned
    tick: PlanTick | None
    state: str  # done, overdue, today or ahead


@dataclass(frozen=True, slots=True)
class Case:
    """A removal as the law's clock stands on a day."""

    removal: RemovalCase
    on: date
    clock: Clock
    dates: Dates

    @property
    def state(self) -> State:
        """How far it has come; the time to object begins the day after service."""
        until = self.objections_until
        in_time = until and self.dates.served_on and self.dates.served_on < self.on <= until
        return State.OBJECTION if self.removal.state == State.SERVED and in_time else State(self.removal.state)

    @property
    def is_over(self) -> bool:
        return self.removal.state in OVER

    @property
    def may_object(self) -> bool:
        """Is there a last day to object, and has it not passed?"""
        return bool(self.objections_until and self.on <= self.objections_until)

    @property
    def objections_until(self) -> date | None:
        return objections_until(self.dates.served_on, self.clock) if self.dates.served_on else None

    @property
    def is_short(self) -> bool:
        """Is the removal before the time to object is over?"""
        return is_short(self.dates, self.clock)

    @property
    def plan(self) -> list[Line]:
        needs = [code for code, name in NEEDED.items() if getattr(self.removal, name)]
        ticks = {tick.code: tick for tick in self.removal.ticks.all()}
        steps = support_plan(self.dates, needs=needs, clock=self.clock)
        return [Line(step, ticks.get(step.code), self._state(step, ticks)) for step in steps]

    @property
    def due(self) -> list[Line]:
        """What is overdue or due today."""
        return [line for line in self.plan if line.state in ("overdue", "today")]

    def _state(self, step: Planned, ticks: dict[str, PlanTick]) -> str:
        if step.code in ticks or (step.code == "close" and self.removal.closed_at):
            return "done"
        return "overdue" if step.is_overdue(self.on) else "today" if step.due == self.on else "ahead"


def case_of(removal: RemovalCase, *, on: date) -> Case:
    """How a removal stands on a day. The law is that of the day of service, or of the day itself."""
    dates = dates_of(removal)
    return Case(removal, on, law_of(removal.municipality_id, on=dates.served_on or on), dates)


def cases(removals: Iterable[RemovalCase], *, on: date) -> list[Case]:
    """The same for many. Rules are looked up once for each municipality and day."""
    laws: dict[tuple[str, date], Clock] = {}
    found = []
    for removal in removals:
        dates = dates_of(removal)
        where = removal.municipality_id, dates.served_on or on
        laws[where] = laws.get(where) or law_of(where[0], on=where[1])
        found.append(Case(removal, on, laws[where], dates))
    return found


def due(viewer: User, *, on: date) -> list[Case]:
    """The running removals of the viewer's municipalities of which something is overdue or due today."""
    return [case for case in cases(removals(viewer).exclude(state=State.CLOSED), on=on) if case.due]


def earlier_removals(
    viewer: User, *, since: datetime | None = None, also: Settlement | None = None
) -> QuerySet[RemovalCase]:
    """Those from which people at a settlement may have come, and the one that is told of it already."""
    seen = RemovalCase.objects.visible_to(viewer)
    seen = seen.filter(opened_at__gte=since) if since else seen
    kept = Q(pk=also.comes_from_id) if also and also.comes_from_id else Q(pk=None)
    rows = RemovalCase.objects.filter(Q(pk__in=seen.values("pk")) | kept).select_related("settlement__area")
    return rows.order_by("-opened_at", "pk")
