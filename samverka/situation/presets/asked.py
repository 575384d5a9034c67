"""The shape of a questionnaire that is told as data."""

from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samverka.situation.models.questionnaires import Question, Questionnaire


Kind = Question.Kind
Choices = tuple[tuple[str, Any], ...]
GRADES = (1, 2, 3, 4, 5)


class Asked(NamedTuple):
    """One question, as `Question` keeps it."""

    number: str
    code: str
    kind: str
    text: Any
    hint: Any = ""
    options: Choices = ()
    in_profile: bool = False


class Preset(NamedTuple):
    """A whole questionnaire."""

    name: Any
    meant_for: str
    questions: tuple[Asked, ...]


For = Questionnaire.For
BAND: Choices = (
    ("0", pgettext_lazy("count", "none")),
    ("1_2", _("1 or 2")),
    ("3_5", _("3 to 5")),
    ("6_10", _("6 to 10")),
    ("more", _("more than 10")),
)
METHOD: Choices = (
    ("count_night", _("a count on one night")),
    ("outreach_based", _("what outreach has met")),
    ("tally_based", _("tallies over time")),
    ("expert_judgement", _("judgement of those who do the work")),
    ("survey", _("a survey")),
    ("external", _("somebody else's figure")),
)
CONFIDENCE: Choices = (
    ("high", _("high: counted within the last 14 days")),
    ("medium", _("medium: regular outreach in the last three months")),
    ("low", _("low: judgement")),
)
TREND: Choices = (
    ("fewer", _("fewer")),
    ("same", _("about the same")),
    ("more", _("more")),
    ("unknown", _("cannot be said")),
)
