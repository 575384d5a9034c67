"""Applications for grants: what is asked for and promised, what was asked back, how it was judged and decided."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samverka.actors.models import Organisation, User
from samverka.core import privacy
from samverka.core.ids import new_id
from samverka.programmes.models.agreements import SPEAK, Agreement, Volume
from samverka.programmes.models.calls import MOST_MARK, Call, Criterion


class ApplicationState(models.TextChoices):
    DRAFTED = "drafted", pgettext_lazy("application", "drafted")
    SUBMITTED = "submitted", pgettext_lazy("application", "submitted")
    RETURNED = "returned", pgettext_lazy("application", "to be completed")
    WITHDRAWN = "withdrawn", pgettext_lazy("application", "withdrawn")
    GRANTED = "granted", pgettext_lazy("application", "granted")
    REFUSED = "refused", pgettext_lazy("application", "refused")


HANDED_IN = (ApplicationState.SUBMITTED, ApplicationState.RETURNED)  # it is judged and decided
NEXT: dict[str, tuple[ApplicationState, ...]] = {  # where an application goes from each state
    ApplicationState.DRAFTED: (ApplicationState.SUBMITTED,),
    ApplicationState.SUBMITTED: (
        ApplicationState.RETURNED, ApplicationState.WITHDRAWN, ApplicationState.GRANTED, ApplicationState.REFUSED,
    ),
    ApplicationState.RETURNED: (
        ApplicationState.SUBMITTED, ApplicationState.WITHDRAWN, ApplicationState.GRANTED, ApplicationState.REFUSED,
    ),
    ApplicationState.WITHDRAWN: (),
    ApplicationState.GRANTED: (),
    ApplicationState.REFUSED: (),
}  # fmt: skip


class ApplicationQuerySet(models.QuerySet["Application"]):
    def visible_to(self, viewer: User) -> Self:
        """One's own, and what was handed in to a call that one keeps.

        Other applicants see nothing of it; nor does whoever works for one of them and for those who give, until it is
        decided.
        """
        homes = [one.organisation_id for one in viewer.standing if one.role in SPEAK]
        handed_in = Q(call__organisation__in=homes) & ~Q(state=ApplicationState.DRAFTED)
        own = Application.objects.by_those_with(viewer).filter(call=OuterRef("call"))
        return self.filter(Q(organisation__in=homes) | handed_in & (Q(call__state="decided") | ~Exists(own)))

    def by_those_with(self, viewer: User) -> Self:
        """What the viewer's organisations apply for, or think of applying for: whoever competes judges nobody."""
        return self.filter(organisation__in=viewer.organisations()).exclude(state=ApplicationState.WITHDRAWN)


class Application(models.Model):
    """What an organisation asks of a call: money by year, for what, and what it brings."""

    class Outcome(models.TextChoices):
        GRANTED = "granted", pgettext_lazy("application", "grant it, wholly or in part")
        REFUSED = "refused", pgettext_lazy("application", "refuse it")

    State = ApplicationState

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    call = models.ForeignKey(Call, models.CASCADE, related_name="applications")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="applications")
    title = models.CharField(_("what it is for"), max_length=120)
    plan = models.TextField(_("plan"), max_length=8000, blank=True)
    state = models.CharField(_("state"), max_length=9, choices=ApplicationState, default=ApplicationState.DRAFTED)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)  # first; a completion keeps it
    outcome = models.CharField(_("outcome"), max_length=7, choices=Outcome, blank=True)  # prepared until it is decided
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    agreement = models.OneToOneField(
        Agreement, models.SET_NULL, related_name="application", null=True, blank=True
    )  # what became of it
    rewritten = models.JSONField(_("changed while it is completed"), null=True, blank=True)  # until it is handed in
    begun_by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True, blank=True)
    prepared_by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True, blank=True)
    changed_at = models.DateTimeField(_("changed at"))
    told_at = models.DateTimeField(_("told of the decision at"), null=True, blank=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["call", "organisation"], condition=~Q(state="withdrawn"), name="one_application_to_a_call"
            ),
            models.CheckConstraint(
                condition=Q(state="drafted", submitted_at=None) | ~Q(state="drafted") & Q(submitted_at__isnull=False),
                name="an_application_says_when_it_was_submitted",
            ),
            models.CheckConstraint(
                condition=Q(outcome="") | Q(reason__gt=""), name="what_is_decided_of_an_application_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(rewritten__isnull=True) | Q(state="returned"), name="only_what_is_completed_is_rewritten"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("granted", "refused")) | Q(outcome=models.F("state")),
                name="an_application_is_decided_as_it_was_prepared",
            ),
        ]

    class Privacy(privacy.Fields):
        open = {"id", "call", "organisation", "title", "outcome", "agreement"}
        work = {
            *("plan", "state", "reason", "submitted_at", "rewritten", "begun_by", "prepared_by", "changed_at"),
            "told_at",
        }

    def __str__(self) -> str:
        return self.title

    @property
    def is_drafted(self) -> bool:
        return self.state == ApplicationState.DRAFTED

    @property
    def is_returned(self) -> bool:
        return self.state == ApplicationState.RETURNED

    def is_written(self, on: date) -> bool:
        """May it change: as a draft, or as long as there is time to complete it?"""
        asked = self.completions.filter(answered_at=None, due_on__gte=on)
        return self.is_drafted or (self.is_returned and asked.exists())

    @property
    def is_handed_in(self) -> bool:
        return self.state in HANDED_IN

    @property
    def is_decided(self) -> bool:
        return self.state in (ApplicationState.GRANTED, ApplicationState.REFUSED)

    @property
    def applied(self) -> int:
        """In kronor, all years together."""
        return sum(one.applied for one in self.money.all())

    @property
    def granted(self) -> int:
        """The same, as it is prepared or decided."""
        return sum(one.granted or 0 for one in self.money.all())


class ApplicationMoney(models.Model):
    """A year of an application in kronor: applied for and, when that is prepared, granted."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="money")
    year = models.PositiveSmallIntegerField(_("year"))
    applied = models.PositiveBigIntegerField(_("applied for"))
    granted = models.PositiveBigIntegerField(_("granted"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "year"], name="one_sum_per_application_and_year"),
        ]

    class Privacy(privacy.Fields):
        open = {"id", "application", "year", "applied", "granted"}

    def __str__(self) -> str:
        return f"{self.application_id} {self.year}"


class ApplicationVolume(models.Model):
    """How much of something would be brought, in the words of agreements."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="volumes")
    kind = models.CharField(_("what"), max_length=14, choices=Volume.Kind)
    amount = models.PositiveIntegerField(_("how many"))
    per = models.CharField(_("per"), max_length=6, choices=Volume.Per)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "kind"], name="one_volume_of_a_kind_in_an_application"),
            models.CheckConstraint(
                condition=Q(kind="places", per="night") | ~Q(kind="places") & ~Q(per="night"),
                name="places_are_applied_for_by_night",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="what_is_brought_is_more_than_nothing"),
        ]

    class Privacy(privacy.Fields):
        open = {"id", "application", "kind", "amount", "per"}

    def __str__(self) -> str:
        return f"{self.amount} {self.get_kind_display()}"


class Completion(models.Model):
    """What the issuer asks of an applicant after it was handed in, and by when it is answered."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(Application, models.CASCADE, related_name="completions")
    question = models.TextField(_("what is to be completed"), max_length=2000)
    due_on = models.DateField(_("answer is due on"))
    asked_at = models.DateTimeField(_("asked at"))
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    told_at = models.DateTimeField(_("told at"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(answered_at=None),
                name="one_question_at_a_time_to_an_applicant",
            ),
        ]

    class Privacy(privacy.Fields):
        work = {"id", "application", "question", "due_on", "asked_at", "answer", "answered_at", "told_at"}

    def __str__(self) -> str:
        return f"{self.application_id} {self.due_on}"


class Assessment(models.Model):
    """How somebody who works for the issuer judges an application; or that they may not, being partial (jäv)."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="assessments")
    by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True, blank=True)
    is_partial = models.BooleanField(_("conflict of interest"), default=False)
    at = models.DateTimeField(_("judged at"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "by"], name="each_judges_an_application_once")]

    class Privacy(privacy.Fields):
        work = {"id", "application", "by", "is_partial", "at"}

    def __str__(self) -> str:
        return f"{self.application_id} {self.at:%Y-%m-%d}"


class Mark(models.Model):
    """How well an application meets a criterion, and why."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="marks")
    criterion = models.ForeignKey(Criterion, models.CASCADE, related_name="+")
    mark = models.PositiveSmallIntegerField(_("mark"))
    reason = models.CharField(_("why"), max_length=500)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "criterion"], name="one_mark_on_a_criterion"),
            models.CheckConstraint(condition=Q(mark__lte=MOST_MARK), name="a_mark_is_at_most_five"),
            models.CheckConstraint(condition=Q(reason__gt=""), name="a_mark_has_a_reason"),
        ]

    class Privacy(privacy.Fields):
        work = {"id", "assessment", "criterion", "mark", "reason"}

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.criterion_id}: {self.mark}"
