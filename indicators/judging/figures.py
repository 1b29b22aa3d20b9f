"""Where an indicator stands in a period, in a year to date and in a year: the one place that puts the rules together.

A period in which something was approved stands as it was sealed (rules 6.7); `judged_in` is how it was, or would be,
judged. Everything here works on entries already loaded; nothing asks the database or the clock.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import islice

from django.conf import settings

from strategy_portal.domain import formulas
from strategy_portal.domain.aggregation import AcrossPeriods, Reading, across_periods, partial
from strategy_portal.domain.numbers import Format, Measure, Missing, Number
from strategy_portal.domain.periods import Frequency, Period, Window, YearStart, periods_between, periods_ending_in
from strategy_portal.domain.status import Circumstances, Rule, Status, TargetValue, YearTarget, status_of
from strategy_portal.domain.survey import Sample, samples_of
from strategy_portal.domain.timeline import START, Timeline
from strategy_portal.domain.trend import LOOKS_BACK, Comparison, Direction, Trend, long_trend, short_trend

from ..models import CouncilTolerance, Indicator, IndicatorRule
from ..models.rule import rules_in_force, unset_tolerance
from .standing import NO_ENTRY, NOTHING, Basis, Entry, Standing

TargetsByYear = Mapping[date, Timeline[YearTarget | None]]
"""What is aimed at in each financial year, by its first day: from that day on, and what was agreed within it."""


@dataclass(frozen=True)
class IndicatorFigures:
    """An indicator with its rules, its targets and all entries loaded for it, able to say where it stood when.

    `stated` is what it states of how it is judged, `council` the council's tolerance for its measure. `inputs` are the
    figures that a formula is made from, by reference.
    """

    indicator: Indicator
    stated: Timeline[IndicatorRule]
    council: Timeline[CouncilTolerance]
    targets_by_year: TargetsByYear
    entries: Mapping[Period, Entry]
    locked: frozenset[Period] = frozenset()
    inputs: Mapping[str, "IndicatorFigures"] = field(default_factory=dict)

    @classmethod
    def unjudged(
        cls, indicator: Indicator, entries: Mapping[Period, Entry], inputs: Mapping[str, "IndicatorFigures"]
    ) -> "IndicatorFigures":
        """Without rules and targets, which have no part in sums."""
        stated = Timeline(IndicatorRule(indicator=indicator, holds_from=START))
        council = Timeline(unset_tolerance(Measure(indicator.measure)))
        return cls(indicator, stated, council, {}, entries, inputs=inputs)

    @cached_property
    def rules(self) -> Timeline[Rule]:
        """What it is judged by: what it states, with the council's tolerance where it states none (rules 6.2)."""
        return rules_in_force(self.stated, self.council)

    @cached_property
    def frequency(self) -> Frequency | None:
        return Frequency(self.indicator.frequency) if self.indicator.frequency else None

    @property
    def across_periods(self) -> AcrossPeriods:
        return AcrossPeriods(self.indicator.across_periods)

    @property
    def is_sum(self) -> bool:
        """Its year is the sum of its periods, so each of them has a share of the year's target (rules 5.2)."""
        return self.across_periods is AcrossPeriods.SUM

    def own_periods(self, container: Period) -> list[Period]:
        """The indicator's own periods that end in `container` while it is collected: what is expected (rules 2.3)."""
        if self.frequency in (None, Frequency.IRREGULAR):
            return []
        first, last = self.collected_between
        return [period for period in periods_ending_in(container, self.frequency) if first <= period.last_day <= last]

    @cached_property
    def collected_between(self) -> tuple[date, date]:
        """As the indicator says, kept because it is asked of every period."""
        return self.indicator.collected_between

    @property
    def first_format(self) -> Format:
        """How figures printed from the start, before any change of the rule."""
        return replace(self.indicator.format, places=self.stated.start.decimal_places)

    def entry(self, period: Period) -> Entry:
        return self.entries.get(period, NO_ENTRY)

    def rule_in(self, period: Period) -> Rule:
        """The rule that holds on the period's last day (rules 6.7)."""
        return self.rules.on(period.last_day)

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
        """Where it stands at the end of `container`, a quarter as a rule; for a sum, the year to date (rules 5.2)."""
        own = self.own_periods(container)
        if not own:
            nothing = Reading(expected=0, reported=0)
            return self._standing(container, Basis.PERIOD, nothing, self.target(container), on, expected=False)
        return self.in_own_period(own[-1], on)

    def in_own_period(self, period: Period, on: date) -> Standing:
        """Where it stands at the end of one of its own periods: as sealed, or why there is nothing to judge."""
        entry = self.entry(period)
        if entry.is_sealed:
            return Standing.sealed(period, entry)
        return self.judged_in(period, on)

    def status_in(self, container: Period, on: date) -> Status:
        """The status alone at the end of `container`; of what is sealed nothing else is read back."""
        own = self.own_periods(container)
        entry = self.entry(own[-1]) if own else NO_ENTRY
        if entry.is_sealed:
            return Status(entry.status)
        return self.in_period(container, on).status

    def judged_in(self, period: Period, on: date) -> Standing:
        """The period judged by the rule and the target that hold in it: what an approval seals."""
        reading = self.entry(period).reading
        if self.is_sum and isinstance(reading.number, Decimal):
            return self._to_date(period, on)
        return self._standing(period, Basis.PERIOD, reading, self._share_of_target(period), on)

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
        of_year = self.year_target(period)
        return of_year.due_by(*_place(period)) if of_year and self.is_sum else Decimal(1)

    def in_year(self, year: Period, on: date) -> Standing:
        """The year's figure; for a year still running, the year to date (rules 5.1 to 5.4)."""
        expected = self.own_periods(year)
        ended = [period for period in expected if period.end <= on]
        if self.across_periods is AcrossPeriods.NONE and ended:
            return self.in_own_period(ended[-1], on)
        if not ended:
            nothing = Reading(expected=0, reported=0)
            return self._standing(year, Basis.YEAR, nothing, self.target(year), on, expected=False)
        if len(ended) < len(expected):
            return self._to_date_as_sealed(ended[-1], on)
        return self._span(year, Basis.YEAR, expected, self.target(year), on)

    def is_restated_in(self, year: Period) -> bool:
        """An approved value of one of the year's periods was revised (rules 3.4)."""
        return any(self.entry(period).is_restated for period in self.own_periods(year))

    def own_number(self, period: Period) -> Number:
        """The period's own figure as printed, the raw material of trends and charts."""
        return self._printed(self.entry(period).reading.number, period)

    def _printed(self, number: Number, period: Period) -> Number:
        return number if isinstance(number, Missing) else self.rule_in(period).format.rounded(number)

    def trend_against(self, period: Period) -> Period:
        """The period that the short trend compares with (rules 7.1)."""
        if self.indicator.trend_comparison == Comparison.SAME_LAST_YEAR:
            return period.same_last_year()
        return period.previous()

    def short_trend(self, period: Period) -> Trend:
        """Against the period before; for a survey only a change that is more than chance is one (rules 7.1, 7.3)."""
        against = self.trend_against(period)
        return short_trend(
            self.own_number(period),
            self.own_number(against),
            self.rule_in(period).polarity,
            band=self.indicator.no_change_band,
            target=self.own_target(period),
            samples=self.samples(period, against),
        )

    def samples(self, period: Period, against: Period) -> tuple[Sample, Sample] | None:
        """What two figures of a survey are shares of; None for any other indicator (rules 7.3)."""
        return samples_of(self.entry(period).reading, self.entry(against).reading, self.indicator.factor)

    def long_trend(self, period: Period) -> Trend:
        """Against the mean of the last known values before, which need not follow on one another (rules 7.1).

        Answers to a yes-or-no have no mean.
        """
        if self.indicator.format.is_yes_no:
            return Trend(Direction.NOT_JUDGED, self.own_number(period), Missing.NOT_APPLICABLE)
        count = settings.FIGURES["LONG_TREND_VALUES"]
        before = (self.own_number(period.previous(back)) for back in range(1, LOOKS_BACK * count + 1))
        earlier = list(islice((number for number in before if isinstance(number, Decimal)), count))
        return long_trend(
            self.own_number(period),
            earlier[::-1],
            self.rule_in(period).polarity,
            band=self.indicator.no_change_band,
            target=self.own_target(period),
            count=count,
        )

    def year_trend(self, year: Period, on: date) -> Trend:
        """The year's figure against the year before's; a part of a year against the same part of the year before."""
        standing = self.in_year(year, on)
        if standing.basis is Basis.YEAR:
            before = self.in_year(year.previous(), on)
            earlier, number = before.reading, before.judged.value
        else:
            last = standing.period.same_last_year()
            earlier = self._same_part(last)
            number = self._printed(earlier.number, last)
        return short_trend(
            standing.judged.value,
            number,
            standing.judged.rule.polarity,
            band=self.indicator.no_change_band,
            target=standing.judged.target,
            samples=samples_of(standing.reading, earlier, self.indicator.factor),
        )

    def _same_part(self, last: Period) -> Reading:
        """The figure of a year's part that ends with `last`: without a figure for the year that period's alone."""
        if self.across_periods is AcrossPeriods.NONE:
            return self.entry(last).reading
        return self.across([each for each in self.own_periods(last.year) if each <= last])[0]

    def across(self, expected: Sequence[Period]) -> tuple[Reading, Number]:
        """The figure of several of its own periods, and the partial one of those that have a value (rules 5).

        A formula's inputs are put together first, each over the same span, and the formula comes last.
        """
        if self.indicator.formula and expected:
            made = self.by_formula(expected[0].start, expected[-1].end)
            return made, made.number
        readings = [self.entry(each).reading for each in expected]
        factor = Decimal(self.indicator.factor)
        whole = across_periods(readings, self.across_periods, factor=factor)
        return whole, partial(readings, self.across_periods, factor=factor).number

    def by_formula(self, start: date, end: date) -> Reading:
        """What the formula gives in [start, end), its inputs put together over that span first."""
        parts = self.parts(start, end)
        there = [part for part in parts.values() if isinstance(part.number, Decimal)]
        formula = formulas.parse(self.indicator.formula)
        number = formula.evaluate({name: part.number for name, part in parts.items()})
        settled = len(there) == len(formula.references) and all(part.settled for part in there)
        return Reading(number, settled=settled, reported=len(there), expected=len(formula.references))

    def parts(self, start: date, end: date) -> dict[str, Reading]:
        """The formula's inputs over [start, end), by reference."""
        return {reference: part.over(start, end) for reference, part in self.inputs.items()}

    def _counted(self, basis: Basis, reading: Reading) -> str:
        """What the coverage counts: of a survey its units, once something of them is approved."""
        if self.indicator.formula:
            return "inputs"
        of_units = self.indicator.is_survey and basis is Basis.PERIOD and reading != NOTHING
        return "units" if of_units else "periods"

    def _formula_text(self, period: Period) -> str:
        """The formula, and the same with figures in place of the references; empty for any other indicator."""
        if not self.indicator.formula:
            return ""
        numbers = {name: part.number for name, part in self.parts(period.start, period.end).items()}
        return formulas.parse(self.indicator.formula).working(numbers, self.rule_in(period).format)

    def over(self, start: date, end: date) -> Reading:
        """Its figure over a span that its own periods fill: one of them as it is, several put together (rules 5.1)."""
        if self.frequency in (None, Frequency.IRREGULAR):
            return Reading(reported=0)
        own = [each for each in periods_between(start, end, self.frequency, self.year_start) if start <= each.start]
        if len(own) == 1:
            return self.entry(own[0]).reading
        return self.across(own)[0]

    @cached_property
    def year_start(self) -> YearStart:
        return self.indicator.outcome.strategy.year_start

    def _to_date_as_sealed(self, period: Period, on: date) -> Standing:
        """For a sum the latest period was sealed as the year to date; any other year to date is never sealed."""
        if self.is_sum:
            return self.in_own_period(period, on)
        return self._to_date(period, on)

    def _to_date(self, period: Period, on: date) -> Standing:
        expected = [each for each in self.own_periods(period.year) if each <= period]
        return self._span(period, Basis.YEAR_TO_DATE, expected, self._share_of_target(period), on)

    def _share_of_target(self, period: Period) -> TargetValue | None:
        """The part of the year's target that is due by the end of `period`; all of it unless values are summed."""
        target = self.target(period)
        return target.share(self.share_to_date(period)) if target and self.is_sum else target

    def _span(
        self, period: Period, basis: Basis, expected: Sequence[Period], target: TargetValue | None, on: date
    ) -> Standing:
        whole, shown = self.across(expected)
        return self._standing(period, basis, whole, target, on, shown=shown, entry=self.entry(expected[-1]))

    def _standing(
        self,
        period: Period,
        basis: Basis,
        reading: Reading,
        target: TargetValue | None,
        on: date,
        *,
        expected: bool = True,
        shown: Number = Missing.NOT_ENTERED,
        entry: Entry | None = None,
    ) -> Standing:
        grace = settings.FIGURES["GRACE_DAYS"]
        window = period.window(on, grace_days=grace, locked=period in self.locked) if expected else Window.FUTURE
        circumstances = Circumstances(self.indicator.is_proposed, expected, window)
        rule = self.rule_in(period)
        if basis is Basis.YEAR_TO_DATE and self.is_sum:
            rule = replace(rule, tolerance=rule.tolerance.for_share(self.share_to_date(period)))
        return Standing(
            period=period,
            basis=basis,
            entry=entry or self.entry(period),
            reading=reading,
            judged=status_of(reading.number, target, rule, circumstances),
            factor=self.indicator.factor,
            counted=self._counted(basis, reading),
            shown=shown,
            rule_from=self.rule_from(period),
            sum_text=self._formula_text(period) if isinstance(reading.number, Decimal) else "",
        )


def _place(period: Period) -> tuple[int, int]:
    """Which of how many periods of the financial year it is, from 1."""
    count = max(1, len(periods_ending_in(period.year, period.frequency)))
    return min(period.index, count), count
