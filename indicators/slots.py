"""What is owed: the values that are expected of a person in a quarter, entered or not."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.db.models import Q, prefetch_related_objects

from outcomes.models import Strategy
from strategy_portal.addresses import address
from strategy_portal.calendar import working_days_between
from strategy_portal.domain.periods import Frequency, Period, Window, period_of
from strategy_portal.models import Role, User

from .models import CollectionUnit, Indicator, ReportingPeriod, Value
from .querysets import IndicatorQuerySet

QUARTERS_BACK = 4
KEY = re.compile(r"v([0-9]{1,18})-([0-9]{1,18})-([0-9]{1,18})")
"""Indicator, period and unit; 0 for the whole organisation."""

ALL: Mapping[str, Any] = MappingProxyType({})
"""Of indicators or units: no filter."""


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
    def name(self) -> str:
        """Tells it from the others of its period: `2.2`; `1.1, Housing`."""
        return f"{self.indicator.reference}, {self.unit}" if self.unit else self.indicator.reference

    @property
    def is_done(self) -> bool:
        """Nothing more is owed by the officer: submitted or approved."""
        return self.value is not None and self.value.state in (Value.State.SUBMITTED, Value.State.APPROVED)

    @property
    def is_returned(self) -> bool:
        """It came back, with a reason, and was not submitted again: until then the reason stays in view."""
        return self.value is not None and not self.is_done and bool(self.value.return_reason)

    @property
    def is_draft(self) -> bool:
        return self.value is not None and self.value.state == Value.State.DRAFT

    @property
    def is_open(self) -> bool:
        """It can still be typed in: neither locked, nor submitted, nor approved."""
        return not self.is_done and not self.period.is_locked

    @property
    def quarter(self) -> Period:
        """The quarter at whose end the value is expected."""
        period = self.period.as_domain()
        return period_of(period.last_day, Frequency.QUARTERLY, period.year_start)

    def get_absolute_url(self) -> str:
        """The page of the value."""
        return value_address(self.indicator, self.period.slug, self.unit.pk if self.unit else None)


def value_address(indicator: Indicator, period: str, unit: int | None) -> str:
    """The page of a value: by the indicator, the slug of its period, and the key of its unit if it is a survey."""
    outcome = indicator.outcome
    whole = address("indicators:value-edit", outcome.strategy.slug, period, outcome.number, indicator.order)
    return whole if unit is None else f"{whole}{unit}/"


@dataclass(frozen=True)
class Return:
    """What one person owes of one strategy in one quarter, as it stands on a day."""

    strategy: Strategy
    quarter: Period
    window: Window
    slots: tuple[Slot, ...]
    on: date

    @property
    def done(self) -> int:
        return sum(slot.is_done for slot in self.slots)

    @property
    def drafts(self) -> int:
        return sum(slot.is_draft for slot in self.slots)

    @property
    def sent_back(self) -> list[Slot]:
        return [slot for slot in self.slots if slot.is_returned]

    @property
    def returned(self) -> int:
        return len(self.sent_back)

    @property
    def owed(self) -> int:
        return len(self.slots) - self.done

    @property
    def due_on(self) -> date:
        """The last day before the quarter counts as overdue (rules 2.4)."""
        return date.fromordinal(self.quarter.end.toordinal() + settings.FIGURES["GRACE_DAYS"] - 1)

    @property
    def time_left(self) -> str:
        """`3 working days left`, `1 working day late`; bank holidays are none."""
        if self.on > self.due_on:
            return f"{_working_days(working_days_between(self.due_on, self.on))} late"
        return f"{_working_days(working_days_between(self.on, self.due_on))} left"


def _working_days(count: int) -> str:
    return "1 working day" if count == 1 else f"{count} working days"


def recent_quarters(on: date, year_start: tuple[int, int]) -> list[Period]:
    """The current quarter and those before it that a return may still be owed for, the latest first."""
    current = period_of(on, Frequency.QUARTERLY, year_start)
    return [current.previous(back) for back in range(QUARTERS_BACK + 1)]


def returns_for(user: User, on: date) -> list[Return]:
    """What this person owes of the running strategies, what is overdue first: five queries for any number of values.

    Quarters in which nothing is expected of the person are left out.
    """
    strategies = Strategy.objects.running_on(on)
    wanted = {strategy: recent_quarters(on, strategy.year_start) for strategy in strategies}
    owed: dict[tuple[Strategy, Period], list[Slot]] = {
        (strategy, quarter): [] for strategy, quarters in wanted.items() for quarter in reversed(quarters)
    }
    for slot in _slots(user, _periods(wanted)):
        if (place := (slot.period.strategy, slot.quarter)) in owed:
            owed[place].append(slot)
    returns = [
        Return(strategy, quarter, _window(quarter, slots, on), tuple(slots), on)
        for (strategy, quarter), slots in owed.items()
        if slots
    ]
    return sorted(returns, key=lambda each: (each.window is not Window.OVERDUE, each.quarter, each.strategy.pk))


def slots_for(user: User, strategy: Strategy, quarter: Period) -> list[Slot]:
    """This person's slots of one strategy and quarter in the order of the outcomes: four queries."""
    return _slots(user, _periods({strategy: [quarter]}))


def slots_named(user: User, strategy: str, keys: Collection[str]) -> list[Slot]:
    """Those of this person's slots of a strategy that have these keys: four queries."""
    named = [found.groups() for key in keys if (found := KEY.fullmatch(key))]
    indicators, periods, units = ({int(each[place]) for each in named} for place in range(3))
    rows = ReportingPeriod.objects.filter(strategy__slug=strategy, pk__in=periods).select_related("strategy")
    found = _slots(user, list(rows.order_by()), {"pk__in": indicators}, {"pk__in": units})
    return [slot for slot in found if slot.key in keys]


def slot_at(
    user: User, *, strategy: str, period: str, outcome: int, order: int, unit: int | None = None
) -> Slot | None:
    """The slot that an address names, if it is this person's to enter: four queries."""
    rows = ReportingPeriod.objects.filter(strategy__slug=strategy, slug=period).select_related("strategy")
    named = {"key_output__outcome__number": outcome, "order": order}
    found = _slots(user, list(rows), named, {"pk": unit} if unit else {})
    return next((slot for slot in found if (slot.unit.pk if slot.unit else None) == unit), None)


def _slots(
    user: User,
    periods: Sequence[ReportingPeriod],
    of_indicators: Mapping[str, Any] = ALL,
    of_units: Mapping[str, Any] = ALL,
) -> list[Slot]:
    """This person's slots in periods that know their strategies, of all or only some indicators and units."""
    strategies = {period.strategy_id: period.strategy for period in periods}
    indicators = list(_indicators(user, strategies, of_indicators))
    has_survey = any(indicator.is_survey for indicator in indicators)
    units = _units(user, strategies, of_units) if has_survey else {}
    values = _values(indicators, periods, units)
    by_frequency: dict[tuple[int, str], list[ReportingPeriod]] = defaultdict(list)
    for period in periods:
        by_frequency[period.strategy_id, period.frequency].append(period)
    return [
        Slot(indicator, period, unit, values.get((indicator.pk, period.pk, unit.pk if unit else None)))
        for indicator in indicators
        for period in by_frequency[indicator.outcome.strategy_id, indicator.frequency]
        if indicator.is_collected_in(own := period.as_domain())
        for unit in (units[indicator.outcome.strategy_id] if indicator.is_survey else [None])
        if unit is None or unit.is_expected_in(own)
    ]


def _indicators(user: User, strategies: Mapping[int, Strategy], which: Mapping[str, Any]) -> Iterator[Indicator]:
    """Those of which this person may enter a value, each with the strategy that is loaded already."""
    found = _collected().filter(key_output__outcome__strategy__in=strategies, **which)
    if user.role != Role.PERFORMANCE:
        found = found.filter(Q(level=Indicator.Level.UNITS) | Q(owner__in=user.teams.all()))
    loaded = list(found.with_rules().in_order())
    prefetch_related_objects([indicator for indicator in loaded if indicator.has_rule_changes], "rule_changes")
    for indicator in loaded:
        indicator.outcome.strategy = strategies[indicator.outcome.strategy_id]
        yield indicator


def _collected() -> IndicatorQuerySet:
    """The indicators for which somebody enters values: neither proposed, nor irregular, nor made from others."""
    return Indicator.objects.filter(is_proposed=False, formula="").exclude(frequency__in=["", Frequency.IRREGULAR])


def fellow_units(user: User, slot: Slot) -> list[CollectionUnit]:
    """The units for which this person enters the slot's survey, its own among them: one query."""
    strategy = slot.indicator.outcome.strategy
    units = _units(user, [strategy.pk], ALL)[strategy.pk]
    return [unit for unit in units if unit.is_expected_in(slot.period.as_domain())]


def may_enter(user: User, indicator: Indicator, unit: CollectionUnit | None) -> bool:
    """Whether this person enters the indicator for the unit, or for the organisation where `unit` is None.

    The performance team's remit is everything.
    """
    if indicator.is_survey != (unit is not None):
        return False
    team = unit.team_id if unit else indicator.owner_id
    return user.role == Role.PERFORMANCE or user.teams.filter(pk=team).exists()


def _units(user: User, strategies: Iterable[int], which: Mapping[str, Any]) -> dict[int, list[CollectionUnit]]:
    """The units that this person enters for, by strategy."""
    found = CollectionUnit.objects.filter(strategy__in=strategies, **which)
    if user.role != Role.PERFORMANCE:
        found = found.filter(team__in=user.teams.all())
    units: dict[int, list[CollectionUnit]] = defaultdict(list)
    for unit in found.order_by("name"):
        units[unit.strategy_id].append(unit)
    return units


def _periods(wanted: Mapping[Strategy, Sequence[Period]]) -> list[ReportingPeriod]:
    """The reporting periods that end in one of the wanted quarters, or between them: one query."""
    quarters = [quarter for each in wanted.values() for quarter in each]
    if not quarters:
        return []
    first, last = min(quarters).start, max(quarters).end
    rows = ReportingPeriod.objects.filter(strategy__in=wanted, ends_on__gt=first, ends_on__lte=last)
    return _knowing({strategy.pk: strategy for strategy in wanted}, rows.order_by("starts_on"))


def _knowing(strategies: Mapping[int, Strategy], rows: Iterable[ReportingPeriod]) -> list[ReportingPeriod]:
    """Periods that share the strategies that are loaded already."""
    periods = list(rows)
    for period in periods:
        period.strategy = strategies[period.strategy_id]
    return periods


def _values(
    indicators: Iterable[Indicator], periods: Iterable[ReportingPeriod], units: dict[int, list[CollectionUnit]]
) -> dict[tuple, Value]:
    """By indicator, period and unit. Each value knows the objects that are loaded already."""
    by_pk = {indicator.pk: indicator for indicator in indicators}
    period_by_pk = {period.pk: period for period in periods}
    unit_by_pk = {unit.pk: unit for each in units.values() for unit in each}
    found = {}
    rows = Value.objects.filter(indicator__in=by_pk, period__in=period_by_pk).of_units(unit_by_pk)
    for row in rows.order_by():
        row.indicator, row.period = by_pk[row.indicator_id], period_by_pk[row.period_id]
        row.unit = unit_by_pk[row.unit_id] if row.unit_id else None
        found[row.indicator_id, row.period_id, row.unit_id] = row
    return found


def _window(quarter: Period, slots: list[Slot], on: date) -> Window:
    locked = bool(slots) and all(slot.period.is_locked for slot in slots)
    return quarter.window(on, grace_days=settings.FIGURES["GRACE_DAYS"], locked=locked)
