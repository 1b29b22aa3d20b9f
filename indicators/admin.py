"""Indicators in the administration: to look at. They change on the pages of set-up only, so that its rules hold."""

from django.contrib import admin
from simple_history.admin import SimpleHistoryAdmin

from strategy_portal.admin import ToLookAt, rows_of

from .models import CollectionUnit, CouncilTolerance, Indicator, IndicatorNote, IndicatorRule, KeyOutput, Target


@admin.register(Indicator)
class IndicatorAdmin(ToLookAt, SimpleHistoryAdmin):
    list_display = ("reference", "title", "owner", "frequency")
    list_filter = ("key_output__outcome__strategy", "frequency", "rules__polarity")
    list_select_related = ("key_output__outcome", "owner")
    search_fields = ("title",)
    inlines = (rows_of(Target), rows_of(IndicatorRule), rows_of(IndicatorNote))


@admin.register(KeyOutput)
class KeyOutputAdmin(ToLookAt, SimpleHistoryAdmin):
    list_display = ("title", "outcome")
    list_filter = ("outcome__strategy",)


@admin.register(CollectionUnit)
class CollectionUnitAdmin(ToLookAt, SimpleHistoryAdmin):
    list_display = ("name", "strategy", "team")
    list_filter = ("strategy",)


@admin.register(CouncilTolerance)
class CouncilToleranceAdmin(ToLookAt, SimpleHistoryAdmin):
    list_display = ("kind", "size", "holds_from", "agreed_by")
    list_filter = ("kind",)
