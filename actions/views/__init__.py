"""The pages of actions."""

from .pages import ActionDetail, ActionList
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
from .plans import AcceptanceList, Plan
from .reporting import ProgressUpdateCorrect, ProgressUpdateCreate, ProgressUpdateEdit, UpdateEvidence

__all__ = [
    "AcceptanceList", "ActionComplete", "ActionCreate", "ActionDetail", "ActionEdit", "ActionList", "DueRevise",
    "MilestoneCreate", "MilestoneEdit", "MilestoneRevise", "Plan", "ProgressUpdateCorrect", "ProgressUpdateCreate",
    "ProgressUpdateEdit", "StateDecide", "UpdateEvidence",
]  # fmt: skip
