"""Languages and wordings: every text has a source language and versions, and a translation remembers its source."""

from typing import Self

from babel import Locale, UnknownLocaleError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from samverka.actors.models import User
from samverka.core import privacy
from samverka.core.ids import new_id


def direction(code: str) -> str:
    """Which way a language is written, as HTML names it. What Babel does not know is written from the left."""
    try:
        return str(Locale.parse(code, sep="-").text_direction)
    except (UnknownLocaleError, ValueError):
        return "ltr"


class Language(models.Model):
    """A language that visitors read, by its BCP 47 tag. More of them are data, not code."""

    code = models.CharField(_("code"), max_length=12, primary_key=True)
    name = models.CharField(_("its own name"), max_length=50)
    position = models.PositiveSmallIntegerField(_("order"), default=100)
    is_shown = models.BooleanField(_("offered to visitors"), default=True)
    is_spoken_only = models.BooleanField(_("heard rather than read"), default=False)  # recorded, as for Romani

    class Meta:
        ordering = ("position", "code")
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"), name="a_language_has_a_bcp_47_tag"
            )
        ]

    class Privacy(privacy.Fields):
        open = {"code", "name", "position", "is_shown", "is_spoken_only"}

    def __str__(self) -> str:
        return self.name


class Worded(models.Model):
    """What a text belongs to: an entry or a notice, by kind and id, and one of its fields."""

    class Kind(models.TextChoices):
        CATEGORY = "category", _("category")
        PROVIDER = "provider", _("provider")
        PLACE = "place", _("place")
        SERVICE = "service", _("service")
        NOTICE = "notice", _("notice")
        EXCEPTION = "exception", _("exception")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    subject = models.UUIDField(_("what it belongs to"))
    field = models.CharField(_("field"), max_length=30)

    class Meta:
        abstract = True


class Wording(Worded):
    """One version of a source text. The newest also stands in the entry itself; the older ones show what changed."""

    number = models.PositiveIntegerField(_("version"))
    language = models.CharField(_("language"), max_length=12)
    text = models.TextField(_("text"), blank=True)
    is_minor = models.BooleanField(_("only a correction of spelling"), default=False)
    needs = models.TextField(_("languages in which it needs somebody"), blank=True)  # their codes, of the newest alone
    at = models.DateTimeField(_("written at"))
    by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "field", "number"], name="one_wording_per_version"),
        ]
        indexes = [
            models.Index(fields=["needs", "kind", "subject"], condition=~Q(needs=""), name="texts_to_translate"),
        ]

    class Privacy(privacy.Fields):
        open = {"id", "kind", "subject", "field", "number", "language", "text", "is_minor", "at"}
        work = {"by", "needs"}

    def __str__(self) -> str:
        return f"{self.kind} {self.field} {self.number}"


class TranslationQuerySet(models.QuerySet["Translation"]):
    def dated(self) -> Self:
        """Each with `is_outdated`: its source has a newer version that is more than a correction of spelling."""
        newer = Wording.objects.filter(
            subject=OuterRef("subject"), field=OuterRef("field"), number__gt=OuterRef("of_version"), is_minor=False
        )
        return self.annotate(is_outdated=Exists(newer))


class Translation(Worded):
    """A text in another language, made from one version of its source."""

    class Maker(models.TextChoices):
        HUMAN = "human", _("a person")
        MACHINE = "machine", _("a machine")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    language = models.ForeignKey(Language, models.PROTECT, related_name="translations")
    text = models.TextField(_("text"))
    of_version = models.PositiveIntegerField(_("made from version"))
    maker = models.CharField(_("made by"), max_length=10, choices=Maker, default=Maker.HUMAN)
    is_draft = models.BooleanField(_("waits for a native reader"), default=False)
    at = models.DateTimeField(_("written at"))
    by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True, blank=True)

    objects = TranslationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "field", "language"], name="one_translation_per_language"),
            models.CheckConstraint(condition=~Q(text=""), name="a_translation_says_something"),
        ]
        indexes = [models.Index(F("language"), F("subject"), name="translations_by_language")]

    class Privacy(privacy.Fields):
        open = {"id", "kind", "subject", "field", "language", "text", "of_version", "maker", "is_draft", "at"}
        work = {"by"}

    def __str__(self) -> str:
        return f"{self.kind} {self.field} {self.language_id}"


class Recording(Worded):
    """A text read aloud by a person."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    language = models.ForeignKey(Language, models.PROTECT, related_name="recordings")
    of_version = models.PositiveIntegerField(_("made from version"))
    sound = models.BinaryField(_("sound"))
    media_type = models.CharField(_("media type"), max_length=40)
    seconds = models.PositiveSmallIntegerField(_("seconds"), default=0)
    at = models.DateTimeField(_("made at"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "field", "language"], name="one_recording_per_language"),
        ]

    class Privacy(privacy.Fields):
        open = {"id", "kind", "subject", "field", "language", "of_version", "sound", "media_type", "seconds", "at"}

    def __str__(self) -> str:
        return f"{self.kind} {self.field} {self.language_id}"
