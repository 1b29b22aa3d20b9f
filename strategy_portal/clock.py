"""The only place that reads the clock for a figure. Views and commands ask here and hand the day on (rules 2.2)."""

from datetime import date

from django.conf import settings
from django.utils import timezone


def today() -> date:
    """The day in the council's time zone, or the day that the setting TODAY names."""
    return date.fromisoformat(settings.TODAY) if settings.TODAY else timezone.localdate()
