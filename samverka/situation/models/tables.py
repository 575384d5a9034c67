"""What was published: declared tables, version by version, and each of their cells once and for ever.

Nothing here is ever changed or deleted, and the database itself refuses it: numbers that have left us cannot be called
back, and what may be told next hangs on all that was told before.
"""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samverka.actors.models import Territory
from samverka.core import privacy
from samverka.core.ids import new_id
from samverka.situation.disclosure import lattice


CC0 = "http://creativecommons.org/publicdomain/zero/1.0/"


class PublishedTableQuerySet(models.QuerySet["PublishedTable"]):
    def newest(self) -> Self:
        """The version of each table that no other has come after."""
        return self.filter(superseded_by=None)


class PublishedTable(models.Model):
    """One version of a declared table: what a publication added to it."""

    class About(models.TextChoices):
        PEOPLE = lattice.PEOPLE, pgettext_lazy("table", "people")
        SUPPLY = lattice.SUPPLY, pgettext_lazy("table", "supply")
        VISITS = lattice.VISITS, pgettext_lazy("table", "visits")

    class Area(models.TextChoices):
        NATION = lattice.NATION, _("nation")
        COUNTY = lattice.COUNTY, _("county")
        MUNICIPALITY = lattice.MUNICIPALITY, _("municipality")

    class Step(models.TextChoices):
        MONTH = lattice.MONTH, _("month")
        QUARTER = lattice.QUARTER, _("quarter")

    class Method(models.TextChoices):
        ROUNDING = "rounding", _("rounded to base 5, adding up")
        SUPPRESSION = "suppression", _("small counts hidden")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    publication = models.UUIDField(_("publication"), db_index=True)  # what was protected and published together
    name = models.SlugField(_("name"), max_length=80)
    version = models.PositiveIntegerField(_("version"))
    supersedes = models.OneToOneField("self", models.PROTECT, related_name="superseded_by", null=True, blank=True)
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="+", verbose_name=_("published for"))
    measure = models.CharField(_("measure"), max_length=50)
    about = models.CharField(_("about"), max_length=10, choices=About)
    area = models.CharField(_("areas"), max_length=12, choices=Area)
    step = models.CharField(_("periods"), max_length=10, choices=Step)
    first_period = models.CharField(_("first period added"), max_length=7)
    last_period = models.CharField(_("last period added"), max_length=7)
    method = models.CharField(_("method"), max_length=12, choices=Method)
    width = models.PositiveSmallIntegerField(_("base of rounding, or width"))
    dimensions = models.JSONField(_("hierarchies"))  # name, total, and what each code is part of
    words = models.JSONField(_("words"))  # title, unit, description, source, categories; by language
    licence = models.URLField(_("licence"), default=CC0)
    published_at = models.DateTimeField(_("published at"))

    objects = PublishedTableQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "version"], name="one_table_per_name_and_version"),
            models.UniqueConstraint(fields=["publication", "name"], name="a_publication_tells_of_a_table_once"),
            models.CheckConstraint(
                condition=Q(version=1, supersedes=None) | Q(version__gt=1, supersedes__isnull=False),
                name="a_later_version_supersedes_one",
            ),
        ]

    class Privacy(privacy.Fields):
        open = {
            *("id", "publication", "name", "version", "supersedes", "territory", "measure", "about", "area", "step"),
            *("first_period", "last_period", "method", "width", "dimensions", "words", "licence", "published_at"),
        }

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class PublishedCell(models.Model):
    """One number, or that it is hidden. Who reads a later version of its table reads it as well."""

    class Status(models.TextChoices):
        """The letters of Eurostat's observation status."""

        SUPPRESSED = "c", _("hidden, since it counts too few or rests on too few")
        ESTIMATED = "e", _("estimated")
        PROVISIONAL = "p", _("provisional")
        BREAK = "b", _("break in the series")
        UNRELIABLE = "u", _("low reliability")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    table = models.ForeignKey(PublishedTable, models.PROTECT, related_name="cells")
    measure = models.CharField(_("measure"), max_length=50)
    area = models.CharField(_("area"), max_length=4)
    period = models.CharField(_("period"), max_length=7)
    category = models.CharField(_("category"), max_length=50, blank=True)  # empty: all together
    value = models.PositiveBigIntegerField(_("value"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=1, choices=Status, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["measure", "area", "period", "category"], name="a_cell_is_published_once"),
            models.CheckConstraint(
                condition=Q(value=None, status="c") | Q(value__isnull=False) & ~Q(status="c"),
                name="a_cell_without_a_number_is_hidden",
            ),
        ]

    class Privacy(privacy.Fields):
        open = {"id", "table", "measure", "area", "period", "category", "value", "status"}

    def __str__(self) -> str:
        return f"{self.measure} {self.area} {self.period} {self.category}".strip()
