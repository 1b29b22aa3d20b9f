"""The performance team's pages of setting up: see `indicators/setup`."""

from .collection import (
    PopulationCreate,
    PopulationTableCreate,
    PopulationTableDetail,
    PopulationTableEdit,
    PopulationTableList,
    PopulationWithdraw,
    TeamCreate,
    UnitCreate,
    UnitEdit,
    UnitList,
)
from .council import CouncilToleranceCreate, CouncilToleranceList, CouncilToleranceWithdraw
from .definitions import IndicatorCreate, IndicatorEdit, IndicatorRetire
from .judging import (
    BenchmarkCreate,
    BenchmarkEdit,
    BenchmarkWithdraw,
    RuleChangeCreate,
    RuleChangeWithdraw,
    TargetEdit,
    TargetWithdraw,
)
from .overview import IndicatorSetupDetail, IndicatorSetupList, SetupDetail, SetupList

__all__ = [
    "BenchmarkCreate", "BenchmarkEdit", "BenchmarkWithdraw", "CouncilToleranceCreate", "CouncilToleranceList",
    "CouncilToleranceWithdraw", "IndicatorCreate", "IndicatorEdit", "IndicatorRetire", "IndicatorSetupDetail",
    "IndicatorSetupList", "PopulationCreate", "PopulationTableCreate", "PopulationTableDetail", "PopulationTableEdit",
    "PopulationTableList", "PopulationWithdraw", "RuleChangeCreate", "RuleChangeWithdraw", "SetupDetail", "SetupList",
    "TargetEdit", "TargetWithdraw", "TeamCreate", "UnitCreate", "UnitEdit", "UnitList",
]  # fmt: skip
