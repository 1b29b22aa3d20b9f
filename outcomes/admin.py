"""Strategies and outcomes on the administrator's site."""

from django.contrib import admin
from simple_history.admin import SimpleHistoryAdmin

from .models import Commitment, Outcome, Statement, Strategy


@admin.register(Strategy)
class StrategyAdmin(SimpleHistoryAdmin):
    list_display = ("title", "organisation", "starts_on", "ends_on")


@admin.register(Statement)
class StatementAdmin(SimpleHistoryAdmin):
    list_display = ("strategy", "kind", "order", "text")
    list_filter = ("strategy", "kind")


@admin.register(Outcome)
class OutcomeAdmin(SimpleHistoryAdmin):
    list_display = ("strategy", "number", "title")
    list_filter = ("strategy",)


@admin.register(Commitment)
class CommitmentAdmin(SimpleHistoryAdmin):
    list_display = ("outcome", "order", "heading")
