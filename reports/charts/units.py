"""The units of a survey in one period: which are drawn, in words and as a table; the lowest first, the missing last."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from indicators.judging.cards import IndicatorCard
from indicators.judging.indicator_page import UnitLine
from indicators.judging.standing import Basis
from strategy_portal.domain.aggregation import AcrossUnits
from strategy_portal.domain.numbers import ANSWERS, Format, Missing, Number
from strategy_portal.domain.status import COLOURS, TargetValue, amber_zones
from strategy_portal.domain.streaks import OFF_TARGET
from strategy_portal.domain.wording import target_text

from .course import unit_of
from .picture import round_heights
from .style import INK, MARKERS, MUTED, OTHER_MARKER


@dataclass(frozen=True)
class Units:
    """`known` are those with a figure, the lowest first; `missing` the others, each with why in words.

    `is_judged`: each unit can be held against the target and the figure of all. A part of a sum can't, nor can a
    period's figure be held against a target of the year to date; then there is neither line nor status.
    """

    title: str
    unit: str
    format: Format
    known: tuple[UnitLine, ...]
    missing: tuple[tuple[str, str], ...]
    is_judged: bool
    target: TargetValue | None
    target_text: str
    zones: tuple[tuple[Decimal, Decimal], ...]
    whole: Number
    whole_text: str

    def word(self, line: UnitLine) -> str:
        return line.status.word if self.is_judged else ""

    def marker(self, line: UnitLine) -> tuple[str, str]:
        """Shape and colour. What has no colour is filled as well: a ring is the figure of a year ago."""
        return MARKERS.get(line.status.value, OTHER_MARKER) if self.is_judged else OTHER_MARKER

    def described(self, line: UnitLine) -> str:
        """`Roads: 75.6%, Red, 95% interval 67.5% to 82.4%, a year ago 80.8%`."""
        parts = [
            f"{line.unit}: {line.value_text}",
            self.word(line),
            f"95% interval {line.interval_text}" if line.interval else "",
            f"a year ago {line.year_ago_text}" if line.year_ago_text else "",
        ]
        return ", ".join(filter(None, parts))

    @property
    def lines(self) -> Iterator[tuple[Decimal, str, str]]:
        """What crosses all rows: where, how the pen is set, and what it is called."""
        if isinstance(self.whole, Decimal):
            yield self.whole, f'stroke="{MUTED}" stroke-width="1.3"', f"all units {self.whole_text}"
        for place, end in enumerate(dict.fromkeys(self.target.ends if self.target else ())):
            named = f"target {self.target_text}" if not place else ""
            yield end, f'stroke="{INK}" stroke-width="1.3" stroke-dasharray="4 2.5"', named


def units_of(card: IndicatorCard, lines: Sequence[UnitLine]) -> Units:
    """The units of the card's period."""
    standing, indicator = card.standing, card.indicator
    is_judged = indicator.how_across_units is not AcrossUnits.SUM and standing.basis is not Basis.YEAR_TO_DATE
    judged = standing.judged
    target = judged.target if is_judged else None
    return Units(
        title=str(indicator),
        unit=unit_of(indicator, summed=False),
        format=standing.format,
        known=tuple(sorted((line for line in lines if isinstance(line.number, Decimal)), key=_rank)),
        missing=tuple((line.unit, line.value_text) for line in lines if isinstance(line.number, Missing)),
        is_judged=is_judged,
        target=target,
        target_text=target_text(target, standing.format),
        zones=amber_zones(judged.rule, target),
        whole=judged.value if is_judged else Missing.NOT_APPLICABLE,
        whole_text=standing.value_text,
    )


def _rank(line: UnitLine) -> tuple[Number, str]:
    return line.number, line.unit


def units_sentence(units: Units) -> str:
    """Lowest, highest, all together, how many are off target, and who is missing."""
    parts = [*_ends(units), *_together(units)]
    if units.missing:
        parts.append(f"missing: {', '.join(f'{name} ({why.lower()})' for name, why in units.missing)}")
    text = "; ".join(parts)
    return f"{text[:1].upper()}{text[1:]}."


def _ends(units: Units) -> Iterator[str]:
    known = units.known
    if not known:
        yield "No unit has a figure"
    elif known[0].number == known[-1].number:
        yield f"{known[0].unit}: {known[0].value_text}" if len(known) == 1 else f"each unit: {known[0].value_text}"
    else:
        for name, end in (("lowest", known[0]), ("highest", known[-1])):
            same = [line.unit for line in known if line.number == end.number]
            yield f"{name}: {' and '.join(same) if len(same) < 3 else f'{len(same)} units'}, {end.value_text}"


def _together(units: Units) -> Iterator[str]:
    if isinstance(units.whole, Decimal):
        yield f"all units together: {units.whole_text}"
    judged = [line.status for line in units.known if line.status in COLOURS] if units.is_judged else []
    if judged:
        off = sum(status in OFF_TARGET for status in judged)
        yield f"{off or 'none'} of {len(judged)} off the target of {units.target_text}"


def units_columns(units: Units) -> list[tuple[str, ...]]:
    """The table and the file: each column with its heading first, those that would be empty left out."""
    known, blank = units.known, ("",) * len(units.missing)
    columns: list[tuple[str, ...]] = [
        ("Unit", *(line.unit for line in known), *(name for name, _ in units.missing)),
        ("Value", *(line.value_text for line in known), *(why for _, why in units.missing)),
        ("A year ago", *(line.year_ago_text for line in known), *blank),
        ("Status alone", *map(units.word, known), *blank),
        ("95% interval", *(line.interval_text for line in known), *blank),
        ("Respondents", *map(respondents_text, known), *blank),
        ("Sum", *(line.working for line in known), *blank),
    ]
    return [*columns[:2], *(column for column in columns[2:] if any(column[1:]))]


def respondents_text(line: UnitLine) -> str:
    return "" if line.respondents is None else f"{line.respondents:,}"


def reach(units: Units) -> tuple[float, float]:
    """From the lowest to the highest that is drawn; a yes-or-no has room for both answers."""
    if units.format.is_yes_no:
        return -0.2, 1.2
    ends = [each for line in units.known for each in (line.number, line.year_ago) if isinstance(each, Decimal)]
    ends += [end for line in units.known if line.interval for end in (line.interval.low, line.interval.high)]
    ends += [place for place, *_ in units.lines]
    low, high = (float(end(ends)) for end in (min, max)) if ends else (0.0, 1.0)
    margin = (high - low) * 0.05 or 1.0
    return low - margin, high + margin


def marks(units: Units) -> list[Decimal]:
    """What the scale names: round figures, or the two answers; nothing where nothing is drawn."""
    if units.format.is_yes_no:
        return sorted(ANSWERS)
    return round_heights(*reach(units), whole=units.format.places == 0) if units.known else []
