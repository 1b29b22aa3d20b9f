"""What each row of an uploaded file would change, or why it can't: the dry run. Nothing is written here."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import Field
from django.utils import timezone

from indicators.expecting.expected import ExpectedEntry
from indicators.models import Value

from ..checking import Entered, check, completed
from ..forms import ValueForm, entry_over, figure_fields, initial, moot
from .columns import FIGURES, RESPONDENTS, REST, answer_column, as_read, filled_in
from .quarter import state_text
from .rows import MOST_ANSWERS, FileRow

TITLES = {
    column.name: column.title for column in (*FIGURES, RESPONDENTS, *map(answer_column, range(MOST_ANSWERS)), *REST)
}
CHOICES = {column.name: column.choices for column in REST if column.choices}


@dataclass(frozen=True)
class FieldChange:
    title: str
    cell: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """A value that the file would enter or change. `version` is the one that is replaced, 0 for none.

    With `theirs` it is in conflict: somebody saved the value after the workbook was downloaded.
    """

    key: str
    title: str
    cell: str
    version: int
    entered: dict[str, Any]
    fields: tuple[FieldChange, ...]
    theirs: str = ""

    @property
    def is_new(self) -> bool:
        return self.version == 0


@dataclass(frozen=True)
class Fault:
    """Why a cell or a row can't be saved."""

    cell: str
    title: str
    text: str


Finding = Change | tuple[Fault, ...] | None
"""What checking a row found; None: the row changes nothing."""


def findings(found: Iterable[Finding]) -> dict[str, Any]:
    """What an import keeps: `changes`, `conflicts`, `errors` (each a list, in the order of the file), `unchanged`."""
    kept: dict[str, Any] = {"changes": [], "conflicts": [], "errors": [], "unchanged": 0}
    for finding in found:
        if finding is None:
            kept["unchanged"] += 1
        elif isinstance(finding, Change):
            kept["conflicts" if finding.theirs else "changes"].append(asdict(finding) | {"is_new": finding.is_new})
        else:
            kept["errors"] += [asdict(fault) for fault in finding]
    return kept


class Check:
    """Checks the rows of one file against the expected entries of the person who uploaded it."""

    def __init__(self, rows: Sequence[FileRow], all_expected: Iterable[ExpectedEntry]):
        self.rows = rows
        self.all_expected = {expected.key: expected for expected in all_expected}
        self.times = Counter(row.key for row in rows if row.key)
        self.seen = _seen_versions(rows, self.all_expected)

    def __iter__(self) -> Iterator[Finding]:
        return map(self.finding, self.rows)

    def finding(self, row: FileRow) -> Finding:
        expected = self.all_expected.get(row.key)
        if expected is None:
            return (Fault(row.cell(), "", _unknown_text(row)),)
        if self.times[row.key] > 1:
            return (
                Fault(row.cell(), title_of(expected), "This value stands in the file more than once. Keep one row."),
            )
        return RowCheck(row, expected, self.seen).finding()


class RowCheck:
    """One row and the expected entry that it names."""

    def __init__(self, row: FileRow, expected: ExpectedEntry, seen: Mapping[tuple[int, int], Value]):
        self.row, self.expected = row, expected
        self._seen = seen
        self._now = {name: as_read(cell) for name, cell in filled_in(expected).items()}

    def finding(self) -> Finding:
        if not (self._differs_at_sight() and self.changed) and not self._not_asked:
            return None
        if not self.expected.is_open:
            state = state_text(self.expected)
            return self._refused(f"{state}: a workbook can’t change this value. Put back what was here")
        if self._not_asked:
            return self._refused("This is not asked for here. “How it is made” says what is; clear this cell")
        if not self.row.version.isdigit():
            text = "The version of this row was changed. Download anew"
            return (Fault(self.row.cell(), title_of(self.expected), text),)
        if self._is_stale and not self._changed_since(self._version_seen):
            return None
        return self._checked()

    @cached_property
    def typed(self) -> dict[str, str]:
        """What the file says, as the inputs take it: choices by their keys, texts with their line ends as stored."""
        stored = initial(self.expected.value)
        found = {}
        for name, now in self._now.items():
            text = self.row.texts.get(name, "")
            if name in CHOICES:
                found[name] = _key_of(name, text)
            else:
                found[name] = stored.get(name) if text == now and isinstance(stored.get(name), str) else text
        return found

    @cached_property
    def fields(self) -> Mapping[str, Field]:
        """What reads the texts: the same as on the page, so that a file and a page are read alike."""
        return figure_fields(self.expected.indicator) | ValueForm.base_fields

    @cached_property
    def changed(self) -> list[str]:
        return self._changed_since(self.expected.value)

    @property
    def _not_asked(self) -> list[str]:
        return [name for name in self.row.texts if name not in self._now]

    @property
    def _version_now(self) -> int:
        return self.expected.value.version if self.expected.value else 0

    @property
    def _is_stale(self) -> bool:
        return int(self.row.version) != self._version_now

    @property
    def _version_seen(self) -> Value | None:
        value = self.expected.value
        return self._seen.get((value.pk, int(self.row.version))) if value else None

    def _differs_at_sight(self) -> bool:
        """A quick look first: most rows of a large file are as they were."""
        texts = self.row.texts
        return any(
            texts.get(name, "") != now and not (name in CHOICES and name not in texts)
            for name, now in self._now.items()
        )

    def _changed_since(self, value: Value | None) -> list[str]:
        """The inputs in which the file differs from a version of the value."""
        before, idle = initial(value), moot(self.typed["availability"])
        return [
            name
            for name, text in self.typed.items()
            if name not in idle and self.fields[name].has_changed(before.get(name), text)
        ]

    def _checked(self) -> Finding:
        """What is read from the row, if it is a valid entry."""
        read: dict[str, Any] = {}
        unread: dict[str, str] = {}
        for name, text in self.typed.items():
            try:
                read[name] = self.fields[name].clean(text)
            except ValidationError as error:
                unread[name] = " ".join(error.messages)
        expected = self.expected
        entered = entry_over(expected.value, expected.indicator, read)
        wrong = unread | check(expected.indicator, entered, period=expected.period, unread=unread)
        if wrong:
            return tuple(Fault(self._cell(name), title_of(expected), text) for name, text in wrong.items())
        return self._change(completed(expected.indicator, entered))

    def _change(self, entered: Entered) -> Change:
        fields = tuple(
            FieldChange(TITLES[name], self.row.cell(name), self._now[name], self.row.texts.get(name, ""))
            for name in self.changed
        )
        return Change(
            key=self.expected.key,
            title=title_of(self.expected),
            cell=self.row.cell(),
            version=self._version_now,
            entered=asdict(entered),
            fields=fields,
            theirs=_who_and_when(self.expected.value) if self._is_stale and self.expected.value else "",
        )

    def _refused(self, text: str) -> tuple[Fault, ...]:
        names = self._not_asked or self.changed
        return tuple(Fault(self.row.cell(name), title_of(self.expected), f"{text}.") for name in names[:1])

    def _cell(self, name: str) -> str:
        """The cell of an input; of one that the row does not ask for, the row."""
        return self.row.cell(name if name in self._now else "")


def title_of(expected: ExpectedEntry) -> str:
    """`2.1 Calls answered: Housing, Q2 2026/27`."""
    unit = f": {expected.unit}" if expected.unit else ""
    return f"{expected.indicator}{unit}, {expected.period}"


def _unknown_text(row: FileRow) -> str:
    if not row.key:
        return "This row does not say which value it is. Fill the rows of the workbook, and add none."
    return "This value is of another quarter or strategy, or is not yours to enter. Delete the row."


def _key_of(name: str, text: str) -> str:
    """The stored form of a choice; an empty cell is the usual choice; what is not in the list stays for the form."""
    if not text:
        return initial(None).get(name, "")
    return {word.casefold(): key for key, word in CHOICES[name]}.get(text.casefold(), text)


def _who_and_when(value: Value) -> str:
    return f"{value.entered_by}, {timezone.localtime(value.updated_at):%-d %B %Y, %H:%M}"


def _seen_versions(rows: Sequence[FileRow], all_expected: Mapping[str, ExpectedEntry]) -> dict[tuple[int, int], Value]:
    """The versions that people saw of values which were saved again since: one query for each 500."""
    stale: dict[int, ExpectedEntry] = {}
    for row in rows:
        expected = all_expected.get(row.key)
        if expected and expected.value and row.version != str(expected.value.version):
            stale[expected.value.pk] = expected
    found = {}
    ids = list(stale)
    for start in range(0, len(ids), 500):
        for version in Value.history.filter(id__in=ids[start : start + 500]):
            version.indicator = stale[version.id].indicator
            found[version.id, version.version] = version
    return found
