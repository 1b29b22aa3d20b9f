"""The figures with the limits between which they usually move (rules 7.4)."""

from dataclasses import replace

from indicators.judging.process import Process, ProcessLevel, ProcessLine, ProcessStretch
from strategy_portal.domain.numbers import Missing

from .course import Charted, series_of
from .series import ComparedLine, Said, Series


def process_series_of(card: Charted, process: Process) -> Series:
    """The same figures with the limits between which they usually move; a signal instead of a status (rules 7.4)."""
    drawn = series_of(card)
    points = zip(drawn.points, process.lines, strict=True)
    return replace(
        drawn,
        judged_to_date=False,
        points=tuple(
            replace(point, target=None, interval=None, zones=(), said=Said.NOT_ASKED, **_signal(line))
            for point, line in points
        ),
        lines=tuple(
            _level(stretch, level, len(drawn.points)) for stretch in process.stretches for level in stretch.levels
        ),
        own_sentence=process.text,
        is_process=True,
        column=("Moving range", *(line.moving_range_text for line in process.lines)),
    )


def _level(stretch: ProcessStretch, level: ProcessLevel, periods: int) -> ComparedLine:
    """A limit or the centre in the periods of its stretch alone."""
    own = range(stretch.stretch.first, stretch.stretch.end)
    heights = tuple(level.height if place in own else Missing.NOT_APPLICABLE for place in range(periods))
    ended = f" {stretch.span[0].lower()}{stretch.span[1:]}" if not stretch.is_last else ""
    return ComparedLine(f"{level.name}{ended}", level.text, heights, has_ended=not stretch.is_last)


def _signal(line: ProcessLine) -> dict[str, str]:
    """Its slug gives the shape: improvement, concern, or a change of which the polarity does not say which."""
    note = "; ".join(filter(None, [line.signals_text, f"re-based: {line.base.reason}" if line.base else ""]))
    if line.meaning is None:
        return {"slug": "usual", "word": "Usual", "note": note}
    return {"slug": line.meaning.value, "word": line.meaning.word, "note": note}
