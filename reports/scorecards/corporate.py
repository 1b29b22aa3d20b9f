"""What the corporate board sees of all strategies: how each stands, and what the board is asked to decide."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from actions.scorecards.action_line import ActionLine, Situation
from indicators.judging.cards import last_ended_quarter
from reports.models import Decision
from strategy_portal.domain.periods import Period
from strategy_portal.domain.trend import Way
from strategy_portal.domain.wording import and_text

from .alarm import Alarm, counted
from .answer import Sentence, strong
from .board import BoardPage, boards
from .for_decision import Asked, ForDecision, Link, asked_of, numbered
from .needs import IndicatorNeed
from .plan import late_first, parts
from .sight import SightGroup, first_of, line_of_sight
from .since import Event, events
from .worst_first import StrategiesOnPage, strategies_on_page

WORST = 3
"""So many of the worst stand in the row of a strategy."""
ASKED = 10
"""So many of the things to decide stand on the page unless all are asked for."""


@dataclass(frozen=True)
class Worst:
    """One of the worst of a strategy; `mark` is the slug of its shape, `word` what that says."""

    mark: str
    word: str
    link: Link
    note: str
    heading: str = ""


@dataclass(frozen=True)
class StrategyRow:
    """One strategy as a row of the page."""

    page: BoardPage

    @property
    def gone(self) -> int:
        """Percent of its days that are gone."""
        first, last = self.page.strategy.starts_on, self.page.strategy.ends_on
        days = (min(self.page.on, last) - first).days + 1
        return max(0, min(100, round(100 * days / ((last - first).days + 1))))

    @property
    def time_text(self) -> str:
        """`Year 4 of 5, to 31 March 2028`."""
        until = f", to {self.page.strategy.ends_on:%-d %B %Y}" if self.page.is_running else ""
        return f"{self.page.year_text}{until}"

    @property
    def worst(self) -> list[Worst]:
        """The worst three: indicators first, then the longest late action, and those without a state as one."""
        found = [_worst_indicator(need) for need in self.page.needs.worst(WORST)]
        return [*found, *self._worst_actions()][:WORST]

    def _worst_actions(self) -> Iterator[Worst]:
        late = late_first(self.page.late)
        unstated = [line for line in late if line.situation is Situation.LATE_NO_STATE]
        stated = [line for line in late if line not in unstated]
        for line in stated[:1]:
            yield _worst_action(line)
        yield from _without_state(self.page, unstated)
        for line in stated[1:]:
            yield _worst_action(line)

    @property
    def changed(self) -> list[Sentence]:
        """What changed since the quarter compared with, in one line; empty where there is nothing to compare."""
        changes, page = self.page.changes, self.page
        said = []
        if page.scores.tally.assessable or changes.lost:
            count = len(changes.between_colours)
            said.append(strong(f"{count} changed colour") if count else Sentence("no colour changed"))
        if changes.lost:
            said.insert(0, strong(f"{len(changes.lost)} lost {_their(len(changes.lost))} figure"))
        if changes.completed:
            said.append(Sentence(f"{counted(len(changes.completed), 'action')} completed"))
        if changes.moved:
            said.append(Sentence(f"{len(changes.moved)} moved"))
        if changes.newly_late:
            said.append(strong(f"{len(changes.newly_late)} became late"))
        return said

    @property
    def action_notes(self) -> list[str]:
        """What has to be known beside the number of late ones."""
        unknown, all_of_them = self.page.unknown, len(self.page.lines)
        if not all_of_them:
            return []
        undated = len(unknown.without_date)
        notes = [f"{undated} of {all_of_them} have no date, so they can’t be late"] if undated else []
        notes += [f"{len(unknown.without_owner)} have no owner"] if unknown.without_owner else []
        at_risk = sum(line.is_at_risk for line in self.page.lines)
        return [*notes, f"{at_risk} at risk, as reported"] if at_risk else notes

    @property
    def now_text(self) -> str:
        """`2 red, 1 amber`: the bar in words."""
        return ", ".join(f"{len(share.cards)} {share.word}" for share in self.page.shares)

    @property
    def before_text(self) -> str:
        """The same of what it is compared with."""
        return ", ".join(f"{share.before} {share.word}" for share in self.page.shares)

    @property
    def situations_text(self) -> str:
        """`2 late; 19 completed`; those without a date are said by `action_notes`."""
        found = parts(self.page.lines)
        said = [(word, lines) for word, lines in found if word is not Situation.NO_DATE or _says_a_date(lines)]
        return "; ".join(f"{len(lines)} {situation.word}" for situation, lines in said)


@dataclass(frozen=True)
class CorporatePage:
    """The strategies `shown`, ten at most, the running ones first, worst first. All that is said is of these.

    `sight` and `events` are of the running ones.
    """

    shown: StrategiesOnPage
    pages: tuple[BoardPage, ...]
    quarter: Period
    compared: Period
    on: date
    sight: tuple[SightGroup, ...]
    events: tuple[Event, ...]

    @cached_property
    def rows(self) -> list[StrategyRow]:
        return [StrategyRow(page) for page in self.pages]

    @property
    def sight_shown(self) -> Sequence[SightGroup]:
        """The first of it, where not all is asked for."""
        return first_of(self.sight)

    @property
    def running(self) -> list[BoardPage]:
        return [page for page in self.pages if page.is_running]

    @property
    def not_judged(self) -> list[BoardPage]:
        """The running ones of which nothing has a colour."""
        return [page for page in self.running if not page.scores.tally.assessable]

    @property
    def decided(self) -> list[Decision]:
        """What meetings decided on the running strategies, and nobody closed."""
        return [decision for page in self.running for decision in page.decisions]

    @property
    def for_decision(self) -> list[ForDecision]:
        """All that the board is asked to settle, numbered."""
        return numbered(self.asked)

    @property
    def for_decision_shown(self) -> list[ForDecision]:
        """The first ten, where not all is asked for."""
        return numbered(self.asked[:ASKED])

    @cached_property
    def asked(self) -> list[Asked]:
        """Of the running strategies, worst first."""
        return asked_of(self.running)

    @property
    def answer(self) -> list[Sentence]:
        """How all of them stand, in a few sentences; what is nought is left out."""
        return list(_answer(self))


def corporate(
    on: date,
    as_of: date | None = None,
    *,
    shown: StrategiesOnPage | None = None,
    ended_by: date | None = None,
    back: int = 1,
) -> CorporatePage:
    """Each strategy `shown`, else of the first page, in its last quarter that had ended by the day `ended_by`, else by
    `on`, compared with `back` quarters before it. Ten queries, whatever the number of strategies and of their rows.

    With `as_of`, the same day as `on`, everything as it stood at its end.
    """
    shown = shown or strategies_on_page(1, on, as_of)
    pages = tuple(sorted(boards(shown.strategies, on, as_of, ended_by=ended_by, back=back), key=_order))
    running = [page for page in pages if page.is_running]
    quarter = running[0].quarter if running else last_ended_quarter(ended_by or on, (4, 1))
    return CorporatePage(
        shown=shown,
        pages=pages,
        quarter=quarter,
        compared=quarter.previous(back),
        on=on,
        sight=tuple(line_of_sight(running, as_of)) if running else (),
        events=tuple(events(running, quarter.end, on)) if running else (),
    )


def _order(page: BoardPage) -> tuple:
    """The running ones first; of them those with the most that is red, then with the most that is late."""
    return not page.is_running, -len(page.red), -len(page.late), page.strategy.title


def _worst_action(line: ActionLine) -> Worst:
    link = Link(f"Action {line.number} {line.title}", line.action.get_absolute_url())
    return Worst(line.mark, line.status.word, link, line.late_text)


def _without_state(page: BoardPage, lines: Sequence[ActionLine]) -> Iterator[Worst]:
    if lines:
        link = Link(counted(len(lines), "late action"), f"{page.board_url}#actions")
        yield Worst("overdue", "Late", link, "nobody has reported how they stand")


def _worst_indicator(need: IndicatorNeed) -> Worst:
    card = need.card
    link = Link(card.indicator.short_name, card.indicator.get_absolute_url())
    since = card.since.texts[:1] if card.is_off_target else []
    note = "; ".join([*since, card.way_text])
    return Worst(card.status.value, card.status.word, link, note, card.heading_text)


# --- The answer ------------------------------------------------------------------------------------------------------


def _answer(page: CorporatePage) -> Iterator[Sentence]:
    if page.shown.is_part:
        yield Sentence(f"This page is about {page.shown.text} only.")
    running, judged = page.running, sum(each.scores.tally.assessable for each in page.running)
    red = [need for each in running for need in each.needs.exceptions if need.is_red]
    off = sum(len(each.needs.exceptions) for each in running)
    if red:
        are = "is" if len(red) == 1 else "are"
        yield strong(f"{len(red)} of {judged} judged indicators {are} red", f"{_of_the_worst(red)}.")
    elif judged:
        text = (
            f"None of {judged} judged indicators is red." if off else f"All {judged} judged indicators are on target."
        )
        yield Sentence(text)
    late = [line for each in running for line in each.late]
    if late:
        unstated = sum(line.situation is Situation.LATE_NO_STATE for line in late)
        but = f", and of {unstated} of them nobody has said how they stand" if unstated else ""
        yield strong(f"{counted(len(late), 'action')} {'is' if len(late) == 1 else 'are'} late", f"{but}.")
    overdue = sum(each.unknown.overdue for each in running)
    if overdue:
        yield strong(f"{counted(overdue, 'figure')} {'is' if overdue == 1 else 'are'} overdue.")
    if page.not_judged:
        yield _not_judged(page)


def _of_the_worst(red: Sequence[IndicatorNeed]) -> str:
    """`, one of them with 13 falls in a row, worse, and no action linked`: the first that runs or has no action."""
    for need in sorted(red, key=lambda each: each.order):
        said = [need.card.way_text] if need.card.way.way is Way.RUN else []
        said += [] if need.actions else ["no action linked"]
        if said:
            return f", {'one of them ' if len(red) > 1 else ''}with {', and '.join(said)}"
    return ""


def _not_judged(page: CorporatePage) -> Sentence:
    why = [Alarm(each) for each in page.not_judged]
    reasons = ["no indicators"] if any(not row.page.scores.indicators for row in why) else []
    lacks = next((each.lacks for each in why if each.page.scores.indicators and each.lacks), [])
    reasons += [f"none with {and_text(lacks)}"] if lacks else []
    count, running = len(page.not_judged), len(page.running)
    of = f"{count} of {running} running strategies" if running > 1 else "The running strategy"
    return strong(f"{of} can’t be judged", f"{': ' + ', or '.join(reasons) if reasons else ''}.")


def _says_a_date(lines: Sequence[ActionLine]) -> bool:
    """One that can't be read."""
    return any(line.due_as_written for line in lines)


def _their(number: int) -> str:
    return "its" if number == 1 else "their"
