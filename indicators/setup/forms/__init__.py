"""Forms of setting up, one for each deed in `setup`."""

from strategy_portal.editing.forms import WithdrawForm

from .base import SetupForm
from .collection import PopulationForm, PopulationTableForm, TeamForm, UnitForm
from .definitions import IndicatorForm, RetireForm
from .judging import BenchmarkForm, CouncilToleranceForm, RuleChangeForm, TargetForm

__all__ = [
    "BenchmarkForm", "CouncilToleranceForm", "IndicatorForm", "PopulationForm", "PopulationTableForm", "RetireForm",
    "RuleChangeForm", "SetupForm", "TargetForm", "TeamForm", "UnitForm", "WithdrawForm",
]  # fmt: skip
