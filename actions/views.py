"""Pages of actions."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.generic import DetailView, FormView
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from reports.scorecards.action_page import action_page
from reports.scorecards.actions import count_actions
from strategy_portal.access import may
from strategy_portal.clock import today

from .filters import ActionFilter
from .forms import ProgressUpdateForm
from .models import Action
from .querysets import ActionQuerySet
from .services import StateChanged, add_progress_update
from .tables import ActionTable


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
        counted = self.object_list.prefetch_related(None).prefetch_related("owners")
        closed = not self.filterset.form.has_changed()
        return super().get_context_data(counts=count_actions(counted, today()), closed=closed, **kwargs)


class ActionDetail(DetailView):
    """Everything known about one action."""

    template_name = "actions/action_detail.html"

    def get_object(self, queryset=None) -> Action:
        return _one(Action.objects.with_plan(), self.kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            page=action_page(self.object, today()),
            may_report=self._may_report(),
            caption=f"{self.object.strategy.organisation}, action {self.object.number}",
            **kwargs,
        )

    def _may_report(self) -> bool:
        user = self.request.user
        allowed = may(user, "actions:progress-update-create", "POST")
        return allowed and Action.objects.updatable_by(user).filter(pk=self.object.pk).exists()


class ProgressUpdateCreate(FormView):
    """Report on an action. One that is somebody else's is not found."""

    form_class = ProgressUpdateForm
    template_name = "actions/progress_update_create.html"

    def dispatch(self, request, *args, **kwargs):
        theirs = Action.objects.updatable_by(request.user).select_related("strategy")
        self.action = _one(theirs, kwargs)
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "action": self.action}

    def get_context_data(self, **kwargs):
        return super().get_context_data(action=self.action, **kwargs)

    def form_valid(self, form: ProgressUpdateForm) -> HttpResponse:
        try:
            add_progress_update(action=self.action, by=self.request.user, on=today(), **form.cleaned_data)
        except StateChanged as conflict:
            form.show_theirs(conflict)
            return self.form_invalid(form)
        messages.success(self.request, "Your progress update is recorded.")
        return redirect(self.action)

    def form_invalid(self, form: ProgressUpdateForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


def _one(actions: ActionQuerySet, address: dict) -> Action:
    return get_object_or_404(actions, strategy__slug=address["strategy"], number=address["number"])
