"""Actions in the administration: for what has no page of its own. Each change is in the history."""

from django.contrib import admin
from simple_history.admin import SimpleHistoryAdmin

from .models import Action, ActionOwner, Milestone, OutcomeMeasure, ProgressUpdate


class OwnerInline(admin.TabularInline):
    model = ActionOwner
    extra = 0


class MeasureInline(admin.TabularInline):
    model = OutcomeMeasure
    extra = 0


@admin.register(Action)
class ActionAdmin(SimpleHistoryAdmin):
    list_display = ("number", "title", "strategy", "state", "due_as_written")
    list_display_links = ("title",)
    list_filter = ("strategy", "state")
    list_select_related = ("strategy",)
    search_fields = ("title",)
    filter_horizontal = ("outcomes", "commitments", "indicators")
    inlines = (OwnerInline, MeasureInline)

    def save_model(self, request, obj, form, change) -> None:
        obj.set_due(obj.due_as_written)
        super().save_model(request, obj, form, change)


@admin.register(Milestone)
class MilestoneAdmin(SimpleHistoryAdmin):
    list_display = ("title", "action", "due_as_written", "completed_on")
    list_filter = ("action__strategy",)
    list_select_related = ("action",)

    def save_model(self, request, obj, form, change) -> None:
        obj.set_due(obj.due_as_written)
        super().save_model(request, obj, form, change)


@admin.register(ProgressUpdate)
class ProgressUpdateAdmin(SimpleHistoryAdmin):
    list_display = ("action", "written_on", "written_by", "at_risk")
    list_filter = ("action__strategy", "at_risk")
    list_select_related = ("action", "written_by")
