"""The council's tolerances."""

from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic import TemplateView

from indicators.models import CouncilTolerance
from strategy_portal.clock import today
from strategy_portal.domain.targets import ToleranceKind

from .. import change_council_tolerance, council_lines, followers, last_sealed, version_of, withdraw_council_tolerance
from ..changes import changes_in
from ..forms import CouncilToleranceForm, WithdrawForm
from .base import SetupFormPage, WithdrawPage, crumbs_to


class CouncilToleranceList(TemplateView):
    """What holds of each kind, since when and who agreed it; every size that was set, and every change."""

    template_name = "indicators/council_tolerance_list.html"

    def get_context_data(self, **kwargs):
        lines = council_lines(today())
        sizes = [size for line in lines for size in line.sizes]
        changes = changes_in(CouncilTolerance)
        return super().get_context_data(lines=lines, sizes=sizes, changes=changes, **kwargs)


class OfCouncil:
    @property
    def crumbs(self) -> list:
        return crumbs_to(("The council’s tolerances", reverse("indicators:council-tolerance-list")))


class CouncilToleranceCreate(OfCouncil, SetupFormPage):
    """Sets the size of one kind from a day on."""

    title = "Change the council’s tolerance"
    lead = "For indicators that state none of their own. What was approved before keeps its colour."
    button = "Save the tolerance"

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        if kwargs["kind"] not in CouncilTolerance.Kind:
            raise Http404(f"The council has no tolerance in {kwargs['kind']}.")
        self.kind = ToleranceKind(kwargs["kind"])

    @property
    def caption(self) -> str:
        return CouncilTolerance.Kind(self.kind).label

    def form(self, data=None) -> CouncilToleranceForm:
        form = CouncilToleranceForm(data, seen=version_of(CouncilTolerance, kind=self.kind), kind=self.kind)
        form.begin_after(last_sealed(followers(self.kind, today())))
        return form

    def save(self, form: CouncilToleranceForm) -> str:
        chosen = form.cleaned_data
        row = change_council_tolerance(
            kind=self.kind, size=chosen["size"], agreed=form.agreed(), seen=chosen["seen"], by=self.request.user
        )
        return f"Saved: {row}."


class CouncilToleranceWithdraw(OfCouncil, WithdrawPage):
    title = "Withdraw a tolerance of the council"

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        self.row = get_object_or_404(CouncilTolerance, pk=kwargs["pk"])

    def form(self, data=None) -> WithdrawForm:
        return WithdrawForm(data, initial={"seen": version_of(CouncilTolerance, kind=self.row.kind)})

    def save(self, form: WithdrawForm) -> str:
        withdraw_council_tolerance(row=self.row, by=self.request.user, **form.cleaned_data)
        return "The tolerance is withdrawn. The history keeps it."

    def what(self) -> Any:
        return str(self.row)
