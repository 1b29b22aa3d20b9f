"""What a formula may be: it can be read, needs no result of its own, and its inputs have the figures that it needs."""

from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal

from outcomes.models import Strategy
from strategy_portal.domain import formulas
from strategy_portal.domain.aggregation import AcrossPeriods
from strategy_portal.domain.numbers import Missing
from strategy_portal.domain.periods import MONTHS, Frequency
from strategy_portal.records.versions import Refused

from ..models import Indicator, Seal
from ..models.seal import read_number


def check_formula(indicator: Indicator, strategy: Strategy, others: Collection[Indicator] | None = None) -> None:
    """The formula can be read, names indicators of the strategy, and needs no result of its own, and no input that has
    no figure for the periods for which it is worked out.

    `others` are the strategy's, where they are loaded already. Raises Refused, with the place in the formula or the way
    round.
    """
    if not indicator.formula:
        return
    if others is None:
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
    _check_size(formula, [part for part in others if part.reference in formula.references])
    for part in others:
        if part.reference in formula.references:
            _check_input(part, indicator, own, often="formula", spans="formula")


def _check_size(formula: formulas.Formula, parts: Collection[Indicator]) -> None:
    """Raises Refused for a formula of which the result is too large to print, with inputs of 1 or the latest approved.

    One query.
    """
    latest: dict[str, Decimal] = {}
    rows = Seal.objects.current().filter(indicator__in=parts).order_by("period__ends_on")
    names = {part.pk: part.reference for part in parts}
    for indicator, reading in rows.values_list("indicator_id", "reading"):
        number = read_number(reading.get("number", Missing.NOT_ENTERED))
        if isinstance(number, Decimal):
            latest[names[indicator]] = number
    ones = dict.fromkeys(formula.references, Decimal(1))
    for inputs in (ones, ones | latest):
        if formula.is_too_large(inputs):
            raise Refused(
                "The result would be too large to print: 15 digits before the point are the most. Divide by what makes "
                "it smaller, for example by 1,000",
                "formula",
            )


def check_users(indicator: Indicator, others: Iterable[Indicator]) -> None:
    """Raises Refused where a formula that names the indicator would lack it, as it is collected now."""
    for user in _users_of(indicator, others):
        _check_input(indicator, user, user.reference, often="frequency", spans="across_periods")


def _check_input(part: Indicator, formula: Indicator, name: str, *, often: str, spans: str) -> None:
    """Raises Refused, at the field `often`, for an input that is collected too seldom: an irregular one has no periods
    to count on. At `spans` for one of which the formula needs longer periods than it has figures for (rules 5.1).

    What is not stated yet is asked once it is.
    """
    if not part.frequency or formula.frequency not in MONTHS:
        return
    months = MONTHS[Frequency(formula.frequency)]
    own_months = MONTHS.get(Frequency(part.frequency))
    if own_months is None or own_months > months:
        raise Refused(
            f"{part.reference} is collected less often ({part.frequency}) than {name} ({formula.frequency}), so the "
            "formula would lack it. Let the formula be worked out no more often than its inputs are collected",
            often,
        )
    if own_months < months and part.across_periods == AcrossPeriods.NONE:
        raise Refused(
            f"{part.reference} has a figure for its own periods alone, and {name} is worked out for longer ones. State "
            f"how the periods of {part.reference} make a longer one, or let the formula be worked out as often",
            spans,
        )


def check_not_referred_to(indicator: Indicator, others: Iterable[Indicator], field: str, change: str) -> None:
    """Raises Refused where another indicator's formula names this one."""
    for other in _users_of(indicator, others):
        raise Refused(f"The formula of {other} needs {indicator.reference}, so it can’t {change}", field)


def _users_of(indicator: Indicator, others: Iterable[Indicator]) -> Iterator[Indicator]:
    """Those of the others of which the formula names this one."""
    for other in others:
        if other.formula and indicator.reference in formulas.parse(other.formula).references:
            yield other
