"""What colleagues say to each other about a figure or an action."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from actions.models import Action
from indicators.models import Value
from strategy_portal.records.history import History


class RemarkQuerySet(models.QuerySet["Remark"]):
    def with_all(self) -> Self:
        """With whatever a line about a remark prints."""
        return self.select_related(
            "made_by", "action__strategy", "value__indicator__key_output__outcome__strategy", "value__period__strategy",
            "value__unit",
        )  # fmt: skip


class Remark(models.Model):
    """Said once, about one value or one action, and never public. `named` are told of it by their next digest."""

    value = models.ForeignKey(Value, models.PROTECT, null=True, blank=True, related_name="remarks")
    action = models.ForeignKey(Action, models.PROTECT, null=True, blank=True, related_name="remarks")
    text = models.TextField(max_length=2000)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="remarks")
    made_at = models.DateTimeField()
    named = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="named_in")
    history = History(m2m_fields=[named])

    objects: ClassVar = RemarkQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(value__isnull=False, action=None) | Q(value=None, action__isnull=False),
                name="remark_about_one_thing",
            )
        ]

    def __str__(self) -> str:
        return f"{self.made_by}: {self.text}"

    def get_absolute_url(self) -> str:
        if self.value_id:
            return reverse("reports:value-remarks", args=[self.value_id])
        assert self.action is not None
        return reverse("reports:action-remarks", args=[self.action.strategy.slug, self.action.number])

    @property
    def subject(self) -> Value | Action:
        found = self.value or self.action
        assert found is not None
        return found

    @property
    def subject_text(self) -> str:
        """`1.4 Complaints closed, Q2 2026/27`; `Action 16. Online ways of working`."""
        if self.action is not None:
            return f"Action {self.action}"
        assert self.value is not None
        where = f", {self.value.unit}" if self.value.unit else ""
        return f"{self.value.indicator.short_name}{where}, {self.value.period}"
