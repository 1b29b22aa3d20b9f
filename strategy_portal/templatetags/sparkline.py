"""A line of the last figures, small enough for a table: decoration beside figures that the row prints."""

from collections.abc import Sequence
from decimal import Decimal

from django import template
from django.utils.safestring import SafeString, mark_safe

from strategy_portal.domain.numbers import Number

register = template.Library()

WIDTH, HEIGHT, MARGIN = 96, 24, 3
Ends = tuple[Decimal, Decimal]


@register.simple_tag
def sparkline(numbers: Sequence[Number], count: int = 8, scale: Ends | None = None) -> SafeString:
    """The last `count` of the figures, oldest first; where there is no figure the line has a gap.

    `scale` are the lowest and the highest figure that there can be; without it, those that there are.
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
