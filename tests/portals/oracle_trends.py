"""The rules of trends once more, in plain Python: read it beside rules 7 of docs/figures.md. Nothing of the portal."""

from dataclasses import dataclass
from fractions import Fraction

from .oracle import MONTHS, NOT_ENTERED, Figure, Oracle, Period, add_months, rounded, year_of

Z = Fraction("1.959963984540054235524594")
BANDS = {"percentage": "half a point", "rate": "a printed unit", "level": "nothing", "yes-no": "nothing"}
LONG, LOOKED_BACK, LEAST_RUN = 4, 8, 6
IMPROVING, WORSENING, NO_CHANGE = "improving", "worsening", "no-change"
NO_SIGNIFICANT_CHANGE, NOT_ENOUGH_DATA, NOT_JUDGED = "no-significant-change", "not-enough-data", "not-judged"

Sample = tuple[Fraction, Fraction] | None
"""How many were counted, of how many who answered."""


@dataclass
class Trends:
    """Of one indicator at the end of one of its own periods."""

    oracle: Oracle
    indicator: object
    period: Period

    @property
    def now(self) -> Fraction | None:
        return self.printed(self.period)

    def printed(self, period: Period) -> Fraction | None:
        """The period's own figure as it is printed (rules 1.2, 7.1)."""
        own = self.oracle.own(self.indicator, period)
        return rounded(own.number, self.indicator.rule_on(period.last).places) if own and own.is_known else None

    def back(self, count: int) -> Period:
        return earlier(self.period, count * MONTHS[self.period.frequency])

    @property
    def year_ago(self) -> Period:
        return earlier(self.period, max(12, MONTHS[self.period.frequency]))

    def short(self) -> str:
        """Rules 7.1 to 7.3."""
        against = self.back(1) if self.indicator.row.trend_comparison == "previous-period" else self.year_ago
        return self.verdict(self.printed(against), (self.sample(self.period), self.sample(against)))

    def long(self) -> str:
        """Against the mean of the last four known, of the eight periods before (rules 7.1, 7.3); answers have none."""
        if self.indicator.row.measure == "yes-no":
            return NOT_JUDGED
        before = [period for count in range(1, LOOKED_BACK + 1) if self.printed(period := self.back(count)) is not None]
        if len(before) < LONG:
            return NOT_ENOUGH_DATA
        numbers, samples = ([each(period) for period in before[:LONG]] for each in (self.printed, self.sample))
        pooled = (sum(each[0] for each in samples), sum(each[1] for each in samples)) if all(samples) else None
        return self.verdict(sum(numbers) / LONG, (self.sample(self.period), pooled))

    def which_way(self) -> tuple[str, str]:
        """How it goes and whether that is good (rules 7.5): a run, a change in a year, steady."""
        if self.now is None:
            return "no figure", NOT_ENOUGH_DATA
        count, start = self.run()
        if count >= LEAST_RUN:
            return f"{count} {'falls' if self.now < start else 'rises'}", self.direction(start)
        against = self.printed(self.year_ago)
        if against is None:
            return "no figure a year ago", NOT_ENOUGH_DATA
        samples = self.sample(self.period), self.sample(self.year_ago)
        is_steady = self.may_be_chance(*samples) if all(samples) else abs(self.now - against) <= self.band(against)
        if is_steady:
            return "steady", NO_CHANGE
        return "down" if self.now < against else "up", self.direction(against)

    def run(self) -> tuple[int, Fraction]:
        """How many changes one way, equal ones passed over, and where they began; a gap is passed over too."""
        count, sign, later, start = 0, 0, self.now, self.now
        for steps in range(1, 24):
            before = self.printed(self.back(steps))
            if before is None or before == later:
                continue
            if sign and (later > before) != (sign > 0):
                break
            count, sign, later, start = count + 1, 1 if later > before else -1, before, before
        return count, start

    def verdict(self, against: Fraction | None, samples: tuple[Sample, Sample]) -> str:
        if self.now is None or against is None:
            return NOT_ENOUGH_DATA
        if not self.has_better_side:
            return NOT_JUDGED
        if self.may_be_chance(*samples):
            return NO_SIGNIFICANT_CHANGE
        return NO_CHANGE if abs(self.gained(against)) <= self.band(against) else self.direction(against)

    @staticmethod
    def may_be_chance(mine: Sample, theirs: Sample) -> bool:
        """A two-sided, pooled test of two proportions at 5% does not tell them apart (rules 7.3)."""
        if mine is None or theirs is None:
            return False
        (one, of_one), (two, of_two) = mine, theirs
        pooled = (one + two) / (of_one + of_two)
        spread = pooled * (1 - pooled) * (1 / of_one + 1 / of_two)
        return spread == 0 or (one / of_one - two / of_two) ** 2 <= Z**2 * spread

    def direction(self, against: Fraction) -> str:
        if not self.has_better_side:
            return NOT_JUDGED
        gained = self.gained(against)
        return IMPROVING if gained > 0 else WORSENING if gained < 0 else NO_CHANGE

    def gained(self, against: Fraction) -> Fraction:
        """How much better it is; in a range, how much nearer (rules 7.2)."""
        if self.rule.polarity == "range":
            return outside(against, *self.ends()) - outside(self.now, *self.ends())
        return self.now - against if self.rule.polarity == "higher" else against - self.now

    @property
    def has_better_side(self) -> bool:
        return self.rule.polarity in ("higher", "lower") or (self.rule.polarity == "range" and self.ends() is not None)

    @property
    def rule(self):
        return self.indicator.rule_on(self.period.last)

    def ends(self) -> tuple[Fraction, Fraction] | None:
        """Of a range, for a sum the period's own share of the year's."""
        year = year_of(self.period.last, self.oracle.strategy.year_start)
        target = self.indicator.target_on(year.start, self.period.last)
        if target is None:
            return None
        share = Fraction(1)
        if self.indicator.across_periods == "sum" and MONTHS[self.period.frequency] < 12:
            of_year = periods_of(year, self.period.frequency)
            share = target.share([(self.period, Figure(NOT_ENTERED))], of_year)
        return target.low * share, target.high * share

    def band(self, against: Fraction) -> Fraction:
        """Rules 7.2."""
        if self.indicator.row.no_change_band is not None:
            return Fraction(str(self.indicator.row.no_change_band))
        unit = Fraction(1, 10**self.rule.places)
        sizes = {"half a point": Fraction(1, 2), "a printed unit": unit, "nothing": Fraction(0)}
        return sizes.get(BANDS.get(self.indicator.row.measure, ""), abs(against) / 100)

    def sample(self, period: Period) -> Sample:
        """Of a percentage whose respondents were counted (rules 7.3)."""
        own = self.oracle.own(self.indicator, period)
        if self.indicator.row.measure != "percentage" or not own or not own.is_known or not own.respondents:
            return None
        if own.numerator is not None:
            return own.numerator, own.denominator
        is_mean = self.indicator.is_survey and self.indicator.across_units not in ("ratio-of-sums", "")
        return None if is_mean else (own.number * own.respondents / self.indicator.factor, Fraction(own.respondents))


def earlier(period: Period, months: int) -> Period:
    return Period(add_months(period.start, -months), add_months(period.end, -months), period.frequency)


def periods_of(year: Period, frequency: str) -> list[Period]:
    months = MONTHS[frequency]
    starts = [add_months(year.start, place) for place in range(0, 12, months)]
    return [Period(start, add_months(start, months), frequency) for start in starts]


def outside(number: Fraction, low: Fraction, high: Fraction) -> Fraction:
    return max(low - number, number - high, Fraction(0))
