"""What a person watches: in short for the home page, in full for its own page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject

from actions.models import Action
from actions.scorecards.action_plan import ActionLine, action_lines, actions_of
from indicators.judging.cards import IndicatorCard, cards_in_quarter
from indicators.models import Indicator, Seal
from indicators.models.seal import read_number
from outcomes.models import Strategy
from reports.models import Watch
from strategy_portal.domain.lateness import late_text
from strategy_portal.domain.numbers import Format, Measure, Missing
from strategy_portal.domain.periods import period_from
from strategy_portal.domain.status import Status
from strategy_portal.models import User

WORST_FIRST = (Status.RED, Status.AMBER, Status.GREEN)
OF_SEAL = {
    "status": "status", "starts_on": "period__starts_on", "frequency": "period__frequency",
    "value": "proof__judged__value", "so_far": "proof__shown", "is_demonstration": "is_demonstration",
    "measure": "proof__judged__format__0", "places": "proof__judged__format__1",
}  # fmt: skip
"""What of the last approval is shown, and where it stands."""


@dataclass(frozen=True)
class Line:
    """One watched thing in a line. Of an indicator: `status` and `figure` as last approved, None and empty where
    nothing was. Of an action: its state in words as `figure`; `late` is `5 months late`, or empty.
    """

    name: str
    url: str
    strategy: str
    status: Status | None = None
    figure: str = ""
    late: str = ""
    is_demonstration: bool = False

    @property
    def how_bad(self) -> int:
        """Red or late, amber, green, then what has no colour."""
        if self.late:
            return 0
        return WORST_FIRST.index(self.status) if self.status in WORST_FIRST else len(WORST_FIRST)


@dataclass(frozen=True)
class WatchedPage:
    indicators: Sequence[IndicatorCard]
    actions: Sequence[ActionLine]


def watched_lines(user: User, on: date, *, drafts: bool) -> list[Line]:
    """One query: what stands on the home page, the worst first."""
    latest = Seal.objects.current().filter(indicator=OuterRef("indicator")).order_by("-period__ends_on")
    due: Any = Action.objects.with_held_to_on().filter(pk=OuterRef("action"))
    rows: Any = Watch.objects.seen_by(user, drafts=drafts).select_related(
        "indicator__key_output__outcome__strategy", "action__strategy"
    )
    kept = JSONObject(**{name: F(path) for name, path in OF_SEAL.items()})
    found = rows.annotate(
        sealed=Subquery(latest.values(shown_of=kept)[:1]), held_to_on=Subquery(due.values("held_to_on")[:1])
    )
    return sorted((_line(row, on) for row in found), key=lambda line: line.how_bad)


def _line(row: Any, on: date) -> Line:
    if row.action is not None:
        action = row.action
        late = "" if action.has_ended or not row.held_to_on else late_text(row.held_to_on, on)
        return Line(
            f"Action {action}", action.get_absolute_url(), str(action.strategy), None,
            str(action.get_state_display()), late, action.state_is_demonstration,
        )  # fmt: skip
    indicator, kept = row.indicator, row.sealed
    strategy = indicator.outcome.strategy
    if not kept:
        return Line(indicator.short_name, indicator.get_absolute_url(), str(strategy))
    shown = _shown(kept)
    period = period_from(date.fromisoformat(kept["starts_on"]), kept["frequency"], strategy.year_start)
    return Line(
        indicator.short_name, indicator.get_absolute_url(), str(strategy), Status(kept["status"]),
        f"{shown}, {period.label}", "", bool(kept["is_demonstration"]),
    )  # fmt: skip


def _shown(kept: dict[str, Any]) -> str:
    """As a standing says it: the value, or the figure of a part of what is expected, marked (rules 5.3)."""
    places = None if kept["places"] in (None, "null") else int(kept["places"])  # SQLite gives the word
    text = Format(Measure(kept["measure"]), places).text
    value, so_far = read_number(kept["value"]), read_number(kept["so_far"])
    is_partial = isinstance(value, Missing) and value is not Missing.NOT_APPLICABLE and isinstance(so_far, Decimal)
    return f"{text(so_far)} so far" if is_partial else text(value)


def watched(user: User, on: date, *, drafts: bool) -> WatchedPage:
    """All of it, with the cards and lines of every other page: nine queries, whatever their number."""
    rows = Watch.objects.seen_by(user, drafts=drafts)
    indicators = Indicator.objects.filter(pk__in=rows.values("indicator")).in_strategy_order().with_figures()
    strategies = list(Strategy.objects.filter(pk__in=rows.values("action__strategy")))
    actions = actions_of(strategies, on, chosen=Q(pk__in=rows.values("action"))) if strategies else []
    return WatchedPage(cards_in_quarter(indicators, "", on), action_lines(actions, on) if actions else ())
