"""The dates of papers as a calendar file, which any calendar program opens."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from icalendar import Calendar, Event

from reports.scorecards.papers import MeetingPapers


def calendar(meetings: Iterable[MeetingPapers], *, host: str, at: datetime) -> bytes:
    """One event of a whole day for each date. Its identity stays the same when the date moves, so it is replaced."""
    made = Calendar()
    made.add("prodid", "-//Strategy Portal//Dates of papers//EN")
    made.add("version", "2.0")
    for found in meetings:
        for deadline in found.dates:
            event = Event()
            event.add("uid", f"meeting-{found.meeting.pk}-{deadline.stage}@{host}")
            event.add("dtstamp", at)
            event.add("dtstart", deadline.day)
            event.add("dtend", deadline.day + timedelta(days=1))
            event.add("summary", f"{deadline.heading}: {found.meeting.body}")
            titles = [paper.key.title for paper in found.papers]
            if titles:
                event.add("description", "\n".join(titles))
            made.add_component(event)
    return bytes(made.to_ical())
