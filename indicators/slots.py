"""What is owed: the values that are expected of a person in a quarter, entered or not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from outcomes.models import Strategy
from strategy_portal.calendar import working_days_between
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
    def name(self) -> str:
        """Tells it from the others of its period: `2.2`; `1.1, Housing`."""
        return f"{self.indicator.reference}, {self.unit}" if self.unit else self.indicator.reference

    @property
    def is_done(self) -> bool:
        """Nothing more is owed by the officer: submitted or approved."""
        return self.value is not None and self.value.state in (Value.State.SUBMITTED, Value.State.APPROVED)

    @property
    def is_returned(self) -> bool:
        return self.value is not None and self.value.state == Value.State.RETURNED

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
    whole = _address(outcome.strategy.slug, period, outcome.number, indicator.order)
    return whole if unit is None else f"{whole}{unit}/"


@lru_cache(maxsize=4096)
def _address(*place: str | int) -> str:
    return reverse("indicators:value-edit", args=place)


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
    """What this person owes of the running strategies, what is overdue first: six queries for any number of values.

    Quarters in which nothing is expected of the person are left out.
    """
    strategies = Strategy.objects.running_on(on)
    by_strategy = {strategy: recent_quarters(on, strategy.year_start) for strategy in strategies}
    slots = _slots(user, by_strategy)
    returns = [
        Return(strategy, quarter, _window(quarter, slots[strategy, quarter], on), tuple(slots[strategy, quarter]), on)
        for strategy, quarters in by_strategy.items()
        for quarter in reversed(quarters)
        if slots[strategy, quarter]
    ]
    return sorted(returns, key=lambda each: (each.window is not Window.OVERDUE, each.quarter, each.strategy.pk))


def slots_for(user: User, strategy: Strategy, quarter: Period) -> list[Slot]:
    """This person's slots of one strategy and quarter in the order of the outcomes: five queries."""
    return _slots(user, {strategy: [quarter]})[strategy, quarter]


def slot_at(
    user: User, *, strategy: str, period: str, outcome: int, order: int, unit: int | None = None
) -> Slot | None:
    """The slot that an address names, if it is this person's to enter: at most seven queries."""
    named = {"key_output__outcome__strategy__slug": strategy, "key_output__outcome__number": outcome, "order": order}
    indicator = _collected().with_setting().filter(**named).first()
    if indicator is None:
        return None
    row = ReportingPeriod.objects.filter(
        strategy=indicator.outcome.strategy_id, slug=period, frequency=indicator.frequency
    ).first()
    place = CollectionUnit.objects.filter(strategy=indicator.outcome.strategy_id, pk=unit).first() if unit else None
    if row is None or (unit and place is None) or not may_enter(user, indicator, place):
        return None
    row.strategy = indicator.outcome.strategy
    own = row.as_domain()
    if not indicator.is_collected_in(own) or (place and not place.is_expected_in(own)):
        return None
    value = Value.objects.filter(indicator=indicator, period=row, unit=place).select_related("entered_by").first()
    if value is not None:
        value.indicator, value.period, value.unit = indicator, row, place
    return Slot(indicator, row, place, value)


def _slots(user: User, wanted: dict[Strategy, list[Period]]) -> dict[tuple[Strategy, Period], list[Slot]]:
    owned = _owned(user)
    indicators = list(_indicators(wanted, owned))
    units = _units(wanted, owned)
    periods = _periods(wanted)
    values = _values(indicators, periods.values(), units)
    found: dict[tuple[Strategy, Period], list[Slot]] = {
        (strategy, quarter): [] for strategy, quarters in wanted.items() for quarter in quarters
    }
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
                        if unit is None or unit.is_expected_in(own)
                    ]
    return found


def _indicators(wanted: Iterable[Strategy], owned: set[int] | None):
    """Those of which this person may enter a value, each with the strategy that is loaded already."""
    found = _collected().filter(key_output__outcome__strategy__in=wanted)
    if owned is not None:
        found = found.filter(Q(level=Indicator.Level.UNITS) | Q(owner__in=owned))
    strategies = {strategy.pk: strategy for strategy in wanted}
    for indicator in found.select_related("owner", "key_output__outcome").in_order():
        indicator.outcome.strategy = strategies[indicator.outcome.strategy_id]
        yield indicator


def _collected():
    """The indicators for which somebody enters values: neither proposed, nor irregular, nor made from others."""
    return Indicator.objects.filter(is_proposed=False, formula="").exclude(frequency__in=["", Frequency.IRREGULAR])


def _owned(user: User) -> set[int] | None:
    """The person's teams; None for the performance team, whose remit is everything."""
    return None if user.role == Role.PERFORMANCE else set(user.teams.values_list("pk", flat=True))


def _places(indicator: Indicator, units: list[CollectionUnit], owned: set[int] | None) -> list[CollectionUnit | None]:
    """The units that this person enters for a survey; for any other indicator the organisation, if it is theirs."""
    if indicator.is_survey:
        return [unit for unit in units if owned is None or unit.team_id in owned]
    return [None] if owned is None or indicator.owner_id in owned else []


def fellow_units(user: User, slot: Slot) -> list[CollectionUnit]:
    """The units for which this person enters the slot's survey, its own among them: two queries."""
    strategy = slot.indicator.outcome.strategy
    units = _units([strategy], _owned(user)).get(strategy.pk, [])
    return [unit for unit in units if unit.is_expected_in(slot.period.as_domain())]


def may_enter(user: User, indicator: Indicator, unit: CollectionUnit | None) -> bool:
    """Whether this person enters the indicator for the unit, or for the organisation where `unit` is None."""
    return unit in _places(indicator, [unit] if unit else [], _owned(user))


def _units(wanted: Iterable[Strategy], owned: set[int] | None) -> dict[int, list[CollectionUnit]]:
    """The units that this person enters for, by strategy."""
    found = CollectionUnit.objects.filter(strategy__in=wanted)
    units: dict[int, list[CollectionUnit]] = {}
    for unit in found if owned is None else found.filter(team__in=owned):
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
