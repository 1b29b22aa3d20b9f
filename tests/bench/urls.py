"""The yardsticks: a page with nothing on it, and a bare table of 60 rows from one query."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.urls import path

from indicators.models import Value
from strategy_portal.access import EVERYONE, RIGHTS, reads
from strategy_portal.urls import urlpatterns as portal

TABLE = Template(
    "<table>{% for row in rows %}<tr><th scope='row'>{{ row.title }}</th><td>{{ row.period }}</td>"
    "<td>{{ row.numerator }}</td><td>{{ row.denominator }}</td><td>{{ row.state }}</td></tr>{% endfor %}</table>"
)
ROWS = 60


def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse("<!doctype html><title>Empty</title>")


def table(request: HttpRequest) -> HttpResponse:
    fields = ("indicator__title", "period__slug", "numerator", "denominator", "state")
    names = ("title", "period", "numerator", "denominator", "state")
    rows = [dict(zip(names, row, strict=True)) for row in Value.objects.order_by("pk").values_list(*fields)[:ROWS]]
    return HttpResponse(TABLE.render(Context({"rows": rows})))


class CountQueries:
    """Says on each answer how many queries it took."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        count = 0

        def counted(execute, sql, params, many, context):
            nonlocal count
            count += 1
            return execute(sql, params, many, context)

        with connection.execute_wrapper(counted):
            response = self.get_response(request)
        response["X-Queries"] = str(count)
        return response


RIGHTS.update({"bench-empty": reads(EVERYONE), "bench-table": reads(EVERYONE)})
urlpatterns = [*portal, path("bench/empty", empty, name="bench-empty"), path("bench/table", table, name="bench-table")]
