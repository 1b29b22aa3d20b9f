"""What everyone reads of a strategy: the figures of its last issued report, as they were kept, and nothing newer."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from operator import attrgetter
from typing import Any

from actions.models import Action
from actions.scorecards.action_line import state_in_sentence
from reports.models import IssuedReport, ReportFile
from reports.models.report import IssuedReportQuerySet
from strategy_portal.domain.aggregation import AcrossPeriods
from strategy_portal.domain.periods import Period, period_from_slug
from strategy_portal.domain.sentences import months_text
from strategy_portal.domain.status import COLOURS, Status

PRINTED = re.compile(r"-?\d[\d,]*(?:\.\d+)?")
"""A number as it is printed: of `82.4%`, `Level 3`, `£1,250`."""


@dataclass(frozen=True)
class Figure:
    """A figure as it was printed, of a year, a half year or a period; where there is none, the status says why."""

    period: Period
    text: str
    status: Status

    @property
    def label(self) -> str:
        return months_text(self.period)

    @property
    def has_figure(self) -> bool:
        return self.number is not None

    @property
    def number(self) -> Decimal | None:
        """What stands in the text, to draw it; None where that is not one number."""
        found = printed_numbers(self.text)
        return found[0] if len(found) == 1 else None


@dataclass(frozen=True)
class Attention:
    """What the report says of an indicator that is off target. Without a reason or a remedy nobody recorded one."""

    reference: str
    name: str
    said: str
    reason: str
    remedy: str


@dataclass(frozen=True)
class PublishedIndicator:
    """`years` are what the report was about, the latest last; `periods` the indicator's own."""

    reference: str
    title: str
    name: str
    outcome: str
    target: str
    years: Sequence[Figure]
    periods: Sequence[Figure]
    proof: Sequence[Mapping[str, Any]]
    attention: Attention | None
    across_periods: str = ""

    @property
    def is_sum(self) -> bool:
        """The status of each period is that of the year up to its end (rules 5.2)."""
        return self.across_periods == AcrossPeriods.SUM

    @property
    def period_target(self) -> tuple[Decimal, Decimal] | None:
        """The ends of what each period of the year reported is judged by.

        None of a sum, of which each has a share of the target; where nothing was judged, for then it is the source's
        words; and where it was not kept how periods make a year.
        """
        found = printed_numbers(self.target)
        is_judged = self.latest is not None and self.latest.status.is_colour
        return (found[0], found[-1]) if found and is_judged and self.across_periods and not self.is_sum else None

    @property
    def number(self) -> int:
        """That of its outcome."""
        return int(self.reference.partition(".")[0])

    @property
    def order(self) -> int:
        return int(self.reference.partition(".")[2])

    @property
    def latest(self) -> Figure | None:
        return self.years[-1] if self.years else None

    @property
    def before(self) -> Figure | None:
        return self.years[-2] if len(self.years) > 1 else None

    @property
    def working(self) -> Mapping[str, Any] | None:
        """How the latest figure was worked out and judged."""
        return self.proof[-1] if self.proof else None


@dataclass(frozen=True)
class PublishedOutcome:
    number: int
    title: str
    indicators: Sequence[PublishedIndicator]

    @property
    def met_text(self) -> str:
        """`3 of 5 on target`: of those that could be judged (rules 8.1)."""
        judged = [each.latest for each in self.indicators if each.latest and each.latest.status in COLOURS]
        met = sum(figure.status is Status.GREEN for figure in judged)
        return f"{met} of {len(judged)} on target" if judged else "None could be judged"

    @property
    def statuses(self) -> list[Status]:
        return [each.latest.status for each in self.indicators if each.latest]


@dataclass(frozen=True)
class PublishedAction:
    number: int
    title: str
    state: str
    due: str
    is_overdue: bool

    @property
    def state_word(self) -> str:
        return str(Action.State(self.state).label)


@dataclass(frozen=True)
class PublishedStrategy:
    """A strategy as its last public report shows it. `versions` are those of that report, the latest first."""

    issued: IssuedReport
    versions: Sequence[IssuedReport]
    files: Sequence[ReportFile]

    @property
    def strategy(self) -> Any:
        return self.issued.strategy

    @property
    def kept(self) -> dict[str, Any]:
        return dict(self.issued.figures)

    @property
    def lead(self) -> str:
        return str(self.kept.get("texts", {}).get("Summary for members", ""))

    @cached_property
    def attention(self) -> list[Attention]:
        return [Attention(**each) for each in self.kept.get("attention", ())]

    @cached_property
    def indicators(self) -> list[PublishedIndicator]:
        said = {each.reference: each for each in self.attention}
        return [self._indicator(row, said.get(row["reference"])) for row in self.kept.get("indicators", ())]

    @property
    def outcomes(self) -> list[PublishedOutcome]:
        groups = groupby(self.indicators, key=attrgetter("number"))
        found = [(number, list(each)) for number, each in groups]
        return [PublishedOutcome(number, each[0].outcome, each) for number, each in found]

    @property
    def latest(self) -> Figure | None:
        """A figure of what the report is about: it names the year, or the half year."""
        return next((each.latest for each in self.indicators if each.latest), None)

    @property
    def before(self) -> Figure | None:
        return next((each.before for each in self.indicators if each.before), None)

    @property
    def counts(self) -> list[tuple[Status, int]]:
        """How many indicators have which status, those that none has left out."""
        return [(Status(status), count) for status, count in self.kept.get("counts", {}).items() if count]

    @cached_property
    def actions(self) -> list[PublishedAction]:
        return [
            PublishedAction(each["number"], each.get("title", ""), each["state"], each["due"], bool(each["overdue"]))
            for each in self.kept.get("actions", ())
        ]

    @property
    def actions_text(self) -> str:
        """`7 actions: 4 in progress, 1 completed, 2 with no state stated; 3 late.`"""
        states = [state_in_sentence(Action.State(action.state)) for action in self.actions]
        said = ", ".join(f"{states.count(state)} {state}" for state in dict.fromkeys(states))
        late = sum(action.is_overdue for action in self.actions)
        count = "1 action" if len(states) == 1 else f"{len(states)} actions"
        return f"{count}: {said}{f'; {late} late' if late else ''}."

    def indicator(self, outcome: int, order: int) -> PublishedIndicator | None:
        return next((each for each in self.indicators if each.reference == f"{outcome}.{order}"), None)

    def _indicator(self, row: Mapping[str, Any], attention: Attention | None) -> PublishedIndicator:
        return PublishedIndicator(
            reference=row["reference"], title=row["title"], name=row.get("name") or row["title"],
            outcome=row.get("outcome", ""), target=row["target"], years=self._figures(row["years"]),
            periods=self._figures(row["periods"]), proof=row["proof"], attention=attention,
            across_periods=row.get("across_periods", ""),
        )  # fmt: skip

    def _figures(self, spans: Mapping[str, Mapping[str, str]]) -> list[Figure]:
        year_start = self.strategy.year_start
        found = [
            Figure(period_from_slug(slug, year_start), kept.get("shown", kept["value"]), Status(kept["status"]))
            for slug, kept in spans.items()
        ]
        return sorted(found, key=lambda figure: figure.period.start)


def printed_numbers(text: str) -> list[Decimal]:
    """All that stand in the text: one of a figure, two of a range."""
    return [Decimal(number.replace(",", "")) for number in PRINTED.findall(text.replace("−", "-"))]


def published(strategy: str) -> PublishedStrategy | None:
    """The report with the latest cut-off that everyone may read: three queries. None where there is none."""
    latest = _readable().filter(strategy__slug=strategy).defer("html").order_by("-read_on", "-issued_at", "-pk").first()
    if latest is None:
        return None
    same = IssuedReport.objects.public().filter(strategy=latest.strategy, kind=latest.kind, about="")
    versions = same.filter(year_starts_on=latest.year_starts_on).defer("html", "figures").order_by("-version")
    return PublishedStrategy(latest, list(versions), list(latest.files.public().without_pdf()))


def published_strategies() -> list[IssuedReport]:
    """Of each strategy the report of which its public page tells: one query."""
    latest: dict[int, IssuedReport] = {}
    for issued in _readable().defer("html", "figures").order_by("read_on", "issued_at", "pk"):
        latest[issued.strategy_id] = issued
    return sorted(latest.values(), key=lambda issued: issued.strategy.title)


def _readable() -> IssuedReportQuerySet:
    """Of whole strategies, and in force."""
    return IssuedReport.objects.public().in_force().filter(about="").select_related("strategy")
