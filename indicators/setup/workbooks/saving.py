"""What one row of the workbook comes to, checked as the pages check it; and how all of them are stored together."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.exceptions import ValidationError

from outcomes.models import Outcome, Strategy
from strategy_portal.children import came_along, children_of
from strategy_portal.domain.numbers import row_number
from strategy_portal.models import Team, User
from strategy_portal.records.versions import Refused
from strategy_portal.uploads.reading import FileRow

from ...models import Indicator, Target
from ..adding import NewIndicator, Numbers, built, store_indicators
from ..aiming import TargetRefused, checked, sealed_of, store_targets
from ..definitions import RULE, Changed, Said, check_change, store_changes
from ..pages.collection import teams_of
from ..presets import preset
from .columns import (
    AGREED_BY,
    EACH_YEAR,
    KEY_OUTPUT,
    ORDER,
    OUTCOME,
    OWNER,
    REASON,
    STATED,
    TARGET,
    field_of,
    read_cell,
    read_target,
    target_name,
    texts_of,
)  # fmt: skip

HOW_SET = "Set by a workbook of indicators"
"""How a target was set, where the row does not say it."""
LONGEST_TITLE = 300
"""Letters that the title of a key output has at most."""
MOST_NAMED = 20
"""So many teams are named where one is not known."""


@dataclass(frozen=True)
class Known:
    """What rows are read against: loaded once for a file. It is kept up with the rows that are read."""

    strategy: Strategy
    outcomes: Mapping[str, Outcome]
    teams: Mapping[str, Team]
    by: User
    indicators: dict[tuple[int, int], Indicator]
    """By outcome and number, with notes, rules and targets."""

    sealed: Collection[int]
    """The indicators of which a value is sealed."""

    numbers: Numbers
    read: set[int] = field(default_factory=set)
    """The indicators that a row was about already."""


class Wrong(Exception):
    """What is wrong in which column of a row."""

    def __init__(self, column: str, text: str):
        super().__init__(text)
        self.column, self.text = column, text


def known_to(strategy: Strategy, by: User) -> Known:
    """Nine queries."""
    outcomes = {str(outcome.number): outcome for outcome in strategy.outcomes.all()}
    owners = Team.objects.filter(indicators__key_output__outcome__strategy=strategy).distinct()
    teams = {team.name.casefold(): team for team in (*teams_of(strategy, None), *owners)}
    for outcome in outcomes.values():
        outcome.strategy = strategy
    there = _loaded(strategy)
    indicators = {(each.outcome.pk, each.order): each for each in there}
    numbers = Numbers({place: each.title for place, each in indicators.items()})
    return Known(strategy, outcomes, teams, by, indicators, sealed_of(there), numbers)


def _loaded(strategy: Strategy) -> Any:
    return Indicator.objects.of(strategy).with_judging().prefetch_related("notes")


def find(row: FileRow, known: Known) -> Indicator | None:
    """The indicator that a row is about; None for a new one. Raises Wrong."""
    outcome, order = outcome_of(row, known), _read(row, ORDER)
    return known.indicators.get((outcome.pk, order)) if order else None


def outcome_of(row: FileRow, known: Known) -> Outcome:
    """By its number, which may be followed by its title; of a strategy with one outcome the only one. Raises Wrong."""
    words = row.text(OUTCOME).split()
    if not words and len(known.outcomes) == 1:
        return next(iter(known.outcomes.values()))
    number = next((word.rstrip(".:") for word in words if word.rstrip(".:").isdecimal()), "")
    if number not in known.outcomes:
        there = ", ".join(sorted(known.outcomes, key=int)) or "none yet"
        raise Wrong(OUTCOME, f"Write the number of one of the strategy’s outcomes: {there}.")
    return known.outcomes[number]


@dataclass
class Plan:
    """What one row comes to. `after` is the indicator as it will stand, to be read and not to be saved.

    What is `new`, `changed` and the `targets` are stored together with those of other rows (`store`).
    """

    after: Indicator
    new: Indicator | None = None
    changed: Changed | None = None
    targets: Sequence[Target] = ()


def plan_row(row: FileRow, known: Known, ask: Callable[[str], None]) -> Plan:
    """Work out what the row adds or changes, and check it as the pages do. Raises Wrong, ChangedMeanwhile.

    No query, but for a formula, and for targets where something is sealed. `ask` gets what is odd and is taken as it
    stands (rules 6.4).
    """
    there = find(row, known)
    if there and there.pk in known.read:
        raise Wrong(ORDER, f"{there.reference} stands in the file twice.")
    try:
        return _plan_change(row, there, known, ask) if there else _plan_new(row, known, ask)
    except Refused as refused:
        raise Wrong(_column_of(refused), str(refused)) from refused


def store(plans: Iterable[Plan], known: Known) -> None:
    """Some thirty statements, however many rows. Raises ChangedMeanwhile."""
    made = list(plans)
    store_indicators([plan.new for plan in made if plan.new], by=known.by)
    if any(plan.changed for plan in made):
        store_changes([plan.changed for plan in made if plan.changed], by=known.by)
    for plan in made:
        if plan.changed:
            plan.after.version = plan.changed.indicator.version  # the next one, since it was claimed
    store_targets({plan.after: plan.targets for plan in made if plan.targets and not plan.new}, by=known.by)


def _plan_new(row: FileRow, known: Known, ask: Callable[[str], None]) -> Plan:
    outcome, stated = outcome_of(row, known), _stated(row, known, STATED)
    for needed in (KEY_OUTPUT, "title", "measure"):
        if not row.text(needed):
            raise Wrong(needed, "A new indicator needs this.")
    usual = preset(stated["measure"], has_denominator=bool(row.text("denominator_label")))
    usual |= {ORDER: known.numbers.free(outcome)}
    fields = {**usual, **{name: value for name, value in stated.items() if row.text(name) or name not in usual}}
    new = NewIndicator(outcome, _title(row), fields, targets=_targets(row, {}, known))
    indicator = _asked(lambda is_so: built(replace(new, is_so=is_so), known.numbers, by=known.by), ask)
    return Plan(indicator, new=indicator)


def _plan_change(row: FileRow, there: Indicator, known: Known, ask: Callable[[str], None]) -> Plan:
    known.read.add(there.pk)
    before = texts_of(there)
    changed = _change(row, there, before, known, ask)
    indicator = changed.indicator if changed else there
    said = _targets(row, before, known)
    rows = checked(indicator, said, sealed=indicator.pk in known.sealed, by=known.by)
    if not rows:
        return Plan(indicator, changed=changed)
    after = copy(indicator)
    replaced = {target.pk for target in rows}
    after.__dict__["_prefetched_objects_cache"] = dict(indicator.__dict__["_prefetched_objects_cache"])
    came_along(after, "targets", [*(each for each in indicator.targets.all() if each.pk not in replaced), *rows])
    return Plan(after, changed=changed, targets=rows)


def _change(
    row: FileRow, indicator: Indicator, before: Mapping[str, str], known: Known, ask: Callable[[str], None]
) -> Changed | None:
    """Only what a cell says otherwise is given on, so that nothing is asked about what stays. None: nothing is."""
    differs = {name for name in (*STATED, KEY_OUTPUT) if row.has(name) and row.text(name) != before.get(name, "")}
    stated = _stated(row, known, differs)
    if not stated and KEY_OUTPUT not in differs:
        return None
    said = Said(
        indicator.outcome, _title(row) or indicator.key_output.title, {ORDER: indicator.order, **stated},
        row.text(REASON), row.text(AGREED_BY) if stated.keys() & set(RULE) else "",
    )  # fmt: skip
    changed: Changed = _asked(lambda is_so: _checked(indicator, replace(said, is_so=is_so), known), ask)
    known.indicators[indicator.outcome.pk, indicator.order] = changed.indicator
    return changed


def _checked(indicator: Indicator, said: Said, known: Known) -> Changed:
    """What is said is written into a copy, whose first rule says what it will, so that both can be compared."""
    after = copy(indicator)
    after.__dict__["_prefetched_objects_cache"] = dict(indicator.__dict__["_prefetched_objects_cache"])
    others = [each for each in known.indicators.values() if each.pk != indicator.pk]
    is_sealed = indicator.pk in known.sealed
    changed = check_change(after, said, others=others, is_sealed=is_sealed, by=known.by)
    if changed.rule is not None:
        rules = [row for row in children_of(after, "rules") if row.pk != changed.rule.pk]
        came_along(after, "rules", [changed.rule, *rules])
    return changed


def _asked(save: Callable[[bool], Any], ask: Callable[[str], None]) -> Any:
    try:
        return save(False)
    except Refused as refused:
        if refused.field != "is_so":
            raise
        ask(str(refused))
        return save(True)


def _targets(row: FileRow, before: Mapping[str, str], known: Known) -> list[Target]:
    """The targets that the row says otherwise. What is set already is withdrawn on its page, with a reason."""
    years = known.strategy.years
    names = [(EACH_YEAR, years[0].start), *((target_name(year), year.start) for year in years)]
    return [
        Target(
            year_starts_on=start, holds_from=start, reason=row.text(REASON) or HOW_SET, agreed_by=row.text(AGREED_BY),
            basis=Target.HowSet.STRATEGY if name == EACH_YEAR else Target.HowSet.YEAR, **_cell(name, row.text(name)),
        )
        for name, start in names
        if row.text(name) and row.text(name) != before.get(name, "")
    ]  # fmt: skip


def _stated(row: FileRow, known: Known, names: Collection[str]) -> dict[str, Any]:
    """What the row says of these fields, where it has a column for them, as the model takes it. Raises Wrong."""
    stated = {name: _read(row, name) for name in names if row.has(name) and name not in (ORDER, OWNER, KEY_OUTPUT)}
    stated = {name: value for name, value in stated.items() if value is not None or field_of(name).null}
    if ORDER in names and row.text(ORDER):
        stated[ORDER] = _read(row, ORDER)
    if OWNER in names and row.has(OWNER):
        stated[OWNER] = _owner(row, known)
    return stated


def _title(row: FileRow) -> str:
    """The key output's. Raises Wrong where it is too long."""
    title = row.text(KEY_OUTPUT)
    if len(title) > LONGEST_TITLE:
        raise Wrong(KEY_OUTPUT, f"A key output has at most {LONGEST_TITLE} letters.")
    return title


def _owner(row: FileRow, known: Known) -> Team | None:
    name = row.text(OWNER)
    if name and name.casefold() not in known.teams:
        raise Wrong(
            OWNER, f"There is no team “{name}”. An administrator adds teams; or write the name of one there is."
        )
    return known.teams.get(name.casefold())


def _read(row: FileRow, name: str) -> Any:
    value = _cell(name, row.text(name))
    if isinstance(value, str) and value:
        try:
            field_of(name).run_validators(value)
        except ValidationError as error:
            raise Wrong(name, " ".join(error.messages)) from error
    return value


def _cell(name: str, text: str) -> Any:
    try:
        return read_target(text) if name == EACH_YEAR or name.startswith(TARGET) else read_cell(name, text)
    except ValidationError as error:
        raise Wrong(name, " ".join(error.messages)) from error


def _column_of(refused: Refused) -> str:
    if isinstance(refused, TargetRefused) and refused.field != AGREED_BY:
        row = refused.target
        return EACH_YEAR if row.basis == Target.HowSet.STRATEGY else f"{TARGET}{row.year_starts_on.isoformat()}"
    return {"is_so": "factor", "polarity_basis": "polarity"}.get(refused.field, refused.field)


def is_stale(row: FileRow, indicator: Indicator | None) -> bool:
    """It was changed in the portal since the workbook was downloaded."""
    return indicator is not None and bool(row.text("version")) and row_number(row.text("version")) != indicator.version
