"""Adding, changing and retiring an indicator."""

from django.urls import reverse

from ..definitions import add_indicator, change_indicator, is_sealed, retire_indicator
from ..forms.definitions import IndicatorForm, RetireForm
from .base import OfIndicator, OfStrategy, SetupFormPage


class IndicatorCreate(OfStrategy, SetupFormPage):
    title = "Add an indicator"
    lead = "Only the outcome, the key output, a number, a title and the measure are needed; the rest can follow."
    button = "Add the indicator"

    def form(self, data=None) -> IndicatorForm:
        start = {"outcome": self.request.GET.get("outcome")}
        return IndicatorForm(data, strategy=self.strategy, initial=start)

    def save(self, form: IndicatorForm) -> str:
        self.indicator = add_indicator(by=self.request.user, **form.typed())
        return f"{self.indicator} is added. Set its targets next."

    def after(self) -> str:
        place = [self.strategy.slug, self.indicator.outcome.number, self.indicator.order]
        return reverse("indicators:indicator-setup-detail", args=place)


class IndicatorEdit(OfIndicator, SetupFormPage):
    title = "Change the indicator"

    def form(self, data=None) -> IndicatorForm:
        return IndicatorForm(data, instance=self.indicator, strategy=self.strategy, is_sealed=is_sealed(self.indicator))

    def save(self, form: IndicatorForm) -> str:
        chosen = form.cleaned_data
        self.indicator = change_indicator(
            indicator=self.indicator, reason=chosen["reason"], agreed_by=chosen["agreed_by"], seen=chosen["seen"],
            by=self.request.user, **form.typed(),
        )  # fmt: skip
        return f"{self.indicator} is changed."

    def context(self) -> dict:
        return {"rule_url": self.indicator_url("rule-change-create") if is_sealed(self.indicator) else ""}


class IndicatorRetire(OfIndicator, SetupFormPage):
    title = "Retire the indicator"
    lead = "Nothing is expected of it after its last day. Its values, targets and history stay."
    button = "Save the last day"

    def form(self, data=None) -> RetireForm:
        return RetireForm(data, instance=self.indicator)

    def save(self, form: RetireForm) -> str:
        chosen = form.cleaned_data
        changed = retire_indicator(
            indicator=self.indicator, retired_on=chosen["retired_on"], reason=chosen["reason"], seen=chosen["seen"],
            by=self.request.user,
        )  # fmt: skip
        if changed.retired_on is None:
            return f"{self.indicator} is in use."
        return f"{self.indicator} is in use up to and including {changed.retired_on:%-d %B %Y}."
