"""The largest movers, put together without a template: {% mover_lines changes indicator_query %}."""

from decimal import Decimal
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

from reports.scorecards.changes import Changes
from reports.scorecards.movers import Mover, Step, most, movers
from strategy_portal.domain.trend import Way
from strategy_portal.templatetags.design_system import trend_tag

register = template.Library()

HALF = 46
"""Percent of the picture on either side of its middle that the largest change takes."""


@register.simple_tag
def mover_lines(changes: Changes, query: str) -> SafeString:
    """Each in words, and as a bar since the period compared with and a ring for a year: worse left, better right."""
    found = movers(changes)
    scale, compared = most(found), f"Since {changes.compared.label}"
    lines = "".join(_line(mover, query, scale, compared) for mover in found)
    return mark_safe(
        '<p class="muted movers__key">Bar: since what it is compared with; ring: in a year; measured by each one’s'
        f' tolerance. Left is worse, right is better.</p><ul class="movers">{lines}</ul>'
    )


def _line(mover: Mover, query: str, scale: Decimal, compared: str) -> str:
    card = mover.card
    address = escape(f"{card.indicator.get_absolute_url()}{query}")
    is_worse = card.way.direction.value == "worsening"
    run = f"{escape(card.way_text)}, " if card.way.way is Way.RUN else ""
    return (
        f"<li><div>{trend_tag(card.way.direction, 'worse' if is_worse else 'better')}"
        f' <a href="{address}">{escape(card.indicator.brief_name)}</a>: {run}{escape(card.move_text)}</div>'
        f"{_bar(mover, scale, compared)}</li>"
    )


def _bar(mover: Mover, scale: Decimal, compared: str) -> str:
    steps = ((compared, mover.since), ("In a year", mover.year))
    said = "; ".join(f"{name}: {mover.text_of(step)}" for name, step in steps if step)
    if not said:
        return ""
    bar = _rectangle(mover.since, scale) if mover.since else ""
    ring = f'<circle cx="{_x(mover.year, scale)}%" cy="8" r="4" class="mover__ring"/>' if mover.year else ""
    return (
        f'<svg class="mover" role="img" aria-label="{escape(said)}">'
        f'<line x1="50%" x2="50%" y1="0" y2="16" class="mover__middle"/>{bar}{ring}</svg>'
    )


def _rectangle(step: Step, scale: Decimal) -> str:
    end = _x(step, scale)
    return f'<rect x="{min(end, 50.0):.1f}%" y="5" width="{abs(end - 50):.1f}%" height="6" class="mover__bar"/>'


def _x(step: Step, scale: Decimal) -> float:
    return round(50 + float(step.part / scale) * HALF, 1)
