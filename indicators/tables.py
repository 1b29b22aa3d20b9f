"""Tables of indicators."""

import django_tables2 as tables
from django.utils.html import format_html

from strategy_portal.templatetags.design_system import unknown


class IndicatorTable(tables.Table):
    """Rows are scorecards, so that the table says what the pages say."""

    strategy = tables.Column(accessor="indicator__outcome__strategy__organisation_short")
    reference = tables.Column("No.", accessor="indicator__reference")
    title = tables.Column(
        "Indicator", accessor="indicator__title", linkify=lambda record: record.indicator.get_absolute_url()
    )
    owner = tables.Column(accessor="indicator__owner", empty_values=(), order_by="indicator__owner__name")
    period = tables.Column(accessor="standing__span_label", order_by="standing__period__start")
    value = tables.TemplateColumn(
        template_name="indicators/_list_value.html",
        accessor="standing__shown_text",
        attrs={"td": {"class": "number"}, "th": {"class": "number"}},
    )
    target = tables.Column(
        accessor="standing", attrs={"td": {"class": "number"}, "th": {"class": "number"}}, orderable=False
    )
    status = tables.TemplateColumn("{% status_tag record.status %}", accessor="status")
    trend = tables.TemplateColumn("{% trend_tag record.short.direction %}", accessor="short__direction")

    class Meta:
        attrs = {"caption": "Indicators", "hide_caption": True, "row_header": "title"}
        empty_text = "No indicator matches. Clear the filter to see all of them."

    def render_owner(self, record):
        return record.indicator.owner or unknown("Not stated")

    def render_target(self, record):
        if record.standing.judged.target:
            return record.standing.target_text
        return record.indicator.target_text or format_html("{}", unknown("Not stated"))
