"""The table of comments for those who read them as they came in."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from strategy_portal.templatetags.design_system import unknown

from .models import Comment

LONGEST = 160
NUMBER = {"td": {"class": "number"}, "th": {"class": "number"}}
TEXT = {"td": {"class": "text"}}


class CommentTable(tables.Table):
    """The beginning of each comment, where it stands, and the pages to moderate and to code it."""

    order = tables.Column("Comment")
    text = tables.Column("What was received", empty_values=(), orderable=False, attrs=TEXT)
    question = tables.Column("Answer to", attrs=TEXT, default="")
    state = tables.Column()
    undecided = tables.Column("Marks to decide", attrs=NUMBER)
    read = tables.Column("Read by", attrs=NUMBER)
    pages = tables.Column("Open", empty_values=(), orderable=False, accessor="pk")

    caption = "Comments"
    hide_caption = True
    row_header = "order"

    class Meta:
        order_by = "order"

    def render_text(self, record: Comment) -> str:
        original = getattr(record, "original", None)
        text = original.text if original else record.text
        return Truncator(text).chars(LONGEST) if text else unknown("Removed")

    def render_pages(self, record: Comment) -> str:
        place = [self.place[0], self.place[1], record.order]
        reply = self._reply(record, place)
        if not hasattr(record, "original"):
            return reply
        return reply + format_html(
            '<a href="{}">Moderate<span class="visually-hidden"> comment {}</span></a> '
            '<a href="{}">Code<span class="visually-hidden"> comment {}</span></a>',
            reverse("consultations:comment-moderate", args=place), record.order,
            reverse("consultations:comment-code", args=place), record.order,
        )  # fmt: skip

    def _reply(self, record: Comment, place: list) -> str:
        """Only what is published can be answered."""
        if record.state != Comment.State.PUBLISHED:
            return SafeString("")
        address = reverse("consultations:comment-reply", args=place)
        return format_html(
            '<a href="{}">Reply<span class="visually-hidden"> to comment {}</span></a> ', address, record.order
        )

    @property
    def place(self) -> tuple[str, str]:
        match = self.request.resolver_match.kwargs
        return match["strategy"], match["slug"]
