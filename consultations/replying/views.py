"""What the council answers: staff pages, and the public's “We asked, you said, we did”."""

from functools import cached_property
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.views.generic import TemplateView
from django_tables2 import RequestConfig

from strategy_portal.access import may
from strategy_portal.clock import today
from strategy_portal.editing.views import EditPage

from ..models import Comment, Consultation, EngagementStandard, Reply, Theme
from ..pages import REPLIES, ConsultationPage, RemovePage
from ..scorecards.replies import AskedSaidDid, asked_said_did
from .forms import PublishForm, ReplyForm, ScoresForm, UnpublishForm
from .services import about_in, publish, save_reply, save_scores, unpublish, withdraw_reply
from .tables import UnansweredTable

COMMENTS_SHOWN = 50


class ReplyList(ConsultationPage, TemplateView):
    """Every theme with what is answered and what is not, and the page on which to answer it."""

    title = "Replies"
    is_for_team = False
    template_name = "consultations/reply_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        (asked,) = asked_said_did(Consultation.objects.filter(pk=self.consultation.pk), today())
        leads = Consultation.objects.led_by(user).filter(pk=self.consultation.pk).exists()
        may_reply = leads and may(user, "consultations:theme-reply", "POST")
        return super().get_context_data(
            asked=asked,
            unanswered=self._unanswered(asked, may_reply),
            may_reply=may_reply,
            may_publish=may(user, "consultations:consultation-publish", "POST"),
            **kwargs,
        )

    def _unanswered(self, asked: AskedSaidDid, may_reply: bool) -> UnansweredTable:
        """A page of the comments that have no reply yet, neither of their own nor by a theme."""
        drafts = {reply.comment_id for reply in asked.card.drafts}
        table = UnansweredTable(asked.card.unanswered, drafts=drafts, exclude=() if may_reply else ("reply",))
        return RequestConfig(self.request, paginate={"per_page": COMMENTS_SHOWN}).configure(table)


class ReplyPage(ConsultationPage, EditPage):
    """Answer a theme or one comment, or change the answer."""

    title = "Reply"
    button = "Save the reply"
    trail = (REPLIES,)

    @property
    def about(self) -> Theme | Comment:
        raise NotImplementedError

    def form(self, data: Any = None) -> ReplyForm:
        reply = Reply.objects.filter(**about_in(self.about)).first() or Reply()
        return ReplyForm(data, instance=reply, consultation=self.consultation)

    def save(self, form: ReplyForm) -> str:
        seen = form.cleaned_data["seen"]
        reply = save_reply(about=self.about, text=form.reply_text(), seen=seen, by=self.request.user)
        if not reply.is_final:
            return "The reply is saved as a draft. Only staff can read it."
        if self.consultation.is_published:
            return "The reply is saved, and everyone can read it now."
        return "The reply is saved. It is public as soon as the consultation’s page is published."


class ThemeReply(ReplyPage):
    @cached_property
    def about(self) -> Theme:
        return get_object_or_404(self.consultation.themes.filter(state=Theme.State.CONFIRMED), pk=self.kwargs["theme"])

    @property
    def lead(self) -> str:
        return f"To the theme “{self.about}”"


class CommentReply(ReplyPage):
    @cached_property
    def about(self) -> Comment:
        return get_object_or_404(self.consultation.comments.shown(), order=self.kwargs["order"])

    @property
    def lead(self) -> str:
        return f"To the comment “{self.about.text}”"


class ReplyWithdraw(RemovePage):
    title = "Withdraw the reply"
    trail = (REPLIES,)
    rows = "replies"
    done = "The reply is withdrawn."

    def what(self) -> str:
        return f"The reply to {self.row.theme or self.row.comment}"

    def remove(self, **how: Any) -> None:
        withdraw_reply(reply=self.row, **how)


class ConsultationPublish(ConsultationPage, EditPage):
    """Make “We asked, you said, we did” public, or take it away again."""

    is_for_team = False
    trail = (REPLIES,)

    @property
    def title(self) -> str:
        return "Take the public page away" if self.consultation.is_published else "Publish findings and replies"

    @property
    def lead(self) -> str:
        if self.consultation.is_published:
            return "Nobody outside the council can read it then."
        return "Everyone can read what was asked, what was said (as far as it is moderated) and what was answered."

    @property
    def button(self) -> str:
        return "Take it away" if self.consultation.is_published else "Publish"

    def form(self, data: Any = None) -> PublishForm:
        form = UnpublishForm if self.consultation.is_published else PublishForm
        return form(data, initial={"seen": self.consultation.version})

    def save(self, form: PublishForm) -> str:
        change = unpublish if "reason" in form.fields else publish
        change(consultation=self.consultation, by=self.request.user, **form.cleaned_data)
        return "The page is public." if change is publish else "The page is no longer public."


class EngagementEdit(ConsultationPage, EditPage):
    """Score the consultation against the standards of one edition (rules 10.6)."""

    title = "Engagement standards"
    lead = "From 1 to 6, in halves. Leave a standard without a score if it was not assessed."
    button = "Save the scores"
    template = "consultations/engagement_edit.html"

    @cached_property
    def editions(self) -> list[int]:
        return sorted(set(EngagementStandard.objects.values_list("edition", flat=True)))

    @cached_property
    def edition(self) -> int:
        """The one that is asked for; else the one that is scored already, or the newest."""
        scored = self.consultation.scores.values_list("standard__edition", flat=True).first()
        asked = self.request.GET.get("edition") or str(scored or self.editions[-1])
        if not asked.isdigit() or int(asked) not in self.editions:
            raise Http404("There are no standards of this edition.")
        return int(asked)

    def form(self, data: Any = None) -> ScoresForm:
        standards = list(EngagementStandard.objects.filter(edition=self.edition))
        return ScoresForm(data, consultation=self.consultation, standards=standards)

    def save(self, form: ScoresForm) -> str:
        seen = form.cleaned_data["seen"]
        save_scores(consultation=self.consultation, scores=form.given_scores(), seen=seen, by=self.request.user)
        return "The scores are saved."

    def context(self) -> dict[str, Any]:
        return super().context() | {"editions": self.editions, "edition": self.edition}


class YouSaidList(TemplateView):
    """All consultations whose findings and replies are public."""

    template_name = "consultations/you_said_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            found=asked_said_did(Consultation.objects.filter(is_published=True), today()), **kwargs
        )


class YouSaidDetail(TemplateView):
    """One consultation from question to action, for everyone."""

    template_name = "consultations/you_said_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        published = Consultation.objects.filter(is_published=True)
        chosen = published.filter(strategy__slug=kwargs["strategy"], slug=kwargs["slug"])
        found = asked_said_did(chosen, today())
        if not found:
            raise Http404("No such consultation is public.")
        return super().get_context_data(asked=found[0], **kwargs)
