"""Pages about indicators, and the pages on which values are entered and approved."""

from ..approving.views.approvals import ApprovalGrid, ApprovalList
from ..approving.views.history import FigureHistory, ValueHistory, ValueRevise, ValueWithdraw
from ..entering.views.returns import ReturnList, ValueGrid
from ..entering.views.values import EvidenceFile, ValueEdit, ValueSave
from ..entering.views.workbooks import ImportCreate, ImportDetail, ReturnCsv, ReturnWorkbook
from ..expecting.views import PeriodList, PeriodLock, PeriodMake
from ..pages import (
    IndicatorChanges,
    IndicatorList,
)

__all__ = [
    "ApprovalGrid",
    "ApprovalList",
    "EvidenceFile",
    "FigureHistory",
    "ImportCreate",
    "ImportDetail",
    "IndicatorChanges",
    "IndicatorList",
    "PeriodList",
    "PeriodLock",
    "PeriodMake",
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
