"""What every service on actions asks of what is typed: is a text given, has the day come."""

from datetime import date

from strategy_portal.records.versions import Refused


def required(text: str, field: str, message: str) -> str:
    """The text without spaces around it. Raises Refused if there is none."""
    if not text.strip():
        raise Refused(message, field)
    return text.strip()


def not_after(day: date, on: date, field: str) -> date:
    """Raises Refused for a day that is still to come."""
    if day > on:
        raise Refused("This day is still to come", field)
    return day
