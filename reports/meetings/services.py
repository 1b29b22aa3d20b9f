"""Plan or correct a meeting, call it off; record what it decided, say what came of it, take it up again."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.db import IntegrityError, transaction

from actions.planning.services import not_after, required
from reports.models import BoardMeeting, Decision
from strategy_portal.models import User
from strategy_portal.records.events import Event
from strategy_portal.records.history import delete_with_history, save_with_history
from strategy_portal.records.versions import Refused, claim

MEETING = ("kind", "body", "meets_on", "strategy", "purpose")
DECISION = ("text", "indicator", "action", "team", "person", "due_on")
"""What a form states of each."""


@transaction.atomic
def save_meeting(*, meeting: BoardMeeting, seen: int, by: User) -> BoardMeeting:
    """Plan a meeting, record one that was held, or correct one. Raises Refused, ChangedMeanwhile."""
    held = claim(meeting, seen) if meeting.pk else BoardMeeting(is_demonstration=meeting.is_demonstration)
    for name in MEETING:
        setattr(held, name, getattr(meeting, name))
    held.body = _spelt_as_before(held.body)
    _check_its_decisions(held)
    with _only_once(held):
        save_with_history(held, by=by)
    return held


def _spelt_as_before(name: str) -> str:
    """As the latest meeting of the same body spells it, so that lists and pages know it as one."""
    known = BoardMeeting.objects.of_body(name.strip()).values_list("body", flat=True).first()
    return known or name.strip()


def _check_its_decisions(held: BoardMeeting) -> None:
    """What it decided keeps its meeting: on the day or after it, and on the strategy that it was about."""
    if not held.pk:
        return
    decisions = held.decisions.all()
    if held.strategy_id and decisions.exclude(strategy=held.strategy_id).exists():
        raise Refused("It decided on other strategies already", "strategy")
    first = decisions.exclude(closed_on=None).order_by("closed_on").values_list("closed_on", flat=True).first()
    if first and held.meets_on > first:
        raise Refused(f"One of its decisions was closed on {first:%-d %B %Y} already", "meets_on")


@contextmanager
def _only_once(held: BoardMeeting) -> Iterator[None]:
    """A body meets once a day about the same strategy. Raises Refused."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise Refused(f"There is a meeting already: {held}", "meets_on") from None


@transaction.atomic
def call_off(*, meeting: BoardMeeting, reason: str, seen: int, by: User) -> None:
    """The meeting does not take place. It stays in the list with the reason. Raises Refused, ChangedMeanwhile."""
    held, why = claim(meeting, seen), required(reason, "reason", "Say why it is called off")
    if held.called_off:
        raise Refused("It is called off already")
    if held.decisions.exists():
        raise Refused("It decided something, so it took place")
    held.called_off = why
    save_with_history(held, by=by, event=Event.CANCELLED, reason=why)


@transaction.atomic
def save_decision(*, decision: Decision, seen: int, by: User, on: date) -> Decision:
    """Record what a meeting decided, or correct it. Raises Refused, ChangedMeanwhile."""
    meeting = BoardMeeting.objects.select_for_update(of=("self",)).get(pk=decision.meeting_id)
    new = {"meeting": meeting, "strategy": decision.strategy, "is_demonstration": decision.is_demonstration}
    held = claim(decision, seen) if decision.pk else Decision(**new)
    for name in DECISION:
        setattr(held, name, getattr(decision, name))
    held.text = required(held.text, "text", "Say what was decided")
    _check(held, meeting, on)
    save_with_history(held, by=by)
    return held


def _check(held: Decision, meeting: BoardMeeting, on: date) -> None:
    if meeting.called_off:
        raise Refused("The meeting was called off, so it decided nothing")
    if meeting.meets_on > on:
        raise Refused(f"The meeting is on {meeting.meets_on:%-d %B %Y}: record its decisions from then on")
    if meeting.strategy_id not in (None, held.strategy_id):
        raise Refused(f"The meeting is about {meeting.strategy} alone")
    if held.indicator and held.indicator.outcome.strategy_id != held.strategy_id:
        raise Refused("This indicator belongs to another strategy", "about")
    if held.action and held.action.strategy_id != held.strategy_id:
        raise Refused("This action belongs to another strategy", "about")
    if held.due_on and held.due_on < meeting.meets_on:
        raise Refused("This day is before the meeting", "due_on")


@transaction.atomic
def close_decision(*, decision: Decision, came_of: str, closed_on: date, seen: int, by: User, on: date) -> None:
    """Say what came of it, and when it ended. Raises Refused, ChangedMeanwhile."""
    held = claim(decision, seen)
    if not held.is_open:
        raise Refused("It is closed already")
    if not_after(closed_on, on, "closed_on") < held.meeting.meets_on:
        raise Refused("This day is before the meeting", "closed_on")
    held.came_of = required(came_of, "came_of", "Say what came of it: the next meeting reads it")
    held.closed_on, held.closed_by = closed_on, by
    save_with_history(held, by=by, event=Event.ENDED)


@transaction.atomic
def reopen_decision(*, decision: Decision, reason: str, seen: int, by: User) -> None:
    """Take up again what was closed; the history keeps what had come of it. Raises Refused, ChangedMeanwhile."""
    held, why = claim(decision, seen), required(reason, "reason", "Say why it is taken up again")
    if held.is_open:
        raise Refused("It is open")
    held.came_of, held.closed_on, held.closed_by = "", None, None
    save_with_history(held, by=by, event=Event.REOPENED, reason=why)


@transaction.atomic
def withdraw_decision(*, decision: Decision, reason: str, seen: int, by: User) -> None:
    """Take away what was recorded by mistake; the history keeps it. Raises Refused, ChangedMeanwhile."""
    held, why = claim(decision, seen), required(reason, "reason", "Say why it is taken away")
    delete_with_history(held, by=by, event=Event.WITHDRAWN, reason=why)
