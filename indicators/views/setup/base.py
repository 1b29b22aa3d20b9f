"""The frame of the set-up pages: find what the address names, show one form, hand what was typed to one service."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views import View

from outcomes.models import Strategy

from ...models import Indicator
from ...setup import ChangedMeanwhile, SetupRefused

Crumb = tuple[str, str]


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
        found = Indicator.objects.of(self.strategy).with_setting().prefetch_related("targets", "rule_changes", "notes")
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


class SetupFormPage(View):
    """One form. Subclasses say what it is about (`title`, `back`), make it (`form`) and save it (`save`).

    What the rules refuse stands at its field (422); what somebody else saved meanwhile is shown beside what was typed
    (409), and nothing has to be typed again.
    """

    title = ""
    lead = ""
    button = "Save"
    template = "indicators/setup/form.html"

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        return self._page(self.form())

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self._page(form, 422)
        try:
            said = self.save(form)
        except SetupRefused as refused:
            form.refuse(refused.field, str(refused))
            return self._page(form, 422)
        except ChangedMeanwhile as changed:
            form.show_theirs(changed)
            return self._page(form, 409)
        messages.success(request, said)
        return redirect(self.after())

    def form(self, data=None):
        raise NotImplementedError

    def save(self, form) -> str:
        """Save what was typed and say what was done."""
        raise NotImplementedError

    @property
    def back(self) -> str:
        """Where Cancel leads."""
        return self.crumbs[-1][1]

    def after(self) -> str:
        return self.back

    def context(self) -> dict[str, Any]:
        """What the page shows besides the form."""
        return {}

    def _page(self, form, status: int = 200) -> HttpResponse:
        context = {
            "form": form,
            "title": self.title,
            "lead": self.lead,
            "caption": self._caption(),
            "button": self.button,
            "crumbs": [*self.crumbs, (self.title, "")],
            "back": self.back,
            **self.context(),
        }
        return render(self.request, self.template, context, status=status)

    def _caption(self) -> str:
        about = getattr(self, "indicator", None) or getattr(self, "strategy", None)
        return str(about or "")


class WithdrawPage(SetupFormPage):
    """Asks before something is taken away; `what` says what."""

    button = "Withdraw"
    template = "indicators/setup/withdraw.html"

    def context(self) -> dict[str, Any]:
        return {"what": self.what()}

    def what(self) -> str:
        raise NotImplementedError


def crumbs_to(*pairs: Sequence[str]) -> list[Crumb]:
    return [("Set-up", reverse("indicators:setup-list")), *((title, url) for title, url in pairs)]
