"""The list of consultations, and what is known of one."""

from functools import cached_property

from django.http import Http404
from django.views.generic import DetailView
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from outcomes.models import Strategy
from strategy_portal.access import may
from strategy_portal.clock import today
from strategy_portal.templatetags.figures import on

from .models import Consultation
from .scorecards.cards import consultation_cards
from .tables import ConsultationFilter, ConsultationTable


class ConsultationList(SingleTableMixin, FilterView):
    """The consultations of all strategies."""

    filterset_class = ConsultationFilter
    table_class = ConsultationTable
    template_name = "consultations/consultation_list.html"
    table_pagination = {"per_page": 50}

    def get_queryset(self):
        return Consultation.objects.with_counts().select_related("strategy").prefetch_related("meetings")

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
        found = Consultation.objects.filter(strategy__slug=self.kwargs["strategy"], slug=self.kwargs["slug"])
        self.card = next(iter(consultation_cards(found)), None)
        if self.card is None:
            raise Http404("The strategy has no such consultation.")
        return self.card.consultation

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            card=self.card,
            findings=self.card.findings,
            rows=_rows(self.object),
            may_score=self._may("engagement-edit", "POST"),
            may_set_up=may(self.request.user, "consultations:consultation-setup"),
            may_key=self._may("paper-create", "POST"),
            may_read=self._may("comment-list"),
            **kwargs,
        )

    def _may(self, route: str, method: str = "GET") -> bool:
        """Whether this person may do it, and here."""
        return may(self.request.user, f"consultations:{route}", method) and self._leads

    @cached_property
    def _leads(self) -> bool:
        return Consultation.objects.led_by(self.request.user).filter(pk=self.object.pk).exists()


def _rows(consultation: Consultation) -> list[tuple[str, str]]:
    """What is known of the exercise itself; what nobody stated is empty, and the page says so."""
    outcomes = ", ".join(map(str, consultation.outcomes.all()))
    kept = consultation.retain_until
    return [
        ("Purpose", consultation.purpose),
        ("Concerns", outcomes or "The whole strategy"),
        ("Led by", str(consultation.lead or "")),
        ("Opens" if today() < consultation.opened_on else "Opened", on(consultation.opened_on)),
        ("Closed" if today() > consultation.closed_on else "Closes", on(consultation.closed_on)),
        ("Method", consultation.method),
        ("Languages", consultation.languages),
        ("Equality", consultation.equality_note),
        ("Privacy", consultation.privacy_note),
        ("Personal details kept until", on(kept) if kept else ""),
    ]
