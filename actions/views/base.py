"""What the pages of one action, or of one plan, have in common."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from indicators.setup.views.base import OfStrategy
from strategy_portal.editing.views import Crumb

from ..models import Action
from ..querysets import ActionQuerySet


class OfPlan(OfStrategy):
    """Finds the strategy whose plan it is."""

    @property
    def caption(self) -> str:
        return str(self.strategy)

    @property
    def crumbs(self) -> list[Crumb]:
        return [
            (self.strategy.title, self.strategy.get_absolute_url()),
            ("Action plan", reverse("actions:plan", args=[self.strategy.slug])),
        ]


class OfAction(OfPlan):
    """Finds the action that the address names. One that is not in the person's remit is not found."""

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        self.action = get_object_or_404(self.actions().of(self.strategy), number=kwargs["number"])
        self.action.strategy = self.strategy

    def actions(self) -> ActionQuerySet:
        return Action.objects.all()

    @property
    def crumbs(self) -> list[Crumb]:
        return [*super().crumbs, (f"Action {self.action.number}", self.action.get_absolute_url())]

    @property
    def caption(self) -> str:
        return str(self.action)


class OfMyAction(OfAction):
    """The action of an officer's teams, or any for the performance team."""

    def actions(self) -> ActionQuerySet:
        user = self.request.user
        return Action.objects.updatable_by(user) if user.is_authenticated else Action.objects.none()
