"""Tables of the library of reports."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html

from strategy_portal.templatetags.design_system import demo_label
from strategy_portal.templatetags.figures import on as day_text

from .models import IssuedReport
from .scorecards.library import ReportDraft


def address(page: str, draft: ReportDraft) -> str:
    return reverse(f"reports:{page}", kwargs=draft.key.kwargs)


class IssuedReportTable(tables.Table):
    title = tables.Column("Report", linkify=True)
    organisation = tables.Column("Organisation", accessor="strategy__organisation")
    version = tables.Column(attrs={"td": {"class": "number"}, "th": {"class": "number"}})
    data_label = tables.Column("Data label")
    issued_at = tables.Column("Issued on")
    pdf = tables.Column("PDF", empty_values=(), orderable=False, accessor="pk")

    caption = "Issued reports"
    hide_caption = True
    row_header = "title"

    class Meta:
        order_by = "-issued_at"
        empty_text = "No report that you may read is issued yet."

    def render_title(self, value: str, record: IssuedReport) -> str:
        return format_html("{} {}", value, demo_label()) if record.is_demonstration else value

    def render_issued_at(self, value) -> str:
        return day_text(value)

    def render_pdf(self, record: IssuedReport) -> str:
        return format_html(
            '<a href="{}">PDF<span class="visually-hidden"> of {}, version {}</span></a>',
            reverse("reports:issued-report-pdf", args=[record.pk]),
            record.title,
            record.version,
        )


class DraftTable(tables.Table):
    strategy = tables.Column(order_by=("strategy__title", "strategy__starts_on"))
    kind_title = tables.Column("Report", linkify=lambda record: address("report-detail", record))
    span = tables.Column("Year")
    pdf = tables.Column("PDF", empty_values=(), orderable=False, accessor="key")

    caption = "Reports that can be drafted"
    hide_caption = True
    row_header = "kind_title"

    class Meta:
        empty_text = "No report can be drafted: no strategy has begun."

    def render_kind_title(self, value: str, record: ReportDraft) -> str:
        return format_html('{}<span class="visually-hidden">, {}, {}</span>', value, record.strategy, record.span)

    def render_pdf(self, record: ReportDraft) -> str:
        return format_html(
            '<a href="{}">PDF<span class="visually-hidden"> of the {}, {}, {}</span></a>',
            address("report-pdf", record),
            record.kind_title,
            record.strategy,
            record.span,
        )
