"""What the council answers: staff pages, and the public's “We asked, you said, we did”."""

from functools import cached_property

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic import TemplateView
from django_tables2 import RequestConfig

from strategy_portal.access import may
from strategy_portal.clock import today
from strategy_portal.editing.forms import WithdrawForm
from strategy_portal.editing.views import Crumb, EditPage, WithdrawPage
from strategy_portal.records.versions import version_of

from ..models import Comment, Consultation, EngagementScore, EngagementStandard, Reply, Theme
from ..scorecards.replies import AskedSaidDid, asked_said_did
from ..tables import UnansweredTable
from .forms import PublishForm, ReplyForm, ScoresForm, UnpublishForm
from .scoring import save_scores
from .services import publish, save_reply, unpublish, withdraw_reply

COMMENTS_SHOWN = 50


class OfConsultation:
    """Finds the consultation that the address names, if this person may work on it; else there is none."""

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        found = self.consultations().select_related("strategy")
        self.consultation = get_object_or_404(found, strategy__slug=kwargs["strategy"], slug=kwargs["slug"])

    def consultations(self):
        return Consultation.objects.led_by(self.request.user)

    @property
    def caption(self) -> str:
        return self.consultation.title

    @property
    def crumbs(self) -> list[Crumb]:
        return [
            ("Consultations", reverse("consultations:consultation-list")),
            (self.consultation.title, self.consultation.get_absolute_url()),
        ]

    def url(self, route: str, *rest) -> str:
        return reverse(f"consultations:{route}", args=[self.consultation.strategy.slug, self.consultation.slug, *rest])


class ReplyList(OfConsultation, TemplateView):
    """Every theme with what is answered and what is not, and the page on which to answer it."""

    template_name = "consultations/reply_list.html"

    def consultations(self):
        return Consultation.objects.all()

    def get_context_data(self, **kwargs):
        user = self.request.user
        (asked,) = asked_said_did(Consultation.objects.filter(pk=self.consultation.pk), today())
        leads = Consultation.objects.led_by(user).filter(pk=self.consultation.pk).exists()
        may_reply = leads and may(user, "consultations:theme-reply", "POST")
        return super().get_context_data(
            consultation=self.consultation,
            asked=asked,
            unanswered=self._unanswered(asked, may_reply),
            may_reply=may_reply,
            may_publish=may(user, "consultations:consultation-publish", "POST"),
            crumbs=[*self.crumbs, ("Replies", "")],
            **kwargs,
        )

    def _unanswered(self, asked: AskedSaidDid, may_reply: bool) -> UnansweredTable:
        """A page of the comments that have no reply yet, neither of their own nor by a theme."""
        drafts = {reply.comment_id for reply in asked.card.drafts}
        table = UnansweredTable(asked.card.unanswered, drafts=drafts, exclude=() if may_reply else ("deed",))
        return RequestConfig(self.request, paginate={"per_page": COMMENTS_SHOWN}).configure(table)


class OfReplies(OfConsultation):
    @property
    def crumbs(self) -> list[Crumb]:
        return [*super().crumbs, ("Replies", self.url("reply-list"))]


class ReplyPage(OfReplies, EditPage):
    """Answer a theme or one comment, or change the answer."""

    title = "Reply"
    button = "Save the reply"

    @property
    def about(self) -> Theme | Comment:
        raise NotImplementedError

    @property
    def link(self) -> str:
        return "theme" if isinstance(self.about, Theme) else "comment"

    def form(self, data=None) -> ReplyForm:
        reply = Reply.objects.filter(**{self.link: self.about}).first()
        seen = version_of(Reply, **{self.link: self.about})
        return ReplyForm(data, seen=seen, instance=reply or Reply(), consultation=self.consultation)

    def save(self, form: ReplyForm) -> str:
        seen = form.cleaned_data["seen"]
        reply = save_reply(about=self.about, answered=form.answered(), seen=seen, by=self.request.user)
        if not reply.is_final:
            return "The reply is saved as a draft. Only staff can read it."
        if self.consultation.is_published:
            return "The reply is saved, and everyone can read it now."
        return "The reply is saved. It is public as soon as the consultation’s page is published."


class ThemeReply(ReplyPage):
    @cached_property
    def about(self) -> Theme:
        themes = self.consultation.themes.filter(state=Theme.State.CONFIRMED).select_related("consultation")
        return get_object_or_404(themes, pk=self.kwargs["theme"])

    @property
    def lead(self) -> str:
        return f"To the theme “{self.about}”"


class CommentReply(ReplyPage):
    @cached_property
    def about(self) -> Comment:
        comments = self.consultation.comments.shown().select_related("consultation")
        return get_object_or_404(comments, order=self.kwargs["order"])

    @property
    def lead(self) -> str:
        return f"To the comment “{self.about.text}”"


class ReplyWithdraw(OfReplies, WithdrawPage):
    title = "Withdraw the reply"

    @cached_property
    def reply(self) -> Reply:
        return get_object_or_404(self.consultation.replies, pk=self.kwargs["reply"])

    def what(self) -> str:
        return f"The reply to {self.reply.theme or self.reply.comment}"

    def form(self, data=None) -> WithdrawForm:
        return WithdrawForm(data, initial={"seen": version_of(Reply, id=self.reply.pk)})

    def save(self, form: WithdrawForm) -> str:
        typed = form.cleaned_data
        withdraw_reply(reply=self.reply, reason=typed["reason"], seen=typed["seen"], by=self.request.user)
        return "The reply is withdrawn."


class ConsultationPublish(OfReplies, EditPage):
    """Make “We asked, you said, we did” public, or take it away again."""

    def consultations(self):
        return Consultation.objects.all()

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

    def form(self, data=None) -> PublishForm:
        form = UnpublishForm if self.consultation.is_published else PublishForm
        return form(data, seen=version_of(Consultation, id=self.consultation.pk))

    def save(self, form: PublishForm) -> str:
        typed = form.cleaned_data | {"consultation": self.consultation, "by": self.request.user}
        if "reason" in form.fields:
            unpublish(**typed)
            return "The page is no longer public."
        publish(**typed)
        return "The page is public."


class EngagementEdit(OfConsultation, EditPage):
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

    def form(self, data=None) -> ScoresForm:
        return ScoresForm(
            data,
            seen=version_of(EngagementScore, consultation=self.consultation),
            standards=list(EngagementStandard.objects.filter(edition=self.edition)),
            scores={score.standard_id: score for score in self.consultation.scores.all()},
        )

    def save(self, form: ScoresForm) -> str:
        seen = form.cleaned_data["seen"]
        save_scores(consultation=self.consultation, scored=form.scored(), seen=seen, by=self.request.user)
        return "The scores are saved."

    def context(self) -> dict:
        return {"editions": self.editions, "edition": self.edition}


class YouSaidList(TemplateView):
    """All consultations whose findings and replies are public."""

    template_name = "consultations/you_said_list.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            found=asked_said_did(Consultation.objects.filter(is_published=True), today()), **kwargs
        )


class YouSaidDetail(TemplateView):
    """One consultation from question to deed, for everyone."""

    template_name = "consultations/you_said_detail.html"

    def get_context_data(self, **kwargs):
        published = Consultation.objects.filter(is_published=True)
        chosen = published.filter(strategy__slug=kwargs["strategy"], slug=kwargs["slug"])
        found = asked_said_did(chosen, today())
        if not found:
            raise Http404("No such consultation is public.")
        return super().get_context_data(asked=found[0], **kwargs)
