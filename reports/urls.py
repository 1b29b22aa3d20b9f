from django.urls import path

from . import views

app_name = "reports"
ANNUAL = "strategies/<slug:strategy>/reports/annual/<slug:year>/"
WHOLE = "strategies/<slug:strategy>/reports/end-of-strategy/"


def either_kind(rest: str, view, name: str) -> list:
    """The same page of an annual and of an end-of-strategy report, under one name."""
    return [path(f"{kind}{rest}", view.as_view(), name=name) for kind in (ANNUAL, WHOLE)]


urlpatterns = [
    path("board/", views.Board.as_view(), name="board"),
    path("radar/", views.Radar.as_view(), name="radar"),
    path("radar/csv/", views.RadarCsv.as_view(), name="radar-csv"),
    path("reports/", views.ReportList.as_view(), name="report-list"),
    path("reports/<int:pk>/", views.IssuedReportDetail.as_view(), name="issued-report-detail"),
    path("reports/<int:pk>/pdf/", views.IssuedReportPdf.as_view(), name="issued-report-pdf"),
    *either_kind("", views.ReportDetail, "report-detail"),
    *either_kind("pdf/", views.ReportPdf, "report-pdf"),
    *either_kind("issue/", views.ReportIssue, "report-issue"),
    *either_kind("narrative/<slug:section>/", views.NarrativeEdit, "narrative-edit"),
]
