"""The frame's own pages: home and health."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.generic import TemplateView

from reports.scorecards.home import home

from .clock import today


class Home(TemplateView):
    """What the person who is signed in has to do; for everyone else what is published."""

    template_name = "home.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(home=home(self.request.user, today()), **kwargs)


def live(request: HttpRequest) -> HttpResponse:
    """The process answers. Says nothing of the database."""
    return JsonResponse({"status": "live"})


def ready(request: HttpRequest) -> HttpResponse:
    """The database answers and all migrations are applied; otherwise 503."""
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return JsonResponse({"status": "no database"}, status=503, headers={"Retry-After": "10"})
    if pending:
        return JsonResponse({"status": "migrations pending"}, status=503, headers={"Retry-After": "60"})
    return JsonResponse({"status": "ready"})
