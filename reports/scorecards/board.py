"""What the board sees of one strategy: what needs it, what changed, what is not known, then every indicator."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from actions.models import Action
from actions.scorecards.action_line import ActionLine, Situation, key_of_marks
from actions.scorecards.action_plan import action_lines, actions_of
from indicators.judging.cards import RECENT_MONTHS, IndicatorCard, last_ended_quarter, reach
from indicators.judging.cards import card as indicator_card
from indicators.judging.loading import load_figures
from indicators.judging.outcomes import SAID, OutcomeCard, StrategyCard, judgements, strategy_cards
from indicators.models import Indicator
from indicators.models.value import AWAITING
from outcomes.models import Outcome, Strategy
from reports.models import BoardMeeting, Decision
from strategy_portal.addresses import address
from strategy_portal.children import Children, Recorded, children_of, with_children
from strategy_portal.domain import wording
from strategy_portal.domain.counting import Rollup
from strategy_portal.domain.periods import Period, add_months
from strategy_portal.domain.status import Status
from strategy_portal.records.history import put_back

from .alarm import Alarm
from .answer import Sentence, answer
from .changes import Changes, Comparison
from .meetings import Meetings, meetings_of, open_decisions
from .needs import Needs, needs
from .plan import late_first, parts
from .unknown import Unknown, unknown

NOT_EXPECTED = (
    Status.NOT_YET_MEASURED, Status.CONTEXT_ONLY, Status.NOT_APPLICABLE, Status.SUSPENDED, Status.NOT_DUE,
)  # fmt: skip
"""The statuses that mean: no figure is wanted this quarter, or none that is judged."""

LINKED = (Children("indicators", only=("id",)), Children("outcomes", only=("id", "number")))
"""What of an action's links a board's page reads."""
QUARTERS_ACROSS = 8
BRIEF = 80
"""Letters of a title where it names what stands below it."""
DAYS_OF_A_YEAR = 365.25


@dataclass(frozen=True)
class BarPart:
    """A part of the bar over all indicators: those of one colour, those that somebody owes, those that nobody does."""

    slug: str
    word: str
    cards: tuple[IndicatorCard, ...]
    before: int


@dataclass(frozen=True)
class MatrixRow:
    """An indicator with its status at the end of each of the last quarters, the latest at the end."""

    card: IndicatorCard
    cells: tuple[tuple[Period, Status], ...]

    @property
    def group(self) -> str:
        """The part of the distribution in which it stands, one of GROUPS."""
        return _group(self.card.status)

    @property
    def text(self) -> str:
        """What the cells show, for who can't see them."""
        return ", ".join(f"{quarter.label} {status.word.lower()}" for quarter, status in self.cells)


@dataclass(frozen=True)
class MatrixGroup:
    """The rows of one outcome, or of one owner."""

    title: str
    url: str
    rows: tuple[MatrixRow, ...]
    outcome: OutcomeCard | None = None

    @property
    def brief_title(self) -> str:
        """What names its parts to who can't see them."""
        return self.title if len(self.title) <= BRIEF else f"{self.title[: BRIEF - 1].rstrip()}…"

    @property
    def shares(self) -> list[tuple[str, str, int]]:
        return [(slug, word, count) for slug, word, cards in split(self.cards) if (count := len(cards))]

    @property
    def cards(self) -> list[IndicatorCard]:
        return [row.card for row in self.rows]


@dataclass(frozen=True)
class OutcomeActions:
    """An outcome that its actions alone tell of."""

    title: str
    url: str
    lines: tuple[ActionLine, ...]

    @property
    def late(self) -> int:
        return sum(line.is_overdue for line in self.lines)


@dataclass(frozen=True)
class BoardPage:
    """One strategy in one quarter, `changes` since the quarter compared with."""

    scores: StrategyCard
    needs: Needs
    changes: Changes
    unknown: Unknown
    lines: tuple[ActionLine, ...]
    decisions: tuple[Decision, ...]
    on: date

    @property
    def strategy(self) -> Strategy:
        return self.scores.strategy

    @property
    def board_url(self) -> str:
        return address("reports:strategy-board", self.strategy.slug)

    @cached_property
    def meetings(self) -> Meetings:
        """The next meeting of its board and the last one; no query where the strategy came with its MEETINGS."""
        return meetings_of(self.strategy, self.on)

    @cached_property
    def rows(self) -> list[MatrixRow]:
        """Every indicator with the last eight quarters."""
        return [_matrix_row(card, self.quarter, self.on) for card in self.scores.indicators]

    @property
    def answer(self) -> list[Sentence]:
        """The first lines of the page."""
        return list(answer(self))

    @property
    def alarm(self) -> Alarm | None:
        """In the place of the distribution where nothing can be judged."""
        return None if self.scores.tally.assessable else Alarm(self)

    @property
    def asks(self) -> int:
        """How many things need the board: that nothing can be judged is one."""
        return self.needs.count + bool(self.alarm and self.alarm.asked)

    @property
    def has_begun(self) -> bool:
        return self.strategy.starts_on <= self.on

    @property
    def is_running(self) -> bool:
        return self.has_begun and self.on <= self.strategy.ends_on

    @property
    def year_text(self) -> str:
        """`Year 4 of 5`; of a strategy that does not run, since when or from when."""
        if not self.has_begun:
            return f"Starts on {self.strategy.starts_on:%-d %B %Y}"
        if not self.is_running:
            return f"Finished on {self.strategy.ends_on:%-d %B %Y}"
        first, last = self.strategy.starts_on, self.strategy.ends_on
        years = max(1, round((last - first).days / DAYS_OF_A_YEAR))
        return f"Year {min(years, int((self.on - first).days / DAYS_OF_A_YEAR) + 1)} of {years}"

    @property
    def quarter(self) -> Period:
        return self.scores.quarter

    @property
    def quarters_across(self) -> list[Period]:
        return quarters_across(self.quarter)

    @property
    def late(self) -> list[ActionLine]:
        return [line for line in self.lines if line.is_overdue]

    @property
    def situations(self) -> list[tuple[Situation, list[ActionLine]]]:
        """The bar over all actions."""
        return parts(self.lines)

    @cached_property
    def lines_of_outcomes(self) -> Mapping[int, list[ActionLine]]:
        """The actions that serve each outcome, by its primary key."""
        found: dict[int, list[ActionLine]] = defaultdict(list)
        for line in self.lines:
            for outcome in children_of(line.action, "outcomes"):
                found[outcome.pk].append(line)
        return found

    @property
    def outcomes_by_actions(self) -> list[OutcomeActions]:
        """Each outcome with its actions, where no indicator judges it; then the actions that serve none."""
        by_outcome = self.lines_of_outcomes
        found = [
            OutcomeActions(
                str(each.outcome), each.outcome.get_absolute_url(), tuple(by_outcome.get(each.outcome.pk, ()))
            )
            for each in self.scores.outcomes
        ]
        serving = {line.action.pk for lines in by_outcome.values() for line in lines}
        if others := tuple(line for line in self.lines if line.action.pk not in serving):
            found.append(OutcomeActions(f"No {self.strategy.outcome_label.lower()} stated", "", others))
        return found

    @property
    def key_of_actions(self) -> list[tuple[str, str]]:
        return key_of_marks(self.lines)

    @property
    def open_lines(self) -> list[ActionLine]:
        """The actions that have not ended, the longest late first."""
        return late_first([line for line in self.lines if not line.has_ended])

    @property
    def other_lines(self) -> list[ActionLine]:
        """Those of them that do not stand among what needs the board."""
        named = {line.action.pk for need in self.needs.actions for line in need.lines}
        return [line for line in self.open_lines if line.action.pk not in named]

    @property
    def heading_for_red(self) -> list[IndicatorCard]:
        """Those that are not red, and would be at the year's end if its rest is as last year's (rules 7.6)."""
        cards = self.scores.indicators
        return [card for card in cards if card.heading is Status.RED and card.status is not Status.RED]

    @property
    def red(self) -> list[IndicatorCard]:
        return [card for card in self.scores.indicators if card.status is Status.RED]

    @cached_property
    def shares(self) -> list[BarPart]:
        """The bar over all indicators; a part with nobody in it is left out."""
        before = Counter(map(_group, self.changes.before))
        return [
            BarPart(slug, word, tuple(cards), before[slug])
            for slug, word, cards in split(self.scores.indicators)
            if cards
        ]

    @property
    def has_single_colours(self) -> bool:
        """The strategy wants one colour for an outcome, beside the distribution (rules 8.2)."""
        return self.scores.strategy.rollup != Rollup.NONE

    @property
    def expected(self) -> list[IndicatorCard]:
        """Those of which a value is expected this quarter: the base of completeness."""
        return [card for card in self.scores.indicators if card.status not in NOT_EXPECTED]

    @property
    def completeness_text(self) -> str:
        """`14 of 17 indicators expected this quarter have an approved value`: of the quarter, not of all before it."""
        there = sum(isinstance(card.standing.entry.number, Decimal) for card in self.expected)
        return f"{there} of {len(self.expected)} indicators expected this quarter have an approved value"

    @property
    def key(self) -> list[tuple[Status, str]]:
        return wording.general_key()

    def by_outcome(self, rows: Sequence[MatrixRow]) -> list[MatrixGroup]:
        """The rows under their outcomes; an outcome of which none is chosen is left out."""
        groups = []
        for each in self.scores.outcomes:
            mine = tuple(row for row in rows if row.card.indicator.key_output.outcome_id == each.outcome.pk)
            if mine:
                groups.append(MatrixGroup(str(each.outcome), each.outcome.get_absolute_url(), mine, each))
        return groups

    def by_owner(self, rows: Sequence[MatrixRow]) -> list[MatrixGroup]:
        """The rows under the teams that own them; those that nobody owns at the end."""
        owned: dict[str, list[MatrixRow]] = defaultdict(list)
        for row in rows:
            owned[str(row.card.indicator.owner or "")].append(row)
        names = sorted(owned, key=lambda name: (not name, name))
        return [MatrixGroup(name or "No owner", "", tuple(owned[name])) for name in names]


GROUPS = (
    ("red", "red"), ("amber", "amber"), ("green", "green"), ("overdue", "overdue"), ("none-due", "no figure due"),
)  # fmt: skip
"""The parts of a distribution: three colours, figures that somebody owes, and those that nobody does."""


def _group(status: Status) -> str:
    if status.is_colour:
        return status.value
    return "overdue" if status in (Status.OVERDUE, Status.DUE) else "none-due"


def split(cards: Sequence[IndicatorCard]) -> list[tuple[str, str, list[IndicatorCard]]]:
    """The indicators by part of their distribution, in its order."""
    found: dict[str, list[IndicatorCard]] = {slug: [] for slug, _ in GROUPS}
    for card in cards:
        found[_group(card.status)].append(card)
    return [(slug, word, found[slug]) for slug, word in GROUPS]


def quarters_across(quarter: Period) -> list[Period]:
    return [quarter.previous(back) for back in range(QUARTERS_ACROSS - 1, -1, -1)]


def board(
    strategy: Strategy,
    quarter: Period,
    on: date,
    as_of: date | None = None,
    *,
    compared: Period | BoardMeeting | None = None,
) -> BoardPage:
    """The board's page of one strategy of `strategies_of_board`: six queries, whatever the number of its rows.

    What changed is since the end of `compared`, the quarter before without it; since a meeting it is since what the
    board saw on its day, for four queries more. With `as_of`, the same day as `on`, everything as it stood at its end,
    for at most three queries more.
    """
    since = add_months(quarter.start, -RECENT_MONTHS)
    if strategy.rollup == Rollup.NONE:
        outcomes = sorted(strategy.outcomes.all(), key=lambda outcome: outcome.number)
    else:  # one colour for each, with what somebody stated in its place (rules 8.2)
        asked = Outcome.objects.of(strategy).with_stated(quarter.start).order_by("number")
        outcomes = with_children(asked, *Recorded.on(as_of))
    if as_of is not None:
        put_back(outcomes, as_of, SAID)
    indicators = Indicator.objects.of(strategy).known_on(as_of).within(outcomes, AWAITING, as_of=as_of)
    found = load_figures(indicators, **reach(quarter), as_of=as_of)
    cards = [indicator_card(figures, quarter, on, since) for figures in found]
    by_outcome: dict[int, list[IndicatorCard]] = defaultdict(list)
    for card in cards:
        by_outcome[card.indicator.key_output.outcome_id].append(card)
    stated = {each.pk: each.stated for each in outcomes if hasattr(each, "stated")}
    if as_of is not None:
        stated = judgements(outcomes, [quarter.start], as_of)
    of_outcomes = tuple(OutcomeCard(each, tuple(by_outcome[each.pk]), stated.get(each.pk)) for each in outcomes)
    lines = _lines([strategy], on, as_of)
    decisions = open_decisions([strategy], on, as_of, about=[*indicators, *(line.action for line in lines)])
    return _page(
        StrategyCard(strategy, quarter, of_outcomes), lines, decisions, _comparison(strategy, quarter, compared, on), on
    )


def _comparison(strategy: Strategy, quarter: Period, compared: Period | BoardMeeting | None, on: date) -> Comparison:
    if not isinstance(compared, BoardMeeting):
        return Comparison.with_quarter(compared or quarter.previous(), on)
    day = compared.meets_on
    period = last_ended_quarter(day, strategy.year_start)
    then = load_figures(Indicator.objects.of(strategy).known_on(day).in_order(), **reach(period), as_of=day)
    return Comparison.with_meeting(day, period, {figures.indicator.pk: figures for figures in then})


def boards(
    strategies: Iterable[Strategy],
    on: date,
    as_of: date | None = None,
    *,
    ended_by: date | None = None,
    back: int = 1,
) -> list[BoardPage]:
    """The pages of several strategies of `strategies_of_board`: six queries, whatever their number.

    Each in its last quarter that had ended by the day `ended_by`, else by `on`, compared with `back` quarters before.
    With `as_of`, the same day as `on`, everything as it stood at its end.
    """
    scores = strategy_cards(strategies, "", on, as_of, awaiting=True, ended_by=ended_by)
    lines = _lines([each.strategy for each in scores], on, as_of)
    by_strategy: dict[int, list[ActionLine]] = defaultdict(list)
    for line in lines:
        by_strategy[line.action.strategy_id].append(line)
    decided: dict[int, list[Decision]] = defaultdict(list)
    about: list[Indicator | Action] = [card.indicator for each in scores for card in each.indicators]
    about += [line.action for line in lines]
    for decision in open_decisions([each.strategy for each in scores], on, as_of, about=about):
        decided[decision.strategy_id].append(decision)
    return [
        _page(
            each,
            by_strategy[each.strategy.pk],
            decided[each.strategy.pk],
            Comparison.with_quarter(each.quarter.previous(back), on),
            on,
        )
        for each in scores
    ]


def _page(
    scores: StrategyCard, lines: Sequence[ActionLine], decisions: Sequence[Decision], compared: Comparison, on: date
) -> BoardPage:
    cards, linked = scores.indicators, _linked(lines)
    return BoardPage(
        scores=scores,
        needs=needs(cards, lines, linked, decisions),
        changes=Changes(cards, lines, compared, on),
        unknown=unknown(cards, lines, scores.quarter, on),
        lines=tuple(lines),
        decisions=tuple(decisions),
        on=on,
    )


def _lines(strategies: Sequence[Strategy], on: date, as_of: date | None = None) -> tuple[ActionLine, ...]:
    """The lines of the plans, with what they are linked to."""
    found = actions_of(strategies, on, as_of, *LINKED)
    return action_lines(found, on, as_of)


def _linked(lines: Iterable[ActionLine]) -> Mapping[int, list[ActionLine]]:
    """The actions that are linked to each indicator, by its primary key."""
    linked: dict[int, list[ActionLine]] = defaultdict(list)
    for line in lines:
        for indicator in children_of(line.action, "indicators"):
            linked[indicator.pk].append(line)
    return linked


def _matrix_row(card: IndicatorCard, quarter: Period, on: date) -> MatrixRow:
    return MatrixRow(card, tuple((each, card.figures.status_in(each, on)) for each in quarters_across(quarter)))
