from django.urls import path

from . import views

PLAN = "strategies/<slug:strategy>/plan/"
ACTION = "strategies/<slug:strategy>/actions/<int:number>/"

urlpatterns = [
    path("actions/", views.ActionList.as_view(), name="action-list"),
    path("actions/to-accept/", views.AcceptanceList.as_view(), name="acceptance-list"),
    path(PLAN, views.Plan.as_view(), name="plan"),
    path(f"{PLAN}slippage/", views.SlippageLedger.as_view(), name="slippage-ledger"),
    path(f"{PLAN}update/", views.QuickUpdate.as_view(), name="quick-update"),
    path(f"{PLAN}workbook/", views.PlanWorkbook.as_view(), name="plan-workbook"),
    path(f"{PLAN}csv/", views.PlanCsv.as_view(), name="plan-csv"),
    path(f"{PLAN}import/", views.PlanImportCreate.as_view(), name="plan-import-create"),
    path(f"{PLAN}import/<int:pk>/", views.PlanImportDetail.as_view(), name="plan-import-detail"),
    path("my-actions/", views.MyActions.as_view(), name="my-actions"),
    path("teams/", views.TeamList.as_view(), name="team-list"),
    path("teams/<int:pk>/", views.TeamDetail.as_view(), name="team-detail"),
    path("people/<int:pk>/hand-over/", views.HandOver.as_view(), name="hand-over"),
    path("setup/due-dates/", views.DuePhrases.as_view(), name="due-phrases"),
    path(f"{PLAN}add/", views.ActionCreate.as_view(), name="action-create"),
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
