"""Tables of meetings and of decisions."""

from datetime import date
from typing import Any

import django_tables2 as tables
from django.db.models import F, QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString

from reports.models import BoardMeeting, Decision
from strategy_portal.templatetags.design_system import demo_label, status_tag
from strategy_portal.templatetags.figures import on as day_text

from .forms import ALL

TEXT = {"td": {"class": "text"}}
NUMBER = {"td": {"class": "number"}, "th": {"class": "number"}}


class BoardMeetingTable(tables.Table):
    """`on` is the day on which a meeting is planned or held."""

    meets_on = tables.Column("Day", attrs=TEXT)
    body = tables.Column("Who meets", linkify=True)
    strategy = tables.Column("About", empty_values=(), attrs=TEXT)
    state = tables.Column("State", empty_values=(), orderable=False, attrs=TEXT)
    made = tables.Column("Decisions", attrs=NUMBER)
    still_open = tables.Column("Of them open", attrs=NUMBER)
    purpose = tables.Column("What it is for", orderable=False)

    caption = "Meetings"
    hide_caption = True
    row_header = "body"

    class Meta:
        order_by = "-meets_on"

    def __init__(self, *args: Any, on: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.on = on

    def render_meets_on(self, value: date) -> str:
        return day_text(value)

    def render_body(self, value: str, record: BoardMeeting) -> str | SafeString:
        return format_html("{} {}", value, demo_label()) if record.is_demonstration else value

    def render_strategy(self, record: BoardMeeting) -> str:
        return str(record.strategy or ALL)

    def render_state(self, record: BoardMeeting) -> str:
        return record.state(self.on)


class DecisionTable(tables.Table):
    """`on` is the day on which a decision is late."""

    text = tables.Column("Decision", linkify=True)
    subject = tables.Column("On", empty_values=(), orderable=False)
    meeting = tables.Column("Meeting", order_by=("meeting__meets_on", "pk"), linkify=True, attrs=TEXT)
    who = tables.Column("Who does it", empty_values=(), order_by=("team__name", "pk"), attrs=TEXT)
    due_on = tables.Column("By when", empty_values=(), attrs=TEXT)
    state = tables.Column("State", empty_values=(), order_by=("closed_on", "pk"), attrs=TEXT)
    came_of = tables.Column("What came of it", orderable=False)

    caption = "Decisions"
    hide_caption = True
    row_header = "text"

    class Meta:
        order_by = "-meeting"

    def __init__(self, *args: Any, on: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.on = on

    def order_due_on(self, decisions: QuerySet, is_descending: bool) -> tuple[QuerySet, bool]:
        """Those without a day at the end."""
        day = F("due_on").desc(nulls_last=True) if is_descending else F("due_on").asc(nulls_last=True)
        return decisions.order_by(day, "pk"), True

    def render_text(self, value: str, record: Decision) -> str | SafeString:
        return format_html("{} {}", value, demo_label()) if record.is_demonstration else value

    def render_subject(self, record: Decision) -> SafeString:
        of = "" if record.subject is record.strategy else format_html("<br>{}", record.strategy)
        return format_html('<a href="{}">{}</a>{}', record.subject.get_absolute_url(), record.subject_text, of)

    def render_who(self, record: Decision) -> str:
        return record.who_text

    def render_due_on(self, record: Decision) -> str:
        return day_text(record.due_on) if record.due_on else "No date"

    def render_state(self, record: Decision) -> str | SafeString:
        if record.closed_on:
            return f"Closed on {day_text(record.closed_on)}"
        days = record.days_late(self.on)
        return format_html("{} by {} day{}", status_tag("overdue"), days, "" if days == 1 else "s") if days else "Open"
