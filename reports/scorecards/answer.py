"""How a strategy stands, in a few sentences: the first lines of the board's page. What is nought is left out."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from indicators.judging.cards import IndicatorCard
from strategy_portal.domain.trend import Way
from strategy_portal.domain.wording import and_text

if TYPE_CHECKING:
    from .board import BoardPage


@dataclass(frozen=True)
class Sentence:
    """`is_strong`: one that the board must not pass over."""

    text: str
    is_strong: bool = False


def answer(page: "BoardPage") -> Iterator[Sentence]:
    """Of the indicators, then of the actions; of what can't be judged nothing is said here, an alarm says it."""
    tally, red = page.scores.tally, page.red
    if tally.assessable:
        if red:
            named = and_text([_named(card) for card in red])
            are = "is" if len(red) == 1 else "are"
            yield Sentence(f"{len(red)} of {tally.assessable} judged indicators {are} red: {named}.", is_strong=True)
        elif page.needs.indicators:
            yield Sentence(f"None of {tally.assessable} judged indicators is red.")
        else:
            yield Sentence(f"All {tally.assessable} judged indicators are on target.")
    for card in page.heading_for_red:
        text = f"{card.indicator.short_name} is {card.status.word.lower()} and heading for red."
        yield Sentence(text, is_strong=True)
    if page.unknown.overdue:
        are = "figure is" if page.unknown.overdue == 1 else "figures are"
        yield Sentence(f"{page.unknown.overdue} {are} overdue.", is_strong=True)
    yield from _of_actions(page)


def _of_actions(page: "BoardPage") -> Iterator[Sentence]:
    if page.late:
        are = "action is" if len(page.late) == 1 else "actions are"
        yield Sentence(f"{len(page.late)} {are} late.", is_strong=True)
    elif page.lines and page.counts.undated == len(page.lines):
        yield Sentence("No action has a date, so none can be late.")
    if without := len(page.unknown.without_owner):
        yield Sentence(f"{without} of {len(page.lines)} actions {'has' if without == 1 else 'have'} no owner.")


def _named(card: IndicatorCard) -> str:
    """`1.3 Staff knowledge (13 falls in a row, worse)`: a run is said with it."""
    return f"{card.indicator.short_name} ({card.way_text})" if card.way.way is Way.RUN else card.indicator.short_name
