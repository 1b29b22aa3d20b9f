"""How we tell it: forms of report as data, narrative, reports as issued, and the meetings that they are made for."""

from .composing import FindingAnswer, OpenFindings, PlaceComment
from .making import Making, PackMaking
from .meeting import BoardMeeting, Decision, DecisionQuerySet, MeetingPack
from .preparation import Clearance, PaperDates, Preparation
from .remark import Remark
from .reminder import CalendarAddress, Digest, Nudge, ReminderChoice, ReminderKind
from .report import (
    Arrangement,
    ExemptPart,
    FormSection,
    ForReport,
    Implication,
    IssuedReport,
    Narrative,
    ReportFile,
    ReportForm,
    ReportKind,
    ReportWithdrawal,
    SourceEntry,
)
from .watch import Watch, watched_by

__all__ = [
    "Arrangement", "BoardMeeting", "CalendarAddress", "Clearance", "Decision", "DecisionQuerySet", "Digest",
    "ExemptPart", "FindingAnswer", "ForReport", "FormSection", "Implication", "IssuedReport", "Making",
    "MeetingPack", "Narrative", "Nudge", "OpenFindings", "PackMaking", "PaperDates", "PlaceComment", "Preparation",
    "Remark", "ReminderChoice", "ReminderKind", "ReportFile", "ReportForm", "ReportKind", "ReportWithdrawal",
    "SourceEntry", "Watch", "watched_by",
]  # fmt: skip
