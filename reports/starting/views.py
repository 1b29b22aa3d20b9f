"""The first steps of a council, and its samples."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views import View

from reports.scorecards.first_steps import first_steps
from strategy_portal.access import may
from strategy_portal.clock import today
from strategy_portal.council.in_force import council
from strategy_portal.council.services import hide_first_steps
from strategy_portal.models import User
from strategy_portal.records.versions import ChangedMeanwhile, Refused

from .samples import load_samples, put_samples_away


class FirstSteps(View):
    """From an empty portal to the first report: what is done, what is next."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """To the home page, which asks by script, the part that says how far they are."""
        is_asked_by_home = "HX-Request" in request.headers
        return render(
            request,
            "reports/_first_steps_box.html" if is_asked_by_home else "reports/first_steps.html",
            self._context(),
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        """`samples` says what becomes of them, `home` whether the steps stand on the home page."""
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
            elif request.POST.get("home") in ("hide", "show"):
                hide_first_steps(hidden=request.POST["home"] == "hide", by=by)
                messages.success(request, "Done. The home page of everybody who takes them follows within a minute.")
        except Refused as refused:
            messages.warning(request, f"{refused}.")
        except ChangedMeanwhile:
            messages.warning(request, "Somebody saved the page “Council” at the same moment. Try again.")
        return redirect(request.path)

    def _context(self) -> dict[str, Any]:
        user = self.request.user
        return {
            "steps": first_steps(user, today()),
            "may_frame": may(user, "actions:framing-create", "POST"),
            "is_hidden": council().hides_first_steps,
        }
