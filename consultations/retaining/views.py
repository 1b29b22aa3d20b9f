"""Removing personal details: what would go, and what went."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views import View

from strategy_portal.clock import today
from strategy_portal.records.erasing import forget_visitors, overwrite_deleted, rewrite_tables

from ..models import Consultation, Removal
from ..pages import ConsultationPage
from .services import HOLDING_WORDS, Removable, is_due, removable, remove_personal_details


class RemovalList(View):
    """Until when each consultation keeps personal details, and the report of each removal."""

    template_name = "consultations/removal_list.html"

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        consultations = Consultation.objects.select_related("strategy").order_by("retain_until", "pk")
        removals = Removal.objects.select_related("consultation").order_by("-removed_at", "-pk")
        context = {
            "consultations": [(each, is_due(each, today())) for each in consultations],
            "removals": [(each, Removable(**each.removed).lines) for each in removals],
            "list_url": reverse("consultations:consultation-list"),
        }
        return render(request, self.template_name, context)


class ConfirmForm(forms.Form):
    sure = forms.BooleanField(
        label="Nothing of this can be brought back, and nobody needs it any more",
        error_messages={"required": "Say that nobody needs it any more"},
    )


class RemovalCreate(ConsultationPage, View):
    """Says what would be removed, asks, and removes it."""

    is_for_team = False
    template_name = "consultations/removal_create.html"

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        return self._page(ConfirmForm())

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        form = ConfirmForm(request.POST)
        if not form.is_valid():
            return self._page(form, 422)
        overwrite_deleted()
        removal = remove_personal_details(
            consultation=self.consultation, on=today(), at=timezone.now(), by=request.user
        )
        if removal is None:
            messages.info(request, "There was nothing to remove.")
            return redirect("consultations:removal-list")
        forget_visitors()
        if rewrite_tables(HOLDING_WORDS):
            messages.success(request, "The personal details are removed. All counts are as they were.")
        else:
            messages.warning(
                request,
                "The personal details are removed, but traces are left in the database’s files until the nightly "
                "command remove_personal_details has run.",
            )
        return redirect("consultations:removal-list")

    def _page(self, form: ConfirmForm, status: int = 200) -> HttpResponse:
        found = removable(self.consultation, today())
        context = {
            "title": "Remove personal details",
            "consultation": self.consultation,
            "found": found,
            "is_due": is_due(self.consultation, today()),
            "form": form,
            "confirm_word": "Remove them for good",
            "cancel_url": reverse("consultations:removal-list"),
            "warning": "What is removed is gone from the portal for good. Backups made before still hold it.",
        }
        return render(self.request, self.template_name, context, status=status)
