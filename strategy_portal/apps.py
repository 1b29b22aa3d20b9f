import gc
from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import Warning as Doubt
from django.core.checks import register

GARBAGE_AFTER = 10_000, 2, 1
"""So many new objects, and how often the young are looked at before the old. Python looks after 700 already: a fifth of
an import of thousands went into looking. And it looks at the old every hundredth time: what pages left stays till then.
"""


class StrategyPortalConfig(AppConfig):
    name = "strategy_portal"
    verbose_name = "Strategy Portal"

    def ready(self) -> None:
        gc.set_threshold(*GARBAGE_AFTER)
        register(variables_are_read, deploy=True)
        register(no_demonstration, deploy=True)
        register(second_factors_are_needed, deploy=True)


INSTEAD = {
    "CACHE_URL": "Tries to sign in are counted in the database now. Remove the variable.",
    "EMAIL_BACKEND": "Mail goes as EMAIL_URL or MAIL_SERVICE say (docs/how-to/configure.md). Remove it.",
    "SLIP_LIMIT_MONTHS": "The performance team sets it under Set-up, The council’s slip limit. Remove the variable.",
}
TOLERANCE = (
    "The performance team sets it under Set-up, The council’s tolerances, with the day from which it holds, "
    "a reason and who agreed it. Then remove the variable."
)


def variables_are_read(app_configs: Any, **kwargs: Any) -> Sequence[Doubt]:
    """`manage.py check --deploy` warns of each variable that an operator set and that the portal no longer reads."""
    return [
        Doubt(f"{name} is set in the environment and changes nothing.", hint=hint, id="strategy_portal.W001")
        for name in settings.NO_LONGER_READ
        for hint in [INSTEAD.get(name, TOLERANCE)]
    ]


def no_demonstration(app_configs: Any, **kwargs: Any) -> Sequence[Doubt]:
    """`manage.py check --deploy` names what is well for a demonstration and not for a council's figures."""
    return list(_of_a_demonstration())


def second_factors_are_needed(app_configs: Any, **kwargs: Any) -> Sequence[Doubt]:
    """`manage.py check --deploy` warns where a password alone lets everybody in, outside a demonstration (trust S3)."""
    if settings.DEMONSTRATION or settings.SECOND_FACTOR_ROLES:
        return []
    said = "SECOND_FACTOR_ROLES names no role: a password alone lets everybody in."
    hint = "Remove the variable, and every role needs a second factor."
    return [Doubt(said, hint=hint, id="strategy_portal.W005")]


def _of_a_demonstration() -> Iterator[Doubt]:
    if settings.AUDIT_KEY == settings.DERIVED_AUDIT_KEY:
        hint = "Set it and run `manage.py sign_history --from-derived-key` (docs/how-to/check-the-history.md)."
        yield Doubt(
            "AUDIT_KEY is not set: the history is signed by a key made from SECRET_KEY.",
            hint=hint,
            id="strategy_portal.W002",
        )
    if settings.DEMONSTRATION:
        hint = "Demonstration sign-ins have a password that everybody can read. Set it off before real data comes in."
        yield Doubt("DEMONSTRATION is on.", hint=hint, id="strategy_portal.W003")
    if settings.TODAY:
        hint = "Due and overdue follow that day, not the real one. Remove the variable."
        yield Doubt(
            f"TODAY is set: for the portal every day is {settings.TODAY}.", hint=hint, id="strategy_portal.W004"
        )
