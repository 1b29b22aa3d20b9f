"""What is owed: the values that are expected of a person in a quarter, entered or not."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from outcomes.models import Strategy
from strategy_portal.addresses import address
from strategy_portal.children import Children, with_children
from strategy_portal.clock import working_days_between
from strategy_portal.domain.periods import Frequency, Period, Window, period_of
from strategy_portal.models import Role, User

from ..models import CollectionUnit, Indicator, ReportingPeriod, Value
from ..models.indicator import IndicatorQuerySet
from ..models.value import ValueQuerySet

QUARTERS_BACK = 4
"""How many quarters before the current one are listed even when nothing is owed in them."""

DONE = (Value.State.SUBMITTED, Value.State.APPROVED)
Units = Sequence[CollectionUnit | None]
KEY = re.compile(r"v([0-9]{1,18})-([0-9]{1,18})-([0-9]{1,18})")
"""Indicator, period and unit; 0 for the whole organisation."""

STANDING = (
    "indicator", "period", "unit", "state", "return_reason", "submitted_by", "submitted_at", "updated_at", "entered_by",
)  # fmt: skip
"""The columns of a value that say how it stands."""

TO_DO = ("indicator", "period", "unit", "state", "return_reason")
"""Those that say whether something is still to do."""

PLACE = (
    "order", "level", "frequency", "introduced_on", "retired_on", "key_output__outcome__number",
    "key_output__outcome__strategy_id",
)  # fmt: skip
"""The columns of an indicator that say when something is expected of it, and its name."""

ALL = Q()
"""Of indicators or units: no filter."""


Read = Callable[[IndicatorQuerySet], list[Indicator]]
"""How indicators are read: with as much of each as is asked of it."""


def with_rules(found: IndicatorQuerySet) -> list[Indicator]:
    """Two queries, for few of them."""
    return list(found.prefetch_related("rules"))


def many_with_rules(found: IndicatorQuerySet) -> list[Indicator]:
    """One query, for a page of many."""
    return with_children(found, Children("rules"))


@dataclass(frozen=True)
class ExpectedEntry:
    """A place for one value: the indicator, its own period, and the unit if it is a survey (rules 3.1)."""

    indicator: Indicator
    period: ReportingPeriod
    unit: CollectionUnit | None
    value: Value | None

    @property
    def key(self) -> str:
        """The name of the entry in a form: `v12-34-0`."""
        return f"{self.place}-{self.unit.pk if self.unit else 0}"

    @property
    def place(self) -> str:
        """Names the indicator and the period, for all units of a survey: `v12-34`."""
        return f"v{self.indicator.pk}-{self.period.pk}"

    @property
    def name(self) -> str:
        """A name that is unique in its period: `2.2`; `1.1, Housing`."""
        return f"{self.indicator.reference}, {self.unit}" if self.unit else self.indicator.reference

    @property
    def full_name(self) -> str:
        """With its period, as the names of a page’s inputs have to be unlike any other: `1.1, Housing, Q2 2026/27`."""
        return f"{self.name}, {self.period}"

    @property
    def is_done(self) -> bool:
        """Nothing more is owed by the officer: submitted or approved."""
        return self.value is not None and self.value.state in DONE

    @property
    def is_returned(self) -> bool:
        """It came back, with a reason, and was not submitted again: until then the reason stays in view."""
        return self.value is not None and not self.is_done and bool(self.value.return_reason)

    @property
    def is_draft(self) -> bool:
        return self.value is not None and self.value.state == Value.State.DRAFT

    @property
    def is_on_chosen_day(self) -> bool:
        """On a day that somebody chose: it may be entered, and is never owed (rules 2.3)."""
        return self.period.frequency == Frequency.IRREGULAR

    @property
    def is_open(self) -> bool:
        """It can still be typed in: neither locked, nor submitted, nor approved."""
        return not self.is_done and not self.period.is_locked

    @property
    def quarter(self) -> Period:
        return _quarter_of(self.period)

    def stored(self) -> Value | None:
        """The value as it stands there now: one query."""
        found = Value.objects.filter(indicator=self.indicator, period=self.period, unit=self.unit).order_by().first()
        if found is not None:
            found.indicator, found.period, found.unit = self.indicator, self.period, self.unit
        return found

    def get_absolute_url(self) -> str:
        """The page of the value."""
        return value_address(self.indicator, self.period.slug, self.unit.pk if self.unit else None)


def _quarter_of(period: ReportingPeriod) -> Period:
    """The quarter at whose end the period's values are expected."""
    own = period.as_domain()
    return period_of(own.last_day, Frequency.QUARTERLY, own.year_start)


def due_on(quarter: Period) -> date:
    """The last day before a quarter counts as overdue (rules 2.4)."""
    return quarter.last_day + timedelta(days=settings.FIGURES["GRACE_DAYS"])


def first_quarter(strategy: Strategy) -> Period:
    """The one in which the strategy begins."""
    return period_of(strategy.starts_on, Frequency.QUARTERLY, strategy.year_start)


def value_address(indicator: Indicator, period: str, unit: int | None) -> str:
    """The page of a value: by the indicator, the slug of its period, and the key of its unit if it is a survey."""
    outcome = indicator.outcome
    whole = address("indicators:value-edit", outcome.strategy.slug, period, outcome.number, indicator.order)
    return whole if unit is None else f"{whole}{unit}/"


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


def working_days_text(count: int) -> str:
    """Of a weekend there is less than one."""
    return f"{count} working days" if count > 1 else "1 working day" if count else "less than 1 working day"


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
    remit = _remit_of(user, strategies, read=_only_places)
    spans = {strategy: [first_quarter(strategy), quarters[0]] for strategy, quarters in recent.items()}
    periods = _periods(spans, on, {indicator.frequency for indicator in remit.indicators})
    places = {period.pk: (period.strategy_id, _quarter_of(period)) for period in periods}
    current = {(strategy.pk, quarter) for strategy, quarters in recent.items() for quarter in quarters}
    older = [period for period in periods if places[period.pk] not in current]
    listed = current | {places[period] for period in _incomplete(remit, older)}
    owed: dict[tuple[int, Period], list[ExpectedEntry]] = defaultdict(list)
    begun: dict[tuple[int, Period], list[ExpectedEntry]] = defaultdict(list)
    asked = [period for period in periods if places[period.pk] in listed]
    for entry in _filled(remit, asked, Value.objects.only(*TO_DO)):
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


def expected_in(
    user: User, strategy: Strategy, quarter: Period, on: date, read: Read = with_rules
) -> list[ExpectedEntry]:
    """This person's entries of one strategy and quarter in the order of the outcomes: at most five queries."""
    return expected_between(user, strategy, quarter, quarter, on, read)


def next_owed(user: User, expected: ExpectedEntry, on: date) -> ExpectedEntry | None:
    """The next one after this in its quarter's grid that is still to be submitted; none after the last."""
    following = iter(expected_in(user, expected.indicator.outcome.strategy, expected.quarter, on))
    for each in following:
        if each.key == expected.key:
            break
    return next((each for each in following if each.is_open and not each.is_on_chosen_day), None)


def expected_between(
    user: User, strategy: Strategy, first: Period, last: Period, on: date, read: Read = with_rules
) -> list[ExpectedEntry]:
    """This person's entries of all quarters from the first to the last; of an indicator the earlier periods first.

    Of days that people chose those that have a value.
    """
    found = _entries(user, _periods({strategy: [first, last]}, on), read=read)
    return [entry for entry in found if entry.value is not None or not entry.is_on_chosen_day]


def expected_of_all(wanted: Mapping[Strategy, Sequence[Period]], on: date) -> list[ExpectedEntry]:
    """What is owed of everybody in these quarters: at most five queries. The values know how they stand, no more."""
    periods = [each for each in _periods(wanted, on) if _quarter_of(each) in wanted[each.strategy]]
    strategies = {strategy.pk: strategy for strategy in wanted}
    found = _filled(_remit_of(None, strategies, read=many_with_rules), periods, Value.objects.only(*STANDING))
    return [entry for entry in found if not entry.is_on_chosen_day]


def places_to_choose(user: User, strategy: Strategy, on: date) -> list[tuple[Indicator, CollectionUnit | None]]:
    """What this person may enter on a day that they choose: indicators, surveys for each unit. Two queries."""
    remit = _remit_of(user, {strategy.pk: strategy}, Q(frequency=Frequency.IRREGULAR), read=many_with_rules)
    units = remit.units.get(strategy.pk, ())
    return [
        (indicator, unit)
        for indicator in remit.indicators
        if indicator.collected_between[0] <= on
        for unit in (units if indicator.is_survey else [None])
    ]


def strategies_to_choose_in(user: User, on: date) -> list[Strategy]:
    """Those that have begun in which this person may enter something on a day that they choose: one query."""
    found = enterable().filter(_in_remit(user), frequency=Frequency.IRREGULAR)
    rows = Strategy.objects.adopted().filter(outcomes__key_outputs__indicators__in=found, starts_on__lte=on)
    return list(rows.order_by("-starts_on", "pk").distinct())


def expected_named(user: User, strategy: str, keys: Collection[str], on: date) -> list[ExpectedEntry]:
    """Those of this person's entries of a strategy that have these keys: four queries."""
    named = [match.groups() for key in keys if (match := KEY.fullmatch(key))]
    indicators, periods, units = ({int(each[place]) for each in named} for place in range(3))
    rows = _begun(on).filter(strategy__slug=strategy, pk__in=periods).select_related("strategy")
    found = _entries(user, list(rows.order_by()), Q(pk__in=indicators), Q(pk__in=units))
    return [entry for entry in found if entry.key in keys]


def expected_at(
    user: User, *, strategy: str, period: str, outcome: int, order: int, unit: int | None = None, on: date
) -> ExpectedEntry | None:
    """The entry that an address names, if it is this person's to enter: four queries."""
    rows = _begun(on).filter(strategy__slug=strategy, slug=period).select_related("strategy")
    named = Q(key_output__outcome__number=outcome, order=order)
    found = _entries(user, list(rows), named, Q(pk=unit) if unit else ALL)
    return next((entry for entry in found if (entry.unit.pk if entry.unit else None) == unit), None)


@dataclass(frozen=True)
class Remit:
    """The indicators that a person enters, and by strategy the units that they enter them for."""

    indicators: Sequence[Indicator]
    units: Mapping[int, Sequence[CollectionUnit]]

    def places(self, periods: Iterable[ReportingPeriod]) -> Iterator[tuple[Indicator, ReportingPeriod, Units]]:
        """Where values are expected; an indicator that is no survey is entered for one unit, which is None."""
        by_frequency: dict[tuple[int, str], list[tuple[ReportingPeriod, Period, Units]]] = defaultdict(list)
        for period in periods:
            own = period.as_domain()
            units = [unit for unit in self.units.get(period.strategy_id, ()) if unit.is_expected_in(own)]
            by_frequency[period.strategy_id, period.frequency].append((period, own, units))
        for indicator in self.indicators:
            first, last = indicator.collected_between
            for period, own, there in by_frequency[indicator.outcome.strategy_id, indicator.frequency]:
                if first <= own.last_day <= last:
                    yield indicator, period, there if indicator.is_survey else [None]


def _only_places(found: IndicatorQuerySet) -> list[Indicator]:
    return list(found.only(*PLACE))


def _remit_of(
    user: User | None,
    strategies: Mapping[int, Strategy],
    of_indicators: Q = ALL,
    of_units: Q = ALL,
    read: Read = with_rules,
) -> Remit:
    """Of these strategies, without a user everybody’s; each indicator knows the strategy that is loaded already."""
    mine = enterable().filter(_in_remit(user), of_indicators, key_output__outcome__strategy__in=strategies)
    indicators = read(mine.select_related("key_output__outcome").in_order())
    for indicator in indicators:
        indicator.outcome.strategy = strategies[indicator.outcome.strategy_id]
    has_survey = any(indicator.is_survey for indicator in indicators)
    return Remit(indicators, _units(user, strategies, of_units) if has_survey else {})


def _entries(
    user: User,
    periods: Sequence[ReportingPeriod],
    of_indicators: Q = ALL,
    of_units: Q = ALL,
    read: Read = with_rules,
) -> list[ExpectedEntry]:
    """This person's entries in periods that know their strategies, of all or only some indicators and units."""
    strategies = {period.strategy_id: period.strategy for period in periods}
    return _filled(_remit_of(user, strategies, of_indicators, of_units, read), periods)


def _in_remit(user: User | None) -> Q:
    """The indicators of the teams for which the person acts, and every survey, of which they may enter a unit."""
    if user is None or user.role == Role.PERFORMANCE:
        return ALL
    return Q(level=Indicator.Level.UNITS) | Q(owner__in=user.acts_for.teams)


def _filled(remit: Remit, periods: Sequence[ReportingPeriod], rows: ValueQuerySet | None = None) -> list[ExpectedEntry]:
    """The places with the values that stand in them, each of which knows the objects that are loaded already."""
    indicators = {indicator.pk: indicator for indicator in remit.indicators}
    period_by_pk = {period.pk: period for period in periods}
    units = {unit.pk: unit for each in remit.units.values() for unit in each}
    values: dict[tuple, Value] = {}
    rows = Value.objects.all() if rows is None else rows
    for row in rows.filter(indicator__in=indicators, period__in=period_by_pk).of_units(units).order_by():
        row.indicator, row.period = indicators[row.indicator_id], period_by_pk[row.period_id]
        row.unit = units[row.unit_id] if row.unit_id else None
        values[row.indicator_id, row.period_id, row.unit_id] = row
    return [
        ExpectedEntry(indicator, period, unit, values.get((indicator.pk, period.pk, unit.pk if unit else None)))
        for indicator, period, there in remit.places(periods)
        for unit in there
    ]


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


def enterable() -> IndicatorQuerySet:
    """The indicators for which somebody enters values: neither proposed, nor made from others."""
    return Indicator.objects.filter(is_proposed=False, formula="").exclude(frequency="")


def collected() -> IndicatorQuerySet:
    """Those of which values are expected: not the irregular ones (rules 2.3)."""
    return enterable().exclude(frequency=Frequency.IRREGULAR)


def fellow_units(user: User, entry: ExpectedEntry) -> list[CollectionUnit]:
    """The units for which this person enters the entry's survey, its own among them: one query."""
    strategy = entry.indicator.outcome.strategy
    units = _units(user, [strategy.pk])[strategy.pk]
    return [unit for unit in units if unit.is_expected_in(entry.period.as_domain())]


def may_enter(user: User, indicator: Indicator, unit: CollectionUnit | None) -> bool:
    """Whether this person enters the indicator for the unit, or for the organisation where `unit` is None.

    The performance team's remit is everything.
    """
    if indicator.is_survey != (unit is not None):
        return False
    team = unit.team_id if unit else indicator.owner_id
    return user.role == Role.PERFORMANCE or team in user.acts_for.teams


def _units(user: User | None, strategies: Iterable[int], which: Q = ALL) -> dict[int, list[CollectionUnit]]:
    """The units that this person enters for, by strategy; without a user all."""
    found = CollectionUnit.objects.filter(which, strategy__in=strategies)
    if user is not None and user.role != Role.PERFORMANCE:
        found = found.filter(team__in=user.acts_for.teams)
    units: dict[int, list[CollectionUnit]] = defaultdict(list)
    for unit in found.order_by("name"):
        units[unit.strategy_id].append(unit)
    return units


def _begun(on: date) -> "QuerySet[ReportingPeriod]":
    """Nothing can be entered for a period before it begins, whichever way (rules 2.4)."""
    return ReportingPeriod.objects.filter(starts_on__lte=on)


def _periods(
    wanted: Mapping[Strategy, Sequence[Period]], on: date, frequencies: Collection[str] | None = None
) -> list[ReportingPeriod]:
    """The reporting periods that end in one of the wanted quarters, or between them, of all or only some frequencies:
    one query.
    """
    quarters = [quarter for each in wanted.values() for quarter in each]
    if not quarters:
        return []
    strategies = {strategy.pk: strategy for strategy in wanted}
    rows = _begun(on).filter(strategy__in=wanted, ends_on__gt=min(quarters).start, ends_on__lte=max(quarters).end)
    if frequencies is not None:
        rows = rows.filter(frequency__in=frequencies)
    periods = list(rows.order_by("starts_on"))
    for period in periods:
        period.strategy = strategies[period.strategy_id]
    return periods


def window_of(quarter: Period, entries: Sequence[ExpectedEntry], on: date) -> Window:
    """Where a quarter stands, the days of grace being those of the council; locked if all of it is."""
    locked = bool(entries) and all(entry.period.is_locked for entry in entries)
    return quarter.window(on, grace_days=settings.FIGURES["GRACE_DAYS"], locked=locked)
