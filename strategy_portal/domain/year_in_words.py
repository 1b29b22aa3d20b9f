"""A year’s figure in words: where it stands, what it was before, and which way it went (rules 6.8, 7).

What is inside the band or inside chance is no rise and no fall; figures are as they print.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from .numbers import Format, Measure, Missing, Number
from .sentences import figure_text, sentence, target_text
from .status import Judged, Polarity, Status
from .trend import Direction, Trend


@dataclass(frozen=True)
class YearInWords:
    """A figure of a year with the years before it, oldest first, as they were judged; `trend` is against the last."""

    name: str
    judged: Judged
    trend: Trend | None = None
    earlier: tuple[tuple[str, Number], ...] = ()
    year_before: str = ""

    @property
    def format(self) -> Format:
        return self.judged.rule.format

    @property
    def figure(self) -> str:
        return figure_text(self.judged.value, self.format)

    @property
    def _before(self) -> Decimal | None:
        against = self.trend.against if self.trend else None
        return against if isinstance(against, Decimal) else None

    @property
    def change_text(self) -> str:
        """`rose from 21.3 to 21.6`, `stayed at level 2`, `is 88.8%; the change of 0.5 points ... chance`; with verb."""
        now, before = self.judged.value, self._before
        if isinstance(now, Missing):
            return "has no figure"
        if before is None or self.trend is None:
            return f"is {self.figure}"
        if now == before:
            return f"stayed at {self.figure}"
        if self.format.is_yes_no:
            return f"went from {self.format.text(before)} to {self.format.text(now)}"
        size, against = (
            self.format.difference_text(now - before),
            f" since {self.year_before}" if self.year_before else "",
        )
        match self.trend.direction:
            case Direction.NO_SIGNIFICANT_CHANGE:
                return f"is {self.figure}; the change{against}, {size}, is no more than chance alone may make"
            case Direction.NO_CHANGE:
                return f"is {self.figure}, little change from {figure_text(before, self.format)}"
        verb = "rose" if now > before else "fell"
        return f"{verb} from {figure_text(before, self.format)} to {self.figure}"

    @property
    def short_change_text(self) -> str:
        """`84.8% to 86.7%`: for lists in which the direction is said before."""
        before = self._before
        return self.figure if before is None else f"{figure_text(before, self.format)} to {self.figure}"

    @property
    def verdict(self) -> str:
        """`better`, `worse`, `little change`, `no real change`, `the same`; empty where nothing is compared."""
        if self.trend is None or self._before is None or isinstance(self.judged.value, Missing):
            return ""
        if self.judged.value == self._before:
            return "the same"
        return VERDICTS.get(self.trend.direction, "")

    @property
    def against_text(self) -> str:
        """`Worse (was 87.0%)`: for a cell of a table."""
        before = self._before
        if not self.verdict or before is None:
            return "Nothing to compare"
        if self.verdict == "the same":
            return "The same"
        return f"{sentence(self.verdict).rstrip('.')} (was {figure_text(before, self.format)})"

    @property
    def place_text(self) -> str:
        """`above the limit of 20.5`, `2.1 points below the target of 85%`, `on target`; empty without a judgement."""
        judged = self.judged
        if not judged.status.is_colour or judged.target is None or isinstance(judged.value, Missing):
            return ""
        if judged.status is Status.GREEN:
            return "on target"
        low, high = judged.target.ends
        target = judged.rule.format.in_full
        if judged.rule.format.is_yes_no:
            return f"and the target is {target.text(low)}"
        if low != high:
            return f"outside the target range of {target.range_text(low, high)}"
        aim = f"level {target.text(low)}" if target.measure is Measure.LEVEL else target.text(low)
        if judged.rule.polarity is Polarity.LOWER:
            return f"above the limit of {aim}"
        return f"below the target of {aim}"

    @property
    def gap_text(self) -> str:
        """`2.1 points short`, `1.1 over the limit`; empty on target."""
        judged = self.judged
        if (
            judged.status not in (Status.RED, Status.AMBER)
            or judged.target is None
            or isinstance(judged.value, Missing)
        ):
            return ""
        if self.format.is_yes_no:
            return ""
        low, high = judged.target.ends
        gap = low - judged.value if judged.value < low else judged.value - high
        size = f"{self.format.difference_text(gap)}{_levels(self.format, gap)}"
        if judged.rule.polarity is Polarity.LOWER:
            return f"{size} over the limit"
        return f"{size} {'short' if judged.value < low else 'above the range'}"

    @property
    def account(self) -> str:
        """Patterns 2, 5, 6, 8: `Complaints closed rose from 21.3 to 21.6, above the limit of 20.5.`"""
        joined = f"{self.name} {self.change_text}"
        place = self.place_text
        if not place:
            return sentence(joined)
        return sentence(f"{joined}; it is {place}" if "; the change" in joined else f"{joined}, {place}")

    @property
    def figures_text(self) -> str:
        """`82.4%; the target is 85%. It was 89.2%, then 87.0%.`: the figure with what it was, for a cell."""
        target = target_text(self.judged)
        head = sentence(f"{self.figure}; the target is {target}" if target else self.figure)
        known = [figure_text(number, self.format) for _, number in self.earlier if isinstance(number, Decimal)][-2:]
        if not known:
            return head
        if len(set(known)) == 1 and len(known) == 2:
            return f"{head} It was {known[0]} in each of the two years before."
        return f"{head} It was {', then '.join(known)}."

    @property
    def heading(self) -> str:
        """Of its entry in the appendix: `Keeping customers informed fell to 82.9%, 2.1 points short`."""
        if isinstance(self.judged.value, Missing):
            return f"{self.name}: no figure"
        before, now = self._before, self.judged.value
        real = self.trend is not None and self.trend.direction in (Direction.IMPROVING, Direction.WORSENING)
        moved = before is not None and now != before and real and not self.format.is_yes_no
        head = (
            f"{self.name} {'rose' if before is not None and now > before else 'fell'} to {self.figure}"
            if moved
            else f"{self.name}: {self.figure}"
        )
        place = "on target" if self.judged.status is Status.GREEN else self.gap_text
        return f"{head}, {place}" if place else head


VERDICTS = {
    Direction.IMPROVING: "better",
    Direction.WORSENING: "worse",
    Direction.NO_CHANGE: "little change",
    Direction.NO_SIGNIFICANT_CHANGE: "no real change",
}


def _levels(format: Format, gap: Decimal) -> str:
    return "" if format.measure is not Measure.LEVEL else " level" if gap == 1 else " levels"


def onto_target_text(name: str, told: YearInWords, *, is_first_time: bool) -> str:
    """Pattern 7: `Use of the website rose from 57.4% to 61.0% and met its target, 60%, for the first time.`"""
    first = ", for the first time" if is_first_time else ""
    return sentence(f"{name} {told.change_text} and met its target, {target_text(told.judged)}{first}")


def verdict_text(statuses: Sequence[Status], change: Direction, size: str, *, is_running: bool) -> str:
    """What came of an indicator, from the statuses of its years, the last at the end, and its change since the start.

    Of a strategy that has ended: Met; Met, then lost; Missed, and whether it is better than at the start. While it
    runs: Better or Worse by how much, No real change, On target each year. Without figures: Never measured, Not known.
    """
    coloured = [status for status in statuses if status.is_colour]
    if all(status is Status.NOT_YET_MEASURED for status in statuses):
        return "Never measured"
    if not statuses[-1].is_colour:
        return "Not known"
    stood = {Direction.IMPROVING: "better", Direction.WORSENING: "worse"}.get(change, "")
    if not is_running:
        if statuses[-1] is Status.GREEN:
            return "Met"
        if Status.GREEN in coloured:
            return "Met, then lost"
        return {"better": "Missed, better than at the start", "worse": "Missed, worse than at the start"}.get(
            stood, "Missed, no real change"
        )
    if len(coloured) > 1 and all(status is Status.GREEN for status in coloured):
        gap = len(statuses) - len(coloured)
        return "On target each year" if not gap else "On target in each year with a figure"
    if change is Direction.NOT_ENOUGH_DATA:
        return "First figure"
    return f"{stood.capitalize()} by {size}" if stood else "No real change"
