from django.urls import path

from . import pages
from .approving import views as approving
from .approving.past import views as past
from .entering import views as entering
from .expecting import views as expecting
from .judging import views as judgement
from .setup.pages import collection, definitions, judging, key_outputs, overview
from .setup.workbooks import views as workbooks

ONE = "strategies/<slug:strategy>/indicators/<int:outcome>.<int:order>/"
QUARTER = "strategies/<slug:strategy>/{}/<slug:period>/"
VALUE = f"{QUARTER.format('returns')}<int:outcome>.<int:order>/"
SETUP = "strategies/<slug:strategy>/setup/"
INDICATORS = f"{SETUP}indicators/"
INDICATOR_SETUP = f"{INDICATORS}<int:outcome>.<int:order>/"
KEY_OUTPUTS = f"{SETUP}key-outputs/"
POPULATIONS = "setup/populations/"
TABLE = f"{POPULATIONS}<int:table>/"
TOLERANCES = "setup/tolerances/"

outcome_patterns = [
    path(
        "strategies/<slug:strategy>/outcomes/<int:number>/judgement/<slug:period>/",
        judgement.OutcomeJudge.as_view(),
        name="outcome-judge",
    ),
]
urlpatterns = [
    path("indicators/", pages.IndicatorList.as_view(), name="indicator-list"),
    path(f"{ONE}changes/", pages.IndicatorChanges.as_view(), name="indicator-changes"),
    path(f"{ONE}<slug:period>/history/", approving.FigureHistory.as_view(), name="figure-history"),
    path("returns/", entering.ReturnList.as_view(), name="return-list"),
    path("strategies/<slug:strategy>/returns/on-a-day/", entering.DayChoose.as_view(), name="day-choose"),
    path(QUARTER.format("returns"), entering.ValueGrid.as_view(), name="value-grid"),
    path(f"{QUARTER.format('returns')}workbook.xlsx", entering.ReturnWorkbook.as_view(), name="return-workbook"),
    path(f"{QUARTER.format('returns')}workbook.csv", entering.ReturnCsv.as_view(), name="return-csv"),
    path(f"{QUARTER.format('returns')}import/", entering.ImportCreate.as_view(), name="import-create"),
    path(f"{QUARTER.format('returns')}import/<int:pk>/", entering.ImportDetail.as_view(), name="import-detail"),
    path(VALUE, entering.ValueEdit.as_view(), name="value-edit"),
    path(f"{VALUE}save/", entering.ValueSave.as_view(), name="value-save"),
    path(f"{VALUE}about/", entering.ValueAbout.as_view(), name="value-about"),
    path(f"{VALUE}<int:unit>/", entering.ValueEdit.as_view(), name="value-edit"),
    path(f"{VALUE}<int:unit>/save/", entering.ValueSave.as_view(), name="value-save"),
    path(f"{VALUE}<int:unit>/about/", entering.ValueAbout.as_view(), name="value-about"),
    path("evidence/<int:pk>/", entering.EvidenceFile.as_view(), name="evidence-file"),
    path("approvals/", approving.ApprovalList.as_view(), name="approval-list"),
    path(QUARTER.format("approvals"), approving.ApprovalGrid.as_view(), name="approval-grid"),
    path("periods/", expecting.PeriodList.as_view(), name="period-list"),
    path("strategies/<slug:strategy>/periods/make/", expecting.PeriodMake.as_view(), name="period-make"),
    path("strategies/<slug:strategy>/periods/lock/", expecting.PeriodLock.as_view(), name="period-lock"),
    path("values/<int:value>/history/", approving.ValueHistory.as_view(), name="value-history"),
    path("values/<int:value>/revise/", approving.ValueRevise.as_view(), name="value-revise"),
    path("values/<int:value>/withdraw/", approving.ValueWithdraw.as_view(), name="value-withdraw"),
    path("setup/", overview.SetupList.as_view(), name="setup-list"),
    path(SETUP, overview.SetupDetail.as_view(), name="setup-detail"),
    path(INDICATORS, overview.IndicatorSetupList.as_view(), name="indicator-setup-list"),
    path(f"{INDICATORS}workbook/", workbooks.SetupWorkbook.as_view(), name="setup-workbook"),
    path(f"{INDICATORS}upload/", workbooks.SetupImportCreate.as_view(), name="setup-import-create"),
    path(f"{INDICATORS}upload/<int:pk>/", workbooks.SetupImportDetail.as_view(), name="setup-import-detail"),
    path(f"{INDICATORS}add/", definitions.IndicatorCreate.as_view(), name="indicator-create"),
    path(INDICATOR_SETUP, overview.IndicatorSetupDetail.as_view(), name="indicator-setup-detail"),
    path(f"{INDICATOR_SETUP}edit/", definitions.IndicatorEdit.as_view(), name="indicator-edit"),
    path(f"{INDICATOR_SETUP}retire/", definitions.IndicatorRetire.as_view(), name="indicator-retire"),
    path(f"{INDICATOR_SETUP}rules/add/", judging.RuleChangeCreate.as_view(), name="rule-change-create"),
    path(
        f"{INDICATOR_SETUP}rules/<int:pk>/withdraw/", judging.RuleChangeWithdraw.as_view(), name="rule-change-withdraw"
    ),
    path(f"{INDICATOR_SETUP}process/add/", judging.ProcessBaseCreate.as_view(), name="process-base-create"),
    path(
        f"{INDICATOR_SETUP}process/<int:pk>/withdraw/",
        judging.ProcessBaseWithdraw.as_view(),
        name="process-base-withdraw",
    ),
    path(f"{INDICATOR_SETUP}targets/<slug:year>/", judging.TargetEdit.as_view(), name="target-edit"),
    path(f"{INDICATOR_SETUP}targets/<int:pk>/withdraw/", judging.TargetWithdraw.as_view(), name="target-withdraw"),
    path(f"{INDICATOR_SETUP}benchmarks/add/", judging.BenchmarkCreate.as_view(), name="benchmark-create"),
    path(f"{INDICATOR_SETUP}benchmarks/<int:pk>/", judging.BenchmarkEdit.as_view(), name="benchmark-edit"),
    path(
        f"{INDICATOR_SETUP}benchmarks/<int:pk>/withdraw/",
        judging.BenchmarkWithdraw.as_view(),
        name="benchmark-withdraw",
    ),
    path(f"{SETUP}past/", past.PastCreate.as_view(), name="past-create"),
    path(f"{SETUP}past/<int:pk>/", past.PastDetail.as_view(), name="past-detail"),
    path(KEY_OUTPUTS, key_outputs.KeyOutputList.as_view(), name="key-output-list"),
    path(f"{KEY_OUTPUTS}add/", key_outputs.KeyOutputCreate.as_view(), name="key-output-create"),
    path(f"{KEY_OUTPUTS}<int:pk>/", key_outputs.KeyOutputEdit.as_view(), name="key-output-edit"),
    path(f"{KEY_OUTPUTS}<int:pk>/remove/", key_outputs.KeyOutputRemove.as_view(), name="key-output-remove"),
    path(f"{SETUP}units/", collection.UnitList.as_view(), name="unit-list"),
    path(f"{SETUP}units/add/", collection.UnitCreate.as_view(), name="unit-create"),
    path(f"{SETUP}units/<int:pk>/", collection.UnitEdit.as_view(), name="unit-edit"),
    path(f"{SETUP}teams/add/", collection.TeamCreate.as_view(), name="team-create"),
    path(TOLERANCES, judging.CouncilToleranceList.as_view(), name="council-tolerance-list"),
    path(f"{TOLERANCES}<slug:kind>/add/", judging.CouncilToleranceCreate.as_view(), name="council-tolerance-create"),
    path(
        f"{TOLERANCES}<int:pk>/withdraw/", judging.CouncilToleranceWithdraw.as_view(), name="council-tolerance-withdraw"
    ),
    path(POPULATIONS, collection.PopulationTableList.as_view(), name="population-table-list"),
    path(f"{POPULATIONS}add/", collection.PopulationTableCreate.as_view(), name="population-table-create"),
    path(f"{POPULATIONS}<int:pk>/", collection.PopulationTableDetail.as_view(), name="population-table-detail"),
    path(f"{TABLE}edit/", collection.PopulationTableEdit.as_view(), name="population-table-edit"),
    path(f"{TABLE}figures/add/", collection.PopulationCreate.as_view(), name="population-create"),
    path(f"{TABLE}figures/<int:pk>/withdraw/", collection.PopulationWithdraw.as_view(), name="population-withdraw"),
]
