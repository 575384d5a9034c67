"""Who may ask, answer and compare: the rows of `test_access.py` for surveys."""

from dataclasses import dataclass

from samverka.actors.models import Territory
from samverka.situation import rules as situation
from samverka.situation.models import Answer, Estimate, OverlapTable, Questionnaire, Report, ReportReader, Survey


# rule · what it is asked about · who may · what the others are told
ASKING = [
    (situation.keep_questionnaires, "board", "county", "Only county and national coordinators keep questionnaires."),
    (situation.keep_questionnaires, "city", "", "Only county and national coordinators keep questionnaires."),
    (situation.edit_questionnaire, "questionnaire", "county",
     "Only the coordinators of the organisation that keeps it change a questionnaire."),
    (situation.plan_survey, "here", "coordinator", "Only the territory's own coordinator begins a survey of it."),
    (situation.plan_survey, "county", "county", "Only the territory's own coordinator begins a survey of it."),
    (situation.plan_survey, "nation", "national", "Only the territory's own coordinator begins a survey of it."),
    (situation.run_survey, "survey", "county",
     "Only the coordinators of the organisation that asks run a survey."),
    (situation.run_survey, "own_picture", "coordinator",
     "Only the coordinators of the organisation that asks run a survey."),
    (situation.answer, "asked", "coordinator", "Only the respondent's own people answer."),
    (situation.answer, "asked_home", "admin", "Only the respondent's own people answer."),
    (situation.answer_for, "asked", "county national", "Only the county's coordinator enters it for others."),
    (situation.write_report, "here", "coordinator", "Only the territory's own coordinator writes its report."),
    (situation.write_report, "county", "county", "Only the territory's own coordinator writes its report."),
    (situation.write_report, "nation", "national", "Only the territory's own coordinator writes its report."),
    (situation.edit_report, "report", "county",
     "Only the coordinators of the organisation that writes a report change or publish it."),
    (situation.comment_on_report, "reader", "admin",
     "Only those who answer for an organisation that is asked comment on a report."),
    (situation.keep_template, "board", "county", "Only an organisation's own coordinators say how its reports look."),
    (situation.compare_support, None, "coordinator county national elsewhere",
     "Only coordinators compare the municipalities' forms of support."),
    (situation.state_estimate, "here", "coordinator county national",
     "Only a territory's coordinators say how many are estimated."),
    (situation.state_estimate, "county", "county national",
     "Only a territory's coordinators say how many are estimated."),
    (situation.state_estimate, "nation", "national", "Only a territory's coordinators say how many are estimated."),
    (situation.keep_estimate, "estimate", "coordinator",
     "Only the coordinators of the organisation that stated it keep an estimate."),
    (situation.work_on_overlaps, "overlaps", "coordinator",
     "Only the coordinators of the organisation that brought it work on a table of overlaps."),
]  # fmt: skip


@dataclass
class Asking:
    """What the rules of surveys are asked about."""

    board: object  # the county board
    county: Territory
    nation: Territory
    questionnaire: Questionnaire  # of the county board
    survey: Survey  # of the county board
    own_picture: Survey  # of the municipality
    report: Report  # of the county board
    reader: ReportReader  # the organisation that runs the shelter
    asked: Answer  # of the municipality as a whole
    asked_home: Answer  # of the organisation that runs the shelter
    estimate: Estimate  # of the municipality
    overlaps: OverlapTable  # of the municipality


def asking(home, city, people):
    board = people.county.standing[0].organisation
    questionnaire = Questionnaire(organisation=board, meant_for="municipality")
    said = {"territory": home.territory, "questionnaire": questionnaire}
    return {
        "board": board, "county": Territory.objects.get(code="01"), "nation": Territory.objects.get(code="00"),
        "questionnaire": questionnaire, "survey": Survey(organisation=board), "own_picture": Survey(organisation=city),
        "report": Report(organisation=board), "reader": ReportReader(organisation=home),
        "asked": Answer(**said), "asked_home": Answer(organisation=home, **said),
        "estimate": Estimate(organisation=city), "overlaps": OverlapTable(organisation=city),
    }  # fmt: skip
