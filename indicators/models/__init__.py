"""How we know: indicators, their targets, and values with versions and workflow."""

from .indicator import CollectionUnit, Indicator, IndicatorNote, KeyOutput, Units, UnitSpan
from .population_table import Population, PopulationTable
from .process_base import ProcessBase, process_bases
from .reporting_period import PeriodLocked, ReportingPeriod
from .rule import CouncilTolerance, IndicatorRule, council_tolerances
from .seal import Seal
from .target import Benchmark, Target
from .value import Evidence, ReadMarker, Value

__all__ = [
    "Benchmark", "CollectionUnit", "CouncilTolerance", "Evidence", "Indicator", "IndicatorNote",
    "IndicatorRule", "KeyOutput", "PeriodLocked", "Population", "PopulationTable", "ProcessBase", "ReadMarker",
    "ReportingPeriod", "Seal", "Target", "UnitSpan", "Units", "Value", "council_tolerances", "process_bases",
]  # fmt: skip
