"""The history of an indicator as tables, put together without a template.

{% period_table page and_as_of %} has a row for each period, {% year_rows page %} one for each year with its proof.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Self

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

OF_UNITS = " units"
NOT_STATED = '<span class="unknown">Not stated</span>'


@register.simple_tag
def period_table(page: IndicatorPage, query: str) -> SafeString:
    """Head and rows, the latest period first; `query` goes with the links. What people wrote is escaped here.

    The judged figure has a column of its own only where it is another than the period's, and what is said of each row
    alike stands once, at the head. A figure leads to all that happened to it.
    """
    points = page.points_latest_first
    columns = _Columns.of(points, is_survey=page.has_intervals)
    head = (
        _heads(["Value", *(["95% interval", "Respondents"] if columns.is_survey else [])], ' class="number"')
        + _heads([*([columns.judged] if columns.judged else []), "Target"], ' class="number"')
        + _heads(["Status", "Owner’s text", *([columns.coverage] if columns.coverage else [])])
    )
    rows = "".join(f"<tr{_of_status(point)}>{''.join(_cells(point, query, columns))}</tr>\n" for point in points)
    return mark_safe(f'<thead><tr><th scope="col">Period</th>{head}</tr></thead><tbody>{rows}</tbody>')


@dataclass(frozen=True)
class _Columns:
    """Which columns the periods have; `judged` and `coverage` are heads, empty where there is no such column."""

    is_survey: bool
    judged: str
    coverage: str

    @classmethod
    def of(cls, points: Sequence[Point], *, is_survey: bool) -> Self:
        bases = {point.standing.basis for point in points}
        judged = "Year to date" if bases == {Basis.YEAR_TO_DATE} else "Judged figure"
        covered = {_coverage(point, is_survey=is_survey) for point in points} - {""}
        coverage = "Units" if covered and all(text.endswith(OF_UNITS) for text in covered) else "Coverage"
        return cls(is_survey, judged if any(map(_is_apart, points)) else "", coverage if covered else "")


def _heads(names: list[str], css: str = "") -> str:
    return "".join(f'<th scope="col"{css}>{name}</th>' for name in names)


def _is_apart(point: Point) -> bool:
    return point.standing.basis is not Basis.PERIOD or point.standing.is_partial


def _of_status(point: Point) -> str:
    return ' class="row--red"' if point.standing.status.value == "red" else ""


def _cells(point: Point, query: str, columns: _Columns) -> Iterator[str]:
    standing, label = point.standing, point.period.label
    address = escape(f"?period={point.quarter.slug}{query}")
    yield f'<th scope="row"><a href="{address}">{label}</a></th>'
    of_it = f'<span class="visually-hidden">: history of {label}</span>'
    link = f'<a href="{escape(point.history_address)}">{escape(point.own_text)}{of_it}</a>'
    yield f'<td class="number" data-label="Value"><strong>{link}</strong></td>'
    if columns.is_survey:
        asked = count(standing.reading.respondents) if standing.interval else "–"
        yield f'<td class="number" data-label="95% interval">{standing.interval_text or "–"}</td>'
        yield f'<td class="number" data-label="Respondents">{asked}</td>'
    if columns.judged:
        is_to_date = standing.basis is Basis.YEAR_TO_DATE and columns.judged == "Judged figure"
        to_date = '<div class="muted">year to date</div>' if is_to_date else ""
        yield f'<td class="number" data-label="{columns.judged}">{escape(standing.shown_text)}{to_date}</td>'
    target = escape(standing.target_text) if standing.judged.target else NOT_STATED
    yield f'<td class="number" data-label="Target">{target}</td>'
    yield f'<td data-label="Status">{status_tag(standing.status)}{"".join(_said_of(standing))}</td>'
    yield f'<td data-label="Owner’s text">{_owners_text(point)}</td>'
    if columns.coverage:
        covered = _coverage(point, is_survey=columns.is_survey)
        covered = covered.removesuffix(OF_UNITS) if columns.coverage == "Units" else covered
        yield f'<td data-label="{columns.coverage}">{escape(covered) or "–"}</td>'


def _coverage(point: Point, *, is_survey: bool) -> str:
    """Of a survey without its respondents, who have a column of their own."""
    text = point.standing.coverage_text
    return text.partition(", ")[0] if is_survey else text


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
        yield '<div class="muted">within sampling error<span class="visually-hidden"> of the target</span></div>'
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
