"""The rules of figures once more, in plain Python: what they say of stored inputs, by a second way of working it out.

Nothing of the portal is used here. Read it beside docs/figures.md: each function names its rule. Numbers are fractions,
so that nothing is rounded but at the end (rules 1.2). A period is a tuple of its first day, the day after its last and
its frequency. What has no number has a reason in its place. Longer periods of formulas are left out.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from math import floor
from typing import NamedTuple

MONTHS = {"monthly": 1, "quarterly": 3, "half-yearly": 6, "annual": 12, "biennial": 24}
NOT_ENTERED, NOT_AVAILABLE, NOT_APPLICABLE, SUSPENDED = "not entered", "not available", "not applicable", "suspended"
NOT_COMPUTED, INCOMPLETE = "cannot be computed", "incomplete"
OWED_FIRST = (NOT_ENTERED, SUSPENDED, NOT_AVAILABLE, NOT_COMPUTED, INCOMPLETE, NOT_APPLICABLE)
TOLERANCES = {"percentage": ("points", 5), "level": ("levels", 1), "yes-no": ("points", 0)}
GRACE = 28


class Period(NamedTuple):
    start: date
    end: date
    frequency: str

    @property
    def last(self) -> date:
        return self.end - timedelta(days=1)


@dataclass
class Figure:
    """A number or a reason; what it was divided from, who answered, and what there is so far (rules 4 and 5)."""

    number: Fraction | str
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    respondents: int | None = None
    settled: bool = False
    so_far: Fraction | None = None
    parts: list[tuple[Period, "Figure"]] = field(default_factory=list)

    @property
    def is_known(self) -> bool:
        return isinstance(self.number, Fraction)


def rounded(number: Fraction, places: int) -> Fraction:
    """Half away from zero (rules 1.2)."""
    size = floor(abs(number) * 10**places + Fraction(1, 2))
    return Fraction(size if number >= 0 else -size, 10**places)


def add_months(day: date, count: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, day.day)


def year_of(day: date, year_start: tuple[int, int]) -> Period:
    """Rules 2.1."""
    start = date(day.year, *year_start)
    start = start if start <= day else date(day.year - 1, *year_start)
    return Period(start, add_months(start, 12), "annual")


def periods_in(span: Period, frequency: str, year_start: tuple[int, int]) -> Iterator[Period]:
    """Those that end in the span; two years begin in one of even number (rules 2.1)."""
    start, months = year_of(span.start, year_start).start, MONTHS[frequency]
    start = add_months(start, -12) if months == 24 and start.year % 2 else start
    while add_months(start, months) <= span.end:
        end = add_months(start, months)
        if end > span.start:
            yield Period(start, end, frequency)
        start = end


def first_reason(figures: Sequence[Figure]) -> str:
    """What somebody still owes is said first (rules 5.3)."""
    return next(reason for reason in OWED_FIRST if reason in {figure.number for figure in figures})


def total(numbers: Sequence) -> Fraction | None:
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None


def across_units(figures: list[Figure], how: str, factor: int) -> Figure:
    """The organisation's figure (rules 4). `figures` has one for each unit that is open."""
    known = [each for each in figures if each.is_known]
    if how == "mean-weighted-by-respondents":
        known = [each for each in known if each.respondents] or known
    answered = len(known) + sum(each.number == NOT_APPLICABLE for each in figures)
    if not known:
        return Figure(first_reason(figures))
    found = Figure(NOT_COMPUTED, respondents=total([each.respondents for each in known]))
    found.settled = answered == len(figures) and all(each.settled for each in known)
    weights = [each.respondents or 0 for each in known]
    if how in ("ratio-of-sums", "") or len(known) == 1:
        found.numerator, found.denominator = total([f.numerator for f in known]), total([f.denominator for f in known])
    if how in ("ratio-of-sums", ""):
        if all(each.numerator is not None for each in known):
            found.number = found.numerator / found.denominator * factor
    elif how == "mean-weighted-by-respondents":
        if any(weights):
            found.number = sum(f.number * weight for f, weight in zip(known, weights, strict=True)) / sum(weights)
    else:
        found.number = sum(each.number for each in known) / (len(known) if how == "mean-of-units" else 1)
    if how == "sum" and answered < len(figures):
        found.number, found.so_far = INCOMPLETE, found.number
    return found


def across_periods(parts: list[tuple[Period, Figure]], how: str, factor: int, population: bool) -> Figure | None:
    """The figure of several periods in which something was expected (rules 5.1, 5.3, 5.4)."""
    if not parts:
        return None
    expected = [(period, figure) for period, figure in parts if figure.number != NOT_APPLICABLE]
    if not expected:
        return Figure(NOT_APPLICABLE, parts=parts)
    there = [f for _, f in expected if f.is_known or (how == "sum" and f.so_far is not None)]
    missing = [f for _, f in expected if not f.is_known]
    number, numerator, denominator = _put_together(there, how, factor, population)
    found = Figure(number, numerator, denominator, total([f.respondents for f in there]), parts=expected)
    found.settled = not missing and all(f.settled for _, f in expected)
    if missing and isinstance(number, Fraction):
        found.number, found.so_far = INCOMPLETE, number
    elif missing:
        found.number = first_reason([*missing, found] if there else missing)
    return found


def _put_together(there: list[Figure], how: str, factor: int, population: bool) -> tuple:
    numbers = [each.number if each.is_known else each.so_far for each in there]
    if not there:
        return NOT_ENTERED, None, None
    if how == "latest" or (len(there) == 1 and how != "ratio-of-sums"):
        return numbers[-1], there[-1].numerator, there[-1].denominator
    if how in ("sum", "mean"):
        return sum(numbers) / (1 if how == "sum" else len(numbers)), None, None
    if any(each.numerator is None for each in there):
        return NOT_COMPUTED, None, None
    numerator, denominator = sum(each.numerator for each in there), sum(each.denominator for each in there)
    denominator = Fraction(denominator, len(there)) if population else denominator
    return numerator / denominator * factor, numerator, denominator


def colour(value: Fraction, rule, low: Fraction, high: Fraction, share: Fraction) -> str:
    """Of a figure as it is printed; a limit has the better status (rules 1.3, 5.2, 6.3). `low` and `high` are the
    year's target.
    """
    low, high, size = low * share, high * share, rule.size * share
    below = above = size
    if rule.kind == "percent":
        below, above = abs(low) * rule.size / 100, abs(high) * rule.size / 100
    elif rule.kind == "red-edge":
        below, above = max(low - size, 0), max(size - high, 0)
    floors, ceilings = rule.polarity in ("higher", "range"), rule.polarity in ("lower", "range")
    if (not floors or value >= low) and (not ceilings or value <= high):
        return "green"
    within = (not floors or value >= low - below) and (not ceilings or value <= high + above)
    return "amber" if within else "red"


def evaluated(formula: str, inputs: dict[str, Fraction]) -> Fraction | str:
    """Rules 3.2."""
    text = re.sub(r"(?<![\w.\[])\d+(\.\d+)?(?![\w.\]])", lambda found: f"F('{found[0]}')", formula)
    text = re.sub(r"\[([\d.]+)\]", r"x['\1']", text)
    try:
        return eval(text, {"F": Fraction, "x": inputs, "__builtins__": {}})
    except ZeroDivisionError:
        return NOT_COMPUTED


@dataclass
class Oracle:
    """`strategy` has starts, ends, year_start and locked periods; `indicators` are by reference, see `stored.py`."""

    strategy: object
    indicators: dict
    units: list
    on: date

    def own(self, indicator, period: Period) -> Figure | None:
        """The figure of one of its own periods that has ended; None: nothing was expected (rules 2.3)."""
        first = max(self.strategy.starts, indicator.introduced or date.min)
        last = min(self.strategy.ends, indicator.retired or date.max)
        if not first <= period.last <= last or period.end > self.on:
            return None
        if indicator.formula:
            return self._by_formula(indicator, period)
        if not indicator.is_survey:
            return indicator.values.get((period.start, period.frequency, None), Figure(NOT_ENTERED))
        is_open = [u.name for u in self.units if (u.opened or first) <= period.last <= (u.closed or date.max)]
        values = [indicator.values.get((*period[::2], name), Figure(NOT_ENTERED)) for name in is_open]
        return across_units(values, indicator.across_units, indicator.factor) if values else None

    def _by_formula(self, indicator, period: Period) -> Figure | None:
        names = re.findall(r"\[([\d.]+)\]", indicator.formula)
        inputs = {name: self.over(self.indicators[name], period) for name in names}
        if None in inputs.values():
            return None
        reasons = {each.number for each in inputs.values() if not each.is_known}
        if not reasons:
            number = evaluated(indicator.formula, {name: each.number for name, each in inputs.items()})
            return Figure(number, settled=all(each.settled for each in inputs.values()))
        all_alike = len(reasons) == 1 and not any(each.is_known for each in inputs.values())
        if not all_alike and reasons & {NOT_ENTERED, INCOMPLETE}:
            return Figure(INCOMPLETE)
        return Figure(reasons.pop() if len(reasons) == 1 else NOT_AVAILABLE)

    def over(self, indicator, span: Period) -> Figure | None:
        """Its figure over a span that its own periods fill (rules 5.1, 5.6)."""
        own = [each for each in self.own_periods(indicator, span) if each.start >= span.start]
        parts = [(each, self.own(indicator, each)) for each in own]
        if len(parts) == 1:
            return parts[0][1]
        if parts and indicator.across_periods == "none":
            return Figure(NOT_APPLICABLE)
        return across_periods(parts, indicator.across_periods, indicator.factor, indicator.has_population)

    def own_periods(self, indicator, span: Period) -> list[Period]:
        found = periods_in(span, indicator.frequency, self.strategy.year_start)
        return [each for each in found if self.own(indicator, each) is not None]

    def status(self, indicator, period: Period) -> tuple[Figure | None, str]:
        """The figure that is judged in one of its own periods, of a sum the year to date, and its status (rules 6)."""
        own, year = self.own(indicator, period), year_of(period.last, self.strategy.year_start)
        judged, is_sum = own, indicator.across_periods == "sum"
        if own and is_sum:
            parts = [(e, self.own(indicator, e)) for e in self.own_periods(indicator, year) if e.end <= period.end]
            whole = across_periods(parts, "sum", indicator.factor, False)
            reason_is_own = own.number == NOT_APPLICABLE or whole.so_far is not None
            is_said = not own.is_known and own.number != INCOMPLETE and reason_is_own
            judged = Figure(own.number, so_far=whole.so_far) if is_said else whole
        rule, target = indicator.rule_on(period.last), indicator.target_on(year.start, period.last)
        return judged, self._reason(indicator, period, judged, rule, target) or colour(
            rounded(judged.number, rule.places), rule, target.low, target.high,
            target.share(judged.parts, list(periods_in(year, indicator.frequency, self.strategy.year_start)))
            if is_sum and MONTHS[indicator.frequency] < 12 else Fraction(1),
        )  # fmt: skip

    def _reason(self, indicator, period: Period, judged: Figure | None, rule, target) -> str:
        """What stands in a colour's place, the first that applies (rules 6.5)."""
        if judged is None:
            return "context-only" if rule.polarity == "none" else "not-due"
        without = [part for part, figure in judged.parts if figure.number == NOT_ENTERED] or [period]
        applies = {
            "context-only": rule.polarity == "none",
            "not-applicable": judged.number == NOT_APPLICABLE,
            "suspended": judged.number == SUSPENDED,
            "overdue": judged.number == NOT_ENTERED and any(self.is_overdue(each) for each in without),
            "due": judged.number == NOT_ENTERED,
            "not-available": judged.number == NOT_AVAILABLE,
            "cannot-be-computed": judged.number == NOT_COMPUTED,
            "polarity-not-set": rule.polarity == "not-set",
            "no-target": target is None,
            "incomplete": judged.number == INCOMPLETE,
        }
        return next((status for status, does_apply in applies.items() if does_apply), "")

    def is_overdue(self, period: Period) -> bool:
        """Rules 2.4."""
        return period[::2] in self.strategy.locked or self.on >= period.end + timedelta(days=GRACE)
