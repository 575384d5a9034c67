"""Removals: their steps and dates after the law, what is needed, and how it ended. Never who was there."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samverka.actors.models import Organisation, Role, Territory, User
from samverka.core import privacy
from samverka.core.county import CountyForeignKey, CountyRecord
from samverka.outreach.models.settlements import Settlement, near


PLACES = ("places_women", "places_men", "places_mixed", "places_family")
NEEDS = ("needs_interpreter", "needs_transport", "needs_storage", "needs_ticket_home")
ANSWERS = ("taken", "declined", "not_known")
WENT = ("went_emergency", "went_elsewhere", "went_home", "went_not_known")
TOLD = ("offered", *ANSWERS, *WENT)


class State(models.TextChoices):
    OWNER_KNOWN = "owner_known", pgettext_lazy("removal", "landowner known")
    VISITED = "outreach_visited", pgettext_lazy("removal", "visited by outreach")
    APPLIED = "applied", pgettext_lazy("removal", "applied for")
    SERVED = "served", pgettext_lazy("removal", "served")
    OBJECTION = (
        "objection_period",
        pgettext_lazy("removal", "time to object"),
    )  # computed from the day of service, never stored
    DECIDED = "decided", pgettext_lazy("removal", "decided")
    SCHEDULED = "scheduled", pgettext_lazy("removal", "scheduled")
    POLICE_ORDER = "police_order", pgettext_lazy("removal", "ordered by the police")
    ENFORCED = "enforced", pgettext_lazy("removal", "enforced")
    LEFT = "left_voluntarily", pgettext_lazy("removal", "left by those who lived there")
    POSTPONED = "postponed", pgettext_lazy("removal", "postponed")
    WITHDRAWN = "withdrawn", pgettext_lazy("removal", "withdrawn")
    REJECTED = "rejected", pgettext_lazy("removal", "rejected")
    CLEANED = "cleaned", pgettext_lazy("removal", "cleaned")
    CLOSED = "closed", pgettext_lazy("removal", "closed")


ENDINGS = (State.ENFORCED, State.LEFT, State.WITHDRAWN, State.REJECTED)
_OVER = (State.CLEANED, State.CLOSED)
OVER = (*ENDINGS, *_OVER)  # nobody is asked to leave any more
NEXT: dict[str, tuple[State, ...]] = {  # where a case goes from each state; `closed` only by `close_removal`
    State.OWNER_KNOWN: (State.VISITED, State.POLICE_ORDER, State.LEFT),
    State.VISITED: (State.APPLIED, State.POLICE_ORDER, State.LEFT),
    State.APPLIED: (State.SERVED, State.LEFT, State.WITHDRAWN, State.REJECTED),
    State.SERVED: (State.DECIDED, State.LEFT, State.WITHDRAWN, State.REJECTED),
    State.DECIDED: (State.SCHEDULED, State.LEFT, State.POSTPONED, State.WITHDRAWN, State.REJECTED),
    State.SCHEDULED: (State.ENFORCED, State.LEFT, State.POSTPONED, State.WITHDRAWN, State.REJECTED),
    State.POSTPONED: (State.SCHEDULED, State.LEFT, State.WITHDRAWN, State.REJECTED, *_OVER),
    State.POLICE_ORDER: (State.ENFORCED, State.LEFT, State.WITHDRAWN),
    **dict.fromkeys(ENDINGS, _OVER),
    State.CLEANED: (State.CLOSED,),
    State.CLOSED: (),
}
ONWARD = {  # steps towards the day itself, which wait for the child channel when children were seen
    *(State.APPLIED, State.SERVED, State.DECIDED, State.SCHEDULED, State.POLICE_ORDER, State.ENFORCED),
}


PLAN: dict[str, object] = {  # what the steps of the support plan are called
    "information": _("An information sheet in their languages, with the last day to object"),
    "places": _("Places reserved for those who want them"),
    "interpreter": _("Interpreter arranged"),
    "storage": _("Belongings can be stored"),
    "transport": _("Transport arranged"),
    "ticket_home": _("Word of how to get a ticket home"),
    "on_site": _("The team is on site"),
    "open_places": _("Everybody knows which places are open"),
    "next_step": _("Everybody knows the next step"),
    "close": _("The case is closed"),
}


class RemovalQuerySet(models.QuerySet["RemovalCase"]):
    def visible_to(self, viewer: User) -> Self:
        """Those of the municipalities where the viewer works with settlements."""
        return self.filter(near(viewer))

    def told_to(self, viewer: User) -> Self:
        """Those of which a landowner's, police's or enforcement's own liaison is told: the steps and dates alone."""
        mine = [one.organisation_id for one in viewer.standing if one.role == Role.LIAISON]
        return self.filter(liaison__in=mine).exclude(state=State.CLOSED)

    def running(self) -> Self:
        return self.exclude(state=State.CLOSED)


class RemovalCase(CountyRecord):
    """One removal from a settlement: how far it has come, what is needed, and what it came to."""

    State = State

    settlement = CountyForeignKey(Settlement, models.PROTECT, related_name="removals")
    municipality = models.ForeignKey(Territory, models.PROTECT, related_name="removals")
    liaison = models.ForeignKey(Organisation, models.PROTECT, related_name="removals", null=True, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.OWNER_KNOWN)
    window_from = models.DateField(_("earliest day"), null=True, blank=True)
    window_to = models.DateField(_("latest day"), null=True, blank=True)
    places_women = models.PositiveSmallIntegerField(_("places for women"), default=0)
    places_men = models.PositiveSmallIntegerField(_("places for men"), default=0)
    places_mixed = models.PositiveSmallIntegerField(_("places for anybody"), default=0)
    places_family = models.PositiveSmallIntegerField(_("places for families"), default=0)
    needs_interpreter = models.BooleanField(_("interpreter"), default=True)
    needs_transport = models.BooleanField(_("transport"), default=False)
    needs_storage = models.BooleanField(_("storage of belongings"), default=False)
    needs_ticket_home = models.BooleanField(_("word of a ticket home"), default=False)
    offered = models.PositiveSmallIntegerField(_("places offered"), null=True, blank=True)
    taken = models.PositiveSmallIntegerField(_("places taken"), null=True, blank=True)
    declined = models.PositiveSmallIntegerField(_("places declined"), null=True, blank=True)
    not_known = models.PositiveSmallIntegerField(_("not known whether taken"), null=True, blank=True)
    went_emergency = models.PositiveSmallIntegerField(_("to emergency places"), null=True, blank=True)
    went_elsewhere = models.PositiveSmallIntegerField(_("to another municipality"), null=True, blank=True)
    went_home = models.PositiveSmallIntegerField(_("on a journey home"), null=True, blank=True)
    went_not_known = models.PositiveSmallIntegerField(_("not known where"), null=True, blank=True)
    opened_at = models.DateTimeField(_("opened at"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    objects = RemovalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(state="objection_period"), name="time_to_object_is_computed"),
            models.CheckConstraint(
                condition=Q(window_from=None, window_to=None)
                | Q(window_from__isnull=False, window_to__isnull=False, window_to__gte=F("window_from")),
                name="a_removal_has_a_whole_window",
            ),
            models.CheckConstraint(
                condition=~Q(state="scheduled") | Q(window_from__isnull=False), name="a_scheduled_removal_has_a_window"
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False, **{f"{name}__isnull": False for name in TOLD})
                | (~Q(state="closed") & Q(closed_at=None, **dict.fromkeys(TOLD))),
                name="a_closed_removal_says_what_it_came_to",
            ),
            models.CheckConstraint(
                condition=Q(offered=None) | Q(offered=F("taken") + F("declined") + F("not_known")),
                name="places_offered_add_up",
            ),
        ]
        indexes = [models.Index(fields=["county", "municipality", "state"], name="removals_by_municipality")]

    class Privacy(privacy.Fields):
        work = {"id", "county", "settlement", "municipality", "liaison", "state", "opened_at", "closed_at"}
        guarded = dict.fromkeys(("window_from", "window_to", *PLACES, *NEEDS, *TOLD), "purge")

    def __str__(self) -> str:
        return f"{self.municipality_id} {self.state}"

    @property
    def told(self) -> list[tuple[object, int | None]]:
        """What it came to, number by number, with its name."""
        fields = {one.name: one.verbose_name for one in self._meta.concrete_fields}
        return [(fields[name], getattr(self, name)) for name in TOLD]

    @property
    def places(self) -> int:
        """How many places are wanted, of all groups."""
        return sum(getattr(self, name) for name in PLACES)


class RemovalStep(CountyRecord):
    """That a case came into a state on a day."""

    removal = CountyForeignKey(RemovalCase, models.CASCADE, related_name="steps")
    state = models.CharField(_("state"), max_length=20, choices=State)
    on = models.DateField(_("on"))
    noted_at = models.DateTimeField(_("noted at"))

    class Meta:
        indexes = [models.Index(fields=["county", "removal", "noted_at"], name="removal_steps_by_removal")]

    class Privacy(privacy.Fields):
        work = {"id", "county", "removal", "state", "noted_at"}
        guarded = {"on": "purge"}

    def __str__(self) -> str:
        return f"{self.state} {self.on}"


class PlanTick(CountyRecord):
    """That a step of the support plan is done: by somebody in which role, and when."""

    removal = CountyForeignKey(RemovalCase, models.CASCADE, related_name="ticks")
    code = models.CharField(_("step"), max_length=30)
    done_at = models.DateTimeField(_("done at"))
    done_as = models.CharField(_("done by, as"), max_length=30, choices=Role)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["county", "removal", "code"], name="a_step_of_a_plan_is_done_once"),
        ]

    class Privacy(privacy.Fields):
        work = {"id", "county", "removal", "code", "done_at", "done_as"}

    def __str__(self) -> str:
        return f"{self.code} {self.done_at:%Y-%m-%d}"


class RemovalSum(CountyRecord):
    """What a municipality's removals of a year came to. Stays when the cases are deleted."""

    municipality = models.ForeignKey(Territory, models.PROTECT, related_name="removal_sums")
    year = models.PositiveSmallIntegerField(_("year"))  # in which they were opened
    cases = models.PositiveIntegerField(_("cases"), default=0)
    enforced = models.PositiveIntegerField(_("enforced"), default=0)
    offered = models.PositiveIntegerField(_("places offered"), default=0)
    taken = models.PositiveIntegerField(_("places taken"), default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["county", "municipality", "year"], name="one_removal_sum_per_year"),
        ]

    class Privacy(privacy.Fields):
        work = {"id", "county", "municipality", "year", "cases", "enforced", "offered", "taken"}

    def __str__(self) -> str:
        return f"{self.municipality_id} {self.year}: {self.cases}"
