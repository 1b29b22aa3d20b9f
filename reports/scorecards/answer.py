"""How a strategy stands, in a few sentences: the first lines of the board's page. What is nought is left out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from actions.scorecards.action_line import ActionLine, Situation
from indicators.judging.cards import IndicatorCard
from strategy_portal.domain.periods import add_months
from strategy_portal.domain.status import Status
from strategy_portal.domain.trend import Way
from strategy_portal.domain.wording import and_text

from .changes import Changes, StatusChange

if TYPE_CHECKING:
    from .board import BoardPage

NAMED, MOST_NAMED = 5, 6
"""Of more than six the first five are named and the others counted: an answer of a page is none."""

BY_WORSE = (Status.GREEN, Status.AMBER, Status.RED)

LONG_LATE = 24
"""Months: actions that are late by so many or more are counted in the answer."""


@dataclass(frozen=True)
class Sentence:
    """`strong` is its beginning, where that is what the board must not pass over."""

    text: str
    strong: str = ""

    @property
    def rest(self) -> str:
        return self.text.removeprefix(self.strong)


def strong(text: str, rest: str = "") -> Sentence:
    return Sentence(text + rest, text)


def answer(page: "BoardPage") -> Iterator[Sentence]:
    """Of the indicators, then of the actions; of what can't be judged nothing is said here, an alarm says it."""
    tally, red = page.scores.tally, page.red
    if tally.assessable:
        if red:
            worst = [need.card for need in page.needs.indicators if need.is_red] if len(red) > MOST_NAMED else red
            named = named_text([_named(card) for card in worst])
            are = "is" if len(red) == 1 else "are"
            yield strong(f"{len(red)} of {tally.assessable} judged indicators {are} red", f": {named}.")
        elif page.needs.exceptions:
            yield Sentence(f"None of {tally.assessable} judged indicators is red.")
        else:
            yield Sentence(f"All {tally.assessable} judged indicators are on target.")
    heading = page.heading_for_red
    if len(heading) > MOST_NAMED:
        text = named_text([card.indicator.reference for card in heading])
        yield strong(f"{len(heading)} that are not red are heading for red", f": {text}.")
    else:
        for card in heading:
            yield strong(f"{card.indicator.short_name} is {card.status.word.lower()} and heading for red.")
    if tally.assessable:
        yield from change_sentences(page.changes)
    if page.unknown.overdue:
        are = "figure is" if page.unknown.overdue == 1 else "figures are"
        yield strong(f"{page.unknown.overdue} {are} overdue.")
    if page.lines:
        yield from late_sentences(page.lines, page.on)
        yield from owner_sentences(page.lines)


def change_sentences(changes: Changes) -> Iterator[Sentence]:
    """Which indicators have another colour than in what is compared with, and how many have none any more."""
    since, moved = f"Since {changes.compared.label}", changes.between_colours
    if len(moved) > MOST_NAMED:
        worse = sum(BY_WORSE.index(each.before) < BY_WORSE.index(each.card.status) for each in moved)
        rest = f", {worse} for the worse and {len(moved) - worse} for the better."
        yield strong(f"{since} {len(moved)} went from one colour to another", rest)
    elif moved:
        text = and_text([f"{each.card.indicator.reference} went {_went(each)}" for each in moved])
        yield strong(f"{since} {text}.")
    else:
        yield Sentence(f"{since} no colour changed.")
    if lost := len(changes.lost):
        yield Sentence(f"{lost} that had a colour {'has' if lost == 1 else 'have'} none now.")


def _went(change: StatusChange) -> str:
    return f"from {change.before.word.lower()} to {change.card.status.word.lower()}"


def late_sentences(lines: Sequence[ActionLine], on: date) -> Iterator[Sentence]:
    """How many actions are late, how many of them by long, and of how many nobody knows whether they are done."""
    late = [line for line in lines if line.is_overdue]
    of = "1 action" if len(lines) == 1 else f"{len(lines)} actions"
    if not any(line.due_as_written for line in lines):
        yield strong("No action has a date, so none can be late.")
    elif not late:
        yield Sentence(f"None of {of} is late.")
    else:
        long = sum(line.held_to_on is not None and add_months(line.held_to_on, LONG_LATE) <= on for line in late)
        by_long = f", {long} of them by two years or more" if long else ""
        yield strong(f"{len(late)} of {of} {'is' if len(late) == 1 else 'are'} late", f"{by_long}.")
    if count := sum(line.situation is Situation.LATE_NO_STATE for line in late):
        is_done = "it is done" if count == 1 else "they are done"
        yield strong(f"For {count} nobody has reported whether {is_done}.")


def owner_sentences(lines: Sequence[ActionLine]) -> Iterator[Sentence]:
    if without := sum(not line.owner_names for line in lines if not line.has_ended):
        yield Sentence(f"{without} of {len(lines)} actions {'has' if without == 1 else 'have'} no owner.")


def named_text(names: Sequence[str]) -> str:
    """`1.3, 1.4 and 2.2`; of many the first and how many more."""
    return and_text([*names[:NAMED], f"{len(names) - NAMED} more"] if len(names) > MOST_NAMED else names)


def _named(card: IndicatorCard) -> str:
    """`1.3 Staff knowledge (13 falls in a row, worse)`: a run is said with it."""
    return f"{card.indicator.short_name} ({card.way_text})" if card.way.way is Way.RUN else card.indicator.short_name
