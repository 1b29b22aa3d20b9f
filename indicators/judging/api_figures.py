"""Figures in the API: one flat list for analysts, as JSON and as CSV."""

from collections.abc import Sequence
from datetime import date

import django_filters as filters
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import Http404
from django.utils.decorators import method_decorator
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import conditional_page
from django_filters.utils import translate_validation
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from strategy_portal.api.base import (
    AS_OF,
    PAGING,
    FigureText,
    ListViewSet,
    NothingBlank,
    Pages,
    PatternFilter,
    PrintedText,
    Reason,
    asked_day,
)
from strategy_portal.api.csv_answers import CsvRenderer
from strategy_portal.clock import today

from ..api import IndicatorQuery, in_order, key_of
from ..entering.api_entries import KEY, known_indicator
from ..models import Indicator
from .api_standing import DIRECTIONS, STATUSES
from .flat import ORDERS, FigureRow, figure_rows, in_order_of


class FigureSerializer(NothingBlank):
    """One figure of an indicator: of a period of its own, or of a quarter or year that is made of them."""

    key = serializers.SerializerMethodField(help_text="The indicator, for example `wlc-customer-2023-28/2.1`")
    title = serializers.CharField(source="indicator.title", help_text="The indicator’s title")
    strategy = serializers.CharField(source="indicator.outcome.strategy.slug", help_text="The strategy’s slug")
    period = serializers.CharField(source="period.slug", help_text="For example `2026-27-Q2`, or `2026-27`")
    period_label = serializers.CharField(source="period.label", help_text="The same as printed")
    frequency = serializers.CharField(source="period.frequency.value", help_text="How long the period is")
    is_combined = serializers.BooleanField(help_text="A quarter or a year that is made of the indicator’s own periods")
    first_day = serializers.DateField(source="period.start", help_text="The first day of the period")
    last_day = serializers.DateField(source="period.last_day", help_text="The last day of the period")
    value = PrintedText(
        source="number", allow_null=True, help_text="The period’s own figure as printed; null where there is none"
    )
    value_text = serializers.CharField(help_text="The same with its unit, or why there is none")
    missing = Reason(source="number", allow_null=True, help_text="Why there is no figure; null where there is one")
    numerator = FigureText(
        source="reading.numerator", allow_null=True, help_text="What was divided; null where nothing was"
    )
    denominator = FigureText(
        source="reading.denominator", allow_null=True, help_text="What it was divided by; null where nothing was"
    )
    judged_text = serializers.CharField(
        help_text="The figure that has the status: of a sum, and of a running year, that of the year to date"
    )
    judged_span = serializers.CharField(source="standing.span_label", help_text="What that figure covers")
    target = FigureText(
        source="standing.judged.target.value", default=None, allow_null=True,
        help_text="What it was judged against; null without a target, and where it is a range",
    )  # fmt: skip
    target_text = serializers.CharField(source="standing.target_text", help_text="The same as printed, ranges too")
    status = serializers.ChoiceField(choices=STATUSES, help_text="The slug of the status")
    status_word = serializers.CharField(source="status.word", help_text="The status in words")
    why = serializers.CharField(source="standing.why", help_text="Why this status, or why there is no figure")
    direction = serializers.ChoiceField(
        choices=DIRECTIONS, source="way.direction", default=None, allow_null=True,
        help_text="Which way it goes; null of a year that is made of periods",
    )  # fmt: skip
    direction_text = serializers.CharField(source="way_text", allow_null=True, help_text="The same in words")
    provisional = serializers.BooleanField(
        source="standing.is_provisional", help_text="Something of it is missing, or not yet approved and final"
    )
    restated = serializers.BooleanField(source="is_restated", help_text="An approved value of it was revised")
    imported_from = serializers.CharField(
        allow_null=True,
        help_text="The file of an imported past value; null where it was entered, and of what is made of periods",
    )
    seal = serializers.IntegerField(
        source="entry.seal", allow_null=True, help_text="The `id` in `seals/`; null where nothing was sealed"
    )
    version = serializers.IntegerField(source="entry.version", help_text="How often it was sealed; 0: never")
    updated_at = serializers.DateTimeField(
        allow_null=True, help_text="When something of it was last approved; null: never"
    )
    proof_url = serializers.SerializerMethodField(help_text="The page that proves it")
    is_demonstration = serializers.BooleanField(help_text="Made up, for a demonstration")

    def get_key(self, row: FigureRow) -> str:
        return key_of(row.indicator)

    def get_proof_url(self, row: FigureRow) -> str:
        return f"{self.context['site']}{row.proof_address}"


def _day(help_text: str) -> filters.DateFilter:
    """A day on which a period can begin or end."""
    ends = [MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2099, 12, 31))]
    return filters.DateFilter(method="later", help_text=help_text, input_formats=["%Y-%m-%d"], validators=ends)


class FigureQuery(IndicatorQuery):
    indicator = PatternFilter(
        method="filter_key", regex=KEY, help_text="The indicator’s key, for example `wlc-customer-2023-28/2.1`"
    )
    period_from = _day("Only periods that begin on this day or later")
    period_to = _day("Only periods that end on this day or earlier")
    updated_since = filters.IsoDateTimeFilter(
        method="later", help_text="Only figures of which something was approved at this moment or later"
    )
    ordering = filters.ChoiceFilter(
        method="later",
        choices=[(order, order) for order in ORDERS],
        help_text="By what rows are sorted; without it by indicator, then by period. `-`: the latest first",
    )

    def filter_key(self, queryset, name, key):
        return queryset.filter(pk__in=known_indicator(key).values("pk"))

    def later(self, queryset, name, value):
        """What is said of rows and not of indicators."""
        return queryset


class LongPages(Pages):
    """`?page_size=` up to 5000, so that a year of many indicators comes in one answer."""

    page_size = 1000
    max_page_size = 5000
    page_size_query_description = f"How many results on a page, at most {max_page_size}"


CSV = CsvRenderer.format


# Compressed, although what is asked is repeated in the answer (BREACH): no answer of this list holds a secret such as a
# CSRF token, another site cannot ask for it with the reader's cookie, and Django pads what it compresses at random.
@method_decorator([gzip_page, conditional_page], name="dispatch")
@extend_schema_view(
    list=extend_schema(
        summary="List figures",
        parameters=[
            AS_OF,
            OpenApiParameter(
                "format", enum=["json", CSV], description="`csv`: all rows as one file, without pages. As `Accept` does"
            ),
        ],
        responses={
            (200, "application/json"): FigureSerializer(many=True),
            (200, CsvRenderer.media_type): OpenApiTypes.STR,
        },
    )
)
class FigureViewSet(ListViewSet):
    """A row for each indicator and period, quarters of months and years included.

    An answer has an `ETag`; `If-None-Match` gets 304."""

    queryset = Indicator.objects.adopted().with_setting().order_by(*in_order())
    serializer_class = FigureSerializer
    filterset_class = FigureQuery
    pagination_class = LongPages
    renderer_classes = [JSONRenderer, CsvRenderer]
    parameters = ("format", "as_of")

    def get_queryset(self):
        return super().get_queryset().known_on(asked_day(self.request))

    def list(self, request, *args, **kwargs):
        rows = self.rows()
        if request.accepted_renderer.format != CSV:
            page = self.paginate_queryset(rows)
            return self.get_paginated_response(self.get_serializer(page, many=True).data)
        if paged := [name for name in PAGING if name in request.query_params]:
            raise ValidationError({name: ["A CSV file has all rows: leave the parameter out."] for name in paged})
        headers = {"Content-Disposition": 'attachment; filename="figures.csv"'}
        return Response(self.get_serializer(rows, many=True).data, headers=headers)

    def rows(self) -> Sequence[FigureRow]:
        """What is asked for, in order."""
        self._check_parameters()
        query = self.filterset_class(self.request.query_params, self.get_queryset(), request=self.request)
        if not query.is_valid():
            raise translate_validation(query.errors)
        asked = query.form.cleaned_data
        as_of = asked_day(self.request)
        between = {"first": asked["period_from"], "last": asked["period_to"]}
        rows = figure_rows(list(query.qs), as_of or today(), as_of, **between)
        if since := asked["updated_since"]:
            rows = [row for row in rows if row.updated_at and row.updated_at >= since]
        return in_order_of(rows, asked["ordering"])

    def get_serializer_context(self):
        site = self.request.build_absolute_uri("/").rstrip("/") if self.request else ""
        return super().get_serializer_context() | {"site": site}

    def perform_content_negotiation(self, request, force=False):
        try:
            return super().perform_content_negotiation(request, force)
        except Http404 as error:
            raise ValidationError({"format": [f"There is no such format. There is: json, {CSV}."]}) from error

    def finalize_response(self, request, response, *args, **kwargs):
        """A mistake is answered in JSON, whatever was asked for."""
        response = super().finalize_response(request, response, *args, **kwargs)
        if response.exception:
            response.accepted_renderer, response.accepted_media_type = JSONRenderer(), "application/json"
        return response
