"""Indicators on the administrator's site. Values are not edited here: they have a workflow of their own."""

from django.contrib import admin
from simple_history.admin import SimpleHistoryAdmin

from .models import CollectionUnit, Indicator, IndicatorNote, KeyOutput, Target


class TargetInline(admin.TabularInline):
    model = Target
    extra = 0


class NoteInline(admin.TabularInline):
    model = IndicatorNote
    extra = 0


@admin.register(Indicator)
class IndicatorAdmin(SimpleHistoryAdmin):
    list_display = ("reference", "title", "owner", "frequency", "polarity")
    list_filter = ("key_output__outcome__strategy", "frequency", "polarity")
    list_select_related = ("key_output__outcome", "owner")
    search_fields = ("title",)
    inlines = (TargetInline, NoteInline)


@admin.register(KeyOutput)
class KeyOutputAdmin(SimpleHistoryAdmin):
    list_display = ("title", "outcome")
    list_filter = ("outcome__strategy",)


@admin.register(CollectionUnit)
class CollectionUnitAdmin(SimpleHistoryAdmin):
    list_display = ("name", "strategy", "team")
    list_filter = ("strategy",)
