"""The law that cards cite, as dated data: no section number stands in code or in a template."""

from datetime import date, datetime

from django.db import models
from django.db.models import F, Q
from django.utils.timezone import localdate
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from samverka.core import privacy
from samverka.core.ids import new_id


class LawReference(models.Model):
    """A law, or a place in one, as it stands from one day to another."""

    class State(models.TextChoices):
        IN_FORCE = "in_force", pgettext_lazy("law", "in force")
        PROPOSED = "proposed", pgettext_lazy("law", "proposed")
        REPEALED = "repealed", pgettext_lazy("law", "repealed")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("name of the law"), max_length=200)
    number = models.CharField(_("number"), max_length=40, blank=True)  # SFS, a bill, a ruling
    section = models.CharField(_("chapter and section"), max_length=60, blank=True)
    says = models.CharField(_("what it says, in a sentence"), max_length=500, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.IN_FORCE)
    valid_from = models.DateField(_("in force from"), null=True, blank=True)
    valid_to = models.DateField(_("in force until"), null=True, blank=True)
    verified_on = models.DateField(_("looked up on"), null=True, blank=True)  # nothing: it is still to be verified
    link = models.URLField(_("link"), blank=True)
    changed_at = models.DateTimeField(_("changed at"), null=True, blank=True)  # what texts rest on

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name", "number", "section", "state"],
                condition=~Q(state="repealed"),
                name="one_row_for_a_law_as_it_stands",
            ),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="a_law_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=~Q(state="repealed") | Q(valid_to__isnull=False), name="a_repealed_law_says_since_when"
            ),
        ]

    class Privacy(privacy.Fields):
        open = {
            *("id", "name", "number", "section", "says", "state", "valid_from", "valid_to", "verified_on", "link"),
            "changed_at",
        }

    def __str__(self) -> str:
        number = f" ({self.number})" if self.number else ""
        return f"{self.name}{number} {self.section}".strip()

    def told_since(self, moment: datetime, *, on: date) -> str:
        """What has become of it since a moment, seen from a day, in a sentence; nothing, if nothing has."""
        since, is_changed = localdate(moment), bool(self.changed_at and self.changed_at > moment)
        if self.valid_to and self.valid_to < on and (is_changed or self.valid_to >= since):
            return gettext("%(law)s was in force until %(day)s.") % {"law": self, "day": self.valid_to}
        if self.changed_at and is_changed:
            return gettext("%(law)s changed on %(day)s.") % {"law": self, "day": localdate(self.changed_at)}
        if self.valid_from and since < self.valid_from <= on:
            return gettext("%(law)s is in force from %(day)s.") % {"law": self, "day": self.valid_from}
        return ""
