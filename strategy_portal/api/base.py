"""The frame of the API's views."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Model
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.viewsets import ReadOnlyModelViewSet

from strategy_portal.as_of_views import mistake_in
from strategy_portal.clock import today
from strategy_portal.domain.periods import Frequency, UnknownPeriod, period_from_slug
from strategy_portal.pagination import Pages

from .openapi import Described

QUARTER = OpenApiParameter(
    "period",
    {"type": "string", "pattern": "^20[0-9]{2}-[0-9]{2}-Q[1-4]$", "example": "2026-27-Q2"},
    description="The quarter to look at, for example `2026-27-Q2`. Without it: the last quarter that has ended.",
)


AS_OF = OpenApiParameter(
    "as_of",
    {"type": "string", "format": "date", "example": "2026-09-30"},
    description="Everything as it stood at the end of this day: what was approved or changed later is left out, and "
    "periods that had not ended are not due. Today or earlier, from the year 2000 on.",
)


class ReadOnlyViewSet(ReadOnlyModelViewSet):
    """A list and its details. A misspelt parameter is refused: ignored, it would answer with more than was asked for.

    `parameters` are those that the view takes besides the list's filters and pages.
    """

    schema = Described()
    parameters: tuple[str, ...] = ()

    def filter_queryset(self, queryset):
        self._check_parameters()
        return super().filter_queryset(queryset)

    def _check_parameters(self) -> None:
        known = list(self.parameters)
        if not self.detail:
            known += [*self.filterset_class.base_filters, Pages.page_query_param, Pages.page_size_query_param]
        mistakes = {
            name: [f"There is no such parameter here. There are: {', '.join(known) or 'none'}."]
            if name not in known
            else ["Write something, or leave the parameter out."]
            for name, text in self.request.query_params.items()
            if name not in known or not text
        }
        if mistakes:
            raise ValidationError(mistakes)


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
        cards = self.cards(found)
        for each in found:
            each.card = cards[each.pk]
        return found


def asked_quarter(request) -> str:
    """The slug of `?period=`, checked; empty where none is asked for. Raises ValidationError, which answers 400."""
    slug = request.query_params.get("period")
    if slug is None:
        return ""
    try:
        period = period_from_slug(slug)
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
