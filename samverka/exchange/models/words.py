"""What questions and cards are about (handbook 3.12 and 3.19)."""

from django.db import models
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samverka.directory.models.spoken import spoken_names


class Topic(models.TextChoices):
    STAY = "stay", _("right to stay")
    AID = "aid", _("social aid and emergency aid")
    CHILDREN = "children", _("children and school")
    CARE = "care", _("health care")
    REMOVALS = "removals", _("settlements and removal")
    POLICE = "police", _("police checks")
    WORK = "work", _("work and exploitation")
    TRAFFICKING = "trafficking", _("trafficking")
    SECRECY = "secrecy", _("secrecy and documentation")
    HOME = "home", _("contacts in home countries")
    TOGETHER = "together", _("forms of collaboration")


A_TOPIC = [("", _("Choose a topic")), *Topic.choices]  # to choose from, with none chosen beforehand


class CareRule(models.TextChoices):
    """What is asked of each region."""

    ACUTE = "acute", _("acute care")
    WITH_CARD = "with_card", _("with a European card")
    WITHOUT_CARD = "without_card", _("without a European card")
    UNDEFERRABLE = "undeferrable", _("care that cannot wait")
    MATERNITY = "maternity", _("pregnancy and birth")
    CHILD = "child", pgettext_lazy("care", "children")
    DENTAL = "dental", _("dental care")
    MEDICINE = "medicine", _("medicine")
    INTERPRETER = "interpreter", _("interpreter")


class LocalPolicy(models.TextChoices):
    """What is asked of each municipality."""

    EMERGENCY_AID = "emergency_aid", _("emergency aid")
    HOME_TRAVEL = "home_travel", _("tickets home")
    SCHOOL = "school", _("school during the first three months and after")
    PRESCHOOL = "preschool", _("preschool")
    SHELTER_FAMILIES = "shelter_families", _("families with children without a roof")
    SETTLEMENTS = "settlements", pgettext_lazy("policy", "settlements")


class Urgency(models.TextChoices):
    """How soon an answer is needed."""

    TODAY = "today", pgettext_lazy("urgency", "today")
    WEEK = "week", pgettext_lazy("urgency", "within a week")
    USUAL = "usual", pgettext_lazy("urgency", "within a month")


class Help(models.TextChoices):
    """What is needed, and offered."""

    PREMISES = "premises", _("premises")
    VOLUNTEERS = "volunteers", _("volunteers")
    GOODS = "goods", pgettext_lazy("help", "goods")
    INTERPRETERS = "interpreters", _("interpreters")


class Timed:
    """What needs and offers say of weekdays and languages, in words."""

    weekdays: list[int]
    languages: list[str]

    @property
    def day_names(self) -> str:
        return ", ".join(str(WEEKDAYS[day]) for day in self.weekdays)

    @property
    def language_names(self) -> list[str]:
        """One query, where there is a language."""
        if not self.languages:
            return []
        named = spoken_names()
        return [named.get(code, code) for code in self.languages]
