"""The pages of actions."""

from .acceptance import AcceptanceList
from .pages import ActionList
from .people import HandOver, MyActions, TeamDetail, TeamList
from .phrases import DuePhrases
from .planning import (
    ActionComplete,
    ActionCreate,
    ActionEdit,
    DueRevise,
    MilestoneCreate,
    MilestoneEdit,
    MilestoneRevise,
    StateDecide,
)
from .plans import Plan, QuickUpdate, SlippageLedger
from .reporting import ProgressUpdateCorrect, ProgressUpdateCreate, ProgressUpdateEdit, UpdateEvidence
from .workbooks import PlanCsv, PlanImportCreate, PlanImportDetail, PlanWorkbook

__all__ = [
    "AcceptanceList", "ActionComplete", "ActionCreate", "ActionEdit", "ActionList", "DuePhrases",
    "DueRevise", "HandOver", "MilestoneCreate", "MilestoneEdit", "MilestoneRevise", "MyActions", "Plan",
    "PlanCsv", "PlanImportCreate", "PlanImportDetail", "PlanWorkbook",
    "ProgressUpdateCorrect", "ProgressUpdateCreate", "ProgressUpdateEdit", "QuickUpdate", "SlippageLedger",
    "StateDecide", "TeamDetail", "TeamList", "UpdateEvidence",
]  # fmt: skip
