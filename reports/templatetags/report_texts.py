"""What people put on record, in a report: {% quoted thing.reason 160 %} is as many of its characters as have room.

{% sentences page.answer %} are the sentences of an answer, {% badge cell %} is a figure, {% shapes row.shapes %} a row
of statuses.
"""

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from reports.scorecards.answer import Sentence
from reports.scorecards.attention import OnRecord, Thing
from reports.scorecards.cover_fit import EVERYTHING, CoverFit
from reports.scorecards.report_entries import FigureCell, IndicatorEntry
from reports.scorecards.report_form import Frame
from reports.scorecards.summary import MoreRed, Summary
from reports.scorecards.whole import Fate
from strategy_portal.domain.status import Status

register = template.Library()


@register.simple_tag
def quoted(said: OnRecord, most: int, is_brief: bool = False) -> SafeString:
    """The words, what they lack in bold, and who said them on which day, unless it is to be brief."""
    text = said.shortened(most).text if most < EVERYTHING else said.text
    lacks = format_html(" <strong>{}</strong>", said.lacks_text) if said.lacks else ""
    source = (
        format_html(' <span class="report-note">{}</span>', said.source_text)
        if said.source_text and not is_brief
        else ""
    )
    if not said.is_recorded:
        return format_html("<strong>{}</strong>{}", text, lacks)
    return format_html("{}{}{}", text, lacks, source)


@register.filter
def which(fate: Fate, most: int) -> str:
    """The actions that came to the same, so many by name and the others by number."""
    return fate.which(most)


@register.simple_tag
def written(frame: Frame, place: str) -> str:
    """What people wrote at a place (`outcome-1`, `indicator-1-4`, `summary`); empty where nobody did."""
    return frame.texts.get(place, "")


@register.simple_tag
def more_red(summary: Summary, fit: CoverFit) -> MoreRed | None:
    """The reds that have no row on page one, as many by name as have room."""
    return summary.more_red(fit)


@register.simple_tag
def attended_to(summary: Summary, entry: IndicatorEntry) -> Thing | None:
    """What is said of an indicator that is off target; nothing of any other."""
    return summary.by_indicator.get(entry.indicator.pk)


@register.simple_tag
def sentences(said: Iterable[Sentence], between: str = " ") -> SafeString:
    """What matters most stands out."""
    return mark_safe(between.join(map(_sentence, said)))


def _sentence(said: Sentence) -> str:
    return f"<strong>{escape(said.strong)}</strong>{escape(said.rest)}" if said.strong else escape(said.text)


@register.simple_tag
def badge(cell: FigureCell | None) -> SafeString:
    """A figure with its status as a shape and a letter, `A 82.4%`; where there is no figure the word alone."""
    if cell is None or not (cell.text or cell.status):
        return mark_safe("–")
    word = cell.status.word if cell.status else ""
    if not cell.text:
        return mark_safe(f'<span class="report-note">{word.lower()}</span>')
    figure = f'<span class="report-figure">{escape(cell.text)}</span>'
    if cell.status is None or not cell.status.is_colour:
        return mark_safe(figure)
    letter = f'{word[0]}<span class="visually-hidden">{word[1:]}</span>'
    return mark_safe(f'<span class="badge status status--{cell.status.value}">{letter}</span> {figure}')


@register.simple_tag
def shapes(statuses: Iterable[Status]) -> SafeString:
    """A shape for each indicator; the counts beside it say the same."""
    drawn = "".join(f'<span class="status status--{status.value}"></span>' for status in statuses)
    return mark_safe(f'<span class="shapes" aria-hidden="true">{drawn}</span>')
