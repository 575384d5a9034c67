"""The nouns of what was asked, promised, paid and decided."""

from samverka.programmes.models.agreements import Agreement, Amended, Money, Party, Volume
from samverka.programmes.models.applications import (
    Application,
    ApplicationMoney,
    ApplicationVolume,
    Assessment,
    Completion,
    Mark,
)
from samverka.programmes.models.backing import Backer, Backing
from samverka.programmes.models.calls import Call, Criterion, Invited
from samverka.programmes.models.consultations import Consultation, ConsultationAnswer, Opinion
from samverka.programmes.models.follow_ups import Deviation, DeviationComment, FollowUp, Settling, Stated
from samverka.programmes.models.mandates import Assignment, Deliverable, Extension, FinalReport, Mandate
from samverka.programmes.models.payments import AgreementMeeting, Payment
from samverka.programmes.models.periods import IndicatorReport, IndicatorValue, ProjectPeriod
from samverka.programmes.models.projects import (
    Fund,
    FundIndicator,
    Project,
    ProjectMoney,
    ProjectPartner,
    ProjectService,
    ProjectTarget,
)
from samverka.programmes.models.proposals import Proposal
from samverka.programmes.models.strategies import Measure, MeasurePart, Strategy, StrategyArea, StrategyYear


__all__ = [
    "Agreement",
    "AgreementMeeting",
    "Amended",
    "Application",
    "ApplicationMoney",
    "ApplicationVolume",
    "Assessment",
    "Assignment",
    "Backer",
    "Backing",
    "Call",
    "Completion",
    "Consultation",
    "ConsultationAnswer",
    "Criterion",
    "Deliverable",
    "Deviation",
    "DeviationComment",
    "Extension",
    "FinalReport",
    "FollowUp",
    "Fund",
    "FundIndicator",
    "IndicatorReport",
    "IndicatorValue",
    "Invited",
    "Mandate",
    "Mark",
    "Measure",
    "MeasurePart",
    "Money",
    "Opinion",
    "Party",
    "Payment",
    "Project",
    "ProjectMoney",
    "ProjectPartner",
    "ProjectPeriod",
    "ProjectService",
    "ProjectTarget",
    "Proposal",
    "Settling",
    "Stated",
    "Strategy",
    "StrategyArea",
    "StrategyYear",
    "Volume",
]
