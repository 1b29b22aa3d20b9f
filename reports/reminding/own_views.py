"""Each person's own reminders, under their account."""

from functools import cached_property
from typing import Any, cast

from django.http import HttpRequest
from django.urls import reverse

from reports.models import CalendarAddress, ReminderChoice
from strategy_portal.editing.views import Crumb, EditPage
from strategy_portal.models import Absence, User

from . import services
from .forms import ChoiceForm


def crumbs_to_account() -> list[Crumb]:
    return [("Your account", reverse("people:account"))]


class OwnReminders(EditPage):
    """Which kinds a person gets, and where they say who gets them while they are away."""

    title = "Your reminders"
    lead = "By mail: at most one each working day, and none when nothing is new."
    template = "reports/own_reminders.html"
    request: HttpRequest

    @property
    def crumbs(self) -> list[Crumb]:
        return crumbs_to_account()

    @property
    def person(self) -> User:
        return cast(User, self.request.user)

    @cached_property
    def choice(self) -> ReminderChoice:
        return ReminderChoice.objects.filter(person=self.person).first() or ReminderChoice(person=self.person)

    def form(self, data: Any = None) -> ChoiceForm:
        return ChoiceForm(data, instance=self.choice)

    def save(self, form: ChoiceForm) -> str:
        seen = form.cleaned_data["seen"]
        services.save_choice(form.filled(), seen=seen, by=self.person)
        return "Your reminders are saved."

    def context(self) -> dict[str, Any]:
        calendar = CalendarAddress.objects.filter(person=self.person).select_related("person").first()
        return {
            "calendar": calendar if calendar and calendar.is_live else None,
            "address": self.person.email,
            "absence": Absence.objects.filter(person=self.person).select_related("deputy").first(),
        }
