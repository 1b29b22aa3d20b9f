"""Consultations in the admin site: to look at. They change on their own pages only, so that privacy holds."""

from django.contrib import admin

from strategy_portal.admin import PortalAdmin, rows_of, site

from .models import Consultation, EngagementScore, EngagementStandard, Meeting, Note, Question, Theme, ThemeShare


@admin.register(Consultation, site=site)
class ConsultationAdmin(PortalAdmin):
    list_display = ("title", "strategy", "opened_on", "closed_on")
    list_filter = ("strategy",)
    list_select_related = ("strategy",)
    inlines = [rows_of(model) for model in (Question, Meeting, Note, EngagementScore)]


@admin.register(Theme, site=site)
class ThemeAdmin(PortalAdmin):
    list_display = ("title", "consultation", "rank", "comment_count")
    list_filter = ("consultation",)
    list_select_related = ("consultation",)


@admin.register(ThemeShare, site=site)
class ThemeShareAdmin(PortalAdmin):
    list_display = ("consultation", "as_written")
    list_select_related = ("consultation",)


@admin.register(EngagementStandard, site=site)
class EngagementStandardAdmin(PortalAdmin):
    list_display = ("title", "edition", "number")
    list_filter = ("edition",)
