"""Actions in the admin site: to look at. They change on their own pages only, so that the rules of dates hold."""

from django.contrib import admin

from strategy_portal.admin import PortalAdmin, rows_of, site

from .models import Action, ActionOwner, DueDate, DuePhrase, Milestone, OutcomeMeasure, ProgressUpdate, SlipLimit


@admin.register(Action, site=site)
class ActionAdmin(PortalAdmin):
    list_display = ("number", "title", "strategy", "state")
    list_display_links = ("title",)
    list_filter = ("strategy", "state")
    list_select_related = ("strategy",)
    search_fields = ("title",)
    inlines = (rows_of(ActionOwner), rows_of(OutcomeMeasure))


@admin.register(Milestone, site=site)
class MilestoneAdmin(PortalAdmin):
    list_display = ("title", "action", "completed_on")
    list_filter = ("action__strategy",)
    list_select_related = ("action",)


@admin.register(ProgressUpdate, site=site)
class ProgressUpdateAdmin(PortalAdmin):
    list_display = ("action", "written_on", "written_by", "at_risk")
    list_filter = ("action__strategy", "at_risk")
    list_select_related = ("action", "written_by")


@admin.register(DueDate, site=site)
class DueDateAdmin(PortalAdmin):
    list_display = ("action", "milestone", "as_written", "holds_from", "agreed_by")
    list_filter = ("action__strategy",)
    list_select_related = ("action", "milestone")


@admin.register(DuePhrase, site=site)
class DuePhraseAdmin(PortalAdmin):
    list_display = ("word", "first_month", "last_month")


@admin.register(SlipLimit, site=site)
class SlipLimitAdmin(PortalAdmin):
    list_display = ("months", "holds_from", "agreed_by")
