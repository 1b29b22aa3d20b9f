"""What changes the plan: actions, their dates and milestones, and the rule by which dates are read.

Nothing is ever deleted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Q

from strategy_portal.domain.due_dates import Phrases
from strategy_portal.models import User
from strategy_portal.records.events import Event
from strategy_portal.records.history import delete_with_history, recorded, save_with_history
from strategy_portal.records.holdings import let_hold
from strategy_portal.records.versions import Refused, claim, claim_list

from ..models import Action, ActionOwner, DueDate, DuePhrase, Milestone

HasDates = TypeVar("HasDates", Action, Milestone)
PHRASE_LIST = "due-phrases"
"""The name under which the list of phrases has its version."""

FIELDS = ("number", "title", "description", "added_on", "added_by_decision", "source_place", "source_passage")
LINKS = ("outcomes", "commitments", "indicators")


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


@transaction.atomic
def edit_action(
    *,
    action: Action,
    fields: Mapping[str, Any],
    owners: Sequence[ActionOwner] | None = None,
    measures: Sequence[str] | None = None,
    reason: str,
    version: int,
    by: User,
    event: Event | None = None,
) -> Action:
    """Change what an action is, but for its date and its state, which have services of their own. None: as they are.

    Raises ChangedMeanwhile, Refused.
    """
    stored = claim(action, version)
    why = required(reason, "reason", "Say why it changes. The reason is kept with the change")
    _set(stored, fields)
    with recorded(by=by, event=event, reason=why):
        _save(stored, fields, owners, measures)
    return stored


def _set(action: Action, fields: Mapping[str, Any]) -> None:
    for name in FIELDS:
        if name in fields:
            setattr(action, name, fields[name])
    other = Action.objects.of(action.strategy).filter(number=action.number).exclude(pk=action.pk).first()
    check_added(action, other.title if other else None)


def check_added(action: Action, other: str | None) -> None:
    """Raises Refused for a number at which there is another, whose title this is; and for a decision without a day."""
    if other is not None:
        raise Refused(f"{action.number} is “{other}” already: choose a free number", "number")
    if action.added_by_decision and action.added_on is None:
        raise Refused("Say on which day it was added", "added_on")


def _save(
    action: Action, fields: Mapping[str, Any], owners: Sequence[ActionOwner] | None, measures: Sequence[str] | None
) -> None:
    action.save()
    for name in LINKS:
        if name in fields:
            getattr(action, name).set(fields[name])
    if owners is not None:
        _set_owners(action, owners)
    if measures is not None:
        _set_measures(action, measures)


def _set_owners(action: Action, owners: Sequence[ActionOwner]) -> None:
    """Change only what differs, so that each team's history goes on."""
    check_owners(owners)
    there = {owner.team_id: owner for owner in action.owners.all()}
    for team_id in set(there) - {owner.team_id for owner in owners}:
        there[team_id].delete()
    leads_last = sorted(enumerate(owners, 1), key=lambda placed: placed[1].part == ActionOwner.Part.LEAD)
    for order, owner in leads_last:  # so that there are never two leads at once
        stored = there.get(owner.team_id, owner)
        if stored.pk and (stored.part, stored.person, stored.order) == (owner.part, owner.person, order):
            continue
        stored.action, stored.part, stored.person, stored.order = action, owner.part, owner.person, order
        stored.save()


def check_owners(owners: Sequence[ActionOwner]) -> None:
    """One lead and any supporting, or joint owners where none leads (rules 9.5)."""
    parts = [owner.part for owner in owners]
    if len({owner.team_id for owner in owners}) < len(owners):
        raise Refused("Each team stands once among the owners", "owners")
    if parts.count(ActionOwner.Part.LEAD) > 1:
        raise Refused("Only one team leads. If several do it together, choose “joint” for each", "owners")
    if ActionOwner.Part.LEAD in parts and ActionOwner.Part.JOINT in parts:
        raise Refused("Where a team leads, the others support it; joint owners have no lead", "owners")


def _set_measures(action: Action, texts: Sequence[str]) -> None:
    there = list(action.measures.all())
    for measure, text in zip(there, texts, strict=False):
        if measure.text != text:
            measure.text = text
            measure.save()
    for measure in there[len(texts) :]:
        measure.delete()
    start = max((measure.order for measure in there[: len(texts)]), default=0)
    for order, text in enumerate(texts[len(there) :], start + 1):
        action.measures.create(order=order, text=text)


@dataclass(frozen=True)
class Agreement:
    """Why a date moves, and who agreed it when (rules 9.3)."""

    reason: str
    agreed_by: str
    agreed_on: date


@transaction.atomic
def revise_due(
    *, dated: HasDates, due: str, agreement: Agreement | None, version: int, by: User, on: date, at: datetime
) -> HasDates:
    """Move a date. The first that was agreed stays; each move is kept with reason and who agreed it (rules 9.3).

    Where none was ever stated this is the first, which needs no agreement. A date that can be read gives way only to
    another that can, or to none (rules 9.4). Raises ChangedMeanwhile, Refused.
    """
    stored = claim(dated, version)
    row = _read(stored, due, by, at)
    if row.as_written == stored.due.as_written:
        raise Refused("This is the date that stands there already", "due")
    if stored.has_first_due:
        _make_move(row, stored, agreement, on)
    let_hold(row, by=by)
    event = Event.MOVED if row.is_move else Event.CHANGED
    save_with_history(stored, by=by, event=event, reason=row.reason, at=at)
    return stored


def state_first_due(dated: Action | Milestone, due: str, *, by: User) -> None:
    """Keep the first date of what was just added; nothing where none is stated."""
    if due.strip():
        let_hold(_read(dated, due, by), by=by)


def _read(dated: Action | Milestone, due: str, by: User, at: datetime | None = None) -> DueDate:
    row = DueDate.read(dated, due, DuePhrase.objects.in_force())
    row.is_demonstration = by.is_demonstration
    if at is not None:
        row.made_at = at
    return row


def _make_move(row: DueDate, dated: Action | Milestone, agreement: Agreement | None, on: date) -> None:
    if dated.due.readable and not row.window.readable:
        raise Refused("This can’t be read as a date. Write it as the hint says, or give the date up", "due")
    if agreement is None:
        raise Refused("Say why the date moves, and who agreed it", "reason")
    row.reason = required(agreement.reason, "reason", "Say why the date moves")
    row.agreed_by = required(agreement.agreed_by, "agreed_by", "Say who agreed it, for example the corporate board")
    row.holds_from = not_after(agreement.agreed_on, on, "agreed_on")
    moved_on = dated.due_timeline.since(date.max)
    if row.holds_from < moved_on:
        raise Refused(
            f"The date that stands was agreed on {moved_on:%-d %B %Y}, so this is that day or later", "agreed_on"
        )


@transaction.atomic
def add_milestone(*, action: Action, title: str, due: str, by: User) -> Milestone:
    """Raises Refused without a title."""
    title = required(title, "title", "Say what will have been reached")
    milestone = Milestone(action=action, title=title, is_demonstration=by.is_demonstration)
    save_with_history(milestone, by=by)
    state_first_due(milestone, due, by=by)
    return milestone


@transaction.atomic
def edit_milestone(
    *, milestone: Milestone, title: str, completed_on: date | None, version: int, by: User, on: date
) -> Milestone:
    """Say that it is reached, or what it is called. Raises ChangedMeanwhile, Refused."""
    stored = claim(milestone, version)
    stored.title = required(title, "title", "Say what will have been reached")
    if completed_on is not None:
        not_after(completed_on, on, "completed_on")
    is_reached = completed_on is not None and stored.completed_on is None
    stored.completed_on = completed_on
    save_with_history(stored, by=by, event=Event.REACHED if is_reached else Event.CHANGED)
    return stored


def check_phrases(phrases: Phrases) -> None:
    """Raises Refused: nothing left, or something that is no word or no month."""
    if not phrases:
        raise Refused("Keep at least one phrase")
    for word, (first, last) in phrases.items():
        if not word.isalpha():
            raise Refused(f"“{word}” is not one word of letters")
        if not (1 <= first <= 12 and 1 <= last <= 12):
            raise Refused(f"“{word}”: choose a first and a last month")


def read_anew_by(phrases: Phrases) -> list[DueDate]:
    """The dates of what has not ended that the rule would read differently, as it would read them. Four queries.

    A date that was moved keeps the window in which it was agreed, so that no slippage comes of a rule (rules 9.3).
    """
    ended = Q(action__state__in=Action.ENDED) | Q(completed_on__isnull=False)
    actions = Action.objects.open().without_moves().select_related("strategy").prefetch_related("due_dates")
    milestones = Milestone.objects.exclude(ended).without_moves().select_related("action__strategy")
    dated: list[Action | Milestone] = [*actions, *milestones.prefetch_related("due_dates")]
    read = [DueDate.read(each, each.due.as_written, phrases) for each in dated]
    return [row for row in read if row.window != row.owner.due]


@transaction.atomic
def set_phrases(phrases: Phrases, *, reason: str, seen: int, by: User) -> int:
    """Change the rule, and read again what has neither ended nor been moved; how many dates. Agreed windows stay.

    `seen` is the version that the person saw, `list_version(PHRASE_LIST)`. Raises ChangedMeanwhile, Refused.
    """
    why = required(reason, "reason", "Say why the rule changes")
    check_phrases(phrases)
    claim_list(PHRASE_LIST, seen, by=by)
    stored = {phrase.word: phrase for phrase in DuePhrase.objects.all()}
    found = read_anew_by(phrases)
    for word in set(stored) - set(phrases):
        delete_with_history(stored[word], by=by, reason=why)
    for word, (first, last) in phrases.items():
        phrase = stored.get(word) or DuePhrase(word=word)
        if phrase.pk and (phrase.first_month, phrase.last_month) == (first, last):
            continue
        phrase.first_month, phrase.last_month = first, last
        save_with_history(phrase, by=by, reason=why)
    for row in found:
        dated = claim(row.owner, row.version)
        row.version, row.reason, row.is_demonstration = dated.version, why, by.is_demonstration
        let_hold(row, by=by)
        save_with_history(dated, by=by, event=Event.READ_ANEW, reason=why)
    return len(found)
