"""The comments that nobody has answered."""

from collections.abc import Collection

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html

from ..models import Comment


class UnansweredTable(tables.Table):
    """Published comments without a reply, each with the page on which to answer it. `drafts`: where one is begun."""

    order = tables.Column("Comment")
    text = tables.Column("You said", attrs={"td": {"class": "text"}}, orderable=False)
    reply = tables.Column("Change", empty_values=(), accessor="pk", orderable=False)

    caption = "Comments without a reply"
    hide_caption = True
    row_header = "order"

    def __init__(self, data: Collection[Comment], *, drafts: Collection[int | None], **kwargs):
        super().__init__(data, **kwargs)
        self.drafts = drafts

    def render_reply(self, record: Comment) -> str:
        consultation = record.consultation
        address = reverse(
            "consultations:comment-reply", args=[consultation.strategy.slug, consultation.slug, record.order]
        )
        word = "Draft" if record.pk in self.drafts else "Reply"
        hidden = f" of the reply to comment {record.order}" if word == "Draft" else f" to comment {record.order}"
        return format_html('<a href="{}">{}<span class="visually-hidden">{}</span></a>', address, word, hidden)
