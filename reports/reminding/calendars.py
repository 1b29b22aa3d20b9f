"""What is due, for a calendar: of one person, and the dates of a strategy."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.conf import settings

from actions.models import Action
from indicators.expecting.expected import due_on
from indicators.expecting.returns import returns_for
from outcomes.models import Strategy
from reports.calendars import DayEvent
from reports.models import BoardMeeting
from strategy_portal.access import may
from strategy_portal.addresses import address
from strategy_portal.domain.periods import Frequency, periods_between
from strategy_portal.models import User


def own_entries(user: User, on: date) -> Iterator[DayEvent]:
    """What this person owes: returns, and actions that are not ended."""
    if may(user, "indicators:value-grid"):
        for each in returns_for(user, on):
            if each.owed:
                slug, quarter = each.strategy.slug, each.quarter
                figures = "1 figure" if each.owed == 1 else f"{each.owed} figures"
                path = address("indicators:value-grid", slug, quarter.slug)
                title = f"Due: {figures} of {quarter.label}"
                yield _event(f"return-{slug}-{quarter.slug}", each.due_on, title, path, str(each.strategy))
    owned: Any = Action.objects.owned_by(user).open().with_held_to_on()
    for action in owned.filter(held_to_on__isnull=False).select_related("strategy").order_by("held_to_on", "pk"):
        yield _of_action(action)


def strategy_entries(strategy: Strategy) -> Iterator[DayEvent]:
    """Its first and last day, when each quarter's figures are due, its meetings, and its actions."""
    page = strategy.get_absolute_url()
    yield _event(f"starts-{strategy.slug}", strategy.starts_on, f"{strategy} begins", page)
    yield _event(f"ends-{strategy.slug}", strategy.ends_on, f"{strategy} ends", page)
    quarters = periods_between(strategy.starts_on, strategy.ends_on, Frequency.QUARTERLY, strategy.year_start)
    for quarter in quarters:
        title = f"Figures of {quarter.label} are due"
        yield _event(f"due-{strategy.slug}-{quarter.slug}", due_on(quarter), title, page, str(strategy))
    for meeting in BoardMeeting.objects.taking_place().about(strategy).order_by("meets_on", "pk"):
        path = meeting.get_absolute_url()
        yield _event(f"meeting-{meeting.pk}", meeting.meets_on, f"{meeting.body} meets", path, meeting.purpose)
    actions: Any = Action.objects.of(strategy).open().with_held_to_on()
    for action in actions.filter(held_to_on__isnull=False):
        action.strategy = strategy
        yield _of_action(action)


def _of_action(action: Any) -> DayEvent:
    day: date = action.held_to_on
    return _event(f"action-{action.pk}", day, f"Due: action {action}", action.get_absolute_url(), str(action.strategy))


def _event(key: str, day: date, title: str, path: str, more: str = "") -> DayEvent:
    return DayEvent(key, day, title, more, settings.PORTAL_URL + path)
