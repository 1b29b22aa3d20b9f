"""The line of sight: from each corporate priority to the outcomes that serve it, their indicators and their actions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import accumulate
from operator import attrgetter

from django.db.models import prefetch_related_objects

from actions.scorecards.action_line import ActionLine
from indicators.judging.cards import IndicatorCard
from indicators.judging.outcomes import OutcomeCard
from outcomes.models import Statement, Strategy
from outcomes.priorities import Served, served_by

from .board import BoardPage, split

NOT_STATED, NONE_SERVED = "No priority stated", "Serves no corporate priority"

NAMED = ("red", "amber", "overdue")
"""The parts of a distribution whose indicators are named; of the others their number is enough."""
ROWS = 10
"""So many rows stand on the page unless all are asked for."""


@dataclass(frozen=True)
class Share:
    """A part of a distribution, as shape and word with its count."""

    slug: str
    word: str
    cards: tuple[IndicatorCard, ...]

    @property
    def named(self) -> tuple[IndicatorCard, ...]:
        """Those that the board has to look at."""
        return self.cards if self.slug in NAMED else ()


@dataclass(frozen=True)
class SightRow:
    """One outcome with what hangs on it; of a strategy that can't be judged all of its outcomes in one row."""

    page: BoardPage
    outcomes: tuple[OutcomeCard, ...]

    @property
    def cards(self) -> list[IndicatorCard]:
        return [card for outcome in self.outcomes for card in outcome.indicators]

    @property
    def is_judged(self) -> bool:
        return bool(self.page.scores.tally.assessable)

    @property
    def single(self) -> OutcomeCard | None:
        return self.outcomes[0] if len(self.outcomes) == 1 else None

    @property
    def title(self) -> str:
        """The outcome, or how many: `5 themes`."""
        return str(self.single.outcome) if self.single else f"{len(self.outcomes)} {self._word}"

    @property
    def _word(self) -> str:
        return self.page.strategy.outcome_label_plural

    @cached_property
    def lines(self) -> list[ActionLine]:
        """Its actions, each once."""
        found = (line for each in self.outcomes for line in self.page.lines_of_outcomes.get(each.outcome.pk, ()))
        return sorted({line.number: line for line in found}.values(), key=attrgetter("number"))

    @cached_property
    def named_lines(self) -> list[ActionLine]:
        """Those that are late or that nobody gave a date."""
        return [line for line in self.lines if line.is_overdue or _is_undated(line)]

    @property
    def shares(self) -> list[Share]:
        return shares(self.cards)

    @property
    def actions_text(self) -> str:
        """`3 actions, 1 late, 2 without a date`."""
        count = len(self.lines)
        if not count:
            return "No action"
        late = sum(line.is_overdue for line in self.lines)
        undated = sum(_is_undated(line) for line in self.lines)
        parts = [f"{count} action{'' if count == 1 else 's'}"]
        parts += [f"{late} late"] if late else []
        parts += [f"{undated} without a date"] if undated else []
        return ", ".join(parts)


@dataclass(frozen=True)
class SightGroup:
    """A priority with the rows that serve it. `organisations` have it in a strategy of theirs.

    Where `is_stated` is false nobody has said which outcomes serve it, or what its outcomes serve.
    """

    title: str
    organisations: tuple[str, ...]
    rows: tuple[SightRow, ...]
    is_stated: bool = True
    is_demonstration: bool = False
    is_priority: bool = True

    @property
    def cards(self) -> list[IndicatorCard]:
        """Each once, whatever the number of outcomes."""
        return list({card.indicator.pk: card for row in self.rows for card in row.cards}.values())

    @property
    def shares(self) -> list[Share]:
        return shares(self.cards)


def shares(cards: Sequence[IndicatorCard]) -> list[Share]:
    """The distribution; what there is none of is left out."""
    return [Share(slug, word, tuple(found)) for slug, word, found in split(cards) if found]


def _is_undated(line: ActionLine) -> bool:
    return not line.has_ended and not line.due_as_written


def first_of(groups: Sequence[SightGroup], rows: int = ROWS) -> Sequence[SightGroup]:
    """Whole groups of so many rows altogether at most, but at least one group."""
    lengths = accumulate(max(1, len(group.rows)) for group in groups)
    return groups[: max(1, sum(length <= rows for length in lengths))]


def line_of_sight(pages: Sequence[BoardPage], as_of: date | None = None) -> list[SightGroup]:
    """Of the strategies of these pages, which came with their statements: one query, two with `as_of`.

    First the priorities as the strategies list them, one that several strategies of an organisation have once; then
    outcomes that serve none, and those of which nobody has stated it.
    """
    served = served_by([each.outcome for page in pages for each in page.scores.outcomes], as_of)
    strategies = {page.strategy.pk: page for page in pages}
    listed: dict[tuple[str, str], list[Statement]] = {}
    prefetch_related_objects([page.strategy for page in pages], "statements")
    stated = (each for page in pages for each in page.strategy.statements.all() if each.is_priority)
    for statement in sorted(stated, key=lambda each: (each.kind, each.order)):
        key = (strategies[statement.strategy_id].strategy.organisation, statement.text)
        listed.setdefault(key, []).append(statement)
    order = list(strategies)
    by_place = sorted(listed.values(), key=lambda each: (order.index(each[0].strategy_id), each[0].kind, each[0].order))
    groups = [_of_priority(statements, strategies, served) for statements in by_place]
    return [*groups, *_without(pages, served)]


def _of_priority(
    statements: Sequence[Statement], pages: Mapping[int, BoardPage], served: Mapping[int, Served]
) -> SightGroup:
    keys, theirs = {each.pk for each in statements}, {each.strategy_id for each in statements}
    mine = [page for key, page in pages.items() if key in theirs]
    rows: list[SightRow] = []
    for page in mine:
        serving = [each for each in page.scores.outcomes if keys & _served_keys(served.get(each.outcome.pk))]
        rows += _rows(page, serving)
    of_rows = [served[each.outcome.pk] for row in rows for each in row.outcomes]
    return SightGroup(
        title=statements[0].text,
        organisations=_short(page.strategy for page in mine),
        rows=tuple(rows),
        is_stated=any(each.outcome.pk in served for page in mine for each in page.scores.outcomes),
        is_demonstration=any(each.is_demonstration for each in of_rows),
    )


def _without(pages: Sequence[BoardPage], served: Mapping[int, Served]) -> Iterable[SightGroup]:
    """Outcomes that serve none, and those of which nobody has stated it, of each strategy."""
    for page in pages:
        none = [each for each in page.scores.outcomes if each.outcome.pk in served]
        none = [each for each in none if not served[each.outcome.pk].priorities]
        open_ = [each for each in page.scores.outcomes if each.outcome.pk not in served]
        for title, outcomes in ((NONE_SERVED, none), (NOT_STATED, open_)):
            if outcomes:
                rows = tuple(_rows(page, outcomes))
                yield SightGroup(title, _short([page.strategy]), rows, title is NONE_SERVED, is_priority=False)


def _rows(page: BoardPage, outcomes: Sequence[OutcomeCard]) -> list[SightRow]:
    if page.scores.tally.assessable or not outcomes:
        return [SightRow(page, (each,)) for each in outcomes]
    return [SightRow(page, tuple(outcomes))]


def _served_keys(served: Served | None) -> set[int]:
    return {priority.pk for priority in served.priorities} if served else set()


def _short(strategies: Iterable[Strategy]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(strategy.organisation_short for strategy in strategies))
