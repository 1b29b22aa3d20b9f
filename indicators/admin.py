"""Indicators in the admin site: to look at. They change on the pages of set-up only, so that its rules hold."""

from django.contrib import admin

from strategy_portal.admin import PortalAdmin, rows_of, site

from .models import CollectionUnit, CouncilTolerance, Indicator, IndicatorNote, IndicatorRule, KeyOutput, Target


@admin.register(Indicator, site=site)
class IndicatorAdmin(PortalAdmin):
    list_display = ("reference", "title", "owner", "frequency")
    list_filter = ("key_output__outcome__strategy", "frequency", "rules__polarity")
    list_select_related = ("key_output__outcome", "owner")
    search_fields = ("title",)
    inlines = (rows_of(Target), rows_of(IndicatorRule), rows_of(IndicatorNote))


@admin.register(KeyOutput, site=site)
class KeyOutputAdmin(PortalAdmin):
    list_display = ("title", "outcome")
    list_filter = ("outcome__strategy",)


@admin.register(CollectionUnit, site=site)
class CollectionUnitAdmin(PortalAdmin):
    list_display = ("name", "strategy", "team")
    list_filter = ("strategy",)


@admin.register(CouncilTolerance, site=site)
class CouncilToleranceAdmin(PortalAdmin):
    list_display = ("kind", "size", "holds_from", "agreed_by")
    list_filter = ("kind",)
