"""Django's admin site: off unless the setting `ADMIN_SITE` turns it on (docs/adr/0016).

It shows what is stored, and changes nothing (docs/adr/0025). People, teams and tokens are not here.
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


class PortalAdmin(ToLookAt, admin.ModelAdmin):
    """A list and a page of each row. Django's history page is closed."""

    actions = None

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.admin_site.has_permission(request)

    def get_urls(self) -> list[URLPattern]:
        return [address for address in super().get_urls() if not (address.name or "").endswith("_history")]


def rows_of(model: type[Model]) -> type[admin.TabularInline]:
    """Rows that belong to another one, to look at beside it."""
    return type(f"{model.__name__}Inline", (ToLookAt, admin.TabularInline), {"model": model})
