"""Pages to read: all actions, and one."""

from typing import Any

from django.utils import timezone
from django.views.generic import TemplateView
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from reports.scorecards.action_page import action_page
from reports.scorecards.actions import count_actions
from strategy_portal.access import may
from strategy_portal.clock import today

from ..filters import ActionFilter
from ..models import Action
from ..querysets import ActionQuerySet
from ..services import COMPLETABLE, decisions_for
from ..tables import ActionTable
from .base import OfAction


class ActionList(SingleTableMixin, FilterView):
    """The actions of all strategies."""

    filterset_class = ActionFilter
    table_class = ActionTable
    template_name = "actions/action_list.html"
    table_pagination = {"per_page": 50}

    def get_queryset(self):
        return Action.objects.with_plan()

    def get_filterset_kwargs(self, filterset_class) -> dict:
        return {**super().get_filterset_kwargs(filterset_class), "on": today()}

    def get_table_kwargs(self) -> dict:
        return {"on": today()}

    def get_context_data(self, **kwargs):
        closed = not self.filterset.form.has_changed()
        counts = count_actions(self.object_list.prefetch_related(None).with_standing(), today())
        return super().get_context_data(counts=counts, closed=closed, **kwargs)


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
