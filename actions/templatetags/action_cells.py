"""What lists of actions have alike: `{% due_cell line %}`, `{% state_cell line %}`, `{% action_numbers lines %}`,
`{% action_marks lines %}`.
"""

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from actions.models import Action
from actions.scorecards.action_line import ActionLine
from strategy_portal.templatetags.design_system import demo_label, unknown

register = template.Library()

SHORT = 60
"""Letters of a title that a number shows when it is pointed at."""


@register.simple_tag
def due_cell(line: ActionLine) -> SafeString:
    """The due date as written, what it means, and how late it is."""
    due = unknown(line.action)
    if line.due_as_written:
        due = format_html("{}", line.due_as_written)
        if line.due_window_text != line.due_as_written:
            due += format_html('<br><span class="muted">{}</span>', line.due_window_text)
    if line.late_text:
        due += format_html("<br><strong>{}</strong>", line.late_text[0].upper() + line.late_text[1:])
    return due


@register.simple_tag
def state_cell(line: ActionLine) -> SafeString:
    """The state that people set, and the owner's judgement."""
    state = unknown() if line.state is Action.State.UNKNOWN else format_html("{}", line.state_word)
    if line.is_at_risk:
        state += format_html('<br><span class="judgement">{}</span>', "At risk, says owner")
    return state + format_html("<br>{}", demo_label()) if line.is_demonstration else state


@register.simple_tag
def action_numbers(lines: Iterable[ActionLine]) -> SafeString:
    """The numbers of actions as links to them, put together without a template: a board's page has hundreds."""
    links = (
        f'<a href="{escape(line.action.get_absolute_url())}" title="{escape(_short(line.title))}">{line.number}</a> '
        for line in lines
    )
    return mark_safe("".join(links))


@register.simple_tag
def action_marks(lines: Iterable[ActionLine]) -> SafeString:
    """The same, each below the shape of how it stands, which is said too: for a row of them."""
    links = (
        f'<a class="stand stand--{line.mark}" href="{escape(line.action.get_absolute_url())}" '
        f'title="{escape(_short(line.title))}">{line.number}<span class="visually-hidden">, {escape(_stands(line))}'
        "</span></a> "
        for line in lines
    )
    return mark_safe("".join(links))


def _stands(line: ActionLine) -> str:
    return line.how_it_stands[:1].lower() + line.how_it_stands[1:]


def _short(title: str) -> str:
    """A board's page has each action's number several times: what is pointed at needs no more."""
    return title if len(title) <= SHORT else f"{title[: SHORT - 1]}…"
