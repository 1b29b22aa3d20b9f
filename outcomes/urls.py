from django.urls import path

from . import views

urlpatterns = [
    path(
        "strategies/<slug:strategy>/outcomes/<int:number>/priorities/",
        views.OutcomePriorities.as_view(),
        name="outcome-priorities",
    ),
    path("strategies/<slug:slug>/outcome-colour/", views.StrategyRollup.as_view(), name="strategy-rollup"),
]
