"""What a formula may refer to, and which formulas refer to an indicator."""

from outcomes.models import Strategy
from strategy_portal.domain import formulas

from ..models import Indicator
from .guards import SetupRefused


def check_formula(indicator: Indicator, strategy: Strategy) -> None:
    """The formula can be read, names indicators of the strategy, and needs no result of its own.

    Raises SetupRefused, with the place in the formula or the way round.
    """
    if not indicator.formula:
        return
    others = Indicator.objects.of(strategy).with_setting().exclude(pk=indicator.pk)
    known = {each.reference: each.formula for each in others}
    own = f"{indicator.key_output.outcome.number}.{indicator.order}"
    try:
        formula = formulas.parse(indicator.formula)
        unknown = [name for name in formula.references if name not in known and name != own]
        if unknown:
            raise SetupRefused(f"There is no indicator {unknown[0]} in this strategy", "formula")
        written = {name: formulas.parse(text) for name, text in known.items() if text}
        formulas.check_for_circles(written | {own: formula})
    except (formulas.WrongFormula, formulas.Circle) as error:
        raise SetupRefused(str(error), "formula") from error


def check_not_referred_to(indicator: Indicator, field: str, deed: str) -> None:
    """Raises SetupRefused where another indicator's formula names this one."""
    others = Indicator.objects.of(indicator.outcome.strategy).with_setting().exclude(pk=indicator.pk)
    for other in others.exclude(formula=""):
        if indicator.reference in formulas.parse(other.formula).references:
            raise SetupRefused(f"The formula of {other} needs {indicator.reference}, so it can’t {deed}", field)
