"""The table of consultations and its filter."""

import django_filters as filters
import django_tables2 as tables
from django.utils.html import format_html

from outcomes.models import Strategy
from strategy_portal.templatetags.design_system import demo_label, unknown
from strategy_portal.templatetags.figures import on as day_text

from .models import Consultation
from .scorecards.counts import attendance

NUMBER = {"td": {"class": "number"}, "th": {"class": "number"}}


class CountColumn(tables.Column):
    """A count; one that the source does not state says so, because empty is never zero (rules 1.4)."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, default=unknown("Not stated"), attrs=NUMBER, **kwargs)

    def render(self, value: int) -> str:
        return f"{value:,}"


class ConsultationTable(tables.Table):
    title = tables.Column("Consultation", linkify=True)
    strategy = tables.Column(attrs={"td": {"class": "text"}})
    opened_on = tables.Column("Opened")
    closed_on = tables.Column("Closed")
    submission_count = CountColumn("Responses", accessor="responses")
    comment_count = CountColumn("Comments", accessor="comments_made")
    invited_count = CountColumn("Invited")
    came = tables.Column("Came to events", accessor="meetings", attrs=NUMBER, orderable=False)

    caption = "Consultations"
    hide_caption = True
    row_header = "title"

    class Meta:
        order_by = "-opened_on"

    def render_title(self, value: str, record: Consultation) -> str:
        return format_html("{} {}", value, demo_label()) if record.is_demonstration else value

    def render_opened_on(self, value) -> str:
        return day_text(value)

    def render_closed_on(self, value) -> str:
        return day_text(value)

    def render_came(self, record: Consultation) -> str:
        came = attendance(record.meetings.all())
        if came is None:
            return unknown("None listed")
        if came.number is None:
            return unknown("Not stated")
        return format_html('{}<br><span class="muted">{}</span>', f"{came.number:,}", came.base)


class ConsultationFilter(filters.FilterSet):
    search = filters.CharFilter("title", lookup_expr="icontains", label="Words in the title")
    strategy = filters.ModelChoiceFilter(
        queryset=Strategy.objects.filter(consultations__isnull=False).distinct(),
        to_field_name="slug",
        empty_label="All strategies",
    )

    class Meta:
        model = Consultation
        fields = ("search", "strategy")
