"""What the council answers: staff pages, and the public's “We asked, you said, we did”."""

from collections.abc import Collection, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any

import django_tables2 as tables
from django import forms
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html
from django.views.generic import TemplateView
from django_tables2 import RequestConfig

from strategy_portal.access import may
from strategy_portal.clock import today
from strategy_portal.domain.numbers import IN_FULL, row_number
from strategy_portal.editing.forms import EditForm, GuardedForm, Rows, reason_field
from strategy_portal.editing.views import EditPage
from strategy_portal.records.versions import ChangedMeanwhile
from strategy_portal.spreadsheets.lists import ShownTables

from ..models import Comment, Consultation, EngagementScore, EngagementStandard, Reply, Theme
from ..scorecards.replies import asked_said_did
from ..views import REPLIES, ConsultationPage, RemovePage
from . import services

COMMENTS_SHOWN = 50


class UnansweredTable(tables.Table):
    """Published comments without a reply, each with the page on which to answer it. `drafts`: where one is begun."""

    drafts: Collection[int | None] = ()
    order = tables.Column("Comment")
    text = tables.Column("You said", attrs={"td": {"class": "text"}}, orderable=False)
    reply = tables.Column("Change", empty_values=(), accessor="pk", orderable=False)

    caption = "Comments without a reply"
    hide_caption = True
    row_header = "order"

    def render_reply(self, record: Comment) -> str:
        consultation = record.consultation
        place = [consultation.strategy.slug, consultation.slug, record.order]
        word, more = ("Draft", " of the reply to") if record.pk in self.drafts else ("Reply", " to")
        return format_html(
            '<a href="{}">{}<span class="visually-hidden">{} comment {}</span></a>',
            reverse("consultations:comment-reply", args=place), word, more, record.order,
        )  # fmt: skip


class ReplyList(ShownTables, ConsultationPage, TemplateView):
    """Every theme with what is answered and what is not, and the page on which to answer it."""

    title = "Replies"
    is_for_team = False
    template_name = "consultations/reply_list.html"
    file_name = "replies"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        (asked,) = asked_said_did(Consultation.objects.filter(pk=self.consultation.pk), today())
        leads = Consultation.objects.led_by(user).filter(pk=self.consultation.pk).exists()
        may_reply = leads and may(user, "consultations:theme-reply", "POST")
        table = UnansweredTable(asked.card.unanswered, exclude=() if may_reply else ("reply",))
        table.drafts = {reply.comment_id for reply in asked.card.drafts}
        return super().get_context_data(
            asked=asked,
            unanswered=RequestConfig(self.request, paginate={"per_page": COMMENTS_SHOWN}).configure(table),
            may_reply=may_reply,
            may_publish=may(user, "consultations:consultation-publish", "POST"),
            **kwargs,
        )


class ReplyForm(EditForm):
    """What the council answers. A new one begins as a draft."""

    about_the_change = ("seen",)

    class Meta:
        model = Reply
        fields = ("kind", "text", "reason", "actions", "is_final")
        field_classes = {"actions": Rows}
        labels = {
            "kind": "The council’s answer",
            "actions": "Actions in which it does so",
            "is_final": "This reply is final",
        }
        help_texts = {
            "text": "In plain words, as it will be published. Leave out names of people.",
            "reason": "Needed where something is declined, wholly or in part.",
            "actions": "From there the thread goes on to the indicators that show the effect.",
        }
        widgets = {
            "text": forms.Textarea(attrs={"rows": 5}),
            "reason": forms.Textarea(attrs={"rows": 3}),
            "actions": forms.CheckboxSelectMultiple,
        }
        error_messages = {"kind": {"required": "Choose what the council answers"}}

    def __init__(self, *args, consultation: Consultation, **kwargs):
        super().__init__(*args, **kwargs)
        when = "Everyone can read a final reply once the consultation’s page is published"
        if consultation.is_published:
            when = "The page is public already: everyone can read a final reply as soon as you save it"
        self.fields["is_final"].help_text = f"{when}. Unticked, it is a draft"
        self.fields["actions"].queryset = consultation.strategy.actions.order_by("number")

    def initial_of(self, instance: Reply) -> dict[str, Any]:
        return super().initial_of(instance) | ({} if instance.pk else {"is_final": False})

    def typed(self) -> dict[str, Any]:
        """Only after is_valid()."""
        text = services.ReplyText(**{name: self.cleaned_data[name] for name in self._meta.fields})
        return {"text": text, "seen": self.cleaned_data["seen"]}


class ReplyPage(ConsultationPage, EditPage):
    title = "Reply"
    button = "Save the reply"
    trail = (REPLIES,)
    about: Theme | Comment

    def form(self, data: Any = None) -> ReplyForm:
        reply = Reply.objects.filter(**services.about_in(self.about)).first() or Reply()
        return ReplyForm(data, instance=reply, consultation=self.consultation)

    def save(self, form: ReplyForm) -> str:
        reply = services.save_reply(about=self.about, by=self.request.user, **form.typed())
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
        services.withdraw_reply(reply=self.row, **how)


class PublishForm(GuardedForm):
    """Confirms that everyone may read it; to take it away again needs a reason."""

    def show_theirs(self, changed: ChangedMeanwhile) -> None:
        self.see_again(changed)
        self.add_error(
            None, f"{changed.by} changed this consultation since you opened the page. Look at it again first"
        )


class AskForm(PublishForm):
    """Where something speaks against it a person says that they publish all the same (rules 10.5)."""

    sure = forms.BooleanField(
        label="Publish it all the same", error_messages={"required": "Say that it is to be public all the same"}
    )

    def __init__(self, *args: Any, why: Sequence[str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["sure"].help_text = ". ".join(why)


class UnpublishForm(PublishForm):
    reason = reason_field()


class ConsultationPublish(ConsultationPage, EditPage):
    """Make “We asked, you said, we did” public, or take it away again."""

    title = "Publish findings and replies"
    lead = "Everyone can read what was asked, what was said (as far as it is moderated) and what was answered."
    button = "Publish"
    is_for_team = False
    trail = (REPLIES,)

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if self.consultation.is_published:
            self.title, self.button = "Take the public page away", "Take it away"
            self.lead = "Nobody outside the council can read it then."

    def form(self, data: Any = None) -> PublishForm:
        start = {"seen": self.consultation.version}
        if self.consultation.is_published:
            return UnpublishForm(data, initial=start)
        why = services.why_ask(self.consultation, today())
        return AskForm(data, initial=start, why=why) if why else PublishForm(data, initial=start)

    def save(self, form: PublishForm) -> str:
        done = {"consultation": self.consultation, "by": self.request.user, **form.cleaned_data}
        if "reason" in form.fields:
            services.unpublish(**done)
            return "The page is no longer public."
        services.publish(on=today(), **done)
        return "The page is public."


class ScoresForm(GuardedForm):
    """A score and a comment for each standard of one edition (rules 10.6)."""

    def __init__(self, data: Any = None, *, consultation: Consultation, standards: Sequence[EngagementStandard]):
        super().__init__(data, initial={"seen": consultation.version})
        self.standards = standards
        scores = {score.standard_id: score for score in consultation.scores.all()}
        choices = [("", "Not scored"), *((str(score), IN_FULL.text(score)) for score in services.SCORES)]
        for standard in standards:
            stored = scores.get(standard.pk)
            self.fields[f"score_{standard.pk}"] = forms.TypedChoiceField(
                label=f"{standard.number}. {standard.title}: score",
                choices=choices,
                coerce=Decimal,
                empty_value=None,
                required=False,
                initial=str(stored.score) if stored and stored.score is not None else "",
            )
            self.fields[f"comment_{standard.pk}"] = forms.CharField(
                label=f"{standard.number}. {standard.title}: comment",
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
                initial=stored.comment if stored else "",
            )

    @property
    def rows(self) -> list[tuple[EngagementStandard, forms.BoundField, forms.BoundField]]:
        return [(each, self[f"score_{each.pk}"], self[f"comment_{each.pk}"]) for each in self.standards]

    def typed(self) -> dict[str, Any]:
        """Only after is_valid()."""
        given = self.cleaned_data
        scores = [
            services.GivenScore(given[f"score_{each.pk}"], given[f"comment_{each.pk}"]) for each in self.standards
        ]
        return {"scores": dict(zip(self.standards, scores, strict=True)), "seen": given["seen"]}

    def concerns(self, changed: ChangedMeanwhile) -> ChangedMeanwhile | None:
        return changed.among(EngagementScore, consultation=changed.record.id)


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
        scored = self.consultation.scores.order_by("pk").values_list("standard__edition", flat=True).last()
        asked = self.request.GET.get("edition") or str(scored or self.editions[-1])
        if row_number(asked) not in self.editions:
            raise Http404("There are no standards of this edition.")
        return row_number(asked)

    def form(self, data: Any = None) -> ScoresForm:
        standards = list(EngagementStandard.objects.filter(edition=self.edition))
        return ScoresForm(data, consultation=self.consultation, standards=standards)

    def save(self, form: ScoresForm) -> str:
        services.save_scores(consultation=self.consultation, by=self.request.user, **form.typed())
        return "The scores are saved."

    def context(self) -> dict[str, Any]:
        return super().context() | {"editions": self.editions, "edition": self.edition}


class YouSaidList(TemplateView):
    template_name = "consultations/you_said_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        published = asked_said_did(Consultation.objects.filter(is_published=True), today())
        return super().get_context_data(found=published, **kwargs)


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
