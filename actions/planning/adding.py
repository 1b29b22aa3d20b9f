"""New actions, one or many, with their owners, measures and first dates: a document of sixty asks as much as one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from outcomes.models import Strategy
from strategy_portal.models import User
from strategy_portal.records.events import Event
from strategy_portal.records.history import create_with_history, create_with_links, recorded
from strategy_portal.records.versions import Refused

from ..models import Action, ActionOwner, DueDate, DuePhrase, OutcomeMeasure
from .services import FIELDS, LINKS, check_added, check_owners


@dataclass(frozen=True)
class NewAction:
    """`fields` has those of FIELDS and LINKS that are known; `due` is as written.

    `owners` are not stored yet: each says a team, its part and perhaps who does it in person (rules 9.5).
    """

    fields: Mapping[str, Any]
    due: str = ""
    owners: Sequence[ActionOwner] = ()
    measures: Sequence[str] = ()


class ActionRefused(Refused):
    """What can't be added as it stands; `place` is its place among the new ones."""

    def __init__(self, refused: Refused, place: int):
        super().__init__(str(refused), refused.field)
        self.place = place


@transaction.atomic
def add_action(
    *,
    strategy: Strategy,
    fields: Mapping[str, Any],
    due: str,
    owners: Sequence[ActionOwner] = (),
    measures: Sequence[str] = (),
    reason: str = "",
    state: str = Action.State.NOT_STARTED,
    by: User,
    event: Event | None = None,
) -> Action:
    """Add one. `event` says how it comes, where it is not typed.

    Raises Refused: a number that is taken, owners that don't go together.
    """
    with recorded(by=by, event=event, reason=reason):
        new = NewAction(fields, due, owners, measures)
        return add_actions(strategy=strategy, new=[new], state=state, by=by)[0]


@transaction.atomic
def add_actions(
    *, strategy: Strategy, new: Sequence[NewAction], state: str = Action.State.NOT_STARTED, by: User
) -> list[Action]:
    """Add them in their order, all or none. Raises ActionRefused."""
    Strategy.objects.select_for_update().get(pk=strategy.pk)
    taken = dict(Action.objects.of(strategy).values_list("number", "title"))
    made = []
    for place, each in enumerate(new):
        try:
            made.append(_built(each, Action(strategy=strategy, state=state), taken))
        except Refused as refused:
            raise ActionRefused(refused, place) from refused
    links = {name: [each.fields.get(name, ()) for each in new] for name in LINKS}
    stored = create_with_links(made, links, by=by)
    _add_parts(stored, new, by)
    return stored


def _built(new: NewAction, action: Action, taken: dict[int, str]) -> Action:
    for name in FIELDS:
        if name in new.fields:
            setattr(action, name, new.fields[name])
    check_added(action, taken.get(action.number))
    check_owners(new.owners)
    taken[action.number] = action.title
    return action


def _add_parts(stored: Sequence[Action], new: Sequence[NewAction], by: User) -> None:
    owners, measures, dates = [], [], []
    phrases = DuePhrase.objects.in_force()
    for action, said in zip(stored, new, strict=True):
        for order, owner in enumerate(said.owners, 1):
            owner.action, owner.order = action, order
            owners.append(owner)
        measures += [
            OutcomeMeasure(action=action, order=order, text=text) for order, text in enumerate(said.measures, 1)
        ]
        if said.due.strip():
            row = DueDate.read(action, said.due, phrases)
            row.is_demonstration, row.made_by = by.is_demonstration, by
            dates.append(row)
    create_with_history(owners, by=by)
    create_with_history(measures, by=by)
    DueDate.objects.bulk_create(dates)
