"""The nouns of the situation picture: questionnaires, surveys, and tables that were published."""

from samverka.situation.models.questionnaires import Question, Questionnaire
from samverka.situation.models.surveys import Answer, AnswerLink, AnswerValue, Reminder, Survey
from samverka.situation.models.tables import PublishedCell, PublishedTable


__all__ = [
    "Answer",
    "AnswerLink",
    "AnswerValue",
    "PublishedCell",
    "PublishedTable",
    "Question",
    "Questionnaire",
    "Reminder",
    "Survey",
]
