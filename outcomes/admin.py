"""In the admin site strategies, outcomes, statements and commitments are edited, until they have pages of their own."""

from datetime import date

from django import forms
from django.contrib import admin

from strategy_portal.admin import PortalAdmin, site

from .models import Commitment, Outcome, Statement, Strategy


class NeverDeleted:
    """Indicators, their targets and all that is sealed hang on it."""

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


class StrategyForm(forms.ModelForm):
    def clean_ends_on(self) -> date:
        """Raises ValidationError for an earlier day: it would leave periods outside the strategy."""
        ends_on, stands = self.cleaned_data["ends_on"], self.initial.get("ends_on")
        if stands and ends_on < stands:
            raise forms.ValidationError(f"A strategy is only extended: choose {stands:%-d %B %Y} or a later day")
        return ends_on


@admin.register(Strategy, site=site)
class StrategyAdmin(NeverDeleted, PortalAdmin):
    list_display = ("title", "organisation", "starts_on", "ends_on")
    form = StrategyForm

    def get_readonly_fields(self, request, obj=None) -> tuple[str, ...]:
        """Its periods, and what is sealed in them, were made by these."""
        return ("starts_on", "year_start_month", "year_start_day") if obj and obj.periods.exists() else ()


@admin.register(Statement, site=site)
class StatementAdmin(PortalAdmin):
    list_display = ("strategy", "kind", "order", "text")
    list_filter = ("strategy", "kind")

    def has_delete_permission(self, request, obj=None) -> bool:
        """Not a priority that an outcome serves: the performance team says first that it does not."""
        return super().has_delete_permission(request, obj) and not (obj and obj.served_by.exists())


@admin.register(Outcome, site=site)
class OutcomeAdmin(NeverDeleted, PortalAdmin):
    list_display = ("strategy", "number", "title")
    list_filter = ("strategy",)

    def get_readonly_fields(self, request, obj=None) -> tuple[str, ...]:
        """Formulas name its indicators by its number."""
        return ("strategy", "number") if obj else ()


@admin.register(Commitment, site=site)
class CommitmentAdmin(PortalAdmin):
    list_display = ("outcome", "order", "heading")
