"""The history of an indicator as rows, put together without a template: {% period_rows page and_as_of %}."""

from collections.abc import Iterator
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

from strategy_portal.templatetags.design_system import status_tag
from strategy_portal.templatetags.figures import count

from ..judging.cards import Point
from ..judging.indicator_page import IndicatorPage
from ..judging.standing import Basis, Standing

register = template.Library()


@register.simple_tag
def period_rows(page: IndicatorPage, query: str) -> SafeString:
    """Each period, the latest first; `query` goes with the link to its page. What people wrote is escaped here."""
    with_interval = page.has_intervals
    rows = (
        f"<tr>{''.join(_cells(point, query, with_interval=with_interval))}</tr>" for point in page.points_latest_first
    )
    return mark_safe("\n".join(rows))


def _cells(point: Point, query: str, *, with_interval: bool) -> Iterator[str]:
    standing, label = point.standing, point.period.label
    address = escape(f"?period={point.quarter.slug}{query}")
    yield f'<th scope="row"><a href="{address}">{label}</a></th>'
    yield f'<td class="number" data-label="Value">{escape(point.own_text)}</td>'
    if with_interval:
        asked = count(standing.reading.respondents) if standing.interval else "–"
        yield f'<td class="number" data-label="95% interval">{standing.interval_text or "–"}</td>'
        yield f'<td class="number" data-label="Respondents">{asked}</td>'
    to_date = '<div class="muted">year to date</div>' if standing.basis is Basis.YEAR_TO_DATE else ""
    yield f'<td class="number" data-label="Judged figure">{escape(standing.shown_text)}{to_date}</td>'
    target = escape(standing.target_text) if standing.judged.target else '<span class="unknown">Not stated</span>'
    yield f'<td class="number" data-label="Target">{target}</td>'
    yield f'<td data-label="Status">{status_tag(standing.status)}{"".join(_said_of(standing))}</td>'
    link = f'<a href="{escape(point.history_address)}">History<span class="visually-hidden"> of {label}</span></a>'
    yield f'<td data-label="Coverage">{escape(standing.coverage_text)}<div>{link}</div></td>'


def _said_of(standing: Standing) -> Iterator[str]:
    if standing.is_provisional:
        yield ' <span class="muted">provisional</span>'
    if standing.entry.is_restated:
        yield ' <strong class="restated">restated</strong>'
    if standing.is_within_sampling_error:
        yield '<div class="muted">within sampling error of the target</div>'
    if standing.entry.reason:
        yield f'<div class="muted">{escape(standing.entry.reason)}</div>'
