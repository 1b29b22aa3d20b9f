"""Issued reports in the API: which there are, and where to fetch them."""

import django_filters as filters
from django.urls import reverse
from rest_framework import serializers

from outcomes.api import strategy_filter
from strategy_portal.api.base import ReadOnlySerializer, ReadOnlyViewSet

from .models import IssuedReport, ReportFile, ReportKind
from .models.report import COVER


class ReportFileSerializer(ReadOnlySerializer):
    """A file of an issued report: the cover report, an appendix, or all in one."""

    url = serializers.SerializerMethodField()

    class Meta:
        model = ReportFile
        fields = ("part", "title", "sheets", "size", "sha256", "url")

    def get_url(self, file: ReportFile) -> str:
        return str(self.context["request"].build_absolute_uri(file.get_absolute_url()))


class ReportSerializer(ReadOnlySerializer):
    """One version of a report as issued."""

    strategy = serializers.SlugField(source="strategy.slug", read_only=True)
    kind_label = serializers.CharField(source="get_kind_display", read_only=True)
    year = serializers.CharField(source="year.slug", default=None, read_only=True, allow_null=True)
    replaced_by = serializers.IntegerField(
        default=None, read_only=True, allow_null=True, help_text="The version that holds in its place"
    )
    withdrawn_at = serializers.DateTimeField(
        source="withdrawal.withdrawn_at", default=None, read_only=True, allow_null=True
    )
    withdrawn_reason = serializers.CharField(source="withdrawal.reason", default=None, read_only=True, allow_null=True)
    html_url = serializers.SerializerMethodField(help_text="The report as a web page")
    pdf_url = serializers.SerializerMethodField(help_text="Its cover report as PDF")
    pdf_sha256 = serializers.SerializerMethodField(help_text="The check sum of that file")
    files = ReportFileSerializer(many=True, read_only=True, help_text="All its files, the cover report first")

    class Meta:
        model = IssuedReport
        fields = (
            "id", "strategy", "kind", "kind_label", "year", "about", "version", "title", "reason", "data_label",
            "issued_at",
            "replaced_by", "withdrawn_at", "withdrawn_reason", "read_on", "pdf_sha256", "html_url", "pdf_url", "files",
            "is_demonstration",
        )  # fmt: skip

    def get_html_url(self, report: IssuedReport) -> str:
        return self._absolute("reports:issued-report-detail", report)

    def get_pdf_url(self, report: IssuedReport) -> str:
        return self._absolute("reports:issued-report-pdf", report)

    def get_pdf_sha256(self, report: IssuedReport) -> str:
        return next((file.sha256 for file in report.files.all() if file.part == COVER), "")

    def _absolute(self, route: str, report: IssuedReport) -> str:
        return self.context["request"].build_absolute_uri(reverse(route, args=[report.pk]))


class ReportFilter(filters.FilterSet):
    strategy = strategy_filter("strategy")
    kind = filters.ChoiceFilter(choices=ReportKind.choices)


class ReportViewSet(ReadOnlyViewSet):
    """Reports as issued, each version of its own, with the check sums of its files."""

    queryset = IssuedReport.objects.of_adopted().without_files().with_list_of_files().order_by("-issued_at", "-pk")
    serializer_class = ReportSerializer
    filterset_class = ReportFilter
