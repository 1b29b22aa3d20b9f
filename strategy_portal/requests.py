"""What happens to every request before a page has it: its id, what is too large or hostile, health.

The id stands in the log and in the answer, so that a person can quote it.
"""

import logging
import re
import uuid
from contextvars import ContextVar

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import loader

from .views import API, live, ready

UPLOADS = 10 * 1024 * 1024
"""Bytes that a spreadsheet may have (`uploads/reading.py` says so once more, and why)."""

FORMS = 1_000_000
"""Bytes that the fields beside a file may take."""

ROWS_ON_A_PAGE = re.compile("[1-9][0-9]{0,2}")

current: ContextVar[str] = ContextVar("request_id", default="-")


class RequestIdFilter(logging.Filter):
    """Puts the request's id on each line of the log."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)  # Django logs a refusal once the request is over
        record.request_id = getattr(request, "request_id", None) or current.get()
        return True


class OneLineFilter(logging.Filter):
    """A refusal is one line of the log: that a page is not there or not for somebody is no fault to be traced."""

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", 500) < 500:
            record.exc_info = record.exc_text = None
        return True


class RequestIdMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.request_id = uuid.uuid4().hex[:12]
        token = current.set(request.request_id)
        try:
            response = self.get_response(request)
            response["X-Request-Id"] = request.request_id
            return response
        finally:
            current.reset(token)


class Limits:
    """Middleware, the first that looks at a request."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if body_size(request) > largest_body(request):
            return too_large(request)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> None:
        """Raises BadRequest, whose page stands in the portal's frame. The API names the field or parameter itself."""
        if request.path_info.startswith(API):
            return
        if "\0" in request.path_info:
            raise BadRequest("No address has a character zero.")
        typed = request.POST.lists() if request.method == "POST" else ()
        for name, texts in [*request.GET.lists(), *typed]:
            if any("\0" in text for text in (name, *texts)):  # which PostgreSQL keeps in no text
                raise BadRequest("Nobody types a character zero.")
            if name.endswith("per_page") and not all(map(ROWS_ON_A_PAGE.fullmatch, texts)):
                raise BadRequest("A page has from 1 to 999 rows.")


class Health:
    """Middleware: answers before the host name is looked at, because a load balancer asks by address."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = {"/health/live": live, "/health/ready": ready}.get(request.path_info)
        return answer(request) if answer else self.get_response(request)


def body_size(request: HttpRequest) -> int:
    """Bytes, as the request says; nothing beyond that is read. What is no number is more than any limit."""
    said = request.META.get("CONTENT_LENGTH") or "0"
    return int(said) if said.isascii() and said.isdigit() and len(said) < 16 else 10**16


def largest_body(request: HttpRequest) -> int:
    """Bytes: of a form with a file as much as a file may have, of any other as much as Django keeps in memory."""
    if request.content_type == "multipart/form-data":
        return max(settings.EVIDENCE["MEGABYTES"] * 1_000_000, UPLOADS) + FORMS
    return settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0


def too_large(request: HttpRequest) -> HttpResponse:
    """413, as JSON where the API was asked. The connection ends, so that nobody has to take the rest in."""
    megabytes = f"{largest_body(request) / 1_000_000:.1f} MB"
    if request.path_info.startswith(API):
        said = f"This is larger than the {megabytes} that one request may have. Send less at once."
        return JsonResponse({"detail": said}, status=413, headers={"Connection": "close"})
    page = loader.get_template("413.html").render({"limit": megabytes})
    return HttpResponse(page, status=413, headers={"Connection": "close"})
