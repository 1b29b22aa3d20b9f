"""The quarter's grid: one row for each value that a person enters, and what happens when they save it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from outcomes.models import Strategy
from strategy_portal.domain import wording
from strategy_portal.domain.periods import Period
from strategy_portal.models import User

from .forms import ValueForm
from .models import PeriodLocked, Value
from .services import Approved, CommentaryNeeded, Conflict, NothingToSubmit, QuestionsOpen, save_value, submit_values
from .slots import Slot, slots_for


@dataclass
class GridRow:
    """A slot with its form, what was entered before, and the conflict that saving it met."""

    slot: Slot
    form: ValueForm
    previous: str
    same_last_year: str
    target: str
    conflict: Conflict | None = None

    @property
    def is_open(self) -> bool:
        """It can still be typed in: neither locked, nor submitted, nor approved."""
        value = self.slot.value
        ended = value is not None and value.state in (Value.State.SUBMITTED, Value.State.APPROVED)
        return not ended and not self.slot.period.is_locked

    @property
    def their_text(self) -> str:
        """What somebody else saved meanwhile, as printed."""
        return figure_of(self.conflict.theirs) if self.conflict else ""

    @property
    def entered_text(self) -> str:
        """The stored figure as printed."""
        return figure_of(self.slot.value)


@dataclass
class Grid:
    strategy: Strategy
    quarter: Period
    rows: list[GridRow]
    saved: int = 0
    submitted: int = 0
    problems: list[str] = field(default_factory=list)

    @property
    def groups(self) -> list[tuple[Any, list[GridRow]]]:
        """The rows by outcome, in order."""
        groups: dict[Any, list[GridRow]] = {}
        for row in self.rows:
            groups.setdefault(row.slot.indicator.outcome, []).append(row)
        return list(groups.items())

    @property
    def forms(self) -> list[ValueForm]:
        return [row.form for row in self.rows if row.is_open]

    @property
    def conflicts(self) -> list[GridRow]:
        return [row for row in self.rows if row.conflict]

    @property
    def is_clean(self) -> bool:
        """Nothing stands in the way: no error, no conflict, no problem."""
        return not (self.problems or self.conflicts or any(form.errors for form in self.forms))

    @property
    def done(self) -> int:
        return sum(row.slot.is_done for row in self.rows)

    @property
    def is_demonstration(self) -> bool:
        return any(row.slot.indicator.setup_is_demonstration for row in self.rows)


def build_grid(user: User, strategy: Strategy, quarter: Period, data: Any = None) -> Grid:
    """The grid of one person: seven queries, whatever the number of values."""
    slots = slots_for(user, strategy, quarter)
    earlier = _earlier(slots)
    rows = []
    for slot in slots:
        own = slot.period.as_domain()
        key = (slot.indicator.pk, slot.unit.pk if slot.unit else None)
        rows.append(
            GridRow(
                slot=slot,
                form=ValueForm(slot, data),
                previous=figure_of(earlier.get((*key, own.previous().start))),
                same_last_year=figure_of(earlier.get((*key, own.same_last_year().start))),
                target=_target_text(slot, own.year.start),
            )
        )
    return Grid(strategy, quarter, rows)


def save_grid(grid: Grid, *, by: User) -> None:
    """Save each changed row that is right; the others keep what was typed, with the error or the conflict beside it."""
    for row in grid.rows:
        if row.is_open and row.form.is_valid() and _changed(row):
            _save_row(grid, row, by)


def submit_grid(grid: Grid, *, by: User, at: datetime) -> None:
    """Submit every draft of the grid, once all that was typed is saved; nothing while something is wrong."""
    if not grid.is_clean:
        return
    try:
        grid.submitted = submit_values([row.slot.value for row in grid.rows if row.slot.value], by=by, at=at)
    except (NothingToSubmit, QuestionsOpen, CommentaryNeeded, PeriodLocked, Conflict) as error:
        grid.problems.append(str(error))


def figure_of(value: Value | None) -> str:
    """An entered figure as printed, or that there is none."""
    if value is None:
        return "No value"
    indicator = value.indicator
    return wording.figure_text(value.reading().number, indicator.decimal_places, indicator.unit_suffix)


def _save_row(grid: Grid, row: GridRow, by: User) -> None:
    slot = row.slot
    try:
        value = save_value(
            indicator=slot.indicator,
            period=slot.period,
            unit=slot.unit,
            entered=row.form.entered(),
            version=row.form.cleaned_data["version"],
            by=by,
        )
    except Conflict as conflict:
        row.conflict = conflict
        row.form.accept_version(conflict.theirs.version if conflict.theirs else 0)
    except (Approved, PeriodLocked) as error:
        grid.problems.append(f"{slot.indicator.reference}: {error}")
    else:
        row.slot = Slot(slot.indicator, slot.period, slot.unit, value)
        grid.saved += 1


def _changed(row: GridRow) -> bool:
    """Changed against what the person saw, even if somebody else has saved another version since."""
    form, value = row.form, row.slot.value
    seen = form.cleaned_data["version"]
    if value is None or seen == value.version:
        return bool(set(form.changed_data) - {"version"})
    return form.differs_from(value.history.filter(version=seen).first())


def _earlier(slots: Sequence[Slot]) -> dict[tuple, Value]:
    """Values of the period before and of a year before, by indicator, unit and first day: one query."""
    days = {day for slot in slots for day in _days_before(slot)}
    indicators = {slot.indicator.pk: slot.indicator for slot in slots}
    rows = (
        Value.objects.filter(indicator__in=indicators, period__starts_on__in=days).select_related("period").order_by()
    )
    found = {}
    for row in rows:
        row.indicator = indicators[row.indicator_id]
        found[row.indicator_id, row.unit_id, row.period.starts_on] = row
    return found


def _days_before(slot: Slot) -> Iterable[date]:
    own = slot.period.as_domain()
    return own.previous().start, own.same_last_year().start


def _target_text(slot: Slot, year_starts_on: date) -> str:
    """The year's target; for values that are summed over the year, it says so."""
    target = next((t for t in slot.indicator.targets.all() if t.year_starts_on == year_starts_on), None)
    text = wording.target_text(target.as_domain() if target else None, slot.indicator.unit_suffix)
    return f"{text} a year" if target and slot.indicator.across_periods == "sum" else text
