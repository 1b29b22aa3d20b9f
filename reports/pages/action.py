"""One action, and an action plan as a picture."""

from typing import Any

from django.utils import timezone
from django.views.generic import TemplateView

from actions.models import Action, ActionQuerySet
from actions.reporting.services import COMPLETABLE, decisions_for
from actions.scorecards.action_plan import action_plan
from actions.views import OfAction, OfPlan
from reports.charts import timeline_picture
from reports.scorecards.action_page import action_page
from strategy_portal.access import may
from strategy_portal.clock import today


class ActionDetail(OfAction, TemplateView):
    """Everything known about one action."""

    template_name = "actions/action_detail.html"

    def actions(self) -> ActionQuerySet:
        return Action.objects.with_page()

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            strategy=self.strategy,
            action=self.action,
            page=action_page(self.action, today()),
            caption=f"{self.strategy.organisation}, action {self.action.number}",
            crumbs=[*self.crumbs[:-1], (str(self.action), "")],
            **self._rights(),
        )

    def _rights(self) -> dict[str, Any]:
        """What this person may do here, and which of the updates they may still change."""
        user, now = self.request.user, timezone.now()
        may_report = may(user, "actions:progress-update-create", "POST")
        return {
            "may_report": may_report and Action.objects.updatable_by(user).filter(pk=self.action.pk).exists(),
            "may_plan": may(user, "actions:action-edit", "POST"),
            "may_accept": self.action.state == Action.State.COMPLETED and may(user, "actions:acceptance-list", "POST"),
            "may_complete": self.action.state in COMPLETABLE,
            "decisions": decisions_for(self.action),
            "editable": {update.pk for update in self.action.updates.all() if update.can_be_edited_by(user, now)},
        }


class ActionTimeline(OfPlan, TemplateView):
    """The plan as a picture: windows, first and present dates; and the same as a table."""

    template_name = "actions/action_timeline.html"

    def get_context_data(self, **kwargs):
        plan = action_plan(self.strategy, today())
        return super().get_context_data(
            strategy=self.strategy, plan=plan, picture=timeline_picture(plan), crumbs=[*self.crumbs, ("Timeline", "")]
        )
