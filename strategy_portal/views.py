"""The frame's own pages: health, and errors that nobody foresaw."""

import errno
import sys

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import loader
from django.views.defaults import server_error


def failed(request: HttpRequest) -> HttpResponse:
    """The page of an error that nobody foresaw. A full disk is named, so that the right people are asked (trust R3)."""
    if disk_is_full(sys.exc_info()[1]):
        return HttpResponse(loader.get_template("507.html").render(), status=507)
    return server_error(request)


def disk_is_full(error: BaseException | None) -> bool:
    """Whether a file or the database could not be written for want of room."""
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return True
    said = str(error) if isinstance(error, DatabaseError) else ""
    return "disk is full" in said or "No space left on device" in said


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
