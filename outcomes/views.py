"""The page on how the outcomes of a strategy get a single colour."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.generic import UpdateView

from strategy_portal.domain.counting import Rollup

from .forms import RollupForm
from .models import Strategy
from .services import choose_rollup


class StrategyRollup(UpdateView):
    """How the outcomes of a strategy get a single colour (rules 8.2)."""

    model = Strategy
    form_class = RollupForm
    template_name = "outcomes/strategy_rollup.html"

    def form_valid(self, form: RollupForm) -> HttpResponse:
        choose_rollup(self.object, rollup=Rollup(form.cleaned_data["rollup"]), by=self.request.user)
        messages.success(self.request, "Saved. The distribution is still shown first.")
        return redirect(self.object)
