"""Returns: what a person owes of one strategy in one quarter."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.conf import settings
from django.db.models import Count, Q

from outcomes.models import Strategy
from strategy_portal.clock import working_days_between
from strategy_portal.domain.periods import Frequency, Period, Window, period_of
from strategy_portal.models import User

from ..models import ReportingPeriod, Value
from .expected import (
    DONE,
    ExpectedEntry,
    Remit,
    due_on,
    filled,
    first_quarter,
    only_places,
    periods_of,
    quarter_of,
    remit_of,
    working_days_text,
)

QUARTERS_BACK = 4
"""How many quarters before the current one are listed even when nothing is owed in them."""
TO_DO = ("indicator", "period", "unit", "state", "return_reason")
"""Those that say whether something is still to do."""


@dataclass(frozen=True)
class Return:
    """What one person owes of one strategy in one quarter, as it stands on a day.

    `begun` are their values on days that people chose which are not submitted: nothing of them is owed (rules 2.3).
    """

    strategy: Strategy
    quarter: Period
    window: Window
    entries: tuple[ExpectedEntry, ...]
    on: date
    begun: tuple[ExpectedEntry, ...] = ()

    @property
    def done(self) -> int:
        return sum(entry.is_done for entry in self.entries)

    @property
    def drafts(self) -> int:
        return sum(entry.is_draft for entry in (*self.entries, *self.begun))

    @property
    def sent_back(self) -> list[ExpectedEntry]:
        return [entry for entry in (*self.entries, *self.begun) if entry.is_returned]

    @property
    def returned(self) -> int:
        return len(self.sent_back)

    @cached_property
    def owed(self) -> int:
        """What is still to be submitted, and can be."""
        return sum(entry.is_open for entry in self.entries)

    @property
    def has_work(self) -> bool:
        """Something is owed, or begun and not submitted."""
        return bool(self.owed or self.begun)

    @property
    def locked(self) -> int:
        """What was never submitted, and can't be while its period is locked."""
        return len(self.entries) - self.done - self.owed

    @property
    def due_on(self) -> date:
        return due_on(self.quarter)

    @property
    def time_left(self) -> str:
        """`3 working days left`, `due today`, `1 working day late`; bank holidays are none."""
        if self.on == self.due_on:
            return "due today"
        if self.on > self.due_on:
            return f"{working_days_text(working_days_between(self.due_on, self.on))} late"
        return f"{working_days_text(working_days_between(self.on, self.due_on))} left"


def recent_quarters(strategy: Strategy, on: date) -> list[Period]:
    """The current quarter, or the strategy’s last, and those before it, the latest first."""
    last = period_of(min(on, strategy.ends_on), Frequency.QUARTERLY, strategy.year_start)
    return [last.previous(back) for back in range(QUARTERS_BACK + 1)]


def returns_for(user: User, on: date) -> list[Return]:
    """What this person owes of strategies that have begun, what is overdue first: six queries for any number of values.

    Quarters in which nothing is expected of the person are left out; of those before the recent ones there are only
    those in which something is still owed or begun, however long ago, and even if the strategy has ended.
    """
    recent = {
        strategy: recent_quarters(strategy, on) for strategy in Strategy.objects.adopted().filter(starts_on__lte=on)
    }
    strategies = {strategy.pk: strategy for strategy in recent}
    remit = remit_of(user, strategies, read=only_places)
    spans = {strategy: [first_quarter(strategy), quarters[0]] for strategy, quarters in recent.items()}
    periods = periods_of(spans, on, {indicator.frequency for indicator in remit.indicators})
    places = {period.pk: (period.strategy_id, quarter_of(period)) for period in periods}
    current = {(strategy.pk, quarter) for strategy, quarters in recent.items() for quarter in quarters}
    older = [period for period in periods if places[period.pk] not in current]
    listed = current | {places[period] for period in _incomplete(remit, older)}
    owed: dict[tuple[int, Period], list[ExpectedEntry]] = defaultdict(list)
    begun: dict[tuple[int, Period], list[ExpectedEntry]] = defaultdict(list)
    asked = [period for period in periods if places[period.pk] in listed]
    for entry in filled(remit, asked, Value.objects.only(*TO_DO)):
        if not entry.is_on_chosen_day:
            owed[places[entry.period.pk]].append(entry)
        elif entry.value is not None and entry.is_open:
            begun[places[entry.period.pk]].append(entry)
    returns = [
        Return(
            strategies[place[0]],
            place[1],
            window=window_of(place[1], owed[place], on) if owed[place] else Window.OPEN,
            entries=tuple(owed[place]),
            on=on,
            begun=tuple(begun[place]),
        )
        for place in dict.fromkeys([*owed, *begun])
    ]
    return sorted(returns, key=lambda each: (each.window is not Window.OVERDUE, each.quarter, each.strategy.pk))


def _incomplete(remit: Remit, periods: Iterable[ReportingPeriod]) -> set[int]:
    """The periods, locked ones aside, in which something is not submitted yet, by primary key: one query, which counts.

    On a day that people chose it is what they began there.
    """
    waiting = [period for period in periods if not period.is_locked]
    units = [unit.pk for each in remit.units.values() for unit in each]
    indicators, among = [each.pk for each in remit.indicators], [each.pk for each in waiting]
    rows = Value.objects.filter(indicator__in=indicators, period__in=among)
    places = rows.of_units(units).order_by().values_list("indicator_id", "period_id")
    counted = places.annotate(Count("pk"), done=Count("pk", filter=Q(state__in=DONE)))
    counts = {(indicator, period): (entered, done) for indicator, period, entered, done in counted}
    found = set()
    for indicator, period, there in remit.places(waiting):
        if period.pk not in found:
            entered, done = counts.get((indicator.pk, period.pk), (0, 0))
            if done < (entered if period.frequency == Frequency.IRREGULAR else len(there)):
                found.add(period.pk)
    return found


def window_of(quarter: Period, entries: Sequence[ExpectedEntry], on: date) -> Window:
    """Where a quarter stands, the days of grace being those of the council; locked if all of it is."""
    locked = bool(entries) and all(entry.period.is_locked for entry in entries)
    return quarter.window(on, grace_days=settings.FIGURES["GRACE_DAYS"], locked=locked)
