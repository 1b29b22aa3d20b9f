"""Pages about indicators, and the pages on which values are entered and approved."""

from .approvals import ApprovalGrid, ApprovalList
from .history import FigureHistory, ValueHistory, ValueRevise, ValueWithdraw
from .pages import (
    IndicatorChanges,
    IndicatorChart,
    IndicatorDetail,
    IndicatorList,
    IndicatorPicture,
    ProcessChart,
    ProcessPicture,
)
from .periods import PeriodList, PeriodLock, PeriodMake
from .returns import ReturnList, ValueGrid
from .values import EvidenceFile, ValueEdit, ValueSave
from .workbooks import ImportCreate, ImportDetail, ReturnCsv, ReturnWorkbook

__all__ = [
    "ApprovalGrid",
    "ApprovalList",
    "EvidenceFile",
    "FigureHistory",
    "ImportCreate",
    "ImportDetail",
    "IndicatorChanges",
    "IndicatorChart",
    "IndicatorDetail",
    "IndicatorList",
    "IndicatorPicture",
    "PeriodList",
    "PeriodLock",
    "PeriodMake",
    "ProcessChart",
    "ProcessPicture",
    "ReturnCsv",
    "ReturnList",
    "ReturnWorkbook",
    "ValueEdit",
    "ValueGrid",
    "ValueHistory",
    "ValueRevise",
    "ValueSave",
    "ValueWithdraw",
]
