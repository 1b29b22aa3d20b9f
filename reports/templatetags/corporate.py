"""What the page of all strategies says of many things alike, put together without a template.

{% sight_groups groups as_of_query %}   {% decision_rows decisions as_of_query %}   {% share_bar page.shares %}
{% worst_items row.worst %}
"""

from collections.abc import Iterable, Iterator
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

from reports.scorecards.board import BarPart
from reports.scorecards.corporate import ForDecision, Link, Worst
from reports.scorecards.sight import Share, SightGroup, SightRow
from strategy_portal.templatetags.design_system import demo_label, unknown

from .matrix import references

MOST_ACTIONS = 6
"""So many actions of a row are named."""
NO_OUTCOME = (
    '<span class="marked"><i class="cell cell--overdue" aria-hidden="true"></i>'
    "<strong>No outcome serves it</strong></span>"
)

register = template.Library()


@register.simple_tag
def sight_groups(groups: Iterable[SightGroup], query: str) -> SafeString:
    """Each priority with the rows that serve it; `query` goes with each link. What people wrote is escaped here."""
    return mark_safe("".join(f"<tbody>{''.join(_rows(group, query))}</tbody>" for group in groups))


def _rows(group: SightGroup, query: str) -> Iterator[str]:
    named = f'{_title(group)} <span class="muted">({escape(", ".join(group.organisations))})</span>'
    if not group.rows:
        said = NO_OUTCOME if group.is_stated else unknown("Not stated which outcome serves it")
        yield f'<tr><th scope="row">{named}</th><td colspan="3">{said}</td></tr>'
        return
    named += f" {demo_label()}" if group.is_demonstration else ""
    named += f"<div>{' '.join(map(_count, group.shares))}</div>" if len(group.rows) > 1 else ""
    head = f'<th scope="rowgroup" rowspan="{len(group.rows)}">{named}</th>'
    for row in group.rows:
        yield (
            f'<tr>{head}<td data-label="Outcome">{_outcome(row, query)}</td>'
            f'<td data-label="Indicators">{_indicators(row, query)}</td>'
            f'<td data-label="Actions">{_actions(row)}</td></tr>'
        )
        head = ""


def _title(group: SightGroup) -> str:
    title = escape(group.title)
    return title if group.is_priority or not group.rows else f'<span class="unknown">{title}</span>'


def _outcome(row: SightRow, query: str) -> str:
    title = escape(row.title)
    if row.single is None:
        return title
    return f'<a href="{escape(f"{row.single.outcome.get_absolute_url()}{query}")}">{title}</a>'


def _indicators(row: SightRow, query: str) -> str:
    if row.is_judged:
        return "".join(_share(share, query) for share in row.shares) or '<span class="muted">No indicator</span>'
    links = ", ".join(
        f'<a href="{escape(f"{card.indicator.get_absolute_url()}{query}")}">{escape(card.indicator.short_name)}</a>'
        for card in row.cards
    )
    return f"<strong>Not able to judge</strong>: {links or 'no indicator'}"


def _share(share: Share, query: str) -> str:
    if not share.named:
        return f"<div>{_count(share)}</div>"
    return f"<div>{_count(share, ':')} {references(share.named, query)}</div>"


def _actions(row: SightRow) -> str:
    lines = row.named_lines
    if not lines:
        return row.actions_text
    links = " ".join(
        f'<a href="{escape(line.action.get_absolute_url())}">{line.number}</a>' for line in lines[:MOST_ACTIONS]
    )
    more = f" and {len(lines) - MOST_ACTIONS} more" if len(lines) > MOST_ACTIONS else ""
    return f"{row.actions_text}: {links}{more}"


@register.simple_tag
def share_bar(shares: Iterable[BarPart]) -> SafeString:
    """The parts of a distribution, each as wide as it has indicators."""
    parts = (
        f'<i class="bar__part bar__part--{share.slug}" style="flex-grow: {len(share.cards)}">{len(share.cards)}</i>'
        for share in shares
    )
    return mark_safe("".join(parts))


@register.simple_tag
def worst_items(found: Iterable[Worst]) -> SafeString:
    """The worst of a strategy as items of a list."""
    return mark_safe("".join(map(_worst_item, found)))


def _worst_item(each: Worst) -> str:
    heading = f", <strong>{each.heading}</strong>" if each.heading else ""
    return (
        f'<li class="marked"><i class="cell cell--{each.mark}"></i><span>'
        f'<span class="visually-hidden">{escape(each.word)}: </span>{_link(each.link)}{heading}<br>'
        f'<span class="muted">{escape(each.note)}</span></span></li>'
    )


@register.simple_tag
def decision_rows(found: Iterable[ForDecision], query: str) -> SafeString:
    """What the board is asked to settle; `query` goes with the link to the strategy's page."""
    return mark_safe("".join(f"<tr>{''.join(_decision(each, query))}</tr>" for each in found))


def _decision(each: ForDecision, query: str) -> Iterator[str]:
    yield f'<td class="number">{each.number}</td>'
    mark = f'<i class="cell cell--{each.mark or "no-target"}"></i>'
    yield f'<td><strong class="marked">{mark}{escape(each.word)}</strong></td>'
    about = ", ".join(map(_link, each.about)) + (f" and {each.more} more" if each.more else "")
    yield f'<th scope="row">{": ".join(filter(None, [about, escape(each.wrong)]))}</th>'
    yield f'<td data-label="Asked">{escape(each.asked)}</td><td data-label="Owner">{escape(each.owner)}</td>'
    strategy, url = each.page.strategy, escape(f"{each.page.board_url}{query}")
    name = f'<a href="{url}">{escape(strategy.organisation_short or strategy.title)}</a>'
    yield f'<td data-label="Strategy">{name}</td>'


def _link(link: Link) -> str:
    return f'<a href="{escape(link.url)}">{escape(link.text)}</a>'


def _count(share: Share, after: str = "") -> str:
    return f'<span class="count count--{share.slug}">{len(share.cards)} {share.word}{after}</span>'
