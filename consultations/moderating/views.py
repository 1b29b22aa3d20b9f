"""Moderation: the comments as they came in, one at a time or several, and what may be published of them."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views import View
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from strategy_portal.editing.views import EditPage
from strategy_portal.records.versions import ChangedMeanwhile, Refused, version_of

from ..answering.consent import TYPED_IN, correct_consent
from ..answering.paper import ConsentForm
from ..models import Comment, Submission
from .filters import CommentFilter
from .forms import REASONS_TO_WITHHOLD, REMOVE, ModerationForm, PublishSeveralForm
from .pages import OfComment, OfConsultation
from .reading import decisions, pieces
from .services import (
    as_published,
    correct_finding,
    decided,
    latest,
    publish_comment,
    publish_unmarked,
    withhold_comment,
)
from .tables import CommentTable

AT_ONCE = 25
"""Comments that a person reads on one page and publishes together."""


class CommentList(OfConsultation, SingleTableMixin, FilterView):
    """The comments of one consultation as they came in, to search, moderate and code."""

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
        return super().get_context_data(
            consultation=self.consultation,
            crumbs=[*self.crumbs[:-1], ("Comments", "")],
            waiting=comments.waiting().filter(original__isnull=False).count(),
            unmarked=comments.unmarked().count(),
            unread=comments.to_code().exclude(codings__coder=self.request.user).order_by("order").first(),
            first_waiting=comments.waiting().filter(original__isnull=False).first(),
            **kwargs,
        )


class CommentModerate(OfComment, View):
    """One comment: what is marked in it, what would be published, and the decision."""

    template_name = "consultations/comment_moderate.html"

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        return self._page(self._form())

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        if request.POST.get("seen") != str(self.comment.version):
            return self._changed(latest(self.comment))
        form = self._form(request.POST)
        if not form.is_valid():
            return self._page(form, 422)
        if "preview" in request.POST:
            return self._page(form)
        try:
            said = self._do(form)
        except Refused as refused:
            form.refuse(refused.field, str(refused))
            return self._page(form, 422)
        except ChangedMeanwhile as changed:
            return self._changed(changed.record)
        messages.success(request, said)
        return redirect(request.path if "correct" in request.POST else self._after())

    def _do(self, form: ModerationForm) -> str:
        seen, done = form.cleaned_data["seen"], {"by": self.request.user, "at": timezone.now()}
        if "withhold" in self.request.POST:
            withhold_comment(comment=self.comment, seen=seen, reason=form.cleaned_data["withheld_reason"], **done)
            return f"{self.comment} is withheld."
        if "correct" in self.request.POST:
            correct_finding(comment=self.comment, seen=seen, text=form.cleaned_data.get("finding", ""), **done)
            return f"{self.comment} is corrected, and waits for moderation."
        if "finding" in form.changed_data:
            raise Refused("Save these words first, or put them back as they were", "finding")
        publish_comment(comment=self.comment, seen=seen, reasons=form.reasons, marks=form.marks, **done)
        return f"{self.comment} is published."

    def _form(self, data: Any = None) -> ModerationForm:
        return ModerationForm(data, comment=self.comment, redactions=list(self.comment.redactions.all()))

    def _changed(self, record: Any) -> HttpResponse:
        """Keeps what was chosen here; sending it again puts it in the place of what the other person decided."""
        data = self.request.POST.copy()
        data["seen"] = record.version
        for redaction in self.comment.redactions.all():
            data.setdefault(f"decision-{redaction.pk}", REMOVE)
        form = self._form(data)
        by = record.history_user or "The portal"
        state = Comment.State(record.state).label.lower()
        form.add_error(None, f"{by} moderated this comment since you opened it: it is {state} now. Look at it again")
        return self._page(form, 409)

    def _preview(self, form: ModerationForm) -> str | None:
        if form.is_bound and not form.is_valid():
            return None
        try:
            return as_published(self.original, decided(self.comment, self.original, form.reasons, form.marks))
        except Refused as refused:
            form.refuse(refused.field, str(refused))
            return None

    def _after(self) -> str:
        """The next that waits, else the list."""
        waiting = self.consultation.comments.waiting().filter(original__isnull=False)
        following = waiting.filter(order__gt=self.comment.order).first() or waiting.first()
        return self.address("comment-moderate", following.order) if following else self.address("comment-list")

    def _page(self, form: ModerationForm, status: int = 200) -> HttpResponse:
        preview = self._preview(form)
        context = {
            "consultation": self.consultation,
            "comment": self.comment,
            "form": form,
            "pieces": list(pieces(self.original, self.comment.redactions.all())),
            "preview": preview,
            "reasons": REASONS_TO_WITHHOLD,
            "history": decisions(self.comment),
            "crumbs": [*self.crumbs, (str(self.comment), "")],
            "back": self.address("comment-list"),
            "said_for_them": self.comment.submission and self.comment.submission.channel in TYPED_IN,
        }
        return render(self.request, self.template_name, context, status=status)


class ConsentEdit(OfComment, EditPage):
    """Whether whoever wrote it agreed, where a member of staff said so for them."""

    title = "Correct whether the writer agreed"
    button = "Save the correction"

    def find(self) -> None:
        super().find()
        self.submission = self.comment.submission
        if self.submission is None or self.submission.channel not in TYPED_IN:
            raise Http404("Nobody said for the writer of this comment whether they agree.")

    def form(self, data: Any = None) -> ConsentForm:
        seen = version_of(Submission, id=self.submission.pk)
        return ConsentForm(data, seen=seen, instance=self.submission)

    def save(self, form: ConsentForm) -> str:
        typed = form.cleaned_data
        held = correct_consent(
            submission=self.submission, consented=typed["consented"], reason=typed["reason"], seen=typed["seen"],
            by=self.request.user, at=timezone.now(),
        )  # fmt: skip
        if held.consented:
            return "Recorded that the writer agreed. What was withheld for want of that waits for moderation."
        return "Recorded that the writer did not agree. What they wrote is withheld."

    @property
    def lead(self) -> str:
        said = "agreed" if self.submission.consented else "did not agree"
        came = self.submission.get_channel_display().lower()
        return f"{self.comment} came by {came}. Whoever typed it in said that its writer {said}."

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        return [*super().crumbs, (str(self.comment), self.address("comment-moderate", self.comment.order))]


class CommentPublish(OfConsultation, View):
    """Several at once: those in which nothing was marked, read in full and confirmed."""

    template_name = "consultations/comment_publish.html"

    def find(self) -> None:
        unmarked = self.consultation.comments.unmarked().select_related("original", "question")
        self.waiting = unmarked.count()
        self.offered = list(unmarked[:AT_ONCE])

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        return self._page(PublishSeveralForm(comments=self.offered))

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        form = PublishSeveralForm(request.POST, comments=self.offered)
        if not form.is_valid():
            return self._page(form, 422)
        published, left = publish_unmarked(
            consultation=self.consultation, seen=form.seen, by=request.user, at=timezone.now()
        )
        messages.success(request, f"{published} published.")
        if left:
            messages.warning(request, f"{left} left out, because somebody else moderated them meanwhile.")
        return redirect(
            request.path if self.consultation.comments.unmarked().exists() else self.address("comment-list")
        )

    def _page(self, form: PublishSeveralForm, status: int = 200) -> HttpResponse:
        context = {
            "consultation": self.consultation,
            "form": form,
            "waiting": self.waiting,
            "crumbs": [*self.crumbs, ("Publish several", "")],
            "back": self.address("comment-list"),
        }
        return render(self.request, self.template_name, context, status=status)
