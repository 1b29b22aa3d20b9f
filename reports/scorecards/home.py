"""What each person has to do, on the home page; and what a strategy says beside how it stands."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.urls import reverse

from actions.models import Action
from actions.scorecards.action_counts import ActionCounts, count_lines
from actions.scorecards.action_plan import action_lines, actions_of
from consultations.models import Consultation
from indicators.approving.approvals import waiting_by_quarter
from indicators.expecting.returns import Return, returns_for
from indicators.judging.cards import IndicatorCard
from indicators.judging.outcomes import StrategyCard, strategy_cards
from indicators.models import Indicator, Seal
from outcomes.models import Statement, Strategy
from reports.models import IssuedReport
from reports.models.report import WhichReport
from strategy_portal.access import may, role_of, writes_drafts
from strategy_portal.domain.lateness import late_text
from strategy_portal.domain.periods import add_months, period_from
from strategy_portal.domain.status import Polarity, Status
from strategy_portal.domain.wording import names_text
from strategy_portal.models import Role, User

from .board import BarPart, split
from .papers import MeetingPapers, papers_to_come
from .published import published_strategies
from .report_keys import ReportDraft, drafts, issued_versions, reported_strategies, reported_with_issued
from .unknown import Owed, owed
from .watched import WORST_FIRST, Line, watched_lines

LATEST = 5
PUBLISHED_WITHIN, NEXT_WITHIN = 24, 12
"""Months: so far back a report that was not issued is asked for, and so far ahead the next one is named."""


@dataclass(frozen=True)
class WaitingActions:
    """What of the plans waits for a person: how many completed actions to accept, and which of their own."""

    to_accept: int = 0
    sent_back: Sequence[Action] = ()
    overdue: Sequence[Action] = ()

    @property
    def mine(self) -> int:
        return len({*self.sent_back, *self.overdue})

    @property
    def shown(self) -> list[Action]:
        """What was sent back, and the longest late ones, each once."""
        return list(dict.fromkeys([*self.sent_back, *self.overdue[:LATEST]]))

    @property
    def further(self) -> int:
        """How many of theirs are not shown."""
        return self.mine - len(self.shown)


@dataclass(frozen=True)
class Todo:
    """One thing to do: what, where, and more about it. `due_on` orders it; `late` is `5 months late`, or empty."""

    text: str
    url: str
    more: str = ""
    due_on: date | None = None
    late: str = ""

    @property
    def when(self) -> str:
        return self.late or (f"by {self.due_on:%-d %B %Y}" if self.due_on else "Open")


@dataclass(frozen=True)
class Watched:
    """A strategy that somebody watches: how it stands in its last ended quarter, and how many actions are late."""

    card: StrategyCard
    late_actions: int
    overdue: tuple[Owed, ...]

    @property
    def shares(self) -> list[BarPart]:
        """The bar over all its indicators; empty where nothing can be judged."""
        if not self.card.tally.assessable:
            return []
        return [BarPart(slug, word, tuple(cards), 0) for slug, word, cards in split(self.card.indicators) if cards]

    @property
    def exceptions(self) -> list[IndicatorCard]:
        """Red, or heading for worse: what the board's page begins with."""
        found = [card for card in self.card.indicators if card.status is Status.RED or card.is_heading_for_worse]
        return sorted(found, key=lambda card: card.status is not Status.RED)

    @property
    def questions(self) -> list[str]:
        """What set-up has left open, each with how many indicators lack it: `3 without a target`."""
        cards, quarter = self.card.indicators, self.card.quarter
        lacking = {
            "an owner": sum(card.indicator.owner_id is None for card in cards),
            "a collection frequency": sum(not card.indicator.frequency for card in cards),
            "a polarity": sum(card.figures.rule_in(quarter).polarity == Polarity.NOT_SET for card in cards),
            "a target": sum(card.figures.target(quarter) is None for card in cards),
        }
        return [f"{count} without {what}" for what, count in lacking.items() if count]


@dataclass(frozen=True)
class NotIssued:
    """The reports of a strategy of which no version was issued: of what ended lately, and what comes next."""

    strategy: Strategy
    ended: Sequence[ReportDraft]
    running: Sequence[ReportDraft]


@dataclass(frozen=True)
class HomePage:
    """`todos`: what the person has to do, the longest late first. Then what they watch: `strategies` as a whole,
    `indicators` of their own teams with what was last approved of them, the latest `reports`; and `chosen`, what
    they put on their watchlist, the worst first. For those who publish: the meetings to come with their papers, and
    what was `not_issued` of each strategy.

    `published`: for everyone, the report of each strategy of which its public page tells.
    `is_empty`: the portal holds no strategy. `has_team`: without one nothing is expected of an officer.
    `consultations` are those that anyone can take part in now.
    """

    role: str
    todos: Sequence[Todo] = ()
    further: int = 0
    strategies: Sequence[Watched] = ()
    indicators: Sequence[Any] = ()
    reports: Sequence[IssuedReport] = ()
    consultations: Sequence[Consultation] = ()
    chosen: Sequence[Line] = ()
    meetings: Sequence[MeetingPapers] = ()
    not_issued: Sequence[NotIssued] = ()
    published: Sequence[IssuedReport] = ()
    is_empty: bool = False
    has_team: bool = True

    @property
    def has_all_made_up(self) -> bool:
        """Each of the teams' figures is demonstration data: said once, not in each row."""
        made_up = [each.sealed_is_demonstration for each in self.indicators if each.sealed_status]
        return bool(made_up) and all(made_up)

    @property
    def late(self) -> int:
        return sum(bool(todo.late) for todo in self.todos) + self.further

    @property
    def todo_count(self) -> int:
        return len(self.todos) + self.further


def home(user: User | AnonymousUser, on: date) -> HomePage:
    """Eleven queries at most, whatever the number of rows; two more where an indicator is made by a formula."""
    role = role_of(user)
    if isinstance(user, AnonymousUser):
        public = IssuedReport.objects.without_files().public()
        return HomePage(
            role,
            reports=tuple(public[:LATEST]),
            consultations=open_consultations(on),
            published=published_strategies(),
        )
    if role in (Role.BOARD, Role.PERFORMANCE):
        found = _for_those_who_direct(user, on)
    elif role == Role.OFFICER:
        found = _for_an_officer(user, on)
    else:
        found = _for_others(user, on)
    found = replace(found, chosen=watched_lines(user, on, drafts=writes_drafts(user)))
    shows_reports = role not in (Role.OFFICER, Role.PERFORMANCE)
    return (
        replace(found, reports=tuple(IssuedReport.objects.of_adopted().without_files()[:LATEST]))
        if shows_reports
        else found
    )


def _for_those_who_direct(user: User, on: date) -> HomePage:
    """Ten queries: the strategies as a whole, and what waits for a decision."""
    late = Action.objects.filter(strategy=OuterRef("pk")).overdue_on(on).order_by()
    counted = Subquery(late.values("strategy").annotate(number=Count("pk")).values("number"))
    running: Any = Strategy.objects.running_on(on).by_indicators().annotate(late_actions=Coalesce(counted, 0))
    watched = [
        Watched(card, getattr(card.strategy, "late_actions"), owed(card.indicators, card.quarter, on))  # noqa: B009
        for card in strategy_cards(running, "", on)
    ]
    actions = waiting_actions(user, on)
    todos = [*_of_actions(actions, on), *_approvals(user, on)]
    if may(user, "indicators:setup-detail"):
        todos += [todo for each in watched for todo in _of_set_up(each, on)]
    is_empty = not watched and not Strategy.objects.exists()
    return HomePage(role_of(user), in_order(todos), further=actions.further, strategies=watched, is_empty=is_empty)


def _for_an_officer(user: User, on: date) -> HomePage:
    """Nine queries; one or two more where nothing is owed."""
    expected, actions, theirs = returns_for(user, on), waiting_actions(user, on), own_indicators(user)
    todos = [*_of_actions(actions, on), *(_of_return(each, on) for each in expected if each.has_work)]
    is_empty = not (expected or theirs or actions.mine) and not Strategy.objects.exists()
    has_team = bool(expected or theirs) or bool(user.acts_for.teams)
    return HomePage(
        role_of(user), in_order(todos), further=actions.further, indicators=theirs, is_empty=is_empty, has_team=has_team
    )


def _for_others(user: User, on: date) -> HomePage:
    """Eight queries at most: approvers, clerks and administrators."""
    publishes = may(user, "reports:report-issue", "POST")
    meetings = papers_to_come(on) if publishes else ()
    todos = [*_approvals(user, on), *(todo for found in meetings for todo in _of_papers(found))]
    return HomePage(
        role_of(user),
        in_order(todos),
        indicators=own_indicators(user) if may(user, "indicators:approval-list") else [],
        meetings=meetings,
        not_issued=list(_not_issued(on)) if publishes else [],
        is_empty=not Strategy.objects.exists(),
    )


def in_order(todos: Iterable[Todo]) -> list[Todo]:
    """The longest late first; what has no day after what has one."""
    return sorted(todos, key=lambda todo: (todo.due_on or date.max, todo.text))


def _of_actions(actions: WaitingActions, on: date) -> Iterator[Todo]:
    """Those to accept as one; those that were sent back, and the longest late of the others."""
    if actions.to_accept:
        number = "1 completed action waits" if actions.to_accept == 1 else f"{actions.to_accept} completed actions wait"
        yield Todo(f"{number} to be accepted or sent back", reverse("actions:acceptance-list"))
    late: Any
    for late in actions.shown:
        back = late in actions.sent_back
        due_on = late.held_to_on
        yield Todo(
            f"Action {late}", late.get_absolute_url(), more=f"Sent back: {late.state_reason}" if back else "",
            due_on=due_on or on, late=late_text(due_on, on) if due_on else "",
        )  # fmt: skip


def _of_return(each: Return, on: date) -> Todo:
    parts = [f"{each.owed} of {len(each.entries)} to submit by {each.due_on:%-d %B %Y}"] if each.owed else []
    parts += ["begun on a day that was chosen"] if not each.owed else []
    parts += [f"{each.returned} returned to you"] if each.returned else []
    parts += [f"{each.drafts} saved as draft"] if each.drafts else []
    return Todo(
        f"Return of {each.quarter.label}, {each.strategy}",
        reverse("indicators:value-grid", args=[each.strategy.slug, each.quarter.slug]), more="; ".join(parts),
        due_on=each.due_on if each.owed else None, late=late_text(each.due_on, on) if each.owed else "",
    )  # fmt: skip


def _approvals(user: User, on: date) -> Iterator[Todo]:
    """One query: each quarter of which values wait; late once the days of grace have passed (rules 2.4)."""
    if not may(user, "indicators:approval-list"):
        return
    for each in waiting_by_quarter(user):
        due_on = each.quarter.last_day + timedelta(days=settings.FIGURES["GRACE_DAYS"])
        yield Todo(
            f"Approve values of {each.quarter.label}, {each.strategy}",
            reverse("indicators:approval-grid", args=[each.strategy.slug, each.quarter.slug]),
            more=f"{each.count} submitted", due_on=due_on, late=late_text(due_on, on),
        )  # fmt: skip


def _of_set_up(each: Watched, on: date) -> Iterator[Todo]:
    """For the performance team: figures that somebody owes, and what set-up has left open."""
    strategy = each.card.strategy
    for late in each.overdue:
        names = names_text([card.indicator.reference for card in late.cards])
        count = "1 figure" if len(late.cards) == 1 else f"{len(late.cards)} figures"
        yield Todo(
            f"{count} of {late.owner or 'nobody'}, {strategy}",
            reverse("indicators:value-grid", args=[strategy.slug, each.card.quarter.slug]),
            more=f"Ask for {names}", due_on=late.due_on, late=late_text(late.due_on, on),
        )  # fmt: skip
    if each.questions:
        url = reverse("indicators:setup-detail", args=[strategy.slug])
        yield Todo(f"Set-up of {strategy}", url, more=f"Indicators: {', '.join(each.questions)}")


def _of_papers(found: MeetingPapers) -> Iterator[Todo]:
    """What is next with each paper of a meeting, whoever does it: who publishes asks for it."""
    for paper in found.papers:
        step, stage = paper.next_step
        if stage is not None and not paper.waits_for_its_moment:
            yield Todo(
                paper.key.title, paper.url, more=f"{step}. For the {found.meeting}", due_on=paper.by,
                late=paper.time if paper.days_late else "",
            )  # fmt: skip


def _not_issued(on: date) -> Iterator[NotIssued]:
    """One query: reports of a year or a whole strategy that ended lately and were not issued; and which come next.

    A half year is reported while its year runs: later the report of the year tells all of it.
    """
    strategies = reported_strategies().filter(ends_on__gte=add_months(on, -PUBLISHED_WITHIN))
    for strategy in reported_with_issued(strategies):
        issued = issued_versions(strategy)
        found = [draft for draft in drafts([strategy], on) if _is_wanted(draft, issued, on)]
        ended, running = ([each for each in found if each.is_to_date is runs] for runs in (False, True))
        if found:
            yield NotIssued(strategy, ended, running)


def _is_wanted(draft: ReportDraft, issued: Collection[WhichReport], on: date) -> bool:
    key = draft.key
    if key.is_of_half and key.year and key.year.end <= on:
        return False
    ends_on = key.span.last_day if key.span else draft.strategy.ends_on
    return key.which_report not in issued and add_months(on, -PUBLISHED_WITHIN) <= ends_on < add_months(on, NEXT_WITHIN)


SEALED = {
    "status": "status", "starts_on": "period__starts_on", "frequency": "period__frequency",
    "is_demonstration": "is_demonstration",
}  # fmt: skip
"""What of the last approval of an indicator is shown, and where it stands."""


def own_indicators(user: User) -> list[Any]:
    """One query: what the person's teams own and is in use, the worst first, each with what was last approved of it.

    `sealed_status` and the period that it is of, `sealed_in`; None of what was never approved.
    """
    latest = Seal.objects.current().filter(indicator=OuterRef("pk")).order_by("-period__ends_on")
    shown = JSONObject(**{name: F(path) for name, path in SEALED.items()})
    mine: Any = Indicator.objects.filter(owner__in=user.acts_for.teams, retired_on=None)
    named = mine.select_related("key_output__outcome__strategy").annotate(
        sealed=Subquery(latest.values(shown=shown)[:1])
    )
    indicators = list(named.order_by())
    for each in indicators:
        kept = each.sealed or dict.fromkeys(SEALED)
        each.sealed_status, each.sealed_is_demonstration = kept["status"], bool(kept["is_demonstration"])
        each.sealed_in = None
        if kept["starts_on"]:
            starts_on, year_start = date.fromisoformat(kept["starts_on"]), each.outcome.strategy.year_start
            each.sealed_in = period_from(starts_on, kept["frequency"], year_start)
    return sorted(indicators, key=_worst_first)


def _worst_first(indicator: Any) -> tuple[int, ...]:
    """Red, amber, green, then what has no colour; those alike newest strategy first, and as in the strategy."""
    found = [place for place, status in enumerate(WORST_FIRST) if indicator.sealed_status == status.value]
    strategy = indicator.outcome.strategy
    how_bad = found[0] if found else len(WORST_FIRST)
    return how_bad, -strategy.starts_on.toordinal(), strategy.pk, *indicator.place_in_strategy


SHOWN_OF_ACTION = ("number", "title", "state", "state_reason", "completed_by_id", "strategy__slug")


def waiting_actions(user: User, on: date) -> WaitingActions:
    """One query. Nobody accepts what they completed themselves, unless APPROVE_OWN_VALUES is on."""
    accepts, reports_on = may(user, "actions:acceptance-list", "POST"), may(user, "actions:my-actions")
    if not (accepts or reports_on):
        return WaitingActions()
    waiting: Any = Action.objects.with_what_waits(user).select_related("strategy").only(*SHOWN_OF_ACTION)
    found: list[Any] = sorted(
        waiting.order_by(), key=lambda each: (each.held_to_on or date.max, each.number, each.strategy_id)
    )
    theirs = [each for each in found if each.is_theirs and not each.has_ended] if reports_on else []
    completed = [each for each in found if each.state == Action.State.COMPLETED] if accepts else []
    own = 0 if settings.APPROVE_OWN_VALUES else sum(each.completed_by_id == user.pk for each in completed)
    return WaitingActions(
        to_accept=len(completed) - own,
        sent_back=[each for each in theirs if each.was_sent_back],
        overdue=[each for each in theirs if each.held_to_on and each.held_to_on < on],
    )


def open_consultations(on: date) -> tuple[Consultation, ...]:
    found = Consultation.objects.taking_submissions(on).select_related("strategy")
    return tuple(found.order_by("closed_on", "pk")[:LATEST])


@dataclass(frozen=True)
class StrategyPage:
    card: StrategyCard
    statements: dict[str, list[Statement]]
    actions: ActionCounts
    consultations: tuple[Consultation, ...]
    successors: tuple[Strategy, ...]


def strategy_page(strategy: Strategy, on: date, as_of: date | None = None) -> StrategyPage:
    """At most ten queries, in the last ended quarter, whatever the number of indicators and actions.

    With `as_of`, the same day as `on`, indicators and actions as they stood at its end, for at most one query more
    where the outcomes came with their records.
    """
    statements: dict[str, list[Statement]] = {}
    for statement in strategy.statements.all():
        statements.setdefault(statement.get_kind_display(), []).append(statement)
    return StrategyPage(
        card=strategy_cards([strategy], "", on, as_of)[0],
        statements=statements,
        actions=count_lines(action_lines(actions_of([strategy], on, as_of), on, as_of)),
        consultations=tuple(strategy.consultations.all()),
        successors=tuple(strategy.successors.all()),
    )
