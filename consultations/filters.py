"""Filters of the list of consultations."""

import django_filters as filters

from outcomes.models import Strategy

from .models import Consultation


class ConsultationFilter(filters.FilterSet):
    search = filters.CharFilter("title", lookup_expr="icontains", label="Words in the title")
    strategy = filters.ModelChoiceFilter(
        queryset=Strategy.objects.filter(consultations__isnull=False).distinct(),
        to_field_name="slug",
        empty_label="All strategies",
    )

    class Meta:
        model = Consultation
        fields = ("search", "strategy")
