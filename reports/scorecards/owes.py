"""Who owes what of a strategy: figures by team and quarter, actions, and replies to what people said."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, Max, Prefetch, Q

from actions.models import Action
from actions.scorecards.action_line import ActionLine
from actions.scorecards.action_plan import action_lines, actions_of
from consultations.models import Consultation
from indicators.expecting.expected import expected_of_all, working_days_text
from indicators.expecting.returns import recent_quarters
from indicators.expecting.teams import TeamCell, TeamRow, cell_of, team_rows
from outcomes.models import Strategy
from reports.models import Digest
from strategy_portal.clock import working_days_between
from strategy_portal.domain.periods import Period
from strategy_portal.models import Role, Team, User

NOBODY = 0
"""Stands in an address for what no team owns."""

WORDS = "No One Two Three Four Five Six Seven Eight Nine Ten".split()


@dataclass(frozen=True)
class TeamLine:
    """What one team owes of a strategy, and who could send it. `team` is None for what nobody owns."""

    team: Team | None
    cells: tuple[TeamCell, ...]
    officers: tuple[User, ...]
    approvers: tuple[User, ...]
    late: int
    days_late: int
    submitted: int
    owed: int
    touched_at: datetime | None
    actions: tuple[ActionLine, ...] = ()
    """Its actions that are late, or of which nothing was reported for two quarters."""
    written_on: date | None = None
    """When one of its officers last had a mail of reminders."""

    @property
    def key(self) -> int:
        return self.team.pk if self.team else NOBODY

    @property
    def name(self) -> str:
        return self.team.name if self.team else "Nobody’s"

    @property
    def expects(self) -> bool:
        return any(cell.expected for cell in self.cells)

    @property
    def lacks_officer(self) -> bool:
        """Something is expected and nobody can enter it but the performance team."""
        return self.expects and not self.officers

    @property
    def lacks_approver(self) -> bool:
        return self.expects and not self.approvers

    @property
    def to_ask(self) -> tuple[User, ...]:
        """Who could be asked for what is late, else for what waits to be approved."""
        if self.late:
            return self.officers
        return self.approvers if self.submitted else ()

    @property
    def is_behind(self) -> bool:
        """Something is late, or waits for somebody."""
        return bool(self.late or self.submitted or self.lacks_officer or self.actions)


@dataclass(frozen=True)
class RepliesOwed:
    """A consultation that has closed, and how many of its themes nobody has answered."""

    consultation: Consultation
    themes: int
    answered: int

    @property
    def owed(self) -> int:
        return self.themes - self.answered


@dataclass(frozen=True)
class OwesPage:
    """`quarters` from the earliest to the current one; `teams` worst first; `totals` of all teams by quarter."""

    strategy: Strategy
    on: date
    quarters: tuple[Period, ...]
    teams: tuple[TeamLine, ...]
    totals: tuple[TeamCell, ...]
    late_actions: tuple[ActionLine, ...]
    quiet_actions: tuple[ActionLine, ...]
    completed_actions: tuple[ActionLine, ...]
    replies: tuple[RepliesOwed, ...]

    @property
    def late(self) -> int:
        return sum(team.late for team in self.teams)

    @property
    def late_teams(self) -> list[TeamLine]:
        return [team for team in self.teams if team.late]

    @property
    def waiting(self) -> int:
        return sum(team.submitted for team in self.teams)

    @property
    def who_is_late(self) -> list[User]:
        """The officers of the teams that are late, each once."""
        return list(dict.fromkeys(person for team in self.late_teams for person in team.officers))

    @property
    def who_approves(self) -> list[User]:
        return list(dict.fromkeys(person for team in self.waiting_teams for person in team.approvers))

    @property
    def waiting_teams(self) -> list[TeamLine]:
        return [team for team in self.teams if team.submitted]

    @property
    def without_officer(self) -> list[TeamLine]:
        return [team for team in self.teams if team.lacks_officer]

    @property
    def without_approver(self) -> list[TeamLine]:
        return [team for team in self.teams if team.lacks_approver]

    @property
    def next_due(self) -> TeamCell | None:
        """The quarter that is due next, of which something is expected."""
        return next((cell for cell in self.totals if cell.expected and cell.due_on >= self.on), None)

    @property
    def next_due_text(self) -> str:
        """`39 working days left`."""
        cell = self.next_due
        return f"{working_days_text(working_days_between(self.on, cell.due_on))} left" if cell else ""

    @property
    def has_expected(self) -> bool:
        return any(cell.expected for cell in self.totals)

    @property
    def sentence(self) -> str:
        """The answer first: what is late, from whom, since when; else that nothing is."""
        late = [cell for cell in self.totals if cell.is_late]
        if not late:
            return f"{'No figure is late.' if self.has_expected else 'No figure is expected.'}{self._actions_text}"
        last = late[-1]
        number = sum(any(cell.quarter == last.quarter and cell.is_late for cell in team.cells) for team in self.teams)
        teams = "one team" if number == 1 else f"{spelt(number).lower()} teams"
        is_one = last.owed == 1
        text = (
            f"{spelt(last.owed)} of {last.expected} figure{'' if last.expected == 1 else 's'} of {last.quarter.label} "
            f"{'is' if is_one else 'are'} missing, from {teams}, {working_days_text(last.days_late)} after "
            f"{last.due_on:%-d %B %Y}."
        )
        earlier = sum(cell.owed for cell in late[:-1])
        text += f" {spelt(earlier)} of earlier quarters {'is' if earlier == 1 else 'are'} too." if earlier else ""
        return f"{text}{self._actions_text}"

    @property
    def _actions_text(self) -> str:
        number = len(self.late_actions)
        return f" {spelt(number)} action{' is' if number == 1 else 's are'} overdue." if number else ""


def spelt(number: int) -> str:
    """`Eight`, `22`: as a sentence begins."""
    return WORDS[number] if number < len(WORDS) else str(number)


ORDERS: dict[str, Callable[[TeamLine], Any]] = {
    "late": lambda team: (-team.days_late, -team.late, -team.submitted, not team.lacks_officer, team.name.lower()),
    "team": lambda team: team.name.lower(),
    "updated": lambda team: (team.touched_at is not None, team.touched_at or 0, team.name.lower()),
}
"""How the teams can be sorted: the worst, the first by name, the longest without an entry on top."""


def owes(strategy: Strategy, on: date, *, teams: Collection[int | None] | None = None, order: str = "late") -> OwesPage:
    """At most sixteen queries, whatever the number of teams and figures. Of `teams` alone, where they are named."""
    quarters = recent_quarters(strategy, on)[::-1]
    entries = expected_of_all({strategy: quarters}, on)
    rows = {row.team: row for row in team_rows(entries, quarters, on) if teams is None or row.team in teams}
    lines = [line for line in action_lines(actions_of([strategy], on), on) if _is_of(line, teams)]
    late = [line for line in lines if line.days_overdue]
    quiet = [line for line in lines if line.is_quiet and not line.days_overdue]
    completed = [line for line in lines if line.state == Action.State.COMPLETED]
    theirs = _by_team([*late, *quiet], teams)
    keys = dict.fromkeys([*rows, *theirs])
    known: dict[int | None, Team] = {team.pk: team for team in _with_people([pk for pk in keys if pk is not None])}
    written = _written_to(on)
    found = [_team_line(known.get(pk), rows.get(pk), theirs.get(pk, ()), written) for pk in keys]
    return OwesPage(
        strategy=strategy,
        on=on,
        quarters=tuple(quarters),
        teams=tuple(sorted(found, key=ORDERS.get(order, ORDERS["late"]))),
        totals=tuple(_total(place, each, rows.values(), on) for place, each in enumerate(quarters)),
        late_actions=tuple(sorted(late, key=lambda line: -line.days_overdue)),
        quiet_actions=tuple(quiet),
        completed_actions=tuple(completed),
        replies=_replies(strategy, on) if teams is None else (),
    )


def _total(place: int, quarter: Period, rows: Iterable[TeamRow], on: date) -> TeamCell:
    return cell_of(quarter, [entry for row in rows for entry in row.cells[place].entries], on)


def _team_line(
    team: Team | None, row: TeamRow | None, actions: Sequence[ActionLine], written: Mapping[int, date]
) -> TeamLine:
    members = list(team.members.all()) if team else []
    days = [written[each.pk] for each in members if each.pk in written and each.role == Role.OFFICER]
    return TeamLine(
        team=team,
        cells=row.cells if row else (),
        officers=tuple(each for each in members if each.role == Role.OFFICER),
        approvers=tuple(each for each in members if each.role == Role.APPROVER),
        late=row.late if row else 0,
        days_late=row.days_late if row else 0,
        submitted=row.submitted if row else 0,
        owed=row.owed if row else 0,
        touched_at=row.touched_at if row else None,
        actions=tuple(actions),
        written_on=max(days, default=None),
    )


def _written_to(on: date) -> dict[int, date]:
    """By person, the day of the last digest that went out: one query."""
    since = on - timedelta(days=100)
    rows = Digest.objects.sent().filter(day__gte=since).order_by().values_list("person").annotate(Max("day"))
    return dict(rows)


def _with_people(keys: Collection[int]) -> Iterable[Team]:
    """Two queries."""
    people = User.objects.filter(is_active=True).order_by("last_name", "first_name", "username")
    return Team.objects.filter(pk__in=keys).prefetch_related(Prefetch("members", people))


def _is_of(line: ActionLine, teams: Collection[int | None] | None) -> bool:
    return teams is None or any(team in teams for team in _owners(line))


def _owners(line: ActionLine) -> list[int | None]:
    return [owner.team_id for owner in line.action.owners.all()] or [None]


def _by_team(lines: Iterable[ActionLine], teams: Collection[int | None] | None) -> dict[int | None, list[ActionLine]]:
    """Those of each team that has a part in them; what nobody owns under None."""
    found: dict[int | None, list[ActionLine]] = defaultdict(list)
    for line in lines:
        for team in _owners(line):
            if teams is None or team in teams:
                found[team].append(line)
    return found


def _replies(strategy: Strategy, on: date) -> tuple[RepliesOwed, ...]:
    """One query: consultations that have closed, with confirmed themes without a final reply."""
    confirmed = Q(themes__state="confirmed")
    found: Any = strategy.consultations.filter(closed_on__lt=on).annotate(
        confirmed=Count("themes", filter=confirmed, distinct=True),
        answered=Count("themes", filter=confirmed & Q(themes__reply__is_final=True), distinct=True),
    )
    rows = [RepliesOwed(each, each.confirmed, each.answered) for each in found.filter(confirmed__gt=F("answered"))]
    return tuple(rows)
