"""An action plan as a page: the answer, what is asked of the board, and every action in groups."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from actions.models import Milestone, SlipLimit, limit_of
from actions.scorecards.action_counts import ActionCounts, count_lines
from actions.scorecards.action_line import ActionLine, Situation, line_of
from actions.scorecards.action_plan import actions_of, milestones_of
from outcomes.models import Strategy
from strategy_portal.children import Children
from strategy_portal.domain.periods import add_months

from .answer import Sentence, late_sentences, owner_sentences
from .needs import ActionNeed, action_needs

STRETCHES = (("2 years or more", 24), ("1 to 2 years", 12), ("3 to 12 months", 3), ("Under 3 months", 0))
"""For a count of late actions by how long: each from so many months on, the longest first."""


@dataclass(frozen=True)
class PlanGroup:
    """The actions of one theme, one owner or one year, the longest late first."""

    title: str
    lines: tuple[ActionLine, ...]

    @property
    def late_text(self) -> str:
        """`4 late of 7`; the count carries its base (rules 8.1)."""
        late = sum(line.is_overdue for line in self.lines)
        return f"{late} late of {len(self.lines)}"


@dataclass(frozen=True)
class LateOf:
    """How many are late `of` how many; of themselves where the count has no base of its own."""

    title: str
    late: int
    of: int


@dataclass(frozen=True)
class PlanPage:
    """All actions of one strategy on a day, by number, with their milestones by the action's primary key."""

    strategy: Strategy
    on: date
    lines: tuple[ActionLine, ...]
    milestones: Mapping[int, Sequence[Milestone]]
    slip_limit: SlipLimit

    @property
    def counts(self) -> ActionCounts:
        return count_lines(self.lines)

    @property
    def late(self) -> list[ActionLine]:
        return late_first([line for line in self.lines if line.is_overdue])

    @property
    def answer(self) -> list[Sentence]:
        return list(_answer(self.lines, self.on))

    @property
    def parts(self) -> list[tuple[Situation, list[ActionLine]]]:
        return parts(self.lines)

    @property
    def needs(self) -> list[ActionNeed]:
        return action_needs(self.lines)

    @property
    def by_stretch(self) -> list[LateOf]:
        """The late ones by how long; the longest first."""
        found = Counter(_stretch(line, self.on) for line in self.late)
        return [LateOf(title, found[title], found[title]) for title, _ in STRETCHES if found[title]]

    @property
    def by_owner(self) -> list[LateOf]:
        """Each team's late ones of all that it owns; joint ones count for each. Those with most late ones first."""
        owned = Counter(name for line in self.lines for name in line.owner_names)
        late = Counter(name for line in self.lines if line.is_overdue for name in line.owner_names)
        found = [LateOf(name, late[name], count) for name, count in owned.items()]
        return sorted(found, key=lambda each: (-each.late, -each.of, each.title))


def plan_page(strategy: Strategy, on: date, as_of: date | None = None) -> PlanPage:
    """Two queries, whatever the number of actions. With `as_of`, the same day as `on`, as it stood at its end."""
    actions = actions_of([strategy], on, as_of, Children("outcomes"))
    limit = limit_of(actions, on, as_of)
    lines = tuple(line_of(action, on, limit) for action in actions)
    return PlanPage(strategy, on, lines, milestones_of(actions, as_of), limit)


def parts(lines: Sequence[ActionLine]) -> list[tuple[Situation, list[ActionLine]]]:
    """The bar over all actions: each in one part, the longest late first; empty parts are left out."""
    found: dict[Situation, list[ActionLine]] = {each: [] for each in Situation}
    for line in late_first(lines):
        found[line.situation].append(line)
    return [part for part in found.items() if part[1]]


def late_first(lines: Sequence[ActionLine]) -> list[ActionLine]:
    """The longest late first, then by when they are due; without a date and what has ended at the end."""
    return sorted(
        lines, key=lambda line: (-line.days_overdue, line.has_ended, line.held_to_on or date.max, line.number)
    )


def by_theme(lines: Sequence[ActionLine], strategy: Strategy) -> list[PlanGroup]:
    """An action that serves several outcomes stands under each of them; what serves none at the end. No query."""
    outcomes = {outcome.number: outcome for line in lines for outcome in line.action.outcomes.all()}
    word = strategy.outcome_label
    groups = [
        PlanGroup(f"{word} {outcomes[number]}", tuple(line for line in lines if number in line.outcome_numbers))
        for number in sorted(outcomes)
    ]
    none = tuple(line for line in lines if not line.outcome_numbers)
    return [*groups, PlanGroup(f"Under no {word.lower()}", none)] if none else groups


def by_owner(lines: Sequence[ActionLine]) -> list[PlanGroup]:
    """A joint action stands under each of its owners; what nobody owns at the end."""
    names = sorted({name for line in lines for name in line.owner_names})
    groups = [PlanGroup(name, tuple(line for line in lines if name in line.owner_names)) for name in names]
    none = tuple(line for line in lines if not line.owner_names)
    return [*groups, PlanGroup("No owner", none)] if none else groups


def by_due(lines: Sequence[ActionLine]) -> list[PlanGroup]:
    """By the year of the last day by which it is judged; then what has no end, and what has no date."""
    years = sorted({line.held_to_on.year for line in lines if line.held_to_on})
    groups = [
        PlanGroup(f"Due in {year}", tuple(line for line in lines if line.held_to_on and line.held_to_on.year == year))
        for year in years
    ]
    rest = [line for line in lines if not line.held_to_on]
    ongoing = tuple(line for line in rest if line.action.due.ongoing)
    none = tuple(line for line in rest if not line.action.due.ongoing)
    return groups + [PlanGroup(title, found) for title, found in (("Ongoing", ongoing), ("No date", none)) if found]


def _stretch(line: ActionLine, on: date) -> str:
    assert line.held_to_on
    held_to = line.held_to_on
    return next(title for title, months in STRETCHES if add_months(held_to, months) <= on)


def _answer(lines: Sequence[ActionLine], on: date) -> Iterator[Sentence]:
    """How the plan stands, in a few sentences; what is nought is left out."""
    yield from late_sentences(lines, on)
    situations = Counter(line.situation for line in lines)
    if count := situations[Situation.LATE]:
        yield Sentence(f"{count} late {'one is' if count == 1 else 'ones are'} in progress.")
    yield from _rest(lines, situations)
    yield from owner_sentences(lines)


def _rest(lines: Sequence[ActionLine], situations: Counter) -> Iterator[Sentence]:
    """`3 are completed, 2 to come, one of them moved by 2 years 8 months.`"""
    words = ((Situation.COMPLETED, "completed"), (Situation.TO_COME, "to come"), (Situation.CANCELLED, "cancelled"))
    said = [f"{situations[each]} {word}" for each, word in words if situations[each]]
    if not said:
        return
    moved = [line for line in lines if line.situation is Situation.TO_COME and line.slippage.is_slip]
    most = max(moved, key=lambda line: line.slip_rank, default=None)
    slip = f", of which {len(moved)} moved" if moved else ""
    slip += f", by up to {most.slip_stretch}" if most is not None and most.slip_stretch else ""
    yield Sentence(f"{', '.join(said)}{slip}.")
