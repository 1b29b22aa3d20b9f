"""Charts as pictures: {% chart entry %} is an indicator's, {% bar_chart bars %} compares things side by side."""

from decimal import Decimal

from django import template
from django.utils.safestring import SafeString, mark_safe

from reports import charts
from reports.scorecards.answers import QuestionAnswers

register = template.Library()


@register.simple_tag
def chart(entry: charts.Charted) -> SafeString:
    """The picture, which escapes every text that it shows; its title says in words what it shows."""
    return mark_safe(charts.picture(charts.series_of(entry)))


@register.simple_tag
def bar_chart(bars: charts.Bars) -> SafeString:
    """Escapes as well; the table beside it has the same figures."""
    return mark_safe(charts.bars_picture(bars))


@register.simple_tag
def answers_chart(asked: QuestionAnswers) -> SafeString:
    """The choices of a question as bars, each as long as its share of those who answered."""
    bars = [
        charts.Bar(line.text, line.share.percent, f"{line.percent_text}")
        for line in asked.choices
        if isinstance(line.share.percent, Decimal)
    ]
    return bar_chart(charts.Bars(title=asked.question.text, bars=bars, most=Decimal(100)))
