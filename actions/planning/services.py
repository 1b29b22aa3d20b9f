"""What changes the plan itself: add an action, change it. Nothing is ever deleted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from outcomes.models import Strategy
from strategy_portal.models import Team, User
from strategy_portal.records.events import Event
from strategy_portal.records.history import recorded
from strategy_portal.records.versions import Refused, claim

from ..guards import required
from ..models import Action, ActionOwner
from .due_dates import state_first_due

FIELDS = ("number", "title", "description", "added_on", "added_by_decision")
LINKS = ("outcomes", "commitments", "indicators")


@dataclass(frozen=True)
class Owner:
    """A team's part in an action, and perhaps the person who does it (rules 9.5)."""

    team: Team
    part: str
    person: User | None = None


@transaction.atomic
def add_action(
    *,
    strategy: Strategy,
    fields: Mapping[str, Any],
    due: str,
    owners: Sequence[Owner] = (),
    measures: Sequence[str] = (),
    reason: str = "",
    state: str = Action.State.NOT_STARTED,
    by: User,
    event: Event | None = None,
) -> Action:
    """Add an action. `fields` has those of FIELDS and LINKS that are known; `due` is as written.

    `event` says how it comes, where it is not typed. Raises Refused: a number that is taken, owners that don't go
    together.
    """
    Strategy.objects.select_for_update().get(pk=strategy.pk)
    action = Action(strategy=strategy, state=state)
    _set(action, fields)
    with recorded(by=by, event=event, reason=reason):
        action.save()
        state_first_due(action, due, by=by)
        _link(action, fields)
        _set_owners(action, owners)
        _set_measures(action, measures)
    return action


@transaction.atomic
def edit_action(
    *,
    action: Action,
    fields: Mapping[str, Any],
    owners: Sequence[Owner] | None = None,
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
        stored.save()
        _link(stored, fields)
        if owners is not None:
            _set_owners(stored, owners)
        if measures is not None:
            _set_measures(stored, measures)
    return stored


def _set(action: Action, fields: Mapping[str, Any]) -> None:
    for name in FIELDS:
        if name in fields:
            setattr(action, name, fields[name])
    other = Action.objects.of(action.strategy).filter(number=action.number).exclude(pk=action.pk).first()
    if other is not None:
        raise Refused(f"{other.number} is “{other.title}” already: choose a free number", "number")
    if action.added_by_decision and action.added_on is None:
        raise Refused("Say on which day it was added", "added_on")


def _link(action: Action, fields: Mapping[str, Any]) -> None:
    for name in LINKS:
        if name in fields:
            getattr(action, name).set(fields[name])


def _set_owners(action: Action, owners: Sequence[Owner]) -> None:
    """Change only what differs, so that each team's history goes on."""
    _check_owners(owners)
    there = {owner.team_id: owner for owner in action.owners.all()}
    for team_id in set(there) - {owner.team.pk for owner in owners}:
        there[team_id].delete()
    leads_last = sorted(enumerate(owners, 1), key=lambda placed: placed[1].part == ActionOwner.Part.LEAD)
    for order, owner in leads_last:  # so that there are never two leads at once
        part = there.get(owner.team.pk) or ActionOwner(action=action, team=owner.team)
        if part.pk and (part.part, part.person, part.order) == (owner.part, owner.person, order):
            continue
        part.part, part.person, part.order = owner.part, owner.person, order
        part.save()


def _check_owners(owners: Sequence[Owner]) -> None:
    """One lead and any supporting, or joint owners where none leads (rules 9.5)."""
    parts = [owner.part for owner in owners]
    if len({owner.team.pk for owner in owners}) < len(owners):
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
