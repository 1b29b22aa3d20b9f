"""The table of comments for those who read them as they came in, and its filter."""

import django_filters as filters
import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.text import Truncator

from strategy_portal.templatetags.design_system import unknown

from ..models import Comment, Consultation, Question

LONGEST = 160
NUMBER = {"td": {"class": "number"}, "th": {"class": "number"}}
TEXT = {"td": {"class": "text"}}
MARKED = [("yes", "Something is marked"), ("no", "Nothing is marked")]


class CommentTable(tables.Table):
    """The beginning of each comment, where it stands, and the pages to moderate and to code it."""

    order = tables.Column("Comment")
    text = tables.Column("What was received", empty_values=(), orderable=False, attrs=TEXT)
    question = tables.Column("Answer to", attrs=TEXT, default="")
    state = tables.Column()
    undecided = tables.Column("Marks to decide", attrs=NUMBER)
    read = tables.Column("Read by", attrs=NUMBER)
    pages = tables.Column("Open", empty_values=(), orderable=False, accessor="pk", attrs={"td": {"class": "row-links"}})

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
        """Only what is published can be answered; only what is there as received can be moderated and coded."""
        pages = [("Reply", " to comment", "comment-reply")] if record.state == Comment.State.PUBLISHED else []
        if hasattr(record, "original"):
            pages += [("Moderate", " comment", "comment-moderate"), ("Code", " comment", "comment-code")]
        place = [*self.place, record.order]
        return format_html_join(
            "",
            '<p><a href="{}">{}<span class="visually-hidden">{} {}</span></a></p>',
            [(reverse(f"consultations:{page}", args=place), word, more, record.order) for word, more, page in pages],
        )

    @property
    def place(self) -> tuple[str, str]:
        match = self.request.resolver_match.kwargs
        return match["strategy"], match["slug"]


class CommentFilter(filters.FilterSet):
    search = filters.CharFilter(method="saying", label="Words in the comment")
    state = filters.ChoiceFilter(choices=Comment.State.choices, empty_label="All states")
    marked = filters.ChoiceFilter(
        choices=MARKED, method="with_marks", label="Personal details", empty_label="With and without"
    )
    question = filters.ModelChoiceFilter(queryset=Question.objects.none(), empty_label="All questions")

    class Meta:
        model = Comment
        fields = ("search", "state", "marked", "question")

    def __init__(self, *args, consultation: Consultation, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["question"].queryset = consultation.questions.filter(kind=Question.Kind.TEXT)

    def saying(self, queryset, name: str, words: str):
        return queryset.saying(words)

    def with_marks(self, queryset, name: str, answer: str):
        return queryset.filter(undecided__gt=0) if answer == "yes" else queryset.filter(undecided=0)
