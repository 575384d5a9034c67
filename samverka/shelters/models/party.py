"""A party: those who ask together. How many they are and what they need, never who."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext


class Party(models.Model):
    """The make-up of a party, as slips, tickets and turn-aways carry it."""

    class Together(models.TextChoices):
        MUST = "must", _("only together")
        PREFER = "prefer", _("rather together")

    women = models.PositiveSmallIntegerField(_("women"), default=0)
    men = models.PositiveSmallIntegerField(_("men"), default=0)
    other = models.PositiveSmallIntegerField(_("other adults"), default=0)
    children = models.PositiveSmallIntegerField(_("children"), default=0)
    dog = models.BooleanField(_("dog"), default=False)
    step_free = models.BooleanField(_("needs step-free"), default=False)
    together = models.CharField(_("stay together"), max_length=10, choices=Together, default=Together.MUST)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=models.Q(women__gt=0)
                | models.Q(men__gt=0)
                | models.Q(other__gt=0)
                | models.Q(children__gt=0),
                name="%(class)s_is_somebody",
            ),
        ]

    @property
    def people(self) -> int:
        return self.women + self.men + self.other + self.children

    @property
    def party(self) -> dict[str, int | bool | str]:
        """The make-up, to give on."""
        return {name: getattr(self, name) for name in PARTY}

    @property
    def described(self) -> str:
        """“1 woman, 2 men, dog”, in the reader's language."""
        return describe(self.women, self.men, self.other, self.children, self.dog, self.step_free)


def describe(women: int, men: int, other: int, children: int, dog: bool, step_free: bool) -> str:
    """A make-up in words."""
    words = [ngettext("%d woman", "%d women", women) % women] if women else []
    words += [ngettext("%d man", "%d men", men) % men] if men else []
    words += [ngettext("%d other adult", "%d other adults", other) % other] if other else []
    words += [ngettext("%d child", "%d children", children) % children] if children else []
    words += [str(_("dog"))] if dog else []
    words += [str(_("needs step-free"))] if step_free else []
    return ", ".join(words)


PARTY = ("women", "men", "other", "children", "dog", "step_free", "together")
