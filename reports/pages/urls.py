"""Addresses of the pages that bring several apps together.

Each keeps the name of the app that it is about: `indicators:indicator-detail` is here, because it shows actions too.
"""

from django.urls import path, register_converter

from actions.urls import ACTION, PLAN
from consultations.urls import ONE as CONSULTATION
from indicators.urls import ONE as INDICATOR
from reports.composing import views as composing
from reports.exempting import views as exempting
from reports.formatting import views as formatting
from reports.making import views as making
from reports.meetings.urls import urlpatterns as meeting_patterns
from reports.models.report import OF_A_YEAR
from reports.preparing import arranging
from reports.preparing import views as preparing
from reports.reminding.urls import urlpatterns as reminding_patterns
from reports.starting import views as starting
from reports.watching import views as watching

from . import action, board, consultation, home, indicator, library, owes, published, report, strategy


class KindOfYear:
    """In an address: a report of a year, or of its first half."""

    regex = "|".join(OF_A_YEAR)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(KindOfYear, "of_a_year")
OF_YEAR = "strategies/<slug:strategy>/reports/<of_a_year:kind>/<slug:year>/"
WHOLE = "strategies/<slug:strategy>/reports/end-of-strategy/"
PART = "of/<slug:about>/"


def each_kind(rest: str, view, name: str) -> list:
    """The same page of every kind of report, of the whole strategy or a part, under one name."""
    reports = (OF_YEAR, WHOLE, f"{OF_YEAR}{PART}", f"{WHOLE}{PART}")
    return [path(f"{report}{rest}", view.as_view(), name=name) for report in reports]


outcome_patterns = [
    path("strategies/", strategy.StrategyList.as_view(), name="strategy-list"),
    path("strategies/<slug:slug>/", strategy.StrategyDetail.as_view(), name="strategy-detail"),
    path("strategies/<slug:strategy>/outcomes/<int:number>/", strategy.OutcomeDetail.as_view(), name="outcome-detail"),
]
indicator_patterns = [
    path(INDICATOR, indicator.IndicatorDetail.as_view(), name="indicator-detail"),
    path(f"{INDICATOR}charts/<slug:kind>/", indicator.IndicatorChart.as_view(), name="indicator-chart"),
    path(f"{INDICATOR}charts/<slug:kind>.svg", indicator.IndicatorPicture.as_view(), name="indicator-picture"),
    path(f"{INDICATOR}charts/<slug:kind>.csv", indicator.IndicatorChartCsv.as_view(), name="indicator-chart-csv"),
]
action_patterns = [
    path(PLAN, action.Plan.as_view(), name="plan"),
    path(ACTION, action.ActionDetail.as_view(), name="action-detail"),
]
consultation_patterns = [
    path(f"{CONSULTATION}themes/", consultation.ThemesData.as_view(), name="themes-data"),
    path(f"{CONSULTATION}themes.svg", consultation.ThemesPicture.as_view(), name="themes-picture"),
    path(f"{CONSULTATION}themes.csv", consultation.ThemesCsv.as_view(), name="themes-csv"),
]
report_patterns = [
    path("board/", board.Board.as_view(), name="board"),
    path("strategies/<slug:strategy>/board/", board.StrategyBoard.as_view(), name="strategy-board"),
    path("strategies/<slug:strategy>/board/pdf/", board.StrategyBoardPdf.as_view(), name="strategy-board-pdf"),
    *meeting_patterns,
    *reminding_patterns,
    path("radar/", home.Radar.as_view(), name="radar"),
    path("owes/", owes.Owes.as_view(), name="owes"),
    path("owes/<slug:strategy>/<int:team>/", owes.TeamOwes.as_view(), name="team-owes"),
    path("first-steps/", starting.FirstSteps.as_view(), name="first-steps"),
    path("watchlist/", watching.WatchList.as_view(), name="watch-list"),
    path(f"{INDICATOR}watch/", watching.IndicatorWatch.as_view(), name="indicator-watch"),
    path(f"{ACTION}watch/", watching.ActionWatch.as_view(), name="action-watch"),
    path("waiting/", home.Waiting.as_view(), name="waiting"),
    path("reports/", library.ReportList.as_view(), name="report-list"),
    path("published/<slug:strategy>/", published.PublishedStrategyDetail.as_view(), name="published-strategy-detail"),
    path("published/<slug:strategy>/figures.json", published.PublishedData.as_view(), name="published-data"),
    path(
        "published/<slug:strategy>/indicators/<int:outcome>.<int:order>/",
        published.PublishedIndicatorDetail.as_view(),
        name="published-indicator-detail",
    ),
    path("reports/<int:pk>/", library.IssuedReportDetail.as_view(), name="issued-report-detail"),
    path("reports/<int:pk>/withdraw/", library.IssuedReportWithdraw.as_view(), name="issued-report-withdraw"),
    path("reports/<int:pk>/pdf/", library.IssuedReportPdf.as_view(), name="issued-report-pdf"),
    path("reports/<int:pk>/exempt/", exempting.IssuedReportExempt.as_view(), name="issued-report-exempt"),
    path("reports/<int:pk>/data.csv", library.IssuedReportCsv.as_view(), name="issued-report-csv"),
    path("reports/<int:pk>/data.xlsx", library.IssuedReportWorkbook.as_view(), name="issued-report-workbook"),
    path("reports/<int:pk>/pdf/<slug:part>/", library.IssuedReportPdf.as_view(), name="issued-report-pdf"),
    *each_kind("", report.ReportDetail, "report-detail"),
    *each_kind("pdf/", report.ReportPdf, "report-pdf"),
    *each_kind("pdf/<slug:part>/", report.ReportPdf, "report-pdf"),
    *each_kind("appendix/<slug:part>/", report.ReportAppendix, "report-appendix"),
    *each_kind("prepare/", preparing.ReportPrepare, "report-prepare"),
    *each_kind("clearance/", preparing.ReportClear, "report-clear"),
    *each_kind("clearance/reopen/", preparing.ReportReopen, "report-reopen"),
    *each_kind("exempt/", exempting.ReportExempt, "report-exempt"),
    *each_kind("exempt/pdf/", exempting.ReportExemptPdf, "report-exempt-pdf"),
    *each_kind("issue/", making.ReportIssue, "report-issue"),
    path("reports/making/<int:pk>/", making.MakingDetail.as_view(), name="making-detail"),
    path("packs/making/<int:pk>/", making.PackMakingDetail.as_view(), name="pack-making-detail"),
    path("reports/making/<int:pk>/take-back/", making.MakingTakeBack.as_view(), name="making-take-back"),
    path("reports/forms/", formatting.ReportFormList.as_view(), name="report-form-list"),
    path("reports/forms/<slug:slug>/edit/", formatting.ReportFormEdit.as_view(), name="report-form-edit"),
    path("reports/forms/<slug:slug>/copy/", formatting.ReportFormCreate.as_view(), name="report-form-create"),
    path("reports/paper-dates.ics", preparing.PaperCalendar.as_view(), name="paper-calendar"),
    path("reports/arrangements/", arranging.ArrangementList.as_view(), name="arrangement-list"),
    path(
        "strategies/<slug:strategy>/reports/arrangement/", arranging.ArrangementEdit.as_view(), name="arrangement-edit"
    ),
    path("reports/paper-dates/", preparing.PaperDatesList.as_view(), name="paper-dates-list"),
    path("reports/paper-dates/add/", preparing.PaperDatesCreate.as_view(), name="paper-dates-create"),
    path("reports/paper-dates/<int:pk>/edit/", preparing.PaperDatesEdit.as_view(), name="paper-dates-edit"),
    *each_kind("compose/", composing.ReportCompose, "report-compose"),
    *each_kind("compose/<slug:place>/", composing.PlaceCompose, "place-compose"),
    *each_kind("compose/<slug:place>/texts/", composing.PlaceVersions, "place-versions"),
    *each_kind("record/", composing.ComposeRecord, "compose-record"),
]
