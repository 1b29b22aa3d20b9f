"""What became of a value."""

from django.shortcuts import get_object_or_404
from django.views.generic import TemplateView

from strategy_portal.access import may

from ..models import Value
from ..value_history import seals_of, steps_of


class ValueHistory(TemplateView):
    """One value: each version, who, when, from what to what, why; and the figure that was sealed with it."""

    template_name = "indicators/value_history.html"

    def get_context_data(self, **kwargs):
        value = get_object_or_404(Value.objects.with_setting().select_related("approved_by"), pk=kwargs["value"])
        others = Value.objects.filter(indicator=value.indicator, period=value.period).exclude(pk=value.pk)
        return super().get_context_data(
            value=value,
            steps=steps_of(value),
            seals=seals_of(value.indicator, value.period),
            evidence=value.evidence.select_related("added_by"),
            others=others.select_related("unit").order_by("unit__name") if value.unit else (),
            may_revise=value.state == Value.State.APPROVED
            and not value.period.is_locked
            and may(self.request.user, "indicators:value-revise", "POST")
            and Value.objects.in_remit_of(self.request.user).filter(pk=value.pk).exists(),
        )
