"""Setting up: what is measured, what it is judged by, and what it is collected from.

Plain functions with `by=`, as in `services.py`; the performance team's pages go through them. Each takes `seen`, the
version of what the person looked at, so that nothing is overwritten unseen.
"""

from strategy_portal.records.versions import ChangedMeanwhile, version_of

from .collection import save_population_table, save_unit, set_population, withdraw_population
from .council import change_council_tolerance, council_lines, followers, withdraw_council_tolerance
from .definitions import add_indicator, change_indicator, is_sealed, retire_indicator
from .guards import Agreed, SetupRefused, last_sealed
from .judging import (
    Aim,
    RuleSet,
    change_rule,
    save_benchmark,
    set_target,
    withdraw_benchmark,
    withdraw_rule_change,
    withdraw_target,
)

__all__ = [
    "Agreed", "Aim", "ChangedMeanwhile", "RuleSet", "SetupRefused", "add_indicator", "change_council_tolerance",
    "change_indicator", "change_rule", "council_lines", "followers", "is_sealed", "last_sealed", "retire_indicator",
    "save_benchmark", "save_population_table", "save_unit", "set_population", "set_target", "version_of",
    "withdraw_benchmark", "withdraw_council_tolerance", "withdraw_population", "withdraw_rule_change",
    "withdraw_target",
]  # fmt: skip
