"""Readings of feeds: looked through, previewed, and then taken in, all of it or nothing."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from samverka.actors.models import User
from samverka.core import privacy
from samverka.core.ids import new_id
from samverka.directory.models.entries import Feed


class FeedReadingQuerySet(models.QuerySet["FeedReading"]):
    def kept_by(self, user: User) -> Self:
        """Of the feeds that the user answers for."""
        return self.filter(feed__in=Feed.objects.kept_by(user))


class FeedReading(models.Model):
    """What a feed said at one time, on its way into the directory."""

    class Stage(models.TextChoices):
        READING = "reading", _("it is read")
        COLUMNS = "columns", _("columns are to be named")
        COMPARING = "comparing", _("it is compared with the directory")
        PREVIEW = "preview", _("to be looked through")
        WRITING = "writing", _("it is taken in")
        WRITTEN = "written", _("taken in")
        UNREADABLE = "unreadable", _("cannot be used")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    feed = models.ForeignKey(Feed, models.CASCADE, related_name="readings")
    by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True)
    digest = models.CharField(_("digest of the file"), max_length=64, blank=True)
    sheet = models.CharField(_("sheet"), max_length=100, blank=True)
    sheets = models.JSONField(_("sheets"), default=list)
    top = models.JSONField(_("first lines"), default=list)  # as text, to name the columns by
    heading = models.IntegerField(_("line of the headings"), default=-1)  # its place among the first lines, -1: none
    columns = models.JSONField(_("columns"), default=dict)  # meaning to place
    so_far = models.PositiveIntegerField(_("read so far"), default=0)
    entries = models.PositiveIntegerField(_("entries"), null=True)
    compared = models.PositiveIntegerField(_("entries compared"), default=0)
    counts = models.JSONField(_("entries by fate"), default=dict)
    remarks = models.JSONField(_("remarks by kind"), default=dict)
    terms = models.JSONField(_("what it calls kinds of services"), default=list)  # key, name, how many services
    removals = models.JSONField(_("entries to remove"), default=list)  # that a person has ticked
    problem = models.CharField(_("why it cannot be used"), max_length=30, blank=True)
    detail = models.CharField(_("where it breaks"), max_length=200, blank=True)
    is_stale = models.BooleanField(_("compared again, since entries had changed"), default=False)
    follows_at = models.DateTimeField(_("compared with the reading of"), null=True, blank=True)
    begun_at = models.DateTimeField(_("begun at"))
    worked_at = models.DateTimeField(_("last sign of work"), null=True, blank=True)
    compared_at = models.DateTimeField(_("compared at"), null=True, blank=True)
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    written_at = models.DateTimeField(_("taken in at"), null=True, blank=True)

    objects = FeedReadingQuerySet.as_manager()

    class Privacy(privacy.Fields):
        work = {
            "id",
            "feed",
            "by",
            "digest",
            "heading",
            "columns",
            "so_far",
            "entries",
            "compared",
            "counts",
            "remarks",
        }
        work |= {"problem", "detail", "is_stale", "follows_at", "begun_at", "worked_at", "compared_at", "approved_at"}
        work |= {"written_at", "removals"}
        guarded = dict.fromkeys(("sheet", "sheets", "top", "terms"), "purge")

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def stage(self) -> Stage:
        if self.written_at:
            return self.Stage.WRITTEN
        if self.problem:
            return self.Stage.UNREADABLE
        if self.entries is None:
            return self.Stage.COLUMNS if self.top and not self.columns else self.Stage.READING
        if not self.compared_at:
            return self.Stage.COMPARING
        return self.Stage.WRITING if self.approved_at else self.Stage.PREVIEW

    @property
    def is_at_work(self) -> bool:
        """Does the machine go on by itself?"""
        return self.stage in (self.Stage.READING, self.Stage.COMPARING, self.Stage.WRITING)


class FeedFile(models.Model):
    """The file that was sent, apart from the reading, whose row is written many times. It goes when it is taken in."""

    whole = models.OneToOneField(FeedReading, models.CASCADE, primary_key=True, related_name="file")
    content = models.BinaryField(_("content"))

    class Privacy(privacy.Fields):
        work = {"whole"}
        guarded = {"content": "purge"}

    def __str__(self) -> str:
        return str(self.whole_id)


class FeedPart(models.Model):
    """Some entries of a reading, all of one kind: what the feed says of each, and what would become of it."""

    whole = models.ForeignKey(FeedReading, models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=20)
    told = models.JSONField(_("what it says"), default=list)
    fates = models.JSONField(_("fates"), default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["whole", "number"], name="one_feed_part_per_number")]

    class Privacy(privacy.Fields):
        work = {"id", "whole", "number", "kind"}
        guarded = {"told": "purge", "fates": "purge"}

    def __str__(self) -> str:
        return f"{self.whole_id} {self.number}"
