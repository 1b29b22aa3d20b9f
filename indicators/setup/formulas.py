"""What a formula may refer to, and which formulas refer to an indicator."""

from collections.abc import Iterator

from outcomes.models import Strategy
from strategy_portal.domain import formulas
from strategy_portal.domain.aggregation import AcrossPeriods
from strategy_portal.domain.periods import MONTHS, Frequency
from strategy_portal.records.versions import Refused

from ..models import Indicator


def check_formula(indicator: Indicator, strategy: Strategy) -> None:
    """The formula can be read, names indicators of the strategy, and needs no result of its own, and no input that has
    no figure for the periods for which it is worked out.

    Raises Refused, with the place in the formula or the way round.
    """
    if not indicator.formula:
        return
    others = list(Indicator.objects.of(strategy).with_setting().exclude(pk=indicator.pk))
    known = {each.reference: each.formula for each in others}
    own = f"{indicator.key_output.outcome.number}.{indicator.order}"
    try:
        formula = formulas.parse(indicator.formula)
        unknown = [name for name in formula.references if name not in known and name != own]
        if unknown:
            raise Refused(f"There is no indicator {unknown[0]} in this strategy", "formula")
        written = {name: formulas.parse(text) for name, text in known.items() if text}
        formulas.check_for_circles(written | {own: formula})
    except (formulas.WrongFormula, formulas.Circle) as error:
        raise Refused(str(error), "formula") from error
    for part in others:
        if part.reference in formula.references:
            _check_often_enough(part, indicator, own, "formula")
            _check_has_spans(part, indicator, own, "formula")


def check_users(indicator: Indicator) -> None:
    """Raises Refused where a formula that names the indicator would lack it, as it is collected now."""
    for user in _users_of(indicator):
        _check_often_enough(indicator, user, user.reference, "frequency")
        _check_has_spans(indicator, user, user.reference, "across_periods")


def _check_often_enough(part: Indicator, formula: Indicator, name: str, field: str) -> None:
    """An irregular input has no periods to count on; what is not stated yet is asked once it is."""
    if not part.frequency or formula.frequency not in MONTHS:
        return
    if part.frequency not in MONTHS or MONTHS[Frequency(part.frequency)] > MONTHS[Frequency(formula.frequency)]:
        raise Refused(
            f"{part.reference} is collected less often ({part.frequency}) than {name} ({formula.frequency}), so the "
            "formula would lack it. Let the formula be worked out no more often than its inputs are collected",
            field,
        )


def _check_has_spans(part: Indicator, formula: Indicator, name: str, field: str) -> None:
    """What is worked out for a year needs a figure of the year from what is collected more often (rules 5.1)."""
    if part.frequency not in MONTHS or formula.frequency not in MONTHS or part.across_periods != AcrossPeriods.NONE:
        return
    if MONTHS[Frequency(part.frequency)] < MONTHS[Frequency(formula.frequency)]:
        raise Refused(
            f"{part.reference} has a figure for its own periods alone, and {name} is worked out for longer ones. State "
            f"how the periods of {part.reference} make a longer one, or let the formula be worked out as often",
            field,
        )


def check_not_referred_to(indicator: Indicator, field: str, change: str) -> None:
    """Raises Refused where another indicator's formula names this one."""
    for other in _users_of(indicator):
        raise Refused(f"The formula of {other} needs {indicator.reference}, so it can’t {change}", field)


def _users_of(indicator: Indicator) -> Iterator[Indicator]:
    """The indicators of which the formula names this one."""
    others = Indicator.objects.of(indicator.outcome.strategy).with_setting().exclude(pk=indicator.pk)
    for other in others.exclude(formula=""):
        if indicator.reference in formulas.parse(other.formula).references:
            yield other
