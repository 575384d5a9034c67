"""The nouns of the situation picture: questionnaires and surveys."""

from samverka.situation.models.questionnaires import Question, Questionnaire
from samverka.situation.models.surveys import Answer, AnswerLink, AnswerValue, Reminder, Survey


__all__ = ["Answer", "AnswerLink", "AnswerValue", "Question", "Questionnaire", "Reminder", "Survey"]
