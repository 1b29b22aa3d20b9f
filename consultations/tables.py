"""Tables of consultations, and of the comments that nobody has answered."""

from collections.abc import Collection

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html

from strategy_portal.templatetags.design_system import demo_label, unknown
from strategy_portal.templatetags.figures import on as day_text

from .models import Comment, Consultation
from .scorecards.cards import attendance

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
    comment_count = CountColumn("Comments", accessor="said")
    invited_count = CountColumn("Invited")
    came = tables.Column("Came to events", accessor="events", attrs=NUMBER, orderable=False)

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
        came = attendance(record.events.all())
        if came is None:
            return unknown("None listed")
        if came.number is None:
            return unknown("Not stated")
        return format_html('{}<br><span class="muted">{}</span>', f"{came.number:,}", came.base)


class UnansweredTable(tables.Table):
    """Published comments without a reply, each with the page on which to answer it. `drafts`: where one is begun."""

    order = tables.Column("Comment")
    text = tables.Column("You said", attrs={"td": {"class": "text"}}, orderable=False)
    deed = tables.Column("Deed", empty_values=(), accessor="pk", orderable=False)

    caption = "Comments without a reply"
    hide_caption = True
    row_header = "order"

    def __init__(self, data: Collection[Comment], *, drafts: Collection[int | None], **kwargs):
        super().__init__(data, **kwargs)
        self.drafts = drafts

    def render_deed(self, record: Comment) -> str:
        consultation = record.consultation
        address = reverse(
            "consultations:comment-reply", args=[consultation.strategy.slug, consultation.slug, record.order]
        )
        word = "Draft" if record.pk in self.drafts else "Reply"
        hidden = f" of the reply to comment {record.order}" if word == "Draft" else f" to comment {record.order}"
        return format_html('<a href="{}">{}<span class="visually-hidden">{}</span></a>', address, word, hidden)
