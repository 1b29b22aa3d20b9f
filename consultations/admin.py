"""Consultations in the administration: read only. They change on their own pages only, so that privacy holds."""

from django.contrib import admin
from simple_history.admin import SimpleHistoryAdmin

from strategy_portal.admin import ToLookAt, rows_of

from .models import Consultation, EngagementScore, EngagementStandard, Meeting, Note, Question, Theme, ThemeShare


@admin.register(Consultation)
class ConsultationAdmin(ToLookAt, SimpleHistoryAdmin):
    list_display = ("title", "strategy", "opened_on", "closed_on")
    list_filter = ("strategy",)
    list_select_related = ("strategy",)
    inlines = [rows_of(model) for model in (Question, Meeting, Note, EngagementScore)]


@admin.register(Theme)
class ThemeAdmin(ToLookAt, SimpleHistoryAdmin):
    list_display = ("title", "consultation", "rank", "comment_count")
    list_filter = ("consultation",)
    list_select_related = ("consultation",)


@admin.register(ThemeShare)
class ThemeShareAdmin(ToLookAt, SimpleHistoryAdmin):
    list_display = ("consultation", "as_written")
    list_select_related = ("consultation",)


@admin.register(EngagementStandard)
class EngagementStandardAdmin(ToLookAt, admin.ModelAdmin):
    list_display = ("title", "edition", "number")
    list_filter = ("edition",)
