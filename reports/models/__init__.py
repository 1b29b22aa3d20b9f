"""How we tell it: forms of report as data, narrative, reports as issued, and the meetings that they are made for."""

from .composing import FindingAnswer, PlaceComment
from .making import Making
from .meeting import BoardMeeting, Decision, DecisionQuerySet, MeetingPack
from .preparation import Clearance, PaperDates, Preparation
from .report import (
    Arrangement,
    FormSection,
    ForReport,
    Implication,
    IssuedReport,
    Narrative,
    ReportForm,
    ReportKind,
    ReportWithdrawal,
    SourceEntry,
)

__all__ = [
    "Arrangement", "BoardMeeting", "Clearance", "Decision", "DecisionQuerySet", "FindingAnswer", "ForReport",
    "FormSection", "Implication", "IssuedReport", "Making", "MeetingPack", "Narrative", "PaperDates",
    "PlaceComment", "Preparation", "ReportForm", "ReportKind", "ReportWithdrawal", "SourceEntry",
]  # fmt: skip
