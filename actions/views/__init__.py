"""The pages of actions."""

from .acceptance import AcceptanceList
from .pages import ActionDetail, ActionList
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
from .plans import Plan, QuickUpdate, SlippageLedger, Timeline
from .reporting import ProgressUpdateCorrect, ProgressUpdateCreate, ProgressUpdateEdit, UpdateEvidence
from .workbooks import PlanCsv, PlanImportCreate, PlanImportDetail, PlanWorkbook

__all__ = [
    "AcceptanceList", "ActionComplete", "ActionCreate", "ActionDetail", "ActionEdit", "ActionList", "DuePhrases",
    "DueRevise", "HandOver", "MilestoneCreate", "MilestoneEdit", "MilestoneRevise", "MyActions", "Plan",
    "PlanCsv", "PlanImportCreate", "PlanImportDetail", "PlanWorkbook",
    "ProgressUpdateCorrect", "ProgressUpdateCreate", "ProgressUpdateEdit", "QuickUpdate", "SlippageLedger",
    "StateDecide", "TeamDetail", "TeamList", "Timeline", "UpdateEvidence",
]  # fmt: skip
