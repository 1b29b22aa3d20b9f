"""For the performance team: who would get what today, a nudge, and what was sent."""

from functools import cached_property
from typing import Any, cast

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.views.generic import DetailView, TemplateView

from reports.models import Digest, Nudge
from strategy_portal.clock import today
from strategy_portal.domain.numbers import row_number
from strategy_portal.editing.views import Crumb, EditPage
from strategy_portal.models import Role, User
from strategy_portal.spreadsheets.lists import ShownTables

from . import services
from .forms import NudgeForm

SHOWN = 100
"""Sent digests that the page lists."""


def crumbs_to_list() -> list[Crumb]:
    return [("Who owes what", reverse("reports:owes")), ("Reminders", reverse("reports:reminders"))]


class Reminders(ShownTables, TemplateView):
    """A preview of today, made as the command makes it, and what went out."""

    template_name = "reports/reminders.html"
    file_name = "reminders"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sent = Digest.objects.select_related("person").defer("text", "html").order_by("-day", "-pk")
        return super().get_context_data(
            plan=services.plan(today(), timezone.now()),
            sent=sent[:SHOWN],
            waiting=Nudge.objects.waiting(today()).select_related("person", "made_by"),
            crumbs=[*crumbs_to_list()[:1], ("Reminders", "")],
            **kwargs,
        )


class NudgeCreate(EditPage):
    """One sentence to the chosen people, once, with their next digest."""

    title = "Nudge people"
    lead = "It goes out with the next run of the digests, to each of them once, above all that they owe."
    button = "Nudge them"

    @property
    def crumbs(self) -> list[Crumb]:
        return crumbs_to_list()

    @cached_property
    def chosen(self) -> list[str]:
        return [key for key in self.request.GET.getlist("people") if row_number(key)]

    def form(self, data: Any = None) -> NudgeForm:
        return NudgeForm(data, initial={"people": self.chosen})

    def save(self, form: NudgeForm) -> str:
        count = services.nudge(
            form.cleaned_data["people"], sentence=form.cleaned_data["sentence"], by=cast(User, self.request.user),
            at=timezone.now(), on=today(),
        )  # fmt: skip
        return f"{'1 person is' if count == 1 else f'{count} people are'} nudged by their next digest."


class DigestDetail(DetailView):
    """A digest word for word: one's own, and any for the performance team. Somebody else's is not found."""

    template_name = "reports/digest_detail.html"
    context_object_name = "digest"

    def get_queryset(self) -> QuerySet[Digest]:
        user = cast(User, self.request.user)
        rows = Digest.objects.select_related("person")
        return rows if user.role == Role.PERFORMANCE else rows.filter(person=user)
