"""Reports in the admin site: to look at. They change on their own pages only."""

from django.contrib import admin

from strategy_portal.admin import PortalAdmin, rows_of, site

from .models import Arrangement, FormSection, Implication, IssuedReport, Narrative, ReportForm, SourceEntry


@admin.register(ReportForm, site=site)
class ReportFormAdmin(PortalAdmin):
    list_display = ("title", "slug", "addressed_to")
    inlines = (rows_of(FormSection), rows_of(Implication))


@admin.register(Arrangement, site=site)
class ArrangementAdmin(PortalAdmin):
    list_display = ("strategy", "form", "committee", "author_post", "data_label")
    list_select_related = ("strategy", "form")


@admin.register(Narrative, site=site)
class NarrativeAdmin(PortalAdmin):
    list_display = ("strategy", "kind", "year_starts_on", "section", "version")
    list_filter = ("strategy", "kind")


@admin.register(SourceEntry, site=site)
class SourceEntryAdmin(PortalAdmin):
    list_display = ("label", "text", "strategy")
    list_filter = ("strategy",)


@admin.register(IssuedReport, site=site)
class IssuedReportAdmin(PortalAdmin):
    list_display = ("title", "version", "data_label", "issued_at", "issued_by")
    fields = ("title", "strategy", "version", "reason", "data_label", "contents_sha256", "issued_at", "issued_by")
    list_filter = ("strategy", "kind")

    def get_queryset(self, request):
        return super().get_queryset(request).without_files()
