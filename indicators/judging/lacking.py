"""What an incomplete figure is without, by name (rules 5.3, 5.6)."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings

from strategy_portal.domain.aggregation import Reading
from strategy_portal.domain.numbers import Missing
from strategy_portal.domain.periods import Period, Window

if TYPE_CHECKING:
    from .figures import IndicatorFigures

NOT_ENDED = (Window.OPEN, Window.FUTURE)


def lacking(figures: "IndicatorFigures", span: Sequence[Period], on: date) -> tuple[str, ...]:
    """Of a formula its inputs, `1.3 Calls`; of several periods those without a figure, `Q1 2025/26 (overdue)`."""
    if figures.indicator.formula and span:
        parts = figures.parts(span[0].start, span[-1].end)
        without = [reference for reference, part in parts.items() if isinstance(part.number, Missing)]
        return tuple(f"{reference} {figures.inputs[reference].indicator.title}" for reference in without)
    if len(span) < 2:
        return ()
    found = [(each, figures.own_reading(each)) for each in span if figures.applies(each)]
    return tuple(
        f"{each.label} ({_reason(figures, each, reading, on)})"
        for each, reading in found
        if isinstance(reading.number, Missing)
    )


def _reason(figures: "IndicatorFigures", period: Period, reading: Reading, on: date) -> str:
    """`overdue`, `not available`, `1 of 14 units`."""
    if reading.number is Missing.INCOMPLETE:
        return f"{reading.reported} of {reading.expected} {'inputs' if figures.indicator.formula else 'units'}"
    if isinstance(reading.number, Missing) and reading.number is not Missing.NOT_ENTERED:
        return reading.number.value
    locked = period in figures.locked
    window = period.window(on, grace_days=settings.FIGURES["GRACE_DAYS"], locked=locked)
    return "overdue" if locked else "not due" if window in NOT_ENDED else window.value
