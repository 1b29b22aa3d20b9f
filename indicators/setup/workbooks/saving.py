"""One row of the workbook saved by the services that the pages use. The dry run does the same, and takes it back."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

from outcomes.models import Outcome, Strategy
from strategy_portal.domain.numbers import row_number
from strategy_portal.models import Team, User
from strategy_portal.records.versions import Refused
from strategy_portal.uploads.reading import FileRow

from ...models import Indicator, Target
from ..definitions import RULE, add_indicator, change_indicator
from ..pages.collection import teams_of
from ..presets import preset
from ..services import set_target
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
    """What rows are read against: loaded once for a file."""

    strategy: Strategy
    outcomes: Mapping[str, Outcome]
    teams: Mapping[str, Team]
    by: User
    free: dict[int, int] = field(default_factory=dict)
    """Of each outcome the number that its next new indicator gets."""


class Wrong(Exception):
    """What is wrong in which column of a row."""

    def __init__(self, column: str, text: str):
        super().__init__(text)
        self.column, self.text = column, text


def known_to(strategy: Strategy, by: User) -> Known:
    """Four queries."""
    outcomes = {str(outcome.number): outcome for outcome in strategy.outcomes.all()}
    owners = Team.objects.filter(indicators__key_output__outcome__strategy=strategy).distinct()
    teams = {team.name.casefold(): team for team in (*teams_of(strategy, None), *owners)}
    free: dict[int, int] = {}
    for outcome, order in Indicator.objects.of(strategy).values_list("key_output__outcome", "order"):
        free[outcome] = max(free.get(outcome, 1), order + 1)
    return Known(strategy, outcomes, teams, by, free)


def find(row: FileRow, known: Known) -> Indicator | None:
    """The indicator that a row is about; None for a new one. Raises Wrong."""
    outcome, order = outcome_of(row, known), _read(row, ORDER)
    found = Indicator.objects.of(known.strategy).with_judging().prefetch_related("notes")
    return found.filter(key_output__outcome=outcome, order=order).first() if order else None


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


def save_row(row: FileRow, known: Known, ask: Callable[[str], None]) -> Indicator:
    """Add the indicator, or change what the row says otherwise, then its targets; it comes back as it stands then.

    `ask` gets what is odd and is taken as it stands (rules 6.4). Raises Wrong, ChangedMeanwhile.
    """
    indicator = find(row, known)
    before = texts_of(indicator) if indicator else {}
    try:
        indicator = _change(row, indicator, before, known, ask) if indicator else _add(row, known, ask)
        _set_targets(row, indicator, before, known)
    except Refused as refused:
        raise Wrong(_column_of(refused.field), str(refused)) from refused
    return Indicator.objects.of(known.strategy).with_judging().get(pk=indicator.pk)


def _add(row: FileRow, known: Known, ask: Callable[[str], None]) -> Indicator:
    outcome, stated = outcome_of(row, known), _stated(row, known, STATED)
    for needed in (KEY_OUTPUT, "title", "measure"):
        if not row.text(needed):
            raise Wrong(needed, "A new indicator needs this.")
    usual = preset(stated["measure"], has_denominator=bool(row.text("denominator_label")))
    usual |= {ORDER: known.free.get(outcome.pk, 1)}
    fields = {**usual, **{name: value for name, value in stated.items() if row.text(name) or name not in usual}}
    known.free[outcome.pk] = max(known.free.get(outcome.pk, 1), fields[ORDER] + 1)
    given: dict[str, Any] = {"outcome": outcome, "key_output": _title(row), "fields": fields, "by": known.by}
    return _asked(lambda is_so: add_indicator(**given, is_so=is_so), ask)


def _change(
    row: FileRow, indicator: Indicator, before: Mapping[str, str], known: Known, ask: Callable[[str], None]
) -> Indicator:
    """Only what a cell says otherwise is given on, so that nothing is asked about what stays."""
    differs = {name for name in (*STATED, KEY_OUTPUT) if row.has(name) and row.text(name) != before.get(name, "")}
    stated = _stated(row, known, differs)
    if not stated and KEY_OUTPUT not in differs:
        return indicator
    given: dict[str, Any] = {
        "indicator": indicator, "outcome": indicator.outcome, "by": known.by,
        "key_output": _title(row) or indicator.key_output.title,
        "fields": {ORDER: indicator.order, **stated}, "notes": [note.meaning for note in indicator.notes.all()],
        "reason": row.text(REASON), "agreed_by": row.text(AGREED_BY) if stated.keys() & set(RULE) else "",
        "seen": indicator.version,
    }  # fmt: skip
    return _asked(lambda is_so: change_indicator(**given, is_so=is_so), ask)


def _asked(save: Callable[[bool], Indicator], ask: Callable[[str], None]) -> Indicator:
    try:
        return save(False)
    except Refused as refused:
        if refused.field != "is_so":
            raise
        ask(str(refused))
        return save(True)


def _set_targets(row: FileRow, indicator: Indicator, before: Mapping[str, str], known: Known) -> None:
    years = known.strategy.years
    names = [(EACH_YEAR, years[0].start), *((target_name(year), year.start) for year in years)]
    for name, start in names:
        if not row.text(name) or row.text(name) == before.get(name, ""):
            continue  # what is set already is withdrawn on its page, with a reason
        current = Indicator.objects.with_judging().get(pk=indicator.pk)
        basis = Target.HowSet.STRATEGY if name == EACH_YEAR else Target.HowSet.YEAR
        target = Target(
            indicator=current, year_starts_on=start, holds_from=start, basis=basis,
            reason=row.text(REASON) or HOW_SET, agreed_by=row.text(AGREED_BY), **_cell(name, row.text(name)),
        )  # fmt: skip
        try:
            set_target(target, seen=current.version, by=known.by)
        except Refused as refused:
            raise Wrong(AGREED_BY if refused.field == AGREED_BY else name, str(refused)) from refused


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


def _column_of(name: str) -> str:
    return {"is_so": "factor", "polarity_basis": "polarity"}.get(name, name)


def is_stale(row: FileRow, indicator: Indicator | None) -> bool:
    """It was changed in the portal since the workbook was downloaded."""
    return indicator is not None and bool(row.text("version")) and row_number(row.text("version")) != indicator.version
