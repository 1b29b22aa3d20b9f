"""What every service on actions asks first: did nobody save meanwhile, is a text given, is the day possible."""

from datetime import date

from strategy_portal.records.versions import ChangedMeanwhile, Refused

from .models import Action


def check_version(action: Action, version: int) -> None:
    """Hold the action until the transaction ends. Raises ChangedMeanwhile if `version` is not the latest."""
    if Action.objects.select_for_update().get(pk=action.pk).version != version:
        records = Action.history.filter(id=action.pk).select_related("history_user")
        raise ChangedMeanwhile(records.order_by("history_id").last(), seen=version)


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
