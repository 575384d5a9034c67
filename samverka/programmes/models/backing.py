"""Who stands behind which measure: organisations and party groups by name, never persons."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samverka.actors.models import Organisation
from samverka.core import privacy
from samverka.core.ids import new_id
from samverka.programmes.models.strategies import Measure, Strategy


class Backer(models.Model):
    """An organisation or a party group that is asked what it thinks of a strategy's measures."""

    class Kind(models.TextChoices):
        ORGANISATION = "organisation", pgettext_lazy("backer", "organisation")
        PARTY_GROUP = "party_group", pgettext_lazy("backer", "party group")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    strategy = models.ForeignKey(Strategy, models.CASCADE, related_name="backers")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    name = models.CharField(_("name"), max_length=200)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", null=True, blank=True)
    mailbox = models.EmailField(_("role mailbox"), blank=True)
    digest = models.CharField(_("digest of its link"), max_length=64, null=True, blank=True, unique=True)
    told_at = models.DateTimeField(_("asked by mail at"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded at"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["strategy", "name"], name="a_backer_is_asked_once"),
            models.CheckConstraint(
                condition=Q(kind="organisation") | Q(organisation=None), name="a_party_group_is_a_name"
            ),
        ]

    class Privacy(privacy.Fields):
        open = {"id", "strategy", "kind", "name", "organisation", "answered_at"}
        work = {"told_at", "reminded_at"}
        guarded = {"mailbox": "erase", "digest": "erase"}

    def __str__(self) -> str:
        return self.name


class Backing(models.Model):
    """What one of them thinks of one measure, and a sentence why; and whether that was about an earlier wording."""

    class Stance(models.TextChoices):
        FOR = "for", pgettext_lazy("backing", "for")
        FOR_WITH_CHANGE = "for_with_change", pgettext_lazy("backing", "for, with a change")
        AGAINST = "against", pgettext_lazy("backing", "against")
        ABSTAINS = "abstains", pgettext_lazy("backing", "abstains")

    backer = models.ForeignKey(Backer, models.CASCADE, related_name="backings")
    measure = models.ForeignKey(Measure, models.CASCADE, related_name="backings")
    stance = models.CharField(_("stance"), max_length=16, choices=Stance)
    sentence = models.CharField(_("why, in a sentence"), max_length=300, blank=True)
    changed_at = models.DateTimeField(_("measure changed since, at"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["backer", "measure"], name="one_stance_on_a_measure"),
            models.CheckConstraint(
                condition=~Q(stance__in=("for_with_change", "against")) | Q(sentence__gt=""),
                name="who_wants_something_else_says_what",
            ),
        ]

    class Privacy(privacy.Fields):
        open = {"id", "backer", "measure", "stance", "sentence", "changed_at"}

    def __str__(self) -> str:
        return f"{self.backer_id} {self.measure_id}"
