"""The frame of pages about one consultation: what the address names, and the way there."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from strategy_portal.editing.forms import WithdrawForm
from strategy_portal.editing.views import Crumb, EditPage, WithdrawPage

from .models import Comment, Consultation, Theme

COMMENTS, CODEBOOK = ("Comments", "comment-list"), ("Codebook", "theme-list")
REPLIES, SETUP = ("Replies", "reply-list"), ("Set-up", "consultation-setup")


class ConsultationPage:
    """Finds the consultation that the address names; where only its team may work on it, for others there is none."""

    is_for_team = True
    trail: Sequence[tuple[str, str]] = ()
    """The pages on the way from the consultation to this one: their titles and routes."""
    rows = ""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        found = Consultation.objects.led_by(request.user) if self.is_for_team else Consultation.objects.all()
        self.consultation = get_object_or_404(
            found.select_related("strategy"), strategy__slug=kwargs["strategy"], slug=kwargs["slug"]
        )

    @cached_property
    def row(self) -> Any:
        """The one of the consultation's `rows` that the address names."""
        return get_object_or_404(getattr(self.consultation, self.rows), pk=self.kwargs["pk"])

    def url(self, route: str, *rest: Any) -> str:
        return reverse(f"consultations:{route}", args=[self.kwargs["strategy"], self.kwargs["slug"], *rest])

    @property
    def caption(self) -> str:
        return self.consultation.title

    @property
    def crumbs(self) -> list[Crumb]:
        return [
            ("Consultations", reverse("consultations:consultation-list")),
            (self.consultation.title, self.consultation.get_absolute_url()),
            *((title, self.url(route)) for title, route in self.trail),
        ]

    def context(self) -> dict[str, Any]:
        """What an editing page shows besides its form."""
        return super().context() | {"consultation": self.consultation}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What a page without a form shows."""
        shown = {"consultation": self.consultation, "crumbs": [*self.crumbs, (self.title, "")]}
        return super().get_context_data(**shown, **kwargs)


class CommentPage(ConsultationPage):
    """Finds the comment that the address names, too."""

    trail = (COMMENTS,)

    @cached_property
    def comment(self) -> Comment:
        found = self.consultation.comments.select_related("submission__contact", "original", "question", "moderated_by")
        return get_object_or_404(found, order=self.kwargs["order"])

    @property
    def text(self) -> str:
        """What was received, or where that is removed what is published."""
        if not self.comment.received:
            raise Http404("Nothing of this comment is left to read.")
        return self.comment.received


class ThemePage(ConsultationPage):
    """Finds the theme that the address names, too."""

    trail = (COMMENTS, CODEBOOK)

    @cached_property
    def theme(self) -> Theme:
        return get_object_or_404(self.consultation.themes, pk=self.kwargs["theme"])


class SetupPage(ConsultationPage, EditPage):
    """A form that leads back to the set-up page."""

    trail = (SETUP,)


class RemovePage(ConsultationPage, WithdrawPage):
    """Asks before a row is taken away; `done` is the message then."""

    done = ""

    def what(self) -> str:
        return str(self.row)

    def form(self, data: Any = None) -> WithdrawForm:
        return WithdrawForm(data, initial={"seen": self.row.version})

    def save(self, form: WithdrawForm) -> str:
        self.remove(by=self.request.user, **form.cleaned_data)
        return self.done

    def remove(self, **how: Any) -> None:
        """Hand it to the service: `reason`, `seen` and `by`."""
        raise NotImplementedError
