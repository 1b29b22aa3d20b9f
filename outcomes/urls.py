from django.urls import path

from . import views

app_name = "outcomes"
urlpatterns = [
    path("strategies/", views.StrategyList.as_view(), name="strategy-list"),
    path("strategies/<slug:slug>/", views.StrategyDetail.as_view(), name="strategy-detail"),
    path("strategies/<slug:strategy>/outcomes/<int:number>/", views.OutcomeDetail.as_view(), name="outcome-detail"),
]
