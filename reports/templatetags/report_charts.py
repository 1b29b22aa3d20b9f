"""Charts as pictures: {% chart entry %} is an indicator's line, {% card_chart card %} and {% spark card %} small ones.

{% chart_figure shown %} is a chart of an indicator's page with its sentence, table and files.

{% answers_chart asked %}, {% themes_chart findings %} and {% scores_chart set %} are bars; {% timeline plan %} is a
plan's windows; {% track line axis steps %} is one action's, after {% track_ground axis %} and {% track_scale axis %}.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from html import escape

from django import template
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe

from actions.scorecards.action_line import ActionLine
from actions.scorecards.action_plan import ActionPlan
from consultations.scorecards.cards import ScoreSet
from consultations.scorecards.findings import QuestionAnswers, ThemeFindings
from consultations.scorecards.voices import Voice, Voices
from indicators.judging.cards import IndicatorCard
from reports import charts
from reports.charts import track as tracks
from reports.scorecards.board import MatrixRow
from reports.scorecards.plan import LateOf

MOST_SCORE = 6

register = template.Library()


@register.simple_tag
def chart(entry: charts.Charted) -> SafeString:
    """The picture, which escapes every text that it shows; its title says in words what it shows."""
    return mark_safe(charts.picture(charts.series_of(entry)))


@register.simple_tag
def chart_figure(
    shown: charts.ShownChart, *, lazy: bool = False, narrow: bool = False, said: bool = True
) -> SafeString:
    """One chart: its picture, which a script replaces by the interactive one, its sentence, table and files.

    `lazy` where it is further down the page, `narrow` in a column of half the page, `said` unless the sentence stands
    above it already. Put together without a template: a page shows up to five. All texts are escaped here.
    """
    drawn, picture, file = shown.chart, escape(shown.picture), escape(shown.file)
    title, alt = escape(drawn.title), escape(drawn.alt)
    size = drawn.narrow if narrow else drawn.wide
    of_it = f'<span class="visually-hidden"> of “{title}”</span>'
    caption = f"<figcaption>{escape(drawn.sentence)}</figcaption>" if said else ""
    return mark_safe(
        f'<figure class="chart" data-chart="{escape(shown.data)}" data-plotly="{static("plotly/plotly-basic.min.js")}"'
        f' data-name="{title}"><picture class="chart__picture-of"><source media="screen and (width &lt; 40rem)"'
        f' srcset="{picture}&amp;size=narrow" width="{drawn.narrow[0]}" height="{drawn.narrow[1]}">'
        f'<img src="{picture}{"&amp;size=narrow" * narrow}" alt="{alt}" width="{size[0]}" height="{size[1]}"'
        f"{' loading=lazy' * lazy}></picture>{caption}"
        f'<div class="chart__more"><details class="chart__figures"><summary>Figures<span class="visually-hidden">'
        f' of the chart “{title}”</span> as a table</summary><div class="table-region" role="region" tabindex="0"'
        f' aria-label="Figures of the chart “{title}”"><table class="ds_table stacks">{_table_of(drawn)}</table></div>'
        '</details><p class="chart__files screen-only">Download'
        f' <a href="{picture}" download="{file}.svg">SVG{of_it}</a>'
        f' <a href="{picture}" download="{file}.png" data-png hidden>PNG{of_it}</a>'
        f' <a href="{escape(shown.csv)}">CSV{of_it}</a></p></div></figure>'
    )


def _table_of(drawn: charts.Chart) -> str:
    """The head and the body of a chart's table. The first cell of each row names it; numbers stand at the right."""
    numbers = [all(FIGURE.match(row[place]) for row in drawn.rows if row[place]) for place in range(len(drawn.head))]
    classes = [' class="number"' if place and number else "" for place, number in enumerate(numbers)]
    head = "".join(f'<th scope="col"{css}>{escape(name)}</th>' for css, name in zip(classes, drawn.head, strict=True))
    starts = [f'<td{css} data-label="{escape(name)}">' for css, name in zip(classes, drawn.head, strict=True)]
    body = "".join(f"<tr>{_row(starts, row)}</tr>" for row in drawn.rows)
    return f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody>"


FIGURE = re.compile(r"[-+−£€$]?[0-9]|To come|No value")
"""What stands at the right: a figure, or why there is none."""


def _row(starts: Sequence[str], row: charts.Row) -> str:
    cells = [f"{start}{escape(cell) if cell else '–'}</td>" for start, cell in zip(starts[1:], row[1:], strict=True)]
    return f'<th scope="row">{escape(row[0])}</th>{"".join(cells)}'


@register.simple_tag
def card_chart(card: IndicatorCard) -> SafeString:
    """The small picture of an indicator's card, which escapes every text that it shows."""
    return mark_safe(charts.card_chart(card))


@register.simple_tag
def paper_chart(card: IndicatorCard) -> SafeString:
    """The same for a narrow column on paper, without letters."""
    return mark_safe(charts.paper_chart(card))


@register.simple_tag
def references(cards: Sequence[IndicatorCard], most: int, between: str = ", ") -> str:
    """`1.1, 1.3 and 12 more`: those of many indicators that there is room for, and how many there are besides."""
    shown = between.join(card.indicator.reference for card in cards[:most])
    return f"{shown} and {len(cards) - most} more" if len(cards) > most else shown


@register.simple_tag
def strip(row: MatrixRow) -> SafeString:
    """The statuses of a row's quarters as one picture, which escapes its text."""
    return mark_safe(charts.strip([status for _, status in row.cells], row.text))


@register.simple_tag
def spark(card: IndicatorCard) -> SafeString:
    """The smallest one, of numbers alone, for a row that prints the figure."""
    return mark_safe(charts.spark(card))


@register.simple_tag
def track_axis(lines: Sequence[ActionLine], on: date) -> tracks.Axis:
    """The axis on which the tracks of these actions fit, with today."""
    return tracks.axis(lines, on)


@register.simple_tag
def track_ground(axis: tracks.Axis) -> SafeString:
    """What the tracks of a page share; stands once, before them."""
    return mark_safe(tracks.ground(axis))


@register.simple_tag
def track_scale(axis: tracks.Axis) -> SafeString:
    """The years above the tracks, with today."""
    return mark_safe(tracks.scale(axis))


@register.simple_tag
def track(line: ActionLine, axis: tracks.Axis, steps: Mapping[int, Sequence[tracks.Step]] | None = None) -> SafeString:
    """An action's dates on one line; numbers alone, no text."""
    return mark_safe(tracks.track(line, axis, (steps or {}).get(line.action.pk, ())))


@register.simple_tag
def late_bar(count: LateOf, counts: Sequence[LateOf]) -> SafeString:
    """How many are late as a part of how many there are, on the scale of the longest of them."""
    most = max(each.of for each in counts)
    late, of = (round(number / most * 100, 1) for number in (count.late, count.of))
    return mark_safe(
        '<svg aria-hidden="true" focusable="false">'
        f'<rect width="{of}%" height="100%" fill="#e2e2e2"/><rect width="{late}%" height="100%" fill="#5e5e5e"/></svg>'
    )


@register.simple_tag
def voice_bar(line: Voice, voices: Voices) -> SafeString:
    """How often a theme was named, on the scale of the one named most often; its number stands beside it."""
    share = round((line.count or 0) / voices.most * 100, 1)
    return mark_safe(
        f'<svg aria-hidden="true" focusable="false"><rect width="{share}%" height="100%" fill="#5e8ba0"/></svg>'
    )


@register.simple_tag
def timeline(plan: ActionPlan) -> SafeString:
    """The plan's windows, first and present; nothing where no action has a date. It escapes every title."""
    return mark_safe(charts.timeline_picture(plan))


@register.simple_tag
def answers_chart(asked: QuestionAnswers) -> SafeString:
    """The choices of a question as bars, each as long as its share of those who answered."""
    bars = [
        charts.Bar(line.text, line.share.percent, line.share.text)
        for line in asked.choices
        if isinstance(line.share.percent, Decimal)
    ]
    return _picture(charts.Bars(title=asked.question.text, bars=bars, most=Decimal(100)))


@register.simple_tag
def themes_chart(findings: ThemeFindings) -> SafeString:
    """Each theme's share of the comments read, and what the first ones have together (rules 10.4)."""
    return mark_safe(charts.ThemesChart(findings).picture())


@register.filter
def themes_sentence(findings: ThemeFindings) -> str:
    """The same in one sentence."""
    return charts.ThemesChart(findings).sentence


@register.simple_tag
def scores_chart(scores: ScoreSet) -> SafeString:
    """The scores of one edition of the engagement standards as bars, their mean across them (rules 10.6)."""
    scored = [each for each in scores.scores if each.score is not None]
    bars = [charts.Bar(str(each.standard), each.score, each.score_text) for each in scored]
    line = scores.mean if isinstance(scores.mean, Decimal) else None
    title = f"Scores of the engagement standards of {scores.edition}, of {MOST_SCORE}"
    return _picture(charts.Bars(title, bars, Decimal(MOST_SCORE), line, f"mean {scores.mean_text}"))


def _picture(bars: charts.Bars) -> SafeString:
    """Escapes as well; the table beside it has the same figures."""
    return mark_safe(charts.bars_picture(bars))
