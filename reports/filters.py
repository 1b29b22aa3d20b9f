"""Filters of the library of reports."""

import django_filters as filters

from outcomes.models import Strategy

from .models import IssuedReport, ReportKind
from .scorecards.library import ReportDraft


class ReportListFilter(filters.FilterSet):
    strategy = filters.ModelChoiceFilter(
        queryset=Strategy.objects.all(), to_field_name="slug", empty_label="All strategies"
    )
    kind = filters.ChoiceFilter(choices=ReportKind.choices, empty_label="Every kind")

    class Meta:
        model = IssuedReport
        fields = ("strategy", "kind")

    def admits(self, draft: ReportDraft) -> bool:
        """Whether a report that is only drafted passes the same filter."""
        if not self.form.is_valid():
            return True
        chosen = self.form.cleaned_data
        return chosen["strategy"] in (None, draft.strategy) and chosen["kind"] in ("", draft.key.kind)
