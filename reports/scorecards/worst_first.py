"""Which strategies stand on one page of the corporate board: ten at a time, the running ones first, worst first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject

from actions.models import Action
from indicators.judging.cards import last_ended_quarter
from indicators.models import Seal
from outcomes.models import Strategy
from strategy_portal.domain.periods import APRIL
from strategy_portal.domain.status import Status
from strategy_portal.records.history import end_of

from .meetings import strategies_of_board

ON_A_PAGE = 10
SPAN = ("starts_on", "ends_on", "year_start_month", "year_start_day")


@dataclass(frozen=True)
class StrategiesOnPage:
    """So many of `total` strategies, with what `strategies_of_board` brings.

    `began_first` is the running one that did, of all of them; where none runs the first of all. It has its days alone.
    """

    strategies: Sequence[Strategy]
    number: int = 1
    total: int = 0
    began_first: Strategy | None = None

    @property
    def page(self) -> Page:
        return Paginator(range(self.total), ON_A_PAGE).page(self.number)

    @property
    def is_part(self) -> bool:
        return len(self.strategies) < self.total

    @property
    def text(self) -> str:
        """`strategies 1 to 10 of 101`; empty where all of them are there."""
        if not self.is_part:
            return ""
        first, last = self.page.start_index(), self.page.end_index()
        return f"strategies {first} to {last} of {self.total}" if first < last else f"strategy {last} of {self.total}"


def strategies_on_page(number: int, on: date, as_of: date | None = None) -> StrategiesOnPage:
    """Two queries, whatever the number of strategies. Where there is no such page, the first."""
    adopted = Strategy.objects.adopted()
    total = adopted.count()
    if total <= ON_A_PAGE:  # all of them, which the page itself puts in order
        found = sorted(strategies_of_board(adopted.order_by(), as_of), key=attrgetter("pk"))
        began_first = min(
            found, key=lambda each: (not each.starts_on <= on <= each.ends_on, each.starts_on, each.pk), default=None
        )
        return StrategiesOnPage(found, 1, total, began_first)
    number = number if (number - 1) * ON_A_PAGE < total else 1
    begun = (number - 1) * ON_A_PAGE
    first = adopted.annotate(is_running=_runs(on)).order_by("-is_running", "starts_on", "pk")
    days = Subquery(first.values(days=JSONObject(**{name: name for name in SPAN}))[:1])
    asked: Any = worst_first(adopted, on, as_of).annotate(began_first=days)
    ranked: list[Any] = strategies_of_board(asked[begun : begun + ON_A_PAGE], as_of)
    return StrategiesOnPage(ranked, number, total, _with_days(ranked[0].began_first))


def _began_first(strategy: Strategy, on: date) -> tuple:
    """The running one that began first comes first, whatever its place on the page."""
    return not strategy.starts_on <= on <= strategy.ends_on, strategy.starts_on, strategy.pk


def worst_first(strategies: QuerySet[Strategy], on: date, as_of: date | None = None) -> QuerySet[Strategy]:
    """The running ones first; of them those of which the most was sealed as red in the three months that ended last by
    that day, then those with the most actions late; with `as_of` the seals as they stood at its end.

    It settles on which page a strategy stands, whatever quarter is looked at, and is shown nowhere: what the page says
    of a strategy is judged as on every other page.
    """
    red, late = _red(on, as_of), Action.objects.overdue_on(on).filter(strategy=OuterRef("pk")).order_by()
    ordered = strategies.annotate(
        is_running=_runs(on), red=_count(red, "period__strategy"), late=_count(late, "strategy")
    )
    return ordered.order_by("-is_running", "-red", "-late", "title", "pk")


def _runs(on: date) -> Q:
    return Q(starts_on__lte=on, ends_on__gte=on)


def _red(on: date, as_of: date | None) -> QuerySet[Seal]:
    last = last_ended_quarter(on, APRIL)
    seals = Seal.objects.filter(status=Status.RED, period__ends_on__gt=last.start, period__ends_on__lte=last.end)
    if as_of is None:
        found = seals.current()
    else:
        later = Seal.objects.sealed_by_end_of(as_of).filter(indicator=OuterRef("indicator"), period=OuterRef("period"))
        found = seals.filter(~Exists(later.filter(version__gt=OuterRef("version"))), sealed_at__lt=end_of(as_of))
    return found.filter(period__strategy=OuterRef("pk")).order_by()


def _count(rows: QuerySet, strategy: str) -> Coalesce:
    return Coalesce(Subquery(rows.values(strategy).annotate(number=Count("pk")).values("number")), 0)


def _with_days(days: dict[str, Any]) -> Strategy:
    starts_on, ends_on, month, day = (days[name] for name in SPAN)
    return Strategy(
        starts_on=date.fromisoformat(starts_on), ends_on=date.fromisoformat(ends_on), year_start_month=month,
        year_start_day=day,
    )  # fmt: skip
