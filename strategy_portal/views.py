"""The frame's own pages, health and errors; and what pages share that show how things stood on an earlier day."""

import errno
import sys
from collections.abc import Iterable
from datetime import date

from django import forms
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import loader
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.views.decorators.http import require_safe
from django.views.defaults import bad_request, page_not_found

from .clock import today

API = "/api/"


def failed(request: HttpRequest) -> HttpResponse:
    """The page of an error that nobody foresaw, with the id by which the log names the request.

    A full disk is named, so that the right people are asked (trust R3).
    """
    if disk_is_full(sys.exc_info()[1]):
        return HttpResponse(loader.get_template("507.html").render(), status=507)
    number = getattr(request, "request_id", "-")
    if request.path_info.startswith(API):
        said = f"The portal failed. Tell whoever looks after it the request {number}."
        return JsonResponse({"detail": said, "request_id": number}, status=500)
    return HttpResponse(loader.get_template("500.html").render({"request_id": number}), status=500)


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Nothing is at this address, or nothing that this person may see."""
    if request.path_info.startswith(API):
        said = "There is nothing at this address. /api/v1/ lists what there is."
        return JsonResponse({"detail": said}, status=404)
    return page_not_found(request, exception)


def misread(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What was sent is not as any page of the portal sends it."""
    if request.path_info.startswith(API):
        return JsonResponse({"detail": "The request could not be understood."}, status=400)
    return bad_request(request, exception)


def not_allowed(request: HttpRequest, methods: Iterable[str]) -> HttpResponse:
    """The page is there for this person, but not for this method."""
    page = loader.get_template("405.html").render()
    return HttpResponse(page, status=405, headers={"Allow": ", ".join(sorted(methods))})


def disk_is_full(error: BaseException | None) -> bool:
    """Whether a file or the database could not be written for want of room."""
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return True
    said = str(error) if isinstance(error, DatabaseError) else ""
    return "disk is full" in said or "No space left on device" in said


@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """The process answers. Says nothing of the database."""
    return JsonResponse({"status": "live"})


@require_safe
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


EARLIEST = date(2000, 1, 1)
HOW = "Enter it with day, month and year, for example 30/09/2026"


def mistake_in(day: date, latest: date) -> str:
    """What is wrong with a day for which somebody asks how things stood; empty if nothing is."""
    if day > latest:
        return f"{date_format(day, 'j F Y')} has not come yet. Enter today or an earlier day"
    if day < EARLIEST:
        return f"The portal has no figures before {EARLIEST.year}. Enter a later day"
    return ""


class AsOfForm(forms.Form):
    """The day as of which a page is asked for; empty: as it stands now."""

    as_of = forms.DateField(
        label="As it stood on",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d %B %Y"],
        error_messages={"invalid": f"This is not a day. {HOW}"},
    )

    def clean_as_of(self) -> date | None:
        day = self.cleaned_data["as_of"]
        if day and (mistake := mistake_in(day, today())):
            raise forms.ValidationError(mistake)
        return day


class AsOf:
    """A page that takes `?as_of=2026-09-30`. A day that can't be shown is an error on the page of today."""

    @cached_property
    def as_of_form(self) -> AsOfForm:
        return AsOfForm(self.request.GET)

    @cached_property
    def as_of(self) -> date | None:
        return self.as_of_form.cleaned_data["as_of"] if self.as_of_form.is_valid() else None

    @cached_property
    def on(self) -> date:
        return self.as_of or today()

    @property
    def and_as_of(self) -> str:
        """What a link adds to its query to keep the day."""
        return f"&as_of={self.as_of.isoformat()}" if self.as_of else ""

    @property
    def as_of_query(self) -> str:
        """The same for a link without a query."""
        return self.and_as_of.replace("&", "?")

    def get_context_data(self, **kwargs):
        names = ("as_of", "as_of_form", "as_of_query", "and_as_of")
        return super().get_context_data(**{name: getattr(self, name) for name in names}, **kwargs)

    def render_to_response(self, context, **response_kwargs) -> HttpResponse:
        if self.as_of_form.errors:
            response_kwargs["status"] = 422
        return super().render_to_response(context, **response_kwargs)
