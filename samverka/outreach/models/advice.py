"""Talks and groups: what they were about and how many took part. Never who, and never a language."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from samverka.actors.models import Organisation, Territory, User
from samverka.core import privacy
from samverka.core.county import CountyRecord
from samverka.directory.models import Category, Service
from samverka.outreach.models.tallies import KINDS, MOST, Range
from samverka.outreach.models.visits import desks


class AdviceSessionQuerySet(models.QuerySet["AdviceSession"]):
    def visible_to(self, viewer: User) -> Self:
        """Those of the viewer's own organisations; others are told sums."""
        return self.filter(organisation__in=desks(viewer))

    def counted(self) -> Self:
        return self.filter(undone_at=None)


class AdviceSession(CountyRecord):
    """One talk with somebody who asked for advice: its topic, how long, and where it led."""

    class Topic(models.TextChoices):
        HOUSING = "housing", _("somewhere to sleep or live")
        WORK = "work", _("work and pay")
        RIGHTS = "rights", _("right to stay, and other rights")
        MONEY = "money", _("money, tax and bank")
        HEALTH = "health", _("health and care")
        FAMILY = "family", _("children, family and school")
        AUTHORITY = "authority", _("letters, forms and authorities")
        EXPLOITED = "exploited", _("violence or exploitation")
        HOME = "home", _("the journey home")
        ACCOMPANYING = "accompanying", _("going along to hospital, authority or police")
        OTHER = "other", _("something else")

    class Minutes(models.TextChoices):
        TEN = "10", _("up to 10 minutes")
        THIRTY = "30", _("10 to 30 minutes")
        HOUR = "60", _("30 to 60 minutes")
        LONGER = "longer", _("more than an hour")

    class Answer(models.TextChoices):
        YES = "yes", _("yes")
        NO = "no", _("no")
        UNKNOWN = "unknown", _("do not know")

    service = models.ForeignKey(Service, models.PROTECT, related_name="advice_sessions")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="advice_sessions")
    municipality = models.ForeignKey(Territory, models.PROTECT, related_name="advice_sessions")
    date = models.DateField(_("date"))
    topic = models.CharField(_("topic"), max_length=12, choices=Topic)
    minutes = models.CharField(_("how long"), max_length=6, choices=Minutes)
    referred_to = models.ForeignKey(Service, models.SET_NULL, related_name="+", null=True, blank=True)
    referred_kind = models.ForeignKey(Category, models.PROTECT, related_name="+", null=True, blank=True)
    received = models.CharField(_("received there"), max_length=7, choices=Answer, blank=True)  # when somebody was sent
    children = models.CharField(_("children seen"), max_length=7, choices=Answer)
    children_least = models.PositiveSmallIntegerField(_("children, at least"), default=0)
    children_most = models.PositiveSmallIntegerField(_("children, at most"), default=0)
    noted_at = models.DateTimeField(_("noted at"))
    by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True)  # until it can no longer be undone
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)

    objects = AdviceSessionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(received__gt="", referred_kind__isnull=False) | Q(received="", referred_kind=None),
                name="only_who_was_sent_is_received",
            ),
            models.CheckConstraint(
                condition=Q(children="yes", children_least__gte=1, children_most__gte=F("children_least"))
                | (~Q(children="yes") & Q(children_most=0, children_least=0)),
                name="children_at_a_talk_are_counted_when_seen",
            ),
        ]
        indexes = [
            models.Index(fields=["county", "organisation", "date"], name="talks_by_organisation"),
            models.Index(fields=["county", "municipality", "date"], name="talks_by_municipality"),
        ]

    class Privacy(privacy.Fields):
        work = {"id", "county", "service", "organisation", "municipality", "noted_at", "undone_at"}
        guarded = {
            "by": "erase",
            **dict.fromkeys(("date", "topic", "minutes", "referred_to", "referred_kind", "received"), "purge"),
            **dict.fromkeys(("children", "children_least", "children_most"), "purge"),
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.date} {self.topic}"

    @property
    def range(self) -> Range:
        """How many children were seen."""
        return Range(self.children_least, self.children_most)

    @property
    def to(self) -> str:
        """Where somebody was sent: the service, or the kind of it."""
        return str(self.referred_to or self.referred_kind or "")


class GroupActivityQuerySet(models.QuerySet["GroupActivity"]):
    def visible_to(self, viewer: User) -> Self:
        """Those of the viewer's own organisations; others are told sums."""
        return self.filter(organisation__in=desks(viewer))

    def counted(self) -> Self:
        return self.filter(undone_at=None)


class GroupActivity(CountyRecord):
    """A course or a health session, and how many took part."""

    class Kind(models.TextChoices):
        COURSE = "course", _("course")
        HEALTH = "health", _("health session")

    service = models.ForeignKey(Service, models.PROTECT, related_name="group_activities")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="group_activities")
    municipality = models.ForeignKey(Territory, models.PROTECT, related_name="group_activities")
    date = models.DateField(_("date"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    is_for_women = models.BooleanField(_("women only"), default=False)
    women = models.PositiveSmallIntegerField(_("women"), default=0)
    men = models.PositiveSmallIntegerField(_("men"), default=0)
    other = models.PositiveSmallIntegerField(_("other adults"), default=0)
    children = models.PositiveSmallIntegerField(_("children"), default=0)
    noted_at = models.DateTimeField(_("noted at"))
    by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True)  # until it can no longer be undone
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)

    objects = GroupActivityQuerySet.as_manager()

    class Meta:
        constraints = [
            *(
                models.CheckConstraint(condition=Q(**{f"{kind}__lte": MOST}), name=f"{kind}_in_a_group_are_counted")
                for kind in KINDS
            ),
            models.CheckConstraint(condition=Q(is_for_women=False) | Q(men=0), name="women_only_is_without_men"),
        ]
        indexes = [
            models.Index(fields=["county", "organisation", "date"], name="groups_by_organisation"),
            models.Index(fields=["county", "municipality", "date"], name="groups_by_municipality"),
        ]

    class Privacy(privacy.Fields):
        work = {"id", "county", "service", "organisation", "municipality", "noted_at", "undone_at"}
        guarded = {"by": "erase", **dict.fromkeys(("date", "kind", "is_for_women", *KINDS), "purge")}

    def __str__(self) -> str:
        return f"{self.date} {self.kind}"

    @property
    def people(self) -> int:
        """How many took part, children among them."""
        return self.women + self.men + self.other + self.children
