"""Removing personal details: what would go, and what went."""

from typing import Any

from django import forms
from django.contrib import messages
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from strategy_portal.clock import today
from strategy_portal.editing.views import EditPage
from strategy_portal.records.erasing import forget_visitors, overwrite_deleted, rewrite_tables
from strategy_portal.spreadsheets.lists import ShownTables

from ..models import Consultation, Removal
from ..views import ConsultationPage
from .services import HOLDING_WORDS, Removable, held_now, is_due, removable, remove_personal_details


class RemovalList(ShownTables, TemplateView):
    """Until when each consultation keeps personal details, and the report of each removal."""

    template_name = "consultations/removal_list.html"
    file_name = "retention"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        consultations = list(Consultation.objects.select_related("strategy").order_by("retain_until", "pk"))
        held = held_now(consultations)
        removals = Removal.objects.select_related("consultation").order_by("-removed_at", "-pk")
        return super().get_context_data(
            consultations=[(each, is_due(each, today()), held[each.pk]) for each in consultations],
            removals=[(each, Removable(**each.removed).lines) for each in removals],
            list_url=reverse("consultations:consultation-list"),
            **kwargs,
        )


class ConfirmForm(forms.Form):
    sure = forms.BooleanField(
        label="Nothing of this can be brought back, and nobody needs it any more",
        error_messages={"required": "Say that nobody needs it any more"},
    )


class RemovalCreate(ConsultationPage, EditPage):
    """Says what would be removed, asks, and removes it."""

    title = "Remove personal details"
    is_for_team = False
    template = "consultations/removal_create.html"

    def form(self, data: Any = None) -> ConfirmForm:
        return ConfirmForm(data)

    def save(self, form: ConfirmForm) -> str:
        overwrite_deleted()
        by = self.request.user
        if remove_personal_details(consultation=self.consultation, on=today(), at=timezone.now(), by=by) is None:
            messages.info(self.request, "There was nothing to remove.")
            return ""
        forget_visitors()
        if rewrite_tables(HOLDING_WORDS):
            return "The personal details are removed. All counts are as they were."
        messages.warning(
            self.request,
            "The personal details are removed, but traces are left in the database’s files until the nightly "
            "command remove_personal_details has run.",
        )
        return ""

    @property
    def back(self) -> str:
        return reverse("consultations:removal-list")

    def context(self) -> dict[str, Any]:
        return super().context() | {
            "found": removable(self.consultation, today()),
            "is_due": is_due(self.consultation, today()),
            "confirm_word": "Remove them for good",
            "cancel_url": self.back,
            "warning": "What is removed is gone from the portal for good. Backups made before still hold it.",
        }
