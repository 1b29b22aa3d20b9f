"""What is said about a figure and its movements, in sentences; `wording.py` has figures and statuses."""

from collections.abc import Sequence
from decimal import Decimal

from .aggregation import AcrossPeriods, AcrossUnits, Reading
from .counting import Rollup, Tally, derived_colour
from .numbers import IN_FULL, ROUNDED, Format, Missing, Number, printed, sum_texts, total
from .periods import Period
from .process import FEWEST, Chart, Meaning, Signal, Stretch
from .status import Judged, Polarity, Status
from .streaks import Streak
from .survey import Interval, Sample, significantly_different
from .trend import BaselineDifference, Direction, Outlook, Way, WhichWay
from .wording import answers_by_status, has_amber, shown_limits, tally_text


def interval_text(interval: Interval, format: Format) -> str:
    """`82.5% to 87.1%`: the 95% interval of a survey's percentage (rules 7.3)."""
    return f"{format.text(interval.low)} to {format.text(interval.high)}"


def sample_text(sample: Sample, respondents: int) -> str:
    """What an interval rests on: `2,146 respondents`, or `203 answers of 215 respondents`."""
    if sample.base == respondents:
        return f"{respondents:,} respondents"
    return f"{printed(sample.base, 0):,} answers of {respondents:,} respondents"


def units_text(how: AcrossUnits) -> str:
    """How the organisation's figure comes from its units' (rules 4.1, 4.2)."""
    return f"The organisation’s figure is {_ACROSS_UNITS[how]}."


_ACROSS_UNITS = {
    AcrossUnits.RATIO_OF_SUMS: "the sum of the numerators over the sum of the denominators, "
    "never the mean of the units’ percentages",
    AcrossUnits.MEAN: "the mean of the units’ figures, in which each unit weighs the same however many answered",
    AcrossUnits.WEIGHTED_MEAN: "the mean of the units’ figures, each weighted by its respondents",
    AcrossUnits.SUM: "the sum of the units’ figures",
}


def year_text(how: AcrossPeriods, *, populations: bool = False, at_year_end: bool = False) -> str:
    """How an indicator's year comes from its periods (rules 5.1, 5.5)."""
    text = _OF_POPULATIONS if populations and how is AcrossPeriods.RATIO_OF_SUMS else _ACROSS_PERIODS[how]
    return f"{text}, judged at the year’s end only" if at_year_end else text


_OF_POPULATIONS = "The sum of the periods’ numerators over the mean population"
_ACROSS_PERIODS = {
    AcrossPeriods.SUM: "The sum of its periods",
    AcrossPeriods.MEAN: "The mean of its periods",
    AcrossPeriods.RATIO_OF_SUMS: "The sum of its periods’ numerators over the sum of their denominators",
    AcrossPeriods.LATEST: "The latest of its periods",
    AcrossPeriods.NONE: "None: it is judged in its own periods only",
}


def baseline_text(difference: BaselineDifference, format: Format) -> str:
    """`4.2 points above the baseline, which is better`; empty without a figure."""
    if isinstance(difference.size, Missing):
        return ""
    if not difference.size:
        return "the same as the baseline"
    if format.is_yes_no:
        return f"another answer than the baseline{_VERDICTS.get(difference.direction, '')}"
    size, side = format.difference_text(difference.size), "above" if difference.size > 0 else "below"
    return f"{size} {side} the baseline{_VERDICTS.get(difference.direction, '')}"


_VERDICTS = {
    Direction.IMPROVING: ", which is better",
    Direction.WORSENING: ", which is worse",
    Direction.NO_CHANGE: ", which is as good",
}


def way_text(way: WhichWay, format: Format) -> str:
    """`13 falls in a row, worse`, `up 2.1 points in a year, better`, `steady over a year` (rules 7.5)."""
    verdict = _BETTER.get(way.direction, "")
    match way.way:
        case Way.RUN:
            return f"{way.count} {'falls' if way.size < 0 else 'rises'} in a row{verdict}"
        case Way.CHANGED if format.is_yes_no:
            return f"{format.text(way.now)}, {format.text(way.against)} a year ago{verdict}"
        case Way.CHANGED:
            return f"{'down' if way.size < 0 else 'up'} {format.difference_text(way.size)} in a year{verdict}"
        case Way.STEADY:
            return "steady over a year"
        case Way.NO_YEAR_AGO:
            return "no figure a year ago"
    return "no figure"


_BETTER = {Direction.IMPROVING: ", better", Direction.WORSENING: ", worse", Direction.NO_CHANGE: ", as good"}


def move_text(before: Number, now: Number, format: Format) -> str:
    """`from 89.2% to 77.8%, down 11.4 points`: what moved (rules 7.5). Both as printed."""
    ends = f"from {format.text(before)} to {format.text(now)}"
    if format.is_yes_no or isinstance(before, Missing) or isinstance(now, Missing) or now == before:
        return ends
    return f"{ends}, {'down' if now < before else 'up'} {format.difference_text(now - before)}"


def outlook_text(outlook: Outlook, format: Format) -> str:
    """`3 so far + 8 that the rest of last year brought = 11` (rules 7.6)."""
    (so_far, rest), whole = sum_texts([outlook.so_far, total(outlook.remaining)], format)
    return f"{so_far} so far + {rest} that the rest of last year brought = {whole}"


def since_text(what: str, streak: Streak, since: Period, *, is_whole: bool) -> str:
    """`Red for 2 quarters, since Q1 2026/27`, `Red since Q2 2026/27`, `Amber in all 14 quarters`.

    `is_whole`: nothing before the first of its periods is left out, so that “all” may be said.
    """
    if streak.count == 1:
        return f"{what} since {since.label}"
    count = f"{streak.count} {since.frequency.plural}"
    if streak.is_all:
        return f"{what} in all {count}" if is_whole else f"{what} for {count} or more"
    return f"{what} for {count}, since {since.label}"


def gap(judged: Judged) -> Decimal | None:
    """How far a figure lies above its target, as both are printed; below it the number is negative.

    For a range, from the end that it lies beyond, and 0 inside. None where nothing is judged.
    """
    if judged.target is None or isinstance(judged.value, Missing) or judged.rule.format.is_yes_no:
        return None
    low, high = judged.target.ends
    return min(judged.value - low, Decimal(0)) + max(judged.value - high, Decimal(0))


def gap_text(judged: Judged) -> str:
    """`7.2 points below the target`; empty where nothing is judged, or the figure is on target."""
    found, polarity = gap(judged), judged.rule.polarity
    if not found or polarity is (Polarity.LOWER if found < 0 else Polarity.HIGHER):
        return ""
    return f"{judged.rule.format.difference_text(found)} {'below' if found < 0 else 'above'} the target"


def signed_gap_text(judged: Judged) -> str:
    """The same for a column of a table: `−7.2`, `+6.0`, `0.0`; empty where nothing is judged."""
    found = gap(judged)
    return "" if found is None else judged.rule.format.signed_text(found)


WITHIN_SAMPLING_ERROR = "within sampling error of the target"


def significance_text(current: Sample, earlier: Sample) -> str:
    """What a change between two surveys is worth, with the two samples that it rests on (rules 7.3)."""
    real = significantly_different(current, earlier)
    verdict = "more than chance alone would make" if real else "no more than chance alone may make"
    return f"{_of(current)} against {_of(earlier)}: {verdict} (two-sided test at 5%)"


def _of(sample: Sample) -> str:
    return f"{printed(sample.count, 0):,} of {printed(sample.base, 0):,}"


SIGNALS = {
    Signal.ABOVE_LIMIT: "above the upper limit",
    Signal.BELOW_LIMIT: "below the lower limit",
    Signal.RUN_ABOVE: "one of 7 or more in a row above the centre",
    Signal.RUN_BELOW: "one of 7 or more in a row below the centre",
    Signal.RISING: "one of 7 or more in a row, each higher than the one before",
    Signal.FALLING: "one of 7 or more in a row, each lower than the one before",
    Signal.NEAR_UPPER_LIMIT: "one of 2 in 3 close to the upper limit",
    Signal.NEAR_LOWER_LIMIT: "one of 2 in 3 close to the lower limit",
}


Ends = tuple[Decimal | None, Decimal | None]
"""The lowest and the highest figure that can be; None: no end on that side."""


def chart_text(chart: Chart, format: Format, *, possible: Ends = (None, None)) -> str:
    """A process behaviour chart in one sentence; of a limit where no figure can be nothing is said (rules 7.4)."""
    centre, (lower, upper) = format.text(chart.limits.centre), chart.drawn(*possible)
    low, high = ("" if limit is None else format.text(limit) for limit in (lower, upper))
    one_side = f"{low} or more" if low else f"{high} or less" if high else "any figure"
    usual = f"{low} to {high}" if low and high else one_side
    trial = " These are trial limits, made of fewer than 12 figures." if chart.has_trial_limits else ""
    known = sum(not isinstance(point.number, Missing) for point in chart.points)
    marked = sum(bool(point.signals) for point in chart.points)
    show = "shows" if marked < 2 else "show"
    return f"Usual is {usual}, around {centre}; {marked or 'none'} of {known} figures {show} a signal.{trial}"


def meanings_text(meanings: Sequence[Meaning]) -> str:
    """`Of the signals 2 are improvement and 1 concern.`; of one kind: `The signals are concern.`; empty without one."""
    counts = [(each, sum(found is each for found in meanings)) for each in Meaning if each is not Meaning.CHANGE]
    said = [(count, each.value) for each, count in counts if count]
    match said:
        case []:
            return ""
        case [(count, word)] if count == len(meanings):
            return f"{'The signal is' if count == 1 else 'All of them are'} {word}."
        case _:
            texts = " and ".join(f"{count} {'is' if count == 1 else 'are'} {word}" for count, word in said)
            return f"Of the signals {texts}."


def rebased_text(parts: Sequence[tuple[str, Stretch]], format: Format, *, possible: Ends = (None, None)) -> str:
    """A chart that was re-based, stretch by stretch; each comes with its span in words (rules 7.4)."""
    return " ".join(f"{span}: {_stretch_text(stretch, format, possible)}" for span, stretch in parts)


def _stretch_text(stretch: Stretch, format: Format, possible: Ends) -> str:
    if stretch.chart is not None:
        return chart_text(stretch.chart, format, possible=possible)
    known = sum(not isinstance(point.number, Missing) for point in stretch.points)
    return f"No limits yet, {known} of the {FEWEST} figures that they need."


def rollup_text(tally: Tally, how: Rollup) -> str:
    """Where a single colour comes from, or why there is none (rules 8.2)."""
    colour = derived_colour(tally, how)
    if how is Rollup.NONE:
        return "No single colour is derived: the distribution says it."
    if colour is None:
        return f"No single colour. {tally_text(tally)}."
    source = "the worst of its colours" if how is Rollup.WORST else "the colour that occurs most often, amber in a tie"
    return f"{colour.word}: {source} ({tally_text(tally)})."


def periods_text(readings: Sequence[Reading], how: AcrossPeriods, format: Format, result: str) -> str:
    """How a year's figure comes from its periods': `1 + 2 + 2 + 6 = 11`; empty where it is no sum of them (rules 5.1).

    The periods' figures stand there in full. A ratio of sums has its own working, and its periods each have theirs.
    """
    numbers = [reading.number for reading in readings if isinstance(reading.number, Decimal)]
    if len(numbers) < 2 or how not in (AcrossPeriods.SUM, AcrossPeriods.MEAN):
        return ""
    parts, whole = " + ".join(map(IN_FULL.text, numbers)), total(numbers)
    if how is AcrossPeriods.MEAN:
        return f"({parts}) ÷ {len(numbers)} = {result}"
    return f"{parts} = {result}{'' if format.rounded(whole) == whole else ROUNDED}"


def edges_text(judged: Judged) -> str:
    """The outermost values still amber: `80% or more`, `21.5 or less`, `35 to 65`; empty where none is amber."""
    if judged.target is None or not judged.status.is_colour or not has_amber(judged.rule, judged.target):
        return ""
    if judged.rule.format.is_yes_no:
        return " or ".join(answers_by_status(judged.rule, judged.target).get(Status.AMBER, []))
    format, (low, high) = judged.rule.format.in_full, shown_limits(judged.rule, judged.target)
    if low is not None and high is not None:
        return format.range_text(low, high)
    if low is not None:
        return f"{format.text(low)} or more"
    return f"{format.text(high)} or less" if high is not None else ""
