"""What a consultation found, in figures: shares with their bases, breakdowns that reveal nobody, coders' agreement."""

import heapq
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from .numbers import PERCENT, Format, Measure, Number, ratio

KAPPA = Format(Measure.RATE, 2)

Cell = tuple[int, int]
"""A row and a column of a breakdown; the last of each are the totals."""


@dataclass(frozen=True)
class Share:
    """So many of so many. A percentage is never shown without the base it is of (rules 10.2)."""

    count: int
    base: int

    @property
    def percent(self) -> Number:
        """Of an empty base it can't be computed; it is never 0."""
        return ratio(Decimal(self.count), Decimal(self.base), Decimal(100))

    @property
    def text(self) -> str:
        """`51.8%`, or that it can't be computed."""
        return PERCENT.text(self.percent)


def theme_shares(themes: Iterable[Collection[int]], comments: int) -> list[Share]:
    """Each theme's share of all comments, from the comments that have it; together they may be more (rules 10.4)."""
    return [Share(len(set(having)), comments) for having in themes]


def cumulative_shares(themes: Iterable[Collection[int]], comments: int) -> list[Share]:
    """The share of all comments that have at least one of the first, the first two, ... themes (rules 10.4).

    A comment with two of them counts once, so this is not the sum of the themes' own shares.
    """
    covered: set[int] = set()
    found = []
    for having in themes:
        covered |= set(having)
        found.append(Share(len(covered), comments))
    return found


@dataclass(frozen=True)
class CodingAgreement:
    """How often two coders said the same of the comments that both have read, and how much of it chance explains."""

    both: int
    agreed: int
    expected: Number

    @property
    def percent(self) -> Number:
        return Share(self.agreed, self.both).percent

    @property
    def percent_text(self) -> str:
        return Share(self.agreed, self.both).text

    @property
    def kappa_text(self) -> str:
        return KAPPA.text(self.kappa)

    @property
    def kappa(self) -> Number:
        """Cohen's kappa: 1 is full agreement, 0 what chance alone would give. Where chance explains all: none."""
        if not isinstance(self.expected, Decimal):
            return self.expected
        return ratio(Decimal(self.agreed) - self.both * self.expected, self.both * (1 - self.expected))


def coder_agreement(judgements: Iterable[tuple[bool, bool]]) -> CodingAgreement:
    """For each comment that both have read: whether the first, and whether the second, gave it the theme."""
    pairs = list(judgements)
    both = len(pairs)
    first, second = sum(one for one, _ in pairs), sum(other for _, other in pairs)
    by_chance = Decimal(first * second + (both - first) * (both - second))
    return CodingAgreement(both, sum(one == other for one, other in pairs), ratio(by_chance, Decimal(both * both)))


@dataclass(frozen=True)
class Breakdown:
    """A table of counts with its totals. None: hidden, because it is small or would give a small one away."""

    cells: tuple[tuple[int | None, ...], ...]
    row_totals: tuple[int | None, ...]
    column_totals: tuple[int | None, ...]
    total: int | None


def is_hidden_whole(answered: int, smallest: int) -> bool:
    """Whether so few answered a question that nothing of it is shown, the number who did included (rules 10.5)."""
    return 0 < answered < smallest


def hide_small_cells(
    cells: Sequence[Sequence[int]], smallest: int, respondents: Sequence[Sequence[int]] | None = None
) -> Breakdown:
    """Hide what is below `smallest`, totals included, and as little more as keeps it hidden (rules 10.5).

    Where the cells count something of which one respondent may have several, as comments, `respondents` says of how
    many each cell is: it is small if these are few.

    Three things could give a hidden count away, and each hides more: it is small itself; what is left of a line after
    all that is shown is small; or lines can be subtracted from each other until it stands alone. `cells` are rows of
    equal length, at least one of each.
    """
    table = _Table(cells, smallest, respondents or cells)
    table.hide()
    return table.shown()


def _with_totals(cells: Sequence[Sequence[int]]) -> list[list[int]]:
    rows = [[*row, sum(row)] for row in cells]
    return [*rows, [sum(column) for column in zip(*rows, strict=True)]]


class _Table:
    """The counts with a last row and column of totals, and the cells that are hidden so far.

    Taken as the edges of a graph between rows and columns, the hidden cells give one of them away exactly if it is on
    no circle: then the lines on one side of it sum to it. So each hidden cell is put on the cheapest circle.
    """

    def __init__(self, cells: Sequence[Sequence[int]], smallest: int, respondents: Sequence[Sequence[int]]):
        self.counts, self.people, self.smallest = _with_totals(cells), _with_totals(respondents), smallest
        self.rows, self.columns = range(len(self.counts)), range(len(self.counts[0]))
        self.hidden = {cell for cell in product(self.rows, self.columns) if self._respondents(cell) < smallest}

    def hide(self) -> None:
        before = -1
        while before != len(self.hidden):
            before = len(self.hidden)
            for line in self._lines():
                self._hide_remainder(line)
            for cell in sorted(self.hidden):
                self.hidden |= self._cheapest_circle(cell)

    def shown(self) -> Breakdown:
        rows = [[None if (r, c) in self.hidden else self._count((r, c)) for c in self.columns] for r in self.rows]
        *inner, last = rows
        return Breakdown(
            cells=tuple(tuple(row[:-1]) for row in inner),
            row_totals=tuple(row[-1] for row in inner),
            column_totals=tuple(last[:-1]),
            total=last[-1],
        )

    def _lines(self) -> list[list[Cell]]:
        """Rows and columns, each with its total last."""
        across = [[(row, column) for column in self.columns] for row in self.rows]
        return across + [[(row, column) for row in self.rows] for column in self.columns]

    def _count(self, cell: Cell) -> int:
        return self.counts[cell[0]][cell[1]]

    def _respondents(self, cell: Cell) -> int:
        return self.people[cell[0]][cell[1]]

    def _cost(self, cell: Cell) -> int:
        """What a reader loses: nothing more where it is hidden already, least where the count is small."""
        if cell in self.hidden:
            return 0
        dear = 10 * self.counts[-1][-1] if cell[0] == self.rows[-1] or cell[1] == self.columns[-1] else 0
        return 1 + self._count(cell) + dear

    def _hide_remainder(self, line: list[Cell]) -> None:
        """While a line's total is shown, what it leaves for the hidden cells must not be small itself."""
        *parts, total = line
        while total not in self.hidden and any(part in self.hidden for part in parts):
            if sum(self._respondents(part) for part in parts if part in self.hidden) >= self.smallest:
                return
            self.hidden.add(min((cell for cell in line if cell not in self.hidden), key=self._cost))

    def _cheapest_circle(self, cell: Cell) -> set[Cell]:
        """The cells on the cheapest way from the cell's row to its column other than the cell itself."""
        start, goal = ("row", cell[0]), ("column", cell[1])
        queue: list[tuple[int, tuple[str, int], frozenset[Cell]]] = [(0, start, frozenset())]
        seen = set()
        while queue:
            cost, node, way = heapq.heappop(queue)
            if node == goal:
                return set(way)
            if node in seen:
                continue
            seen.add(node)
            for other, step in self._from(node):
                if step != cell and other not in seen:
                    heapq.heappush(queue, (cost + self._cost(step), other, way | {step}))
        return set()

    def _from(self, node: tuple[str, int]) -> Iterator[tuple[tuple[str, int], Cell]]:
        side, place = node
        if side == "row":
            return ((("column", column), (place, column)) for column in self.columns)
        return ((("row", row), (row, place)) for row in self.rows)
