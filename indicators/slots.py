"""What is owed: the values that are expected of a person in a quarter, entered or not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from outcomes.models import Strategy
from strategy_portal.domain.periods import Frequency, Period, Window, period_of, periods_ending_in
from strategy_portal.models import Role, User

from .models import CollectionUnit, Indicator, ReportingPeriod, Value

QUARTERS_BACK = 4


@dataclass(frozen=True)
class Slot:
    """A place for one value: the indicator, its own period, and the unit if it is a survey (rules 3.1)."""

    indicator: Indicator
    period: ReportingPeriod
    unit: CollectionUnit | None
    value: Value | None

    @property
    def key(self) -> str:
        """Tells the slot in a form: `v12-34-0`."""
        return f"v{self.indicator.pk}-{self.period.pk}-{self.unit.pk if self.unit else 0}"

    @property
    def is_done(self) -> bool:
        """Nothing more is owed by the officer: submitted or approved."""
        return self.value is not None and self.value.state in (Value.State.SUBMITTED, Value.State.APPROVED)

    @property
    def is_returned(self) -> bool:
        return self.value is not None and self.value.state == Value.State.RETURNED


@dataclass(frozen=True)
class Return:
    """What one person owes of one strategy in one quarter."""

    strategy: Strategy
    quarter: Period
    window: Window
    slots: tuple[Slot, ...]

    @property
    def done(self) -> int:
        return sum(slot.is_done for slot in self.slots)

    @property
    def drafts(self) -> int:
        return sum(slot.value is not None and slot.value.state == Value.State.DRAFT for slot in self.slots)

    @property
    def returned(self) -> int:
        return sum(slot.is_returned for slot in self.slots)

    @property
    def owed(self) -> int:
        return len(self.slots) - self.done

    @property
    def due_on(self) -> date:
        """The last day before the quarter counts as overdue (rules 2.4)."""
        return date.fromordinal(self.quarter.end.toordinal() + settings.FIGURES["GRACE_DAYS"] - 1)


def recent_quarters(on: date, year_start: tuple[int, int]) -> list[Period]:
    """The current quarter and those before it that a return may still be owed for, the latest first."""
    current = period_of(on, Frequency.QUARTERLY, year_start)
    return [current.previous(back) for back in range(QUARTERS_BACK + 1)]


def returns_for(user: User, on: date) -> list[Return]:
    """What this person owes of the running strategies, oldest quarter first: six queries for any number of values.

    Quarters in which nothing is expected of the person are left out.
    """
    strategies = Strategy.objects.running_on(on)
    by_strategy = {strategy: recent_quarters(on, strategy.year_start) for strategy in strategies}
    slots = _slots(user, by_strategy)
    returns = [
        Return(strategy, quarter, _window(quarter, slots[strategy, quarter], on), tuple(slots[strategy, quarter]))
        for strategy, quarters in by_strategy.items()
        for quarter in reversed(quarters)
        if slots[strategy, quarter]
    ]
    return sorted(returns, key=lambda owed: (owed.quarter, owed.strategy.pk))


def slots_for(user: User, strategy: Strategy, quarter: Period) -> list[Slot]:
    """This person's slots of one strategy and quarter in the order of the outcomes: five queries."""
    return _slots(user, {strategy: [quarter]})[strategy, quarter]


def _slots(user: User, wanted: dict[Strategy, list[Period]]) -> dict[tuple[Strategy, Period], list[Slot]]:
    indicators = list(_indicators(user, wanted))
    units = _units(user, wanted)
    periods = _periods(wanted)
    values = _values({indicator.pk: indicator for indicator in indicators}, periods.values())
    found: dict[tuple[Strategy, Period], list[Slot]] = {
        (strategy, quarter): [] for strategy, quarters in wanted.items() for quarter in quarters
    }
    owned = _owned(user)
    for strategy, quarter in found:
        for indicator in indicators:
            if indicator.outcome.strategy_id != strategy.pk:
                continue
            places = _places(indicator, units.get(strategy.pk, []), owned)
            for own in periods_ending_in(quarter, Frequency(indicator.frequency)):
                period = periods.get((strategy.pk, own))
                if period is not None and indicator.is_collected_in(own):
                    found[strategy, quarter] += [
                        Slot(indicator, period, unit, values.get((indicator.pk, period.pk, unit.pk if unit else None)))
                        for unit in places
                    ]
    return found


def _indicators(user: User, wanted: Iterable[Strategy]):
    """Those that are collected at all. Which of them are this person's is decided by `_places`."""
    found = Indicator.objects.filter(key_output__outcome__strategy__in=wanted, is_proposed=False)
    return found.exclude(frequency__in=["", Frequency.IRREGULAR]).filter(formula="").with_judging().in_order()


def _owned(user: User) -> set[int] | None:
    """The person's teams; None for the performance team, whose remit is everything."""
    return None if user.role == Role.PERFORMANCE else set(user.teams.values_list("pk", flat=True))


def _places(indicator: Indicator, units: list[CollectionUnit], owned: set[int] | None) -> list[CollectionUnit | None]:
    """The units that this person enters for a survey; for any other indicator the organisation, if it is theirs."""
    if indicator.is_survey:
        return [unit for unit in units if owned is None or unit.team_id in owned]
    return [None] if owned is None or indicator.owner_id in owned else []


def may_enter(user: User, indicator: Indicator, unit: CollectionUnit | None) -> bool:
    """Whether this person enters the indicator for the unit, or for the organisation where `unit` is None."""
    return unit in _places(indicator, [unit] if unit else [], _owned(user))


def _units(user: User, wanted: Iterable[Strategy]) -> dict[int, list[CollectionUnit]]:
    units: dict[int, list[CollectionUnit]] = {}
    for unit in CollectionUnit.objects.filter(strategy__in=wanted):
        units.setdefault(unit.strategy_id, []).append(unit)
    return units


def _periods(wanted: dict[Strategy, list[Period]]) -> dict[tuple[int, Period], ReportingPeriod]:
    """The reporting periods that end in one of the wanted quarters."""
    by_pk = {strategy.pk: strategy for strategy in wanted}
    quarters = [quarter for each in wanted.values() for quarter in each]
    if not quarters:
        return {}
    rows = ReportingPeriod.objects.filter(
        strategy__in=by_pk, ends_on__gt=min(quarters).start, ends_on__lte=max(quarters).end
    )
    found = {}
    for row in rows:
        row.strategy = by_pk[row.strategy_id]
        found[row.strategy_id, row.as_domain()] = row
    return found


def _values(indicators: dict[int, Indicator], periods: Iterable[ReportingPeriod]) -> dict[tuple, Value]:
    rows = Value.objects.filter(indicator__in=indicators, period__in=list(periods)).order_by()
    found = {}
    for row in rows.select_related("entered_by", "submitted_by", "approved_by"):
        row.indicator = indicators[row.indicator_id]
        found[row.indicator_id, row.period_id, row.unit_id] = row
    return found


def _window(quarter: Period, slots: list[Slot], on: date) -> Window:
    locked = bool(slots) and all(slot.period.is_locked for slot in slots)
    return quarter.window(on, grace_days=settings.FIGURES["GRACE_DAYS"], locked=locked)
