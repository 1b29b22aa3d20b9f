"""How we know: indicators, their targets, and values with versions and workflow."""

from .benchmark import Benchmark
from .collection_unit import CollectionUnit
from .council_tolerance import CouncilTolerance, council_tolerances
from .evidence import Evidence
from .indicator import Indicator
from .indicator_note import IndicatorNote
from .key_output import KeyOutput
from .population_table import Population, PopulationTable
from .read_marker import ReadMarker
from .reporting_period import PeriodLocked, ReportingPeriod
from .rule import IndicatorRule
from .seal import Seal
from .target import Target
from .value import Value

__all__ = [
    "Benchmark", "CollectionUnit", "CouncilTolerance", "Evidence", "Indicator", "IndicatorNote",
    "IndicatorRule", "KeyOutput", "PeriodLocked", "Population", "PopulationTable", "ReadMarker", "ReportingPeriod",
    "Seal", "Target", "Value", "council_tolerances",
]  # fmt: skip
