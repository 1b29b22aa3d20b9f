"""Forms of setting up, one for each deed in `setup`."""

from .base import SetupForm, WithdrawForm
from .collection import PopulationForm, PopulationTableForm, TeamForm, UnitForm
from .definitions import IndicatorForm, RetireForm
from .judging import BenchmarkForm, RuleChangeForm, TargetForm

__all__ = [
    "BenchmarkForm", "IndicatorForm", "PopulationForm", "PopulationTableForm", "RetireForm", "RuleChangeForm",
    "SetupForm", "TargetForm", "TeamForm", "UnitForm", "WithdrawForm",
]  # fmt: skip
