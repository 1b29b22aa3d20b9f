"""The history of an indicator as tables, put together without a template.

{% period_table page and_as_of %} has a row for each period, {% year_rows page %} one for each year with its proof.
"""

from collections.abc import Iterator
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

from strategy_portal.domain.streaks import OFF_TARGET
from strategy_portal.templatetags.design_system import status_tag
from strategy_portal.templatetags.figures import count

from ..judging.cards import Point
from ..judging.indicator_page import IndicatorPage
from ..judging.spans import SpanProof, YearSpan
from ..judging.standing import Basis, Standing

register = template.Library()

NOT_STATED = '<span class="unknown">Not stated</span>'


@register.simple_tag
def period_table(page: IndicatorPage, query: str) -> SafeString:
    """Head and rows, the latest period first; `query` goes with the links. What people wrote is escaped here.

    The judged figure has a column of its own only where it is another than the period's.
    """
    points = page.points_latest_first
    is_survey, is_apart = page.has_intervals, any(map(_is_apart, points))
    head = (
        _heads(["Value", *(["95% interval", "Respondents"] if is_survey else [])], ' class="number"')
        + _heads([*(["Judged figure"] if is_apart else []), "Target"], ' class="number"')
        + _heads(["Status", "Owner’s text", "Coverage", "Versions"])
    )
    rows = "".join(
        f"<tr{_of_status(point)}>{''.join(_cells(point, query, is_survey=is_survey, is_apart=is_apart))}</tr>\n"
        for point in points
    )
    return mark_safe(f'<thead><tr><th scope="col">Period</th>{head}</tr></thead><tbody>{rows}</tbody>')


def _heads(names: list[str], css: str = "") -> str:
    return "".join(f'<th scope="col"{css}>{name}</th>' for name in names)


def _is_apart(point: Point) -> bool:
    return point.standing.basis is not Basis.PERIOD or point.standing.is_partial


def _of_status(point: Point) -> str:
    return ' class="row--red"' if point.standing.status.value == "red" else ""


def _cells(point: Point, query: str, *, is_survey: bool, is_apart: bool) -> Iterator[str]:
    standing, label = point.standing, point.period.label
    address = escape(f"?period={point.quarter.slug}{query}")
    yield f'<th scope="row"><a href="{address}">{label}</a></th>'
    yield f'<td class="number" data-label="Value"><strong>{escape(point.own_text)}</strong></td>'
    if is_survey:
        asked = count(standing.reading.respondents) if standing.interval else "–"
        yield f'<td class="number" data-label="95% interval">{standing.interval_text or "–"}</td>'
        yield f'<td class="number" data-label="Respondents">{asked}</td>'
    if is_apart:
        to_date = '<div class="muted">year to date</div>' if standing.basis is Basis.YEAR_TO_DATE else ""
        yield f'<td class="number" data-label="Judged figure">{escape(standing.shown_text)}{to_date}</td>'
    target = escape(standing.target_text) if standing.judged.target else NOT_STATED
    yield f'<td class="number" data-label="Target">{target}</td>'
    yield f'<td data-label="Status">{status_tag(standing.status)}{"".join(_said_of(standing))}</td>'
    yield f'<td data-label="Owner’s text">{_owners_text(point)}</td>'
    coverage = standing.coverage_text.partition(", ")[0] if is_survey else standing.coverage_text
    yield f'<td data-label="Coverage">{escape(coverage) or "–"}</td>'
    link = f'<a href="{escape(point.history_address)}">History<span class="visually-hidden"> of {label}</span></a>'
    yield f'<td data-label="Versions">{link}</td>'


def _owners_text(point: Point) -> str:
    if point.standing.entry.is_explained:
        return "given"
    return "<strong>none</strong>" if point.standing.status in OFF_TARGET else "–"


def _said_of(standing: Standing) -> Iterator[str]:
    if standing.is_provisional:
        yield ' <span class="muted">provisional</span>'
    if standing.entry.is_restated:
        yield ' <strong class="restated">restated</strong>'
    if standing.entry.imported_from:
        yield f' <span class="muted" title="From {escape(standing.entry.imported_from)}">imported</span>'
    if standing.is_within_sampling_error:
        yield '<div class="muted">within sampling error of the target</div>'
    if standing.entry.reason:
        yield f'<div class="muted">{escape(standing.entry.reason)}</div>'


@register.simple_tag
def year_rows(page: IndicatorPage) -> SafeString:
    """One row for each year, the first one first, with the proof of its colour (rules 6.8)."""
    return mark_safe("".join(f"<tr>{''.join(_year_cells(line))}</tr>\n" for line in page.year_lines))


def _year_cells(line: YearSpan) -> Iterator[str]:
    standing, span, label = line.standing, line.span, line.year.label
    to_date = ", to date" if standing.basis is Basis.YEAR_TO_DATE else ""
    yield f'<th scope="row">{label}{to_date}</th>'
    yield f'<td class="number" data-label="Figure"><strong>{escape(standing.shown_text)}</strong></td>'
    share = f'<div class="muted">{escape(span.share_text)}</div>' if span.share_text else ""
    target = f"{escape(standing.target_text)}{share}" if standing.judged.target else NOT_STATED
    yield f'<td class="number" data-label="Target">{target}</td>'
    provisional = ' <span class="muted">provisional</span>' if standing.is_provisional else ""
    restated = ' <strong class="restated">restated</strong>' if line.is_restated else ""
    yield f'<td data-label="Status">{status_tag(standing.status)}{provisional}{restated}</td>'
    asked = f'Why<span class="visually-hidden"> {standing.status.word.lower()} in {label}</span>'
    yield (
        f'<td><details class="proof"><summary>{asked}</summary><p>{escape(standing.why)}</p>'
        f"<p>{'; '.join(_proof(span))}{f'. {escape(span.restated_text)}' if span.restated_text else ''}</p>"
        "</details></td>"
    )


def _proof(span: SpanProof) -> Iterator[str]:
    standing = span.standing
    parts = (
        ("Sum", span.sum_text),
        ("amber", span.edges_text),
        ("tolerance", standing.tolerance_text if standing.status.is_colour else ""),
        ("coverage", standing.coverage_text),
        ("rule version", span.rule_text),
        ("sealed", span.sealed_text),
    )
    return (f"<strong>{name}</strong>: {escape(text)}" for name, text in parts if text)
