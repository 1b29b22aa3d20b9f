"""Addresses about outcomes whose pages show indicators."""

from django.urls import path

from . import views

urlpatterns = [
    path(
        "strategies/<slug:strategy>/outcomes/<int:number>/judgement/<slug:period>/",
        views.OutcomeJudge.as_view(),
        name="outcome-judge",
    ),
]
