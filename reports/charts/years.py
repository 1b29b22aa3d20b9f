"""The years of an indicator beside each other: a sum as its year grows, the same measured from its target, and the same
period of each year.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import accumulate

from indicators.judging.cards import IndicatorCard, Point
from indicators.judging.figures import IndicatorFigures
from strategy_portal.domain import wording
from strategy_portal.domain.numbers import Format, Missing, Number, printed
from strategy_portal.domain.periods import Period
from strategy_portal.domain.status import TargetValue, amber_zones

from .course import unit_of
from .series import ComparedLine, Said, Series, SeriesPoint, Style

MOST_EARLIER = 4
"""Earlier years that are drawn beside this one."""

FEWEST_YEARS = 2
PATH = "on this path"
"""What the year comes to if its rest is as last year's (rules 7.6)."""


@dataclass(frozen=True)
class Place:
    """One period of one year: how far the sum was at its end, and what was due by then."""

    period: Period
    number: Number
    target: TargetValue | None
    zones: tuple[tuple[Decimal, Decimal], ...]
    point: Point | None

    @property
    def slug(self) -> str:
        return self.point.status.value if self.point else ""

    @property
    def word(self) -> str:
        return self.point.status.word if self.point else "to come"

    def apart(self) -> Number:
        """How far it lies above what was due, below it where negative; of a range, its low end."""
        return self.number - self.due if isinstance(self.number, Decimal) else self.number

    @property
    def due(self) -> Decimal:
        return self.target.ends[0] if self.target else Decimal(0)


@dataclass(frozen=True)
class Years:
    """The years of a sum, the earliest first, each with a place for each of its periods. The last one is this year."""

    card: IndicatorCard
    years: tuple[tuple[Place, ...], ...]

    @property
    def now(self) -> tuple[Place, ...]:
        return self.years[-1]

    @property
    def earlier(self) -> tuple[tuple[Place, ...], ...]:
        return self.years[:-1]

    @property
    def format(self) -> Format:
        return self.card.standing.format

    @property
    def last(self) -> int | None:
        """The place of this year's last figure."""
        known = [place for place, each in enumerate(self.now) if isinstance(each.number, Decimal)]
        return known[-1] if known else None

    @property
    def path(self) -> tuple[Number, ...]:
        """From so far, as printed, to what the year comes to; nothing where that is not known (rules 7.6)."""
        outlook, last = self.card.outlook, self.last
        if outlook is None or last is None or last + 1 + len(outlook.remaining) != len(self.now):
            return ()
        rest = list(accumulate((outlook.so_far, *outlook.remaining)))[1:]
        return (*[Missing.NOT_APPLICABLE] * last, self.now[last].number, *rest)


def years_of(card: IndicatorCard) -> Years | None:
    """None of what is no sum, has one period a year, or has no figure."""
    figures = card.figures
    if not figures.is_sum or figures.is_irregular or not card.points or card.standing.is_yes_no:
        return None
    by_year: dict[Period, dict[Period, Point]] = defaultdict(dict)
    for point in card.points:
        by_year[point.period.year][point.period] = point
    names = sorted(by_year)[-1 - MOST_EARLIER :]
    years = tuple(_places(figures, year, by_year[year]) for year in names)
    periods = len(years[-1])
    if periods < 2 or not any(isinstance(each.number, Decimal) for each in years[-1]):
        return None
    return Years(card, tuple(year for year in years if len(year) == periods))


def _places(figures: IndicatorFigures, year: Period, points: dict[Period, Point]) -> tuple[Place, ...]:
    """A place for each of the year's own periods, the ones to come included."""
    own = figures.own_periods(year)
    return tuple(_place(figures, own[: count + 1], points.get(period)) for count, period in enumerate(own))


def _place(figures: IndicatorFigures, to_date: Sequence[Period], point: Point | None) -> Place:
    period = to_date[-1]
    if point is not None and isinstance(point.standing.judged.value, Decimal):
        judged = point.standing.judged
        return Place(period, judged.value, judged.target, amber_zones(judged.rule, judged.target), point)
    target = figures.due(to_date, period)
    zones = amber_zones(figures.rule_for(to_date, period), target)
    return Place(period, point.standing.judged.value if point else Missing.NOT_ENTERED, target, zones, point)


def year_series(years: Years) -> Series:
    """The sum as this year grows, earlier years and the target beside it; `origin` is nought."""
    return _series(years, is_difference=False)


def from_target_series(years: Years) -> Series | None:
    """The same, each year measured from what was due by then: lines that rise together hide what matters."""
    if any(each.target is None for each in years.now):
        return None
    return _series(years, is_difference=True)


def _series(years: Years, *, is_difference: bool) -> Series:
    card, format = years.card, years.format
    earlier = [_earlier(year, format, is_difference=is_difference) for year in reversed(years.earlier)]
    path = [_path(years, is_difference=is_difference)] if years.path else []
    return Series(
        title=str(card.indicator),
        unit=unit_of(card.indicator, summed=True),
        format=format,
        judged_to_date=False,
        points=tuple(_point(each, format, is_difference=is_difference) for each in years.now),
        lines=(*path, *(line for line in earlier if line.last)),
        own_sentence=_sentence(years, is_difference=is_difference),
        origin=Decimal(0),
        is_difference=is_difference,
    )


def _point(place: Place, format: Format, *, is_difference: bool) -> SeriesPoint:
    target, due = place.target, place.due
    zones = place.zones
    if is_difference:
        zones = tuple((low - due, high - due) for low, high in zones)
        target = TargetValue(Decimal(0)) if target and target.value is not None else target
        target = TargetValue(low=Decimal(0), high=target.ends[1] - due) if target and target.value is None else target
    period = place.period
    return SeriesPoint(
        label=period.label,
        year=period.year.label,
        number=place.apart() if is_difference else place.number,
        text=format.text(place.number) if place.point else "To come",
        slug=place.slug,
        word=place.word,
        target=target,
        target_text=wording.target_text(place.target, format),
        zones=zones,
        note=apart_text(place, format),
        is_future=place.point is None,
    )


def _earlier(year: Sequence[Place], format: Format, *, is_difference: bool) -> ComparedLine:
    numbers = tuple(each.apart() if is_difference and each.target else each.number for each in year)
    end = next((each for each in reversed(year) if isinstance(each.number, Decimal)), year[-1])
    return ComparedLine(
        name=f"in {end.period.year.label}",
        text=format.text(end.number),
        numbers=numbers,
        style=Style.EARLIER,
        slug=end.slug,
        word=end.word,
    )


def _path(years: Years, *, is_difference: bool) -> ComparedLine:
    outlook, numbers = years.card.outlook, years.path
    assert outlook is not None
    if is_difference:
        due = [each.due for each in years.now]
        numbers = tuple(
            each - target if isinstance(each, Decimal) else each for each, target in zip(numbers, due, strict=True)
        )
    return ComparedLine(
        name=PATH,
        text=years.format.text(outlook.total),
        numbers=numbers,
        style=Style.PATH,
        slug=outlook.status.value if outlook.status else "to-come",
        word=outlook.status.word if outlook.status else "No colour",
    )


def apart_text(place: Place, format: Format) -> str:
    """`0.15 under the 10.25 due by then`; empty without a figure or a target."""
    apart = place.apart()
    if place.target is None or isinstance(apart, Missing):
        return ""
    due = format.in_full.text(place.due)
    if not apart:
        return f"exactly the {due} due by then"
    return f"{distance_text(abs(apart), format)} {'over' if apart > 0 else 'under'} the {due} due by then"


def distance_text(distance: Decimal, format: Format) -> str:
    """In full, as far as two places more than the figures have."""
    return format.in_full.text(printed(distance, (format.places or 0) + 2))


def _sentence(years: Years, *, is_difference: bool) -> str:
    """This year so far, earlier years at the same point and at their end, and the path, said to be arithmetic."""
    format, last = years.format, years.last
    assert last is not None
    now = years.now[last]
    said = apart_text(now, format) if is_difference else ""
    parts = [
        f"{format.text(now.number)} in {now.period.year.label} by the end of {_short(now)}{', ' if said else ''}{said}"
    ]
    at_this_point = [
        f"{_figure(year[last], format, is_difference=is_difference)} in {year[last].period.year.label}"
        for year in reversed(years.earlier)
        if isinstance(year[last].number, Decimal)
    ]
    if at_this_point:
        parts.append(f"at this point it was {', '.join(at_this_point)}")
    ends = [year[-1] for year in reversed(years.earlier) if isinstance(year[-1].number, Decimal)]
    if ends and not is_difference:
        ended = ", ".join(f"{format.text(each.number)} ({each.word.lower()})" for each in ends)
        parts.append(f"{'these years' if len(ends) > 1 else 'that year'} ended at {ended}")
    if outlook := years.card.outlook if years.path else None:
        status = f", {outlook.status.word.lower()}" if outlook.status else ""
        parts.append(f"{PATH} the year comes to {format.text(outlook.total)}{status}: arithmetic, not a forecast")
    return "; ".join(parts) + "."


def _figure(place: Place, format: Format, *, is_difference: bool) -> str:
    apart = place.apart()
    if not is_difference or isinstance(apart, Missing) or place.target is None:
        return format.text(place.number)
    return f"{distance_text(abs(apart), format)} {'over' if apart > 0 else 'under'}" if apart else "exactly on it"


def _short(place: Place) -> str:
    return place.period.label.removesuffix(place.period.year.label).strip() or place.period.label


# --- The same period of each year ------------------------------------------------------------------------------------


def year_on_year_series(series: Series) -> Series | None:
    """The same periods of each year side by side; None where no two of them have two figures, or a year has one."""
    groups: dict[str, list[SeriesPoint]] = defaultdict(list)
    for point in series.ended:
        groups[point.short_label].append(point)
    compared = {name: found for name, found in groups.items() if sum(_is_known(each) for each in found) >= FEWEST_YEARS}
    if series.format.is_yes_no or len(compared) < FEWEST_YEARS or any(point.is_day for point in series.points):
        return None
    alone = {"slug": "", "word": "not judged alone"} if series.judged_to_date else {}
    shown = [
        replace(point, year=name, short=_year(point), said=Said.NOT_ASKED, **alone)
        for name, found in groups.items()
        for point in found
    ]
    return replace(
        series, points=tuple(shown), lines=(), turns=(), forecast="", is_apart=True,
        own_sentence=_year_on_year_sentence(compared, series.format),
    )  # fmt: skip


def _year(point: SeriesPoint) -> str:
    """`23/24` of 2023/24: short, because each stands under its own point."""
    return point.year.removeprefix("20") if "/" in point.year else point.year


def _is_known(point: SeriesPoint) -> bool:
    return isinstance(point.number, Decimal)


def _year_on_year_sentence(groups: dict[str, list[SeriesPoint]], format: Format) -> str:
    """`Q1: 78.9% in 2026/27, 5.5 points lower than in 2025/26; ...`: the last two years of each period."""
    return (
        "; ".join(
            _compared([each for each in found if _is_known(each)], name, format) for name, found in groups.items()
        )
        + "."
    )


def _compared(known: Sequence[SeriesPoint], name: str, format: Format) -> str:
    before, now = known[-2:]
    assert isinstance(before.number, Decimal)
    assert isinstance(now.number, Decimal)
    change = now.number - before.number
    how = f"{format.difference_text(abs(change))} {'higher' if change > 0 else 'lower'} than in" if change else "as in"
    return f"{name}: {now.text} in {now.year}, {how} {before.year}"
