"""Forms of report, arrangements and narrative for administrators. What is issued is read here, never changed."""

from django.contrib import admin
from simple_history.admin import SimpleHistoryAdmin

from strategy_portal.admin import ToLookAt

from .models import Arrangement, FormSection, Implication, IssuedReport, Narrative, ReportForm, SourceEntry


class FormSectionInline(admin.TabularInline):
    model = FormSection
    extra = 0


class ImplicationInline(admin.TabularInline):
    model = Implication
    extra = 0


@admin.register(ReportForm)
class ReportFormAdmin(SimpleHistoryAdmin):
    list_display = ("title", "slug", "addressed_to")
    inlines = (FormSectionInline, ImplicationInline)


@admin.register(Arrangement)
class ArrangementAdmin(SimpleHistoryAdmin):
    list_display = ("strategy", "form", "committee", "author_post", "data_label")
    list_select_related = ("strategy", "form")


@admin.register(Narrative)
class NarrativeAdmin(SimpleHistoryAdmin):
    list_display = ("strategy", "kind", "year_starts_on", "section", "version")
    list_filter = ("strategy", "kind")
    readonly_fields = ("version",)


@admin.register(SourceEntry)
class SourceEntryAdmin(SimpleHistoryAdmin):
    list_display = ("label", "text", "strategy")
    list_filter = ("strategy",)


@admin.register(IssuedReport)
class IssuedReportAdmin(ToLookAt, admin.ModelAdmin):
    list_display = ("title", "version", "data_label", "issued_at", "issued_by")
    fields = ("title", "strategy", "version", "reason", "data_label", "pdf_sha256", "issued_at", "issued_by")
    list_filter = ("strategy", "kind")

    def get_queryset(self, request):
        return super().get_queryset(request).without_files()
