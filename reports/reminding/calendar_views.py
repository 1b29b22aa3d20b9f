"""A private address for calendar programs, which do not sign in; whoever has it reads what is due, and nothing else."""

from typing import Any, cast

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache

from outcomes.models import Strategy
from reports.calendars import as_ics
from strategy_portal.clock import today
from strategy_portal.editing.views import Crumb, EditPage
from strategy_portal.models import User

from . import services
from .calendars import own_entries, strategy_entries
from .own_views import crumbs_to_account


class OfOwnReminders(EditPage):
    @property
    def crumbs(self) -> list[Crumb]:
        return [*crumbs_to_account(), ("Your reminders", reverse("reports:own-reminders"))]

    def form(self, data: Any = None) -> Any:
        return forms.Form(data)


@method_decorator(never_cache, name="dispatch")
class CalendarCreate(OfOwnReminders):
    """The address is shown once, on the answer to the form, and kept nowhere."""

    title = "Make a calendar address"
    button = "Make the address"
    lead = (
        "Your calendar program reads there what is due, without signing in: give the address to nobody else. "
        "An address that you made before ends."
    )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        secret = services.make_calendar_address(cast(User, request.user), at=timezone.now())
        strategies = [
            (strategy, request.build_absolute_uri(reverse("reports:strategy-calendar", args=[secret, strategy.slug])))
            for strategy in Strategy.objects.running_on(today())
        ]
        own = request.build_absolute_uri(reverse("reports:own-calendar", args=[secret]))
        context = {"own": own, "strategies": strategies, "crumbs": [*self.crumbs, ("Your calendar", "")]}
        return render(request, "reports/calendar_create.html", context)


class CalendarEnd(OfOwnReminders):
    title = button = "End the calendar address"
    lead = "The calendar programs that read it are refused from now on. It can’t be taken back."

    def save(self, form: Any) -> str:
        services.end_calendar_address(cast(User, self.request.user), at=timezone.now())
        return "The calendar address has ended."


class Calendar(View):
    """Found by its secret alone, whoever asks."""

    def person(self, secret: str) -> User:
        found = services.person_of_calendar(secret)
        if found is None:
            raise Http404
        return found

    def answer(self, entries: Any, name: str) -> HttpResponse:
        data = as_ics(entries, host=self.request.get_host(), at=timezone.now(), name=name)
        headers = {"Cache-Control": "no-store", "Content-Disposition": 'inline; filename="calendar.ics"'}
        return HttpResponse(data, content_type="text/calendar; charset=utf-8", headers=headers)


class OwnCalendar(Calendar):
    """What is due of the person."""

    def get(self, request: HttpRequest, secret: str) -> HttpResponse:
        person = self.person(secret)
        return self.answer(own_entries(person, today()), "What is due")


class StrategyCalendar(Calendar):
    """The dates of one strategy."""

    def get(self, request: HttpRequest, secret: str, strategy: str) -> HttpResponse:
        self.person(secret)
        found = get_object_or_404(Strategy, slug=strategy)
        return self.answer(strategy_entries(found), str(found))
