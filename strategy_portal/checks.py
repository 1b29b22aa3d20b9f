"""What `manage.py check --deploy` says of the portal's own settings."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import Warning as Doubt


def variables_are_read(app_configs: Any, **kwargs: Any) -> Sequence[Doubt]:
    """Warns of each variable that an operator set and that the portal no longer reads."""
    where = (
        "The performance team sets it under Set-up, The council’s tolerances, with the day from which it holds, "
        "a reason and who agreed it. Then remove the variable."
    )
    return [
        Doubt(f"{name} is set in the environment and changes nothing.", hint=where, id="strategy_portal.W001")
        for name in settings.NO_LONGER_READ
    ]
