"""How we tell it: forms of report as data, narrative written by people, and reports as issued."""

from .arrangement import Arrangement
from .for_report import ReportKind
from .issued_report import IssuedReport
from .narrative import Narrative
from .report_form import FormSection, Implication, ReportForm
from .source_entry import SourceEntry

__all__ = [
    "Arrangement", "FormSection", "Implication", "IssuedReport", "Narrative", "ReportForm", "ReportKind", "SourceEntry",
]  # fmt: skip
