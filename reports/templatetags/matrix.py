"""What a board's pages say of many indicators, as a whole: cell for cell a third of their templates went by in it.

{% matrix_rows group.rows indicator_query rows_of_group %}   {% references share.cards indicator_query %}
"""

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime

from indicators.judging.cards import IndicatorCard
from reports import charts
from reports.scorecards.board import MatrixRow
from strategy_portal.templatetags.design_system import status_tag, trend_tag

register = template.Library()


@register.simple_tag
def references(cards: Iterable[IndicatorCard], query: str) -> SafeString:
    """The indicators' numbers as links to their pages, with `query` to each."""
    links = (
        f'<a href="{escape(f"{card.indicator.get_absolute_url()}{query}")}">{card.indicator.reference}</a>'
        for card in cards
    )
    return mark_safe(" ".join(links))


@register.simple_tag
def matrix_rows(rows: Sequence[MatrixRow], query: str, most: int) -> SafeString:
    """Each indicator with its last quarters, figure, target, gap, way and owner, so many at most; `query` goes with
    its link.
    """
    return mark_safe(
        "\n".join(f'<tr class="row--{row.card.status}">{"".join(_cells(row, query))}</tr>' for row in rows[:most])
    )


def _cells(row: MatrixRow, query: str) -> Iterator[str]:
    """Everything that people wrote is escaped here."""
    card, indicator = row.card, row.card.indicator
    address, name = escape(f"{indicator.get_absolute_url()}{query}"), escape(indicator.short_name)
    yield f'<th scope="row"><a href="{address}">{name}</a></th>'
    cells = "".join(f'<i class="cell cell--{status}"></i>' for _, status in row.cells)
    strip = f'<span class="strip" role="img" aria-label="{escape(row.text)}">{cells}</span>'
    yield f'<td class="strip-cell">{strip} {charts.spark(card)}</td>'
    yield f'<td class="number" data-label="Figure">{"".join(_figure(row))}</td>'
    yield f'<td class="number" data-label="Target">{escape(card.target_text or "Not stated")}</td>'
    yield f'<td class="number" data-label="Gap">{card.signed_gap_text or "–"}</td>'
    yield f'<td data-label="Which way">{"".join(_way(row))}</td>'
    at = card.standing.entry.approved_at
    approved = f'<div class="muted">{localtime(at):%-d %b %Y}</div>' if at else ""
    yield f'<td data-label="Owner">{escape(str(indicator.owner or "No owner"))}{approved}</td>'


def _figure(row: MatrixRow) -> Iterator[str]:
    standing = row.card.standing
    if standing.status.is_colour:
        yield f'{escape(standing.shown_text)}<span class="visually-hidden"> {standing.status.word}</span>'
    else:
        yield status_tag(standing.status)
    for note in [standing.shown_text] if standing.is_partial else row.card.notes:
        yield f'<div class="muted">{escape(note)}</div>'
    if standing.entry.is_restated:
        yield '<div><strong class="restated">restated</strong></div>'


def _way(row: MatrixRow) -> Iterator[str]:
    card, entry = row.card, row.card.standing.entry
    yield trend_tag(card.way.direction, card.way_text)
    if card.heading:
        yield f"<div><strong>{card.heading_text.capitalize()}</strong></div>"
    if entry.forecast_text:
        yield f'<div class="muted">Forecast: {escape(entry.forecast_text)}</div>'
    if entry.awaiting:
        yield f'<div class="muted">{entry.awaiting} awaiting approval</div>'
