"""Django's admin site: off unless the setting `ADMIN_SITE` turns it on (docs/adr/0016).

It shows what is stored, and changes only what has no pages of its own yet. People, teams and tokens are not here.
"""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.urls import URLPattern

from .access import ADMINISTERS, role_of


class PortalAdminSite(admin.AdminSite):
    """For administrators by their role, who sign in as everybody does. Only what the portal registers is there."""

    site_header = site_title = "Strategy Portal: admin site"

    def has_permission(self, request: HttpRequest) -> bool:
        return role_of(request.user) in ADMINISTERS


site = PortalAdminSite(name="admin")


class PortalAdmin(admin.ModelAdmin):
    """What its forms save is in the portal's own history. Django's history page is closed, and so is deleting many."""

    actions = None

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.admin_site.has_permission(request)

    def has_view_permission(self, request: HttpRequest, obj=None) -> bool:
        return self.admin_site.has_permission(request)

    has_add_permission = has_module_permission
    has_change_permission = has_delete_permission = has_view_permission

    def get_urls(self) -> list[URLPattern]:
        return [address for address in super().get_urls() if not (address.name or "").endswith("_history")]


class ToLookAt:
    """Nothing is added, changed or deleted here."""

    def has_view_permission(self, request, obj=None) -> bool:
        return self.admin_site.has_permission(request)

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


def rows_of(model: type[Model]) -> type[admin.TabularInline]:
    """Rows that belong to another one, to look at beside it."""
    return type(f"{model.__name__}Inline", (ToLookAt, admin.TabularInline), {"model": model})
