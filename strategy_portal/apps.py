from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import Warning as Doubt
from django.core.checks import register


class StrategyPortalConfig(AppConfig):
    name = "strategy_portal"
    verbose_name = "Strategy Portal"

    def ready(self) -> None:
        register(variables_are_read, deploy=True)


def variables_are_read(app_configs: Any, **kwargs: Any) -> Sequence[Doubt]:
    """`manage.py check --deploy` warns of each variable that an operator set and that the portal no longer reads."""
    where = (
        "The performance team sets it under Set-up, The council’s tolerances, with the day from which it holds, "
        "a reason and who agreed it. Then remove the variable."
    )
    return [
        Doubt(f"{name} is set in the environment and changes nothing.", hint=where, id="strategy_portal.W001")
        for name in settings.NO_LONGER_READ
    ]
