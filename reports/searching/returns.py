"""People's own returns in the search: values that are not approved, by indicator and period, as in `2.2 Q1`.

They are asked of the rows themselves, by the indicators that the words find and the words of their periods, so that
the index has no row for each value. An officer finds what they began, submitted or got back; an approver what waits
for them; other roles nothing.
"""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from indicators.expecting.expected import enterable, quarter_of, value_address
from indicators.models import ReportingPeriod, Value
from outcomes.editing.drafts import seen_by
from strategy_portal.access import APPROVES, ENTERS, role_of, sees_drafts
from strategy_portal.addresses import address
from strategy_portal.domain.period_words import said_of_period
from strategy_portal.fulltext.words import Term, terms_of

REFERENCE = re.compile(r"(?<![\w./-])(?P<outcome>\d{1,3})\.(?P<order>\d{1,3})(?![\w./-])")
FindIndicators = Callable[[Sequence[Term]], Collection[int]]
"""The indicators in whose texts all of these terms are, by primary key."""


@dataclass(frozen=True)
class Wanted:
    """What a search says of a return. Each part may be empty."""

    references: tuple[tuple[int, int], ...]
    period: tuple[str, ...]
    words: tuple[Term, ...]


def wanted_in(text: str) -> Wanted:
    """`2.2 Q1 library` is the number, the quarter, and a word of the indicator or of its unit."""
    period, rest = said_of_period(text)
    references = tuple((int(each["outcome"]), int(each["order"])) for each in REFERENCE.finditer(rest))
    return Wanted(references, period, tuple(terms_of(REFERENCE.sub(" ", rest))))


def returns_found(text: str, user: Any, find: FindIndicators) -> Any:
    """The values that the text names and this person enters or approves, the latest period first; None of a role that
    has no returns. Two queries at most, and the search of the words.
    """
    if not sees_drafts(user):
        return None
    wanted = wanted_in(text)
    if not (wanted.references or wanted.period or wanted.words):
        return None
    found = own_returns(user).filter(_of_indicators(wanted, find))
    if wanted.period:
        found = found.filter(period__in=_periods(wanted.period, user))
    return found.order_by("-period__starts_on", "indicator__key_output__outcome__number", "indicator__order", "unit")


def own_returns(user: Any) -> Any:
    """What of the values is on its way: of their own teams, in strategies that they see."""
    role = role_of(user)
    found = Value.objects.exclude(state=Value.State.APPROVED).in_remit_of(user).with_setting()
    found = found.filter(period__strategy__in=seen_by(user), indicator__in=enterable())
    return found if role in ENTERS else found.awaiting_approval()


def _of_indicators(wanted: Wanted, find: FindIndicators) -> Q:
    numbered = Q()
    for outcome, order in wanted.references:
        numbered |= Q(indicator__key_output__outcome__number=outcome, indicator__order=order)
    if not wanted.words:
        return numbered
    of_unit = Q()
    for term in wanted.words:
        of_unit &= Q(unit__name__icontains=" ".join(term.words))
    return numbered & (Q(indicator__in=find(wanted.words)) | of_unit)


def _periods(said: Sequence[str], user: Any) -> list[int]:
    """Those whose own name says it, or the name of the quarter in which they are asked for: one query."""
    rows = ReportingPeriod.objects.filter(strategy__in=seen_by(user)).select_related("strategy")
    return [row.pk for row in rows.order_by() if all(word in _names(row) for word in said)]


def _names(row: ReportingPeriod) -> list[str]:
    own, quarter = row.as_domain(), quarter_of(row)
    return [word for name in (own.label, quarter.label, own.year.label) for word in _parts(name)]


def _parts(label: str) -> list[str]:
    """`Q1 2025/26` is found by `q1`, `2025/26` and `2025`."""
    words = label.casefold().split()
    return [*words, *(word.split("/")[0] for word in words)]


def title_of(value: Value) -> str:
    return (
        f"{value.indicator.reference} {value.indicator.title}, {value.period}{f', {value.unit}' if value.unit else ''}"
    )


def state_of(value: Value) -> str:
    return f"{value.get_state_display()}, {value.indicator.outcome.strategy}"


def page_of(value: Value, user: Any) -> str:
    """Where a person goes on with it: who approves to the approval, who enters to the value itself."""
    if value.state == Value.State.SUBMITTED and role_of(user) in APPROVES:
        grid = address("indicators:approval-grid", value.period.strategy.slug, quarter_of(value.period).slug)
        return f"{grid}#title-{value.pk}"
    return value_address(value.indicator, value.period.slug, value.unit_id)
