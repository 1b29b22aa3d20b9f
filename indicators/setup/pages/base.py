"""What the set-up pages share: finding what the address names, the way there, and forms that ask why."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from indicators.entering.checking import plain
from indicators.entering.forms import FigureField
from indicators.models import Indicator, ReportingPeriod
from outcomes.models import Strategy
from strategy_portal.editing.forms import EditForm
from strategy_portal.editing.views import AgreePage, Crumb


class TypedFigure(FigureField):
    """A figure as people type it, shown without the zeros that storage adds."""

    def __init__(self, *, required: bool = True, **kwargs):
        super().__init__(**kwargs)
        self.required = required

    def prepare_value(self, value: Any) -> Any:
        return plain(value) if isinstance(value, Decimal) else value


class SetupForm(EditForm):
    """Asks why, and who agreed, only where something changes that is stored."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            self.fields.pop("reason", None)
            self.fields.pop("agreed_by", None)

    @property
    def terms(self) -> dict[str, Any]:
        """What a service takes besides what changes: the version seen, why, who agreed. Only after is_valid()."""
        return {name: self.cleaned_data[name] for name in self.about_the_change if name in self.fields}


class OfStrategy:
    """Finds the strategy that the address names."""

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        self.strategy = get_object_or_404(Strategy, slug=kwargs["strategy"])

    @property
    def caption(self) -> str:
        return str(self.strategy)

    @property
    def crumbs(self) -> list[Crumb]:
        return crumbs_to((self.strategy.title, self.setup_url("setup-detail")))

    def setup_url(self, route: str, *rest: Any) -> str:
        return reverse(f"indicators:{route}", args=[self.strategy.slug, *rest])


class OfIndicator(OfStrategy):
    """Finds the indicator that the address names."""

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        found = Indicator.objects.of(self.strategy).with_judging().prefetch_related("notes")
        self.indicator = get_object_or_404(found, key_output__outcome__number=kwargs["outcome"], order=kwargs["order"])

    @property
    def caption(self) -> str:
        return str(self.indicator)

    @property
    def crumbs(self) -> list[Crumb]:
        return [
            *super().crumbs,
            ("Indicators", self.setup_url("indicator-setup-list")),
            (self.indicator.reference, self.indicator_url("indicator-setup-detail")),
        ]

    def indicator_url(self, route: str) -> str:
        return self.setup_url(route, self.indicator.outcome.number, self.indicator.order)


class AgreeSetupPage(AgreePage):
    """Agrees something that values are judged or worked out by, from after the last sealed period on."""

    def last_sealed(self) -> ReportingPeriod | None:
        raise NotImplementedError

    def free_from(self) -> tuple[date, str] | None:
        sealed = self.last_sealed()
        return (sealed.ends_on, f"{sealed} is sealed.") if sealed else None


def crumbs_to(*pairs: Crumb) -> list[Crumb]:
    return [("Set-up", reverse("indicators:setup-list")), *pairs]
