"""Files with capacities that somebody sent: looked through, previewed, and then written in one go."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from samverka.actors.models import User
from samverka.core import privacy
from samverka.core.ids import new_id


class ImportQuerySet(models.QuerySet["Import"]):
    def of(self, viewer: User) -> Self:
        """The viewer's own: nobody else sees what somebody's file holds. The file itself stays behind."""
        return self.filter(by=viewer).defer("file")


class Import(models.Model):
    """One file with what groups hold on nights, on its way to the nights themselves.

    The file goes as soon as it is written or thrown away. How the nights were before is kept a little longer, so that
    a mistake can be taken back.
    """

    class Stage(models.TextChoices):
        READING = "reading", _("the file is read")
        COLUMNS = "columns", _("columns are to be named")
        COMPARING = "comparing", _("lines are compared with the nights")
        PREVIEW = "preview", _("to be looked through")
        WRITING = "writing", _("the nights are written")
        WRITTEN = "written", _("written")
        UNREADABLE = "unreadable", _("cannot be read")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    by = models.ForeignKey(User, models.CASCADE, related_name="imports")
    digest = models.CharField(_("digest of the file"), max_length=64)
    file = models.BinaryField(_("file"), null=True)
    sheet = models.CharField(_("sheet"), max_length=100, blank=True)
    sheets = models.JSONField(_("sheets"), default=list)
    top = models.JSONField(_("first lines"), default=list)  # as text, to name the columns by
    heading = models.IntegerField(_("line of the headings"), default=-1)  # its place among the first lines, -1: none
    columns = models.JSONField(_("columns"), default=dict)  # meaning to place
    has_empty_formulas = models.BooleanField(_("has formulas without a result"), default=False)
    lines = models.PositiveIntegerField(_("lines"), null=True)
    compared = models.PositiveIntegerField(_("lines compared"), default=0)
    counts = models.JSONField(_("lines by fate"), default=dict)
    problem = models.CharField(_("why it cannot be read"), max_length=20, blank=True)
    is_stale = models.BooleanField(_("compared again, since nights had changed"), default=False)
    uploaded_at = models.DateTimeField(_("sent at"))
    worked_at = models.DateTimeField(_("last sign of work"), null=True, blank=True)
    compared_at = models.DateTimeField(_("compared at"), null=True, blank=True)
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    written_at = models.DateTimeField(_("written at"), null=True, blank=True)

    objects = ImportQuerySet.as_manager()

    class Privacy(privacy.Fields):
        work = {"id", "by", "digest", "heading", "columns", "has_empty_formulas", "lines", "compared", "counts"}
        work |= {"problem", "is_stale", "uploaded_at", "worked_at", "compared_at", "approved_at", "written_at"}
        guarded = {"file": "erase", "sheet": "purge", "sheets": "purge", "top": "purge"}

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def stage(self) -> Stage:
        if self.written_at:
            return self.Stage.WRITTEN
        if self.problem:
            return self.Stage.UNREADABLE
        if self.lines is None:
            return self.Stage.READING
        if not self.columns:
            return self.Stage.COLUMNS
        if not self.compared_at:
            return self.Stage.COMPARING
        return self.Stage.WRITING if self.approved_at else self.Stage.PREVIEW

    @property
    def is_at_work(self) -> bool:
        """Does the machine go on by itself?"""
        return self.stage in (self.Stage.READING, self.Stage.COMPARING, self.Stage.WRITING)


class ImportPart(models.Model):
    """Some lines of an import, each with what would become of it."""

    whole = models.ForeignKey(Import, models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField(_("number"))
    fates = models.JSONField(_("fates"), default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["whole", "number"], name="one_part_per_number")]

    class Privacy(privacy.Fields):
        work = {"id", "whole", "number"}
        guarded = {"fates": "purge"}

    def __str__(self) -> str:
        return f"{self.whole} {self.number}"
