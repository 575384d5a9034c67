"""The nouns of the situation picture: questionnaires and surveys, figures of indicators, and published tables."""

from samverka.situation.models.figures import Contribution, FigureMark, IndicatorFigure
from samverka.situation.models.questionnaires import Question, Questionnaire
from samverka.situation.models.surveys import Answer, AnswerLink, AnswerValue, Reminder, Survey
from samverka.situation.models.tables import PublishedCell, PublishedTable


__all__ = [
    "Answer",
    "AnswerLink",
    "AnswerValue",
    "Contribution",
    "FigureMark",
    "IndicatorFigure",
    "PublishedCell",
    "PublishedTable",
    "Question",
    "Questionnaire",
    "Reminder",
    "Survey",
]
