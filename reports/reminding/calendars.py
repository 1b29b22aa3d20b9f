"""What is due as a calendar (RFC 5545): of one person, and the dates of a strategy."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from icalendar import Calendar, Event

from actions.models import Action
from indicators.expecting.expected import due_on, returns_for
from outcomes.models import Strategy
from reports.models import BoardMeeting
from strategy_portal.access import may
from strategy_portal.addresses import address
from strategy_portal.domain.periods import Frequency, periods_between
from strategy_portal.models import User


@dataclass(frozen=True)
class Entry:
    """One whole day of a calendar. `key` names it for good, so that a program changes it instead of adding another."""

    key: str
    day: date
    title: str
    path: str
    more: str = ""


def own_entries(user: User, on: date) -> Iterator[Entry]:
    """What this person owes: returns, and actions that are not ended."""
    if may(user, "indicators:value-grid"):
        for each in returns_for(user, on):
            if each.owed:
                slug, quarter = each.strategy.slug, each.quarter
                figures = "1 figure" if each.owed == 1 else f"{each.owed} figures"
                yield Entry(
                    f"return-{slug}-{quarter.slug}", each.due_on, f"Due: {figures} of {quarter.label}",
                    address("indicators:value-grid", slug, quarter.slug), str(each.strategy),
                )  # fmt: skip
    owned = Action.objects.owned_by(user).open().with_held_to_on().filter(held_to_on__isnull=False)
    for action in owned.select_related("strategy").order_by("held_to_on", "pk"):
        yield _of_action(action)


def strategy_entries(strategy: Strategy) -> Iterator[Entry]:
    """Its first and last day, when each quarter's figures are due, its meetings, and its actions."""
    page = strategy.get_absolute_url()
    yield Entry(f"starts-{strategy.slug}", strategy.starts_on, f"{strategy} begins", page)
    yield Entry(f"ends-{strategy.slug}", strategy.ends_on, f"{strategy} ends", page)
    quarters = periods_between(strategy.starts_on, strategy.ends_on, Frequency.QUARTERLY, strategy.year_start)
    for quarter in quarters:
        title = f"Figures of {quarter.label} are due"
        yield Entry(f"due-{strategy.slug}-{quarter.slug}", due_on(quarter), title, page, str(strategy))
    for meeting in BoardMeeting.objects.taking_place().about(strategy).order_by("meets_on", "pk"):
        path = meeting.get_absolute_url()
        yield Entry(f"meeting-{meeting.pk}", meeting.meets_on, f"{meeting.body} meets", path, meeting.purpose)
    for action in Action.objects.of(strategy).open().with_held_to_on().filter(held_to_on__isnull=False):
        action.strategy = strategy
        yield _of_action(action)


def _of_action(action: Action) -> Entry:
    day: date = action.held_to_on  # type: ignore[attr-defined]
    return Entry(f"action-{action.pk}", day, f"Due: action {action}", action.get_absolute_url(), str(action.strategy))


def as_ics(entries: Iterable[Entry], *, name: str, at: datetime) -> bytes:
    """The library folds long lines and escapes what people wrote."""
    calendar = Calendar()
    calendar.add("prodid", "-//Strategy Portal//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    host = settings.PORTAL_URL.partition("://")[2].partition(":")[0].partition("/")[0]
    for entry in entries:
        event = Event()
        event.add("uid", f"{entry.key}@{host}")
        event.add("dtstamp", at)
        event.add("dtstart", entry.day)
        event.add("dtend", entry.day + timedelta(days=1))
        event.add("summary", entry.title)
        event.add("url", settings.PORTAL_URL + entry.path)
        if entry.more:
            event.add("description", entry.more)
        calendar.add_component(event)
    return bytes(calendar.to_ical())
