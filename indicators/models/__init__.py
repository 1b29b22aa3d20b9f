"""How we know: indicators, their targets, and values with versions and workflow."""

from .council import CouncilTolerance
from .imports import Import
from .judging import Benchmark, RuleChange, Target
from .looks import Look
from .periods import PeriodLocked, ReportingPeriod
from .populations import Population, PopulationTable
from .seals import Seal
from .setting import CollectionUnit, Indicator, IndicatorNote, KeyOutput
from .values import Evidence, Value, reading

__all__ = [
    "Benchmark", "CollectionUnit", "CouncilTolerance", "Evidence", "Import", "Indicator", "IndicatorNote", "KeyOutput",
    "Look", "PeriodLocked", "Population", "PopulationTable", "ReportingPeriod", "RuleChange", "Seal", "Target", "Value",
    "reading",
]  # fmt: skip
