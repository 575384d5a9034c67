"""What is asked: questionnaires in versions, of which a published one never changes."""

from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from samverka.actors.models import Organisation, Role, User
from samverka.core import privacy
from samverka.core.ids import new_id


WRITERS = (Role.COUNTY_COORDINATOR, Role.NATIONAL_COORDINATOR)  # of questionnaires and surveys


class QuestionnaireQuerySet(models.QuerySet["Questionnaire"]):
    def kept_by(self, viewer: User) -> Self:
        """Those of the organisations for which the viewer writes."""
        return self.filter(organisation__in=writing_for(viewer))

    def published(self) -> Self:
        return self.filter(published_at__isnull=False)


def writing_for(viewer: User) -> list[UUID]:
    """The organisations for which the viewer writes questionnaires."""
    return [one.organisation_id for one in viewer.standing if one.role in WRITERS]


class Questionnaire(models.Model):
    """One version of the questions to one kind of respondents. Versions of the same share their series."""

    class For(models.TextChoices):
        MUNICIPALITY = "municipality", _("municipalities")
        REGION = "region", _("regions (health care)")
        COUNTY_BOARD = "county_board", _("the county board itself")
        OTHER = "other", _("other organisations")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    series = models.UUIDField(_("series"), default=new_id, editable=False)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="questionnaires")
    name = models.CharField(_("name"), max_length=100)
    meant_for = models.CharField(_("meant for"), max_length=15, choices=For)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)

    objects = QuestionnaireQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "version"], name="one_questionnaire_per_version"),
            models.UniqueConstraint(
                fields=["series"], condition=Q(published_at=None), name="one_unpublished_version_of_a_questionnaire"
            ),
        ]

    class Privacy(privacy.Fields):
        open = {"id", "series", "version", "organisation", "name", "meant_for", "published_at"}

    def __str__(self) -> str:
        return f"{self.name}, version {self.version}"


class Question(models.Model):
    """One question. Its code stays the same through all versions, so that answers can be compared."""

    class Kind(models.TextChoices):
        YES_NO = "yes_no", _("yes or no")
        ONE_OF = "one_of", _("one of several")
        SEVERAL_OF = "several_of", _("several of several")
        NUMBER = "number", _("number")
        RANGE = "range", _("between two numbers")
        SCALE = "scale", _("scale from 1 to 5")
        AGREEMENT = "agreement", _("agree or not, from 1 to 5")
        TEXT = "text", _("text")
        BAND = "band", _("one of several counts")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    questionnaire = models.ForeignKey(Questionnaire, models.CASCADE, related_name="questions")
    place = models.PositiveSmallIntegerField(_("place"))  # 1, 2, 3 … within the questionnaire
    number = models.CharField(_("number"), max_length=5)  # as it is read: "10 a"
    code = models.SlugField(_("code"), max_length=40)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    text = models.CharField(_("question"), max_length=300)
    hint = models.CharField(_("explanation"), max_length=300, blank=True)
    options = models.JSONField(_("choices"), default=list, blank=True)  # pairs of a code and its text
    in_profile = models.BooleanField(_("a form of support that neighbours compare"), default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "code"], name="one_question_per_code"),
            models.CheckConstraint(
                condition=Q(in_profile=False) | Q(kind__in=("yes_no", "one_of", "several_of")),
                name="a_profile_tells_no_figures",
            ),
        ]
        indexes = [models.Index(fields=["questionnaire", "place"], name="questions_by_place")]

    class Privacy(privacy.Fields):
        open = {"id", "questionnaire", "place", "number", "code", "kind", "text", "hint", "options", "in_profile"}

    def __str__(self) -> str:
        return f"{self.number} {self.code}"

    @property
    def texts(self) -> dict[str, str]:
        """What may be chosen, by code."""
        return dict(self.options)


CHOSEN = (Question.Kind.ONE_OF, Question.Kind.SEVERAL_OF, Question.Kind.BAND)  # kinds that offer choices
GRADED = (Question.Kind.SCALE, Question.Kind.AGREEMENT)
COUNTED = (Question.Kind.NUMBER, Question.Kind.RANGE)
