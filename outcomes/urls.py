from django.urls import path

from . import views

urlpatterns = [
    path("strategies/<slug:slug>/outcome-colour/", views.StrategyRollup.as_view(), name="strategy-rollup"),
]
