"""Whole days as a calendar file (RFC 5545), which any calendar program opens or subscribes to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta


@dataclass(frozen=True)
class DayEvent:
    """`key` names it for good, so that a program replaces it when its day moves. `url` is where to read more."""

    key: str
    day: date
    title: str
    more: str = ""
    url: str = ""


def as_ics(events: Iterable[DayEvent], *, host: str, at: datetime, name: str = "") -> bytes:
    """The library folds long lines and escapes what people wrote."""
    from icalendar import Calendar, Event  # no other page needs it in memory

    calendar = Calendar()
    calendar.add("prodid", "-//Strategy Portal//EN")
    calendar.add("version", "2.0")
    if name:
        calendar.add("x-wr-calname", name)
    for each in events:
        event = Event()
        event.add("uid", f"{each.key}@{host}")
        event.add("dtstamp", at)
        event.add("dtstart", each.day)
        event.add("dtend", each.day + timedelta(days=1))
        event.add("summary", each.title)
        if each.more:
            event.add("description", each.more)
        if each.url:
            event.add("url", each.url)
        calendar.add_component(event)
    return bytes(calendar.to_ical())
