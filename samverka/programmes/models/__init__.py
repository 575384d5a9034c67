"""The nouns of what was asked, promised, paid and decided."""

from samverka.programmes.models.agreements import Agreement, Money, Party, Volume
from samverka.programmes.models.follow_ups import Deviation, DeviationComment, FollowUp, Settling, Stated
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


__all__ = [
    "Agreement",
    "Deviation",
    "DeviationComment",
    "FollowUp",
    "Fund",
    "FundIndicator",
    "IndicatorReport",
    "IndicatorValue",
    "Money",
    "Party",
    "Project",
    "ProjectMoney",
    "ProjectPartner",
    "ProjectPeriod",
    "ProjectService",
    "ProjectTarget",
    "Settling",
    "Stated",
    "Volume",
]
