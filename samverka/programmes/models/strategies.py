"""Strategies with their measures: who answers for each, who stands behind it, and how it went, year by year."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import npgettext_lazy, pgettext_lazy

from samverka.actors.models import Organisation, Territory, User
from samverka.core import privacy
from samverka.core.ids import new_id
from samverka.situation.indicators import PUBLISHED


class StrategyState(models.TextChoices):
    INITIATIVE = "initiative", pgettext_lazy("strategy", "initiative")
    DRAFTING = "drafting", pgettext_lazy("strategy", "being drafted")
    CONSULTATION = "broad_consultation", pgettext_lazy("strategy", "in broad consultation")
    PREPARATION = "political_preparation", pgettext_lazy("strategy", "in political preparation")
    DECIDED = "decided", pgettext_lazy("strategy", "decided")
    IN_FORCE = "in_force", pgettext_lazy("strategy", "in force")
    FOLLOWED_UP = "followed_up", pgettext_lazy("strategy", "in force, followed up")
    REVISED = "revised", pgettext_lazy("strategy", "revised")
    EXPIRED = "expired", pgettext_lazy("strategy", "expired")


State = StrategyState
NEXT: dict[str, tuple[StrategyState, ...]] = {  # where a strategy goes from each state
    State.INITIATIVE: (State.DRAFTING,),
    State.DRAFTING: (State.CONSULTATION,),
    State.CONSULTATION: (State.PREPARATION,),
    State.PREPARATION: (State.DECIDED,),
    State.DECIDED: (State.IN_FORCE,),
    State.IN_FORCE: (State.FOLLOWED_UP, State.REVISED, State.EXPIRED),
    State.FOLLOWED_UP: (State.FOLLOWED_UP, State.REVISED, State.EXPIRED),
    State.REVISED: (),
    State.EXPIRED: (),
}
WRITTEN = (State.INITIATIVE, State.DRAFTING, State.CONSULTATION, State.PREPARATION)  # its words may still change
RUNNING = (State.IN_FORCE, State.FOLLOWED_UP)
OPEN = (*RUNNING, State.REVISED, State.EXPIRED)  # everybody reads it


class StrategyQuerySet(models.QuerySet["Strategy"]):
    def visible_to(self, viewer: User) -> Self:
        """Those in force, and drafts of one's organisations: as keeper, as answering for a part, or as asked."""
        mine = viewer.organisations()
        keeps = Q(organisation__in=mine) | Q(measures__organisation__in=mine)
        part = Q(measures__parts__organisation__in=mine) | Q(backers__organisation__in=mine, consulted_at__isnull=False)
        own = Strategy.objects.filter(keeps | part).order_by().values("pk")
        return self.filter(Q(state__in=OPEN) | Q(pk__in=own))

    def published(self) -> Self:
        return self.filter(state__in=OPEN)


class Strategy(models.Model):
    """What one or several municipalities want to reach together in some years, and by which measures."""

    State = StrategyState

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="strategies")  # who keeps it
    areas = models.ManyToManyField(Territory, through="StrategyArea", related_name="+")
    title = models.CharField(_("title"), max_length=120)
    goals = models.TextField(_("goals"), max_length=6000)
    first_day = models.DateField(_("from"))
    last_day = models.DateField(_("until"))
    state = models.CharField(_("state"), max_length=22, choices=StrategyState, default=StrategyState.INITIATIVE)
    decided_by = models.CharField(_("decided by"), max_length=120, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    answers_due_on = models.DateField(_("answers due on"), null=True, blank=True)
    consulted_at = models.DateTimeField(_("broad consultation opened at"), null=True, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    revises = models.OneToOneField("self", models.PROTECT, related_name="revised_by", null=True, blank=True)
    begun_by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True, blank=True)
    begun_at = models.DateTimeField(_("begun at"))
    changed_at = models.DateTimeField(_("changed at"))

    objects = StrategyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="a_strategy_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(state__in=("initiative", "drafting"))
                | Q(consulted_at__isnull=False, answers_due_on__isnull=False),
                name="a_strategy_is_consulted_early",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("initiative", "drafting", "broad_consultation", "political_preparation"))
                | Q(decided_on__isnull=False, decided_by__gt=""),
                name="a_strategy_says_who_decided_it",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("in_force", "followed_up", "revised", "expired"))
                | Q(published_at__isnull=False),
                name="a_strategy_in_force_is_published",
            ),
        ]
        indexes = [models.Index(fields=["state", "last_day"], name="strategies_by_end")]

    class Privacy(privacy.Fields):
        open = {
            *("id", "organisation", "title", "goals", "first_day", "last_day", "state", "decided_by", "decided_on"),
            *("answers_due_on", "consulted_at", "published_at", "revises"),
        }
        work = {"begun_by", "begun_at", "changed_at"}

    def __str__(self) -> str:
        return self.title

    @property
    def is_written(self) -> bool:
        return self.state in WRITTEN

    @property
    def is_running(self) -> bool:
        return self.state in RUNNING

    @property
    def is_over(self) -> bool:
        return not NEXT[self.state]

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def takes_answers(self) -> bool:
        return self.state == StrategyState.CONSULTATION

    @property
    def years(self) -> range:
        return range(self.first_day.year, self.last_day.year + 1)


class StrategyArea(models.Model):
    """That a strategy holds for a territory."""

    strategy = models.ForeignKey(Strategy, models.CASCADE, related_name="+")
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["strategy", "territory"], name="an_area_once_in_a_strategy")]

    class Privacy(privacy.Fields):
        open = {"id", "strategy", "territory"}

    def __str__(self) -> str:
        return f"{self.strategy_id} {self.territory_id}"


class MeasureState(models.TextChoices):
    PROPOSED = "proposed", pgettext_lazy("measure", "proposed")
    CONSULTED = "consulted", pgettext_lazy("measure", "consulted")
    DECIDED = "decided", pgettext_lazy("measure", "decided")
    STARTED = "started", pgettext_lazy("measure", "started")
    DONE = "done", pgettext_lazy("measure", "done")
    STOPPED = "stopped", pgettext_lazy("measure", "stopped")


MEASURE_NEXT: dict[str, tuple[MeasureState, ...]] = {  # the steps to decided are taken with the strategy's
    MeasureState.PROPOSED: (MeasureState.CONSULTED, MeasureState.DECIDED, MeasureState.STOPPED),
    MeasureState.CONSULTED: (MeasureState.DECIDED, MeasureState.STOPPED),
    MeasureState.DECIDED: (MeasureState.STARTED, MeasureState.STOPPED),
    MeasureState.STARTED: (MeasureState.DONE, MeasureState.STOPPED),
    MeasureState.DONE: (MeasureState.STARTED,),  # what was decided is taken up again, while it is in force
    MeasureState.STOPPED: (MeasureState.STARTED,),
}
IN_STATE: dict[str, Any] = {  # how many of them
    MeasureState.PROPOSED: npgettext_lazy("measures", "%(count)s proposed", "%(count)s proposed", "count"),
    MeasureState.CONSULTED: npgettext_lazy("measures", "%(count)s consulted", "%(count)s consulted", "count"),
    MeasureState.DECIDED: npgettext_lazy("measures", "%(count)s decided", "%(count)s decided", "count"),
    MeasureState.STARTED: npgettext_lazy("measures", "%(count)s started", "%(count)s started", "count"),
    MeasureState.DONE: npgettext_lazy("measures", "%(count)s done", "%(count)s done", "count"),
    MeasureState.STOPPED: npgettext_lazy("measures", "%(count)s stopped", "%(count)s stopped", "count"),
}
OVER = (MeasureState.DONE, MeasureState.STOPPED)
MOVED = (MeasureState.STARTED, *OVER)  # by itself, not with the strategy
WORDS = ("title", "text", "organisation_id", "partners", "due_on", "budget", "indicator")  # what a measure says


class Measure(models.Model):
    """One thing that is to be done: by whom, by when, for how much, and by what one sees that it helps."""

    State = MeasureState

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    strategy = models.ForeignKey(Strategy, models.CASCADE, related_name="measures")
    number = models.PositiveSmallIntegerField(_("number"))
    title = models.CharField(_("measure"), max_length=160)
    text = models.TextField(_("what is done"), max_length=4000, blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="measures")  # responsible
    partners = models.CharField(_("together with"), max_length=300, blank=True)
    due_on = models.DateField(_("done by"), null=True, blank=True)
    budget = models.PositiveBigIntegerField(_("budget, kronor"), null=True, blank=True)
    indicator = models.SlugField(_("indicator"), max_length=30, blank=True)  # one of situation's
    state = models.CharField(_("state"), max_length=10, choices=MeasureState, default=MeasureState.PROPOSED)
    stopped_because = models.CharField(_("why it was stopped"), max_length=300, blank=True)
    is_decided = models.BooleanField(_("was decided with the strategy"), default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["strategy", "number"], name="measures_of_a_strategy_are_numbered"),
            models.CheckConstraint(
                condition=Q(state="stopped", stopped_because__gt="") | ~Q(state="stopped") & Q(stopped_because=""),
                name="a_stopped_measure_says_why",
            ),
        ]

    class Privacy(privacy.Fields):
        open = {
            *("id", "strategy", "number", "title", "text", "organisation", "partners", "due_on", "budget", "indicator"),
            *("state", "stopped_because", "is_decided"),
        }

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    @property
    def steps(self) -> list[MeasureState]:
        """What may happen to it next, beside what happens to its strategy."""
        if self.is_over and not (self.is_decided and self.strategy.is_running):
            return []
        return [one for one in MEASURE_NEXT[self.state] if one in MOVED]

    @property
    def is_over(self) -> bool:
        return self.state in OVER

    @property
    def indicator_told(self) -> str:
        """By what it is followed, while that is published."""
        return next((str(one.name) for one in PUBLISHED if one.key == self.indicator), "")

    def words(self) -> list[str]:
        """What it says, however its lines are broken."""
        return [" ".join(str(getattr(self, name)).split()) for name in WORDS]

    def is_late(self, on: date) -> bool:
        return self.due_on is not None and self.due_on < on and not self.is_over


class MeasurePart(models.Model):
    """What one municipality or other organisation does of a measure. It writes and signs its part itself."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    measure = models.ForeignKey(Measure, models.CASCADE, related_name="parts")
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="measure_parts")
    text = models.TextField(_("our part"), max_length=2000, blank=True)
    signed_by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True, blank=True)
    signed_at = models.DateTimeField(_("signed at"), null=True, blank=True)
    declined_because = models.CharField(_("why it does no part"), max_length=300, blank=True)  # until it is signed
    asked_anew_at = models.DateTimeField(_("asked anew at"), null=True, blank=True)  # after a no, or other words

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["measure", "organisation"], name="one_part_of_a_measure_each"),
            models.CheckConstraint(condition=Q(signed_at=None) | Q(text__gt=""), name="a_signed_part_says_something"),
            models.CheckConstraint(
                condition=Q(signed_at=None) | Q(declined_because=""), name="a_part_is_signed_or_declined"
            ),
            models.CheckConstraint(
                condition=Q(asked_anew_at=None) | Q(signed_at=None), name="who_is_asked_anew_has_not_signed"
            ),
        ]

    class Privacy(privacy.Fields):
        open = {"id", "measure", "territory", "organisation", "text", "signed_at", "declined_because"}
        work = {"signed_by", "asked_anew_at"}

    def __str__(self) -> str:
        return f"{self.organisation} {self.measure_id}"

    @property
    def is_declined(self) -> bool:
        return bool(self.declined_because) and self.asked_anew_at is None

    @property
    def is_void(self) -> bool:
        """Was it signed, and its measure changed since?"""
        return self.asked_anew_at is not None and not self.declined_because


class StrategyYear(models.Model):
    """A strategy's year: what became of each measure. What everybody reads of it stays; a correction is the next."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    strategy = models.ForeignKey(Strategy, models.CASCADE, related_name="followed_years")
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveSmallIntegerField(_("version"), default=1)
    change = models.CharField(_("what has changed"), max_length=300, blank=True)
    text = models.TextField(_("the year in short"), max_length=4000, blank=True)
    sentences = models.JSONField(_("a sentence on each measure"), default=dict, blank=True)  # by the measure's number
    states = models.JSONField(_("how far each measure had come"), default=dict, blank=True)  # where it is put right
    content = models.JSONField(_("as it was published"), null=True, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    changed_at = models.DateTimeField(_("changed at"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["strategy", "year", "number"], name="versions_of_a_year_are_numbered"),
            models.UniqueConstraint(
                fields=["strategy", "year"], condition=Q(published_at=None), name="one_draft_of_a_strategy_year"
            ),
            models.CheckConstraint(
                condition=Q(number=1, change="") | Q(number__gt=1, change__gt=""), name="a_corrected_year_says_why"
            ),
            models.CheckConstraint(
                condition=Q(published_at=None, content=None) | Q(published_at__isnull=False, content__isnull=False),
                name="a_published_strategy_year_is_frozen",
            ),
        ]

    class Privacy(privacy.Fields):
        open = {"id", "strategy", "year", "number", "change", "text", "sentences", "states", "content", "published_at"}
        work = {"changed_at"}

    def __str__(self) -> str:
        return f"{self.strategy_id} {self.year}-{self.number}"

    def has_passed(self, on: date) -> bool:
        return self.year < on.year
