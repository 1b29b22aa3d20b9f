"""An uploaded workbook of values: what each row would change, or why it can't, and how that is saved."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.timezone import localtime

from indicators.expecting.expected import ExpectedEntry, expected_in
from indicators.models import PeriodLocked, Value
from outcomes.models import Strategy
from strategy_portal.editing.views import Crumb
from strategy_portal.records.events import Event
from strategy_portal.records.versions import ChangedMeanwhile
from strategy_portal.spreadsheets.cells import LONGEST_TEXT, Cell, workbook_text
from strategy_portal.uploads.checker import (
    Checker,
    Confirmation,
    Difference,
    Doubts,
    Fault,
    Found,
    OtherThanShown,
    RowChange,
)
from strategy_portal.uploads.reading import FileRefused, FileRow, Places, Sheet, find_titles, rows_below

from .. import checking
from ..forms import ValueForm
from ..services import Approved, DraftValue, Submitted, save_values
from .quarter import FIGURES, KEY, RESPONDENTS, REST, VERSION, answer_column, filled_in, state_text

MOST_ANSWERS = 20
INPUTS = {
    column.title: column.name for column in (*FIGURES, RESPONDENTS, *map(answer_column, range(MOST_ANSWERS)), *REST)
}
TITLES = {name: title for title, name in INPUTS.items()}
OURS = {KEY.title: KEY.name, VERSION.title: VERSION.name}
NEEDED = {column.title for column in (*FIGURES, *REST)}
CHOICES = {column.name: column.choices for column in REST if column.choices}
NOT_OURS = "Download the workbook of this quarter, fill that, and upload it."
STALE_AT_ONCE = 500


class ValuesChecker(Checker[DraftValue]):
    """The workbook or CSV file of one quarter: each row names its value and the version that it replaces."""

    kind = "values"
    named_by = ("strategy", "period")
    create_route, detail_route = "indicators:import-create", "indicators:import-detail"
    title = "Upload a workbook"
    noun = "value"
    help_text = "The workbook of this quarter, filled in and saved as .xlsx or .csv, at most 10 MB."
    save_label = "Save as draft"
    save_hint = "All of it is saved, or nothing. Afterwards, submit the drafts for approval in the grid."
    saved_as = " as draft"
    after_text = "See them in the grid, and submit them when they are ready"

    def __post_init__(self) -> None:
        self.strategy, self.quarter = Strategy.objects.with_quarter(**self.address)

    def expected(self, on: date) -> list[ExpectedEntry]:
        """What is expected of this person in the quarter, with what the population tables say."""
        found = expected_in(self.by, self.strategy, self.quarter, on)
        prefetch_related_objects([each.indicator for each in found], "population__rows")
        return found

    def rows(self, sheets: Sequence[Sheet]) -> list[FileRow]:
        found = [(sheet, *place) for sheet in sheets if (place := find_titles(sheet, _places)) is not None]
        if not found:
            raise FileRefused(f"No sheet has the columns “{KEY.title}” and “{VERSION.title}”. {NOT_OURS}")
        for sheet, titles, _ in found:
            missing = sorted(NEEDED - set(sheet.rows[titles]))
            if missing:
                raise FileRefused(f"The column “{missing[0]}” is missing from the sheet “{sheet.name}”. {NOT_OURS}")
        rows = [row for each in found for row in rows_below(*each) if set(row.texts) - {VERSION.name}]
        if not rows:
            raise FileRefused(f"There is no row with values in it. {NOT_OURS}")
        return rows

    def check(self, rows: Sequence[FileRow], doubts: Doubts, on: date) -> Iterator[Sequence[Found[DraftValue]]]:
        by_key = {expected.key: expected for expected in self.expected(on)}
        times = Counter(row.text(KEY.name) for row in rows)
        seen = _seen_versions(rows, by_key)
        for row in rows:
            expected = by_key.get(row.text(KEY.name))
            if expected is None:
                yield [Fault(row.cell(), _unknown_text(row))]
            elif times[expected.key] > 1:
                text = "This value stands in the file more than once. Keep one row."
                yield [Fault(row.cell(), text, title_of(expected))]
            else:
                yield RowCheck(row, expected, seen).found()

    def apply(self, changes: Sequence[RowChange[DraftValue]], how: Confirmation) -> int:
        try:
            drafts = [change.data for change in changes]
            return len(save_values(drafts, by=how.by, event=Event.IMPORTED, reason=how.file_name))
        except (ChangedMeanwhile, Approved, Submitted, checking.NoPopulation, PeriodLocked) as error:
            raise OtherThanShown from error

    def message(self, saved: int) -> str:
        return f"{saved} saved as draft. Submit them when they are ready."

    def after(self) -> str:
        return reverse("indicators:value-grid", kwargs=self.address)

    @property
    def caption(self) -> str:
        return f"{self.strategy.title}, {self.quarter.label}"

    @property
    def crumbs(self) -> list[Crumb]:
        return [
            ("My returns", reverse("indicators:return-list")),
            (self.quarter.label, self.after()),
        ]


class RowCheck:
    """One row and the expected entry that it names."""

    def __init__(self, row: FileRow, expected: ExpectedEntry, seen: Mapping[tuple[int, int], Value]):
        self.row, self.expected = row, expected
        self._seen = seen
        self._texts = {name: text for name, text in row.texts.items() if name not in OURS.values()}
        self._version = row.text(VERSION.name)
        self._stored = checking.initial(expected.value)
        self._now = {name: as_read(cell) for name, cell in filled_in(expected, self._stored).items()}

    def found(self) -> Sequence[Found[DraftValue]]:
        if not (self._differs_at_sight() and self.changed) and not self._not_asked:
            return [None]
        if not self.expected.is_open:
            state = state_text(self.expected)
            return self._refused(f"{state}: a workbook can’t change this value. Put back what was here")
        if self._not_asked:
            return self._refused("This is not asked for here. “How it is made” says what is; clear this cell")
        if not (self._version.isascii() and self._version.isdigit() and len(self._version) < 10):
            return [self._fault("The version of this row was changed. Download anew")]
        if self._is_stale and not self._changed_since(checking.initial(self._version_seen)):
            return [None]
        return self._checked()

    @cached_property
    def typed(self) -> dict[str, str]:
        """What the file says, as the inputs take it: choices by their keys, texts with their line ends as stored."""
        stored, found = self._stored, {}
        for name, now in self._now.items():
            text = self._texts.get(name, "")
            if name in CHOICES:
                found[name] = _key_of(name, text)
            else:
                found[name] = stored[name] if text == now and isinstance(stored.get(name), str) else text
        return found

    @cached_property
    def read(self) -> dict[str, Any]:
        """What the texts mean, as on the page; an error where one can't be read."""
        read: dict[str, Any] = {}
        for name, text in self.typed.items():
            try:
                known = ValueForm.base_fields.get(name)
                read[name] = known.clean(text) if known else checking.read_figure(self.expected.indicator, name, text)
            except (ValidationError, checking.Unreadable) as error:
                read[name] = error
        return read

    @cached_property
    def changed(self) -> list[str]:
        return self._changed_since(self._stored)

    @property
    def _not_asked(self) -> list[str]:
        return [name for name in self._texts if name not in self._now]

    @property
    def _version_now(self) -> int:
        return self.expected.value.version if self.expected.value else 0

    @property
    def _is_stale(self) -> bool:
        return int(self._version) != self._version_now

    @property
    def _version_seen(self) -> Value | None:
        value = self.expected.value
        return self._seen.get((value.pk, int(self._version))) if value else None

    def _differs_at_sight(self) -> bool:
        """A quick comparison first: most rows of a large file are as they were."""
        texts = self._texts
        return any(
            texts.get(name, "") != now and not (name in CHOICES and name not in texts)
            for name, now in self._now.items()
        )

    def _changed_since(self, before: Mapping[str, Any]) -> list[str]:
        """The inputs in which the file differs from what they started with in a version of the value."""
        idle = checking.moot(self.typed["availability"])
        return [name for name in self.read if name not in idle and self._differs(name, before.get(name))]

    def _differs(self, name: str, before: Any) -> bool:
        """`84.0` and `84` are the same figure; what can't be read counts as changed."""
        known = ValueForm.base_fields.get(name)
        return known.has_changed(before, self.typed[name]) if known else self.read[name] != before

    def _checked(self) -> Sequence[Found[DraftValue]]:
        """What is read from the row, if it is a valid entry."""
        failed = {name: read for name, read in self.read.items() if isinstance(read, Exception)}
        unread = {name: " ".join(getattr(error, "messages", [str(error)])) for name, error in failed.items()}
        read = {name: value for name, value in self.read.items() if name not in unread}
        indicator = self.expected.indicator
        entered = checking.entry_over(self.expected.value, indicator, read)
        wrong = unread | checking.check(indicator, entered, period=self.expected.period, unread=unread)
        if wrong:
            return [self._fault(text, name if name in self._now else "") for name, text in wrong.items()]
        period, unit = self.expected.period, self.expected.unit
        draft = DraftValue(indicator, period, unit, checking.completed(indicator, entered), self._version_now)
        return [self._change(draft)]

    def _change(self, draft: DraftValue) -> RowChange[DraftValue]:
        value, theirs = self.expected.value, ""
        if value and self._is_stale:
            theirs = f"{value.entered_by}, {localtime(value.updated_at):%-d %B %Y, %H:%M}"
        differences = (
            Difference(TITLES[name], self.row.cell(name), self._now[name], self._texts.get(name, ""))
            for name in self.changed
        )
        return RowChange(
            key=self.expected.key,
            title=title_of(self.expected),
            data=draft,
            differences=tuple(differences),
            is_new=value is None,
            theirs=theirs,
        )

    def _refused(self, text: str) -> list[Fault]:
        names = self._not_asked or self.changed
        return [self._fault(f"{text}.", name) for name in names[:1]]

    def _fault(self, text: str, name: str = "") -> Fault:
        return Fault(self.row.cell(name), text, title_of(self.expected))


def as_read(cell: Cell) -> str:
    """The text that reading gives for a cell which we wrote ourselves."""
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    if isinstance(cell, date):
        return cell.isoformat()
    if not isinstance(cell, str):
        return str(cell)
    is_plain = cell.isprintable() and len(cell) <= LONGEST_TEXT  # as most are
    return cell.strip() if is_plain else workbook_text(cell).strip()


def title_of(expected: ExpectedEntry) -> str:
    """`2.1 Calls answered: Housing, Q2 2026/27`."""
    unit = f": {expected.unit}" if expected.unit else ""
    return f"{expected.indicator}{unit}, {expected.period}"


def _places(titles: Sequence[str]) -> Places | None:
    """Where the columns stand, if these are the titles of our workbook; of two with one title the first."""
    if not set(OURS) <= set(titles):
        return None
    known = OURS | INPUTS
    return {known[title]: place for place, title in reversed(list(enumerate(titles))) if title in known}


def _unknown_text(row: FileRow) -> str:
    if not row.text(KEY.name):
        return "This row does not say which value it is. Fill the rows of the workbook, and add none."
    return "This value is of another quarter or strategy, or is not yours to enter. Delete the row."


def _key_of(name: str, text: str) -> str:
    """The stored form of a choice; an empty cell is the usual choice; what is not in the list stays for the form."""
    if not text:
        usual: str = checking.initial(None).get(name, "")
        return usual
    return {word.casefold(): key for key, word in CHOICES[name]}.get(text.casefold(), text)


def _seen_versions(rows: Collection[FileRow], by_key: Mapping[str, ExpectedEntry]) -> dict[tuple[int, int], Value]:
    """The versions that people saw of values which were saved again since: one query for each 500."""
    stale: dict[int, ExpectedEntry] = {}
    for row in rows:
        expected = by_key.get(row.text(KEY.name))
        if expected and expected.value and row.text(VERSION.name) != str(expected.value.version):
            stale[expected.value.pk] = expected
    found = {}
    ids = list(stale)
    for start in range(0, len(ids), STALE_AT_ONCE):
        for version in Value.history.filter(id__in=ids[start : start + STALE_AT_ONCE]):
            version.indicator = stale[version.id].indicator
            found[version.id, version.version] = version
    return found
