"""Which way an indicator moves, apart from where it stands (rules 7.1 to 7.3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice

from django.conf import settings

from strategy_portal.domain.aggregation import AcrossPeriods, Reading
from strategy_portal.domain.numbers import Missing, Number, mean, total
from strategy_portal.domain.periods import Period, add_months
from strategy_portal.domain.status import Circumstances, status_of
from strategy_portal.domain.survey import Sample, pooled, samples_of, survey_sample
from strategy_portal.domain.trend import (
    LOOKS_BACK,
    Comparison,
    Direction,
    Outlook,
    Trend,
    WhichWay,
    default_band,
    long_trend,
    short_trend,
    which_way,
)

from .figures import IndicatorFigures
from .standing import NOTHING, Basis, Standing

RUN_PERIODS = 24
"""How many periods back a run of changes is counted."""


@dataclass(frozen=True)
class Trends:
    """The movements of one indicator's own figures, as they are printed."""

    figures: IndicatorFigures

    def against(self, period: Period) -> Period | None:
        """The period that the short trend compares with (rules 7.1); None where a day has none before it."""
        if self.figures.indicator.trend_comparison == Comparison.SAME_LAST_YEAR:
            return self.figures.year_before(period)
        return next(self.figures.before(period), None)

    def short(self, period: Period) -> Trend:
        """Against the period before; for a survey only a change that is more than chance is one (rules 7.1, 7.3)."""
        against = self.against(period)
        earlier = self.figures.own_number(against)
        return short_trend(
            self.figures.own_number(period),
            earlier,
            self.figures.rule_in(period).polarity,
            band=self.band(period, earlier),
            target=self.figures.own_target(period),
            samples=self.samples(period, against),
        )

    def band(self, period: Period, against: Number) -> Decimal:
        """Up to which change nothing has changed: the indicator's own band, else that of its measure (rules 7.2)."""
        own = self.figures.indicator.no_change_band
        return default_band(self.figures.rule_in(period).format, against) if own is None else own

    def samples(self, period: Period, against: Period | None) -> tuple[Sample, Sample] | None:
        """What two figures of a survey are shares of; None for any other indicator (rules 7.3)."""
        return samples_of(
            self.figures.entry(period).reading, self.figures.entry(against).reading, self.figures.indicator.factor
        )

    def long(self, period: Period) -> Trend:
        """Against the mean of the last known values before, which need not follow on one another (rules 7.1).

        Answers to a yes-or-no have no mean.
        """
        if self.figures.indicator.format.is_yes_no:
            return Trend(Direction.NOT_JUDGED, self.figures.own_number(period), Missing.NOT_APPLICABLE)
        count = settings.FIGURES["LONG_TREND_VALUES"]
        before = islice(self.figures.before(period), LOOKS_BACK * count)
        known = list(islice((each for each in before if isinstance(self.figures.own_number(each), Decimal)), count))
        numbers = [self.figures.own_number(each) for each in reversed(known)]
        against = mean([number for number in numbers if isinstance(number, Decimal)])
        return long_trend(
            self.figures.own_number(period),
            numbers,
            self.figures.rule_in(period).polarity,
            band=self.band(period, against),
            target=self.figures.own_target(period),
            count=count,
            samples=self._pooled_samples(period, known),
        )

    def _pooled_samples(self, period: Period, earlier: Sequence[Period]) -> tuple[Sample, Sample] | None:
        """Of a survey the period's sample and those of the earlier ones as one (rules 7.3)."""
        mine = survey_sample(self.figures.entry(period).reading, self.figures.indicator.factor)
        before = pooled(
            survey_sample(self.figures.entry(each).reading, self.figures.indicator.factor) for each in earlier
        )
        return (mine, before) if mine and before else None

    def which_way(self, period: Period) -> WhichWay:
        """What is said of its direction beside the status (rules 7.5)."""
        figures, year_ago = self.figures, self.figures.year_before(period)
        earlier, collected_from = figures.own_number(year_ago), figures.collected_between[0]
        before = [each for each in figures.with_entries(period, RUN_PERIODS) if each.last_day >= collected_from]
        return which_way(
            [*map(figures.own_number, before[:-1] if before[-1:] == [period] else before), figures.own_number(period)],
            earlier,
            figures.rule_in(period).polarity,
            band=self.band(period, earlier),
            target=figures.own_target(period),
            samples=self.samples(period, year_ago),
        )

    def outlook(self, standing: Standing) -> Outlook | None:
        """What a sum's running year comes to if the rest is as last year's; None where that is not known (7.6)."""
        figures, so_far, year = self.figures, standing.reading.number, standing.period.year
        if not figures.is_sum or figures.indicator.formula or isinstance(so_far, Missing):
            return None
        own = figures.own_periods(year)
        rest = [each for each in own if each > standing.period]
        last = [figures.entry(each.same_last_year()).number for each in rest]
        remaining = tuple(number for number in last if isinstance(number, Decimal))
        if not rest or len(remaining) < len(rest):
            return None
        whole = total((so_far, *remaining))
        judged = status_of(whole, figures.due(own, year), figures.rule_for(own, year), Circumstances())
        return Outlook(so_far, remaining, whole, judged.status if judged.status.is_colour else None)

    def year(self, year: Period, on: date, until: date | None = None) -> Trend:
        """The year's figure against the year before's; a part of a year against the same part of the year before.

        With `until`, the first day after a part of the year, it is that part, however much is known of the rest.
        """
        return self.of_year(year, self.figures.in_year(year, on, until), on, until)

    def of_year(
        self, year: Period, standing: Standing, on: date, until: date | None = None, *, before: Standing | None = None
    ) -> Trend:
        """The same of a year whose standing is known, and perhaps that of the year `before`."""
        if standing.basis is Basis.YEAR:
            before = before or self.figures.in_year(year.previous(), on, add_months(until, -12) if until else None)
            earlier, number = before.reading, before.judged.value
        else:
            last = self.figures.year_before(standing.period)
            earlier = self._same_part(last) if last else NOTHING
            number = self.figures.as_printed(earlier.number, last or standing.period)
        return short_trend(
            standing.judged.value,
            number,
            standing.judged.rule.polarity,
            band=self.band(standing.period, number),
            target=standing.judged.target,
            samples=samples_of(standing.reading, earlier, self.figures.indicator.factor),
        )

    def _same_part(self, last: Period) -> Reading:
        """The figure of a year's part that ends with `last`: without a figure for the year that period's alone."""
        if self.figures.across_periods is AcrossPeriods.NONE:
            return self.figures.entry(last).reading
        return self.figures.across(self.figures.periods_to(last))
