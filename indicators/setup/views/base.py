"""The frame of the set-up pages: find what the address names, show one form, hand what was typed to one service."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from indicators.models import Indicator
from outcomes.models import Strategy
from strategy_portal.editing import views as editing
from strategy_portal.editing.views import Crumb, EditPage


class OfStrategy:
    """Finds the strategy that the address names."""

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        self.strategy = get_object_or_404(Strategy, slug=kwargs["strategy"])

    @property
    def crumbs(self) -> list[Crumb]:
        """The way to the strategy's set-up."""
        return [("Set-up", reverse("indicators:setup-list")), (self.strategy.title, self.setup_url("setup-detail"))]

    def setup_url(self, route: str, *rest: Any) -> str:
        return reverse(f"indicators:{route}", args=[self.strategy.slug, *rest])


class OfIndicator(OfStrategy):
    """Finds the indicator that the address names."""

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        found = Indicator.objects.of(self.strategy).with_rules().prefetch_related("targets", "rule_changes", "notes")
        self.indicator = get_object_or_404(found, key_output__outcome__number=kwargs["outcome"], order=kwargs["order"])

    @property
    def crumbs(self) -> list[Crumb]:
        """The way to the indicator's set-up."""
        return [
            *super().crumbs,
            ("Indicators", self.setup_url("indicator-setup-list")),
            (self.indicator.reference, self.indicator_url("indicator-setup-detail")),
        ]

    def indicator_url(self, route: str, *rest: Any) -> str:
        return self.setup_url(route, self.indicator.outcome.number, self.indicator.order, *rest)


class SetupFormPage(EditPage):
    """One form about an indicator or a strategy's set-up, captioned by it."""

    template = "indicators/setup/form.html"

    @property
    def caption(self) -> str:
        about = getattr(self, "indicator", None) or getattr(self, "strategy", None)
        return str(about or "")


class WithdrawPage(SetupFormPage, editing.WithdrawPage):
    template = editing.WithdrawPage.template


def crumbs_to(*pairs: Sequence[str]) -> list[Crumb]:
    return [("Set-up", reverse("indicators:setup-list")), *((title, url) for title, url in pairs)]
