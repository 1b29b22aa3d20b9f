"""Moderation: the comments as they came in, one at a time or several, and what may be published of them."""

from collections import Counter
from functools import cached_property
from typing import Any

import django_filters as filters
import django_tables2 as tables
from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.text import Truncator
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from strategy_portal.editing.views import Crumb, EditPage
from strategy_portal.records.versions import Refused
from strategy_portal.templatetags.design_system import unknown

from ..models import Comment, Consultation, Question, Submission
from ..views import COMMENTS, CommentPage, ConsultationPage
from . import services
from .forms import (
    REASONS_TO_WITHHOLD,
    ConsentForm,
    ConsentOfManyForm,
    ModerationForm,
    PublishSeveralForm,
    SetAsideForm,
)  # fmt: skip

NUMBER = {"td": {"class": "number"}, "th": {"class": "number"}}
TEXT = {"td": {"class": "text"}}
AT_ONCE = 25
"""Comments that a person reads on one page and publishes together."""


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
        return Truncator(record.received).chars(160) if record.received else unknown("Removed")

    def render_pages(self, record: Comment) -> str:
        """Only what is published can be answered; only what is there as received can be moderated and coded."""
        pages = [("Reply", " to comment", "comment-reply")] if record.state == Comment.State.PUBLISHED else []
        if hasattr(record, "original"):
            pages += [("Moderate", " comment", "comment-moderate"), ("Code", " comment", "comment-code")]
        address = self.request.resolver_match.kwargs
        place = [address["strategy"], address["slug"], record.order]
        return format_html_join(
            "",
            '<p><a href="{}">{}<span class="visually-hidden">{} {}</span></a></p>',
            [(reverse(f"consultations:{page}", args=place), word, more, record.order) for word, more, page in pages],
        )


class CommentFilter(filters.FilterSet):
    search = filters.CharFilter(method="saying", label="Words in the comment")
    state = filters.ChoiceFilter(choices=Comment.State.choices, empty_label="All states")
    marked = filters.ChoiceFilter(
        choices=[("yes", "Something is marked"), ("no", "Nothing is marked")],
        method="with_marks", label="Personal details", empty_label="With and without",
    )  # fmt: skip
    question = filters.ModelChoiceFilter(queryset=Question.objects.none(), empty_label="All questions")

    class Meta:
        model = Comment
        fields = ("search", "state", "marked", "question")

    def __init__(self, *args, consultation: Consultation, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["question"].queryset = consultation.questions.filter(kind=Question.Kind.TEXT)

    def saying(self, queryset, name: str, words: str):
        """In what was received, or in what is published."""
        return queryset.filter(Q(original__text__icontains=words) | Q(text__icontains=words))

    def with_marks(self, queryset, name: str, answer: str):
        return queryset.filter(undecided__gt=0) if answer == "yes" else queryset.filter(undecided=0)


class CommentList(ConsultationPage, SingleTableMixin, FilterView):
    """The comments of one consultation as they came in, to search, moderate and code."""

    title = "Comments"
    filterset_class = CommentFilter
    table_class = CommentTable
    template_name = "consultations/comment_list.html"
    table_pagination = {"per_page": 50}

    def get_queryset(self):
        return self.consultation.comments.for_reading()

    def get_filterset_kwargs(self, filterset_class):
        return super().get_filterset_kwargs(filterset_class) | {"consultation": self.consultation}

    def get_context_data(self, **kwargs):
        comments = self.consultation.comments
        waiting = list(comments.to_moderate().order_by("order").values_list("order", flat=True))
        return super().get_context_data(
            waiting=len(waiting),
            unmarked=comments.unmarked().count(),
            saying_nothing=len(services.saying_nothing(self.consultation)),
            unread=comments.to_code().exclude(codings__coder=self.request.user).order_by("order").first(),
            first_waiting=next(iter(waiting), None),
            **kwargs,
        )


class CommentModerate(CommentPage, EditPage):
    """One comment: what is marked in it, what would be published, and the decision."""

    template = "consultations/comment_moderate.html"

    @property
    def title(self) -> str:
        return str(self.comment)

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        if "preview" not in request.POST:
            return super().post(request, **kwargs)
        form = self.form(request.POST)
        return self._page(form, 200 if form.is_valid() else 422)

    def form(self, data: Any = None) -> ModerationForm:
        return ModerationForm(data, comment=self.comment, redactions=list(self.comment.redactions.all()))

    def save(self, form: ModerationForm) -> str:
        seen, done = form.cleaned_data["seen"], {"by": self.request.user, "at": timezone.now()}
        if "withhold" in self.request.POST:
            reason = form.cleaned_data["withheld_reason"]
            services.withhold_comment(comment=self.comment, seen=seen, reason=reason, **done)
            return f"{self.comment} is withheld."
        if "correct" in self.request.POST:
            services.correct_finding(comment=self.comment, seen=seen, text=form.cleaned_data.get("finding", ""), **done)
            return f"{self.comment} is corrected, and waits for moderation."
        if "finding" in form.changed_data:
            raise Refused("Save these words first, or put them back as they were", "finding")
        services.publish_comment(comment=self.comment, seen=seen, reasons=form.reasons, marks=form.marks, **done)
        return f"{self.comment} is published."

    def after(self) -> str:
        """The next that waits, else the list."""
        if "correct" in self.request.POST:
            return self.request.path
        waiting = self.consultation.comments.to_moderate()
        following = waiting.filter(order__gt=self.comment.order).first() or waiting.first()
        return self.url("comment-moderate", following.order) if following else self.back

    @property
    def _original(self) -> str:
        try:
            return self.comment.original.text
        except Comment.original.RelatedObjectDoesNotExist:
            raise Http404("What was received is removed.") from None

    def _preview(self, form: ModerationForm) -> str | None:
        if form.is_bound and not form.is_valid():
            return None
        try:
            redactions = services.decided(self.comment, self._original, form.reasons, form.marks)
            return services.as_published(self._original, redactions)
        except Refused as refused:
            form.refuse(refused.field, str(refused))
            return None

    def _page(self, form: ModerationForm, status: int = 200) -> HttpResponse:
        self.preview = self._preview(form)  # first, because it may refuse what was typed
        return super()._page(form, status)

    def context(self) -> dict[str, Any]:
        return super().context() | {
            "comment": self.comment,
            "pieces": list(services.pieces(self._original, self.comment.redactions.all())),
            "preview": self.preview,
            "may_publish": self.comment.submission is None or self.comment.submission.consented,
            "reasons": REASONS_TO_WITHHOLD,
            "history": services.decisions(self.comment),
        }


class ConsentEdit(CommentPage, EditPage):
    """Whether whoever wrote it agreed, where a member of staff said so for them."""

    title = "Correct whether the writer agreed"
    button = "Save the correction"

    @cached_property
    def submission(self) -> Submission:
        if self.comment.submission is None or not self.comment.submission.is_typed_in:
            raise Http404("Nobody said for the writer of this comment whether they agree.")
        return self.comment.submission

    def form(self, data: Any = None) -> ConsentForm:
        return ConsentForm(data, instance=self.submission)

    def save(self, form: ConsentForm) -> str:
        done = {"by": self.request.user, "at": timezone.now()}
        held = services.correct_consent(submission=self.submission, **form.cleaned_data, **done)
        if held.consented:
            return "Recorded that the writer agreed. What was withheld for want of that waits for moderation."
        return "Recorded that the writer did not agree. What they wrote is withheld."

    @property
    def lead(self) -> str:
        answer = "agreed" if self.submission.consented else "did not agree"
        came = self.submission.get_channel_display().lower()
        return f"{self.comment} came by {came}. Whoever brought it in said that its writer {answer}."

    @property
    def crumbs(self) -> list[Crumb]:
        return [*super().crumbs, (str(self.comment), self.url("comment-moderate", self.comment.order))]


class ConsentOfManyEdit(ConsultationPage, EditPage):
    """The same for all of one file, or for all that came on paper or by letter."""

    title = "Correct whether many writers agreed"
    lead = "For all responses that came together, where whoever brought them in said it wrongly."
    button = "Save the correction"
    trail = (COMMENTS,)

    def form(self, data: Any = None) -> ConsentOfManyForm:
        return ConsentOfManyForm(data, consultation=self.consultation)

    def save(self, form: ConsentOfManyForm) -> str:
        done = {"by": self.request.user, "at": timezone.now()}
        changed = services.correct_consent_of_many(consultation=self.consultation, **form.typed(), **done)
        responses = "1 response" if changed == 1 else f"{changed:,} responses"
        return f"Corrected for {responses}. What they wrote follows."


class CommentSetAside(ConsultationPage, EditPage):
    """Comments that only say “no”, “none” or “n/a”, all in one step."""

    title = "Set aside what says nothing"
    lead = "They count as comments, and nobody has to read them. Each can still be opened and published."
    button = "Set them aside"
    trail = (COMMENTS,)
    template = "consultations/comment_set_aside.html"

    def form(self, data: Any = None) -> SetAsideForm:
        return SetAsideForm(data)

    def save(self, form: SetAsideForm) -> str:
        done = {"by": self.request.user, "at": timezone.now()}
        number = services.set_aside(consultation=self.consultation, **done)
        return "1 comment is set aside." if number == 1 else f"{number:,} comments are set aside."

    def context(self) -> dict[str, Any]:
        found = Counter(comment.received.strip() for comment in services.saying_nothing(self.consultation))
        return super().context() | {"texts": found.most_common()}


class CommentPublish(ConsultationPage, EditPage):
    """Several at once: those in which nothing was marked, read in full and confirmed."""

    title = "Publish several"
    trail = (COMMENTS,)
    template = "consultations/comment_publish.html"

    def form(self, data: Any = None) -> PublishSeveralForm:
        unmarked = self.consultation.comments.unmarked().select_related("original", "question")
        return PublishSeveralForm(data, comments=list(unmarked[:AT_ONCE]))

    def save(self, form: PublishSeveralForm) -> str:
        done = {"by": self.request.user, "at": timezone.now()}
        published, left = services.publish_unmarked(consultation=self.consultation, seen=form.seen, **done)
        if left:
            messages.warning(self.request, f"{left} left out, because somebody else moderated them meanwhile.")
        return f"{published} published."

    def after(self) -> str:
        return self.request.path if self.consultation.comments.unmarked().exists() else self.back

    def context(self) -> dict[str, Any]:
        return super().context() | {"waiting": self.consultation.comments.unmarked().count()}
