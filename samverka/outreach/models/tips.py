"""Tips: what somebody without a name tells of a place. Nobody is described, and nobody can be answered but by code."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samverka.actors.models import Role, Territory, User
from samverka.core import privacy
from samverka.core.county import CountyRecord
from samverka.outreach.models.areas import Area, Team, fielding
from samverka.outreach.models.settlements import near
from samverka.outreach.models.tallies import Range
from samverka.outreach.models.tip_words import Daypart, TipAnswer, Worry


class TipState(models.TextChoices):
    RECEIVED = "received", pgettext_lazy("tip", "received")
    TRIAGED = "triaged", pgettext_lazy("tip", "read")
    PASSED_ON = "passed_on", pgettext_lazy("tip", "passed on")
    LOOKED_AT = "looked_at", pgettext_lazy("tip", "looked at")
    NOT_FOUND = "not_found", pgettext_lazy("tip", "nobody found")
    ANSWERED = "answered", pgettext_lazy("tip", "answered")
    DUPLICATE = "duplicate", pgettext_lazy("tip", "told of before")
    OUT_OF_SCOPE = "out_of_scope", pgettext_lazy("tip", "not for us")


TRIAGE_ROLES = (Role.TIP_TRIAGE, Role.MUNICIPALITY_COORDINATOR)
CHILDREN = (("no", _("no")), ("yes", _("yes")), ("unknown", _("do not know")))
ASIDE = (TipState.DUPLICATE, TipState.OUT_OF_SCOPE)
CLOSED = (TipState.ANSWERED, *ASIDE)
AFIELD = (TipState.PASSED_ON, TipState.LOOKED_AT, TipState.NOT_FOUND)
NEXT: dict[str, tuple[TipState, ...]] = {  # where a tip goes from each state
    TipState.RECEIVED: (TipState.TRIAGED,),
    TipState.TRIAGED: (TipState.PASSED_ON, *ASIDE),
    TipState.PASSED_ON: (TipState.PASSED_ON, TipState.LOOKED_AT, TipState.NOT_FOUND),  # also on to somebody else
    TipState.LOOKED_AT: (TipState.ANSWERED,),
    TipState.NOT_FOUND: (TipState.ANSWERED,),
    **dict.fromkeys(CLOSED, ()),
}


class TipQuerySet(models.QuerySet["Tip"]):
    def visible_to(self, viewer: User) -> Self:
        """Those of the municipalities where the viewer reads tips, and those passed on to the viewer's team."""
        passed = Q(team__organisation__in=fielding(viewer), state__in=AFIELD)
        return self.filter(near(viewer, TRIAGE_ROLES) | passed)

    def waiting(self) -> Self:
        """Those that are not closed."""
        return self.exclude(state__in=CLOSED)

    def overdue(self, on: date) -> Self:
        return self.waiting().filter(due_on__lt=on)

    def due_first(self) -> Self:
        return self.order_by(F("due_on").asc(nulls_last=True), "received_at", "pk")


class Tip(CountyRecord):
    """What somebody worries about, in which part of a municipality, and what became of it."""

    class Recipient(models.TextChoices):
        OUTREACH = "outreach", pgettext_lazy("tip", "outreach")
        DUTY = "duty", pgettext_lazy("tip", "the social services on duty")
        LANDOWNER = "landowner", pgettext_lazy("tip", "the landowner's contact")
        MUNICIPALITY = "municipality", pgettext_lazy("tip", "another municipality")

    State = TipState

    municipality = models.ForeignKey(Territory, models.PROTECT, related_name="tips")
    worry = models.CharField(_("what it is about"), max_length=12, choices=Worry)
    area = models.ForeignKey(Area, models.PROTECT, related_name="tips", null=True, blank=True)
    place = models.CharField(_("where, roughly"), max_length=120, blank=True)
    seen_on = models.DateField(_("on"))
    daypart = models.CharField(_("when on the day"), max_length=10, choices=Daypart)
    people_least = models.PositiveSmallIntegerField(_("people, at least"), default=0)
    people_most = models.PositiveSmallIntegerField(_("people, at most"), default=0)  # none is not told
    children = models.CharField(_("children seen"), max_length=10, choices=CHILDREN)
    children_least = models.PositiveSmallIntegerField(_("children, at least"), default=0)
    children_most = models.PositiveSmallIntegerField(_("children, at most"), default=0)
    text = models.CharField(_("in their own words"), max_length=500, blank=True)
    digest = models.CharField(_("digest of the code"), max_length=64)
    state = models.CharField(_("state"), max_length=12, choices=TipState, default=TipState.RECEIVED)
    passed_to = models.CharField(_("passed on to"), max_length=12, choices=Recipient, blank=True)
    team = models.ForeignKey(Team, models.PROTECT, related_name="tips", null=True, blank=True)
    received_at = models.DateTimeField(_("received at"))
    due_on = models.DateField(_("answer promised by"), null=True, blank=True)  # to those who asked for one
    answer = models.CharField(_("answer"), max_length=12, choices=TipAnswer, blank=True)
    answer_text = models.CharField(_("more to the answer"), max_length=300, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    objects = TipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["county", "digest"], name="one_tip_per_code"),
            models.CheckConstraint(condition=Q(worry__in=Worry.values), name="a_worry_about_a_child_is_no_tip"),
            models.CheckConstraint(condition=Q(state__in=TipState.values), name="a_tip_has_a_state"),
            models.CheckConstraint(
                condition=Q(people_most__gte=F("people_least"), people_most__lte=99), name="people_of_a_tip_are_a_range"
            ),
            models.CheckConstraint(
                condition=Q(
                    children="yes", children_least__gte=1, children_most__gte=F("children_least"), children_most__lte=99
                )
                | (~Q(children="yes") & Q(children_least=0, children_most=0)),
                name="children_of_a_tip_are_counted_when_seen",
            ),
            models.CheckConstraint(
                condition=Q(state__in=(*AFIELD, TipState.ANSWERED), passed_to__gt="")
                | (~Q(state__in=(*AFIELD, TipState.ANSWERED)) & Q(passed_to="")),
                name="a_tip_that_was_passed_on_says_to_whom",
            ),
            models.CheckConstraint(
                condition=Q(passed_to="outreach", team__isnull=False) | (~Q(passed_to="outreach") & Q(team=None)),
                name="a_tip_to_outreach_has_a_team",
            ),
            models.CheckConstraint(
                condition=Q(state="answered", answer__gt="") | (~Q(state="answered") & Q(answer="", answer_text="")),
                name="an_answered_tip_has_its_answer",
            ),
            models.CheckConstraint(
                condition=Q(state__in=CLOSED, closed_at__isnull=False) | (~Q(state__in=CLOSED) & Q(closed_at=None)),
                name="a_closed_tip_knows_when",
            ),
        ]
        indexes = [
            models.Index(fields=["digest"], name="tips_by_code"),
            models.Index(fields=["county", "municipality", "state"], name="tips_by_municipality"),
        ]

    class Privacy(privacy.Fields):
        work = {"id", "county", "municipality", "state", "passed_to", "team", "received_at", "due_on", "closed_at"}
        guarded = {
            **dict.fromkeys(("area", "place", "text"), "erase"),
            **dict.fromkeys(("worry", "seen_on", "daypart", "digest", "answer", "answer_text"), "purge"),
            **dict.fromkeys(("people_least", "people_most", "children", "children_least", "children_most"), "purge"),
        }

    def __str__(self) -> str:
        return f"{self.worry} {self.received_at:%Y-%m-%d}"

    @property
    def people(self) -> Range:
        return Range(self.people_least, self.people_most)

    @property
    def range_of_children(self) -> Range:
        return Range(self.children_least, self.children_most)

    @property
    def is_closed(self) -> bool:
        return self.state in CLOSED

    def is_overdue(self, on: date) -> bool:
        """Has the day passed by which whoever asked should have had an answer?"""
        return not self.is_closed and self.due_on is not None and self.due_on < on
