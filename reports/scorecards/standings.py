"""Where an indicator stands in a period, in a year to date and in a year: the one place that puts the rules together.

Everything here works on entries already loaded; nothing asks the database or the clock.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from django.conf import settings

from indicators.models import Indicator
from indicators.readings import Entry
from strategy_portal.domain import wording
from strategy_portal.domain.aggregation import AcrossPeriods, Reading, across_periods, partial
from strategy_portal.domain.numbers import Missing, Number, printed
from strategy_portal.domain.periods import Frequency, Period, Window, periods_ending_in
from strategy_portal.domain.status import Circumstances, Judged, Rule, Status, status_of
from strategy_portal.domain.targets import Target, equal_shares
from strategy_portal.domain.trend import Comparison, Trend, long_trend, short_trend


class Basis(StrEnum):
    """What span the judged figure covers."""

    PERIOD = "period"
    YEAR_TO_DATE = "year to date"
    YEAR = "year"


@dataclass(frozen=True)
class Standing:
    """A figure with its status and everything that proves it (rules 6.8).

    `period` is the indicator's own period, or the year. `entry` is what was entered in it, `reading` what is judged:
    for a sum the year to date. `shown` is the partial figure of an incomplete span, shown marked and never judged
    (rules 5.3).
    """

    period: Period
    basis: Basis
    entry: Entry
    reading: Reading
    judged: Judged
    factor: int
    suffix: str
    counted: str
    shown: Number

    @property
    def status(self) -> Status:
        return self.judged.status

    @property
    def value_text(self) -> str:
        return wording.figure_text(self.judged.value, self.judged.rule.places, self.suffix)

    @property
    def shown_text(self) -> str:
        """The value, or the partial figure of an incomplete span, marked."""
        if isinstance(self.judged.value, Missing) and isinstance(self.shown, Decimal):
            return f"{wording.figure_text(self.shown, self.judged.rule.places, self.suffix)} so far"
        return self.value_text

    @property
    def target_text(self) -> str:
        return wording.target_text(self.judged.target, self.suffix)

    @property
    def tolerance_text(self) -> str:
        return wording.tolerance_text(self.judged.rule.tolerance)

    @property
    def why(self) -> str:
        """The sentence, with the reason that people gave where there is no figure."""
        sentence = wording.why(self.judged, self.suffix)
        return f"{sentence} {self.entry.reason}".strip() if self.status is Status.NOT_AVAILABLE else sentence

    @property
    def working(self) -> str:
        return wording.working(self.reading, self.judged.rule.places, self.factor, self.suffix)

    @property
    def coverage_text(self) -> str:
        return wording.coverage_text(self.reading, self.counted)

    @property
    def is_provisional(self) -> bool:
        """There is a figure, and something in it is not yet approved and final (rules 4.3, 5.4)."""
        return isinstance(self.reading.number, Decimal) and not self.reading.settled

    @property
    def span_label(self) -> str:
        if self.basis is Basis.YEAR_TO_DATE:
            return f"{self.period.year.label} to the end of {self.period.label.split()[0]}"
        return self.period.label


@dataclass(frozen=True)
class History:
    """An indicator with its targets and all entries loaded for it, able to say where it stood when.

    `targets` is by the first day of the financial year; `span` is the strategy's first and last day.
    """

    indicator: Indicator
    rule: Rule
    targets: Mapping[date, Target]
    entries: Mapping[Period, Entry]
    locked: frozenset[Period] = frozenset()

    @property
    def frequency(self) -> Frequency | None:
        return Frequency(self.indicator.frequency) if self.indicator.frequency else None

    @property
    def across_periods(self) -> AcrossPeriods:
        return AcrossPeriods(self.indicator.across_periods)

    def own_periods(self, container: Period) -> list[Period]:
        """The indicator's own periods that end in `container` while it is collected: what is expected (rules 2.3)."""
        if self.frequency in (None, Frequency.IRREGULAR):
            return []
        return [
            period for period in periods_ending_in(container, self.frequency) if self.indicator.is_collected_in(period)
        ]

    def entry(self, period: Period) -> Entry:
        return self.entries.get(period, Entry())

    def target(self, period: Period) -> Target | None:
        return self.targets.get(period.year.start)

    def in_period(self, container: Period, on: date) -> Standing:
        """Where it stands at the end of `container`, a quarter as a rule; for a sum, the year to date (rules 5.2)."""
        own = self.own_periods(container)
        if not own:
            nothing = Reading(expected=0, reported=0)
            return self._standing(container, Basis.PERIOD, nothing, self.target(container), on, expected=False)
        period = own[-1]
        reading = self.entry(period).reading
        if self.across_periods is AcrossPeriods.SUM and isinstance(reading.number, Decimal):
            return self._to_date(period, on)
        return self._standing(period, Basis.PERIOD, reading, self._share_of_target(period), on)

    def in_year(self, year: Period, on: date) -> Standing:
        """The year's figure; for a year still running, the year to date (rules 5.1 to 5.4)."""
        expected = self.own_periods(year)
        ended = [period for period in expected if period.end <= on]
        if self.across_periods is AcrossPeriods.NONE and ended:
            return self.in_period(ended[-1], on)
        if not ended:
            nothing = Reading(expected=0, reported=0)
            return self._standing(year, Basis.YEAR, nothing, self.target(year), on, expected=False)
        if len(ended) < len(expected):
            return self._to_date(ended[-1], on)
        return self._span(year, Basis.YEAR, expected, self.target(year), on)

    def own_number(self, period: Period) -> Number:
        """The period's own figure as printed, the raw material of trends and charts."""
        number = self.entry(period).reading.number
        return number if isinstance(number, Missing) else printed(number, self.rule.places)

    def trend_against(self, period: Period) -> Period:
        """The period that the short trend compares with (rules 7.1)."""
        if self.indicator.trend_comparison == Comparison.SAME_LAST_YEAR:
            return period.same_last_year()
        return period.previous()

    def short_trend(self, period: Period) -> Trend:
        return short_trend(
            self.own_number(period),
            self.own_number(self.trend_against(period)),
            self.rule.polarity,
            band=self.indicator.no_change_band,
            target=self.target(period),
        )

    def long_trend(self, period: Period) -> Trend:
        count = settings.FIGURES["LONG_TREND_VALUES"]
        earlier = [self.own_number(period.previous(back)) for back in range(count, 0, -1)]
        return long_trend(
            self.own_number(period),
            earlier,
            self.rule.polarity,
            band=self.indicator.no_change_band,
            target=self.target(period),
            count=count,
        )

    def year_trend(self, year: Period, on: date) -> Trend:
        """The year's figure against the year before's; a year to date against the same stretch of the year before."""
        standing = self.in_year(year, on)
        if standing.basis is Basis.YEAR_TO_DATE:
            earlier = self._earlier_to_date(standing.period)
        else:
            earlier = self.in_year(year.previous(), on).judged.value
        return short_trend(
            standing.judged.value,
            earlier,
            self.rule.polarity,
            band=self.indicator.no_change_band,
            target=self.target(year),
        )

    def _earlier_to_date(self, period: Period) -> Number:
        last = period.same_last_year()
        readings = [self.entry(each).reading for each in self.own_periods(last.year) if each <= last]
        number = across_periods(readings, self.across_periods, factor=Decimal(self.indicator.factor)).number
        return number if isinstance(number, Missing) else printed(number, self.rule.places)

    def _to_date(self, period: Period, on: date) -> Standing:
        expected = [each for each in self.own_periods(period.year) if each <= period]
        return self._span(period, Basis.YEAR_TO_DATE, expected, self._share_of_target(period), on)

    def _share_of_target(self, period: Period) -> Target | None:
        """The part of the year's target that is due by the end of `period`; all of it unless values are summed."""
        target = self.target(period)
        if target is None or self.across_periods is not AcrossPeriods.SUM:
            return target
        return target.share(self._share(period))

    def _share(self, period: Period) -> Decimal:
        count = max(1, len(periods_ending_in(period.year, period.frequency)))
        return equal_shares(count)[min(period.index, count) - 1]

    def _span(
        self, period: Period, basis: Basis, expected: Sequence[Period], target: Target | None, on: date
    ) -> Standing:
        readings = [self.entry(each).reading for each in expected]
        factor = Decimal(self.indicator.factor)
        whole = across_periods(readings, self.across_periods, factor=factor)
        shown = partial(readings, self.across_periods, factor=factor).number
        return self._standing(period, basis, whole, target, on, shown=shown, entry=self.entry(expected[-1]))

    def _standing(
        self,
        period: Period,
        basis: Basis,
        reading: Reading,
        target: Target | None,
        on: date,
        *,
        expected: bool = True,
        shown: Number = Missing.NOT_ENTERED,
        entry: Entry | None = None,
    ) -> Standing:
        grace = settings.FIGURES["GRACE_DAYS"]
        window = period.window(on, grace_days=grace, locked=period in self.locked) if expected else Window.FUTURE
        circumstances = Circumstances(self.indicator.is_proposed, expected, window)
        rule = self.rule
        if basis is Basis.YEAR_TO_DATE and self.across_periods is AcrossPeriods.SUM:
            rule = Rule(rule.polarity, rule.tolerance.for_share(self._share(period)), rule.places)
        return Standing(
            period=period,
            basis=basis,
            entry=entry or self.entry(period),
            reading=reading,
            judged=status_of(reading.number, target, rule, circumstances),
            factor=self.indicator.factor,
            suffix=self.indicator.unit_suffix,
            counted="units" if self.indicator.is_survey and basis is Basis.PERIOD else "periods",
            shown=shown,
        )
