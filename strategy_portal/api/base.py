"""The frame of the API's views: lists with their pages, filters, parameters and fields.

What is unknown is null, and a figure is text, so that no digit is lost.
What can't be read is refused: ignored, it would answer with more than was asked for.
"""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import django_filters as filters
from django import forms
from django.db import models
from django.db.models import Model
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.generics import get_object_or_404
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from strategy_portal.clock import today
from strategy_portal.domain.numbers import Missing, Number, row_number
from strategy_portal.domain.periods import JANUARY, Frequency, UnknownPeriod, period_from_slug
from strategy_portal.records.changes import Change
from strategy_portal.records.events import Event
from strategy_portal.views import mistake_in

from .openapi import Described

ENTERED = re.compile(r"-?[0-9]{1,11}(\.[0-9]{1,4})?")
"""What a stored figure can hold: 11 digits before the point and 4 after it (rules 1.1)."""


@extend_schema_field({"type": "string", "format": "decimal", "pattern": r"^-?[0-9]+(\.[0-9]+)?$", "example": "84.5"})
class FigureText(serializers.Field):
    """An exact figure as text, without the zeros that storage adds; null where there is none."""

    def __init__(self, *, max_digits: int | None = None, decimal_places: int | None = None, **kwargs):
        super().__init__(**kwargs)

    def to_representation(self, value: Number) -> str | None:
        return None if isinstance(value, Missing) else f"{value.normalize() + 0:f}"


class PrintedText(FigureText):
    """A figure as it is printed, with all its places: `76.0`."""

    def to_representation(self, value: Number) -> str | None:
        return None if isinstance(value, Missing) else f"{value:f}"


@extend_schema_field({"type": "string", "format": "decimal", "pattern": f"^{ENTERED.pattern}$", "example": "84.5"})
class EnteredFigure(FigureText):
    """A figure as it is sent: text only, because a number of JSON may lose digits on the way (rules 1.1)."""

    default_error_messages = {
        "not_text": "Write the figure as text, in quotation marks, so that no digit is lost: for example “84.5”.",
        "not_a_figure": "“{text}” is not a figure that can be kept. Write digits, at most 11 before the point and 4 "
        "after it, for example “84.5”.",
    }

    def to_internal_value(self, data: Any) -> Decimal:
        if not isinstance(data, str):
            self.fail("not_text")
        if not ENTERED.fullmatch(data):
            self.fail("not_a_figure", text=data[:40])
        return Decimal(data)


@extend_schema_field({"type": "string", "enum": [reason.value for reason in Missing], "nullable": True})
class Reason(serializers.Field):
    """Why there is no figure; null where there is one."""

    def to_representation(self, value: Number) -> str | None:
        return value.value if isinstance(value, Missing) else None


@extend_schema_field({"type": "string", "pattern": "^[0-9]{2}:[0-9]{2}$", "example": "13:30", "nullable": True})
class ClockTime(serializers.TimeField):
    """A time of day without a zone, which OpenAPI's own format of times asks for."""

    def __init__(self, **kwargs):
        super().__init__(format="%H:%M", **kwargs)


class NothingBlank(serializers.Serializer):
    """An empty text is unknown, and the API says null."""

    def to_representation(self, instance: Any) -> dict[str, Any]:
        return {name: None if value == "" else value for name, value in super().to_representation(instance).items()}


class ReadOnlySerializer(NothingBlank, serializers.ModelSerializer):
    """Fields of a model, read only, with the model's own words for help."""

    serializer_field_mapping = {**serializers.ModelSerializer.serializer_field_mapping, models.DecimalField: FigureText}

    def build_standard_field(self, field_name: str, model_field: models.Field):
        field_class, kwargs = super().build_standard_field(field_name, model_field)
        may_be_empty = model_field.blank and model_field.empty_strings_allowed
        extra = {"read_only": True, "allow_null": True} if may_be_empty else {"read_only": True}
        return field_class, self.include_extra_kwargs(kwargs, extra)


QUARTER = OpenApiParameter(
    "period",
    {"type": "string", "pattern": "^20[0-9]{2}(-[0-9]{2})?-Q[1-4]$", "example": "2026-27-Q2"},
    description="The quarter to look at, for example `2026-27-Q2`; of years from 1 January on `2026-Q2`. "
    "Without it: the last quarter that has ended.",
)


AS_OF = OpenApiParameter(
    "as_of",
    {"type": "string", "format": "date", "example": "2026-09-30"},
    description="Everything as it stood at the end of this day: what was approved or changed later is left out, and "
    "periods that had not ended are not due. Today or earlier, from the year 2000 on.",
)


class Pages(PageNumberPagination):
    """`count`, `page_size`, `next`, `previous` and `results`; `?page_size=` up to 200."""

    page_size = 50
    max_page_size = 200
    page_size_query_param = "page_size"
    page_query_description = "Which page, from 1"
    page_size_query_description = f"How many results on a page, at most {max_page_size}"

    def get_page_size(self, request) -> int:
        """Raises ValidationError: a size that can't be had is said, never quietly changed."""
        asked = request.query_params.get(self.page_size_query_param, str(self.page_size))
        if not (re.fullmatch("[0-9]{1,9}", asked) and 1 <= int(asked) <= self.max_page_size):
            raise ValidationError({"page_size": [f"Write a whole number from 1 to {self.max_page_size}."]})
        return int(asked)

    def get_paginated_response(self, data):
        response = super().get_paginated_response(data)
        response.data = {
            "count": response.data["count"],
            "page_size": self.get_page_size(self.request),
            **response.data,
        }
        return response

    def get_schema_operation_parameters(self, view):
        limits = {self.page_query_param: {}, self.page_size_query_param: {"maximum": self.max_page_size}}
        described = super().get_schema_operation_parameters(view)
        for parameter in described:
            parameter["schema"] |= {"minimum": 1, **limits[parameter["name"]]}
        return described

    def get_paginated_response_schema(self, schema):
        described = super().get_paginated_response_schema(schema)
        described["properties"]["page_size"] = {"type": "integer", "example": self.page_size}
        described["required"].append("page_size")
        return described


class YesNoFilter(filters.TypedChoiceFilter):
    """`true` or `false`."""

    def __init__(self, *args, help_text: str, **kwargs):
        super().__init__(
            *args, choices=[("true", "Yes"), ("false", "No")], coerce=lambda text: text == "true", **kwargs
        )
        extend_schema_field({"type": "boolean", "description": help_text})(self)


class Known:
    """A filter that finds nothing by a text that is nowhere: `of` names the model and the field that have it."""

    of: tuple[type[Model], str] | None = None

    def unknown(self, text: str) -> str:
        """What there is instead; empty where the text is known."""
        if self.of is None or self.method is not None:  # type: ignore[attr-defined]
            return ""
        model, field = self.of
        if self.lookup_expr == "exact" and not row_number(text):  # type: ignore[attr-defined]
            return ""  # the filter itself says what a number is
        there = model._default_manager.order_by(field)
        if there.filter(**{f"{field}__iexact": text}).exists():
            return ""
        return listed([str(each) for each in there.values_list(field, flat=True).distinct()])


class KnownTextFilter(Known, filters.CharFilter):
    """A text that stands in some row, in whatever case."""

    def __init__(self, *args, of: tuple[type[Model], str], **kwargs):
        super().__init__(*args, lookup_expr="iexact", **kwargs)
        self.of = of


class WholeNumberFilter(Known, filters.Filter):
    """A whole number above nought."""

    field_class = forms.IntegerField

    def __init__(self, *args, help_text: str, of: tuple[type[Model], str] | None = None, **kwargs):
        super().__init__(*args, min_value=1, max_value=9999, **kwargs)
        self.of = of
        extend_schema_field({"type": "integer", "minimum": 1, "maximum": 9999, "description": help_text})(self)


class PatternFilter(filters.CharFilter):
    """Text of a given `regex`."""

    field_class = forms.RegexField


PAGING = (Pages.page_query_param, Pages.page_size_query_param)
LISTED = 20


def listed(texts: Sequence[str]) -> str:
    """`a, b and 3 more`."""
    more = f" and {len(texts) - LISTED} more" if len(texts) > LISTED else ""
    return f"{', '.join(texts[:LISTED])}{more}" if texts else "none"


def _instead(of: Any, text: str) -> str:
    """What a parameter could have said; empty where what it says is there, or its own field says what is wrong."""
    if isinstance(of, Known):
        return of.unknown(text)
    choices = [str(value) for value, _ in of.extra.get("choices", ())] if isinstance(of, filters.ChoiceFilter) else []
    return listed(choices) if choices and text not in choices else ""


class ListViewSet(ListModelMixin, GenericViewSet):
    """A list. A misspelt parameter is refused.

    `parameters` are those that the view takes besides the list's filters and pages.
    """

    schema = Described()
    pagination_class = Pages
    parameters: tuple[str, ...] = ()

    def filter_queryset(self, queryset):
        self._check_parameters()
        return super().filter_queryset(queryset)

    def _check_parameters(self) -> None:
        found = {name: self._mistake(name, texts) for name, texts in self.request.query_params.lists()}
        if mistakes := {name: [mistake] for name, mistake in found.items() if mistake}:
            raise ValidationError(mistakes)

    def _mistake(self, name: str, texts: Sequence[str]) -> str:
        """What is wrong with one parameter; empty where nothing is."""
        known = dict.fromkeys(self.parameters)
        if not self.detail:
            known |= self.filterset_class.base_filters | dict.fromkeys(PAGING)
        if name not in known:
            return f"There is no such parameter here. There are: {', '.join(known) or 'none'}."
        if len(texts) > 1:
            return "Write the parameter once: of two values only one would count."
        if not texts[0]:
            return "Write something, or leave the parameter out."
        instead = _instead(known[name], texts[0])
        return f"There is no “{texts[0][:60]}”. There is: {instead}." if instead else ""


class ReadOnlyViewSet(RetrieveModelMixin, ListViewSet):
    """A list and its details."""


class Scored(ReadOnlyViewSet):
    """The objects carry a `card`: the scorecard that pages and reports show too, so that they can't disagree."""

    def cards(self, found: Sequence[Any]) -> dict[int, Any]:
        """The cards of these objects, by their primary keys, in a fixed number of queries."""
        raise NotImplementedError

    def paginate_queryset(self, queryset):
        return self._carry(super().paginate_queryset(queryset))

    def get_object(self):
        return self._carry([super().get_object()])[0]

    def _carry(self, found: list[Model]) -> list[Model]:
        try:
            cards = self.cards(found)
        except UnknownPeriod as error:  # of one of the strategies, whose years start on another day
            raise ValidationError({"period": [str(error)]}) from error
        for each in found:
            each.card = cards[each.pk]
        return found


def asked_quarter(request) -> str:
    """The slug of `?period=`, checked; empty where none is asked for. Raises ValidationError, which answers 400."""
    slug = request.query_params.get("period")
    if slug is None:
        return ""
    try:
        period = period_from_slug(slug, JANUARY)  # which has both ways of writing a year
        if period.frequency is not Frequency.QUARTERLY or not 2000 <= period.start.year < 2100:
            raise UnknownPeriod(slug)
    except ValueError as error:
        raise ValidationError({"period": ["Write a quarter of a financial year, for example 2026-27-Q2."]}) from error
    return slug


def asked_day(request) -> date | None:
    """The day of `?as_of=`, checked; None where none is asked for. Raises ValidationError, which answers 400."""
    text = request.query_params.get("as_of")
    if text is None:
        return None
    try:
        day = date.fromisoformat(text) if len(text) == len("2026-09-30") else None
    except ValueError:
        day = None
    if day is None:
        raise ValidationError({"as_of": ["Write a day as year, month and day, for example 2026-09-30."]})
    if mistake := mistake_in(day, today()):
        raise ValidationError({"as_of": [mistake]})
    return day


# --- What became of one thing: the same list as on its page -----------------------------------------------------------


class FieldChangeSerializer(NothingBlank):
    label = serializers.CharField(allow_null=True, help_text="The field; null for the whole")
    before = serializers.CharField(allow_null=True, help_text="Null: nothing")
    after = serializers.CharField(allow_null=True, help_text="Null: nothing")


class ChangeSerializer(NothingBlank):
    """One thing that was done: what, to what, by whom and why, and each field that it changed."""

    at = serializers.DateTimeField()
    by = serializers.CharField(allow_null=True, help_text="Null: nobody was signed in")
    event = serializers.ChoiceField(choices=Event.choices)
    subject = serializers.CharField(allow_null=True, help_text="What was changed; null for the thing itself")
    why = serializers.CharField(allow_null=True, help_text="The reason that was given, and who agreed; null: none")
    fields_changed = FieldChangeSerializer(many=True, source="fields")


class WithChanges(GenericViewSet):
    """Adds `<id>/changes/` to a view; subclasses say how the changes of one are found."""

    def changes_of(self, row: Any) -> Sequence[Change]:
        raise NotImplementedError

    @extend_schema(responses=ChangeSerializer(many=True), parameters=[])
    @action(detail=True, pagination_class=None, filterset_class=None)
    def changes(self, request: Request, pk: str) -> Response:
        """What became of it, the latest first."""
        known = self.queryset.order_by().values("pk")  # what the view leaves out, as drafts, has no changes either
        row = get_object_or_404(self.queryset.model.objects.filter(pk__in=known), pk=pk)
        return Response(ChangeSerializer(self.changes_of(row), many=True).data)
