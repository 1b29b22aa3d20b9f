"""Several processes save the same few values at once, each as a person would: read, type, save (trust R1)."""

import random
import time
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from decimal import Decimal
from multiprocessing import get_context

from django.db import connections

from indicators.entering.checking import Entered
from indicators.entering.services import save_value
from indicators.expecting.expected import ExpectedEntry, expected_in
from indicators.models import Value
from outcomes.models import Strategy
from strategy_portal.clock import today
from strategy_portal.domain.periods import Frequency, period_of
from strategy_portal.models import User
from strategy_portal.records.versions import ChangedMeanwhile

VALUES = 4
"""So few that nearly every save meets another."""

LOOKS = 0.003
"""The most seconds between reading and saving."""


@dataclass(frozen=True)
class Acknowledged:
    """A save that the portal confirmed: which value, what was typed, and the version that it became."""

    place: int
    mark: int
    version: int


@dataclass
class Tale:
    """What one process met."""

    acknowledged: list[Acknowledged] = field(default_factory=list)
    conflicts_shown: int = 0
    errors: list[str] = field(default_factory=list)


def concurrent_saves(saves: int, processes: int) -> dict[str, int]:
    """`lost` counts confirmed saves that the history does not show in their place; `errors` those that broke."""
    all_expected = empty_entries(VALUES)
    shares = [range(first, saves + 1, processes) for first in range(1, processes + 1)]
    connections.close_all()  # a forked process must not use its parent's
    with ProcessPoolExecutor(processes, mp_context=get_context("fork")) as pool:
        tales = list(pool.map(save_marks, shares, [all_expected] * processes))
    for error in sorted({error for tale in tales for error in tale.errors}):
        print(f"  {error}")
    return {
        "attempts": saves,
        "lost": lost([each for tale in tales for each in tale.acknowledged], all_expected),
        "errors": sum(len(tale.errors) for tale in tales),
        "conflicts_shown": sum(tale.conflicts_shown for tale in tales),
    }


def empty_entries(count: int) -> list[ExpectedEntry]:
    """Places for values of the current quarter in which nothing stands yet."""
    strategy = Strategy.objects.by_indicators()[0]
    quarter = period_of(today(), Frequency.QUARTERLY, strategy.year_start)
    all_expected = expected_in(User.objects.get(username="performance"), strategy, quarter, today())
    return [expected for expected in all_expected if expected.value is None and not expected.period.is_locked][:count]


def save_marks(marks: Sequence[int], all_expected: Sequence[ExpectedEntry]) -> Tale:
    """One process: each mark goes into one of the values, tried again after each conflict until it stands."""
    chance, tale = random.Random(marks[0]), Tale()
    by = User.objects.get(username="performance")
    for mark in marks:
        place = chance.randrange(len(all_expected))
        try:
            version = _save(all_expected[place], mark, by, chance, tale)
        except Exception as error:
            tale.errors.append(f"{type(error).__name__}: {error}")
        else:
            tale.acknowledged.append(Acknowledged(place, mark, version))
    connections.close_all()
    return tale


def _save(expected: ExpectedEntry, mark: int, by: User, chance: random.Random, tale: Tale) -> int:
    """The version that the mark became."""
    stands = _value(expected)
    seen = stands.version if stands else 0
    while True:
        time.sleep(chance.uniform(0, LOOKS))
        try:
            return save_value(
                indicator=expected.indicator, period=expected.period, unit=expected.unit,
                entered=Entered(number=Decimal(mark)), version=seen, by=by,
            ).version  # fmt: skip
        except ChangedMeanwhile as conflict:
            theirs = conflict.record
            if theirs is None or theirs.number is None or theirs.entered_by is None:
                raise
            tale.conflicts_shown += 1
            seen = theirs.version


def _value(expected: ExpectedEntry) -> Value | None:
    return Value.objects.filter(indicator=expected.indicator, period=expected.period, unit=expected.unit).first()


def lost(acknowledged: Sequence[Acknowledged], all_expected: Sequence[ExpectedEntry]) -> int:
    """How many confirmed saves do not stand in the history as the version that was confirmed, in order."""
    confirmed: dict[int, set[tuple[int, int]]] = defaultdict(set)
    for each in acknowledged:
        confirmed[each.place].add((each.version, each.mark))
    count = 0
    for place, expected in confirmed.items():
        value = _value(all_expected[place])
        written = list(value.history.order_by("history_id").values_list("version", "number")) if value else []
        stands = {(version, mark) for place, (version, mark) in enumerate(written, 1) if place == version}
        count += len(expected - stands)
        count += value is None or (value.version, value.number) != written[-1]
    return count
