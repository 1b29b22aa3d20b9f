"""How figures and dates look on a page: the only place. The words come from `domain/wording.py`."""

from datetime import date

from django import template
from django.utils.formats import date_format

from strategy_portal.domain import wording
from strategy_portal.domain.numbers import Number
from strategy_portal.domain.targets import Tolerance

register = template.Library()


@register.filter
def on(day: date | None) -> str:
    """`21 November 2026`; a day that is not known says so."""
    return date_format(day, "j F Y") if day else "Not stated in the source"


@register.filter
def count(number: int | None) -> str:
    """`10,051`; a count that is not known says so, because empty is never zero (rules 1.4)."""
    return "Not stated in the source" if number is None else f"{number:,}"


@register.simple_tag
def figure(number: Number, places: int, suffix: str = "") -> str:
    """`84.5%`, or the reason why there is no number."""
    return wording.figure_text(number, places, suffix)


@register.filter
def trimmed(number) -> str:
    """A stored figure without the zeros that storage adds: `3.5`."""
    return "" if number is None else wording.exact_text(number)


@register.filter
def tolerance(tolerance: Tolerance) -> str:
    """`5 points`, `5% of the target`."""
    return wording.tolerance_text(tolerance)
