"""The list of consultations, and what is known of one."""

from django.shortcuts import get_object_or_404
from django.views.generic import DetailView
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from outcomes.models import Strategy
from reports.scorecards.consultations import consultation_card
from reports.scorecards.theme_findings import theme_findings
from strategy_portal.access import may
from strategy_portal.clock import today
from strategy_portal.templatetags.figures import on

from ..filters import ConsultationFilter
from ..models import Consultation
from ..tables import ConsultationTable


class ConsultationList(SingleTableMixin, FilterView):
    """The consultations of all strategies."""

    filterset_class = ConsultationFilter
    table_class = ConsultationTable
    template_name = "consultations/consultation_list.html"
    table_pagination = {"per_page": 50}

    def get_queryset(self):
        return Consultation.objects.with_counts().select_related("strategy").prefetch_related("events")

    def get_context_data(self, **kwargs):
        may_add = may(self.request.user, "consultations:consultation-create")
        strategies = Strategy.objects.all() if may_add else ()
        return super().get_context_data(
            closed=not self.filterset.form.has_changed(),
            strategies=strategies,
            may_remove=may(self.request.user, "consultations:removal-list"),
            **kwargs,
        )


class ConsultationDetail(DetailView):
    """Everything known about one consultation."""

    template_name = "consultations/consultation_detail.html"

    def get_object(self, queryset=None) -> Consultation:
        found = Consultation.objects.select_related("strategy")
        return get_object_or_404(found, strategy__slug=self.kwargs["strategy"], slug=self.kwargs["slug"])

    def get_context_data(self, **kwargs):
        consultation = self.object
        rows = [
            ("Opens" if today() < consultation.opened_on else "Opened", on(consultation.opened_on)),
            ("Closed" if today() > consultation.closed_on else "Closes", on(consultation.closed_on)),
            ("Method", consultation.method),
        ]
        return super().get_context_data(
            card=consultation_card(consultation),
            findings=theme_findings(consultation),
            rows=rows,
            may_score=self._may("engagement-edit", "POST"),
            may_set_up=may(self.request.user, "consultations:consultation-setup"),
            may_read=self._may("comment-list"),
            **kwargs,
        )

    def _may(self, route: str, method: str = "GET") -> bool:
        """Whether this person may do it, and here."""
        user = self.request.user
        allowed = may(user, f"consultations:{route}", method)
        return allowed and Consultation.objects.led_by(user).filter(pk=self.object.pk).exists()
