"""New indicators, one or many, with their first rule, notes and targets: checked in memory, then stored together.

A file of sixty asks as few queries as one row does, and a dry run can say what would come of it without a write.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from outcomes.models import Outcome
from strategy_portal.children import came_along, children_of
from strategy_portal.models import User
from strategy_portal.records.history import create_with_history
from strategy_portal.records.versions import Refused

from ..models import Indicator, IndicatorNote, IndicatorRule, KeyOutput, Target
from .aiming import all_years, check_target
from .definitions import BASIS, RULE, ask_about, check_collection, usual_factor
from .formulas import check_formula
from .key_outputs import with_key_outputs


@dataclass(frozen=True)
class NewIndicator:
    """What is stated of one. `key_output` is its title; one that the outcome lacks is added too.

    The factor of a percentage is 100 unless it is stated. `is_so` answers what is asked. `targets` know no indicator
    yet; one that is stated once for every year stands for each of them that has none of its own.
    """

    outcome: Outcome
    key_output: str
    fields: Mapping[str, Any]
    notes: Collection[str] = ()
    targets: Sequence[Target] = ()
    is_so: bool = False


@dataclass
class Numbers:
    """The titles of the indicators that stand at each number: by outcome and place."""

    taken: dict[tuple[int, int], str] = field(default_factory=dict)

    @classmethod
    def within(cls, outcomes: Iterable[Outcome]) -> "Numbers":
        """One query."""
        there = Indicator.objects.filter(key_output__outcome__in=list(outcomes))
        return cls({(row[0], row[1]): row[2] for row in there.values_list("key_output__outcome", "order", "title")})

    def take(self, outcome: Outcome, order: int, title: str) -> None:
        """Raises Refused for a number that is taken."""
        if other := self.taken.get((outcome.pk, order)):
            raise Refused(f"{outcome.number}.{order} is “{other}” already: choose a free number", "order")
        self.taken[outcome.pk, order] = title

    def free(self, outcome: Outcome) -> int:
        return max((order for pk, order in self.taken if pk == outcome.pk), default=0) + 1


@transaction.atomic
def add_indicator(
    *,
    outcome: Outcome,
    key_output: str,
    fields: Mapping[str, Any],
    notes: Collection[str] = (),
    is_so: bool = False,
    by: User,
) -> Indicator:
    """Add one. Raises Refused: a number that is taken, half a tolerance, a formula that can't be worked out; at `is_so`
    what has to be confirmed (rules 6.4).
    """
    Outcome.objects.select_for_update().get(pk=outcome.pk)
    new = NewIndicator(outcome, key_output, fields, notes, is_so=is_so)
    return store_indicators([built(new, Numbers.within([outcome]), by=by)], by=by)[0]


def built(new: NewIndicator, numbers: Numbers, *, by: User) -> Indicator:
    """The indicator with its rule, notes and targets as its children, not stored. Raises Refused.

    No query, but for a formula.
    """
    fields = {"factor": None, **new.fields}
    if fields["factor"] is None:
        fields["factor"] = usual_factor(fields.get("measure", ""))
    ask_about(Indicator(), fields, is_so=new.is_so)
    indicator = Indicator(setup_is_demonstration=by.is_demonstration)
    for name in fields.keys() - {*RULE, BASIS}:
        setattr(indicator, name, fields[name])
    indicator.key_output = KeyOutput(outcome=new.outcome, title=new.key_output.strip())
    check_collection(indicator)
    check_formula(indicator, new.outcome.strategy)
    _with_children(indicator, fields, new, by)
    numbers.take(new.outcome, indicator.order, indicator.title)
    return indicator


def _with_children(indicator: Indicator, fields: Mapping[str, Any], new: NewIndicator, by: User) -> None:
    """Raises Refused for half a tolerance, and for a target that can't be judged by the rule."""
    rule = IndicatorRule(indicator=indicator, reason=fields.get(BASIS, ""), made_by=by)
    rule.holds_from = indicator.stated_by([]).start.holds_from
    for name in fields.keys() & set(RULE):
        setattr(rule, name, fields[name])
    rule.check_tolerance()
    came_along(indicator, "rules", [rule])
    came_along(indicator, "targets", [])
    targets = all_years(new.targets, indicator, by=by)
    for target in targets:
        check_target(target, before=None, sealed=False)
    came_along(indicator, "targets", targets)
    came_along(
        indicator, "notes", [IndicatorNote(indicator=indicator, meaning=each) for each in sorted(set(new.notes))]
    )


def store_indicators(new: Sequence[Indicator], *, by: User) -> list[Indicator]:
    """Store what was built, in this order: ten statements, however many there are.

    The caller holds their outcomes, so that no number is taken meanwhile.
    """
    if not new:
        return []
    with_key_outputs(new, by=by)
    stored = create_with_history(new, by=by)
    for name in ("rules", "targets", "notes"):
        create_with_history((child for each in stored for child in children_of(each, name)), by=by)
    return stored
