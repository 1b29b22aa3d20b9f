"""The values that are expected of a person in a quarter, entered or not."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from operator import attrgetter

from django.conf import settings
from django.db.models import Q, QuerySet

from outcomes.models import Strategy
from strategy_portal.addresses import address
from strategy_portal.children import Children, with_children
from strategy_portal.domain.periods import Frequency, Period, period_of
from strategy_portal.models import Role, User

from ..models import CollectionUnit, Indicator, ReportingPeriod, Value
from ..models.indicator import IndicatorQuerySet
from ..models.value import ValueQuerySet

DONE = (Value.State.SUBMITTED, Value.State.APPROVED)
Units = Sequence[CollectionUnit | None]
Place = tuple[Indicator, CollectionUnit | None]
KEY = re.compile(r"v([0-9]{1,18})-([0-9]{1,18})-([0-9]{1,18})")
"""Indicator, period and unit; 0 for the whole organisation."""
STANDING = (
    "indicator", "period", "unit", "state", "return_reason", "submitted_by", "submitted_at", "updated_at", "entered_by",
)  # fmt: skip
"""The columns of a value that say how it stands."""
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
    def team_id(self) -> int | None:
        """The team that owes it: of a survey the unit's, else the owner of the indicator."""
        return self.unit.team_id if self.unit else self.indicator.owner_id

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
        return quarter_of(self.period)

    def stored(self) -> Value | None:
        """The value as it stands there now: one query."""
        found = Value.objects.filter(indicator=self.indicator, period=self.period, unit=self.unit).order_by().first()
        if found is not None:
            found.indicator, found.period, found.unit = self.indicator, self.period, self.unit
        return found

    def get_absolute_url(self) -> str:
        """The page of the value."""
        return value_address(self.indicator, self.period.slug, self.unit.pk if self.unit else None)


def quarter_of(period: ReportingPeriod) -> Period:
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


def working_days_text(count: int) -> str:
    """Of a weekend there is less than one."""
    return f"{count} working days" if count > 1 else "1 working day" if count else "less than 1 working day"


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
    return expected_of(remit_of(user, {strategy.pk: strategy}, read=read), strategy, first, last, on)


def expected_of(remit: "Remit", strategy: Strategy, first: Period, last: Period, on: date) -> list[ExpectedEntry]:
    """The same of a remit that is loaded: two queries."""
    found = filled(remit, periods_of({strategy: [first, last]}, on))
    return [entry for entry in found if entry.value is not None or not entry.is_on_chosen_day]


def expected_of_all(wanted: Mapping[Strategy, Sequence[Period]], on: date) -> list[ExpectedEntry]:
    """What is owed of everybody in these quarters: at most five queries. The values know how they stand, no more."""
    periods = [each for each in periods_of(wanted, on) if quarter_of(each) in wanted[each.strategy]]
    strategies = {strategy.pk: strategy for strategy in wanted}
    found = filled(remit_of(None, strategies, read=many_with_rules), periods, Value.objects.only(*STANDING))
    return [entry for entry in found if not entry.is_on_chosen_day]


def places_to_choose(user: User, strategy: Strategy, on: date) -> list[Place]:
    """What this person may enter on a day that they choose: two queries."""
    return remit_of(user, {strategy.pk: strategy}, Q(frequency=Frequency.IRREGULAR)).to_choose(on)


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

    def to_choose(self, on: date) -> list[Place]:
        """What may be entered on a day that somebody chooses: indicators, surveys for each unit (rules 2.3)."""
        return [
            (indicator, unit)
            for indicator in self.indicators
            if indicator.frequency == Frequency.IRREGULAR and indicator.collected_between[0] <= on
            for unit in (self.units.get(indicator.outcome.strategy_id, ()) if indicator.is_survey else [None])
        ]


def only_places(found: IndicatorQuerySet) -> list[Indicator]:
    return list(found.only(*PLACE))


def remit_of(
    user: User | None,
    strategies: Mapping[int, Strategy],
    of_indicators: Q = ALL,
    of_units: Q = ALL,
    read: Read = with_rules,
) -> Remit:
    """Of these strategies, without a user everybody’s; each indicator knows the strategy that is loaded already."""
    mine = enterable().filter(_in_remit(user), of_indicators, key_output__outcome__strategy__in=strategies)
    indicators = sorted(
        read(mine.select_related("key_output__outcome").order_by()), key=attrgetter("place_in_strategy")
    )
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
    return filled(remit_of(user, strategies, of_indicators, of_units, read), periods)


def _in_remit(user: User | None) -> Q:
    """The indicators of the teams for which the person acts, and every survey, of which they may enter a unit."""
    if user is None or user.role == Role.PERFORMANCE:
        return ALL
    return Q(level=Indicator.Level.UNITS) | Q(owner__in=user.acts_for.teams)


def filled(remit: Remit, periods: Sequence[ReportingPeriod], rows: ValueQuerySet | None = None) -> list[ExpectedEntry]:
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


def periods_of(
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
