"""Where an indicator stands in a period, in a year to date and in a year: the one place that puts the rules together.

A period in which something was approved stands as it was sealed (rules 6.7); `judged_in` is how it was, or would be,
judged. Everything here works on entries already loaded; nothing asks the database or the clock.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache
from itertools import count
from operator import attrgetter

from django.conf import settings

from strategy_portal.domain import formulas
from strategy_portal.domain.aggregation import AcrossPeriods, Reading, across_periods
from strategy_portal.domain.numbers import Format, Measure, Missing, Number
from strategy_portal.domain.periods import (
    Frequency,
    Period,
    Window,
    YearStart,
    days_up_to,
    periods_between,
    periods_ending_in,
)
from strategy_portal.domain.status import Circumstances, Rule, Status, TargetValue, YearTarget, status_of
from strategy_portal.domain.timeline import START, Timeline

from ..models import CouncilTolerance, Indicator, IndicatorRule, Units
from ..models.rule import rules_in_force, unset_tolerance
from .lacking import lacking
from .standing import NO_ENTRY, NOTHING, Basis, Entry, Standing

TargetsByYear = Mapping[date, Timeline[YearTarget | None]]
"""What is aimed at in each financial year, by its first day: from that day on, and what was agreed within it."""


@dataclass(frozen=True)
class IndicatorFigures:
    """An indicator with its rules, its targets and all entries loaded for it, able to say where it stood when.

    `stated` is what it states of how it is judged, `council` the council's tolerance for its measure. `inputs` are the
    figures that a formula is made from, by reference. `units` are those of a survey, open and closed; None for any
    other indicator.
    """

    indicator: Indicator
    stated: Timeline[IndicatorRule]
    council: Timeline[CouncilTolerance]
    targets_by_year: TargetsByYear
    entries: Mapping[Period, Entry]
    locked: frozenset[Period] = frozenset()
    inputs: Mapping[str, "IndicatorFigures"] = field(default_factory=dict)
    units: Units | None = None

    @classmethod
    def unjudged(
        cls, indicator: Indicator, entries: Mapping[Period, Entry], inputs: Mapping[str, "IndicatorFigures"],
        units: Units | None,
    ) -> "IndicatorFigures":  # fmt: skip
        """Without rules and targets, which have no part in sums."""
        stated = Timeline(IndicatorRule(indicator=indicator, holds_from=START))
        council = Timeline(unset_tolerance(Measure(indicator.measure)))
        return cls(indicator, stated, council, {}, entries, inputs=inputs, units=units)

    @cached_property
    def rules(self) -> Timeline[Rule]:
        """What it is judged by: what it states, with the council's tolerance where it states none (rules 6.2)."""
        return rules_in_force(self.stated, self.council)

    @cached_property
    def frequency(self) -> Frequency | None:
        return Frequency(self.indicator.frequency) if self.indicator.frequency else None

    @property
    def is_irregular(self) -> bool:
        """It has values on days that people choose (rules 2.3)."""
        return self.frequency is Frequency.IRREGULAR

    @cached_property
    def across_periods(self) -> AcrossPeriods:
        return AcrossPeriods(self.indicator.across_periods)

    @property
    def is_sum(self) -> bool:
        """Its year is the sum of its periods, so each of them has a share of the year's target (rules 5.2)."""
        return self.across_periods is AcrossPeriods.SUM

    def own_periods(self, container: Period) -> list[Period]:
        """The indicator's own periods that end in `container` in which something is expected of it (rules 2.3).

        Of an irregular one, of which nothing is expected, the days with a figure in the financial year up to the
        container's end: the latest of them stands for the container.
        """
        if self.frequency is None:
            return []
        if self.is_irregular:
            on_it = [day for day in self.days if day == container]
            return self._expected(on_it if container.is_day else days_up_to(container, self.days))
        return self._expected(periods_ending_in(container, self.frequency))

    def _is_own(self, period: Period) -> bool:
        """It is one of its own periods, and something is known of it."""
        first, last = self.collected_between
        return period.frequency is self.frequency and period in self.entries and first <= period.last_day <= last

    def periods_between(self, start: date, end: date) -> list[Period]:
        """Its own periods that touch [start, end), in order; of an irregular one the days with a figure."""
        if self.frequency is None:
            return []
        if self.is_irregular:
            return self._expected(day for day in self.days if start <= day.start < end)
        return list(periods_between(start, end, self.frequency, self.year_start))

    @property
    def days(self) -> list[Period]:
        """Of an irregular indicator the days with a figure, or with a reason for none, in order."""
        return sorted(
            period
            for period, entry in self.entries.items()
            if period.is_day and entry.number is not Missing.NOT_ENTERED
        )

    def before(self, period: Period) -> Iterator[Period]:
        """Its own periods before this one, the nearest first, without end; of an irregular one days with a figure."""
        if self.is_irregular:
            return (day for day in reversed(self.days) if day.end <= period.start)
        return (period.previous(back) for back in count(1))

    def with_entries(self, period: Period, count: int) -> list[Period]:
        """Of the last `count` of its own periods up to this one those with an entry, in order; of an irregular one days
        with a figure.
        """
        if self.is_irregular:
            return [day for day in self.days if day <= period][-count:]
        first, last = period.previous(count - 1).start, period.start
        known = [each for each in self.entries if first <= each.start <= last and each.frequency is period.frequency]
        return sorted(known, key=attrgetter("start"))

    def year_before(self, period: Period) -> Period | None:
        """The same period of the year before; None of a day, which has none (rules 7.1)."""
        return None if self.is_irregular else period.same_last_year()

    def _expected(self, periods: Iterable[Period]) -> list[Period]:
        """While it is collected: of a survey while one of its units is open, or where something was approved."""
        first, last = self.collected_between
        within = [period for period in periods if first <= period.last_day <= last]
        if self.units is None:
            return within
        return [period for period in within if period in self.entries or self.units.open_in(period)]

    def open_units(self, period: Period) -> int:
        """How many of a survey's units a value of the period is expected of."""
        return self.units.open_in(period) if self.units is not None else 0

    @cached_property
    def collected_between(self) -> tuple[date, date]:
        """As the indicator says, kept because it is asked of every period."""
        return self.indicator.collected_between

    @property
    def first_format(self) -> Format:
        """How figures printed from the start, before any change of the rule."""
        return replace(self.indicator.format, places=self.stated.start.decimal_places)

    def entry(self, period: Period | None) -> Entry:
        return self.entries.get(period, NO_ENTRY) if period else NO_ENTRY

    def has_figure(self, period: Period) -> bool:
        """One of its own periods has something to judge: it was approved, or a formula gives it from its inputs."""
        return self.entry(period).is_sealed or bool(self.indicator.formula)

    def rule_in(self, period: Period) -> Rule:
        """The rule that holds on the period's last day (rules 6.7)."""
        return self.rules.on(period.last_day)

    def rule_for(self, span: Sequence[Period], last: Period) -> Rule:
        """The rule of the last period; of a sum with the tolerance of the part of the year that these periods are."""
        rule = self.rule_in(last)
        if not self.is_sum or not span:
            return rule
        return replace(rule, tolerance=rule.tolerance.for_share(self._share_of(span, last)))

    def rule_from(self, period: Period) -> date | None:
        """From which day that rule holds; None: from the start."""
        holds_from = self.rules.since(period.last_day)
        return None if holds_from == START else holds_from

    def follows_council(self, period: Period) -> bool:
        """The tolerance that judges the period is the council's (rules 6.2)."""
        return self.stated.on(period.last_day).follows_council

    def year_target(self, period: Period) -> YearTarget | None:
        """The target of the period's year, with its profile, as it holds on the period's last day."""
        of_year = self.targets_by_year.get(period.year.start)
        return of_year.on(period.last_day) if of_year else None

    def target(self, period: Period) -> TargetValue | None:
        of_year = self.year_target(period)
        return of_year.target if of_year else None

    def own_target(self, period: Period) -> TargetValue | None:
        """What the period alone should bring: for a sum its own share of the year's target, else the target."""
        target = self.target(period)
        return target.share(self.own_share(period)) if target and self.is_sum else target

    def in_period(self, container: Period, on: date) -> Standing:
        """Where it stands at the end of `container`, a quarter as a rule; for a sum, the year to date (rules 5.2).

        A quarter of several own periods is made of them as the year is (rules 5.1). An irregular indicator stands as on
        the latest day with a figure (rules 2.3).
        """
        own = self.own_periods(container)
        if not own:
            return self._not_expected(container, Basis.PERIOD, on)
        if self._is_put_together(own):
            return self._span(container, Basis.PERIOD, own, self.target(container), on)
        return self.in_own_period(own[-1], on)

    def _is_put_together(self, own: Sequence[Period]) -> bool:
        """A sum's year to date is sealed in its last period, and without a way across periods that one stands alone.

        So does the latest day of an irregular indicator.
        """
        stands_alone = self.is_irregular or self.across_periods in (AcrossPeriods.SUM, AcrossPeriods.NONE)
        return len(own) > 1 and not stands_alone

    def _not_expected(self, period: Period, basis: Basis, on: date) -> Standing:
        nothing = Reading(expected=0, reported=0)
        return self._standing(period, basis, nothing, self.target(period), on, expected=False)

    def in_own_period(self, period: Period, on: date) -> Standing:
        """Where it stands at the end of one of its own periods: as sealed, or why there is nothing to judge."""
        entry = self.entry(period)
        if not entry.is_sealed:
            return self.judged_in(period, on)
        standing = Standing.sealed(period, entry)
        if isinstance(standing.reading.number, Decimal):
            return standing
        span = self.periods_to(period) if self.is_sum else [period]
        return replace(standing, lacking=lacking(self, span, on))

    def status_in(self, container: Period, on: date) -> Status:
        """The status alone at the end of `container`; of what is sealed nothing else is read back."""
        if self._is_own(container):
            entry, is_put_together = self.entries[container], False
        else:
            own = self.own_periods(container)
            entry, is_put_together = self.entry(own[-1] if own else None), self._is_put_together(own)
        if entry.is_sealed and not is_put_together:
            return Status(entry.status)
        return self.in_period(container, on).status

    def judged_in(self, period: Period, on: date) -> Standing:
        """The period judged by the rule and the target that hold in it: what an approval seals."""
        if self.is_sum:
            return self._to_date(period, on)
        reading = self.own_reading(period)
        if self.indicator.formula and not reading.expected:
            return self._not_expected(period, Basis.PERIOD, on)
        return self._standing(period, Basis.PERIOD, reading, self.target(period), on, span=(period,))

    def own_reading(self, period: Period) -> Reading:
        """The period's own figure as far as it is approved; of a formula, what its inputs give so far (rules 5.6)."""
        entry = self.entry(period)
        if self.indicator.formula and not entry.is_sealed:
            return self.by_formula(period.start, period.end)
        return entry.reading

    def own_share(self, period: Period) -> Decimal:
        """The part of the year's target, 0 to 1, that falls due in the period itself: of a sum; else all of it.

        In a quarter that is none of its periods nothing falls due.
        """
        of_year = self.year_target(period)
        if self.is_sum and period.frequency is not self.frequency:
            return Decimal(0)
        return of_year.due_in(*_place(period)) if of_year and self.is_sum else Decimal(1)

    def share_to_date(self, period: Period) -> Decimal:
        """The part that is due by the end of the period."""
        return self._share_of(self.periods_to(period), period)

    def _share_of(self, expected: Sequence[Period], last: Period) -> Decimal:
        """The part of the year's target that is due in these periods; what does not apply has no part (rules 5.3)."""
        of_year = self.year_target(last)
        if of_year is None or not self.is_sum:
            return Decimal(1)
        places = [_place(each) for each in expected if self.applies(each)]
        if not places:
            return Decimal(1)
        if [index for index, _ in places] == list(range(1, len(places) + 1)):
            return of_year.due_by(*places[-1])
        return sum((of_year.due_in(*place) for place in places), Decimal(0))

    def applies(self, period: Period) -> bool:
        """Something is expected in the period after all: it applies, and a formula's inputs were collected."""
        if self.entry(period).number is Missing.NOT_APPLICABLE:
            return False
        return not self.indicator.formula or self.own_reading(period).expected > 0

    def periods_to(self, period: Period) -> list[Period]:
        """The year's own periods up to this one; a day that people choose stands alone."""
        if self.is_irregular:
            return [period]
        return [each for each in self.own_periods(period.year) if each <= period]

    def in_year(self, year: Period, on: date, until: date | None = None) -> Standing:
        """The year's figure; for a year still running, the year to date (rules 5.1 to 5.4).

        Without a way across periods, and of an irregular indicator, it is that of the latest own period. With `until`,
        the first day after a part of the year, nothing later is used: it is the figure of that part.
        """
        expected, last = self.own_periods(year), min(on, until or on)
        ended = [each for each in expected if each.end <= last or (each.is_day and each.end <= (until or each.end))]
        if ended and (self.is_irregular or self.across_periods is AcrossPeriods.NONE):
            return self.in_own_period(ended[-1], on)
        if not ended:
            return self._not_expected(year, Basis.YEAR, on)
        if len(ended) < len(expected):
            applied = [each for each in ended if self.applies(each)]
            return self._to_date_as_sealed((applied or ended)[-1], on)
        return self._span(year, Basis.YEAR, expected, self.due(expected, year), on)

    def is_restated_in(self, year: Period, until: date | None = None) -> bool:
        """An approved value of one of the year's periods, those that end by `until`, was revised (rules 3.4)."""
        own = self.own_periods(year)
        return any(self.entry(each).is_restated for each in own if until is None or each.end <= until)

    def own_number(self, period: Period | None) -> Number:
        """The period's own figure as printed, the raw material of trends and charts: kept, as each asks for it."""
        if period is None:
            return Missing.NOT_ENTERED
        if (kept := self._own_numbers.get(period)) is not None:
            return kept
        is_formula = bool(self.indicator.formula and self._expected([period]))
        number = self.own_reading(period).number if is_formula else self.entry(period).number
        number = self._own_numbers[period] = self.as_printed(number, period)
        return number

    @cached_property
    def _own_numbers(self) -> dict[Period, Number]:
        return {}

    def as_printed(self, number: Number, period: Period) -> Number:
        return number if isinstance(number, Missing) else self.rule_in(period).format.rounded(number)

    def across(self, expected: Sequence[Period]) -> Reading:
        """The figure of several of its own periods, with what there is so far where one is missing (rules 5).

        A formula's inputs are put together first, each over the same span, and the formula comes last.
        """
        if self.indicator.formula and expected:
            return self.by_formula(expected[0].start, expected[-1].end)
        readings = [self.entry(each).reading for each in expected]
        whole = across_periods(
            readings,
            self.across_periods,
            factor=Decimal(self.indicator.factor),
            populations=self.indicator.population_id is not None,
        )
        if self.units is None:
            return whole
        asked = [
            self.open_units(period) if each == NOTHING else each.expected
            for each, period in zip(readings, expected, strict=True)
        ]
        return replace(whole, units=(sum(each.reported for each in readings), sum(asked)))

    def by_formula(self, start: date, end: date) -> Reading:
        """What the formula gives in [start, end), its inputs put together over that span first (rules 5.6).

        Nothing is expected of it where an input was not collected at all.
        """
        parts = self.parts(start, end)
        formula = formulas.parse(self.indicator.formula)
        if any(not part.expected for part in parts.values()):
            return Reading(reported=0, expected=0)
        there = [part for part in parts.values() if isinstance(part.number, Decimal)]
        number = formula.evaluate({name: part.number for name, part in parts.items()})
        settled = len(there) == len(formula.references) and all(part.settled for part in there)
        return Reading(number, settled=settled, reported=len(there), expected=len(formula.references))

    def parts(self, start: date, end: date) -> dict[str, Reading]:
        """The formula's inputs over [start, end), by reference."""
        return {reference: part.over(start, end) for reference, part in self.inputs.items()}

    def _counted(self, basis: Basis, span: Sequence[Period], reading: Reading) -> str:
        """What the coverage counts: of a survey its units, once something of them is approved."""
        if self.indicator.formula:
            return "inputs"
        of_units = self.indicator.is_survey and basis is not Basis.YEAR and len(span) < 2 and reading != NOTHING
        return "units" if of_units else "periods"

    def _formula_text(self, span: Sequence[Period], rule: Rule) -> str:
        """The formula, and the same with figures in place of the references; empty for any other indicator."""
        if not self.indicator.formula or not span:
            return ""
        numbers = {name: part.number for name, part in self.parts(span[0].start, span[-1].end).items()}
        return formulas.parse(self.indicator.formula).working(numbers, rule.format)

    def over(self, start: date, end: date) -> Reading:
        """Its figure over a span that its own periods fill: one of them as it is, several put together (rules 5.1).

        Periods in which it was not collected are not expected (rules 5.6). Of an irregular one it is the latest figure.
        """
        if self.frequency is None:
            return Reading(reported=0)
        own = self._expected(each for each in self.periods_between(start, end) if start <= each.start)
        if not own:
            return Reading(reported=0, expected=0)
        return self.across(own) if len(own) > 1 and not self.is_irregular else self.own_reading(own[-1])

    @cached_property
    def year_start(self) -> YearStart:
        return self.indicator.outcome.strategy.year_start

    def _to_date_as_sealed(self, period: Period, on: date) -> Standing:
        """For a sum the latest period was sealed as the year to date; any other year to date is never sealed."""
        if self.is_sum:
            return self.in_own_period(period, on)
        return self._to_date(period, on)

    def _to_date(self, period: Period, on: date) -> Standing:
        """The year to date. Where a sum's own period has no value its reason stands, beside what there is so far."""
        expected = self.periods_to(period)
        whole, own = self.across(expected), self.own_reading(period).number
        if self.is_sum and isinstance(own, Missing) and own is not Missing.INCOMPLETE and expected[-1:] == [period]:
            is_said = own is Missing.NOT_APPLICABLE or whole.is_partial
            whole = replace(whole, number=own) if is_said else whole
        target = self.due(expected, period) if self.is_sum else self.target(period)
        return self._judged(period, Basis.YEAR_TO_DATE, expected, whole, target, on)

    def due(self, expected: Sequence[Period], last: Period) -> TargetValue | None:
        """The part of the year's target that these periods have to bring; all of it unless values are summed."""
        target, share = self.target(last), self._share_of(expected, last)
        return target if target is None or share == 1 else target.share(share)

    def _span(
        self, period: Period, basis: Basis, expected: Sequence[Period], target: TargetValue | None, on: date
    ) -> Standing:
        return self._judged(period, basis, expected, self.across(expected), target, on)

    def _judged(
        self,
        period: Period,
        basis: Basis,
        expected: Sequence[Period],
        reading: Reading,
        target: TargetValue | None,
        on: date,
    ) -> Standing:
        entry = self.entry(expected[-1]) if expected else self.entry(period)
        return self._standing(period, basis, reading, target, on, span=expected, entry=entry)

    def _standing(
        self,
        period: Period,
        basis: Basis,
        reading: Reading,
        target: TargetValue | None,
        on: date,
        *,
        expected: bool = True,
        span: Sequence[Period] = (),
        entry: Entry | None = None,
    ) -> Standing:
        window = self._window(period, span, reading, on) if expected else Window.FUTURE
        rule = self.rule_for(span, period)
        later = self.is_sum and self.indicator.judged_at_year_end and basis is Basis.YEAR_TO_DATE
        later = later and bool(span) and span[-1] < self.own_periods(period.year)[-1]
        is_there = isinstance(reading.number, Decimal) or reading.number is Missing.INCOMPLETE
        return Standing(
            period=period,
            basis=basis,
            entry=entry or self.entry(period),
            reading=reading,
            judged=status_of(
                reading.number, target, rule, Circumstances(self.indicator.is_proposed, expected, window, later)
            ),
            factor=self.indicator.factor,
            counted=self._counted(basis, span, reading),
            shown=reading.so_far,
            rule_from=self.rule_from(period),
            sum_text=self._formula_text(span, rule) if is_there else "",
            lacking=() if isinstance(reading.number, Decimal) else lacking(self, span, on),
        )

    def _window(self, period: Period, span: Sequence[Period], reading: Reading, on: date) -> Window:
        """Where a period stands on a day. Of several of which nothing is there, what is said first (rules 6.5): overdue
        as soon as one of them is.
        """
        lacking = [period]
        if reading.number is Missing.NOT_ENTERED and not reading.is_partial:
            lacking = [each for each in span if self.own_reading(each).number is Missing.NOT_ENTERED] or lacking
        grace, order = settings.FIGURES["GRACE_DAYS"], list(Window)
        windows = (each.window(on, grace_days=grace, locked=each in self.locked) for each in lacking)
        return max(windows, key=order.index)


@lru_cache(maxsize=4096)
def _place(period: Period) -> tuple[int, int]:
    """Which of how many periods of the financial year it is, from 1."""
    count = max(1, len(periods_ending_in(period.year, period.frequency)))
    return min(period.index, count), count
