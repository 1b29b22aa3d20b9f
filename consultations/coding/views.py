"""Coding: comments read one after another, the codebook, campaigns, and how far coders agree."""

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views import View

from strategy_portal.editing.views import EditPage
from strategy_portal.records.versions import ChangedMeanwhile, Refused, version_of

from ..models import Theme
from ..moderating.pages import OfComment, OfConsultation
from .agreement import coders_of, compare
from .codebook import add_theme, change_theme, confirm_theme, merge_theme, move_theme, separate_theme
from .forms import CampaignForm, CodersForm, CodingForm, MergeForm, ThemeForm
from .services import code_comment, dissolve_campaign, make_campaign, progress, similar_comments, suggested_themes

GROUPS_SHOWN = 5
COMMENTS_SHOWN = 500
"""As many as one form may send; what is left of a larger group is offered again and joins the same campaign."""


class CommentCode(OfComment, View):
    """One comment and the codebook; saving it opens the next that this person has not read."""

    template_name = "consultations/comment_code.html"

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        return self._page(self._form())

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        form = self._form(request.POST)
        if not form.is_valid():
            return self._page(form, 422)
        try:
            self._save(form)
        except Refused as refused:
            form.refuse(refused.field, str(refused))
            return self._page(form, 422)
        except ChangedMeanwhile as changed:
            form.data = form.data.copy()
            form.data["seen"] = changed.record.version if changed.record else 0
            form.refuse("themes", "You coded this comment in another window since. Look at it again, then save")
            return self._page(form, 409)
        following = self._unread().filter(order__gt=self.comment.order).first() or self._unread().first()
        if following is None:
            messages.success(request, "You have read all comments.")
            return redirect(self.address("theme-list"))
        return redirect(self.address("comment-code", following.order))

    def _save(self, form: CodingForm) -> None:
        typed = form.cleaned_data
        code_comment(
            comment=self.comment, themes=list(typed["themes"]), seen=typed["seen"], by=self.request.user,
            at=timezone.now(), whole_campaign=typed["whole_campaign"],
        )  # fmt: skip

    def _form(self, data: Any = None) -> CodingForm:
        offered = list(self.consultation.themes.exclude(state=Theme.State.MERGED))
        self.coding = self.comment.codings.filter(coder=self.request.user).prefetch_related("themes").first()
        return CodingForm(data, offered=offered, coding=self.coding, comment=self.comment)

    def _unread(self):
        return self.consultation.comments.to_code().exclude(codings__coder=self.request.user).order_by("order")

    def _page(self, form: CodingForm, status: int = 200) -> HttpResponse:
        comments = self.consultation.comments.to_code().order_by("order").values_list("order", flat=True)
        context = {
            "consultation": self.consultation,
            "comment": self.comment,
            "text": self.text,
            "form": form,
            "choices": form.choices(suggested_themes(self.comment, self.text)),
            "coding": self.coding,
            "progress": progress(self.consultation, self.request.user),
            "before": comments.filter(order__lt=self.comment.order).last(),
            "after": comments.filter(order__gt=self.comment.order).first(),
            "crumbs": [*self.crumbs, (f"Code {str(self.comment).lower()}", "")],
        }
        return render(self.request, self.template_name, context, status=status)


class ThemeList(OfConsultation, View):
    """The codebook, with how many comments each coder's readings gave a theme, and its deeds."""

    template_name = "consultations/theme_list.html"

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        themes = self.consultation.themes.select_related("merged_into").with_codings()
        context = {
            "consultation": self.consultation,
            "themes": themes,
            "progress": progress(self.consultation, request.user),
            "unread": self.consultation.comments.to_code().exclude(codings__coder=request.user).first(),
            "crumbs": [*self.crumbs, ("Codebook", "")],
        }
        return render(request, self.template_name, context)

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        key = request.POST.get("theme", "")
        theme = get_object_or_404(self.consultation.themes, pk=key if key.isdecimal() else 0)
        try:
            said = self._do(theme)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, said)
        return redirect(request.path)

    def _do(self, theme: Theme) -> str:
        by = self.request.user
        match self.request.POST.get("deed"):
            case "confirm":
                confirm_theme(theme=theme, by=by)
                return f"“{theme}” is confirmed. Its comments are counted from now on."
            case "separate":
                separate_theme(theme=theme, by=by)
                return f"“{theme}” stands by itself again, with the comments that it was given."
            case "up" | "down" as way:
                move_theme(theme=theme, up=way == "up", by=by)
                return f"“{theme}” was moved {way}."
            case _:
                raise Refused("Choose what to do with the theme")


class OfCodebook(OfConsultation):
    @property
    def crumbs(self):
        return [*super().crumbs, ("Codebook", self.address("theme-list"))]

    @property
    def caption(self) -> str:
        return self.consultation.title


class ThemeCreate(OfCodebook, EditPage):
    """A new theme, as a draft."""

    title = "Add a theme"
    lead = "It can be given to comments at once, and is counted when it is confirmed."
    button = "Add it"

    def form(self, data=None) -> ThemeForm:
        return ThemeForm(data, seen=0, instance=Theme(consultation=self.consultation))

    def save(self, form: ThemeForm) -> str:
        theme = add_theme(consultation=self.consultation, described=form.described(), by=self.request.user)
        return f"“{theme}” is in the codebook as a draft."


class OfTheme(OfCodebook):
    """Finds the theme that the address names."""

    def find(self) -> None:
        themes = self.consultation.themes.select_related("consultation")
        self.theme = get_object_or_404(themes, pk=self.kwargs["theme"])


class ThemeEdit(OfTheme, EditPage):
    """Title, description and example of a theme."""

    @property
    def title(self) -> str:
        return f"Change “{self.theme}”"

    def form(self, data=None) -> ThemeForm:
        return ThemeForm(data, seen=version_of(Theme, id=self.theme.pk), instance=self.theme)

    def save(self, form: ThemeForm) -> str:
        described, seen = form.described(), form.cleaned_data["seen"]
        theme = change_theme(theme=self.theme, described=described, seen=seen, by=self.request.user)
        return f"“{theme}” is saved."


class ThemeMerge(OfTheme, EditPage):
    """Asks into which theme another one goes."""

    lead = "Its comments count for the other theme. Nothing is lost: it can be separated again."
    button = "Merge"

    @property
    def title(self) -> str:
        return f"Merge “{self.theme}”"

    def form(self, data=None) -> MergeForm:
        return MergeForm(data, theme=self.theme)

    def save(self, form: MergeForm) -> str:
        into = form.cleaned_data["into"]
        merge_theme(theme=self.theme, into=into, by=self.request.user)
        return f"“{self.theme}” is merged into “{into}”."


class CampaignList(OfConsultation, View):
    """Campaigns, and groups of comments that say nearly the same, for a person to confirm."""

    template_name = "consultations/campaign_list.html"

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        return self._page(None)

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        if "dissolve" in request.POST:
            return self._dissolve(request.POST["dissolve"])
        form = CampaignForm(request.POST, consultation=self.consultation)
        if form.is_valid():
            try:
                made = make_campaign(consultation=self.consultation, **form.cleaned_data, by=request.user)
            except Refused as refused:
                form.refuse(refused.field, str(refused))
        if form.errors:
            return self._page(form, 422)
        messages.success(request, f"“{made}” is a campaign: it is shown once, and each comment counts.")
        return redirect(request.path)

    def _dissolve(self, key: str) -> HttpResponse:
        campaign = get_object_or_404(self.consultation.campaigns, pk=key if key.isdecimal() else 0)
        dissolve_campaign(campaign=campaign, by=self.request.user)
        messages.success(self.request, f"“{campaign}” is dissolved. Each comment stands by itself again.")
        return redirect(self.request.path)

    def _page(self, form: CampaignForm | None, status: int = 200) -> HttpResponse:
        groups = similar_comments(self.consultation)
        context = {
            "consultation": self.consultation,
            "campaigns": self.consultation.campaigns.annotate(said=Count("comments")),
            "groups": [(group[:COMMENTS_SHOWN], len(group)) for group in groups[:GROUPS_SHOWN]],
            "found": len(groups),
            "form": form or CampaignForm(consultation=self.consultation),
            "refused_group": self.request.POST.get("group", ""),
            "crumbs": [*self.crumbs, ("Campaigns", "")],
        }
        return render(self.request, self.template_name, context, status=status)


class CoderAgreement(OfConsultation, View):
    """Two coders side by side: agreement on each theme, and each comment that they read differently."""

    template_name = "consultations/coder_agreement.html"

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        coders = coders_of(self.consultation)
        start = {"first": coders[0][0], "second": coders[1][0]} if len(coders) > 1 else {}
        form = CodersForm(request.GET if "first" in request.GET else start or None, coders=coders)
        compared = compare(self.consultation, **form.cleaned_data) if start and form.is_valid() else None
        names = dict(coders)
        context = {
            "consultation": self.consultation,
            "coders": coders,
            "form": form,
            "compared": compared,
            "first": names.get(form.cleaned_data["first"]) if compared else "",
            "second": names.get(form.cleaned_data["second"]) if compared else "",
            "crumbs": [*self.crumbs, ("Agreement of coders", "")],
        }
        return render(request, self.template_name, context)
