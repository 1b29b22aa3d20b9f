"""Pages of strategies and outcomes."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.generic import FormView
from django_tables2 import SingleTableView

from strategy_portal.clock import today
from strategy_portal.domain.counting import Rollup

from .forms import RollupForm
from .models import Strategy
from .services import choose_rollup
from .tables import StrategyTable


class StrategyList(SingleTableView):
    """All strategies, running or finished."""

    model = Strategy
    table_class = StrategyTable
    template_name = "outcomes/strategy_list.html"

    def get_queryset(self):
        return Strategy.objects.with_counts()

    def get_table_kwargs(self) -> dict:
        return {"on": today()}


class StrategyRollup(FormView):
    """How the outcomes of a strategy get a single colour (rules 8.2)."""

    form_class = RollupForm
    template_name = "outcomes/strategy_rollup.html"

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        self.strategy = get_object_or_404(Strategy, slug=kwargs["slug"])
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict:
        return {"rollup": self.strategy.rollup}

    def get_context_data(self, **kwargs):
        return super().get_context_data(strategy=self.strategy, **kwargs)

    def form_valid(self, form: RollupForm) -> HttpResponse:
        choose_rollup(self.strategy, rollup=Rollup(form.cleaned_data["rollup"]), by=self.request.user)
        messages.success(self.request, "Saved. The distribution is still shown first.")
        return redirect(self.strategy)
