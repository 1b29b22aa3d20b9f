"""Pages about indicators, and the pages on which values are entered and approved."""

from .approvals import ApprovalGrid, ApprovalList
from .history import ValueHistory, ValueRevise
from .pages import IndicatorChart, IndicatorDetail, IndicatorList, IndicatorPicture
from .periods import PeriodList, PeriodLock
from .returns import ReturnList, ValueGrid

__all__ = [
    "ApprovalGrid",
    "ApprovalList",
    "IndicatorChart",
    "IndicatorDetail",
    "IndicatorList",
    "IndicatorPicture",
    "PeriodList",
    "PeriodLock",
    "ReturnList",
    "ValueGrid",
    "ValueHistory",
    "ValueRevise",
]
