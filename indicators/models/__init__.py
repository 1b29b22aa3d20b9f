"""How we know: indicators, their targets, and values with versions and workflow."""

from .council_tolerance import CouncilTolerance
from .indicator import CollectionUnit, Indicator, IndicatorNote, KeyOutput
from .period import PeriodLocked, ReportingPeriod
from .population import Population, PopulationTable
from .read_marker import Look
from .seal import Seal
from .target import Benchmark, RuleChange, Target
from .upload import Import
from .value import Evidence, Value, reading

__all__ = [
    "Benchmark", "CollectionUnit", "CouncilTolerance", "Evidence", "Import", "Indicator", "IndicatorNote", "KeyOutput",
    "Look", "PeriodLocked", "Population", "PopulationTable", "ReportingPeriod", "RuleChange", "Seal", "Target", "Value",
    "reading",
]  # fmt: skip
