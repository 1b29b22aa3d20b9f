"""Copy a strategy to its successor: all of it within one transaction, as a draft that names its predecessor.

What was measured stays with the predecessor: neither values nor baselines, benchmarks and re-bases come along.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from indicators.models import CollectionUnit, Indicator, Target
from indicators.models.indicator import IndicatorQuerySet
from indicators.setup.adding import add_indicator
from indicators.setup.services import save_unit, set_target
from outcomes.editing.services import add_strategy, save_commitment, save_outcome
from outcomes.models import Commitment, Outcome, Statement, Strategy
from strategy_portal.models import User
from strategy_portal.records.history import recorded, save_with_history
from strategy_portal.records.versions import Refused

from ..models import Action, ActionOwner, ActionQuerySet
from ..planning.adding import add_action

OF_STRATEGY = (
    "organisation", "organisation_short", "year_start_month", "year_start_day", "outcome_label", "purpose", "scope",
    "description", "vision", "overall_measure",
)  # fmt: skip
OF_OUTCOME = ("number", "title", "description", "challenge", "opportunity", "approach", "measured_by")
OF_INDICATOR = (
    "order", "title", "short_title", "sentence", "code", "definition", "data_source", "method", "owner", "measure",
    "unit_text", "factor", "numerator_label", "denominator_label", "numerator_is_part", "answer_labels",
    "answers_that_count", "population", "formula", "level", "frequency", "across_units", "across_periods",
    "judged_at_year_end", "no_change_band", "trend_comparison", "target_text", "is_proposed", "suggested_by",
)  # fmt: skip
OF_RULE = ("polarity", "tolerance_kind", "tolerance_size", "decimal_places")
GOING_ON = (Action.State.NOT_STARTED, Action.State.IN_PROGRESS)


def to_copy(strategy: Strategy) -> tuple[IndicatorQuerySet, ActionQuerySet]:
    """The indicators that are not retired, and the actions that have not ended."""
    return Indicator.objects.of(strategy).filter(retired_on=None).in_order(), Action.objects.of(strategy).open()


@transaction.atomic
def copy_to_successor(
    *, strategy: Strategy, title: str, starts_on: date, ends_on: date, with_targets: bool, with_actions: bool, by: User
) -> Strategy:
    """The successor, as a draft. Raises Refused: a title that is taken, days in the wrong order, a formula that names
    an indicator that is retired.

    With targets, what holds at the end of the predecessor holds in each year of the successor, until others are agreed.
    """
    fields = {name: getattr(strategy, name) for name in OF_STRATEGY}
    fields |= {"title": title, "starts_on": starts_on, "ends_on": ends_on, "predecessor": strategy}
    with recorded(by=by, reason=f"Copied from {strategy}"):
        successor = add_strategy(fields=fields, by=by)
        _Copying(strategy, successor, by, with_targets=with_targets).all(with_actions=with_actions)
    return successor


class _Copying:
    def __init__(self, strategy: Strategy, successor: Strategy, by: User, *, with_targets: bool):
        self.before, self.after, self.by, self.with_targets = strategy, successor, by, with_targets
        self.outcomes: dict[int, Outcome] = {}
        self.commitments: dict[int, Commitment] = {}
        self.indicators: dict[int, Indicator] = {}

    def all(self, *, with_actions: bool) -> None:
        indicators, actions = to_copy(self.before)
        self._statements()
        for outcome in self.before.outcomes.prefetch_related("commitments"):
            self._outcome(outcome)
        for unit in self.before.units.filter(closed_on=None):
            copy = CollectionUnit(strategy=self.after, name=unit.name, code=unit.code, team=unit.team)
            save_unit(strategy=self.after, unit=copy, seen=0, by=self.by)
        measured = indicators.with_judging().prefetch_related("notes")
        for indicator in sorted(measured, key=lambda each: bool(each.formula)):  # a formula names what is there
            self._indicator(indicator)
        planned = actions.with_plan().prefetch_related("indicators", "commitments")
        for action in planned if with_actions else ():
            self._action(action)

    def _lineage(self, row: Any) -> dict[str, str]:
        return {"source_place": f"Predecessor: {self.before}"[:300], "source_passage": str(row)}

    def _statements(self) -> None:
        for row in self.before.statements.all():
            said = {"kind": row.kind, "order": row.order, "label": row.label, "text": row.text}
            save_with_history(Statement(strategy=self.after, **said), by=self.by)

    def _outcome(self, outcome: Outcome) -> None:
        fields = {name: getattr(outcome, name) for name in OF_OUTCOME} | self._lineage(outcome)
        copy = save_outcome(outcome=Outcome(strategy=self.after), fields=fields, seen=0, by=self.by)
        self.outcomes[outcome.pk] = copy
        for row in outcome.commitments.all():
            said = {"heading": row.heading, "led_by": row.led_by, "mentions": row.mentions}
            copy.refresh_from_db(fields=["version"])
            self.commitments[row.pk] = save_commitment(
                commitment=Commitment(outcome=copy), fields=said, seen=copy.version, by=self.by
            )

    def _indicator(self, indicator: Indicator) -> None:
        rule = indicator.stated.on(date.max)
        fields = {name: getattr(indicator, name) for name in OF_INDICATOR} | self._lineage(indicator)
        fields |= {name: getattr(rule, name) for name in OF_RULE} | {"polarity_basis": f"As in {self.before}"}
        try:
            copy = add_indicator(
                outcome=self.outcomes[indicator.outcome.pk], key_output=indicator.key_output.title, fields=fields,
                notes=[note.meaning for note in indicator.notes.all()], is_so=True, by=self.by,
            )  # fmt: skip
            self.indicators[indicator.pk] = copy
            if self.with_targets:
                self._target(indicator, copy)
        except Refused as refused:
            raise Refused(f"{indicator}: {refused}") from refused

    def _target(self, indicator: Indicator, copy: Indicator) -> None:
        last = indicator.target_on(self.before.ends_on)
        if last is None:
            return
        year = self.after.years[0]
        row = Target(
            indicator=copy, year_starts_on=year.start, holds_from=year.start, value=last.value, low=last.low,
            high=last.high, shares=last.shares, basis=Target.HowSet.STRATEGY,
            reason=f"As at the end of {self.before}, until another is agreed",
        )  # fmt: skip
        set_target(row, seen=copy.version, by=self.by)

    def _action(self, action: Action) -> None:
        links: Mapping[str, tuple[Any, Mapping[int, Any]]] = {
            "outcomes": (action.outcomes, self.outcomes),
            "commitments": (action.commitments, self.commitments),
            "indicators": (action.indicators, self.indicators),
        }
        fields: dict[str, Any] = {"number": action.number, "title": action.title, "description": action.description}
        for name, (rows, copies) in links.items():
            fields[name] = [copies[row.pk] for row in rows.all() if row.pk in copies]
        fields |= self._lineage(action)
        add_action(
            strategy=self.after, fields=fields, due=action.due.as_written, owners=self._owners(action),
            measures=[measure.text for measure in action.measures.all()],
            state=action.state if action.state in GOING_ON else Action.State.UNKNOWN, by=self.by,
        )  # fmt: skip

    @staticmethod
    def _owners(action: Action) -> Sequence[ActionOwner]:
        return [ActionOwner(team=each.team, part=each.part, person=each.person) for each in action.owners.all()]
