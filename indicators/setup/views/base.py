"""The frame of the set-up pages: find what the address names, show one form, hand what was typed to one service."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from indicators.models import Indicator, ReportingPeriod
from outcomes.models import Strategy
from strategy_portal.editing.holdings import AgreePage, WithdrawHoldingPage
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
        found = Indicator.objects.of(self.strategy).with_judging().prefetch_related("notes")
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


class AgreeSetupPage(SetupFormPage, AgreePage):
    """Agrees something that values are judged or worked out by, from after the last sealed period on."""

    def last_sealed(self) -> ReportingPeriod | None:
        raise NotImplementedError

    def free_from(self) -> tuple[date, str] | None:
        sealed = self.last_sealed()
        return (sealed.ends_on, f"{sealed} is sealed.") if sealed else None


class WithdrawSetupPage(SetupFormPage, WithdrawHoldingPage):
    """Withdraws something that holds from a day on."""

    template = WithdrawHoldingPage.template


def crumbs_to(*pairs: Sequence[str]) -> list[Crumb]:
    return [("Set-up", reverse("indicators:setup-list")), *((title, url) for title, url in pairs)]
