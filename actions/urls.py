from django.urls import path

from . import views

app_name = "actions"

PLAN = "strategies/<slug:strategy>/plan/"
ACTION = "strategies/<slug:strategy>/actions/<int:number>/"

urlpatterns = [
    path("actions/", views.ActionList.as_view(), name="action-list"),
    path("actions/to-accept/", views.AcceptanceList.as_view(), name="acceptance-list"),
    path(PLAN, views.Plan.as_view(), name="plan"),
    path(f"{PLAN}add/", views.ActionCreate.as_view(), name="action-create"),
    path(ACTION, views.ActionDetail.as_view(), name="action-detail"),
    path(f"{ACTION}edit/", views.ActionEdit.as_view(), name="action-edit"),
    path(f"{ACTION}due/", views.DueRevise.as_view(), name="due-revise"),
    path(f"{ACTION}state/", views.StateDecide.as_view(), name="state-decide"),
    path(f"{ACTION}complete/", views.ActionComplete.as_view(), name="action-complete"),
    path(f"{ACTION}progress/", views.ProgressUpdateCreate.as_view(), name="progress-update-create"),
    path(f"{ACTION}progress/<int:pk>/edit/", views.ProgressUpdateEdit.as_view(), name="progress-update-edit"),
    path(f"{ACTION}progress/<int:pk>/correct/", views.ProgressUpdateCorrect.as_view(), name="progress-update-correct"),
    path(f"{ACTION}progress/<int:pk>/evidence/", views.UpdateEvidence.as_view(), name="update-evidence"),
    path(f"{ACTION}milestones/add/", views.MilestoneCreate.as_view(), name="milestone-create"),
    path(f"{ACTION}milestones/<int:pk>/", views.MilestoneEdit.as_view(), name="milestone-edit"),
    path(f"{ACTION}milestones/<int:pk>/due/", views.MilestoneRevise.as_view(), name="milestone-revise"),
]
