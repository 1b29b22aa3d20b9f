"""What a person watches: in short for the home page, in full for its own page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from types import SimpleNamespace
from typing import Any

from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject

from actions.models import Action
from actions.scorecards.action_line import ActionLine
from actions.scorecards.action_plan import action_lines, actions_of
from indicators.judging.cards import IndicatorCard, cards_in, last_ended_quarter
from indicators.judging.loading import WRITTEN, SealedEntry
from indicators.judging.standing import Standing
from indicators.models import Indicator, Seal
from outcomes.models import Strategy
from reports.models import Watch
from strategy_portal.domain.lateness import late_text
from strategy_portal.domain.periods import Frequency, Period, period_from, period_of
from strategy_portal.domain.status import Status
from strategy_portal.models import User

WORST_FIRST = (Status.RED, Status.AMBER, Status.GREEN)
OF_SEAL = {name: F(name) for name in ("pk", "version", "status", "is_demonstration", *WRITTEN)}
"""What an entry is made of, as the page of an indicator makes it."""


@dataclass(frozen=True)
class Line:
    """One watched thing in a line. Of an indicator: `status`, `figure`, `period`, `target` as last approved, None and
    empty where nothing was. Of an action: its state in words as `figure`; `late` is `5 months late`, or empty.
    `key` is that of the indicator or action; `quarter` the one in which the approved period ended.
    """

    key: int
    name: str
    url: str
    strategy: str
    status: Status | None = None
    figure: str = ""
    late: str = ""
    is_demonstration: bool = False
    target: str = ""
    period: str = ""
    quarter: Period | None = None

    @property
    def text(self) -> str:
        """`77.8%, Q1 2026/27`."""
        return ", ".join(filter(None, (self.figure, self.period)))

    @property
    def how_bad(self) -> int:
        """Red or late, amber, green, then what has no colour."""
        if self.late:
            return 0
        return WORST_FIRST.index(self.status) if self.status in WORST_FIRST else len(WORST_FIRST)


@dataclass(frozen=True)
class WatchedIndicator:
    """The line of the home page, and the card in the quarter of that period, or in the last one where nothing was
    approved: so both pages say the same, and since when and which way are said of the figure that stands there.
    """

    line: Line
    card: IndicatorCard


@dataclass(frozen=True)
class WatchedPage:
    indicators: Sequence[WatchedIndicator]
    actions: Sequence[ActionLine]


def watched_lines(user: User, on: date, *, drafts: bool) -> list[Line]:
    """One query: what stands on the home page, the worst first."""
    latest: Any = Seal.objects.current().filter(indicator=OuterRef("indicator")).annotate(**WRITTEN)
    due: Any = Action.objects.with_held_to_on().filter(pk=OuterRef("action"))
    rows: Any = Watch.objects.seen_by(user, drafts=drafts).select_related(
        "indicator__key_output__outcome__strategy", "action__strategy"
    )
    kept = JSONObject(**OF_SEAL, starts_on="period__starts_on", frequency="period__frequency")
    found = rows.annotate(
        sealed=Subquery(latest.order_by("-period__ends_on").values(kept=kept)[:1]),
        held_to_on=Subquery(due.values("held_to_on")[:1]),
    )
    lines = [_line(row, on) for row in sorted(found.order_by(), key=attrgetter("pk"))]
    return sorted(lines, key=attrgetter("how_bad"))


def _line(row: Any, on: date) -> Line:
    if row.action is not None:
        action = row.action
        late = "" if action.has_ended or not row.held_to_on else late_text(row.held_to_on, on)
        return Line(
            action.pk, f"Action {action}", action.get_absolute_url(), str(action.strategy), None,
            str(action.get_state_display()), late, action.state_is_demonstration,
        )  # fmt: skip
    indicator, kept = row.indicator, row.sealed
    strategy = indicator.outcome.strategy
    if not kept:
        return Line(indicator.pk, indicator.short_name, indicator.get_absolute_url(), str(strategy))
    period = period_from(date.fromisoformat(kept["starts_on"]), kept["frequency"], strategy.year_start)
    standing = Standing.sealed(period, SealedEntry(SimpleNamespace(**kept)))
    return Line(
        indicator.pk, indicator.short_name, indicator.get_absolute_url(), str(strategy), standing.status,
        standing.shown_text, "", bool(kept["is_demonstration"]), standing.target_text, standing.span_label,
        period_of(period.last_day, Frequency.QUARTERLY, strategy.year_start),
    )  # fmt: skip


def watched(user: User, on: date, *, drafts: bool) -> WatchedPage:
    """All of it, as the home page says it and with the cards and lines of every other page: ten queries, whatever their
    number.
    """
    rows = Watch.objects.seen_by(user, drafts=drafts)
    indicators = Indicator.objects.filter(pk__in=rows.values("indicator")).in_strategy_order().with_figures()
    strategies = list(Strategy.objects.filter(pk__in=rows.values("action__strategy")))
    actions = actions_of(strategies, on, chosen=Q(id__in=rows.values("action"))) if strategies else []
    lines = {line.key: line for line in watched_lines(user, on, drafts=drafts) if not line.name.startswith("Action ")}
    return WatchedPage(_with_cards(indicators, lines, on), action_lines(actions, on) if actions else ())


def _with_cards(indicators: Sequence[Indicator], lines: Mapping[int, Line], on: date) -> list[WatchedIndicator]:
    if not indicators:
        return []
    quarters = [
        lines[each.pk].quarter or last_ended_quarter(on, each.outcome.strategy.year_start) for each in indicators
    ]
    found = cards_in(indicators, quarters, on)
    return [WatchedIndicator(lines[card.indicator.pk], card) for card in found]
