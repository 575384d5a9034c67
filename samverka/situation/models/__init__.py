"""The nouns of the situation picture: questionnaires and surveys, estimates, figures, and published tables."""

from samverka.situation.models.circulation import ReportComment, ReportReader
from samverka.situation.models.dumps import Dump
from samverka.situation.models.estimates import OVER_TIME, Definition, Estimate, OverlapTable
from samverka.situation.models.figures import Contribution, FigureMark, IndicatorFigure
from samverka.situation.models.previews import Preview
from samverka.situation.models.questionnaires import Question, Questionnaire
from samverka.situation.models.reports import Report, ReportSection, ReportTemplate, ReportVersion
from samverka.situation.models.surveys import Answer, AnswerLink, AnswerValue, Reminder, Survey
from samverka.situation.models.tables import PublishedCell, PublishedTable


__all__ = [
    "OVER_TIME",
    "Answer",
    "AnswerLink",
    "AnswerValue",
    "Contribution",
    "Definition",
    "Dump",
    "Estimate",
    "FigureMark",
    "IndicatorFigure",
    "OverlapTable",
    "Preview",
    "PublishedCell",
    "PublishedTable",
    "Question",
    "Questionnaire",
    "Reminder",
    "Report",
    "ReportComment",
    "ReportReader",
    "ReportSection",
    "ReportTemplate",
    "ReportVersion",
    "Survey",
]
