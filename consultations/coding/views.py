"""Coding: comments read one after another, the codebook, campaigns, and how far coders agree."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.generic import TemplateView

from strategy_portal.domain.numbers import row_number
from strategy_portal.editing.forms import EditForm, GuardedForm, Rows
from strategy_portal.editing.views import EditPage
from strategy_portal.records.versions import ChangedMeanwhile, Refused
from strategy_portal.spreadsheets.lists import ShownTables

from ..models import Coding, Comment, Consultation, Theme
from ..views import CODEBOOK, COMMENTS, CommentPage, ConsultationPage, RemovePage
from . import services

KEYS = "123456789"
"""The first themes have a key each, in the order of the codebook."""
GROUPS_SHOWN = 5
COMMENTS_SHOWN = 500
"""As many as one form may send; what is left of a larger group is offered again and joins the same campaign."""


class CodingForm(GuardedForm):
    """The themes of one comment, as one coder reads it. That none fits has to be chosen, so that none is forgotten."""

    themes = Rows(
        Theme.objects.none(),
        required=False,
        error_messages={"invalid_choice": "A theme was merged into another meanwhile. Choose again"},
    )
    none = forms.BooleanField(label="None of these", required=False)

    def __init__(self, data: Any = None, *, coding: Coding | None, comment: Comment, text: str):
        self.given = {theme.merged_into_id or theme.pk for theme in (coding.themes.all() if coding else [])}
        start = {"seen": coding.version if coding else 0, "none": coding is not None and not self.given}
        super().__init__(data, initial=start)
        self.comment, self.text = comment, text
        self.fields["themes"].queryset = comment.consultation.themes.exclude(state=Theme.State.MERGED)

    def clean(self) -> dict[str, Any]:
        typed = super().clean()
        themes, none = typed.get("themes"), typed.get("none")
        if themes is not None and not themes and not none:
            self.add_error("themes", "Choose at least one theme, or say that none of these fits")
        if themes and none:
            self.add_error("themes", "Choose themes, or that none of these fits, but not both")
        return typed

    def show_theirs(self, changed: ChangedMeanwhile) -> None:
        self.see_again(changed)
        self.add_error("themes", "You coded this comment in another window since. Look at it again, then save")

    @property
    def offered(self) -> list[dict[str, Any]]:
        """The codebook; `suggested` says why a theme is suggested for this comment, if it is."""
        why = {
            each.theme: f"like comment {each.because_of}" if each.because_of else "by the words of the codebook"
            for each in services.suggested_themes(self.comment, self.text)
        }
        chosen = set(self.data.getlist("themes")) if self.is_bound else {str(pk) for pk in self.given}
        return [
            {
                "theme": theme,
                "key": KEYS[place : place + 1],
                "is_chosen": str(theme.pk) in chosen,
                "suggested": why.get(theme.pk, ""),
            }
            for place, theme in enumerate(self.fields["themes"].queryset)
        ]


class CommentCode(CommentPage, EditPage):
    """One comment and the codebook; saving it opens the next that this person has not read."""

    template = "consultations/comment_code.html"

    @property
    def title(self) -> str:
        return f"Code {str(self.comment).lower()}"

    def form(self, data: Any = None) -> CodingForm:
        self.coding = self.comment.codings.filter(coder=self.request.user).prefetch_related("themes").first()
        return CodingForm(data, coding=self.coding, comment=self.comment, text=self.text)

    def save(self, form: CodingForm) -> str:
        typed = form.cleaned_data
        services.code_comment(
            comment=self.comment, themes=list(typed["themes"]), seen=typed["seen"], by=self.request.user,
            at=timezone.now(),
        )  # fmt: skip
        unread = self.consultation.comments.to_code().exclude(codings__coder=self.request.user).order_by("order")
        self.following = unread.filter(order__gt=self.comment.order).first() or unread.first()
        return "" if self.following else "You have read all comments."

    def after(self) -> str:
        return self.url("comment-code", self.following.order) if self.following else self.url("theme-list")

    def context(self) -> dict[str, Any]:
        comments = self.consultation.comments.to_code().order_by("order").values_list("order", flat=True)
        return super().context() | {
            "comment": self.comment,
            "text": self.text,
            "coding": self.coding,
            "copies": self.comment.campaign.comments.count() if self.comment.campaign else 0,
            "progress": services.progress(self.consultation, self.request.user),
            "before": comments.filter(order__lt=self.comment.order).last(),
            "after": comments.filter(order__gt=self.comment.order).first(),
        }


class ThemeList(ShownTables, ConsultationPage, TemplateView):
    """The codebook, with how many comments were given each theme, and buttons to confirm, move and separate them."""

    title = "Codebook"
    trail = (COMMENTS,)
    template_name = "consultations/theme_list.html"
    file_name = "codebook"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Of each theme `comments_given` is how many any coder gave itself; what is merged into it is not in it."""
        themes = self.consultation.themes.select_related("merged_into")
        return super().get_context_data(
            themes=themes.annotate(
                comments_given=Count("codings__comment", distinct=True, filter=Q(codings__counts=True))
            ),
            progress=services.progress(self.consultation, self.request.user),
            unread=self.consultation.comments.to_code().exclude(codings__coder=self.request.user).first(),
            **kwargs,
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        key = request.POST.get("theme", "")
        theme = get_object_or_404(self.consultation.themes, pk=row_number(key))
        try:
            messages.success(request, self._change(theme))
        except Refused as refused:
            messages.error(request, str(refused))
        return redirect(request.path)

    def _change(self, theme: Theme) -> str:
        by = self.request.user
        match self.request.POST.get("do"):
            case "confirm":
                services.confirm_theme(theme=theme, by=by)
                return f"“{theme}” is confirmed. Its comments are counted from now on."
            case "unconfirm":
                services.unconfirm_theme(theme=theme, by=by)
                return f"“{theme}” is a draft again, and is not counted."
            case "separate":
                services.separate_theme(theme=theme, by=by)
                return f"“{theme}” stands by itself again, with the comments that it was given."
            case "up" | "down" as way:
                services.move_theme(theme=theme, up=way == "up", by=by)
                return f"“{theme}” was moved {way}."
            case _:
                raise Refused("Choose what to do with the theme")


class ThemeForm(EditForm):
    class Meta:
        model = Theme
        fields = ("title", "description", "example")
        widgets = {"description": forms.Textarea(attrs={"rows": 3}), "example": forms.Textarea(attrs={"rows": 2})}

    def texts(self) -> dict[str, str]:
        """Only after is_valid()."""
        return {name: self.cleaned_data[name] for name in self._meta.fields}


class ThemeCreate(ConsultationPage, EditPage):
    title = "Add a theme"
    lead = "It can be given to comments at once, and is counted when it is confirmed."
    button = "Add it"
    trail = (COMMENTS, CODEBOOK)

    def form(self, data: Any = None) -> ThemeForm:
        return ThemeForm(data, instance=Theme(consultation=self.consultation))

    def save(self, form: ThemeForm) -> str:
        theme = services.add_theme(consultation=self.consultation, texts=form.texts(), by=self.request.user)
        return f"“{theme}” is in the codebook as a draft."


class ThemeEdit(ConsultationPage, EditPage):
    trail = (COMMENTS, CODEBOOK)
    rows = "themes"

    @property
    def title(self) -> str:
        return f"Change “{self.row}”"

    def form(self, data: Any = None) -> ThemeForm:
        return ThemeForm(data, instance=self.row)

    def save(self, form: ThemeForm) -> str:
        seen = form.cleaned_data["seen"]
        theme = services.change_theme(theme=self.row, texts=form.texts(), seen=seen, by=self.request.user)
        return f"“{theme}” is saved."


class MergeForm(forms.Form):
    into = forms.ModelChoiceField(
        Theme.objects.none(), empty_label="Choose a theme", error_messages={"required": "Choose a theme"}
    )
    conflict = None
    refuse = GuardedForm.refuse

    def __init__(self, data: Any = None, *, theme: Theme):
        super().__init__(data)
        self.fields["into"].label = f"Into which theme does “{theme}” go?"
        themes = theme.consultation.themes.exclude(state=Theme.State.MERGED)
        self.fields["into"].queryset = themes.exclude(pk=theme.pk)


class ThemeMerge(ConsultationPage, EditPage):
    lead = "Its comments count for the other theme. Nothing is lost: it can be separated again."
    button = "Merge"
    trail = (COMMENTS, CODEBOOK)
    rows = "themes"

    @property
    def title(self) -> str:
        return f"Merge “{self.row}”"

    def form(self, data: Any = None) -> MergeForm:
        return MergeForm(data, theme=self.row)

    def save(self, form: MergeForm) -> str:
        into = form.cleaned_data["into"]
        services.merge_theme(theme=self.row, into=into, by=self.request.user)
        return f"“{self.row}” is merged into “{into}”."


class ThemeRemove(RemovePage):
    title = "Remove the theme"
    button = "Remove"
    trail = (COMMENTS, CODEBOOK)
    rows = "themes"
    done = "The theme is removed."

    def remove(self, **how: Any) -> None:
        services.remove_theme(theme=self.row, **how)


class CampaignForm(forms.Form):
    """Comments that a person has read and found to say the same."""

    title = forms.CharField(
        label="What they ask for", max_length=200, required=False, help_text="In a few words that name nobody."
    )
    comments = Rows(Comment.objects.none(), required=False)
    refuse = GuardedForm.refuse

    def __init__(self, data: Any = None, *, consultation: Consultation):
        super().__init__(data)
        self.fields["comments"].queryset = consultation.comments.to_code().filter(campaign=None)


class CampaignList(ConsultationPage, EditPage):
    """Campaigns, and groups of comments that say nearly the same, for a person to confirm."""

    title = "Campaigns"
    trail = (COMMENTS,)
    template = "consultations/campaign_list.html"

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if "dissolve" not in request.POST:
            return super().post(request, **kwargs)
        key = request.POST["dissolve"]
        campaign = get_object_or_404(self.consultation.campaigns, pk=row_number(key))
        services.dissolve_campaign(campaign=campaign, by=request.user)
        messages.success(request, f"“{campaign}” is dissolved. Each comment stands by itself again.")
        return redirect(request.path)

    def form(self, data: Any = None) -> CampaignForm:
        return CampaignForm(data, consultation=self.consultation)

    def save(self, form: CampaignForm) -> str:
        made = services.make_campaign(consultation=self.consultation, **form.cleaned_data, by=self.request.user)
        return f"“{made}” is a campaign: it is shown once, and each comment counts."

    def after(self) -> str:
        return self.request.path

    def context(self) -> dict[str, Any]:
        groups = services.similar_comments(self.consultation)
        return super().context() | {
            "campaigns": self.consultation.campaigns.annotate(size=Count("comments")),
            "groups": [(group[:COMMENTS_SHOWN], len(group)) for group in groups[:GROUPS_SHOWN]],
            "found": len(groups),
            "refused_group": self.request.POST.get("group", ""),
        }


class CodersForm(forms.Form):
    first = forms.TypedChoiceField(label="One coder", coerce=int)
    second = forms.TypedChoiceField(label="The other", coerce=int)

    def __init__(self, data: Any = None, *, coders: Sequence[tuple[int, str]], **kwargs: Any):
        super().__init__(data, **kwargs)
        for field in self.fields.values():
            field.choices = coders


class CoderAgreement(ConsultationPage, TemplateView):
    """Two coders side by side: agreement on each theme, and each comment that they read differently, to be settled."""

    title = "Agreement of coders"
    trail = (COMMENTS,)
    template_name = "consultations/coder_agreement.html"

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        key, _, seen = request.POST.get("count", "").partition(".")
        codings = Coding.objects.filter(comment__consultation=self.consultation, coder__isnull=False)
        coding = get_object_or_404(codings, pk=key if key.isdecimal() else 0)
        try:
            services.settle_reading(coding=coding, seen=int(seen) if seen.isdecimal() else 0, by=request.user)
            messages.success(request, f"Of {str(coding.comment).lower()} the reading of {coding.coder} counts.")
        except ChangedMeanwhile as changed:
            messages.error(request, f"{changed.by} changed that reading since you opened the page. Look at it again.")
        return redirect(request.get_full_path())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        coders = services.coders_of(self.consultation)
        start = {"first": coders[0][0], "second": coders[1][0]} if len(coders) > 1 else {}
        form = CodersForm(self.request.GET if "first" in self.request.GET else start or None, coders=coders)
        if start and form.is_valid():
            kwargs["compared"] = services.compare(self.consultation, **form.cleaned_data)
            kwargs |= {name: dict(coders)[coder] for name, coder in form.cleaned_data.items()}
        return super().get_context_data(coders=coders, form=form, **kwargs)
