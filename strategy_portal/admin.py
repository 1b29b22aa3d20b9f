"""People and teams on the administrator's site, and what is only to look at there."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.db.models import Model
from simple_history.admin import SimpleHistoryAdmin

from .models import Team, User


class ToLookAt:
    """Nothing is added, changed or deleted here."""

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


def rows_of(model: type[Model]) -> type[admin.TabularInline]:
    """Rows that belong to another one, to look at beside it."""
    return type(f"{model.__name__}Inline", (ToLookAt, admin.TabularInline), {"model": model})


@admin.register(User)
class PortalUserAdmin(SimpleHistoryAdmin, UserAdmin):
    list_display = ("username", "first_name", "last_name", "role", "is_active")
    list_filter = ("role", "is_active", "teams")
    fieldsets = (*UserAdmin.fieldsets, ("In the portal", {"fields": ("role", "teams")}))
    add_fieldsets = (*UserAdmin.add_fieldsets, ("In the portal", {"fields": ("role", "teams")}))
    filter_horizontal = ("teams",)


@admin.register(Team)
class TeamAdmin(SimpleHistoryAdmin):
    list_display = ("name", "organisation")
    list_filter = ("organisation",)
    search_fields = ("name",)
