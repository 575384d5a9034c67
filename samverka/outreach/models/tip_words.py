"""What can be said in a tip and in its answer, in every language of the public pages."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Worry(models.TextChoices):
    """What somebody worries about. A child is not among them: that is no tip, but a call."""

    OUTDOORS = "outdoors", _("Somebody is outdoors in the cold")
    SETTLEMENT = "settlement", _("People live in tents, cars or huts")
    EXPLOITATION = "exploitation", _("Somebody may be exploited")
    OTHER = "other", _("Something else")


class Daypart(models.TextChoices):
    """When on a day."""

    MORNING = "morning", _("in the morning")
    DAY = "day", _("in the daytime")
    EVENING = "evening", _("in the evening")
    NIGHT = "night", _("at night")


class TipAnswer(models.TextChoices):
    """How a tip is answered. General on purpose: never where, never who."""

    HELPED = "helped", _("We have been there. Those who wanted help know where to find it.")
    GONE = "gone", _("We have been there and found nobody.")
    KNOWN = "known", _("We knew of this already, and go there now and then.")
    AUTHORITY = "authority", _("The social services have taken over.")
    RETURN = "return", _("We have been there, and will go back.")
