from django.urls import path

from . import views
from .setup import urls as setup_urls

ONE = "strategies/<slug:strategy>/indicators/<int:outcome>.<int:order>/"
QUARTER = "strategies/<slug:strategy>/{}/<slug:period>/"
VALUE = f"{QUARTER.format('returns')}<int:outcome>.<int:order>/"

urlpatterns = [
    path("indicators/", views.IndicatorList.as_view(), name="indicator-list"),
    path(f"{ONE}changes/", views.IndicatorChanges.as_view(), name="indicator-changes"),
    path(f"{ONE}<slug:period>/history/", views.FigureHistory.as_view(), name="figure-history"),
    path("returns/", views.ReturnList.as_view(), name="return-list"),
    path(QUARTER.format("returns"), views.ValueGrid.as_view(), name="value-grid"),
    path(f"{QUARTER.format('returns')}workbook.xlsx", views.ReturnWorkbook.as_view(), name="return-workbook"),
    path(f"{QUARTER.format('returns')}workbook.csv", views.ReturnCsv.as_view(), name="return-csv"),
    path(f"{QUARTER.format('returns')}import/", views.ImportCreate.as_view(), name="import-create"),
    path(f"{QUARTER.format('returns')}import/<int:pk>/", views.ImportDetail.as_view(), name="import-detail"),
    path(VALUE, views.ValueEdit.as_view(), name="value-edit"),
    path(f"{VALUE}save/", views.ValueSave.as_view(), name="value-save"),
    path(f"{VALUE}<int:unit>/", views.ValueEdit.as_view(), name="value-edit"),
    path(f"{VALUE}<int:unit>/save/", views.ValueSave.as_view(), name="value-save"),
    path("evidence/<int:pk>/", views.EvidenceFile.as_view(), name="evidence-file"),
    path("approvals/", views.ApprovalList.as_view(), name="approval-list"),
    path(QUARTER.format("approvals"), views.ApprovalGrid.as_view(), name="approval-grid"),
    path("periods/", views.PeriodList.as_view(), name="period-list"),
    path("strategies/<slug:strategy>/periods/make/", views.PeriodMake.as_view(), name="period-make"),
    path("strategies/<slug:strategy>/periods/lock/", views.PeriodLock.as_view(), name="period-lock"),
    path("values/<int:value>/history/", views.ValueHistory.as_view(), name="value-history"),
    path("values/<int:value>/revise/", views.ValueRevise.as_view(), name="value-revise"),
    path("values/<int:value>/withdraw/", views.ValueWithdraw.as_view(), name="value-withdraw"),
    *setup_urls.urlpatterns,
]
