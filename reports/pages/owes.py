"""Who owes what: all teams of a strategy by quarter, and one team with its people and its figures."""

from collections.abc import Collection, Sequence
from functools import cached_property
from typing import Any, cast

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic import TemplateView

from outcomes.models import Strategy
from reports.scorecards.owes import NOBODY, ORDERS, OwesPage, TeamLine, owes
from strategy_portal.access import may
from strategy_portal.clock import today
from strategy_portal.models import Role, User
from strategy_portal.spreadsheets.cells import Cell
from strategy_portal.spreadsheets.lists import Downloadable

SORTED_BY = {"late": "What is late", "team": "Team", "updated": "Longest without an entry"}


def teams_seen(user: User) -> Collection[int] | None:
    """Whose debts this person sees: the performance team everybody’s (None), others those for which they act."""
    return None if user.role == Role.PERFORMANCE else user.acts_for.teams


class Owes(Downloadable, TemplateView):
    """Each team of one strategy, by quarter, the worst first; its actions; replies to consultations."""

    template_name = "reports/owes.html"
    file_name = "who-owes-what"

    @cached_property
    def strategies(self) -> list[Strategy]:
        return list(Strategy.objects.adopted().filter(starts_on__lte=today()).by_indicators())

    @property
    def strategy(self) -> Strategy | None:
        """The one of `?strategy=`, else the one with most indicators."""
        if slug := self.request.GET.get("strategy", ""):
            return next((each for each in self.strategies if each.slug == slug), None) or self._none()
        return self.strategies[0] if self.strategies else None

    def _none(self) -> Strategy:
        raise Http404

    @cached_property
    def order(self) -> str:
        asked = self.request.GET.get("sort", "")
        return asked if asked in ORDERS else "late"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, strategy = cast(User, self.request.user), self.strategy
        page = owes(strategy, today(), teams=teams_seen(user), order=self.order) if strategy else None
        return super().get_context_data(
            page=page,
            strategies=self.strategies,
            sorted_by=SORTED_BY,
            order=self.order,
            only_behind="behind" in self.request.GET,
            may_name=may(user, "people:person-list"),
            may_nudge=may(user, "reports:nudge-create", "POST"),
            has_all=user.role == Role.PERFORMANCE,
            **kwargs,
        )

    def rows(self, context: dict[str, Any]) -> Sequence[Sequence[Cell]]:
        """One row for each team and quarter in which something is expected of it."""
        page: OwesPage | None = context["page"]
        if page is None:
            return []
        return [HEADINGS, *(row for team in page.teams for row in _rows_of(page.strategy, team))]


HEADINGS = (
    "Strategy", "Team", "Enters", "Approves", "Quarter", "Due on", "Expected", "Approved", "Submitted", "Returned",
    "Draft", "Not entered", "Locked", "Working days late", "Last changed on",
)  # fmt: skip


def _rows_of(strategy: Strategy, team: TeamLine) -> list[list[Cell]]:
    people = ["; ".join(map(str, team.officers)), "; ".join(map(str, team.approvers))]
    changed = team.touched_at.date() if team.touched_at else None
    return [
        [
            str(strategy), team.name, *people, cell.quarter.label, cell.due_on, cell.expected, cell.approved,
            cell.submitted, cell.returned, cell.drafts, cell.missing, cell.locked, cell.days_late, changed,
        ]
        for cell in team.cells
        if cell.expected
    ]  # fmt: skip


class TeamOwes(TemplateView):
    """One team: its people, each figure that is not approved, and its actions that are late or quiet."""

    template_name = "reports/team_owes.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.strategy = get_object_or_404(Strategy, slug=kwargs["strategy"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = owes(self.strategy, today(), teams=self._teams())
        line = next((each for each in page.teams if each.key == kwargs["team"]), None)
        if line is None:
            raise Http404
        title = f"{line.name}: who owes what"
        return super().get_context_data(
            page=page,
            line=line,
            title=title,
            back=f"{reverse('reports:owes')}?strategy={self.strategy.slug}",
            may_enter=may(self.request.user, "indicators:value-grid"),
            may_approve=may(self.request.user, "indicators:approval-grid"),
            **kwargs,
        )

    def _teams(self) -> Collection[int | None]:
        """The one that the address names. Somebody else's is not found."""
        seen, asked = teams_seen(cast(User, self.request.user)), self.kwargs["team"]
        if seen is not None and asked not in seen:
            raise Http404
        return {None if asked == NOBODY else asked}
