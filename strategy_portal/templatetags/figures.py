"""How figures and dates print on a page: the only place. The words come from `domain/wording.py`."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django import template
from django.utils.safestring import SafeString, mark_safe

from strategy_portal.domain import wording
from strategy_portal.domain.numbers import IN_FULL, Format, Number
from strategy_portal.domain.status import TargetValue

register = template.Library()

WIDTH, HEIGHT, MARGIN = 96, 24, 3
"""Of a sparkline, in pixels."""


@register.filter
def on(day: date | None) -> str:
    """`21 November 2026`; a day that is not known says so."""
    return f"{day:%-d %B %Y}" if day else "Not stated"


@register.filter
def count(number: int | None) -> str:
    """`10,051`; a count that is not known says so, because empty is never zero (rules 1.4)."""
    return "Not stated" if number is None else f"{number:,}"


@register.filter
def figure(number: Number, format: Format) -> str:
    """`84.5%`, or the reason why there is no number."""
    return format.text(number)


@register.filter
def trimmed(number) -> str:
    """A stored figure without the zeros that storage adds: `3.5`."""
    return "" if number is None else IN_FULL.text(number)


@register.filter
def target(target: TargetValue | None, format: Format) -> str:
    """`85%`, `40 to 60%`, `Yes`."""
    return wording.target_text(target, format)


@register.simple_tag
def sparkline(numbers: Sequence[Number], count: int = 8, scale: tuple[Decimal, Decimal] | None = None) -> SafeString:
    """A line of the last `count` figures, oldest first, small enough for a table; where there is none it has a gap.

    It is decoration beside figures that the row prints. `scale` are the lowest and the highest figure that there can
    be; without it, those that there are.
    """
    last = tuple(numbers[-count:])
    known = [number for number in last if isinstance(number, Decimal)]
    if len(known) < 2:
        return mark_safe("")
    low, high = scale or (min(known), max(known))
    reach = (high - low) or Decimal(1)
    step = Decimal(WIDTH - 2 * MARGIN) / max(1, len(last) - 1)
    commands, pen_down = [], False
    for place, number in enumerate(last):
        if not isinstance(number, Decimal):
            pen_down = False
            continue
        x, y = MARGIN + step * place, HEIGHT - MARGIN - (number - low) / reach * (HEIGHT - 2 * MARGIN)
        commands.append(f"{'L' if pen_down else 'M'}{x:.1f} {y:.1f}")
        pen_down = True
    x, y = commands[-1][1:].split()
    return mark_safe(  # numbers alone
        f'<svg class="sparkline" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" aria-hidden="true" '
        f'focusable="false"><path d="{" ".join(commands)}" fill="none" stroke="currentColor" stroke-width="1.5"/>'
        f'<circle cx="{x}" cy="{y}" r="2.5"/></svg>'
    )
