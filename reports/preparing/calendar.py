"""The dates of papers as a calendar file."""

from collections.abc import Iterable
from datetime import datetime

from reports.calendars import DayEvent, as_ics
from reports.scorecards.papers import MeetingPapers


def calendar(meetings: Iterable[MeetingPapers], *, host: str, at: datetime) -> bytes:
    """One event for each date."""
    events = (
        DayEvent(
            f"meeting-{found.meeting.pk}-{deadline.stage}",
            deadline.day,
            f"{deadline.heading}: {found.meeting.body}",
            "\n".join(paper.key.title for paper in found.papers),
        )
        for found in meetings
        for deadline in found.dates
    )
    return as_ics(events, host=host, at=at)
