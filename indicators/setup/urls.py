"""Addresses of the set-up pages, part of `urls.py`."""

from django.urls import path

from .pages import collection, definitions, judging, overview

STRATEGY = "strategies/<slug:strategy>/setup/"
INDICATORS = f"{STRATEGY}indicators/"
ONE = f"{INDICATORS}<int:outcome>.<int:order>/"
POPULATIONS = "setup/populations/"
TABLE = f"{POPULATIONS}<int:table>/"
TOLERANCES = "setup/tolerances/"

urlpatterns = [
    path("setup/", overview.SetupList.as_view(), name="setup-list"),
    path(STRATEGY, overview.SetupDetail.as_view(), name="setup-detail"),
    path(INDICATORS, overview.IndicatorSetupList.as_view(), name="indicator-setup-list"),
    path(f"{INDICATORS}add/", definitions.IndicatorCreate.as_view(), name="indicator-create"),
    path(ONE, overview.IndicatorSetupDetail.as_view(), name="indicator-setup-detail"),
    path(f"{ONE}edit/", definitions.IndicatorEdit.as_view(), name="indicator-edit"),
    path(f"{ONE}retire/", definitions.IndicatorRetire.as_view(), name="indicator-retire"),
    path(f"{ONE}rules/add/", judging.RuleChangeCreate.as_view(), name="rule-change-create"),
    path(f"{ONE}rules/<int:pk>/withdraw/", judging.RuleChangeWithdraw.as_view(), name="rule-change-withdraw"),
    path(f"{ONE}targets/<slug:year>/", judging.TargetEdit.as_view(), name="target-edit"),
    path(f"{ONE}targets/<int:pk>/withdraw/", judging.TargetWithdraw.as_view(), name="target-withdraw"),
    path(f"{ONE}benchmarks/add/", judging.BenchmarkCreate.as_view(), name="benchmark-create"),
    path(f"{ONE}benchmarks/<int:pk>/", judging.BenchmarkEdit.as_view(), name="benchmark-edit"),
    path(f"{ONE}benchmarks/<int:pk>/withdraw/", judging.BenchmarkWithdraw.as_view(), name="benchmark-withdraw"),
    path(f"{STRATEGY}units/", collection.UnitList.as_view(), name="unit-list"),
    path(f"{STRATEGY}units/add/", collection.UnitCreate.as_view(), name="unit-create"),
    path(f"{STRATEGY}units/<int:pk>/", collection.UnitEdit.as_view(), name="unit-edit"),
    path(f"{STRATEGY}teams/add/", collection.TeamCreate.as_view(), name="team-create"),
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
