"""The nouns of what was asked, promised, paid and decided."""

from samverka.programmes.models.agreements import Agreement, Money, Party, Volume
from samverka.programmes.models.backing import Backer, Backing
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
from samverka.programmes.models.strategies import Measure, MeasurePart, Strategy, StrategyArea, StrategyYear


__all__ = [
    "Agreement",
    "Backer",
    "Backing",
    "Deviation",
    "DeviationComment",
    "FollowUp",
    "Fund",
    "FundIndicator",
    "IndicatorReport",
    "IndicatorValue",
    "Measure",
    "MeasurePart",
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
    "Strategy",
    "StrategyArea",
    "StrategyYear",
    "Volume",
]
