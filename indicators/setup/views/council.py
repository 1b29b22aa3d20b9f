"""The council's tolerances."""

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.views.generic import TemplateView

from indicators.models import CouncilTolerance, ReportingPeriod
from indicators.models.rule import followers
from indicators.models.seal import last_sealed
from strategy_portal.clock import today
from strategy_portal.domain.targets import DEFAULT_SIZE, ToleranceKind

from ..changes import changes_of_council
from ..council import council_lines
from ..forms.judging import CouncilToleranceForm
from .base import AgreeSetupPage, WithdrawSetupPage, crumbs_to


class CouncilToleranceList(TemplateView):
    """What holds of each kind, since when and who agreed it; every size that was set, and every change."""

    template_name = "indicators/council_tolerance_list.html"

    def get_context_data(self, **kwargs):
        lines = council_lines(today())
        sizes = [size for line in lines for size in line.sizes]
        changes = changes_of_council()
        return super().get_context_data(lines=lines, sizes=sizes, changes=changes, **kwargs)


class OfCouncil:
    @property
    def crumbs(self) -> list:
        return crumbs_to(("The council’s tolerances", reverse("indicators:council-tolerance-list")))


class CouncilToleranceCreate(OfCouncil, AgreeSetupPage):
    """Sets the size of one kind from a day on."""

    title = "Change the council’s tolerance"
    lead = "For indicators that state none of their own. What was approved before keeps its colour."
    button = "Save the tolerance"
    form_class = CouncilToleranceForm

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        if kwargs["kind"] not in CouncilTolerance.Kind:
            raise Http404(f"The council has no tolerance in {kwargs['kind']}.")
        self.kind = ToleranceKind(kwargs["kind"])

    @property
    def caption(self) -> str:
        return CouncilTolerance.Kind(self.kind).label

    def last_sealed(self) -> ReportingPeriod | None:
        return last_sealed(followers(self.kind, today()))

    def row(self) -> CouncilTolerance:
        """It begins with the size that was set last."""
        last = CouncilTolerance.objects.filter(kind=self.kind).last()
        return CouncilTolerance(kind=self.kind, size=last.size if last else DEFAULT_SIZE[self.kind])


class CouncilToleranceWithdraw(OfCouncil, WithdrawSetupPage):
    title = "Withdraw a tolerance of the council"
    said = "The tolerance is withdrawn. The history keeps it."

    def rows(self) -> QuerySet:
        return CouncilTolerance.objects.all()
