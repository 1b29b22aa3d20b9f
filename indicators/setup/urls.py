"""Addresses of the set-up pages, part of `urls.py`."""

from django.urls import path

from . import views as setup

STRATEGY = "strategies/<slug:strategy>/setup/"
INDICATORS = f"{STRATEGY}indicators/"
ONE = f"{INDICATORS}<int:outcome>.<int:order>/"
POPULATIONS = "setup/populations/"
TABLE = f"{POPULATIONS}<int:table>/"
TOLERANCES = "setup/tolerances/"

urlpatterns = [
    path("setup/", setup.SetupList.as_view(), name="setup-list"),
    path(STRATEGY, setup.SetupDetail.as_view(), name="setup-detail"),
    path(INDICATORS, setup.IndicatorSetupList.as_view(), name="indicator-setup-list"),
    path(f"{INDICATORS}add/", setup.IndicatorCreate.as_view(), name="indicator-create"),
    path(ONE, setup.IndicatorSetupDetail.as_view(), name="indicator-setup-detail"),
    path(f"{ONE}edit/", setup.IndicatorEdit.as_view(), name="indicator-edit"),
    path(f"{ONE}retire/", setup.IndicatorRetire.as_view(), name="indicator-retire"),
    path(f"{ONE}rules/add/", setup.RuleChangeCreate.as_view(), name="rule-change-create"),
    path(f"{ONE}rules/<int:pk>/withdraw/", setup.RuleChangeWithdraw.as_view(), name="rule-change-withdraw"),
    path(f"{ONE}targets/<slug:year>/", setup.TargetEdit.as_view(), name="target-edit"),
    path(f"{ONE}targets/<int:pk>/withdraw/", setup.TargetWithdraw.as_view(), name="target-withdraw"),
    path(f"{ONE}benchmarks/add/", setup.BenchmarkCreate.as_view(), name="benchmark-create"),
    path(f"{ONE}benchmarks/<int:pk>/", setup.BenchmarkEdit.as_view(), name="benchmark-edit"),
    path(f"{ONE}benchmarks/<int:pk>/withdraw/", setup.BenchmarkWithdraw.as_view(), name="benchmark-withdraw"),
    path(f"{STRATEGY}units/", setup.UnitList.as_view(), name="unit-list"),
    path(f"{STRATEGY}units/add/", setup.UnitCreate.as_view(), name="unit-create"),
    path(f"{STRATEGY}units/<int:pk>/", setup.UnitEdit.as_view(), name="unit-edit"),
    path(f"{STRATEGY}teams/add/", setup.TeamCreate.as_view(), name="team-create"),
    path(TOLERANCES, setup.CouncilToleranceList.as_view(), name="council-tolerance-list"),
    path(f"{TOLERANCES}<slug:kind>/add/", setup.CouncilToleranceCreate.as_view(), name="council-tolerance-create"),
    path(
        f"{TOLERANCES}<int:pk>/withdraw/", setup.CouncilToleranceWithdraw.as_view(), name="council-tolerance-withdraw"
    ),
    path(POPULATIONS, setup.PopulationTableList.as_view(), name="population-table-list"),
    path(f"{POPULATIONS}add/", setup.PopulationTableCreate.as_view(), name="population-table-create"),
    path(f"{POPULATIONS}<int:pk>/", setup.PopulationTableDetail.as_view(), name="population-table-detail"),
    path(f"{TABLE}edit/", setup.PopulationTableEdit.as_view(), name="population-table-edit"),
    path(f"{TABLE}figures/add/", setup.PopulationCreate.as_view(), name="population-create"),
    path(f"{TABLE}figures/<int:pk>/withdraw/", setup.PopulationWithdraw.as_view(), name="population-withdraw"),
]
