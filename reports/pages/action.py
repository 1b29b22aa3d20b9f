"""One action, and an action plan."""

from collections.abc import Callable
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from actions.filters import GROUPS, PlanPageFilter
from actions.models import Action
from actions.reporting.services import COMPLETABLE, decisions_for
from actions.scorecards.action_line import ActionLine
from actions.tables import in_order
from actions.views import OfAction, OfPlan
from reports.charts import track
from reports.models import watched_by
from reports.reminding.remarks import may_read
from reports.scorecards.action_page import action_page, action_with_page
from reports.scorecards.plan import PlanGroup, by_due, by_owner, by_theme, late_first, plan_page
from strategy_portal.access import may
from strategy_portal.clock import today
from strategy_portal.spreadsheets.cells import Cell
from strategy_portal.spreadsheets.lists import Downloadable
from strategy_portal.views import AsOf


class ActionDetail(OfAction, TemplateView):
    """Everything known about one action."""

    template_name = "actions/action_detail.html"

    def found(self, number: int) -> Action:
        watched = watched_by(self.request.user, "action")
        found = action_with_page(self.strategy, number, today(), is_watched=watched)
        if found is None:
            raise Http404("The plan has no action of this number.")
        return found

    def get_context_data(self, **kwargs):
        page, steps = action_page(self.action, today()), track.steps(self.action.milestones.all(), today())
        return super().get_context_data(
            strategy=self.strategy,
            action=self.action,
            page=page,
            axis=track.axis([page.line], page.on, steps),
            steps={self.action.pk: steps},
            caption=f"{self.strategy.organisation}, action {self.action.number}",
            watch_url=reverse("reports:action-watch", args=[self.strategy.slug, self.action.number]),
            crumbs=[*self.crumbs[:-1], (str(self.action), "")],
            **self._rights(),
        )

    def _rights(self) -> dict[str, Any]:
        """What this person may do here, and which of the updates they may still change."""
        user, now = self.request.user, timezone.now()
        may_report = may(user, "actions:progress-update-create", "POST")
        return {
            "may_report": may_report and self.action.is_updatable_by(user),
            "may_plan": may(user, "actions:action-edit", "POST"),
            "may_remark": may(user, "reports:action-remarks") and may_read(user, self.action),
            "may_accept": self.action.state == Action.State.COMPLETED and may(user, "actions:acceptance-list", "POST"),
            "may_complete": self.action.state in COMPLETABLE,
            "decisions": decisions_for(self.action),
            "editable": {update.pk for update in self.action.updates.all() if update.can_be_edited_by(user, now)},
        }


class Plan(AsOf, OfPlan, Downloadable, TemplateView):
    """The whole plan on one page: the answer, what is asked of the board, then every action in groups.

    The address holds what is shown of it, by what it is grouped, and as of which day.
    """

    template_name = "actions/plan.html"

    @property
    def file_name(self) -> str:  # type: ignore[override]
        return f"{self.strategy.slug}-actions"

    def get_context_data(self, **kwargs):
        page = plan_page(self.strategy, self.on, self.as_of)
        form = PlanPageFilter(self.request.GET, page.lines, page.on, self.strategy)
        steps = {pk: track.steps(milestones, page.on) for pk, milestones in page.milestones.items()}
        every_step = [step for found in steps.values() for step in found]
        user = self.request.user
        return super().get_context_data(
            strategy=self.strategy,
            page=page,
            form=form,
            groups=self._groups(form),
            group_links=self._group_links(),
            axis=track.axis(page.lines, page.on, every_step),
            steps=steps,
            key=track.key(),
            may_plan=may(user, "actions:action-create", "POST"),
            may_report=may(user, "actions:progress-update-create", "POST"),
            crumbs=[self.crumbs[0], ("Action plan", "")],
        )

    def _groups(self, form: PlanPageFilter) -> list[PlanGroup]:
        sort = form.asked.get("sort", "")
        lines = in_order(form.shown(), sort) if sort else late_first(form.shown())
        grouped = {"owner": by_owner, "due": by_due}.get(form.asked.get("by", ""))
        return grouped(lines) if grouped else by_theme(lines, self.strategy)

    def _group_links(self) -> list[tuple[str, str]]:
        return [(key, title if key else self.strategy.outcome_label) for key, title in GROUPS.items()]

    def rows(self, context: dict[str, Any]) -> list[list[Cell]]:
        """What is shown, with its groups: a row for each action."""
        head: list[Cell] = ["Group", *(title for title, _ in PLAN_COLUMNS)]
        cells = [[g.title, *(cell(line) for _, cell in PLAN_COLUMNS)] for g in context["groups"] for line in g.lines]
        return [head, *cells] if cells else []


PLAN_COLUMNS: tuple[tuple[str, Callable[[ActionLine], Cell]], ...] = (
    ("No.", lambda line: line.number),
    ("Action", lambda line: line.title),
    ("Owners", lambda line: line.owners_text or "Not stated"),
    ("First agreed", lambda line: line.first_due_as_written or "Not stated"),
    ("Due", lambda line: line.due_as_written or "Not stated"),
    ("Last day", lambda line: line.held_to_on),
    ("How it stands", lambda line: line.how_it_stands),
    ("State", lambda line: line.state_word),
    ("At risk, says its owner", lambda line: "Yes" if line.is_at_risk else "No"),
    ("Status", lambda line: line.status_text),
    ("Last reported on", lambda line: line.latest.written_on if line.latest else "Never"),
    ("Last report", lambda line: line.latest.done if line.latest else ""),
)
"""Of the file of a plan that is shown; the workbook to change has columns of its own."""
