"""The rows of a plan, put together without a template: {% plan_rows lines axis steps %}; a page shows hundreds.

{% if lines|have_dates %}: a plan without a date has no tracks.
"""

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator

from actions.scorecards.action_line import ActionLine
from reports.charts import track as tracks
from strategy_portal.templatetags.design_system import demo_label
from strategy_portal.templatetags.figures import on

register = template.Library()

Steps = Mapping[int, Sequence[tracks.Step]]
MOST_DONE, MOST_SAID = 30, 20
"""Words of what was done, and of what comes next or is at risk."""


@register.simple_tag
def plan_rows(lines: Sequence[ActionLine], axis: tracks.Axis, steps: Steps | None = None) -> SafeString:
    """Each action with its track, how it stands and what was last reported. What people wrote is escaped here."""
    rows = (f"<tr>{''.join(_cells(line, axis, (steps or {}).get(line.action.pk, ())))}</tr>\n" for line in lines)
    return mark_safe("".join(rows))


@register.filter
def have_dates(lines: Sequence[ActionLine]) -> bool:
    """Whether a track of one of them would show anything."""
    return any(line.due_window or line.has_moved for line in lines)


def _cells(line: ActionLine, axis: tracks.Axis, steps: Sequence[tracks.Step]) -> Iterator[str]:
    address = escape(line.action.get_absolute_url())
    yield f'<td class="plan-lines__number">{line.number}</td>'
    yield (
        f'<th scope="row"><a href="{address}">{escape(line.title)}</a><br>'
        f'<span class="muted">{escape(line.owners_text or "No owner")} · {_due(line)}{_reached(steps)}</span></th>'
    )
    yield f'<td class="plan-lines__track">{tracks.track(line, axis, steps)}</td>'
    stands = line.how_it_stands
    said = f"<br>{escape(line.state_said)}" if line.state_said else ""
    yield (
        f'<td class="plan-lines__state"><span class="stand stand--{line.mark}">'
        f"{escape(stands[:1].upper() + stands[1:])}</span>{said}</td>"
    )
    yield f'<td class="plan-lines__report">{"".join(_reported(line, address))}</td>'


def _due(line: ActionLine) -> str:
    due = f"Due {escape(line.due_said)}" if line.due_as_written else "No date"
    first = line.first_due.said if line.has_moved else ""
    return f"{due}, first agreed {escape(first)}" if first else due


def _reached(steps: Sequence[tracks.Step]) -> str:
    """` · 1 of 2 milestones reached`; nothing of an action without milestones."""
    if not steps:
        return ""
    word = "milestone" if len(steps) == 1 else "milestones"
    return f" · {sum(step.is_reached for step in steps)} of {len(steps)} {word} reached"


def _reported(line: ActionLine, address: str) -> Iterator[str]:
    if latest := line.latest:
        yield _words(latest.done, MOST_DONE)
        if latest.next_steps:
            yield f' <span class="muted">Next: {_words(latest.next_steps, MOST_SAID)}</span>'
        if latest.risk:
            yield f" <strong>{_words(latest.risk, MOST_SAID)}</strong>"
        yield f' <span class="muted">{on(latest.written_on)}</span>'
    else:
        yield "<strong>Never reported on</strong>"
    if line.is_demonstration:
        yield f" {demo_label()}"
    if reason := line.suspended_text or line.action.state_reason:
        yield f"<br>{_words(reason, MOST_DONE)}"
    if line.moves:
        times = f", {line.moves} times" if line.moves > 1 else ""
        whose = f'<span class="visually-hidden">: action {line.number}</span>'
        yield f'<br><a href="{address}#moves">Why it moved{times}{whose}</a>'


def _words(text: str, most: int) -> str:
    return escape(text if text.count(" ") < most else Truncator(text).words(most, truncate=" …"))
