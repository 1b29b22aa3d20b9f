from django.urls import path

from . import pages
from .approving import views as approving
from .entering import views as entering
from .expecting import views as expecting
from .setup import urls as setup_urls

ONE = "strategies/<slug:strategy>/indicators/<int:outcome>.<int:order>/"
QUARTER = "strategies/<slug:strategy>/{}/<slug:period>/"
VALUE = f"{QUARTER.format('returns')}<int:outcome>.<int:order>/"

urlpatterns = [
    path("indicators/", pages.IndicatorList.as_view(), name="indicator-list"),
    path(f"{ONE}changes/", pages.IndicatorChanges.as_view(), name="indicator-changes"),
    path(f"{ONE}<slug:period>/history/", approving.FigureHistory.as_view(), name="figure-history"),
    path("returns/", entering.ReturnList.as_view(), name="return-list"),
    path(QUARTER.format("returns"), entering.ValueGrid.as_view(), name="value-grid"),
    path(f"{QUARTER.format('returns')}workbook.xlsx", entering.ReturnWorkbook.as_view(), name="return-workbook"),
    path(f"{QUARTER.format('returns')}workbook.csv", entering.ReturnCsv.as_view(), name="return-csv"),
    path(f"{QUARTER.format('returns')}import/", entering.ImportCreate.as_view(), name="import-create"),
    path(f"{QUARTER.format('returns')}import/<int:pk>/", entering.ImportDetail.as_view(), name="import-detail"),
    path(VALUE, entering.ValueEdit.as_view(), name="value-edit"),
    path(f"{VALUE}save/", entering.ValueSave.as_view(), name="value-save"),
    path(f"{VALUE}<int:unit>/", entering.ValueEdit.as_view(), name="value-edit"),
    path(f"{VALUE}<int:unit>/save/", entering.ValueSave.as_view(), name="value-save"),
    path("evidence/<int:pk>/", entering.EvidenceFile.as_view(), name="evidence-file"),
    path("approvals/", approving.ApprovalList.as_view(), name="approval-list"),
    path(QUARTER.format("approvals"), approving.ApprovalGrid.as_view(), name="approval-grid"),
    path("periods/", expecting.PeriodList.as_view(), name="period-list"),
    path("strategies/<slug:strategy>/periods/make/", expecting.PeriodMake.as_view(), name="period-make"),
    path("strategies/<slug:strategy>/periods/lock/", expecting.PeriodLock.as_view(), name="period-lock"),
    path("values/<int:value>/history/", approving.ValueHistory.as_view(), name="value-history"),
    path("values/<int:value>/revise/", approving.ValueRevise.as_view(), name="value-revise"),
    path("values/<int:value>/withdraw/", approving.ValueWithdraw.as_view(), name="value-withdraw"),
    *setup_urls.urlpatterns,
]
