from django.urls import path

from . import views

app_name = "outcomes"
urlpatterns = [
    path("strategies/", views.StrategyList.as_view(), name="strategy-list"),
    path("strategies/<slug:slug>/", views.StrategyDetail.as_view(), name="strategy-detail"),
    path("strategies/<slug:strategy>/outcomes/<int:number>/", views.OutcomeDetail.as_view(), name="outcome-detail"),
    path("strategies/<slug:slug>/outcome-colour/", views.StrategyRollup.as_view(), name="strategy-rollup"),
    path(
        "strategies/<slug:strategy>/outcomes/<int:number>/judgement/<slug:period>/",
        views.OutcomeJudge.as_view(),
        name="outcome-judge",
    ),
]
