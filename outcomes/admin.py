"""Strategies and outcomes in the admin site: to look at. They change in the strategy’s editor only."""

from django.contrib import admin

from strategy_portal.admin import PortalAdmin, site

from .models import Commitment, Outcome, Statement, Strategy


@admin.register(Strategy, site=site)
class StrategyAdmin(PortalAdmin):
    list_display = ("title", "organisation", "starts_on", "ends_on")


@admin.register(Statement, site=site)
class StatementAdmin(PortalAdmin):
    list_display = ("strategy", "kind", "order", "text")
    list_filter = ("strategy", "kind")
    list_select_related = ("strategy",)


@admin.register(Outcome, site=site)
class OutcomeAdmin(PortalAdmin):
    list_display = ("strategy", "number", "title")
    list_filter = ("strategy",)
    list_select_related = ("strategy",)


@admin.register(Commitment, site=site)
class CommitmentAdmin(PortalAdmin):
    list_display = ("outcome", "order", "heading")
    list_select_related = ("outcome",)
