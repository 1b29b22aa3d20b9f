"""The yardsticks: a page with nothing on it, a bare table of 60 rows, and the SQL of a page without the page."""

import re
import statistics
import time
from io import BytesIO

from django.contrib.staticfiles.finders import find
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.urls import path

from indicators.approving.recomputing import recompute
from indicators.models import Value
from outcomes.models import Strategy
from reports import documents
from reports.models import ReportKind
from reports.scorecards.report import report_of
from reports.scorecards.report_keys import ReportKey
from strategy_portal.access import EVERYONE, RIGHTS, reads
from strategy_portal.clock import today
from strategy_portal.domain.periods import period_from_slug
from strategy_portal.urls import urlpatterns as portal

from .plan import REPORTED, slug

TABLE = Template(
    "<table>{% for row in rows %}<tr><th scope='row'>{{ row.title }}</th><td>{{ row.period }}</td>"
    "<td>{{ row.numerator }}</td><td>{{ row.denominator }}</td><td>{{ row.state }}</td></tr>{% endfor %}</table>"
)
ROWS, COLUMNS = 60, 24
REPEATS = 9
READS_AGAIN = "Reads-Again"


def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse("<!doctype html><title>Empty</title>")


def table(request: HttpRequest) -> HttpResponse:
    fields = ("indicator__title", "period__slug", "numerator", "denominator", "state")
    names = ("title", "period", "numerator", "denominator", "state")
    rows = [dict(zip(names, row, strict=True)) for row in Value.objects.order_by("pk").values_list(*fields)[:ROWS]]
    return HttpResponse(TABLE.render(Context({"rows": rows})))


def workbook(request: HttpRequest, rows: int) -> HttpResponse:
    """So many bare rows by the library that writes workbooks, which the portal loads as late."""
    from openpyxl import Workbook

    book, out = Workbook(write_only=True), BytesIO()
    sheet = book.create_sheet()
    for number in range(rows):
        sheet.append([number if place % 2 else f"Text {number}" for place in range(COLUMNS)])
    book.save(out)
    return HttpResponse(out.getvalue())


def recomputed(request: HttpRequest) -> HttpResponse:
    """Every figure of the portal worked out again, beside the plain reading of the values that they are made from."""
    done = recompute()
    assert not done.differences, done.differences[0]
    response = HttpResponse(f"{done.values} values, {done.seals} figures")
    if READS_AGAIN in request.headers:
        response["X-Reads"] = str(statistics.median(read_values() for _ in range(3)))
    return response


def read_values() -> float:
    """Milliseconds in which the database gives every approved value's figures."""
    begun = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indicator_id, period_id, unit_id, number, numerator, denominator, respondents, availability "
            "FROM indicators_value WHERE state = 'approved' ORDER BY indicator_id, period_id"
        )
        while cursor.fetchmany(5000):
            pass
    return (time.perf_counter() - begun) * 1000


def document(request: HttpRequest) -> HttpResponse:
    """What the annual report's cover is made of, or with ?part= an appendix, with the portal's files where they lie."""
    key = ReportKey(Strategy.objects.get(slug=slug(1)), ReportKind.ANNUAL, period_from_slug(REPORTED))
    report = report_of(key, today(), today=today())
    wanted = request.GET.get("part", documents.COVER)
    part = next(part for part in documents.parts_of(report) if part.slug == wanted)
    html = documents.job_of(report, part).drafts[0]
    return HttpResponse(re.sub(r"portal:([\w./-]+)", lambda found: f"file://{find(found[1])}", html))


class CountQueries:
    """Says on each answer how many queries it took.

    To a request with the header `Reads-Again` it says as well in how many milliseconds the database alone reads the
    same rows: what was selected is selected again, without model, view or template.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = []

        def note(execute, sql, params, many, context):
            asked.append((sql, params))
            return execute(sql, params, many, context)

        with connection.execute_wrapper(note):
            response = self.get_response(request)
        response["X-Queries"] = str(len(asked))
        if READS_AGAIN in request.headers and "X-Reads" not in response:
            response["X-Reads"] = str(statistics.median(read_again(asked) for _ in range(REPEATS)))
        return response


def read_again(asked: list[tuple]) -> float:
    """Milliseconds in which the database answers what was selected."""
    begun = time.perf_counter()
    with connection.cursor() as cursor:
        for sql, params in asked:
            if sql.startswith("SELECT"):
                cursor.execute(sql, params)
                cursor.fetchall()
    return (time.perf_counter() - begun) * 1000


RIGHTS.update({f"bench-{name}": reads(EVERYONE) for name in ("empty", "table", "workbook", "recompute", "document")})
urlpatterns = [
    *portal,
    path("bench/empty", empty, name="bench-empty"),
    path("bench/table", table, name="bench-table"),
    path("bench/workbook/<int:rows>", workbook, name="bench-workbook"),
    path("bench/recompute", recomputed, name="bench-recompute"),
    path("bench/document", document, name="bench-document"),
]
