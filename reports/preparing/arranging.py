"""To whom, in which form and by which post each strategy is reported: set here, and changed with history."""

from functools import cached_property
from typing import Any, cast

from django.db import models, transaction
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic import TemplateView

from outcomes.models import Strategy
from reports.models import Arrangement
from strategy_portal.access import may
from strategy_portal.editing.forms import EditForm
from strategy_portal.editing.views import Crumb, EditPage
from strategy_portal.models import User
from strategy_portal.records.changes import ModelChanges, changes_in
from strategy_portal.records.history import save_with_history
from strategy_portal.records.versions import claimed_at
from strategy_portal.spreadsheets.lists import ShownTables

STATES = ("form", "committee", "author_post", "contact_post", "data_label")


@transaction.atomic
def arrange(*, arrangement: Arrangement, seen: int, by: User) -> Arrangement:
    """Settle how a strategy is reported from the next report on. Raises ChangedMeanwhile."""
    with claimed_at(Arrangement, seen, strategy=arrangement.strategy) as held:
        for name in STATES:
            setattr(held, name, getattr(arrangement, name))
        held.is_demonstration = by.is_demonstration
        save_with_history(held, by=by)
    return held


class ArrangementForm(EditForm):
    class Meta:
        model = Arrangement
        fields = STATES
        labels = {
            "form": "Form of report",
            "committee": "To whom",
            "author_post": "Report by",
            "contact_post": "Contact",
            "data_label": "Label",
        }
        help_texts = {
            "form": "Its sections in order, as the council’s reports have them",
            "committee": "The committee, panel or cabinet, as the report’s heading names it. Empty: not stated",
            "author_post": "A post, never the name of a person",
            "contact_post": "A post, never the name of a person",
            "data_label": "Public: an issued report can be read by everybody. Anything else: only by who signs in",
        }


class ArrangementList(ShownTables, TemplateView):
    """Each strategy, and how it is reported."""

    template_name = "reports/arrangement_list.html"
    file_name = "how-strategies-are-reported"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found: models.QuerySet[Strategy] = Strategy.objects.adopted().select_related("arrangement__form")
        return super().get_context_data(
            strategies=found,
            may_change=may(self.request.user, "reports:arrangement-edit", "POST"),
            crumbs=[("Reports", reverse("reports:report-list")), ("How strategies are reported", "")],
            **kwargs,
        )


class ArrangementEdit(EditPage):
    title = "How it is reported"
    lead = "To whom, in which form and by which post. It holds for the reports to come; those that are issued stay."
    template = "reports/arrangement_edit.html"

    @cached_property
    def strategy(self) -> Strategy:
        return get_object_or_404(Strategy, slug=self.kwargs["strategy"])

    @property
    def caption(self) -> str:
        return str(self.strategy)

    @property
    def crumbs(self) -> list[Crumb]:
        return [
            ("Reports", reverse("reports:report-list")),
            ("How strategies are reported", reverse("reports:arrangement-list")),
        ]

    def form(self, data: Any = None) -> ArrangementForm:
        stored = Arrangement.objects.filter(strategy=self.strategy).select_related("strategy").first()
        return ArrangementForm(data, instance=stored or Arrangement(strategy=self.strategy))

    def save(self, form: ArrangementForm) -> str:
        person = cast(User, self.request.user)
        saved = arrange(arrangement=form.filled(), seen=form.cleaned_data["seen"], by=person)
        return f"Saved: {saved}."

    def context(self) -> dict[str, Any]:
        changes = changes_in(ModelChanges(Arrangement, "", related=("form",)), strategy=self.strategy)
        return {"changes": changes}
