"""The figures of what needs the board, put together without a template: {% need_figures need %}."""

from collections.abc import Iterator
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

from indicators.judging.standing import Basis
from reports.scorecards.needs import IndicatorNeed
from strategy_portal.templatetags.design_system import trend_tag

register = template.Library()


@register.simple_tag
def need_figures(need: IndicatorNeed) -> SafeString:
    """The figure with its target, how far apart they are, since when it is so, and which way it goes."""
    card, standing = need.card, need.card.standing
    by_now = " by now" if standing.basis is Basis.YEAR_TO_DATE else ""
    target = f'<span class="need__target">target {escape(card.target_text or "not stated")}{by_now}</span>'
    provisional = " · provisional" if standing.is_provisional else ""
    gap = f"<p>{escape(capfirst(card.gap_text))}{provisional}</p>" if card.gap_text else ""
    items = "".join(f"<li>{each}</li>" for each in _items(need))
    return mark_safe(
        f'<div class="need__figures"><p class="need__figure">{escape(standing.shown_text)} {target}</p>{gap}'
        f"<ul>{items}</ul></div>"
    )


def _items(need: IndicatorNeed) -> Iterator[str]:
    card = need.card
    for text in card.since.texts:
        yield f"<strong>{escape(text)}</strong>"
    yield trend_tag(card.way.direction, card.way_text)
    if card.outlook_text and card.heading:
        yield escape(card.outlook_text)
