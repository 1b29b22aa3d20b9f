"""Indicators as pages, reports and the API show them, each in the quarter that is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.conf import settings
from django.utils.timezone import localtime

from outcomes.models import Strategy
from strategy_portal.addresses import address
from strategy_portal.domain import explanations, wording
from strategy_portal.domain.lateness import stretch_text
from strategy_portal.domain.numbers import ANSWERS, Missing, Number
from strategy_portal.domain.periods import (
    MONTHS,
    Frequency,
    Period,
    add_months,
    period_from_slug,
    period_of,
    periods_between,
)
from strategy_portal.domain.status import Rule, Status, TargetValue
from strategy_portal.domain.streaks import OFF_TARGET
from strategy_portal.domain.survey import Sample
from strategy_portal.domain.trend import LOOKS_BACK, BaselineDifference, Outlook, Trend, WhichWay, difference

from ..models import Indicator
from .figures import IndicatorFigures
from .loading import load_figures
from .since import Since, since
from .standing import Basis, Standing
from .trends import RUN_PERIODS, Trends

NONE_BEFORE = "an earlier value"
"""What the short trend compares with where there is none before."""
RECENT_MONTHS = 30
"""How far back a page of many indicators shows periods: enough for a year to date and last year's period."""


@dataclass(frozen=True)
class Point:
    """One period of a series: its own figure and, apart from it, where the indicator stood.

    Both are worked out when they are asked for: a line of figures needs no status.
    """

    figures: IndicatorFigures
    period: Period
    on: date

    @cached_property
    def standing(self) -> Standing:
        return self.figures.in_period(self.period, self.on)

    @cached_property
    def status(self) -> Status:
        """Without the standing, of which more has to be read back."""
        return self.figures.status_in(self.period, self.on)

    @cached_property
    def own(self) -> Number:
        return self.figures.own_number(self.period)

    @cached_property
    def rule(self) -> Rule:
        return self.figures.rule_in(self.period)

    @cached_property
    def target(self) -> TargetValue | None:
        return self.figures.target(self.period)

    @property
    def quarter(self) -> Period:
        """The quarter whose page shows it: the one in which the period ends."""
        return period_of(self.period.last_day, Frequency.QUARTERLY, self.period.year_start)

    @property
    def history_address(self) -> str:
        """The page of all that happened to its figure."""
        indicator = self.figures.indicator
        place = (indicator.outcome.strategy.slug, indicator.outcome.number, indicator.order)
        return address("indicators:figure-history", *place, self.period.slug)

    @cached_property
    def own_text(self) -> str:
        return self.rule.format.text(self.own)


@dataclass(frozen=True)
class IndicatorCard:
    """An indicator in one period: where it stands, which way it moves, and the periods before it, oldest first.

    `asked` is the period that was asked for, a quarter as a rule; `on` the day on which; `latest` the last of the
    indicator's own periods in it. Trends are worked out when they are asked for: a list needs few of them.
    """

    figures: IndicatorFigures
    asked: Period
    on: date
    standing: Standing
    latest: Period
    points: tuple[Point, ...]

    @property
    def indicator(self) -> Indicator:
        return self.figures.indicator

    @property
    def status(self) -> Status:
        return self.standing.status

    @property
    def trends(self) -> Trends:
        return Trends(self.figures)

    @cached_property
    def short(self) -> Trend:
        """Against one earlier period (rules 7.1)."""
        return self.trends.short(self.latest)

    @property
    def short_against(self) -> str:
        """The label of that period."""
        against = self.trends.against(self.latest)
        return against.label if against else NONE_BEFORE

    @cached_property
    def long(self) -> Trend:
        """Against the mean of the values before (rules 7.1)."""
        return self.trends.long(self.latest)

    @property
    def samples(self) -> tuple[Sample, Sample] | None:
        """Of a survey, what the short trend compares (rules 7.3)."""
        return self.trends.samples(self.latest, self.trends.against(self.latest))

    @cached_property
    def way(self) -> WhichWay:
        """Which way it goes (rules 7.5)."""
        return self.trends.which_way(self.latest)

    @cached_property
    def outlook(self) -> Outlook | None:
        """Of a sum's year to date, what the year comes to if its rest is as last year's (rules 7.6)."""
        is_to_date = self.standing.basis is Basis.YEAR_TO_DATE and self.figures.own_periods(self.asked)
        return self.trends.outlook(self.standing) if is_to_date else None

    @cached_property
    def way_text(self) -> str:
        """The same in words."""
        return explanations.way_text(self.way, self.standing.format)

    @property
    def move_text(self) -> str:
        """From what to what it moved, and by how much."""
        return explanations.move_text(self.way.against, self.way.now, self.standing.format)

    @property
    def outlook_text(self) -> str:
        """What the year comes to if its rest is as last year's; empty where that is not known (rules 7.6)."""
        return explanations.outlook_text(self.outlook, self.standing.format) if self.outlook else ""

    @property
    def heading(self) -> Status | None:
        """Another status than now that the year would have, if its rest is as last year's (rules 7.6)."""
        found = self.outlook.status if self.outlook else None
        is_said = self.status.is_colour or self.status is Status.NOT_DUE
        return found if is_said and found is not self.status else None

    @property
    def heading_text(self) -> str:
        """`heading for red`; stands beside the status, never in its place."""
        return f"heading for {self.heading.value}" if self.heading else ""

    @property
    def is_heading_for_worse(self) -> bool:
        """It counts as an exception."""
        return self.heading in (Status.RED, Status.AMBER) and self.status is not Status.RED

    @cached_property
    def since(self) -> Since:
        """How long it has been so."""
        return since(self.figures, self.asked, self.on)

    @property
    def gap_text(self) -> str:
        """`7.2 points below the target`; of a year to date, what is due of it by now. Empty where it is on target."""
        text = explanations.gap_text(self.standing.judged)
        return f"{text}’s share that is due by now" if text and self.standing.basis is Basis.YEAR_TO_DATE else text

    @property
    def signed_gap_text(self) -> str:
        """`−7.2`: the same for a table, on target too (`+3.9`, `0`). Empty without a colour."""
        return explanations.signed_gap_text(self.standing.judged) if self.status.is_colour else ""

    @property
    def sentence_text(self) -> str:
        """`77.8% of customers rated staff knowledge good or excellent.`; empty without a figure or without words."""
        return self.standing.said_with(self.indicator.sentence)

    @property
    def waiting_text(self) -> str:
        """`sent 12 October 2026, waits for approval for 12 days`: of its values not counted yet, never what they are.

        Empty where none waits. Of several it is the one that was sent first.
        """
        entry = self.standing.entry
        if not entry.awaiting:
            return ""
        if entry.sent_at is None:
            return f"{entry.awaiting} awaiting approval"
        sent_on = localtime(entry.sent_at).date()
        since = f"sent {sent_on:%-d %B %Y}, waits for approval for {stretch_text(sent_on, self.on)}"
        return since if entry.awaiting == 1 else f"{entry.awaiting} values; the first was {since}"

    @property
    def is_with_approver(self) -> bool:
        """Its figure is not in, and its owner has sent it: it is somebody else's turn."""
        waits = self.status in (Status.OVERDUE, Status.DUE) and bool(self.standing.entry.awaiting)
        return waits and not self.indicator.is_survey

    @property
    def is_off_target(self) -> bool:
        return self.status in OFF_TARGET

    @property
    def is_explained(self) -> bool:
        """Somebody wrote what happened, why or what next."""
        return self.standing.entry.is_explained

    @property
    def significance_text(self) -> str:
        """What a survey's short trend rests on; empty for any other indicator (rules 7.3)."""
        samples = self.samples
        return explanations.significance_text(*samples) if samples else ""

    @property
    def numbers(self) -> list[Number]:
        """The periods' own figures, oldest first."""
        return [point.own for point in self.points]

    @property
    def scale(self) -> tuple[Decimal, Decimal] | None:
        """Between which ends its figures are drawn, where these are fixed: No and Yes."""
        return (min(ANSWERS), max(ANSWERS)) if self.standing.is_yes_no else None

    @property
    def last_known(self) -> Point | None:
        """The latest period that has a figure, for when the one asked for has none."""
        return next((point for point in reversed(self.points) if isinstance(point.own, Decimal)), None)

    @property
    def target_text(self) -> str:
        """What it is judged against, else what the source wrote; empty where neither is known."""
        return self.standing.target_text if self.standing.judged.target else self.indicator.target_text

    @property
    def baseline_text(self) -> str:
        return self.indicator.baseline_at(self.standing.format)

    @property
    def from_baseline(self) -> BaselineDifference | None:
        """How the figure differs from its baseline. None without one, and for a year to date, which is part of a year.

        Its `size` is no number where there is no figure.
        """
        judged, baseline = self.standing.judged, self.indicator.baseline
        if baseline is None or self.standing.basis is Basis.YEAR_TO_DATE:
            return None
        return difference(judged.value, baseline, judged.rule, judged.target)

    @property
    def from_baseline_text(self) -> str:
        """In words; empty where nothing is compared."""
        return explanations.baseline_text(self.from_baseline, self.standing.format) if self.from_baseline else ""

    @property
    def notes(self) -> list[str]:
        """What has to be known of the figure beside it; where there is none, which was the last."""
        found = []
        has_none = isinstance(self.standing.judged.value, Missing) and not self.standing.is_partial
        if has_none and (last := self.last_known):
            return [f"{last.own_text} {last.period.when}"]
        if self.standing.period.is_day:
            found.append(self.standing.period.when)
        if self.standing.basis is Basis.YEAR_TO_DATE:
            found.append(Basis.YEAR_TO_DATE.value)
        if self.standing.is_provisional:
            found.append("provisional")
        return found

    @property
    def is_demonstration(self) -> bool:
        made_up = {period for period, entry in self.figures.entries.items() if entry.is_demonstration}
        return any(point.period in made_up for point in self.points)

    @property
    def key(self) -> list[tuple[Status, str]]:
        return wording.key_lines(self.standing.judged.rule, self.standing.judged.target)


def last_ended_quarter(on: date, year_start: tuple[int, int]) -> Period:
    """The quarter that boards look at on a day: the last one that has ended."""
    return period_of(on, Frequency.QUARTERLY, year_start).previous()


def reach(quarter: Period) -> dict[str, Any]:
    """How far back the figures of a page of many indicators have to go: for runs of changes too (rules 7.1, 7.5)."""
    since = add_months(quarter.start, -RECENT_MONTHS)
    looks_back = max(LOOKS_BACK * settings.FIGURES["LONG_TREND_VALUES"], RUN_PERIODS) + 1
    first = {frequency: add_months(quarter.end, -looks_back * months) for frequency, months in MONTHS.items()}
    return {"since": since, "further": {frequency: day for frequency, day in first.items() if day < since}}


def card(figures: IndicatorFigures, period: Period, on: date, since: date) -> IndicatorCard:
    standing = figures.in_period(period, on)
    own = figures.own_periods(period)
    start = max(since, figures.indicator.outcome.strategy.starts_on)
    return IndicatorCard(
        figures=figures,
        asked=period,
        on=on,
        standing=standing,
        latest=own[-1] if own else standing.period,
        points=tuple(points_between(figures, start, period.end, on)),
    )


def points_between(figures: IndicatorFigures, start: date, end: date, on: date) -> Sequence[Point]:
    """The indicator's own periods that lie in [start, end), oldest first, each with where it stood."""
    first, last = figures.collected_between
    return [
        Point(figures, period, on)
        for period in figures.periods_between(start, end)
        if period.end <= end and first <= period.last_day <= last
    ]


class NotEnded(ValueError):
    """The strategy has no such quarter, or it has not ended."""

    def __init__(self, quarter: Period):
        super().__init__(f"{quarter.label} is not a quarter of this strategy that has ended.")


def ended_quarters(strategy: Strategy, on: date) -> tuple[Period, ...]:
    """The strategy's quarters that have ended, the latest first; the last ended one of all if it has none yet."""
    last = last_ended_quarter(on, strategy.year_start)
    end = min(last.end, strategy.ends_on)
    found = tuple(periods_between(strategy.starts_on, end, Frequency.QUARTERLY, strategy.year_start))
    return found[::-1] or (last,)


def ended_quarter(quarters: Sequence[Period], slug: str) -> Period:
    """The one of `quarters` that is named; the latest without a name. Raises UnknownPeriod, NotEnded."""
    if not slug:
        return quarters[0]
    quarter = period_from_slug(slug, quarters[0].year_start)
    if quarter not in quarters:
        raise NotEnded(quarter)
    return quarter


def quarter_of(strategy: Strategy, slug: str, on: date) -> Period:
    """The quarter named, in the strategy's own financial years; without a name the last one that has ended.

    Raises UnknownPeriod.
    """
    return period_from_slug(slug, strategy.year_start) if slug else last_ended_quarter(on, strategy.year_start)


def cards_in_quarter(
    indicators: Sequence[Indicator],
    slug: str,
    on: date,
    as_of: date | None = None,
    *,
    whole: bool = False,
    ended_by: date | None = None,
) -> list[IndicatorCard]:
    """One card for each indicator, in order, for the queries of `load_figures`.

    Without a slug it is in the last quarter that had ended by the day `ended_by`, else by `on`. With `as_of`, the same
    day as `on`, everything as it stood at its end; `whole` has the figures of the whole strategy, not only those that a
    page of many shows. Raises UnknownPeriod.
    """
    if not indicators:
        return []
    strategies = [indicator.outcome.strategy for indicator in indicators]
    quarters = [quarter_of(strategy, slug, ended_by or on) for strategy in strategies]
    if not whole:
        return cards_in(indicators, quarters, on, as_of=as_of)
    found = load_figures(indicators, as_of=as_of)
    starts = [strategy.starts_on for strategy in strategies]
    return [card(figures, quarter, on, since) for figures, quarter, since in zip(found, quarters, starts, strict=True)]


def cards_in(indicators: Sequence[Indicator], quarters: Sequence[Period], on: date, **how: Any) -> list[IndicatorCard]:
    """The card of each indicator in a quarter of its own; `how` figures are loaded."""
    found = load_figures(indicators, **reach(min(quarters)), **how)
    starts = [add_months(quarter.start, -RECENT_MONTHS) for quarter in quarters]
    return [card(figures, quarter, on, since) for figures, quarter, since in zip(found, quarters, starts, strict=True)]
