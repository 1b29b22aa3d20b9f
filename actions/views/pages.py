"""All actions."""

from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from strategy_portal.clock import today

from ..filters import ActionFilter
from ..models import Action
from ..scorecards.lines import count_actions
from ..tables import ActionTable


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
