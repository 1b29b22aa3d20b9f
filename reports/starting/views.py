"""The first steps of a council, and its samples."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views import View

from reports.scorecards.first_steps import first_steps
from strategy_portal.access import may
from strategy_portal.clock import today
from strategy_portal.models import User
from strategy_portal.records.versions import Refused

from .samples import load_samples, put_samples_away


class FirstSteps(View):
    """From an empty portal to the first report: what is done, what is next."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "reports/first_steps.html", self._context())

    def post(self, request: HttpRequest) -> HttpResponse:
        """`samples` says what becomes of them."""
        by = cast(User, request.user)
        try:
            if request.POST.get("samples") == "load":
                load_samples(by=by)
                messages.success(
                    request, "The four sample strategies are there. They are facts; their values are empty."
                )
            elif request.POST.get("samples") == "away":
                put_samples_away(by=by, on=today())
                messages.success(request, "The samples are put away. Their pages stay readable.")
        except Refused as refused:
            messages.warning(request, f"{refused}.")
        return redirect(request.path)

    def _context(self) -> dict[str, Any]:
        user = self.request.user
        return {"steps": first_steps(user, today()), "may_frame": may(user, "actions:framing-create", "POST")}
