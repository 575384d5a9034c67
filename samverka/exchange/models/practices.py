"""Good practices: what worked somewhere, told by those who did it, and where others have tried it since."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samverka.actors.models import ADMINISTRATORS, Organisation, Role, Territory, User
from samverka.core import privacy
from samverka.core.ids import new_id
from samverka.exchange.models.cards import DESK
from samverka.exchange.models.discussions import Discussion
from samverka.exchange.models.laws import LawReference
from samverka.exchange.models.words import Topic


SPEAK = (*ADMINISTRATORS, Role.PROJECT_LEADER, Role.SHELTER_LEAD)  # for their organisation
TRY = (*SPEAK, *DESK, Role.ADVISER, Role.OUTREACH_WORKER, Role.SAFEGUARDING_LEAD)  # who can tell how it went


class PracticeState(models.TextChoices):
    SUGGESTED = "suggested", pgettext_lazy("practice", "suggested")
    EDITED = "edited", pgettext_lazy("practice", "edited")
    APPROVED = "approved_by_owner", pgettext_lazy("practice", "approved by its owner")
    PUBLISHED = "published", pgettext_lazy("practice", "published")
    CONFIRMED = "confirmed_yearly", pgettext_lazy("practice", "published and confirmed")
    ARCHIVED = "archived", pgettext_lazy("practice", "archived")


TOLD = (PracticeState.PUBLISHED, PracticeState.CONFIRMED)  # everybody reads it, with its age
UNTOLD = (PracticeState.SUGGESTED, PracticeState.EDITED, PracticeState.APPROVED)


class PracticeQuerySet(models.QuerySet["Practice"]):
    def published(self) -> Self:
        return self.filter(state__in=TOLD)

    def visible_to(self, viewer: User) -> Self:
        """Those that everybody reads, those that one works with, and what one has tried that is put away since."""
        tried = Adoption.objects.filter(practice=OuterRef("pk"), organisation__in=viewer.organisations())
        put_away = Q(Exists(tried), state=PracticeState.ARCHIVED)
        return self.filter(Q(state__in=TOLD) | put_away | self._worked_with(viewer))

    def worked_with_by(self, viewer: User) -> Self:
        """Those of one's organisations, and all where one runs the desk: of these one sees what is not told yet."""
        return self.filter(self._worked_with(viewer))

    def _worked_with(self, viewer: User) -> Q:
        mine = viewer.organisations()
        return Q(organisation__in=mine) | Q(suggested_by__in=mine) | viewer.covered(*DESK)


class Practice(models.Model):
    """What somebody did about a problem, what came of it, and on what that rests. Its owner has approved it."""

    class Evidence(models.TextChoices):
        DESCRIPTION = "description", pgettext_lazy("evidence", "a description")
        FOLLOW_UP = "own_follow_up", pgettext_lazy("evidence", "followed up by those who did it")
        EVALUATED = "evaluated", pgettext_lazy("evidence", "evaluated by others")

    State = PracticeState

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    title = models.CharField(pgettext_lazy("practice", "title"), max_length=120)
    topic = models.CharField(_("topic"), max_length=12, choices=Topic)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="practices")  # who did it, and owns it
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="practices")
    suggested_by = models.ForeignKey(Organisation, models.PROTECT, related_name="suggested_practices")
    problem = models.TextField(_("problem"), max_length=4000)
    done = models.TextField(_("what was done"), max_length=6000, blank=True)
    by_whom = models.CharField(_("by whom"), max_length=500, blank=True)
    since = models.DateField(_("since when"), null=True, blank=True)
    cost = models.CharField(_("cost"), max_length=300, blank=True)
    people = models.CharField(_("people needed"), max_length=300, blank=True)
    result = models.TextField(_("result"), max_length=4000, blank=True)
    evidence = models.CharField(_("how well the result is known"), max_length=14, choices=Evidence)
    legal = models.TextField(_("legal basis"), max_length=3000, blank=True)
    went_wrong = models.TextField(_("what went wrong"), max_length=4000, blank=True)
    mailbox = models.EmailField(_("shared mailbox"), blank=True)
    languages = models.JSONField(_("languages of the work"), default=list, blank=True)  # BCP 47 tags
    state = models.CharField(_("state"), max_length=20, choices=PracticeState, default=PracticeState.SUGGESTED)
    objection = models.CharField(_("what must be changed first"), max_length=500, blank=True)  # the owner's
    suggested_at = models.DateTimeField(_("suggested at"))
    edited_at = models.DateTimeField(_("edited at"))
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    confirmed_on = models.DateField(_("confirmed on"), null=True, blank=True)
    confirm_by = models.DateField(_("to be confirmed by"), null=True, blank=True)
    times_asked = models.PositiveSmallIntegerField(_("times its owner was asked"), default=0)
    discussion = models.ForeignKey(Discussion, models.SET_NULL, related_name="practices", null=True, blank=True)
    laws = models.ManyToManyField(LawReference, through="PracticeLaw", related_name="practices")

    objects = PracticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=("approved_by_owner", "published", "confirmed_yearly"))
                | Q(approved_at__isnull=False),
                name="nobody_reads_a_practice_that_its_owner_has_not_approved",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("published", "confirmed_yearly"))
                | Q(published_at__isnull=False, confirmed_on__isnull=False, confirm_by__isnull=False) & ~Q(done=""),
                name="a_published_practice_says_what_was_done_and_how_old_it_is",
            ),
        ]
        indexes = [models.Index(fields=["state", "confirm_by"], name="practices_by_confirmation")]

    class Privacy(privacy.Fields):
        open = {
            *("id", "title", "topic", "organisation", "territory", "problem", "done", "by_whom", "since", "cost"),
            *("people", "result", "evidence", "legal", "went_wrong", "mailbox", "languages", "state"),
            *("published_at", "confirmed_on", "confirm_by"),
        }
        work = {"suggested_by", "objection", "suggested_at", "edited_at", "approved_at", "times_asked", "discussion"}

    def __str__(self) -> str:
        return self.title

    @property
    def is_told(self) -> bool:
        return self.state in TOLD

    def is_past(self, on: date) -> bool:
        """Should its owner have confirmed it before this day?"""
        return self.is_told and bool(self.confirm_by and self.confirm_by < on)


class PracticeLaw(models.Model):
    """That a practice rests on a law."""

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="+")
    law = models.ForeignKey(LawReference, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice", "law"], name="a_practice_cites_a_law_once")]

    class Privacy(privacy.Fields):
        open = {"id", "practice", "law"}

    def __str__(self) -> str:
        return f"{self.practice_id} {self.law_id}"


class PracticeTag(models.Model):
    """A word under which a practice is found."""

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="tags")
    word = models.CharField(_("tag"), max_length=30)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice", "word"], name="a_practice_has_a_tag_once")]
        indexes = [models.Index(fields=["word"], name="practices_by_tag")]

    class Privacy(privacy.Fields):
        open = {"id", "practice", "word"}

    def __str__(self) -> str:
        return self.word


class Adoption(models.Model):
    """That another organisation has tried a practice, and how it went: once for each organisation."""

    class Outcome(models.TextChoices):
        WORKS = "works", pgettext_lazy("adoption", "it works")
        CHANGED = "works_with_change", pgettext_lazy("adoption", "it works with a change")
        FAILED = "did_not_work", pgettext_lazy("adoption", "it did not work")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, models.CASCADE, related_name="adoptions")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="adoptions")
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="adoptions")
    tried_on = models.DateField(_("tried since"))
    outcome = models.CharField(_("how it went"), max_length=20, choices=Outcome)
    text = models.CharField(_("in a few words"), max_length=500, blank=True)
    told_at = models.DateTimeField(_("told at"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "organisation"], name="a_practice_is_adopted_once_by_each")
        ]
        indexes = [models.Index(fields=["territory"], name="adoptions_by_territory")]

    class Privacy(privacy.Fields):
        open = {"id", "practice", "territory", "tried_on", "outcome"}
        work = {"organisation", "text", "told_at"}

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_outcome_display()}"
